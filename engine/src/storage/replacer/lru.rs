//! Least recently used: the page that was touched longest ago leaves. Usage counts are always 1.

use model::base::ids::{FrameNo, PageId};

use super::chain::Chain;
use super::policy::Replacer;

/// All filled frames by the time of their last touch.
#[derive(Clone, Debug, Default)]
pub struct Lru {
    chain: Chain,
}

impl Replacer for Lru {
    fn fill(&mut self, frame: FrameNo, _page: PageId) -> u8 {
        self.chain.push(frame);
        1
    }

    fn touch(&mut self, frame: FrameNo) -> u8 {
        self.chain.remove(frame);
        self.chain.push(frame);
        1
    }

    fn touch_lightly(&mut self, _frame: FrameNo) -> u8 {
        1
    }

    fn evict(&mut self, frame: FrameNo, _page: PageId) {
        self.forget(frame);
    }

    fn forget(&mut self, frame: FrameNo) {
        self.chain.remove(frame);
    }

    fn victim(&mut self) -> FrameNo {
        self.chain.oldest().expect("a victim is asked for only when some frame is filled")
    }

    fn usage(&self, _frame: FrameNo) -> u8 {
        1
    }

    fn boxed(&self) -> Box<dyn Replacer> {
        Box::new(self.clone())
    }

    fn check(&self, filled: &[bool]) -> Result<(), &'static str> {
        let filled_count = filled.iter().filter(|filled| **filled).count();
        let all_filled = self.chain.iter().all(|frame| filled.get(frame.0 as usize) == Some(&true));
        match all_filled && self.chain.len() == filled_count {
            true => Ok(()),
            false => Err("the chain and the pool disagree on which frames are filled"),
        }
    }
}
