//! Project: new columns computed from each row.

use model::base::error::Result;

use super::compute::Exprs;
use super::context::ExecCtx;
use super::operator::{Operator, Step};

/// New columns computed from each row.
pub struct Project {
    input: Box<dyn Operator>,
    exprs: Exprs,
}

impl Project {
    /// The projection above an input.
    pub fn new(input: Box<dyn Operator>, exprs: Exprs) -> Project {
        Project { input, exprs }
    }
}

impl Operator for Project {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        Ok(match self.input.step(ctx, self.exprs.rows_at_once(wanted))? {
            Step::Batch(batch) => Step::of(self.exprs.compute(ctx, &batch).then_fail(ctx)),
            other => other,
        })
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.input.rewind(ctx)
    }

    fn renew(&mut self) -> bool {
        self.input.renew()
    }
}
