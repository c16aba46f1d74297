//! A snapshot: who counted as committed at one moment.
//!
//! ```text
//!   number   ... 7 | 8   9   10   11 | 12 ...
//!                  ^ xmin            ^ xmax        running = [8, 10]
//!   before xmin: over.   8 and 10: still running.   9 and 11: over.   from xmax on: not begun.
//! ```
//!
//! Source: PostgreSQL, source file `src/include/utils/snapshot.h`.

use model::base::ids::{CommandId, TxnId};

use super::table::TxnTable;

/// Who counted as committed at one moment, and up to which command its own transaction sees itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// All transactions before this one were over.
    pub xmin: TxnId,
    /// This one and all after it had not begun.
    pub xmax: TxnId,
    /// Those between that were running, outermost ones only, rising. Its own is not among them.
    pub running: Vec<TxnId>,
    /// The outermost number of the transaction that looks; 0 if it has none.
    pub own: TxnId,
    /// Its own rows are seen if an earlier command made them.
    pub command: CommandId,
}

impl Snapshot {
    /// Whether a transaction counts as running for this snapshot, whatever became of it since.
    #[inline]
    pub fn holds_running(&self, txn: TxnId, table: &TxnTable) -> bool {
        if txn < self.xmin {
            return false;
        }
        if txn >= self.xmax {
            return true;
        }
        !self.running.is_empty() && self.running.binary_search(&table.outermost(txn)).is_ok()
    }
}
