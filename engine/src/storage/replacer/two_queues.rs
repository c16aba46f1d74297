//! 2Q: a page must be asked for twice, some time apart, before it may stay long.
//!
//! ```text
//!   new ->  | recent: first in, first out, a quarter of the frames | -> out, but remembered
//!                                                                         |
//!   asked for again while remembered:  | frequent: least recently used | <-
//! ```
//!
//! Usage count 1 means recent, 2 frequent. So one large scan cannot empty the pool.
//! Source: Johnson and Shasha, "2Q: A Low Overhead High Performance Buffer Management Replacement
//! Algorithm" (1994), the full version, with its advice on sizes: a quarter, and half as many
//! remembered pages as frames.

use std::collections::{BTreeSet, VecDeque};

use model::base::ids::{FrameNo, PageId};

use super::chain::Chain;
use super::policy::Replacer;

/// The two queues and the memory between them.
#[derive(Clone, Debug)]
pub struct TwoQueues {
    recent: Chain,
    frequent: Chain,
    /// Pages that left `recent`, oldest first, and the same as a set.
    remembered: VecDeque<PageId>,
    remembered_set: BTreeSet<PageId>,
    recent_max: usize,
    remembered_max: usize,
}

impl TwoQueues {
    /// Queues for a pool of that many frames.
    pub fn new(frame_count: u32) -> TwoQueues {
        TwoQueues {
            recent: Chain::default(),
            frequent: Chain::default(),
            remembered: VecDeque::new(),
            remembered_set: BTreeSet::new(),
            recent_max: (frame_count / 4).max(1) as usize,
            remembered_max: (frame_count / 2).max(1) as usize,
        }
    }

    fn remember(&mut self, page: PageId) {
        if self.remembered_set.insert(page) {
            self.remembered.push_back(page);
        }
        while self.remembered.len() > self.remembered_max {
            let oldest = self.remembered.pop_front().expect("it is longer than its bound");
            self.remembered_set.remove(&oldest);
        }
    }

    fn recall(&mut self, page: PageId) -> bool {
        let known = self.remembered_set.remove(&page);
        if known {
            self.remembered.retain(|other| *other != page);
        }
        known
    }
}

impl Replacer for TwoQueues {
    fn fill(&mut self, frame: FrameNo, page: PageId) -> u8 {
        if self.recall(page) {
            self.frequent.push(frame);
        } else {
            self.recent.push(frame);
        }
        self.usage(frame)
    }

    fn touch(&mut self, frame: FrameNo) -> u8 {
        if self.frequent.contains(frame) {
            self.frequent.remove(frame);
            self.frequent.push(frame);
        }
        self.usage(frame)
    }

    fn touch_lightly(&mut self, frame: FrameNo) -> u8 {
        self.usage(frame)
    }

    fn evict(&mut self, frame: FrameNo, page: PageId) {
        if self.recent.contains(frame) {
            self.remember(page);
        }
        self.forget(frame);
    }

    fn forget(&mut self, frame: FrameNo) {
        self.recent.remove(frame);
        self.frequent.remove(frame);
    }

    fn victim(&mut self) -> FrameNo {
        let recent_first = self.recent.len() > self.recent_max || self.frequent.is_empty();
        let queue = if recent_first { &self.recent } else { &self.frequent };
        queue.oldest().expect("a victim is asked for only when some frame is filled")
    }

    fn usage(&self, frame: FrameNo) -> u8 {
        if self.frequent.contains(frame) {
            2
        } else {
            1
        }
    }

    fn boxed(&self) -> Box<dyn Replacer> {
        Box::new(self.clone())
    }

    fn check(&self, filled: &[bool]) -> Result<(), &'static str> {
        let filled_count = filled.iter().filter(|filled| **filled).count();
        let is_filled = |frame: FrameNo| filled.get(frame.0 as usize) == Some(&true);
        if !self.recent.iter().chain(self.frequent.iter()).all(is_filled)
            || self.recent.len() + self.frequent.len() != filled_count
        {
            return Err("the queues and the pool disagree on which frames are filled");
        }
        if self.recent.iter().any(|frame| self.frequent.contains(frame)) {
            return Err("a frame is in both queues");
        }
        match self.remembered.len() == self.remembered_set.len()
            && self.remembered.len() <= self.remembered_max
        {
            true => Ok(()),
            false => Err("the remembered pages are not a set within its bound"),
        }
    }
}
