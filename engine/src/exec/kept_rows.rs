//! Rows that are made once, as far as somebody asks, and read by several.

use model::base::error::Result;
use model::types::data_type::DataType;

use super::context::ExecCtx;
use super::operator::{Operator, Step, ALL};
use super::row_store::RowStore;
use crate::expr::batch::Batch;

/// Batches in order; rows are counted over all of them.
#[derive(Default)]
pub struct Batches {
    batches: Vec<Batch>,
    /// How many rows there are up to the end of each batch.
    ends: Vec<usize>,
}

impl Batches {
    /// How many rows there are.
    pub fn row_count(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    /// Adds a batch.
    pub fn push(&mut self, batch: Batch) {
        self.ends.push(self.row_count() + batch.row_count());
        self.batches.push(batch);
    }

    /// Rows from one on, at most that many, and moves on past them; `None` at the end.
    pub fn read(&self, next: &mut usize, most: usize) -> Option<Batch> {
        let place = self.ends.partition_point(|end| end <= next);
        let batch = self.batches.get(place)?;
        let start = self.ends[place] - batch.row_count();
        let from = *next - start;
        let to = batch.row_count().min(from + most);
        *next = start + to;
        Some(batch.slice(from, to))
    }

    /// Lets all rows go.
    pub fn clear(&mut self) {
        self.batches.clear();
        self.ends.clear();
    }

    /// The same rows in batches of that size, where they are in much smaller ones.
    fn compact(&mut self, types: &[DataType], batch_rows: usize) {
        if self.batches.len() <= 2 * self.row_count().div_ceil(batch_rows) {
            return;
        }
        let mut rows = RowStore::new(types);
        self.batches.iter().for_each(|batch| rows.append(batch));
        self.clear();
        for from in (0..rows.row_count()).step_by(batch_rows) {
            self.push(rows.slice(from, rows.row_count().min(from + batch_rows)));
        }
    }
}

/// The rows of an operator so far, and the operator for the rest.
pub struct KeptRows {
    source: Box<dyn Operator>,
    types: Vec<DataType>,
    batches: Batches,
    is_complete: bool,
}

impl KeptRows {
    /// The rows of an operator that has not begun, with columns of those types.
    pub fn new(source: Box<dyn Operator>, types: Vec<DataType>) -> KeptRows {
        KeptRows { source, types, batches: Batches::default(), is_complete: false }
    }

    /// Whether all rows are there.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Hands on at most `wanted` rows from one on and moves on past them, asking the source where
    /// there are no more.
    pub fn read(&mut self, ctx: &mut ExecCtx<'_>, next: &mut usize, wanted: usize) -> Result<Step> {
        loop {
            if let Some(batch) = self.batches.read(next, ctx.rows(wanted)) {
                return Ok(Step::Batch(batch));
            }
            if self.is_complete {
                return Ok(Step::Done);
            }
            if !self.step(ctx, wanted)? {
                return Ok(Step::Busy);
            }
        }
    }

    /// Makes more of the rest, for nobody in particular; true once there is none.
    pub fn complete(&mut self, ctx: &mut ExecCtx<'_>) -> Result<bool> {
        if !self.is_complete {
            self.step(ctx, ALL)?;
        }
        Ok(self.is_complete)
    }

    /// One step of the source; whether anything came of it.
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<bool> {
        match self.source.step(ctx, wanted)? {
            Step::Batch(batch) => self.batches.push(batch),
            Step::Busy => return Ok(false),
            Step::Done => {
                self.is_complete = true;
                self.batches.compact(&self.types, ctx.batch_rows);
            }
        }
        Ok(true)
    }

    /// Lets all rows go; the source starts again.
    pub fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.batches.clear();
        self.is_complete = false;
        self.source.rewind(ctx)
    }
}
