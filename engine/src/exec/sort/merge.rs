//! Sorted runs to one order.
//!
//! ```text
//!   runs      one batch of each is in memory; the pool holds their rows side by side
//!   heap      the run whose next row is first, on top
//!   output    places in the pool, until some run's batch is used up
//! ```

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use model::base::error::Result;
use model::types::column::Column;
use model::types::data_type::DataType;

use crate::exec::context::ExecCtx;
use crate::exec::key::sort::SortKeys;
use crate::exec::row_store::RowStore;
use crate::expr::batch::Batch;
use crate::plan::physical::PlanSortKey;
use crate::storage::spill::SpillFile;

/// A merge under way.
pub struct Merge {
    pool: RowStore,
    heads: Vec<Head>,
    /// (key of the next row, run), the least on top: of equal keys the one of the earlier run.
    heap: BinaryHeap<Reverse<(Vec<u8>, usize)>>,
}

/// Where the merge is in one run.
struct Head {
    next_batch: usize,
    /// The batch in memory: its keys, its first row's place in the pool, the next row in it.
    keys: SortKeys,
    base: usize,
    next: usize,
}

/// The pool is built anew when it holds this many batches for each run.
const POOL_BATCHES: usize = 4;

impl Merge {
    /// Begins with the first batch of every run.
    pub fn new(
        ctx: &mut ExecCtx<'_>,
        types: &[DataType],
        keys: &[PlanSortKey],
        runs: &[SpillFile],
    ) -> Result<Merge> {
        let head = || Head { next_batch: 0, keys: SortKeys::default(), base: 0, next: 0 };
        let mut merge = Merge {
            pool: RowStore::new(types),
            heads: runs.iter().map(|_| head()).collect(),
            heap: BinaryHeap::new(),
        };
        for run in 0..runs.len() {
            merge.refill(ctx, keys, runs, run)?;
        }
        Ok(merge)
    }

    /// At most that many rows, the next in order; `None` at the end.
    pub fn next(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        keys: &[PlanSortKey],
        runs: &[SpillFile],
        most: usize,
    ) -> Result<Option<Batch>> {
        let mut places = Vec::with_capacity(most);
        let mut used_up = None;
        while places.len() < most && used_up.is_none() {
            let Some(mut top) = self.heap.peek_mut() else { break };
            let run = top.0 .1;
            let head = &mut self.heads[run];
            places.push((head.base + head.next) as u32);
            head.next += 1;
            if head.next < head.keys.len() {
                let key = &mut top.0 .0;
                key.clear();
                key.extend_from_slice(head.keys.key(head.next));
            } else {
                std::collections::binary_heap::PeekMut::pop(top);
                used_up = Some(run);
            }
        }
        // A key for each level of the heap that it moves through.
        let levels = u64::from((runs.len() as u64).max(1).ilog2()) + 1;
        ctx.spend_calls(2 * levels * places.len() as u64);
        let rows = self.pool.take(&places);
        if let Some(run) = used_up {
            self.refill(ctx, keys, runs, run)?;
        }
        Ok((!rows.is_empty()).then_some(rows))
    }

    /// Reads the next batch of a run, if there is one.
    fn refill(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        keys: &[PlanSortKey],
        runs: &[SpillFile],
        run: usize,
    ) -> Result<()> {
        let next_batch = self.heads[run].next_batch;
        if next_batch == runs[run].batch_count() {
            return Ok(());
        }
        let batch = runs[run].read(next_batch, ctx.tracer)?;
        if self.pool.row_count() > POOL_BATCHES * self.heads.len() * ctx.batch_rows {
            self.rebuild_pool(run);
        }
        let columns: Vec<&Column> = batch.columns().iter().map(|column| &**column).collect();
        let keys = SortKeys::encode(keys, &columns, batch.row_count());
        self.heap.push(Reverse((keys.key(0).to_vec(), run)));
        let base = self.pool.row_count();
        self.heads[run] = Head { next_batch: next_batch + 1, keys, base, next: 0 };
        self.pool.append(&batch);
        Ok(())
    }

    /// Keeps the batches in use only; the one of `used_up` is not.
    fn rebuild_pool(&mut self, used_up: usize) {
        let mut kept = Vec::new();
        for (run, head) in self.heads.iter_mut().enumerate() {
            let rows = if run == used_up { 0 } else { head.keys.len() };
            let base = kept.len();
            kept.extend((head.base..head.base + rows).map(|row| row as u32));
            head.base = base;
        }
        let rows = self.pool.take(&kept);
        self.pool.clear();
        self.pool.append(&rows);
    }
}
