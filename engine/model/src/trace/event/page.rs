//! Facts of storage: pages read and changed, frames filled and emptied, relations that come and go.

use serde::{Deserialize, Serialize};

use crate::base::ids::{FrameNo, PageId, RelId, TupleId};

/// A fact of storage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageEvent {
    /// A relation came to be, without pages.
    RelationCreated {
        /// Its number.
        rel: RelId,
        /// Its name, without schema.
        name: String,
        /// What it is.
        kind: RelationKind,
    },
    /// A relation has another name.
    RelationRenamed {
        /// Its number.
        rel: RelId,
        /// Its name now, without schema.
        name: String,
    },
    /// A relation is gone, and its pages and frames with it.
    RelationDropped {
        /// Its number.
        rel: RelId,
    },
    /// A page joined the end of its relation. It is in the pool and dirty; no disk was read.
    Extended {
        /// The new page.
        page: PageId,
        /// Where in the pool it is.
        frame: FrameNo,
    },
    /// The pool was asked for a page and had it.
    Hit {
        /// The page.
        page: PageId,
        /// Where in the pool it is.
        frame: FrameNo,
        /// Its usage count after this.
        usage: u8,
    },
    /// The pool was asked for a page and read it from disk.
    Missed {
        /// The page.
        page: PageId,
        /// Where in the pool it went.
        frame: FrameNo,
        /// Its usage count after this.
        usage: u8,
    },
    /// A page left its frame to make room.
    Evicted {
        /// The page.
        page: PageId,
        /// The frame that is free now.
        frame: FrameNo,
    },
    /// A page in the pool first differs from the disk.
    Dirtied {
        /// The page.
        page: PageId,
        /// Its frame.
        frame: FrameNo,
    },
    /// A page was written to disk and its frame is clean.
    Written {
        /// The page.
        page: PageId,
        /// Its frame.
        frame: FrameNo,
    },
    /// What a heap page holds now. Several changes in a row to one page are one fact.
    Changed {
        /// The page.
        page: PageId,
        /// Slots, used or not.
        slot_count: u16,
        /// Bytes between the slots and the tuples.
        free_bytes: u16,
    },
    /// A scan looked at the tuples of one page.
    Scanned {
        /// The page.
        page: PageId,
        /// Tuples it looked at.
        examined: u16,
        /// Tuples its snapshot sees.
        visible: u16,
    },
    /// Level `rows`: a tuple was written.
    TupleInserted {
        /// Its relation.
        rel: RelId,
        /// Its place.
        tuple: TupleId,
        /// Its bytes, header and all.
        bytes: u16,
    },
    /// Level `rows`: a tuple was given an end: deleted, or replaced by `next`.
    TupleEnded {
        /// Its relation.
        rel: RelId,
        /// Its place.
        tuple: TupleId,
        /// The next version, for an update.
        next: Option<TupleId>,
    },
    /// An operator wrote to a temporary file what it could not keep in memory.
    SpillWritten {
        /// Pages that the file grew by.
        pages: u32,
    },
    /// An operator read from its temporary file.
    SpillRead {
        /// Pages it read.
        pages: u32,
    },
    /// Level `counts`: all touches of one relation by one statement.
    Summed {
        /// The relation.
        rel: RelId,
        /// Pages found in the pool.
        hits: u64,
        /// Pages read from disk.
        misses: u64,
    },
    /// The power failed and came back: what was in memory is gone, all frames with it. What the
    /// disk holds of each relation follows.
    PowerCut {
        /// What became of writes that were not safe yet.
        loss: PowerLoss,
    },
    /// What the disk holds of a relation after a power cut.
    RelationFound {
        /// Its number.
        rel: RelId,
        /// Its name as far as it is known: but for system tables, its number.
        name: String,
        /// What it is as far as it is known.
        kind: RelationKind,
        /// Its pages, in order.
        pages: Vec<PageContent>,
    },
    /// Recovery read in the catalogue what a relation is.
    RelationAdopted {
        /// Its number.
        rel: RelId,
        /// Its name, without schema.
        name: String,
        /// What it is.
        kind: RelationKind,
    },
}

impl PageEvent {
    /// Bytes that it points to.
    pub fn heap_bytes(&self) -> usize {
        match self {
            PageEvent::RelationCreated { name, .. }
            | PageEvent::RelationRenamed { name, .. }
            | PageEvent::RelationAdopted { name, .. } => name.len(),
            PageEvent::RelationFound { name, pages, .. } => {
                name.len() + pages.len() * core::mem::size_of::<PageContent>()
            }
            PageEvent::RelationDropped { .. }
            | PageEvent::Extended { .. }
            | PageEvent::Hit { .. }
            | PageEvent::Missed { .. }
            | PageEvent::Evicted { .. }
            | PageEvent::Dirtied { .. }
            | PageEvent::Written { .. }
            | PageEvent::Changed { .. }
            | PageEvent::Scanned { .. }
            | PageEvent::TupleInserted { .. }
            | PageEvent::TupleEnded { .. }
            | PageEvent::SpillWritten { .. }
            | PageEvent::SpillRead { .. }
            | PageEvent::Summed { .. }
            | PageEvent::PowerCut { .. } => 0,
        }
    }
}

/// What a page holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageContent {
    /// Slots, used or not.
    pub slot_count: u16,
    /// Bytes between the slots and the tuples.
    pub free_bytes: u16,
}

/// What a power cut did to writes that were not safe yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PowerLoss {
    /// Pages that are there all the same.
    pub pages_kept: u32,
    /// Pages that are as they were before.
    pub pages_lost: u32,
    /// Pages of which only the first part is there.
    pub pages_torn: u32,
    /// Bytes at the end of the log that are there all the same.
    pub log_bytes_kept: u64,
    /// Bytes at the end of the log that are not.
    pub log_bytes_lost: u64,
}

/// What a relation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RelationKind {
    /// A system table.
    System,
    /// A table of the learner's.
    Table,
    /// An index.
    Index,
    /// A sequence.
    Sequence,
}
