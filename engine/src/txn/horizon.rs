//! From where on a version of a row may still be seen by somebody: what lies before it is dead to
//! all, and its index entries may go.
//!
//! ```text
//!   made by an aborted transaction                       never seen
//!   ended by 7, committed, and every snapshot in use     seen by none of them, nor by later ones
//!   has 7 behind it
//!   made and ended by one transaction, which still       seen by no command from now on, and by
//!   runs, in commands that are over                      nobody else, whether it commits or not
//! ```
//!
//! A version that a savepoint ended and its transaction made is not dead: to roll back to the
//! savepoint brings it back.
//!
//! Source: PostgreSQL, source file `src/backend/access/heap/heapam_visibility.c`,
//! `HeapTupleSatisfiesVacuum`, which takes the last kind for one that may come back.

use model::base::ids::{CommandId, TxnId};

use crate::storage::tuple::header::TupleHeader;

use super::table::{Status, TxnTable};

/// The bounds as they are when a statement begins. The default lets nothing be dead but what an
/// aborted transaction made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Horizon {
    /// Transactions before this one are over for every snapshot in use.
    pub oldest: TxnId,
    /// The transaction's own commands before this one are over.
    pub command: CommandId,
}

impl Horizon {
    /// Whether nobody sees the tuple of that header, now or later. `own`: the outermost number of
    /// the transaction that asks; 0 if it has none.
    pub fn has_passed(&self, header: &TupleHeader, own: TxnId, table: &TxnTable) -> bool {
        if table.status(header.xmin) == Status::Aborted {
            return true;
        }
        let Some(xmax) = header.ended_by() else { return false };
        match table.status(xmax) {
            Status::Committed => xmax < self.oldest,
            Status::Aborted => false,
            Status::InProgress => {
                let is_own = own.0 != 0 && header.xmin == xmax && table.outermost(xmax) == own;
                is_own && table.cmax(own, header.cid, header.has_combo()) < self.command
            }
        }
    }
}
