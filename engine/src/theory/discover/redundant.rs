//! Redundant cells: those that say again what an earlier row has said.
//!
//! ```text
//!   user_id  city        user_id -> city
//!   42       Turin       says it
//!   7        Graz
//!   42       Turin       says it again: the cell is redundant
//!   42       Lyon        does not: it contradicts
//! ```
//!
//! It is enough to look at the dependencies that are given: what follows from them groups rows no
//! coarser.

use std::collections::BTreeSet;

use model::types::attributes::AttributeNo;
use model::types::dependency::Dependency;

use super::partition::{Partition, Scratch};
use super::table::Table;

/// The redundant cells of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RedundantCells {
    /// The rows, in order.
    pub rows: Vec<u32>,
    /// The dependencies that make some of them redundant, by number.
    pub by: Vec<usize>,
}

/// The redundant cells of each column.
pub fn cells(table: &Table, dependencies: &[Dependency]) -> Vec<RedundantCells> {
    let mut scratch = Scratch::default();
    let mut rows: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); table.all().len()];
    let mut found: Vec<RedundantCells> = vec![RedundantCells::default(); table.all().len()];
    for (number, dependency) in dependencies.iter().enumerate() {
        if !dependency.is_functional() {
            continue;
        }
        let partition = Partition::of(table, dependency.left, &mut scratch);
        for column in (dependency.right - dependency.left).iter() {
            let again = repeated(table, &partition, column);
            let at = usize::from(column);
            if !again.is_empty() {
                found[at].by.push(number);
            }
            rows[at].extend(again);
        }
    }
    for (column, rows) in found.iter_mut().zip(rows) {
        column.rows = rows.into_iter().collect();
    }
    found
}

/// The rows that have a value in the column which an earlier row of their group has.
fn repeated(table: &Table, partition: &Partition, column: AttributeNo) -> Vec<u32> {
    let values = table.column(column);
    let mut again = Vec::new();
    for group in partition.groups() {
        let mut seen = BTreeSet::new();
        again.extend(group.iter().filter(|row| !seen.insert(values[**row as usize])));
    }
    again
}
