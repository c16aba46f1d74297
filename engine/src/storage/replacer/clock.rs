//! Clock sweep: a hand goes round the frames, takes one from each usage count it passes, and stops
//! at the first that has none left.
//!
//! Source: PostgreSQL, source file `src/backend/storage/buffer/README`, "Normal Buffer Replacement
//! Strategy".

use model::base::ids::{FrameNo, PageId};

use super::policy::Replacer;

/// Most rounds of grace that a page can earn (`BM_MAX_USAGE_COUNT`).
pub const USAGE_MAX: u8 = 5;

/// A clock over the frames.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Usage count by frame; `None` where the frame is empty.
    usages: Vec<Option<u8>>,
    hand: usize,
}

impl Clock {
    fn count(&mut self, frame: FrameNo) -> &mut u8 {
        self.usages[frame.0 as usize].as_mut().expect("only filled frames are touched")
    }
}

impl Replacer for Clock {
    fn fill(&mut self, frame: FrameNo, _page: PageId) -> u8 {
        let place = frame.0 as usize;
        if place >= self.usages.len() {
            self.usages.resize(place + 1, None);
        }
        self.usages[place] = Some(1);
        1
    }

    fn touch(&mut self, frame: FrameNo) -> u8 {
        let count = self.count(frame);
        *count = (*count + 1).min(USAGE_MAX);
        *count
    }

    fn touch_lightly(&mut self, frame: FrameNo) -> u8 {
        let count = self.count(frame);
        *count = (*count).max(1);
        *count
    }

    fn evict(&mut self, frame: FrameNo, _page: PageId) {
        self.forget(frame);
    }

    fn forget(&mut self, frame: FrameNo) {
        self.usages[frame.0 as usize] = None;
    }

    fn victim(&mut self) -> FrameNo {
        // Each round takes one from every count, so the hand stops within USAGE_MAX + 1 rounds.
        for _ in 0..(usize::from(USAGE_MAX) + 1) * self.usages.len() {
            let place = self.hand;
            self.hand = (self.hand + 1) % self.usages.len();
            match &mut self.usages[place] {
                Some(0) => return FrameNo(place as u32),
                Some(count) => *count -= 1,
                None => {}
            }
        }
        panic!("a victim is asked for only when some frame is filled")
    }

    fn usage(&self, frame: FrameNo) -> u8 {
        self.usages[frame.0 as usize].unwrap_or(0)
    }

    fn boxed(&self) -> Box<dyn Replacer> {
        Box::new(self.clone())
    }

    fn check(&self, filled: &[bool]) -> Result<(), &'static str> {
        let known = |place: usize| self.usages.get(place).is_some_and(Option::is_some);
        if (0..filled.len().max(self.usages.len()))
            .any(|place| known(place) != filled.get(place).copied().unwrap_or(false))
        {
            return Err("the clock and the pool disagree on which frames are filled");
        }
        match self.usages.iter().flatten().all(|count| *count <= USAGE_MAX) {
            true => Ok(()),
            false => Err("a usage count is past its bound"),
        }
    }
}
