//! The invariants of the folder doc, held against every page of a tree.

use model::base::ids::{PageId, RelId};
use model::base::limits::INDEX_HEIGHT_MAX;

use crate::storage::page;
use crate::storage::slotted;
use crate::storage::store::Store;

use super::meta::{Meta, META};
use super::node::{Frame, Node};
use super::tree::ROOT;

/// A walk over a whole tree, from the right to the left of each level.
struct Walk<'a> {
    store: &'a Store,
    rel: RelId,
    max_entries: u16,
    /// Which pages were reached.
    reached: Vec<bool>,
    /// The node that was reached last on each level: the one to the right.
    right: Vec<Option<(u32, Frame)>>,
    /// The first entry of the leaf that was reached last.
    entry_after: Option<Vec<u8>>,
    entry_count: u64,
}

/// The bounds of a subtree: at or after the first, before the second.
#[derive(Clone, Copy)]
struct Fences<'a> {
    low: &'a [u8],
    high: Option<&'a [u8]>,
}

/// Holds the invariants against the tree of a relation. Returns how many entries it has.
pub fn check(store: &Store, rel: RelId) -> Result<u64, &'static str> {
    let page_count = store.page_count(rel) as usize;
    if page_count <= ROOT as usize {
        return Err("a tree has a meta page and a root");
    }
    let meta = Meta::read(&store.pool().peek(PageId { rel, no: META }))?;
    let root = store.pool().peek(PageId { rel, no: ROOT });
    if page::is_new(&root) {
        return Err("the root was never set up");
    }
    let level = Node::new(&root).frame().level;
    if usize::from(level) >= INDEX_HEIGHT_MAX {
        return Err("the tree is too high");
    }
    let mut walk = Walk {
        store,
        rel,
        max_entries: meta.max_entries,
        reached: vec![false; page_count],
        right: vec![None; usize::from(level) + 1],
        entry_after: None,
        entry_count: 0,
    };
    walk.reached[META as usize] = true;
    walk.visit(ROOT, level, Fences { low: &[], high: None })?;
    if walk.right.iter().any(|leftmost| leftmost.is_none_or(|(_, frame)| frame.prev != 0)) {
        return Err("the first node of a level has a left neighbour");
    }
    let lost = |no: u32| {
        let bytes = store.pool().peek(PageId { rel, no });
        !page::is_new(&bytes) && slotted::slot_count(&bytes) > 0
    };
    match (0..page_count as u32).any(|no| !walk.reached[no as usize] && lost(no)) {
        true => Err("a page with entries is not reached"),
        false => Ok(walk.entry_count),
    }
}

impl Walk<'_> {
    fn visit(&mut self, no: u32, level: u16, fences: Fences<'_>) -> Result<(), &'static str> {
        match self.reached.get_mut(no as usize) {
            None => return Err("a child is no page of the tree"),
            Some(true) => return Err("a page is reached twice"),
            Some(reached) => *reached = true,
        }
        let bytes = self.store.pool().peek(PageId { rel: self.rel, no });
        slotted::check(&bytes)?;
        if page::is_new(&bytes) {
            return Err("a node was never set up");
        }
        let node = Node::new(&bytes);
        let frame = node.frame();
        if frame.level != level {
            return Err("leaves are not equally far from the root");
        }
        if node.count() > usize::from(self.max_entries) || frame.max_entries != self.max_entries {
            return Err("a node has more entries than it may");
        }
        if node.high_key() != fences.high {
            return Err("the high key is not the next separator");
        }
        self.check_right(no, frame)?;
        match level {
            0 => self.check_leaf(node, fences),
            _ => self.check_inner(node, level, fences),
        }
    }

    /// The node visited before on this level is the right neighbour.
    fn check_right(&mut self, no: u32, frame: Frame) -> Result<(), &'static str> {
        let right = self.right[usize::from(frame.level)].replace((no, frame));
        match right {
            None if frame.next == 0 => Ok(()),
            Some((next, right)) if frame.next == next && right.prev == no => Ok(()),
            _ => Err("neighbours do not name each other"),
        }
    }

    fn check_leaf(&mut self, node: Node<'_>, fences: Fences<'_>) -> Result<(), &'static str> {
        for entry in node.items().rev() {
            if entry < fences.low || fences.high.is_some_and(|high| entry >= high) {
                return Err("an entry lies outside its leaf's bounds");
            }
            if self.entry_after.as_ref().is_some_and(|after| *entry >= after[..]) {
                return Err("entries do not rise");
            }
            self.entry_after = Some(entry.to_vec());
            self.entry_count += 1;
        }
        Ok(())
    }

    fn check_inner(
        &mut self,
        node: Node<'_>,
        level: u16,
        fences: Fences<'_>,
    ) -> Result<(), &'static str> {
        if node.count() == 0 || !node.separator(0).is_empty() {
            return Err("an inner node has a first child without separator");
        }
        let mut high = fences.high;
        for place in (0..node.count()).rev() {
            let low = if place == 0 { fences.low } else { node.separator(place) };
            if low < fences.low || high.is_some_and(|high| low >= high) {
                return Err("separators do not rise within their bounds");
            }
            self.visit(node.child(place), level - 1, Fences { low, high })?;
            high = Some(low);
        }
        Ok(())
    }
}
