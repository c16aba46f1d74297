//! Distinct: the first row of each kind, in the order in which they come.

use model::base::error::Result;
use model::types::data_type::DataType;

use super::context::ExecCtx;
use super::key::seen::Seen;
use super::operator::{Operator, Step};

/// The first row of each kind.
pub struct Distinct {
    input: Box<dyn Operator>,
    seen: Seen,
}

impl Distinct {
    /// The first row of each kind of an input with columns of those types; `on` are the places
    /// that make rows alike.
    pub fn new(input: Box<dyn Operator>, types: &[DataType], on: Vec<usize>) -> Distinct {
        Distinct { input, seen: Seen::new(types, on) }
    }
}

impl Operator for Distinct {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        Ok(match self.input.step(ctx, wanted)? {
            Step::Batch(batch) => Step::of(self.seen.first_of(ctx, batch)),
            other => other,
        })
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.seen.clear();
        self.input.rewind(ctx)
    }
}
