//! What holds in a table, by definition: every pair of rows is looked at.

use std::collections::{BTreeMap, BTreeSet};

use model::types::attributes::AttributeSet;
use model::types::dependency::{Dependency, DependencyKind};

/// A table as rows.
pub struct Rows {
    /// All columns.
    pub all: AttributeSet,
    /// The rows, with equal ones.
    pub rows: Vec<Vec<u32>>,
    /// The rows, each once.
    distinct: BTreeSet<Vec<u32>>,
    /// The sets of columns that two rows agree on.
    agreed: BTreeSet<AttributeSet>,
}

impl Rows {
    /// The rows of columns.
    pub fn new(columns: &[Vec<u32>]) -> Rows {
        let row_count = columns.first().map_or(0, Vec::len);
        let row = |at: usize| columns.iter().map(|column| column[at]).collect();
        let rows: Vec<Vec<u32>> = (0..row_count).map(row).collect();
        let all = AttributeSet::first(columns.len());
        let mut agreed = BTreeSet::new();
        for (at, one) in rows.iter().enumerate() {
            for other in &rows[..at] {
                let agrees = |column: &u8| one[usize::from(*column)] == other[usize::from(*column)];
                agreed.insert(all.iter().filter(agrees).collect());
            }
        }
        Rows { all, distinct: rows.iter().cloned().collect(), rows, agreed }
    }

    /// Whether no two rows agree on these columns.
    pub fn is_unique(&self, columns: AttributeSet) -> bool {
        !self.agreed.iter().any(|agreed| columns.is_within(*agreed))
    }

    /// What these columns determine.
    pub fn closure(&self, left: AttributeSet) -> AttributeSet {
        let agreed = self.agreed.iter().filter(|agreed| left.is_within(**agreed));
        agreed.fold(self.all, |common, agreed| common & *agreed)
    }

    /// Whether a dependency holds.
    pub fn keeps(&self, dependency: &Dependency) -> bool {
        let Dependency { left, right, kind } = *dependency;
        match kind {
            DependencyKind::Functional => right.is_within(self.closure(left)),
            DependencyKind::Multivalued => {
                let mut groups: BTreeMap<Vec<u32>, Vec<&Vec<u32>>> = BTreeMap::new();
                for row in &self.distinct {
                    groups.entry(part(row, left)).or_default().push(row);
                }
                let has = |one, other| self.distinct.contains(&exchanged(one, other, right));
                groups
                    .values()
                    .all(|group| group.iter().all(|one| group.iter().all(|other| has(one, other))))
            }
        }
    }

    /// How many rows must go so that a functional dependency holds: of each group that agrees on
    /// the left side, all but the most frequent right side.
    pub fn removals(&self, left: AttributeSet, right: AttributeSet) -> u64 {
        let mut groups: Vec<(Vec<u32>, Vec<u32>)> =
            self.rows.iter().map(|row| (part(row, left), part(row, right))).collect();
        groups.sort_unstable();
        let removed = groups.chunk_by(|a, b| a.0 == b.0).map(|group| {
            let most = group.chunk_by(|a, b| a.1 == b.1).map(<[_]>::len).max().unwrap_or(0);
            (group.len() - most) as u64
        });
        removed.sum()
    }
}

/// The values of a row in some columns.
pub fn part(row: &[u32], columns: AttributeSet) -> Vec<u32> {
    columns.iter().map(|at| row[usize::from(at)]).collect()
}

/// A row with the right side of one and the rest of the other.
pub fn exchanged(one: &[u32], other: &[u32], right: AttributeSet) -> Vec<u32> {
    let value = |at: usize| if right.contains(at as u8) { one[at] } else { other[at] };
    (0..one.len()).map(value).collect()
}
