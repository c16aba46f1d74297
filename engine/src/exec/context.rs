//! What an operator may use while it steps.

use std::sync::Arc;

use model::base::error::Error;
use model::base::time::{self, Cost};

use super::operator::ALL;
use super::runner::Runner;
use super::state::ExecState;
use crate::expr::env::Env;
use crate::storage::store::Store;
use crate::tracer::host::Tracer;
use crate::txn::manager::TxnManager;
use crate::txn::snapshot::Snapshot;
use crate::txn::transaction::Transaction;

/// Everything outside the operator tree.
pub struct ExecCtx<'a> {
    /// Clock, counters and pen.
    pub tracer: &'a mut Tracer,
    /// What expressions may ask: time, chance, sequences, parameters.
    pub env: &'a mut dyn Env,
    /// Tables and their pages.
    pub store: &'a mut Store,
    /// Who is running and who has committed.
    pub txns: &'a mut TxnManager,
    /// The transaction that the statement belongs to.
    pub txn: &'a mut Transaction,
    /// What the statement sees.
    pub snapshot: Arc<Snapshot>,
    /// What the operators that change rows ask of the database.
    pub runner: &'a mut dyn Runner,
    /// What the statement keeps between steps.
    pub state: &'a mut ExecState,
    /// Rows of a batch.
    pub batch_rows: usize,
    /// Bytes that one operator may keep in memory before it spills to disk.
    pub work_mem_bytes: u64,
}

impl ExecCtx<'_> {
    /// The most rows to hand on in one batch when `wanted` are wanted.
    pub fn rows(&self, wanted: usize) -> usize {
        wanted.min(self.batch_rows)
    }

    /// Fails the operator that steps now, once the rows that it hands on have been taken: they
    /// came before the row that failed.
    pub fn fail_next(&mut self, error: Error) {
        assert!(self.state.failure.is_none(), "an operator fails once");
        self.state.failure = Some(error);
    }

    /// Spends the evaluation of that many functions and operators.
    pub fn spend_calls(&mut self, calls: u64) {
        self.spend(time::OPERATOR.times(calls));
    }

    /// Spends the handling of that many tuples.
    pub fn spend_tuples(&mut self, tuples: usize) {
        self.spend(time::TUPLE.times(tuples as u64));
    }

    fn spend(&mut self, cost: Cost) {
        self.tracer.spend(cost);
    }
}

/// How many rows to ask of an input of which each row may yield many: all, or else one at a time,
/// as the first may be enough.
pub fn one_by_one(wanted: usize) -> usize {
    if wanted == ALL {
        ALL
    } else {
        1
    }
}
