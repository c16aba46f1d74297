//! From the root down to a leaf.

use model::base::error::Result;
use model::base::ids::FrameNo;
use model::base::limits::INDEX_HEIGHT_MAX;
use model::base::time;
use model::trace::event::index::{Aim, IndexEvent};
use model::trace::event::Level;

use crate::index::key::KeyShape;
use crate::storage::access::Access;
use crate::storage::store::Store;
use crate::tracer::host::Tracer;

use super::node::{Node, Side};
use super::tree::{BTree, ROOT};

/// The way to a leaf: each node and the place in it that the way goes through.
#[derive(Clone, Copy, Debug)]
pub(super) struct Path {
    steps: [(u32, u16); INDEX_HEIGHT_MAX],
    len: usize,
}

impl Default for Path {
    fn default() -> Path {
        Path { steps: [(0, 0); INDEX_HEIGHT_MAX], len: 0 }
    }
}

impl Path {
    /// The last step and the way to it. The way ends at the root.
    pub fn pop(&mut self) -> Option<(u32, usize)> {
        self.len = self.len.checked_sub(1)?;
        let (page_no, place) = self.steps[self.len];
        Some((page_no, usize::from(place)))
    }
}

/// A leaf in a frame that was just touched, the place looked for, and the way there without it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Landing {
    pub frame: FrameNo,
    pub page_no: u32,
    pub place: usize,
    pub path: Path,
}

impl BTree {
    /// Goes down to the leaf where `target` would be: to the first entry at or after it, or to the
    /// one just after the last entry before it. Either may lie on a neighbour.
    pub(super) fn descend(
        &self,
        store: &mut Store,
        target: &[u8],
        side: Side,
        tracer: &mut Tracer,
    ) -> Result<Landing> {
        let mut path = Path::default();
        let mut page_no = ROOT;
        tracer.emit(Level::Pages, || {
            let (root, aim) = (self.page(ROOT), aim(&self.shape, target, side));
            IndexEvent::DescentBegan { root, aim }
        });
        loop {
            let page = self.page(page_no);
            let frame = store.pool_mut().touch(page, &mut Access::normal(), tracer)?;
            let node = Node::new(store.pool().bytes(frame));
            tracer.spend(comparisons(node.count()));
            let depth = path.len as u8;
            if node.is_leaf() {
                let place = match side {
                    Side::Last => node.count(),
                    Side::AtOrAfter | Side::Before => node.first_at_or_after(target),
                };
                tracer.emit(Level::Pages, || {
                    let place = place as u16;
                    IndexEvent::NodeVisited { page, depth, place }
                });
                return Ok(Landing { frame, page_no, place, path });
            }
            if path.len == INDEX_HEIGHT_MAX || node.count() == 0 {
                return Err(self.corrupt(page_no, "the way to the leaves does not end"));
            }
            let place = node.child_for(target, side);
            path.steps[path.len] = (page_no, place as u16);
            path.len += 1;
            page_no = node.child(place);
            if page_no <= ROOT || page_no >= store.page_count(self.rel) {
                return Err(self.corrupt(page.no, "a child is no page of the tree"));
            }
            let place = place as u16;
            tracer.emit(Level::Pages, || IndexEvent::NodeVisited { page, depth, place });
        }
    }
}

/// Where a descent goes, for people.
fn aim(shape: &KeyShape, target: &[u8], side: Side) -> Aim {
    let key = shape.text_of_beginning(target);
    match side {
        Side::Last => Aim::Last,
        Side::AtOrAfter | Side::Before if key.is_empty() => Aim::First,
        Side::AtOrAfter => Aim::AtOrAfter(key),
        Side::Before => Aim::Before(key),
    }
}

/// What a search among that many items costs: each step halves them.
pub(super) fn comparisons(count: usize) -> time::Cost {
    let steps = (count + 1).ilog2() + 1;
    time::OPERATOR.times(u64::from(steps))
}
