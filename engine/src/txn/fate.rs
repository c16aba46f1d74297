//! Whether a tuple counts, whatever a snapshot sees: what a key that is there once must know.
//!
//! Source: PostgreSQL, source file `src/backend/access/heap/heapam_visibility.c`,
//! `HeapTupleSatisfiesDirty`.

use model::base::ids::TxnId;

use crate::storage::tuple::header::TupleHeader;

use super::table::{Status, TxnTable};

/// Whether a tuple counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was never there, or is not any more; what the asker itself ended is gone at once.
    Gone,
    /// It is there.
    Stays,
    /// Another transaction that is still running made or ended it.
    Undecided {
        /// Its outermost number.
        by: TxnId,
    },
}

/// The fate of the tuple of that header for a transaction of that outermost number; 0 for one that
/// has none yet.
pub fn fate(header: &TupleHeader, own: TxnId, table: &TxnTable) -> Fate {
    let is_own = |txn: TxnId| own.0 != 0 && table.outermost(txn) == own;
    match table.status(header.xmin) {
        Status::Aborted => return Fate::Gone,
        Status::InProgress if !is_own(header.xmin) => {
            return Fate::Undecided { by: table.outermost(header.xmin) };
        }
        Status::InProgress | Status::Committed => {}
    }
    let Some(xmax) = header.ended_by() else { return Fate::Stays };
    match table.status(xmax) {
        Status::Aborted => Fate::Stays,
        Status::Committed => Fate::Gone,
        Status::InProgress if is_own(xmax) => Fate::Gone,
        Status::InProgress => Fate::Undecided { by: table.outermost(xmax) },
    }
}
