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
            PageEvent::Hit { frame, usage, .. } => {
                if let Some(still) = self.frames.get_mut(&frame) {
                    still.usage = usage;
                }
            }
            PageEvent::Evicted { frame, .. } => {
                self.frames.remove(&frame);
            }
            PageEvent::Dirtied { frame, .. } => self.set_dirty(frame, true),
            PageEvent::Written { frame, .. } => self.set_dirty(frame, false),
            PageEvent::PowerCut { .. } => self.frames.clear(),
            PageEvent::RelationDropped { rel } => {
                self.frames.retain(|_, still| still.page.rel != rel);
            }
            _ => {}
        }
    }

    fn set_dirty(&mut self, frame: FrameNo, dirty: bool) {
        if let Some(still) = self.frames.get_mut(&frame) {
            still.dirty = dirty;
        }
    }
}
