//! The table of aggregates, and what their running state can do.
//!
//! ```text
//!   sum(x) GROUP BY g        groups   0 1 0 2        one number per row
//!                            args     5 7 1 NULL
//!                            state    [6, 7, -]      one place per group
//! ```
//!
//! Invariants:
//! 1. State is columnar: a place per group in plain vectors, never a box per group.
//! 2. Rows are taken in the order in which they come, so that sums of floating-point numbers and
//!    `string_agg` are the same however rows were cut into batches.
//!
//! DISTINCT and ORDER BY inside a call are the caller's: it hands over the rows once each, in
//! order.

use std::sync::Arc;

use model::base::error::Result;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

/// One row of the table: an aggregate on exact argument types.
#[derive(Debug)]
pub struct Aggregate {
    /// Its name.
    pub name: &'static str,
    /// Its argument types; none for `count(*)`.
    pub args: &'static [DataType],
    /// What it returns.
    pub returns: DataType,
    /// Fresh state, for no group yet.
    pub start: fn() -> Box<dyn Accumulator>,
}

impl PartialEq for Aggregate {
    fn eq(&self, other: &Aggregate) -> bool {
        self.name == other.name && self.args == other.args
    }
}

impl Eq for Aggregate {}

/// The running state of one aggregate over numbered groups.
pub trait Accumulator {
    /// Makes room for that many groups. New ones have seen no row.
    fn resize(&mut self, group_count: usize);

    /// Takes more rows: each row's arguments go to its group. Rows whose place in `filter` is
    /// false are passed over.
    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
    ) -> Result<()>;

    /// The result of every group as of now. More rows may follow.
    fn finish(&self) -> Result<Column>;
}

/// Which group each row belongs to.
#[derive(Clone, Copy, Debug)]
pub enum Groups<'a> {
    /// The group of each row.
    Each(&'a [u32]),
    /// That many rows, all of group 0.
    One(usize),
}

impl Groups<'_> {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        match self {
            Groups::Each(groups) => groups.len(),
            Groups::One(rows) => *rows,
        }
    }

    /// Calls `take(group, row)` for every row that counts, in order.
    pub fn each(
        self,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
        mut take: impl FnMut(usize, usize),
    ) {
        let _: Result<(), std::convert::Infallible> = self.try_each(args, filter, |group, row| {
            take(group, row);
            Ok(())
        });
    }

    /// The same, until one fails. A row with a NULL argument does not count.
    pub fn try_each<E>(
        self,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
        mut take: impl FnMut(usize, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        if args.iter().any(|column| matches!(column.data, ColumnData::Null(_))) {
            return Ok(());
        }
        let masks: Vec<&[bool]> =
            args.iter().filter_map(|column| column.valid.as_deref()).chain(filter).collect();
        match (self, masks.as_slice()) {
            (Groups::Each(groups), []) => {
                groups.iter().enumerate().try_for_each(|(row, &group)| take(group as usize, row))
            }
            (Groups::One(rows), []) => (0..rows).try_for_each(|row| take(0, row)),
            (Groups::Each(groups), masks) => (0..groups.len())
                .filter(|&row| masks.iter().all(|mask| mask[row]))
                .try_for_each(|row| take(groups[row] as usize, row)),
            (Groups::One(rows), masks) => (0..rows)
                .filter(|&row| masks.iter().all(|mask| mask[row]))
                .try_for_each(|row| take(0, row)),
        }
    }
}
