//! Facts of transactions.

use serde::{Deserialize, Serialize};

use crate::base::ids::TxnId;

/// A fact of transactions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TxnEvent {
    /// A transaction was given its number: it is about to write.
    Began {
        /// Its number.
        txn: TxnId,
    },
    /// A transaction's rows are there for all who look from now on.
    Committed {
        /// Its number.
        txn: TxnId,
    },
    /// A transaction's rows were never there.
    Aborted {
        /// Its number.
        txn: TxnId,
    },
}
