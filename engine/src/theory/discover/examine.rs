//! One dependency held against the rows: whether it holds, two rows by which it fails, and how many
//! rows would have to go.

use std::collections::BTreeSet;

use model::trace::derivation::Examination;
use model::types::attributes::{AttributeNo, AttributeSet};
use model::types::dependency::{Dependency, DependencyKind};

use super::partition::{Partition, Scratch};
use super::table::Table;

/// Holds a dependency against a table.
pub fn held_against(table: &Table, dependency: &Dependency) -> Examination {
    let mut scratch = Scratch::default();
    let partition = Partition::of(table, dependency.left, &mut scratch);
    let beyond = dependency.right - dependency.left;
    let (counter_example, removals) = match dependency.kind {
        DependencyKind::Functional => {
            let pair = beyond.iter().find_map(|column| partition.differing(table.column(column)));
            (pair, Some(removals(table, &partition, beyond, &mut scratch)))
        }
        DependencyKind::Multivalued => {
            let rest = table.all() - dependency.left - beyond;
            let missing = partition.groups().find_map(|group| missing(table, group, beyond, rest));
            (missing, None)
        }
    };
    let rows = table.row_count() as u64;
    Examination { dependency: *dependency, counter_example, removals, rows }
}

/// How many rows must go so that rows of one group agree in all these columns.
fn removals(
    table: &Table,
    partition: &Partition,
    columns: AttributeSet,
    scratch: &mut Scratch,
) -> u64 {
    if columns.len() == 1 {
        return columns.iter().map(|column| partition.removals(table, column, scratch)).sum();
    }
    let removed = partition.groups().map(|group| {
        let mut tuples: Vec<Vec<u32>> =
            group.iter().map(|row| values(table, *row, columns)).collect();
        tuples.sort_unstable();
        let most = tuples.chunk_by(|a, b| a == b).map(<[_]>::len).max().unwrap_or(0);
        (group.len() - most) as u64
    });
    removed.sum()
}

/// Two rows of a group, the right side of one of which never comes with the rest of the other.
fn missing(
    table: &Table,
    group: &[u32],
    right: AttributeSet,
    rest: AttributeSet,
) -> Option<(u32, u32)> {
    let pair = |row: u32| (values(table, row, right), values(table, row, rest));
    let there: BTreeSet<_> = group.iter().map(|row| pair(*row)).collect();
    let rights: BTreeSet<_> = there.iter().map(|(right, _)| right).collect();
    let rests: BTreeSet<_> = there.iter().map(|(_, rest)| rest).collect();
    if there.len() == rights.len() * rests.len() {
        return None;
    }
    group.iter().find_map(|first| {
        let second = group.iter().find(|second| {
            !there.contains(&(values(table, *first, right), values(table, **second, rest)))
        });
        second.map(|second| (*first, *second))
    })
}

/// The values of a row in some columns.
fn values(table: &Table, row: u32, columns: AttributeSet) -> Vec<u32> {
    let value = |column: AttributeNo| table.column(column)[row as usize];
    columns.iter().map(value).collect()
}
