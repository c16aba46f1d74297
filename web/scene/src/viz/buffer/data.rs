//! What is true of each frame at the cursor.

use model::base::ids::PageId;
use model::still::buffer::FrameStill;

use crate::story::chapter::{Touch, TouchKind};
use crate::viz::view::View;

/// The pool at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolData {
    /// How many frames there are.
    pub frame_count: u32,
    /// The frames up to the last one that holds a page or will within the statement.
    pub frames: Vec<FrameData>,
    /// Frames that hold a page.
    pub filled_count: u64,
    /// Frames whose page differs from the disk.
    pub dirty_count: u64,
    /// Touches of the learner's pages before the cursor that found the page in the pool.
    pub hits: u64,
    /// Touches of the learner's pages before the cursor that read it from disk.
    pub misses: u64,
    /// Pages of the learner's that the statement added before the cursor.
    pub added: u64,
    /// Pages that the statement put out of the pool before the cursor.
    pub evicted: u64,
}

/// A frame at the cursor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FrameData {
    /// The page in it.
    pub still: Option<FrameStill>,
    /// How its page was had, if the statement at the cursor has touched it in this frame.
    pub touched: Option<TouchKind>,
    /// It holds the page touched last, and the statement is not over.
    pub is_now: bool,
    /// The event of the last touch.
    pub last_touch: Option<u64>,
}

impl FrameData {
    /// Whether its page differs from the disk.
    pub fn is_dirty(&self) -> bool {
        self.still.is_some_and(|still| still.dirty)
    }
}

/// The pool at the cursor.
pub fn pool(view: &View<'_>) -> PoolData {
    let still = &view.moment.stills.buffer;
    let seq = view.moment.seq;
    let touches = view.chapter.map_or(&[][..], |chapter| &chapter.touches[..]);
    let last_filled = still.frames.keys().next_back().map_or(0, |frame| frame.0 + 1);
    let last_touched = touches.iter().map(|touch| touch.frame.0 + 1).max().unwrap_or(0);
    let shown = last_filled.max(last_touched);
    let mut frames = vec![FrameData::default(); shown as usize];
    for (no, frame) in &still.frames {
        frames[no.0 as usize].still = Some(*frame);
    }
    let past = view.chapter.map_or(&[][..], |chapter| chapter.touches_at(seq).0);
    mark_touched(&mut frames, past);
    let is_over = view.chapter.is_none_or(|chapter| chapter.is_over_at(seq));
    if let Some(now) = past.last().filter(|_| !is_over) {
        let frame = &mut frames[now.frame.0 as usize];
        frame.is_now = frame.still.is_some_and(|still| still.page == now.page);
    }
    let totals = view.chapter.map(|chapter| &chapter.totals);
    PoolData {
        frame_count: still.frame_count,
        filled_count: still.frames.len() as u64,
        dirty_count: still.frames.values().filter(|frame| frame.dirty).count() as u64,
        hits: totals.map_or(0, |totals| totals.hits.at(seq)),
        misses: totals.map_or(0, |totals| totals.misses.at(seq)),
        added: totals.map_or(0, |totals| totals.added.at(seq)),
        evicted: totals.map_or(0, |totals| totals.evicted.at(seq)),
        frames,
    }
}

/// Lights the frames whose page was touched while it was there. A page that came from disk stays a
/// miss; one that left its frame and came back begins anew.
fn mark_touched(frames: &mut [FrameData], past: &[Touch]) {
    let mut pages: Vec<Option<PageId>> = vec![None; frames.len()];
    for touch in past {
        let place = touch.frame.0 as usize;
        let (frame, page) = (&mut frames[place], &mut pages[place]);
        let is_new = *page != Some(touch.page) || touch.how != TouchKind::Hit;
        frame.touched = if is_new { Some(touch.how) } else { frame.touched.max(Some(touch.how)) };
        frame.last_touch = Some(touch.seq);
        *page = Some(touch.page);
    }
    for (frame, page) in frames.iter_mut().zip(pages) {
        if frame.still.map(|still| still.page) != page {
            frame.touched = None;
            frame.last_touch = None;
        }
    }
}
