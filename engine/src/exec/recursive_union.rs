//! WITH RECURSIVE: the seed, then the step again and again on the rows of the last round.
//!
//! ```text
//!   round 0   seed         -> 1
//!   round 1   step on 1    -> 2
//!   round 2   step on 2    -> 3        until a round makes no rows
//! ```
//!
//! Rows are handed on as they are made. Between rounds the step is rewound, which keeps whatever
//! does not depend on the last round: a hash table over another table is built once.

use model::base::error::Result;
use model::types::data_type::DataType;

use super::context::ExecCtx;
use super::cte::WorkingTable;
use super::kept_rows::Batches;
use super::key::seen::Seen;
use super::operator::{Operator, Step};

/// The seed, then the step on the last round's rows.
pub struct RecursiveUnion {
    seed: Box<dyn Operator>,
    step: Box<dyn Operator>,
    /// The last round's rows, which the step reads.
    working: WorkingTable,
    /// The rows of this round so far.
    made: Batches,
    /// The rows that there were, where duplicates do not count.
    seen: Option<Seen>,
    is_seed_done: bool,
    is_done: bool,
}

impl RecursiveUnion {
    /// UNION ALL of the seed and the rounds of the step, which reads `working`.
    pub fn new(
        seed: Box<dyn Operator>,
        step: Box<dyn Operator>,
        working: WorkingTable,
    ) -> RecursiveUnion {
        RecursiveUnion {
            seed,
            step,
            working,
            made: Batches::default(),
            seen: None,
            is_seed_done: false,
            is_done: false,
        }
    }

    /// UNION: each row once.
    pub fn each_once(self, types: &[DataType]) -> RecursiveUnion {
        RecursiveUnion { seen: Some(Seen::of_rows(types)), ..self }
    }

    /// The rows of this round become those of the last, and the step starts again.
    fn next_round(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        if self.made.is_empty() {
            self.is_done = true;
            return Ok(());
        }
        {
            let mut working = self.working.borrow_mut();
            std::mem::swap(&mut *working, &mut self.made);
        }
        self.made.clear();
        self.step.rewind(ctx)
    }
}

/// Most rounds in one step: each may be as short as a row.
const ROUNDS_MAX: usize = 64;

impl Operator for RecursiveUnion {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        for _ in 0..ROUNDS_MAX {
            if self.is_done {
                return Ok(Step::Done);
            }
            let source = if self.is_seed_done { &mut self.step } else { &mut self.seed };
            let batch = match source.step(ctx, wanted)? {
                Step::Batch(batch) => batch,
                Step::Busy => return Ok(Step::Busy),
                Step::Done => {
                    self.is_seed_done = true;
                    self.next_round(ctx)?;
                    continue;
                }
            };
            let batch = match &mut self.seen {
                Some(seen) => seen.first_of(ctx, batch),
                None => batch,
            };
            if !batch.is_empty() {
                self.made.push(batch.clone());
            }
            return Ok(Step::of(batch));
        }
        Ok(Step::Busy)
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.made.clear();
        self.working.borrow_mut().clear();
        self.seen.iter_mut().for_each(Seen::clear);
        self.is_seed_done = false;
        self.is_done = false;
        self.seed.rewind(ctx)?;
        self.step.rewind(ctx)
    }
}
