//! The buffer pool: which page is in which frame.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::ids::{FrameNo, PageId};
use crate::trace::event::page::PageEvent;
use crate::trace::event::{Event, Fact};

/// The buffer pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BufferStill {
    /// How many frames there are, filled or not.
    pub frame_count: u32,
    /// The frames that hold a page.
    pub frames: BTreeMap<FrameNo, FrameStill>,
}

/// One frame that holds a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameStill {
    /// The page.
    pub page: PageId,
    /// Whether it differs from the disk.
    pub dirty: bool,
    /// Its usage count as of the last touch. The clock hand's own steps are not facts of a page.
    pub usage: u8,
}

impl BufferStill {
    /// Moves on by one event.
    pub fn apply(&mut self, event: &Event) {
        let Fact::Page(fact) = &event.fact else { return };
        match *fact {
            PageEvent::Extended { page, frame } => {
                self.frames.insert(frame, FrameStill { page, dirty: true, usage: 1 });
            }
            PageEvent::Missed { page, frame, usage } => {
                self.frames.insert(frame, FrameStill { page, dirty: false, usage });
            }
            PageEvent::Hit { page, frame, usage } => self.frame_of(page, frame).usage = usage,
            PageEvent::Evicted { page, frame } => {
                self.frame_of(page, frame);
                self.frames.remove(&frame);
            }
            PageEvent::Dirtied { page, frame } => self.frame_of(page, frame).dirty = true,
            PageEvent::Written { page, frame } => self.frame_of(page, frame).dirty = false,
            PageEvent::PowerCut { .. } => self.frames.clear(),
            PageEvent::RelationDropped { rel } => {
                self.frames.retain(|_, still| still.page.rel != rel);
            }
            PageEvent::RelationCreated { .. }
            | PageEvent::RelationRenamed { .. }
            | PageEvent::RelationFound { .. }
            | PageEvent::RelationAdopted { .. }
            | PageEvent::Changed { .. }
            | PageEvent::Scanned { .. }
            | PageEvent::TupleInserted { .. }
            | PageEvent::TupleEnded { .. }
            | PageEvent::SpillWritten { .. }
            | PageEvent::SpillRead { .. }
            | PageEvent::Summed { .. } => {}
        }
    }

    /// The frame that an event is about, which holds the page that it names.
    fn frame_of(&mut self, page: PageId, frame: FrameNo) -> &mut FrameStill {
        let still = self.frames.get_mut(&frame).expect("an event is about a frame that is filled");
        assert_eq!(still.page, page, "an event is about the page that its frame holds");
        still
    }
}
