//! Rows that an operator has made and that were not wanted yet.

use model::base::error::Error;

use super::context::ExecCtx;
use super::operator::Step;
use crate::expr::batch::Batch;

/// Rows made, how many of them were handed on, and the error that comes after them.
#[derive(Default)]
pub struct Outbox {
    rows: Batch,
    next: usize,
    error: Option<Error>,
}

impl Outbox {
    /// Puts rows in, and what failed after them. The last ones must have been handed on.
    pub fn put(&mut self, rows: Batch, error: Option<Error>) {
        assert!(self.is_empty(), "what is in the outbox goes first");
        *self = Outbox { rows, next: 0, error };
    }

    /// Whether there is nothing to hand on.
    pub fn is_empty(&self) -> bool {
        self.next == self.rows.row_count() && self.error.is_none()
    }

    /// Hands on as many rows as are wanted.
    pub fn hand_on(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Step {
        let from = self.next;
        self.next = self.rows.row_count().min(from + ctx.rows(wanted));
        if self.next < self.rows.row_count() {
            return Step::of(self.rows.slice(from, self.next));
        }
        let Outbox { rows, next, error } = std::mem::take(self);
        error.into_iter().for_each(|error| ctx.fail_next(error));
        Step::of(if from == 0 { rows } else { rows.slice(from, next) })
    }

    /// Lets everything go.
    pub fn clear(&mut self) {
        *self = Outbox::default();
    }
}
