//! Rows in, rows in order out.

use model::base::error::Result;
use model::types::column::Column;
use model::types::data_type::DataType;

use super::merge::Merge;
use crate::exec::context::ExecCtx;
use crate::exec::key::sort::SortKeys;
use crate::exec::row_store::RowStore;
use crate::expr::batch::Batch;
use crate::plan::physical::PlanSortKey;
use crate::storage::spill::SpillFile;

/// Sorts rows, in memory as far as that goes.
pub struct Sorter {
    keys: Vec<PlanSortKey>,
    types: Vec<DataType>,
    rows: RowStore,
    /// Sorted runs, in the order in which their rows came.
    runs: Vec<SpillFile>,
    output: Output,
}

enum Output {
    /// Rows are still coming.
    None,
    /// The order of the rows in memory, and the next to hand on.
    Memory(Vec<u32>, usize),
    /// The runs, as they are merged.
    Runs(Merge),
}

/// Bytes that sorting adds for each row: its key, and its entry.
const ROW_BYTES: usize = 32;

impl Sorter {
    /// Sorts rows with columns of those types.
    pub fn new(types: &[DataType], keys: Vec<PlanSortKey>) -> Sorter {
        Sorter {
            keys,
            types: types.to_vec(),
            rows: RowStore::new(types),
            runs: Vec::new(),
            output: Output::None,
        }
    }

    /// How many rows are in memory.
    pub fn row_count(&self) -> usize {
        self.rows.row_count()
    }

    /// Whether all rows are there and in order.
    pub fn is_finished(&self) -> bool {
        !matches!(self.output, Output::None)
    }

    /// Takes rows in.
    pub fn push(&mut self, ctx: &mut ExecCtx<'_>, batch: &Batch) {
        self.rows.append(batch);
        let bytes = self.rows.byte_count() + ROW_BYTES * self.rows.row_count();
        if bytes as u64 > ctx.work_mem_bytes {
            self.spill(ctx);
        }
    }

    /// Lets all rows in memory go but the first `count`; the key of the last of these.
    pub fn keep_first(&mut self, ctx: &mut ExecCtx<'_>, count: usize) -> Option<Vec<u8>> {
        let keys = self.encode();
        let mut order = order(ctx, &keys);
        order.truncate(count);
        let kept = self.rows.take(&order);
        self.rows.clear();
        self.rows.append(&kept);
        order.last().map(|&row| keys.key(row as usize).to_vec())
    }

    /// All rows are there: puts them in order.
    pub fn finish(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        if self.runs.is_empty() {
            self.output = Output::Memory(order(ctx, &self.encode()), 0);
            return Ok(());
        }
        if !self.rows.is_empty() {
            self.spill(ctx);
        }
        self.start_merge(ctx)
    }

    /// At most that many rows, the next in order; `None` at the end.
    pub fn next(&mut self, ctx: &mut ExecCtx<'_>, most: usize) -> Result<Option<Batch>> {
        match &mut self.output {
            Output::None => panic!("rows are still coming"),
            Output::Memory(order, next) if *next == order.len() => Ok(None),
            Output::Memory(order, next) => {
                let from = *next;
                *next = order.len().min(from + most);
                Ok(Some(self.rows.take(&order[from..*next])))
            }
            Output::Runs(merge) => merge.next(ctx, &self.keys, &self.runs, most),
        }
    }

    /// Starts again with the first row in order.
    pub fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        match &mut self.output {
            Output::None => Ok(()),
            Output::Memory(_, next) => {
                *next = 0;
                Ok(())
            }
            Output::Runs(_) => self.start_merge(ctx),
        }
    }

    /// Lets all rows go.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.runs.clear();
        self.output = Output::None;
    }

    /// Writes the rows in memory out as a sorted run.
    fn spill(&mut self, ctx: &mut ExecCtx<'_>) {
        let order = order(ctx, &self.encode());
        let mut run = SpillFile::new(ctx.store.pool().page_bytes());
        for places in order.chunks(ctx.batch_rows) {
            run.append(&self.rows.take(places), ctx.tracer);
        }
        self.runs.push(run);
        self.rows.clear();
    }

    fn start_merge(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.output = Output::Runs(Merge::new(ctx, &self.types, &self.keys, &self.runs)?);
        Ok(())
    }

    fn encode(&self) -> SortKeys {
        let columns: Vec<&Column> = self.rows.columns().iter().collect();
        SortKeys::encode(&self.keys, &columns, self.rows.row_count())
    }
}

/// PostgreSQL counts two operators for a comparison (`cost_sort`).
fn order(ctx: &mut ExecCtx<'_>, keys: &SortKeys) -> Vec<u32> {
    let rows = keys.len() as u64;
    ctx.spend_calls(2 * rows * u64::from(rows.max(1).ilog2()));
    keys.order()
}
