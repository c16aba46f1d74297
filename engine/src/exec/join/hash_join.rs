//! Hash join: right rows in a hash table, left rows looked up in it. NULL keys find nothing.
//!
//! One left row is asked for before the right side is read: where there is none, there is nothing
//! to hash for (PostgreSQL, source file `src/backend/executor/nodeHashjoin.c`).

use model::base::error::{Error, Result};

use super::hash_side::{HashSide, Numbers};
use super::pairs::{Candidates, Pairing};
use crate::exec::compute::Exprs;
use crate::exec::context::{one_by_one, ExecCtx};
use crate::exec::operator::{Operator, Step, ALL};
use crate::exec::outbox::Outbox;
use crate::expr::batch::Batch;

/// Left rows looked up among hashed right rows.
pub struct HashJoin {
    left: Box<dyn Operator>,
    right: Box<dyn Operator>,
    left_keys: Exprs,
    right_keys: Exprs,
    pairing: Pairing,
    side: HashSide,
    is_side_built: bool,
    /// Whether a rewind leaves the right rows as they are.
    keeps_right: bool,
    phase: Phase,
    outbox: Outbox,
}

enum Phase {
    /// Asking for the first left rows, before the right side is read.
    Beginning,
    /// Reading the right side; the first left rows wait.
    Building(Option<Batch>),
    /// No left row at hand.
    AskingLeft,
    /// Left rows at hand.
    Probing(LeftRows),
    /// No more left rows; right rows without a partner from this one on.
    LonelyRight(usize),
    /// No more rows.
    Done,
}

/// A left batch, and how far it is dealt with.
struct LeftRows {
    batch: Batch,
    numbers: Numbers,
    /// The row to look up next, and its next partner.
    row: u32,
    partner: usize,
    /// Rows before this one have ended and were handed on.
    reported: u32,
    /// What failed after the last row.
    error: Option<Error>,
}

impl HashJoin {
    /// The join of two inputs by keys of equal types.
    pub fn new(
        (left, left_keys): (Box<dyn Operator>, Exprs),
        (right, right_keys): (Box<dyn Operator>, Exprs),
        pairing: Pairing,
        side: HashSide,
    ) -> HashJoin {
        HashJoin {
            left,
            right,
            left_keys,
            right_keys,
            pairing,
            side,
            is_side_built: false,
            keeps_right: false,
            phase: Phase::Beginning,
            outbox: Outbox::default(),
        }
    }

    /// The same for a right input that gives the same rows after every rewind.
    pub fn keeping_right(self) -> HashJoin {
        HashJoin { keeps_right: true, ..self }
    }

