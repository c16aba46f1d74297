//! Whether a tuple may be updated or deleted now, whatever a snapshot saw.
//!
//! Source: PostgreSQL, source file `src/backend/access/heap/heapam_visibility.c`,
//! `HeapTupleSatisfiesUpdate`.

use model::base::ids::{CommandId, TupleId, TxnId};

use crate::storage::tuple::header::TupleHeader;

use super::snapshot::Snapshot;
use super::table::{Status, TxnTable};
use super::visibility::is_own;

/// Whether a tuple may be updated or deleted now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may.
    Ok,
    /// It was never there for this transaction: made by an aborted or running one, or by this very
    /// command.
    Invisible,
    /// Its own transaction ended it already. When that was this very command or a later one, the
    /// statement met its own work and passes over it.
    SelfEnded {
        /// The command that did.
        by: CommandId,
    },
    /// Another transaction has committed an update of it.
    Updated {
        /// By whom.
        by: TxnId,
        /// Where its row goes on.
        next: TupleId,
    },
    /// Another transaction has committed its deletion.
    Deleted {
        /// By whom.
        by: TxnId,
    },
    /// Another transaction that is still running ended it: wait for that one, then ask again.
    BeingEnded {
        /// By whom: its outermost number.
        by: TxnId,
    },
}

/// Whether the tuple of that header, which lies at `place`, may be updated or deleted now.
pub fn update_check(
    header: &TupleHeader,
    place: TupleId,
    snapshot: &Snapshot,
    table: &TxnTable,
) -> Verdict {
    match table.status(header.xmin) {
        Status::Committed => {}
        Status::Aborted => return Verdict::Invisible,
        Status::InProgress => {
            let mine = is_own(header.xmin, snapshot, table);
            let cmin = || table.cmin(header.xmin, header.cid, header.has_combo());
            if !mine || cmin() >= snapshot.command {
                return Verdict::Invisible;
            }
        }
    }
    let Some(xmax) = header.ended_by() else { return Verdict::Ok };
    match table.status(xmax) {
        Status::Aborted => Verdict::Ok,
        Status::InProgress if is_own(xmax, snapshot, table) => {
            Verdict::SelfEnded { by: table.cmax(xmax, header.cid, header.has_combo()) }
        }
        Status::InProgress => Verdict::BeingEnded { by: table.outermost(xmax) },
        Status::Committed if header.ctid == place => Verdict::Deleted { by: xmax },
        Status::Committed => Verdict::Updated { by: xmax, next: header.ctid },
    }
}
