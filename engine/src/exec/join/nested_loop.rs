//! Nested loop: every right row for every left row. The right rows are read once and kept.

use model::base::error::Result;
use model::types::data_type::DataType;

use super::pairs::{Candidates, Pairing};
use crate::exec::context::{one_by_one, ExecCtx};
use crate::exec::operator::{Operator, Step};
use crate::exec::outbox::Outbox;
use crate::exec::row_store::RowStore;
use crate::expr::batch::Batch;

/// Every right row for every left row.
pub struct NestedLoop {
    left: Box<dyn Operator>,
    right: Box<dyn Operator>,
    pairing: Pairing,
    /// The right rows read so far, and whether these are all.
    right_rows: RowStore,
    is_right_read: bool,
    /// Whether a rewind leaves the right rows as they are.
    keeps_right: bool,
    phase: Phase,
    outbox: Outbox,
}

enum Phase {
    /// No left row at hand.
    AskingLeft,
    /// Left rows at hand.
    Pairing(LeftRows),
    /// No more left rows; right rows without a partner from this one on.
    LonelyRight(usize),
    /// No more rows.
    Done,
}

/// A left batch, and how far it is dealt with.
struct LeftRows {
    batch: Batch,
    /// The pair to try next.
    left_row: u32,
    right_row: usize,
    /// Rows before this one have ended and were handed on.
    reported: u32,
}

impl NestedLoop {
    /// The join of two inputs; the right one has columns of those types.
    pub fn new(
        left: Box<dyn Operator>,
        right: Box<dyn Operator>,
        right_types: &[DataType],
        pairing: Pairing,
    ) -> NestedLoop {
        NestedLoop {
            left,
            right,
            pairing,
            right_rows: RowStore::new(right_types),
            is_right_read: false,
            keeps_right: false,
            phase: Phase::AskingLeft,
            outbox: Outbox::default(),
        }
    }

    /// The same for a right input that gives the same rows after every rewind.
    pub fn keeping_right(self) -> NestedLoop {
        NestedLoop { keeps_right: true, ..self }
    }

    fn ask_left(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<()> {
        match self.left.step(ctx, one_by_one(wanted))? {
            Step::Batch(batch) => {
                self.pairing.start_left(batch.row_count());
                let rows = LeftRows { batch, left_row: 0, right_row: 0, reported: 0 };
                self.phase = Phase::Pairing(rows);
            }
            Step::Busy => {}
            Step::Done if self.pairing.keeps_right() => self.phase = Phase::LonelyRight(0),
            Step::Done => self.phase = Phase::Done,
        }
        Ok(())
    }

    fn read_right(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<()> {
        let wanted = if self.pairing.is_semi() { 1 } else { one_by_one(wanted) };
        match self.right.step(ctx, wanted)? {
            Step::Batch(batch) => self.right_rows.append(&batch),
            Step::Busy => {}
            Step::Done => self.is_right_read = true,
        }
        Ok(())
    }

    fn pair(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize, mut rows: LeftRows) -> Result<()> {
        let most = self.pairing.at_once(ctx);
        let candidates = self.candidates(&mut rows, most);
        if candidates.left.is_empty() && candidates.ended == rows.reported {
            self.phase = Phase::Pairing(rows);
            return self.read_right(ctx, wanted);
        }
        rows.reported = candidates.ended;
        let paired = self.pairing.pair(ctx, &rows.batch, &self.right_rows, candidates);
        if let Some(row) = paired.resume_after {
            (rows.left_row, rows.right_row, rows.reported) = (row + 1, 0, row + 1);
        }
        self.outbox.put(paired.rows, paired.error);
        self.phase = if rows.left_row as usize == rows.batch.row_count() {
            Phase::AskingLeft
        } else {
            Phase::Pairing(rows)
        };
        Ok(())
    }

    /// At most that many pairs of the right rows that are there.
    fn candidates(&self, rows: &mut LeftRows, most: usize) -> Candidates {
        let right_count = self.right_rows.row_count();
        let mut made = Candidates { begun: rows.reported, ..Candidates::default() };
        while made.left.len() < most && (rows.left_row as usize) < rows.batch.row_count() {
            let is_settled = self.pairing.is_semi() && self.pairing.is_left_matched(rows.left_row);
            if !is_settled {
                let count = (most - made.left.len()).min(right_count - rows.right_row);
                let end = rows.right_row + count;
                made.left.extend(std::iter::repeat_n(rows.left_row, count));
                made.right.extend(rows.right_row as u32..end as u32);
                rows.right_row = end;
                if end < right_count || !self.is_right_read {
                    break;
                }
            }
            (rows.left_row, rows.right_row) = (rows.left_row + 1, 0);
        }
        made.ended = rows.left_row;
        made
    }

    fn hand_on_lonely(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize, from: usize) -> Result<()> {
        if !self.is_right_read {
            self.phase = Phase::LonelyRight(from);
            return self.read_right(ctx, wanted);
        }
        let (batch, next) = self.pairing.lonely_right(&self.right_rows, from, ctx.batch_rows);
        self.phase = if batch.is_empty() { Phase::Done } else { Phase::LonelyRight(next) };
        self.outbox.put(batch, None);
        Ok(())
    }
}

impl Operator for NestedLoop {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        match std::mem::replace(&mut self.phase, Phase::Done) {
            phase if !self.outbox.is_empty() => {
                self.phase = phase;
                return Ok(self.outbox.hand_on(ctx, wanted));
            }
            Phase::AskingLeft => {
                self.phase = Phase::AskingLeft;
                self.ask_left(ctx, wanted)?;
            }
            Phase::Pairing(rows) => self.pair(ctx, wanted, rows)?,
            Phase::LonelyRight(from) => self.hand_on_lonely(ctx, wanted, from)?,
            Phase::Done => return Ok(Step::Done),
        }
        Ok(if self.outbox.is_empty() { Step::Busy } else { self.outbox.hand_on(ctx, wanted) })
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.phase = Phase::AskingLeft;
        self.outbox.clear();
        self.pairing.rewind();
        self.left.rewind(ctx)?;
        if self.keeps_right {
            return Ok(());
        }
        self.right_rows.clear();
        self.is_right_read = false;
        self.right.rewind(ctx)
    }
}
