//! Stripped partitions: the groups of rows that agree on some columns, without rows that are alone.
//!
//! ```text
//!   rows   0 1 4   2 3        the numbers of the rows, group after group
//!   ends        3     5       where each group ends
//! ```
//!
//! `error` is how many rows must go so that no two agree: rows less groups. A functional dependency
//! `X -> a` holds exactly if the partitions of `X` and of `X` with `a` have the same error.
//! Source: Huhtala, Kärkkäinen, Porkka and Toivonen, "TANE: An Efficient Algorithm for Discovering
//! Functional and Approximate Dependencies" (1999).

use model::types::attributes::{AttributeNo, AttributeSet};

use super::table::Table;
use crate::theory::fault::{planted, Fault};

/// Groups of two rows and more.
#[derive(Clone, Default)]
pub struct Partition {
    rows: Vec<u32>,
    ends: Vec<u32>,
}

/// Room for splitting groups, used again and again.
#[derive(Default)]
pub struct Scratch {
    /// How many rows of the group have each value, then where the next of them goes.
    counts: Vec<u32>,
    /// The values of the group, in the order they were met.
    values: Vec<u32>,
}

impl Partition {
    /// All rows in one group: what no column at all tells apart.
    pub fn whole(table: &Table) -> Partition {
        let count = table.row_count() as u32;
        if count < 2 {
            return Partition::default();
        }
        Partition { rows: (0..count).collect(), ends: vec![count] }
    }

    /// The rows that agree on these columns.
    pub fn of(table: &Table, columns: AttributeSet, scratch: &mut Scratch) -> Partition {
        let whole = Partition::whole(table);
        columns.iter().fold(whole, |coarse, column| coarse.refined(table, column, scratch))
    }

    /// How many different rows a group has in these columns: those that are alone, and the groups
    /// that the others make.
    pub fn different(
        group: &[u32],
        table: &Table,
        columns: AttributeSet,
        scratch: &mut Scratch,
    ) -> usize {
        let whole = Partition { rows: group.to_vec(), ends: vec![group.len() as u32] };
        let split =
            columns.iter().fold(whole, |coarse, column| coarse.refined(table, column, scratch));
        group.len() - split.error()
    }

    /// The same groups, each split by the values of one more column.
    pub fn refined(&self, table: &Table, column: AttributeNo, scratch: &mut Scratch) -> Partition {
        let values = table.column(column);
        scratch.counts.resize(scratch.counts.len().max(table.value_count(column)), 0);
        let mut finer = Partition::default();
        let group_count = self.ends.len()
            - usize::from(planted(Fault::SkipsLastGroup)).min(self.ends.len().saturating_sub(1));
        for group in self.groups().take(group_count) {
            finer.add_split(group, values, scratch);
        }
        finer
    }

    /// Adds a group's rows, split by their values: two passes, in the time of the group's rows.
    fn add_split(&mut self, group: &[u32], values: &[u32], scratch: &mut Scratch) {
        let Scratch { counts, values: met } = scratch;
        for row in group {
            let value = values[*row as usize];
            let count = &mut counts[value as usize];
            if *count == 0 {
                met.push(value);
            }
            *count += 1;
        }
        let mut end = self.rows.len() as u32;
        for value in met.iter() {
            let count = &mut counts[*value as usize];
            // Rows that are alone get no place; their value is marked with one no place has.
            let begin = if *count > 1 { end } else { u32::MAX };
            if *count > 1 {
                end += *count;
                self.ends.push(end);
            }
            *count = begin;
        }
        self.rows.resize(end as usize, 0);
        for row in group {
            let place = &mut counts[values[*row as usize] as usize];
            if *place != u32::MAX {
                self.rows[*place as usize] = *row;
                *place += 1;
            }
        }
        met.drain(..).for_each(|value| counts[value as usize] = 0);
    }

    /// The groups, each a list of row numbers.
    pub fn groups(&self) -> impl Iterator<Item = &[u32]> {
        let begins = core::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(&self.ends).map(|(begin, end)| &self.rows[begin as usize..*end as usize])
    }

    /// How many rows are in groups.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// How many rows must go so that no two agree.
    pub fn error(&self) -> usize {
        self.rows.len() - self.ends.len()
    }

    /// Two rows of one group that differ in a column, if any do.
    pub fn differing(&self, values: &[u32]) -> Option<(u32, u32)> {
        self.groups().find_map(|group| {
            let first = values[group[0] as usize];
            let other = group.iter().find(|row| values[**row as usize] != first)?;
            Some((group[0], *other))
        })
    }

    /// How many rows must go so that rows of one group agree in a column: all but the most
    /// frequent value of each.
    pub fn removals(&self, table: &Table, column: AttributeNo, scratch: &mut Scratch) -> u64 {
        let values = table.column(column);
        scratch.counts.resize(scratch.counts.len().max(table.value_count(column)), 0);
        let counted = self.ends.len()
            - usize::from(planted(Fault::CountsTooFewRemovals)).min(self.ends.len());
        let mut removals = 0;
        for group in self.groups().take(counted) {
            let mut most = 0;
            for row in group {
                let count = &mut scratch.counts[values[*row as usize] as usize];
                *count += 1;
                most = most.max(*count);
            }
            group.iter().for_each(|row| scratch.counts[values[*row as usize] as usize] = 0);
            removals += group.len() as u64 - u64::from(most);
        }
        removals
    }
}
