//! Events. Each is a small, complete fact: what happened, to what, with the outcome in it.
//!
//! Facts carry results, never recipes: applying one to an earlier still only assigns.
//! No `usize` and no float that depends on the machine, so that the same seed and commands give
//! the same bytes everywhere.

pub mod exec;
pub mod index;
pub mod page;
pub mod plan;
pub mod theory;
pub mod txn;
pub mod wal;

use serde::{Deserialize, Serialize};

use crate::base::ids::{HostId, OpId, StatementId};
use crate::base::time::SimTime;

/// A fact with its time and place. Ordered by (time, host, seq).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When, in simulated time.
    pub at: SimTime,
    /// On which machine.
    pub host: HostId,
    /// The number of the event on its host, from 0, without gaps.
    pub seq: u64,
    /// On behalf of which statement.
    pub statement: StatementId,
    /// On behalf of which operator of its plan.
    pub op: Option<OpId>,
    /// What happened.
    pub fact: Fact,
}

/// What happened, by the room it happened in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Fact {
    /// Storage: pages, frames, relations.
    Page(page::PageEvent),
    /// Indexes: nodes and entries.
    Index(index::IndexEvent),
    /// Transactions.
    Txn(txn::TxnEvent),
    /// Planning.
    Plan(plan::PlanEvent),
    /// Statements and their operators.
    Exec(exec::ExecEvent),
    /// The write-ahead log.
    Wal(wal::WalEvent),
}

impl Event {
    /// Bytes that it takes in memory, with what it points to.
    pub fn byte_count(&self) -> u64 {
        let pointed_to = match &self.fact {
            Fact::Page(fact) => fact.heap_bytes(),
            Fact::Index(fact) => fact.heap_bytes(),
            Fact::Exec(fact) => fact.heap_bytes(),
            Fact::Plan(fact) => fact.heap_bytes(),
            Fact::Txn(_) | Fact::Wal(_) => 0,
        };
        (core::mem::size_of::<Event>() + pointed_to) as u64
    }
}

/// How much is written down. What is done is the same at every level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// One summary for each operator and each relation of a statement.
    Counts,
    /// Every touch of a page.
    Pages,
    /// Every touch of a row too.
    Rows,
}

impl Level {
    /// The name that settings use.
    pub fn name(self) -> &'static str {
        match self {
            Level::Counts => "counts",
            Level::Pages => "pages",
            Level::Rows => "rows",
        }
    }

    /// The level of that name.
    pub fn from_name(name: &str) -> Option<Level> {
        [Level::Counts, Level::Pages, Level::Rows].into_iter().find(|level| level.name() == name)
    }
}
