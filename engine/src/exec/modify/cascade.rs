//! What ON DELETE and ON UPDATE do to the rows that refer, instead of refusing.
//!
//! ```text
//!   ON DELETE CASCADE        the rows of the child with a lost key are deleted
//!   ON UPDATE CASCADE        they get the new key
//!   SET NULL, SET DEFAULT    their columns do
//! ```
//!
//! The rows come from an index or a scan of the child and go through the same operators as those
//! of a statement, so that rules of the child hold and its own foreign keys follow.

use std::sync::Arc;

use model::base::error::Result;
use model::types::column::Column;
use model::types::value::Value;

use super::foreign_key::KeyEnd;
use super::key_search::LookUp;
use super::key_set::{pick, KeySet};
use super::operator::Modify;
use super::task::Task;
use crate::exec::context::ExecCtx;
use crate::exec::heap_reader::{Cursor, Found, HeapReader};
use crate::exec::indexed::fetch::Fetcher;
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
    look_up: Option<LookUp>,
    at: At,
}

enum At {
    Start,
    /// These keys are looked up, from that one on.
    Keys(Batch, usize),
    Pages(Cursor),
}

impl RowsInUse {
    /// The rows of that child.
    pub fn new(child: KeyEnd, keys: KeySet, new_key: NewKey) -> RowsInUse {
        let attributes: Vec<usize> = (0..child.table.columns.len()).collect();
        let reader = HeapReader::new(&child.table, attributes).with_row_id();
        let look_up = LookUp::of(&child);
        RowsInUse { child, keys, new_key, reader, look_up, at: At::Start }
    }

    /// The rows that have one key.
    fn rows_of(&self, ctx: &mut ExecCtx<'_>, keys: &Batch, key: usize) -> Result<Batch> {
        let places = match &self.look_up {
            Some(look_up) => look_up.places(ctx, keys, key)?,
            None => Vec::new(),
        };
        let mut rows = Found::new(&self.reader);
        Fetcher::default().fetch(ctx, &self.reader, places.into_iter(), &mut rows)?;
        let rows = rows.into_batch(&self.reader);
        self.made(ctx, &rows)
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
        match std::mem::replace(&mut self.at, At::Start) {
            At::Start => {
                let looked_up = match &self.look_up {
                    Some(look_up) => look_up.keys(ctx, &self.child, &self.keys)?,
                    None => None,
                };
                self.at = match looked_up {
                    Some(keys) => At::Keys(keys, 0),
                    None => At::Pages(self.reader.start(ctx, ctx.snapshot.clone())),
                };
                Ok(Step::Busy)
            }
            At::Keys(keys, at) => {
                let step = match at < keys.row_count() {
                    true => Step::of(self.rows_of(ctx, &keys, at)?),
                    false => Step::Done,
                };
                self.at = At::Keys(keys, at + 1);
                Ok(step)
            }
            At::Pages(mut cursor) => {
                let mut step = Step::Done;
                if !cursor.is_done() {
                    let rows = self.reader.read(ctx, &mut cursor, ctx.batch_rows)?;
                    step = Step::of(self.made(ctx, &rows)?);
                }
                self.at = At::Pages(cursor);
                Ok(step)
            }
        }
    }

    fn rewind(&mut self, _ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.at = At::Start;
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
