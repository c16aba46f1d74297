//! Candidate multivalued dependencies: columns that are independent of each other once some others
//! are fixed.
//!
//! ```text
//!   course | teacher | book          within each course, every teacher comes with every book:
//!   db     | ada     | date          {teacher} and {book} are independent blocks of course
//!   db     | ada     | maier
//!   db     | alan    | date
//!   db     | alan    | maier
//! ```
//!
//! For one left side `X`, the sets that it multidetermines in the rows are closed under union and
//! difference, so there is a finest partition into blocks. Two columns that are dependent on each
//! other within some group of `X` are in the same block, so the blocks are unions of the connected
//! parts of that relation, which the search finds pair by pair; mostly there is one part, and
//! nothing more to do. Otherwise unions of parts are tried, the small ones first.
//!
//! Columns that `X` determines belong to no block. A left side is not told where a part of it has
//! the same blocks. Left sides are short, as in `near`.

use std::collections::BTreeMap;

use model::base::limits::{INDEPENDENT_GROUPS_MAX, UNIONS_TRIED_MAX};
use model::trace::derivation::IndependentBlocks;
use model::types::attributes::{AttributeNo, AttributeSet};

use super::near::short_sets;
use super::partition::{Partition, Scratch};
use super::table::Table;
use crate::theory::fault::{planted, Fault};

/// The search, which goes from left side to left side.
pub struct Independent {
    /// What was found so far.
    pub found: Vec<IndependentBlocks>,
    /// How many left sides have too many unions of parts to try.
    pub untried: u32,
    lefts: Vec<AttributeSet>,
    at: usize,
    /// The blocks of the left sides so far, told or not.
    known: BTreeMap<AttributeSet, Vec<AttributeSet>>,
    scratch: Scratch,
}

impl Independent {
    /// A search in that table.
    pub fn new(table: &Table) -> Independent {
        Independent {
            found: Vec::new(),
            untried: 0,
            lefts: short_sets(table.all()),
            at: 0,
            known: BTreeMap::new(),
            scratch: Scratch::default(),
        }
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
        let touched = table.row_count() as u64 + 1;
        let mut groups = Groups { table, partition, touched, scratch: &mut self.scratch };
        let rest = (table.all() - left).iter().filter(|column| !groups.determine(*column));
        let rest: AttributeSet = rest.collect();
        let Some(blocks) = groups.blocks(rest) else {
            self.untried += 1;
            return Some(groups.touched);
        };
        let as_seen_here = |blocks: &Vec<AttributeSet>| {
            let mut seen: Vec<AttributeSet> = blocks.iter().map(|block| *block & rest).collect();
            seen.retain(|block| !block.is_empty());
            seen.sort_unstable();
            seen
        };
        let mut parts = self.known.iter().filter(|(part, _)| part.is_within(left));
        let is_news = !parts.any(|(_, known)| as_seen_here(known) == blocks);
        if blocks.len() > 1 && is_news {
            let support = groups.support(&blocks);
            self.found.push(IndependentBlocks { left, blocks: blocks.clone(), support });
        }
        self.known.insert(left, blocks);
        Some(groups.touched)
    }
}

/// The rows that agree on a left side.
struct Groups<'a> {
    table: &'a Table,
    partition: Partition,
    touched: u64,
    scratch: &'a mut Scratch,
}

impl Groups<'_> {
    fn determine(&self, column: AttributeNo) -> bool {
        self.partition.differing(self.table.column(column)).is_none()
    }

    /// The finest partition of `rest` into independent blocks, in order; none if there are too
    /// many unions of parts to try.
    fn blocks(&mut self, rest: AttributeSet) -> Option<Vec<AttributeSet>> {
        let mut parts = self.parts(rest);
        if parts.len() > INDEPENDENT_GROUPS_MAX {
            return None;
        }
        let mut blocks = Vec::new();
        let mut tried = 0;
        while let Some(first) = parts.pop() {
            let others = AttributeSet::first(parts.len());
            let union = |chosen: AttributeSet| {
                chosen.iter().fold(first, |union, part| union | parts[usize::from(part)])
            };
            let mut choices: Vec<AttributeSet> = others.subsets().collect();
            choices.sort_by_key(|chosen| chosen.len());
            let mut choices = choices.into_iter().map(union);
            let block = loop {
                let block = choices.next().expect("all of the rest is a block");
                if block == rest || self.are_independent(block, rest - block) {
                    break block;
                }
                tried += 1;
                if tried > UNIONS_TRIED_MAX {
                    return None;
                }
            };
            parts.retain(|part| !part.is_within(block));
            blocks.push(block);
        }
        blocks.sort_unstable();
        Some(blocks)
    }

    /// The connected parts of the columns, joined where two are dependent.
    fn parts(&mut self, rest: AttributeSet) -> Vec<AttributeSet> {
        let mut parts: Vec<AttributeSet> = Vec::new();
        for column in rest.singles() {
            let mut joined = column;
            parts.retain(|part| {
                let depends = part.singles().any(|other| !self.are_independent(column, other));
                joined |= if depends { *part } else { AttributeSet::EMPTY };
                !depends
            });
            parts.push(joined);
        }
        parts
    }

    /// Whether in every group each of the one's values comes with each of the other's: then there
    /// are as many pairs of them as the product says.
    fn are_independent(&mut self, one: AttributeSet, other: AttributeSet) -> bool {
        let Groups { table, partition, touched, scratch } = self;
        let groups = partition.groups();
        let mut groups = groups.take(if planted(Fault::LooksAtOneGroup) { 1 } else { usize::MAX });
        groups.all(|group| {
            *touched += group.len() as u64;
            let mut different = |columns| Partition::different(group, table, columns, scratch);
            let wanted = different(one) * different(other);
            wanted <= group.len() && different(one | other) == wanted
        })
    }

    /// In how many groups at least two blocks have several values.
    fn support(&self, blocks: &[AttributeSet]) -> u64 {
        let varies = |group: &[u32], block: AttributeSet| {
            block.iter().any(|column| {
                let values = self.table.column(column);
                group.iter().any(|row| values[*row as usize] != values[group[0] as usize])
            })
        };
        let supports =
            |group: &&[u32]| blocks.iter().filter(|block| varies(group, **block)).count() > 1;
        self.partition.groups().filter(supports).count() as u64
    }
}
