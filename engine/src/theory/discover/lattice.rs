//! All minimal functional dependencies and unique column combinations of a table.
//!
//! ```text
//!                 {}
//!        {a}     {b}     {c}            level by level, the sets of 0, 1, 2, .. columns
//!       {a b}   {a c}   {b c}           at X, for each a of X:  does X - a determine a?
//!               {a b c}
//! ```
//!
//! Each set keeps its partition, made of a smaller set's by one more column, and its *candidates*:
//! the right sides for which a dependency from within it could still be minimal. A set without
//! candidates, and a set that no two rows agree on, lead nowhere and are left.
//! Source: TANE, as in `partition`. Where a set is unique, the paper decides which of what it then
//! determines is minimal by the candidates of other sets, which may have been left already; here
//! what was found decides.
//!
//! A level may be too wide to hold; then the search ends there and says up to which size of left
//! sides it is complete.

use std::collections::BTreeMap;

use model::base::limits::{LATTICE_ROWS_MAX, LATTICE_SETS_MAX};
use model::trace::event::theory::LatticeStep;
use model::types::attributes::{AttributeNo, AttributeSet};
use model::types::dependency::Dependency;

use super::partition::{Partition, Scratch};
use super::table::Table;

/// A set of columns on a level.
struct Node {
    candidates: AttributeSet,
    partition: Partition,
}

type Level = BTreeMap<AttributeSet, Node>;

/// The search, which goes from set to set.
pub struct Lattice {
    /// The minimal functional dependencies so far.
    pub dependencies: Vec<Dependency>,
    /// The minimal unique column combinations so far.
    pub unique: Vec<AttributeSet>,
    /// What was learned since it was last taken away.
    pub steps: Vec<LatticeStep>,
    /// Left sides of up to that many columns were looked at; none if all that matter were.
    pub left_columns_max: Option<u32>,
    /// How many columns the sets of the present level have.
    pub width: usize,
    left_columns_asked: usize,
    below: Level,
    level: Level,
    pending: Vec<AttributeSet>,
    at: usize,
    held_rows: usize,
    scratch: Scratch,
}

impl Lattice {
    /// A search for left sides of up to that many columns.
    pub fn new(left_columns_asked: usize) -> Lattice {
        Lattice {
            dependencies: Vec::new(),
            unique: Vec::new(),
            steps: Vec::new(),
            left_columns_max: None,
            width: 0,
            left_columns_asked,
            below: Level::new(),
            level: Level::new(),
            pending: vec![AttributeSet::EMPTY],
            at: 0,
            held_rows: 0,
            scratch: Scratch::default(),
        }
    }

    /// How many sets of the present level were looked at, and how many there are.
    pub fn progress(&self) -> (u64, u64) {
        (self.at as u64, self.pending.len() as u64)
    }

    /// Looks at one set; how many rows that touched, or none if there are no more sets.
    pub fn advance(&mut self, table: &Table) -> Option<u64> {
        if self.held_rows > LATTICE_ROWS_MAX {
            self.give_up(self.width.saturating_sub(2));
        }
        let Some(set) = self.pending.get(self.at).copied() else {
            return self.climb(table);
        };
        self.at += 1;
        Some(self.visit(table, set))
    }

    /// Looks at a set: what its parts determine within it, and whether rows are told apart by it.
    fn visit(&mut self, table: &Table, set: AttributeSet) -> u64 {
        let parts = || set.singles().map(|column| (column, &self.below[&(set - column)]));
        let candidates = parts().fold(table.all(), |all, (_, part)| all & part.candidates);
        let finest = parts().min_by_key(|(_, part)| part.partition.row_count());
        let (partition, touched) = match finest {
            _ if candidates.is_empty() => return 1,
            None => (Partition::whole(table), 1),
            Some((column, part)) => {
                let column = column.iter().next().expect("a single has a member");
                let touched = part.partition.row_count() as u64 + 1;
                (part.partition.refined(table, column, &mut self.scratch), touched)
            }
        };
        let mut node = Node { candidates, partition };
        self.test_within(table, set, &mut node);
        if node.partition.error() == 0 {
            self.unique.push(set);
            self.steps.push(LatticeStep::Unique { columns: set });
            self.conclude_from_unique(table, set, node.candidates);
        } else if !node.candidates.is_empty() {
            self.held_rows += node.partition.row_count();
            self.level.insert(set, node);
        }
        touched
    }

    /// Whether a set less one of its columns determines that column.
    fn test_within(&mut self, table: &Table, set: AttributeSet, node: &mut Node) {
        for right in (set & node.candidates).iter() {
            let column = AttributeSet::of(right);
            let part = &self.below[&(set - column)].partition;
            let dependency = Dependency::functional(set - column, column);
            if part.error() == node.partition.error() {
                node.candidates -= column | (table.all() - set);
                self.dependencies.push(dependency);
                self.steps.push(LatticeStep::Held { dependency });
            } else if let Some(rows) = part.differing(table.column(right)) {
                self.steps.push(LatticeStep::Failed { dependency, rows });
            }
        }
    }

    /// A set that no two rows agree on determines all; what no part of it determines is minimal.
    fn conclude_from_unique(&mut self, table: &Table, set: AttributeSet, candidates: AttributeSet) {
        if set.len() > self.left_columns_asked {
            return;
        }
        for right in (candidates - set).iter() {
            let values = table.column(right);
            let mut parts = set.singles().map(|column| &self.below[&(set - column)].partition);
            if parts.all(|part| part.differing(values).is_some()) {
                let dependency = Dependency::functional(set, AttributeSet::of(right));
                self.dependencies.push(dependency);
                self.steps.push(LatticeStep::Held { dependency });
            }
        }
    }

    /// Goes on to the sets of one more column, each of whose parts was kept; none if there are no
    /// more.
    fn climb(&mut self, table: &Table) -> Option<u64> {
        if self.width > self.left_columns_asked && !self.level.is_empty() {
            self.give_up(self.left_columns_asked);
        }
        self.below = std::mem::take(&mut self.level);
        self.held_rows = self.below.values().map(|node| node.partition.row_count()).sum();
        (self.pending, self.at) = (Vec::new(), 0);
        self.width += 1;
        for set in self.below.keys() {
            let highest = set.iter().next_back().map_or(0, |column| column + 1);
            for column in (highest..table.all().len() as AttributeNo).map(AttributeSet::of) {
                let wider = *set | column;
                if wider.singles().all(|column| self.below.contains_key(&(wider - column))) {
                    self.pending.push(wider);
                }
            }
            if self.pending.len() > LATTICE_SETS_MAX {
                self.give_up(self.width - 2);
                return None;
            }
        }
        (!self.pending.is_empty()).then_some(self.below.len() as u64)
    }

    /// Ends the search, which is complete for left sides of up to that many columns.
    fn give_up(&mut self, left_columns: usize) {
        self.left_columns_max = Some(left_columns as u32);
        self.level.clear();
        self.pending.clear();
        self.at = 0;
    }
}
