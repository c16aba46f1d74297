//! What is left to do after the last row of a statement.

use model::base::error::Result;

use crate::exec::context::ExecCtx;

/// A piece of work after the last row. Pieces run one after another, each under a snapshot that
/// sees all that the statement did before; a piece may leave more pieces to do.
pub trait Task {
    /// Does one bounded piece of work; true once there is none left.
    fn step(&mut self, ctx: &mut ExecCtx<'_>) -> Result<bool>;
}
