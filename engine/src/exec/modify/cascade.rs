//! What ON DELETE and ON UPDATE do to the rows that refer, instead of refusing.
//!
//! ```text
//!   ON DELETE CASCADE        the rows of the child with a lost key are deleted
//!   ON UPDATE CASCADE        they get the new key
//!   SET NULL, SET DEFAULT    their columns do
//! ```
//!
//! The rows come from a scan of the child and go through the same operators as those of a
//! statement, so that rules of the child hold and its own foreign keys follow.

use std::sync::Arc;

use model::base::error::Result;
use model::types::column::Column;
use model::types::value::Value;

use super::foreign_key::KeyEnd;
use super::key_set::{pick, KeySet};
use super::operator::Modify;
use super::task::Task;
use crate::exec::context::ExecCtx;
use crate::exec::heap_reader::{Cursor, HeapReader};
use crate::exec::operator::{Operator, Step, ALL};
use crate::expr::batch::Batch;
use crate::expr::bound::Expr;
use crate::expr::eval::eval;

/// What the columns that refer become.
pub enum NewKey {
    /// The row goes; nothing.
    Gone,
    /// The key that the parent's row has now, for each lost key.
    Keys(Batch),
    /// Each column what its expression says.
    Exprs(Vec<Expr>),
}

impl NewKey {
    /// NULL in every column.
    pub fn nulls(child: &KeyEnd) -> NewKey {
        let null = |data_type| Expr::Const { value: Value::Null, data_type };
        NewKey::Exprs(child.types().into_iter().map(null).collect())
    }
}

/// The rows of the child whose key is among those that the parent lost: their place, then the full
/// row as it is to be.
pub struct RowsInUse {
    child: KeyEnd,
    keys: KeySet,
    new_key: NewKey,
    reader: HeapReader,
    cursor: Option<Cursor>,
}

impl RowsInUse {
    /// The rows of that child.
    pub fn new(child: KeyEnd, keys: KeySet, new_key: NewKey) -> RowsInUse {
        let attributes: Vec<usize> = (0..child.table.columns.len()).collect();
        let reader = HeapReader::new(&child.table, attributes).with_row_id();
        RowsInUse { child, keys, new_key, reader, cursor: None }
    }

    fn made(&self, ctx: &mut ExecCtx<'_>, rows: &Batch) -> Result<Batch> {
        let numbers = self.keys.find(&pick(rows, &self.child.columns), &self.child.types())?;
        let (places, keys): (Vec<u32>, Vec<u32>) = (numbers.into_iter().enumerate())
            .filter_map(|(row, number)| Some((row as u32, number?)))
            .unzip();
        let rows = rows.take(&places);
        let width = self.child.table.columns.len();
        let row_id = rows.column(width).clone();
        let mut columns: Vec<Arc<Column>> = rows.columns()[..width].to_vec();
        match &self.new_key {
            NewKey::Gone => {}
            NewKey::Keys(new) => {
                for (&column, values) in self.child.columns.iter().zip(new.columns()) {
                    columns[column] = Arc::new(values.take(&keys));
                }
            }
            NewKey::Exprs(exprs) if !rows.is_empty() => {
                for (&column, expr) in self.child.columns.iter().zip(exprs) {
                    columns[column] = eval(expr, &rows, ctx.env)?;
                }
            }
            NewKey::Exprs(_) => {}
        }
        columns.insert(0, row_id);
        Ok(Batch::new(columns, rows.row_count()))
    }
}

impl Operator for RowsInUse {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, _wanted: usize) -> Result<Step> {
        let mut cursor = match self.cursor.take() {
            Some(cursor) => cursor,
            None => self.reader.start(ctx, ctx.snapshot.clone()),
        };
        let is_done = cursor.is_done();
        let mut step = Step::Done;
        if !is_done {
            let rows = self.reader.read(ctx, &mut cursor, ctx.batch_rows)?;
            step = Step::of(self.made(ctx, &rows)?);
        }
        self.cursor = Some(cursor);
        Ok(step)
    }

    fn rewind(&mut self, _ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.cursor = None;
        Ok(())
    }
}

/// A change that follows from another, run to its end.
pub struct FollowUp {
    modify: Modify,
}

impl FollowUp {
    /// The change made by that operator.
    pub fn new(modify: Modify) -> FollowUp {
        FollowUp { modify }
    }
}

impl Task for FollowUp {
    fn step(&mut self, ctx: &mut ExecCtx<'_>) -> Result<bool> {
        Ok(matches!(self.modify.step(ctx, ALL)?, Step::Done))
    }
}
