//! What the pool asks of a replacement policy.

use model::base::ids::{FrameNo, PageId};
use model::base::replacement::Replacement;

use super::clock::Clock;
use super::lru::Lru;
use super::two_queues::TwoQueues;

/// A replacement policy.
pub trait Replacer: core::fmt::Debug {
    /// A page came into a frame. Returns its usage count.
    fn fill(&mut self, frame: FrameNo, page: PageId) -> u8;

    /// A page was asked for. Returns its usage count.
    fn touch(&mut self, frame: FrameNo) -> u8;

    /// A large scan asked for a page: this alone does not make it worth keeping.
    fn touch_lightly(&mut self, frame: FrameNo) -> u8;

    /// A page left its frame to make room.
    fn evict(&mut self, frame: FrameNo, page: PageId);

    /// A page is gone for good.
    fn forget(&mut self, frame: FrameNo);

    /// The frame whose page should leave next. Some frame must be filled.
    fn victim(&mut self) -> FrameNo;

    /// A filled frame's usage count, as it stands now.
    fn usage(&self, frame: FrameNo) -> u8;

    /// A copy with the same memory.
    fn boxed(&self) -> Box<dyn Replacer>;

    /// The invariants of the folder doc.
    fn check(&self, filled: &[bool]) -> Result<(), &'static str>;
}

/// A policy's replacer for a pool of that many frames.
pub fn replacer(replacement: Replacement, frame_count: u32) -> Box<dyn Replacer> {
    match replacement {
        Replacement::Clock => Box::new(Clock::default()),
        Replacement::Lru => Box::new(Lru::default()),
        Replacement::TwoQueues => Box::new(TwoQueues::new(frame_count)),
    }
}
