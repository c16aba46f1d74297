//! Random schemes, decompositions and tables.

use model::base::rng::Rng;
use model::types::attributes::{AttributeNo, AttributeSet, Attributes};
use model::types::dependency::{Dependency, DependencyKind, Scheme};

/// Which dependencies a random scheme has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kinds {
    /// Functional ones only.
    Functional,
    /// Both kinds.
    Mixed,
}

/// A number from `least` to `most`.
pub fn between(rng: &mut Rng, least: u64, most: u64) -> usize {
    (least + rng.below(most - least + 1)) as usize
}

/// A set of about that many attributes of so many, at least one unless `least` is 0.
pub fn set(rng: &mut Rng, attribute_count: usize, least: u64, most: u64) -> AttributeSet {
    let count = between(rng, least, most);
    (0..count).map(|_| rng.below(attribute_count as u64) as AttributeNo).collect()
}

/// Attributes `a`, `b`, `c`, ..
pub fn attributes(count: usize) -> Attributes {
    let name = |at: usize| match u8::try_from(at) {
        Ok(at) if at < 26 => char::from(b'a' + at).to_string(),
        _ => format!("column_{at}"),
    };
    Attributes::new((0..count).map(name).collect()).expect("few names, and all differ")
}

/// A scheme of up to that many attributes.
pub fn scheme(rng: &mut Rng, kinds: Kinds, attributes_max: u64) -> Scheme {
    let count = between(rng, 1, attributes_max);
    let dependency_count = between(rng, 0, attributes_max + 1);
    let dependencies = (0..dependency_count).map(|_| {
        let is_multivalued = kinds == Kinds::Mixed && rng.below(2) == 0;
        let kind = match is_multivalued {
            true => DependencyKind::Multivalued,
            false => DependencyKind::Functional,
        };
        let least = u64::from(rng.below(20) > 0);
        let left = set(rng, count, least, 3);
        let right = set(rng, count, 1, 2);
        Dependency { left, right, kind }
    });
    let dependencies = dependencies.collect();
    Scheme::new(attributes(count), dependencies).expect("few dependencies")
}

/// Two to four relations that together have all attributes.
pub fn decomposition(rng: &mut Rng, all: AttributeSet) -> Vec<AttributeSet> {
    let count = between(rng, 2, 4);
    let mut relations = vec![AttributeSet::EMPTY; count];
    for attribute in all.singles() {
        let home = rng.below(count as u64) as usize;
        relations[home] |= attribute;
        relations.iter_mut().filter(|_| rng.below(3) == 0).for_each(|other| *other |= attribute);
    }
    relations
}

/// A table of up to that many columns and rows, with few values in each column; sometimes with a
/// column that others determine, sometimes with independent columns.
pub fn table(rng: &mut Rng, columns_max: u64, rows_max: u64) -> Vec<Vec<u32>> {
    let row_count = between(rng, 0, rows_max);
    let column_count = between(rng, 1, columns_max);
    let mut columns: Vec<Vec<u32>> = Vec::new();
    for at in 0..column_count {
        let values = between(rng, 1, 1 + rng.clone().below(rows_max.max(2)));
        let source = rng.below(at as u64 + 1) as usize;
        let divisor = 1 + rng.below(4) as u32;
        let column = match rng.below(4) {
            0 if source < at => columns[source].iter().map(|value| value / divisor).collect(),
            1 => (0..row_count as u32).map(|row| row / divisor % values as u32).collect(),
            _ => (0..row_count).map(|_| rng.below(values as u64) as u32).collect(),
        };
        columns.push(column);
    }
    columns
}
