//! Ranges of entries, from either end, one leaf at a time.
//!
//! ```text
//!   a range   start <= entry < end, both of them bytes
//!   forward   down to the first entry at or after the start, then to the right
//!   backward  down to the last entry before the end, then to the left
//! ```
//!
//! Between two leaves anything may happen to the tree. Leaves never leave it, and what a split
//! moves goes to the right of where it was. So to the right a scan just goes on; to the left it
//! looks for the leaf whose right neighbour is the one that it comes from.

use model::base::error::Result;
use model::base::ids::FrameNo;
use model::base::time;
use model::trace::event::index::IndexEvent;
use model::trace::event::Level;

use crate::storage::access::Access;
use crate::storage::store::Store;
use crate::tracer::fault::{planted, Fault};
use crate::tracer::host::Tracer;

use super::node::{Node, Side};
use super::tree::BTree;

/// Entries from one byte string up to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyRange {
    /// The first entry is at or after this; empty for the first of all.
    pub start: Vec<u8>,
    /// The last entry is before this; `None` for the last of all.
    pub end: Option<Vec<u8>>,
}

/// Which way a scan goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In the order of the index.
    Forward,
    /// Against it.
    Backward,
}

/// A scan under way.
#[derive(Clone, Debug)]
pub struct Cursor {
    range: KeyRange,
    way: Way,
    at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Nothing was read yet.
    Start,
    /// This leaf was read, and had `beside` on the side that the scan goes to.
    Leaf { page_no: u32, beside: u32 },
    /// All was read.
    End,
}

impl Cursor {
    /// A scan of a range.
    pub fn new(range: KeyRange, way: Way) -> Cursor {
        Cursor { range, way, at: At::Start }
    }

    /// Whether all was read.
    pub fn is_done(&self) -> bool {
        self.at == At::End
    }

    /// Whether an entry is in the range.
    fn holds(&self, entry: &[u8]) -> bool {
        *entry >= self.range.start[..] && self.range.end.as_ref().is_none_or(|end| entry < &end[..])
    }
}

impl BTree {
    /// Reads the next leaf of a scan and hands over its entries within the range, in the order of
    /// the scan. There may be none although there are more to come.
    pub fn scan_leaf(
        &self,
        store: &mut Store,
        cursor: &mut Cursor,
        take: &mut dyn FnMut(&[u8]),
        tracer: &mut Tracer,
    ) -> Result<()> {
        let (frame, page_no, place) = match (cursor.at, cursor.way) {
            (At::End, _) => return Ok(()),
            (At::Start, Way::Forward) => {
                let landing = self.descend(store, &cursor.range.start, Side::AtOrAfter, tracer)?;
                (landing.frame, landing.page_no, landing.place)
            }
            (At::Start, Way::Backward) => self.last_before(store, cursor, tracer)?,
            (At::Leaf { page_no, beside }, Way::Forward) => {
                (self.enter(store, beside, page_no, tracer)?, beside, 0)
            }
            (At::Leaf { page_no, beside }, Way::Backward) => {
                let (frame, beside) = self.enter_left(store, beside, page_no, tracer)?;
                (frame, beside, Node::new(store.pool().bytes(frame)).count())
            }
        };
        let node = Node::new(store.pool().bytes(frame));
        let matched = match cursor.way {
            Way::Forward => take_forward(node, cursor, place, take),
            Way::Backward => take_backward(node, cursor, place, take),
        };
        tracer.spend(time::OPERATOR.times(matched as u64 + 1));
        let page = self.page(page_no);
        let first = if cursor.way == Way::Forward { place } else { place - matched };
        let (place, matched) = (first as u16, matched as u16);
        tracer.emit(Level::Pages, || IndexEvent::LeafScanned { page, place, matched });
        let is_over = match cursor.way {
            Way::Forward => is_over_right(node, cursor),
            Way::Backward => is_over_left(node, cursor),
        };
        let beside = if cursor.way == Way::Forward { node.next() } else { node.frame().prev };
        cursor.at = if is_over { At::End } else { At::Leaf { page_no, beside } };
        Ok(())
    }

    /// The leaf with the last entry before the end of the range, and the place after that entry.
    fn last_before(
        &self,
        store: &mut Store,
        cursor: &Cursor,
        tracer: &mut Tracer,
    ) -> Result<(FrameNo, u32, usize)> {
        if let Some(end) = &cursor.range.end {
            let landing = self.descend(store, end, Side::Before, tracer)?;
            return Ok((landing.frame, landing.page_no, landing.place));
        }
        let landing = self.descend(store, &[], Side::Last, tracer)?;
        Ok((landing.frame, landing.page_no, landing.place))
    }

    /// A neighbour of a leaf.
    fn enter(
        &self,
        store: &mut Store,
        page_no: u32,
        from: u32,
        tracer: &mut Tracer,
    ) -> Result<FrameNo> {
        if page_no == 0 || page_no >= store.page_count(self.rel) {
            return Err(self.corrupt(from, "a neighbour is no page of the tree"));
        }
        let (page, from) = (self.page(page_no), self.page(from));
        let frame = store.pool_mut().touch(page, &mut Access::normal(), tracer)?;
        tracer.emit(Level::Pages, || IndexEvent::LeafEntered { page, from });
        Ok(frame)
    }

    /// The leaf whose right neighbour is `from`. It was `page_no`, which may have been split since.
    fn enter_left(
        &self,
        store: &mut Store,
        mut page_no: u32,
        from: u32,
        tracer: &mut Tracer,
    ) -> Result<(FrameNo, u32)> {
        for _ in 0..store.page_count(self.rel) {
            let frame = self.enter(store, page_no, from, tracer)?;
            match Node::new(store.pool().bytes(frame)).next() {
                next if next == from => return Ok((frame, page_no)),
                next => page_no = next,
            }
        }
        Err(self.corrupt(from, "no leaf has this right neighbour"))
    }
}

/// Hands over entries from a place on; how many there were.
fn take_forward(
    node: Node<'_>,
    cursor: &Cursor,
    place: usize,
    take: &mut dyn FnMut(&[u8]),
) -> usize {
    let end = match &cursor.range.end {
        Some(end) => node.first_at_or_after(end).max(place),
        None => node.count(),
    };
    let end = end - usize::from(planted(Fault::StopsOneEarly) && end > place + 1);
    for at in place..end {
        debug_assert!(cursor.holds(node.item(at)), "a range is one piece");
        take(node.item(at));
    }
    end - place
}

/// Hands over entries before a place, the last one first; how many there were.
fn take_backward(
    node: Node<'_>,
    cursor: &Cursor,
    place: usize,
    take: &mut dyn FnMut(&[u8]),
) -> usize {
    let start = node.first_at_or_after(&cursor.range.start).min(place);
    for at in (start..place).rev() {
        debug_assert!(cursor.holds(node.item(at)), "a range is one piece");
        take(node.item(at));
    }
    place - start
}

/// Whether nothing to the right of a leaf is in the range.
fn is_over_right(node: Node<'_>, cursor: &Cursor) -> bool {
    match (node.high_key(), &cursor.range.end) {
        (None, _) => true,
        (Some(_), _) if planted(Fault::MissesNextLeaf) => true,
        (Some(_), None) => false,
        (Some(high), Some(end)) => high >= &end[..],
    }
}

/// Whether nothing to the left of a leaf is in the range.
fn is_over_left(node: Node<'_>, cursor: &Cursor) -> bool {
    let has_before = node.count() > 0 && node.item(0) < &cursor.range.start[..];
    node.frame().prev == 0 || has_before
}
