//! Filter: the rows for which a condition is true.

use model::base::error::Result;

use super::compute::Predicate;
use super::context::ExecCtx;
use super::operator::{Operator, Step};

/// The rows for which a condition is true.
pub struct Filter {
    input: Box<dyn Operator>,
    predicate: Predicate,
}

impl Filter {
    /// The filter above an input.
    pub fn new(input: Box<dyn Operator>, predicate: Predicate) -> Filter {
        Filter { input, predicate }
    }
}

impl Operator for Filter {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        let batch = match self.input.step(ctx, self.predicate.rows_at_once(wanted))? {
            Step::Batch(batch) => batch,
            other => return Ok(other),
        };
        let kept = self.predicate.select(ctx, &batch).then_fail(ctx);
        ctx.state.notes.rows_removed += (batch.row_count() - kept.len()) as u64;
        Ok(match kept.len() {
            0 => Step::Busy,
            all if all == batch.row_count() => Step::Batch(batch),
            _ => Step::Batch(batch.take(&kept)),
        })
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.input.rewind(ctx)
    }

    fn renew(&mut self) -> bool {
        self.input.renew()
    }
}
