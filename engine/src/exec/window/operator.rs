//! The window operator.

use std::sync::Arc;

use model::base::error::Result;
use model::types::column::Column;
use model::types::data_type::DataType;

use super::block::{Block, Neighbours};
use super::bounds::Bounds;
use super::call::Call;
use crate::exec::context::ExecCtx;
use crate::exec::key::rows::KeyShape;
use crate::exec::operator::{Operator, Step, ALL};
use crate::exec::outbox::Outbox;
use crate::exec::row_store::RowStore;
use crate::expr::batch::Batch;
use crate::plan::physical::{PlanSortKey, PlanWindow};

/// Columns computed from neighbours, after the input's own columns.
pub struct Window {
    input: Box<dyn Operator>,
    neighbours: Neighbours,
    has_partitions: bool,
    order: Vec<PlanSortKey>,
    calls: Vec<Call>,
    /// Rows read; the last of their partitions may go on.
    rows: RowStore,
    /// How many rows there were when the last partition was found to begin with the first of them.
    /// It is not looked for again before they have doubled.
    rows_looked_at: usize,
    is_input_done: bool,
    outbox: Outbox,
}

impl Window {
    /// The calls over an input with columns of those types.
    pub fn new(
        input: Box<dyn Operator>,
        types: &[DataType],
        partition: &[usize],
        order: &[PlanSortKey],
        calls: &[PlanWindow],
    ) -> Window {
        let shape = |places: &[usize]| {
            let key_types: Vec<DataType> = places.iter().map(|&place| types[place]).collect();
            KeyShape::new(&key_types)
        };
        let order_places: Vec<usize> = order.iter().map(|key| key.place).collect();
        let neighbours = Neighbours::new(
            (shape(partition), partition.to_vec()),
            (shape(&order_places), order_places),
        );
        Window {
            input,
            neighbours,
            has_partitions: !partition.is_empty(),
            order: order.to_vec(),
            calls: calls.iter().map(Call::new).collect(),
            rows: RowStore::new(types),
            rows_looked_at: 0,
            is_input_done: false,
            outbox: Outbox::default(),
        }
    }

    /// Reads a batch, and works on the partitions that are whole, if that is worth it by now.
    fn read(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        match self.input.step(ctx, ALL)? {
            Step::Batch(batch) => self.rows.append(&batch),
            Step::Busy => return Ok(()),
            Step::Done => {
                self.is_input_done = true;
                let rows = self.rows.drain();
                return if rows.is_empty() { Ok(()) } else { self.work(ctx, rows) };
            }
        }
        let count = self.rows.row_count();
        if !self.has_partitions || count < ctx.batch_rows || count < 2 * self.rows_looked_at {
            return Ok(());
        }
        let rows = self.rows.drain();
        let whole = self.neighbours.last_partition(&rows);
        self.rows.append(&rows.slice(whole, count));
        self.rows_looked_at = if whole == 0 { count } else { 0 };
        if whole > 0 {
            self.work(ctx, rows.slice(0, whole))?;
        }
        Ok(())
    }

    /// Computes all calls over whole partitions.
    fn work(&mut self, ctx: &mut ExecCtx<'_>, rows: Batch) -> Result<()> {
        let block = self.neighbours.block(rows);
        let mut columns = block.rows.columns().to_vec();
        let mut shared: Option<(usize, Bounds)> = None;
        for (number, call) in self.calls.iter().enumerate() {
            if call.needs_frame() {
                let is_shared = shared
                    .as_ref()
                    .is_some_and(|(other, _)| self.calls[*other].frame() == call.frame());
                if !is_shared {
                    shared = Some((number, call.bounds(ctx, &block, &self.order)?));
                }
            }
            let bounds = shared.as_ref().map(|(_, bounds)| bounds);
            let column = call.compute(ctx, &block, bounds.filter(|_| call.needs_frame()))?;
            columns.push(Arc::new(column));
        }
        self.hand_over(&block, columns);
        Ok(())
    }

    fn hand_over(&mut self, block: &Block, columns: Vec<Arc<Column>>) {
        self.outbox.put(Batch::new(columns, block.row_count()), None);
    }
}

impl Operator for Window {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        if self.outbox.is_empty() {
            if self.is_input_done {
                return Ok(Step::Done);
            }
            self.read(ctx)?;
        }
        Ok(if self.outbox.is_empty() { Step::Busy } else { self.outbox.hand_on(ctx, wanted) })
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.rows.clear();
        self.rows_looked_at = 0;
        self.is_input_done = false;
        self.outbox.clear();
        self.input.rewind(ctx)
    }
}
