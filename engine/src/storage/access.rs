//! How pages are asked for: one by one, or by a scan too large for the pool.
//!
//! A scan of a relation larger than a quarter of the pool would push out everything else, to fill
//! the pool with pages that nobody asks for again. It gets a small ring of frames instead, and
//! uses its own again when the ring is full:
//!
//! ```text
//!   ring of 4 frames    | 12 | 13 | 10 | 11 |    page 14 takes the frame of page 10
//! ```
//!
//! So the pages that were in the pool before a large scan are still there after it, and a second
//! scan finds them: hits and misses stay apart, each time anew.
//! Source: PostgreSQL, source file `src/backend/storage/buffer/README`, "Buffer Ring Replacement
//! Strategy", with its sizes: 256 KiB, and at most an eighth of the pool.

use model::base::ids::{FrameNo, PageId};

/// Bytes of pages in a ring.
pub const RING_BYTES: u32 = 256 * 1024;
/// A ring is at most this part of the pool.
pub const RING_SHARE: u32 = 8;
/// A relation is large when it is larger than this part of the pool.
pub const LARGE_SHARE: u32 = 4;

/// How one user of the pool asks for pages.
#[derive(Clone, Debug, Default)]
pub struct Access {
    pub(super) ring: Option<Ring>,
}

/// The frames that a large scan uses again and again.
#[derive(Clone, Debug)]
pub(super) struct Ring {
    /// Frames and the pages that this scan put there.
    frames: Vec<(FrameNo, PageId)>,
    frame_max: usize,
    next: usize,
}

impl Access {
    /// Pages one by one.
    pub fn normal() -> Access {
        Access::default()
    }

    /// A scan of a relation of that many pages through a pool of that many frames.
    pub fn scan(page_count: u32, frame_count: u32, page_bytes: u32) -> Access {
        if page_count <= frame_count / LARGE_SHARE {
            return Access::normal();
        }
        let frame_max = (RING_BYTES / page_bytes).min(frame_count / RING_SHARE).max(1) as usize;
        Access { ring: Some(Ring { frames: Vec::new(), frame_max, next: 0 }) }
    }

    /// Whether this is a scan through a ring.
    pub fn has_ring(&self) -> bool {
        self.ring.is_some()
    }
}

impl Ring {
    /// The frame to use again and the page that the scan left there, once the ring is full.
    pub fn candidate(&self) -> Option<(FrameNo, PageId)> {
        self.frames.get(self.next).copied()
    }

    /// Notes which frame the scan uses instead of its candidate.
    pub fn put(&mut self, frame: FrameNo, page: PageId) {
        match self.frames.get_mut(self.next) {
            Some(place) => *place = (frame, page),
            None => self.frames.push((frame, page)),
        }
        self.next = (self.next + 1) % self.frame_max;
    }
}
