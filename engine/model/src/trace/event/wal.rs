//! Facts of the write-ahead log.

use serde::{Deserialize, Serialize};

use crate::base::ids::{Lsn, PageId, TxnId};

/// A fact of the write-ahead log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WalEvent {
    /// Records joined the end of the log, in memory. Several in a row are one fact.
    Grown {
        /// Where the log ends now.
        end: Lsn,
        /// Records that joined.
        records: u32,
    },
    /// Level `rows`: one record joined the end of the log.
    Appended {
        /// Where it starts.
        lsn: Lsn,
        /// Its bytes.
        bytes: u32,
        /// On behalf of which transaction.
        txn: TxnId,
        /// What it is.
        kind: RecordKind,
        /// The page it is about, if it is about one.
        page: Option<PageId>,
    },
    /// The disk was handed the log up to here. It is not safe yet.
    Written {
        /// Where the written part ends.
        to: Lsn,
    },
    /// The log is safe up to here.
    Flushed {
        /// Where the safe part ends.
        to: Lsn,
    },
    /// A checkpoint began: once it is done, recovery starts here.
    CheckpointStarted {
        /// Where recovery would start.
        redo: Lsn,
    },
    /// A checkpoint is done: all pages changed before it are safe.
    CheckpointFinished {
        /// Where its record starts.
        checkpoint: Lsn,
        /// Where the log starts now: what was before is not needed any more.
        start: Lsn,
    },
    /// Recovery begins after a crash.
    RedoStarted {
        /// The first record to be replayed.
        from: Lsn,
    },
    /// A record was replayed on a page.
    Redone {
        /// Where the record starts.
        lsn: Lsn,
        /// The page.
        page: PageId,
        /// What was done.
        outcome: RedoOutcome,
    },
    /// Recovery is done. All before is as it was promised; what came after is cut off.
    RedoFinished {
        /// Where the log ends now.
        end: Lsn,
    },
    /// What the disk holds of the log after a power cut.
    Found {
        /// Where it starts.
        start: Lsn,
        /// Where recovery will start; 0 before the first checkpoint.
        redo: Lsn,
        /// The record of the last checkpoint; 0 before the first.
        checkpoint: Lsn,
        /// Where it ends. The last record may be cut in two.
        end: Lsn,
    },
}

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordKind {
    /// A page changed.
    Change,
    /// A page changed for the first time since the checkpoint: the whole page.
    Image,
    /// A relation came to be.
    RelationCreated,
    /// A relation is gone.
    RelationDropped,
    /// A transaction committed.
    Committed,
    /// A transaction or savepoint was undone.
    Aborted,
    /// A checkpoint.
    Checkpoint,
}

/// What redo did with a record and a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RedoOutcome {
    /// The page was replaced as a whole.
    Restored,
    /// The change was made.
    Applied,
    /// The page had it already.
    Skipped,
    /// The page is gone, as its relation was dropped later.
    Missing,
}
