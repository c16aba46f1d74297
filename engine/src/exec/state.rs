//! What a statement keeps between the steps of its operators.

use std::collections::VecDeque;

use model::base::error::Error;
use model::base::ids::OpId;

use super::modify::task::Task;
use super::stats::{Notes, OperatorStats};
use crate::expr::batch::Batch;
use crate::txn::horizon::Horizon;

/// The memory of a running statement: made before its first step, read after its last.
#[derive(Default)]
pub struct ExecState {
    /// Rows that the statement inserted, updated or deleted.
    pub affected: u64,
    /// Which versions of rows are dead to all.
    pub horizon: Horizon,
    /// The rows that come with the statement.
    pub given: Batch,
    /// What the operator that steps counts of its own; its pen takes it over after each step.
    pub notes: Notes,
    /// What is left to do about foreign keys.
    pub(super) tasks: VecDeque<Box<dyn Task>>,
    /// What each operator did, by its number.
    operators: Vec<OperatorStats>,
    /// The failure that follows the rows which the operator hands on now
    /// ([`super::context::ExecCtx::fail_next`]).
    pub(super) failure: Option<Error>,
}

impl ExecState {
    /// The memory of a statement that has not begun.
    pub fn new() -> ExecState {
        ExecState::default()
    }

    /// Forgets everything: the operators run for another statement of the same plan.
    pub fn renew(&mut self) {
        let mut operators = std::mem::take(&mut self.operators);
        operators.fill(OperatorStats::default());
        *self = ExecState { operators, ..ExecState::default() };
    }

    /// What an operator did so far. Nothing, if it never ran.
    pub fn operator(&self, op: OpId) -> OperatorStats {
        self.operators.get(usize::from(op.0)).copied().unwrap_or_default()
    }

    /// The place to write down what an operator does.
    pub(super) fn operator_mut(&mut self, op: OpId) -> &mut OperatorStats {
        let place = usize::from(op.0);
        if self.operators.len() <= place {
            self.operators.resize(place + 1, OperatorStats::default());
        }
        &mut self.operators[place]
    }
}
