//! UNION, INTERSECT, EXCEPT over rows whose columns agree. NULL is like NULL here.
//!
//! ```text
//!   left a a b c   right a b b      UNION ALL       a a b c a b b
//!                                   UNION           a b c
//!                                   INTERSECT ALL   a b          min of both counts
//!                                   INTERSECT       a b
//!                                   EXCEPT ALL      a c          the left count less the right
//!                                   EXCEPT          c
//! ```
//!
//! UNION passes both sides on as they come. The others count the right rows first, then pass the
//! left ones on or let them go.

use model::base::error::Result;
use model::types::data_type::DataType;

use super::context::ExecCtx;
use super::key::rows::KeyShape;
use super::key::table::KeyTable;
use super::operator::{Operator, Step, ALL};
use crate::expr::batch::Batch;
use crate::sql::algebra::SetOp;

/// A set operation.
pub struct SetOperation {
    op: SetOp,
    all: bool,
    left: Box<dyn Operator>,
    right: Box<dyn Operator>,
    shape: KeyShape,
    table: KeyTable,
    /// For each row that there was: how many more of it the right side has.
    counts: Vec<u64>,
    phase: Phase,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Counting the right rows.
    Counting,
    /// Passing left rows on.
    Left,
    /// Passing right rows on.
    Right,
    /// No more rows.
    Done,
}

/// A key of which the answer has said all it will say.
const SETTLED: u64 = u64::MAX;

impl SetOperation {
    /// The operation on two inputs with columns of those types; `all`: duplicates count.
    pub fn new(
        (op, all): (SetOp, bool),
        (left, right): (Box<dyn Operator>, Box<dyn Operator>),
        types: &[DataType],
    ) -> SetOperation {
        let shape = KeyShape::new(types);
        SetOperation {
            op,
            all,
            left,
            right,
            table: KeyTable::new(shape.no_rows()),
            shape,
            counts: Vec::new(),
            phase: first_phase(op),
        }
    }

    fn count(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        match self.right.step(ctx, ALL)? {
            Step::Batch(batch) => {
                for number in self.number(ctx, &batch) {
                    self.counts[number as usize] += 1;
                }
            }
            Step::Busy => {}
            Step::Done => self.phase = Phase::Left,
        }
        Ok(())
    }

    /// The number of each row, with a place among the counts.
    fn number(&mut self, ctx: &mut ExecCtx<'_>, batch: &Batch) -> Vec<u32> {
        ctx.spend_calls((batch.columns().len() * batch.row_count()) as u64);
        let keys = self.shape.encode_all(batch);
        let (mut numbers, mut new_rows) = (Vec::new(), Vec::new());
        self.table.number_all(&keys, batch.row_count(), &mut numbers, &mut new_rows);
        self.counts.resize(self.table.len(), 0);
        numbers
    }

    /// The rows of a batch that are passed on.
    fn pass(&mut self, ctx: &mut ExecCtx<'_>, batch: Batch) -> Batch {
        if self.op == SetOp::Union && self.all {
            return batch;
        }
        let numbers = self.number(ctx, &batch);
        let mut passed = Vec::with_capacity(numbers.len());
        for (row, number) in numbers.into_iter().enumerate() {
            if passes(self.op, self.all, &mut self.counts[number as usize]) {
                passed.push(row as u32);
            }
        }
        if passed.len() == batch.row_count() {
            batch
        } else {
            batch.take(&passed)
        }
    }
}

fn first_phase(op: SetOp) -> Phase {
    match op {
        SetOp::Union => Phase::Left,
        SetOp::Intersect | SetOp::Except => Phase::Counting,
    }
}

/// Whether one more row of a key is passed on, given how many more the right side has.
fn passes(op: SetOp, all: bool, count: &mut u64) -> bool {
    match (op, all) {
        (SetOp::Union, _) => std::mem::replace(count, SETTLED) == 0,
        (SetOp::Intersect, false) => !matches!(std::mem::replace(count, SETTLED), 0 | SETTLED),
        (SetOp::Except, false) => std::mem::replace(count, SETTLED) == 0,
        (SetOp::Intersect, true) => {
            let has_more = *count > 0;
            *count = count.saturating_sub(1);
            has_more
        }
        (SetOp::Except, true) => {
            let has_more = *count > 0;
            *count = count.saturating_sub(1);
            !has_more
        }
    }
}

impl Operator for SetOperation {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        let step = match self.phase {
            Phase::Counting => {
                self.count(ctx)?;
                return Ok(Step::Busy);
            }
            Phase::Left => self.left.step(ctx, wanted)?,
            Phase::Right => self.right.step(ctx, wanted)?,
            Phase::Done => return Ok(Step::Done),
        };
        match step {
            Step::Batch(batch) => Ok(Step::of(self.pass(ctx, batch))),
            Step::Busy => Ok(Step::Busy),
            Step::Done => {
                self.phase = match (self.phase, self.op) {
                    (Phase::Left, SetOp::Union) => Phase::Right,
                    _ => Phase::Done,
                };
                Ok(Step::Busy)
            }
        }
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.table.clear();
        self.counts.clear();
        self.phase = first_phase(self.op);
        self.left.rewind(ctx)?;
        self.right.rewind(ctx)
    }
}
