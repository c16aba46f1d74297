//! A chain of frames, oldest first, in which any frame can be moved in constant time.
//!
//! ```text
//!   head -> 4 <-> 0 <-> 7 <- tail        oldest 4, newest 7
//! ```

use model::base::ids::FrameNo;

/// Frames from the oldest to the newest.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    links: Vec<Option<Link>>,
    head: Option<u32>,
    tail: Option<u32>,
    len: usize,
}

#[derive(Clone, Copy, Debug)]
struct Link {
    older: Option<u32>,
    newer: Option<u32>,
}

impl Chain {
    /// How many frames are in it.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether that frame is in it.
    pub fn contains(&self, frame: FrameNo) -> bool {
        self.links.get(frame.0 as usize).is_some_and(Option::is_some)
    }

    /// The oldest.
    pub fn oldest(&self) -> Option<FrameNo> {
        self.head.map(FrameNo)
    }

    /// Adds a frame as the newest. It must not be in the chain.
    pub fn push(&mut self, frame: FrameNo) {
        assert!(!self.contains(frame), "a frame is in a chain once");
        let place = frame.0 as usize;
        if place >= self.links.len() {
            self.links.resize(place + 1, None);
        }
        self.links[place] = Some(Link { older: self.tail, newer: None });
        match self.tail {
            Some(tail) => self.link(tail).newer = Some(frame.0),
            None => self.head = Some(frame.0),
        }
        self.tail = Some(frame.0);
        self.len += 1;
    }

    /// Takes a frame out, if it is in the chain.
    pub fn remove(&mut self, frame: FrameNo) {
        let place = frame.0 as usize;
        let Some(link) = self.links.get_mut(place).and_then(Option::take) else { return };
        match link.older {
            Some(older) => self.link(older).newer = link.newer,
            None => self.head = link.newer,
        }
        match link.newer {
            Some(newer) => self.link(newer).older = link.older,
            None => self.tail = link.older,
        }
        self.len -= 1;
    }

    /// The frames, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = FrameNo> + '_ {
        let next = |frame: &u32| self.links[*frame as usize].and_then(|link| link.newer);
        core::iter::successors(self.head, next).map(FrameNo)
    }

    fn link(&mut self, frame: u32) -> &mut Link {
        self.links[frame as usize].as_mut().expect("a neighbour is in the chain")
    }
}