    fn begin(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<()> {
        if self.pairing.keeps_right() {
            self.phase = Phase::Building(None);
            return Ok(());
        }
        self.phase = match self.left.step(ctx, one_by_one(wanted))? {
            Step::Batch(batch) => Phase::Building(Some(batch)),
            Step::Busy => Phase::Beginning,
            Step::Done => Phase::Done,
        };
        Ok(())
    }

    fn build(&mut self, ctx: &mut ExecCtx<'_>, first: Option<Batch>) -> Result<()> {
        if self.is_side_built {
            return self.start_probing(ctx, first);
        }
        match self.right.step(ctx, ALL)? {
            Step::Batch(batch) => {
                let keys = self.right_keys.compute(ctx, &batch);
                keys.error.map_or(Ok(()), Err)?;
                ctx.spend_calls((self.right_keys.len() * batch.row_count()) as u64);
                self.side.add(&batch, &keys.made);
            }
            Step::Busy => {}
            Step::Done => {
                self.side.finish();
                self.is_side_built = true;
            }
        }
        self.phase = Phase::Building(first);
        Ok(())
    }

    fn start_probing(&mut self, ctx: &mut ExecCtx<'_>, first: Option<Batch>) -> Result<()> {
        use crate::sql::algebra::JoinKind::{Inner, Right, Semi};
        let is_vain = matches!(self.pairing.kind(), Inner | Right | Semi);
        self.phase = match first {
            _ if is_vain && self.side.rows().is_empty() => Phase::Done,
            Some(batch) => Phase::Probing(self.look_up(ctx, batch)),
            None => Phase::AskingLeft,
        };
        Ok(())
    }

    fn ask_left(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<()> {
        self.phase = match self.left.step(ctx, one_by_one(wanted))? {
            Step::Batch(batch) => Phase::Probing(self.look_up(ctx, batch)),
            Step::Busy => Phase::AskingLeft,
            Step::Done if self.pairing.keeps_right() => Phase::LonelyRight(0),
            Step::Done => Phase::Done,
        };
        Ok(())
    }

    fn look_up(&mut self, ctx: &mut ExecCtx<'_>, batch: Batch) -> LeftRows {
        let keys = self.left_keys.compute(ctx, &batch);
        ctx.spend_calls((self.left_keys.len() * keys.rows) as u64);
        let batch = batch.slice(0, keys.rows);
        self.pairing.start_left(keys.rows);
        let numbers = self.side.look_up(&keys.made);
        LeftRows { batch, numbers, row: 0, partner: 0, reported: 0, error: keys.error }
    }

    fn probe(&mut self, ctx: &mut ExecCtx<'_>, mut rows: LeftRows) {
        let most = self.pairing.at_once(ctx);
        let candidates = self.candidates(&mut rows, most);
        rows.reported = candidates.ended;
        let paired = self.pairing.pair(ctx, &rows.batch, self.side.rows(), candidates);
        if let Some(row) = paired.resume_after {
            (rows.row, rows.partner, rows.reported) = (row + 1, 0, row + 1);
        }
        let is_last = rows.row as usize == rows.batch.row_count();
        let after = if is_last { rows.error.take() } else { None };
        self.outbox.put(paired.rows, paired.error.or(after));
        self.phase = if is_last { Phase::AskingLeft } else { Phase::Probing(rows) };
    }

    /// At most that many pairs.
    fn candidates(&self, rows: &mut LeftRows, most: usize) -> Candidates {
        // Without a condition the first partner settles a semi join.
        let is_first_enough = self.pairing.is_semi() && !self.pairing.has_condition();
        let mut made = Candidates { begun: rows.reported, ..Candidates::default() };
        while made.left.len() < most && (rows.row as usize) < rows.batch.row_count() {
            let is_settled = self.pairing.is_semi() && self.pairing.is_left_matched(rows.row);
            if !is_settled {
                let partners = self.side.partners(&rows.numbers, rows.row as usize);
                let partners = match is_first_enough {
                    true => &partners[..partners.len().min(1)],
                    false => &partners[rows.partner..],
                };
                let count = partners.len().min(most - made.left.len());
                made.left.extend(std::iter::repeat_n(rows.row, count));
                made.right.extend_from_slice(&partners[..count]);
                if count < partners.len() {
                    rows.partner += count;
                    break;
                }
            }
            (rows.row, rows.partner) = (rows.row + 1, 0);
        }
        made.ended = rows.row;
        made
    }

    fn hand_on_lonely(&mut self, ctx: &ExecCtx<'_>, from: usize) {
        let (batch, next) = self.pairing.lonely_right(self.side.rows(), from, ctx.batch_rows);
        self.phase = if batch.is_empty() { Phase::Done } else { Phase::LonelyRight(next) };
        self.outbox.put(batch, None);
    }
}

impl Operator for HashJoin {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        if !self.outbox.is_empty() {
            return Ok(self.outbox.hand_on(ctx, wanted));
        }
        match std::mem::replace(&mut self.phase, Phase::Done) {
            Phase::Beginning => self.begin(ctx, wanted)?,
            Phase::Building(first) => self.build(ctx, first)?,
            Phase::AskingLeft => self.ask_left(ctx, wanted)?,
            Phase::Probing(rows) => self.probe(ctx, rows),
            Phase::LonelyRight(from) => self.hand_on_lonely(ctx, from),
            Phase::Done => return Ok(Step::Done),
        }
        Ok(if self.outbox.is_empty() { Step::Busy } else { self.outbox.hand_on(ctx, wanted) })
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.phase = Phase::Beginning;
        self.outbox.clear();
        self.pairing.rewind();
        self.left.rewind(ctx)?;
        if self.keeps_right && self.is_side_built {
            return Ok(());
        }
        self.side.clear();
        self.is_side_built = false;
        self.right.rewind(ctx)
    }
}
