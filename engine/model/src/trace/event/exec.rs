//! Facts of statements: where each begins and ends, and what its operators did.

use serde::{Deserialize, Serialize};

use crate::base::ids::{OpId, SessionId};

/// A fact of execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExecEvent {
    /// A statement begins.
    StatementStarted {
        /// The session that runs it.
        session: SessionId,
        /// Its text, cut to a line's length.
        text: String,
    },
    /// A statement is done.
    StatementFinished {
        /// Rows returned or affected.
        rows: u64,
    },
    /// A statement failed.
    StatementFailed {
        /// Its SQLSTATE.
        sqlstate: String,
    },
    /// An operator of the plan is ready to run.
    OperatorStarted {
        /// The operator.
        op: OpId,
        /// The operator that asks it for rows.
        parent: Option<OpId>,
        /// Its name as EXPLAIN prints it: `Seq Scan on orders`.
        name: String,
        /// Rows the planner expects.
        rows_estimated: u64,
    },
    /// Level `rows`: an operator handed rows to its parent.
    RowsPassed {
        /// The operator.
        op: OpId,
        /// Rows in this batch.
        rows: u32,
    },
    /// An operator has no more rows.
    OperatorFinished {
        /// The operator.
        op: OpId,
        /// Rows it handed on in all.
        rows: u64,
    },
    /// The statement is done, and nobody asked the operator for the rest of its rows.
    OperatorStopped {
        /// The operator.
        op: OpId,
        /// Rows it handed on in all.
        rows: u64,
    },
    /// The statement is done, and nobody asked the operator for anything.
    OperatorUnused {
        /// The operator.
        op: OpId,
    },
}

impl ExecEvent {
    /// Bytes that it points to.
    pub fn heap_bytes(&self) -> usize {
        match self {
            ExecEvent::StatementStarted { text, .. } => text.len(),
            ExecEvent::StatementFailed { sqlstate } => sqlstate.len(),
            ExecEvent::OperatorStarted { name, .. } => name.len(),
            ExecEvent::StatementFinished { .. }
            | ExecEvent::RowsPassed { .. }
            | ExecEvent::OperatorFinished { .. }
            | ExecEvent::OperatorStopped { .. }
            | ExecEvent::OperatorUnused { .. } => 0,
        }
    }
}
