//! Functional dependencies that fail for few rows: the g3 error, which is how many rows have to go
//! at least so that the dependency holds.
//!
//! Left sides of up to `LEFT_COLUMNS_MAX` columns are tried, all of them. A left side is not told
//! where a part of it does as well as was asked.
//! Source of the measure: Kivinen and Mannila, "Approximate Inference of Functional Dependencies
//! from Relations" (1995).

use model::trace::derivation::NearDependency;
use model::types::attributes::{AttributeNo, AttributeSet};
use model::types::dependency::Dependency;

use super::partition::{Partition, Scratch};
use super::table::Table;

/// The longest left side: a reader who asks what nearly holds asks for something plain.
pub const LEFT_COLUMNS_MAX: usize = 2;

/// The search, which goes from left side to left side.
pub struct Near {
    /// What was found so far.
    pub found: Vec<NearDependency>,
    removals_max: u64,
    lefts: Vec<AttributeSet>,
    at: usize,
    /// By right side, the left sides that hold or nearly do.
    good: Vec<Vec<AttributeSet>>,
    scratch: Scratch,
}

impl Near {
    /// A search for dependencies that hold once that many rows or fewer are gone.
    pub fn new(table: &Table, removals_max: u64) -> Near {
        let lefts = if removals_max == 0 { Vec::new() } else { short_sets(table.all()) };
        let good = vec![Vec::new(); table.all().len()];
        Near { found: Vec::new(), removals_max, lefts, at: 0, good, scratch: Scratch::default() }
    }

    /// How many left sides were looked at, and how many there are.
    pub fn progress(&self) -> (u64, u64) {
        (self.at as u64, self.lefts.len() as u64)
    }

    /// Looks at one left side; how many rows that touched, or none if there are no more.
    pub fn advance(&mut self, table: &Table) -> Option<u64> {
        let left = *self.lefts.get(self.at)?;
        self.at += 1;
        let partition = Partition::of(table, left, &mut self.scratch);
        let mut touched = (left.len() * table.row_count()) as u64 + 1;
        for right in (table.all() - left).iter() {
            let good = &mut self.good[usize::from(right)];
            if good.iter().any(|part| part.is_within(left)) {
                continue;
            }
            touched += partition.row_count() as u64;
            let removals = partition.removals(table, right, &mut self.scratch);
            if removals > self.removals_max {
                continue;
            }
            good.push(left);
            if removals > 0 {
                let dependency = Dependency::functional(left, AttributeSet::of(right));
                self.found.push(NearDependency { dependency, removals });
            }
        }
        Some(touched)
    }
}

/// The sets of up to `LEFT_COLUMNS_MAX` columns, the short ones first.
pub fn short_sets(all: AttributeSet) -> Vec<AttributeSet> {
    let mut sets = vec![AttributeSet::EMPTY];
    let mut begin = 0;
    for _ in 0..LEFT_COLUMNS_MAX {
        let end = sets.len();
        for at in begin..end {
            let highest = sets[at].iter().next_back().map_or(0, |column| column + 1);
            let wider = (highest..all.len() as AttributeNo)
                .map(|column| sets[at] | AttributeSet::of(column));
            let wider: Vec<AttributeSet> = wider.collect();
            sets.extend(wider);
        }
        begin = end;
    }
    sets
}
