//! Which tuples a snapshot sees.
//!
//! ```text
//!   made:   by me, in an earlier command          or by one that had committed
//!   ended:  by nobody, or by one that aborted,    or by me in this command or a later one,
//!           or by one that was still running
//! ```
//!
//! A tuple is seen when it is made and not ended.
//! Source: PostgreSQL, source file `src/backend/access/heap/heapam_visibility.c`,
//! `HeapTupleSatisfiesMVCC`.

use model::base::ids::TxnId;

use crate::storage::tuple::header::TupleHeader;
use crate::tracer::fault::{planted, Fault};

use super::snapshot::Snapshot;
use super::table::{Status, TxnTable};

/// Whether a snapshot sees the tuple of that header.
#[inline]
pub fn visible(header: &TupleHeader, snapshot: &Snapshot, table: &TxnTable) -> bool {
    match table.status(header.xmin) {
        Status::Committed => {
            !snapshot.holds_running(header.xmin, table) && !ended(header, snapshot, table)
        }
        Status::Aborted => planted(Fault::SeesAborted),
        Status::InProgress => {
            is_own(header.xmin, snapshot, table)
                && table.cmin(header.xmin, header.cid, header.has_combo()) < snapshot.command
                && !ended(header, snapshot, table)
        }
    }
}

/// Whether a transaction that is in progress is the snapshot's own or a part of it.
#[inline]
pub fn is_own(txn: TxnId, snapshot: &Snapshot, table: &TxnTable) -> bool {
    snapshot.own.0 != 0 && table.outermost(txn) == snapshot.own
}

#[inline]
fn ended(header: &TupleHeader, snapshot: &Snapshot, table: &TxnTable) -> bool {
    let Some(xmax) = header.ended_by() else { return false };
    match table.status(xmax) {
        Status::Committed => !snapshot.holds_running(xmax, table),
        Status::Aborted => false,
        Status::InProgress => {
            is_own(xmax, snapshot, table)
                && table.cmax(xmax, header.cid, header.has_combo()) < snapshot.command
        }
    }
}
