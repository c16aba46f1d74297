//! Stills: plain pictures of the engine's state, one file per structure, and the recording that
//! joins them with the events.
//!
//! The law, tested for every structure: replaying the events on the earlier still gives the later
//! still. `apply` assigns what an event carries; where it would have to compute, the event is
//! wrong.

pub mod btree;
pub mod buffer;
pub mod heap;
pub mod recording;
pub mod wal;

use serde::{Deserialize, Serialize};

use crate::trace::event::Event;

/// A still of every structure at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stills {
    /// Relations and their pages.
    pub heap: heap::HeapStill,
    /// B+-trees.
    pub btree: btree::BTreeStill,
    /// The buffer pool.
    pub buffer: buffer::BufferStill,
    /// The write-ahead log.
    pub wal: wal::WalStill,
}

impl Stills {
    /// Moves every structure on by one event.
    pub fn apply(&mut self, event: &Event) {
        self.heap.apply(event);
        self.btree.apply(event);
        self.buffer.apply(event);
        self.wal.apply(event);
    }
}
