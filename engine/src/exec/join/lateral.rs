//! Nested loop whose right rows depend on the left row: the right side starts again for each.

use model::base::error::Result;
use model::types::data_type::DataType;

use super::pairs::{Candidates, Pairing};
use crate::exec::context::{one_by_one, ExecCtx};
use crate::exec::operator::{Operator, Step, ALL};
use crate::exec::outbox::Outbox;
use crate::exec::row_store::RowStore;
use crate::expr::batch::Batch;

/// For each left row, the right rows that depend on it.
pub struct Lateral {
    left: Box<dyn Operator>,
    right: Box<dyn Operator>,
    /// (parameter, place in the left): handed to the right before each round.
    params: Vec<(u16, usize)>,
    pairing: Pairing,
    /// The right rows of one step.
    right_rows: RowStore,
    left_rows: Option<LeftRows>,
    /// Rows made that do not fill a batch yet.
    made: RowStore,
    outbox: Outbox,
    is_done: bool,
}

/// A left batch, and the row of it that is at work.
struct LeftRows {
    batch: Batch,
    row: u32,
    is_right_running: bool,
}

/// Most steps of the right side in one step of the join.
const RIGHT_STEPS_MAX: usize = 256;

impl Lateral {
    /// The join of two inputs; the right one has columns of those types, the join of `types`.
    pub fn new(
        (left, right): (Box<dyn Operator>, Box<dyn Operator>),
        right_types: &[DataType],
        types: &[DataType],
        params: Vec<(u16, usize)>,
        pairing: Pairing,
    ) -> Lateral {
        Lateral {
            left,
            right,
            params,
            pairing,
            right_rows: RowStore::new(right_types),
            left_rows: None,
            made: RowStore::new(types),
            outbox: Outbox::default(),
            is_done: false,
        }
    }

    fn ask_left(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<()> {
        match self.left.step(ctx, one_by_one(wanted))? {
            Step::Batch(batch) => {
                self.pairing.start_left(batch.row_count());
                self.left_rows = Some(LeftRows { batch, row: 0, is_right_running: false });
            }
            Step::Busy => {}
            Step::Done => self.is_done = true,
        }
        Ok(())
    }

    /// Runs the right side until there are enough rows, it is busy, or the left batch has ended.
    fn run(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize, mut rows: LeftRows) -> Result<()> {
        let enough = if wanted == ALL { ctx.batch_rows } else { 1 };
        for _ in 0..RIGHT_STEPS_MAX {
            if rows.row as usize == rows.batch.row_count() {
                self.flush();
                return Ok(());
            }
            if !rows.is_right_running {
                self.start_right(ctx, &mut rows)?;
            }
            let is_busy = self.step_right(ctx, wanted, &mut rows)?;
            if self.made.row_count() >= enough || !self.outbox.is_empty() {
                self.flush();
                break;
            }
            if is_busy {
                break;
            }
        }
        self.left_rows = Some(rows);
        Ok(())
    }

    fn start_right(&mut self, ctx: &mut ExecCtx<'_>, rows: &mut LeftRows) -> Result<()> {
        for (number, place) in &self.params {
            ctx.env.set_param(*number, rows.batch.column(*place).get(rows.row as usize));
        }
        rows.is_right_running = true;
        self.right.rewind(ctx)
    }

    /// One step of the right side; whether it was busy.
    fn step_right(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        wanted: usize,
        rows: &mut LeftRows,
    ) -> Result<bool> {
        let wanted = if self.pairing.is_semi() { 1 } else { one_by_one(wanted) };
        let stepped = self.right.step(ctx, wanted);
        let step = match stepped {
            Ok(step) => step,
            Err(error) => {
                let made = self.made.drain();
                self.outbox.put(made, Some(error));
                return Ok(false);
            }
        };
        self.right_rows.clear();
        let mut candidates = Candidates { begun: rows.row, ended: rows.row, ..Default::default() };
        match step {
            Step::Busy => return Ok(true),
            Step::Done => candidates.ended += 1,
            Step::Batch(batch) => {
                let count = batch.row_count();
                candidates.left = vec![rows.row; count];
                candidates.right = (0..count as u32).collect();
                self.right_rows.append(&batch);
            }
        }
        self.pair(ctx, rows, candidates);
        Ok(false)
    }

    fn pair(&mut self, ctx: &mut ExecCtx<'_>, rows: &mut LeftRows, candidates: Candidates) {
        let row = rows.row;
        let mut is_ended = candidates.ended > row;
        let paired = self.pairing.pair(ctx, &rows.batch, &self.right_rows, candidates);
        self.made.append(&paired.rows);
        if !is_ended && self.pairing.is_semi() && self.pairing.is_left_matched(row) {
            if paired.resume_after.is_none() {
                let ended = Candidates { begun: row, ended: row + 1, ..Default::default() };
                let paired = self.pairing.pair(ctx, &rows.batch, &self.right_rows, ended);
                self.made.append(&paired.rows);
            }
            is_ended = true;
        }
        if let Some(error) = paired.error {
            let made = self.made.drain();
            self.outbox.put(made, Some(error));
        }
        if is_ended {
            (rows.row, rows.is_right_running) = (row + 1, false);
        }
    }

    fn flush(&mut self) {
        if self.outbox.is_empty() {
            let made = self.made.drain();
            self.outbox.put(made, None);
        }
    }
}

impl Operator for Lateral {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        if !self.outbox.is_empty() {
            return Ok(self.outbox.hand_on(ctx, wanted));
        }
        match self.left_rows.take() {
            Some(rows) => self.run(ctx, wanted, rows)?,
            None if self.is_done => return Ok(Step::Done),
            None => self.ask_left(ctx, wanted)?,
        }
        Ok(if self.outbox.is_empty() { Step::Busy } else { self.outbox.hand_on(ctx, wanted) })
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.left_rows = None;
        self.made.clear();
        self.outbox.clear();
        self.is_done = false;
        self.left.rewind(ctx)
    }
}
