//! The sort operator.
//!
//! Where only the first rows are asked for (`ORDER BY .. LIMIT n`), no more than a few times that
//! many are kept in memory: once there are `n`, a row that comes after the last of them is let go
//! at once.

use model::base::error::Result;
use model::types::column::Column;
use model::types::data_type::DataType;

use super::sorter::Sorter;
use crate::exec::context::ExecCtx;
use crate::exec::key::sort::SortKeys;
use crate::exec::operator::{Operator, Step, ALL};
use crate::expr::batch::Batch;
use crate::plan::physical::PlanSortKey;

/// The same rows in order.
pub struct Sort {
    input: Box<dyn Operator>,
    keys: Vec<PlanSortKey>,
    /// Only that many rows from the beginning are asked for.
    top: Option<usize>,
    /// Whether a rewind leaves the input's rows as they are.
    keeps_rows: bool,
    sorter: Sorter,
    /// The key of the last row that can still be among the first `top`.
    bar: Option<Vec<u8>>,
    /// How many rows may still be handed on.
    left: usize,
}

impl Sort {
    /// The sort above an input with columns of those types.
    pub fn new(
        input: Box<dyn Operator>,
        types: &[DataType],
        keys: Vec<PlanSortKey>,
        top: Option<u64>,
    ) -> Sort {
        let top = top.and_then(|top| usize::try_from(top).ok());
        Sort {
            input,
            sorter: Sorter::new(types, keys.clone()),
            keys,
            top,
            keeps_rows: false,
            bar: None,
            left: top.unwrap_or(ALL),
        }
    }

    /// The same for an input that gives the same rows after every rewind.
    pub fn keeping_rows(self) -> Sort {
        Sort { keeps_rows: true, ..self }
    }

    fn take_in(&mut self, ctx: &mut ExecCtx<'_>, batch: &Batch) {
        match &self.bar {
            Some(bar) => {
                ctx.spend_calls(batch.row_count() as u64);
                let below = below_bar(&self.keys, batch, bar);
                self.sorter.push(ctx, &batch.take(&below));
            }
            None => self.sorter.push(ctx, batch),
        }
        if let Some(top) = self.top {
            if self.sorter.row_count() >= 2 * top.max(ctx.batch_rows) {
                self.bar = self.sorter.keep_first(ctx, top);
            }
        }
    }
}

/// The rows that come before the bar.
fn below_bar(keys: &[PlanSortKey], batch: &Batch, bar: &[u8]) -> Vec<u32> {
    let columns: Vec<&Column> = batch.columns().iter().map(|column| &**column).collect();
    let keys = SortKeys::encode(keys, &columns, batch.row_count());
    (0..batch.row_count() as u32).filter(|&row| keys.key(row as usize) < bar).collect()
}

impl Operator for Sort {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        if !self.sorter.is_finished() {
            match self.input.step(ctx, ALL)? {
                Step::Batch(batch) => self.take_in(ctx, &batch),
                Step::Busy => {}
                Step::Done => self.sorter.finish(ctx)?,
            }
            return Ok(Step::Busy);
        }
        if self.left == 0 {
            return Ok(Step::Done);
        }
        let most = ctx.rows(wanted).min(self.left);
        let Some(rows) = self.sorter.next(ctx, most)? else { return Ok(Step::Done) };
        if self.top.is_some() {
            self.left -= rows.row_count();
        }
        Ok(Step::Batch(rows))
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.left = self.top.unwrap_or(ALL);
        if self.keeps_rows && self.sorter.is_finished() {
            return self.sorter.rewind(ctx);
        }
        self.sorter.clear();
        self.bar = None;
        self.input.rewind(ctx)
    }
}
