//! Hash join: right rows in a hash table, left rows looked up in it. NULL keys find nothing.
//!
//! One left row is asked for before the right side is read: where there is none, there is nothing
//! to hash for (PostgreSQL, source file `src/backend/executor/nodeHashjoin.c`).
//!
//! A right side that has no room in memory is parted by its keys into files, and so is the left;
//! then each pair of files is joined by itself. Rows then come file by file.

use model::base::error::{Error, Result};
use model::types::data_type::DataType;

use super::hash_inputs::HashInputs;
use super::hash_side::{HashSide, Numbers};
use super::pairs::{Candidates, Pairing};
use crate::exec::compute::Exprs;
use crate::exec::context::{one_by_one, ExecCtx};
use crate::exec::operator::{Operator, Step, ALL};
use crate::exec::outbox::Outbox;
use crate::exec::partitions::{Partitions, DEPTH_MAX};
use crate::expr::batch::Batch;

/// Left rows looked up among hashed right rows.
pub struct HashJoin {
    inputs: HashInputs,
    types: (Vec<DataType>, Vec<DataType>),
    left_keys: Exprs,
    right_keys: Exprs,
    pairing: Pairing,
    side: HashSide,
    is_side_built: bool,
    /// The files of both sides while they are filled; both are there once the right has no room.
    parting: Option<(Partitions, Partitions)>,
    was_parted: bool,
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
    /// Writing the left side into files.
    PartingLeft(Option<Batch>),
    /// No left row at hand.
    AskingLeft,
    /// Left rows at hand.
    Probing(LeftRows),
    /// No more left rows; right rows without a partner from this one on.
    LonelyRight(usize),
    /// These rows are joined; the next pair of files, if there is one.
    NextPart,
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
    /// The join of two inputs, with columns of those types, by keys of equal types.
    pub fn new(
        inputs: HashInputs,
        types: (Vec<DataType>, Vec<DataType>),
        (left_keys, right_keys): (Exprs, Exprs),
        pairing: Pairing,
        side: HashSide,
    ) -> HashJoin {
        HashJoin {
            inputs,
            types,
            left_keys,
            right_keys,
            pairing,
            side,
            is_side_built: false,
            parting: None,
            was_parted: false,
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
        self.phase = match self.inputs.step_left(ctx, one_by_one(wanted))? {
            Step::Batch(batch) => Phase::Building(Some(batch)),
            Step::Busy => Phase::Beginning,
            Step::Done => Phase::NextPart,
        };
        Ok(())
    }

    fn build(&mut self, ctx: &mut ExecCtx<'_>, first: Option<Batch>) -> Result<()> {
        if self.is_side_built {
            self.start_probing(ctx, first);
            return Ok(());
        }
        self.phase = match self.inputs.step_right(ctx, ALL)? {
            Step::Batch(batch) => {
                self.add_right(ctx, &batch)?;
                Phase::Building(first)
            }
            Step::Busy => Phase::Building(first),
            Step::Done if self.parting.is_some() => Phase::PartingLeft(first),
            Step::Done => {
                self.side.finish();
                self.is_side_built = true;
                Phase::Building(first)
            }
        };
        Ok(())
    }

    fn add_right(&mut self, ctx: &mut ExecCtx<'_>, batch: &Batch) -> Result<()> {
        let keys = self.right_keys.compute(ctx, batch);
        keys.error.map_or(Ok(()), Err)?;
        ctx.spend_calls((self.right_keys.len() * batch.row_count()) as u64);
        if let Some((_, right)) = &mut self.parting {
            right.add(ctx, batch, &self.side.hashes(&keys.made));
            return Ok(());
        }
        self.side.add(batch, &keys.made);
        let is_full = self.side.byte_count() as u64 > ctx.work_mem_bytes;
        let can_part = self.inputs.depth() < DEPTH_MAX
            && !self.left_keys.is_volatile()
            && !self.right_keys.is_volatile();
        if is_full && can_part {
            self.start_parting(ctx)?;
        }
        Ok(())
    }

    /// Writes the right rows that are in memory into files; the others will follow them.
    fn start_parting(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        let depth = self.inputs.depth();
        let left = Partitions::new(ctx, &self.types.0, depth);
        let right = Partitions::new(ctx, &self.types.1, depth);
        self.parting = Some((left, right));
        self.was_parted = true;
        let rows = self.side.take_rows();
        for from in (0..rows.row_count()).step_by(ctx.batch_rows) {
            let to = rows.row_count().min(from + ctx.batch_rows);
            self.add_right(ctx, &rows.slice(from, to))?;
        }
        Ok(())
    }

    fn part_left(&mut self, ctx: &mut ExecCtx<'_>, first: Option<Batch>) -> Result<()> {
        let step = match first {
            Some(batch) => Step::Batch(batch),
            None => self.inputs.step_left(ctx, ALL)?,
        };
        self.phase = Phase::PartingLeft(None);
        match step {
            Step::Batch(batch) => {
                let keys = self.left_keys.compute(ctx, &batch);
                keys.error.map_or(Ok(()), Err)?;
                let hashes = self.side.hashes(&keys.made);
                let (left, _) = self.parting.as_mut().expect("the right side is parted");
                left.add(ctx, &batch, &hashes);
            }
            Step::Busy => {}
            Step::Done => {
                let (left, right) = self.parting.take().expect("the right side is parted");
                let (left, right) = (left.finish(ctx), right.finish(ctx));
                self.inputs.put_parts(left, right);
                self.phase = Phase::NextPart;
            }
        }
        Ok(())
    }

    fn next_part(&mut self) {
        if !self.inputs.next_part() {
            self.phase = Phase::Done;
            return;
        }
        self.side.clear();
        self.is_side_built = false;
        self.pairing.rewind();
        self.phase = Phase::Beginning;
    }

    fn start_probing(&mut self, ctx: &mut ExecCtx<'_>, first: Option<Batch>) {
        use crate::sql::algebra::JoinKind::{Inner, Right, Semi};
        let is_vain = matches!(self.pairing.kind(), Inner | Right | Semi);
        self.phase = match first {
            _ if is_vain && self.side.rows().is_empty() => Phase::NextPart,
            Some(batch) => Phase::Probing(self.look_up(ctx, batch)),
            None => Phase::AskingLeft,
        };
    }

    fn ask_left(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<()> {
        self.phase = match self.inputs.step_left(ctx, one_by_one(wanted))? {
            Step::Batch(batch) => Phase::Probing(self.look_up(ctx, batch)),
            Step::Busy => Phase::AskingLeft,
            Step::Done if self.pairing.keeps_right() => Phase::LonelyRight(0),
            Step::Done => Phase::NextPart,
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
        self.phase = if batch.is_empty() { Phase::NextPart } else { Phase::LonelyRight(next) };
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
            Phase::PartingLeft(first) => self.part_left(ctx, first)?,
            Phase::AskingLeft => self.ask_left(ctx, wanted)?,
            Phase::NextPart => self.next_part(),
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
        self.inputs.rewind_left(ctx)?;
        if self.keeps_right && self.is_side_built && !self.was_parted {
            return Ok(());
        }
        self.side.clear();
        self.is_side_built = false;
        self.parting = None;
        self.was_parted = false;
        self.inputs.rewind_right(ctx)
    }
}
