//! Sort: the same rows in order.
//!
//! Where only the first rows are asked for (`ORDER BY .. LIMIT n`), no more than a few times that
//! many are ever kept: once there are `n`, a row that comes after the last of them is let go at
//! once.

use model::base::error::Result;
use model::types::column::Column;
use model::types::data_type::DataType;

use super::context::ExecCtx;
use super::key::sort::SortKeys;
use super::operator::{Operator, Step, ALL};
use super::row_store::RowStore;
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
    rows: RowStore,
    /// The key of the last row that can still be among the first `top`.
    bar: Option<Vec<u8>>,
    /// The order of `rows` once all are there, and the next to hand on.
    sorted: Option<(Vec<u32>, usize)>,
}

impl Sort {
    /// The sort above an input with columns of those types.
    pub fn new(
        input: Box<dyn Operator>,
        types: &[DataType],
        keys: Vec<PlanSortKey>,
        top: Option<u64>,
    ) -> Sort {
        Sort {
            input,
            keys,
            top: top.and_then(|top| usize::try_from(top).ok()),
            keeps_rows: false,
            rows: RowStore::new(types),
            bar: None,
            sorted: None,
        }
    }

    /// The same for an input that gives the same rows after every rewind.
    pub fn keeping_rows(self) -> Sort {
        Sort { keeps_rows: true, ..self }
    }

    fn take_in(&mut self, ctx: &mut ExecCtx<'_>, batch: &Batch) {
        let Some(top) = self.top else {
            self.rows.append(batch);
            return;
        };
        match &self.bar {
            Some(bar) => {
                let below = below_bar(&self.keys, batch, bar);
                ctx.spend_calls(batch.row_count() as u64);
                self.rows.append(&batch.take(&below));
            }
            None => self.rows.append(batch),
        }
        if self.rows.row_count() >= 2 * top.max(ctx.batch_rows) {
            self.keep_top(ctx, top);
        }
    }

    /// Lets go of all rows but the first `top`.
    fn keep_top(&mut self, ctx: &mut ExecCtx<'_>, top: usize) {
        let keys = self.encode();
        let mut order = self.order(ctx, &keys);
        order.truncate(top);
        self.bar = order.last().map(|&row| keys.key(row as usize).to_vec());
        let kept = self.rows.take(&order);
        self.rows.clear();
        self.rows.append(&kept);
    }

    fn encode(&self) -> SortKeys {
        let columns: Vec<&Column> = self.rows.columns().iter().collect();
        SortKeys::encode(&self.keys, &columns, self.rows.row_count())
    }

    /// PostgreSQL counts two operators for a comparison (`cost_sort`).
    fn order(&self, ctx: &mut ExecCtx<'_>, keys: &SortKeys) -> Vec<u32> {
        let rows = keys.len() as u64;
        ctx.spend_calls(2 * rows * u64::from(rows.max(1).ilog2()));
        keys.order()
    }

    fn finish(&mut self, ctx: &mut ExecCtx<'_>) {
        let mut order = self.order(ctx, &self.encode());
        order.truncate(self.top.unwrap_or(ALL));
        self.sorted = Some((order, 0));
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
        let most = ctx.rows(wanted);
        let Some((order, next)) = &mut self.sorted else {
            match self.input.step(ctx, ALL)? {
                Step::Batch(batch) => self.take_in(ctx, &batch),
                Step::Busy => {}
                Step::Done => self.finish(ctx),
            }
            return Ok(Step::Busy);
        };
        if *next == order.len() {
            return Ok(Step::Done);
        }
        let from = *next;
        *next = order.len().min(from + most);
        Ok(Step::Batch(self.rows.take(&order[from..*next])))
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        if let (true, Some((_, next))) = (self.keeps_rows, &mut self.sorted) {
            *next = 0;
            return Ok(());
        }
        self.rows.clear();
        self.bar = None;
        self.sorted = None;
        self.input.rewind(ctx)
    }
}
