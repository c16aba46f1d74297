//! The trait of operators.

use model::base::error::Result;

use super::context::ExecCtx;
use crate::expr::batch::Batch;

/// `wanted` of who wants every row. Any smaller number means that the asker may stop after that
/// many, so that nothing is read which those rows do not need.
pub const ALL: usize = usize::MAX;

/// A task that makes rows.
pub trait Operator {
    /// Does one bounded piece of work. Hands on at most `wanted` rows, at least 1 being wanted; it
    /// may hand on fewer and have more. After `Done` it is not asked again unless it is rewound.
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step>;

    /// Starts again from the first row, under the parameters that the environment holds now.
    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()>;

    /// Makes it as it was when it was built, for another statement of the same plan; false where it
    /// would have to be built anew. Comes after `Done` only.
    fn renew(&mut self) -> bool {
        false
    }
}

/// What a step can say.
#[derive(Debug)]
pub enum Step {
    /// Here are some rows; never an empty batch.
    Batch(Batch),
    /// Worked, but no rows yet.
    Busy,
    /// No more rows.
    Done,
}

impl Step {
    /// The rows of a batch, or that there are none yet.
    pub fn of(batch: Batch) -> Step {
        if batch.is_empty() {
            Step::Busy
        } else {
            Step::Batch(batch)
        }
    }
}
