//! Splits: a node without room becomes two, and its parent learns of the new one.
//!
//! ```text
//!   before   parent | .. "d" -> 5 ..           5 | d e h |               k comes
//!   after    parent | .. "d" -> 5 "h" -> 9 ..  5 | d e |   9 | h k |
//! ```
//!
//! A parent without room is split in turn, up to the root. All pages change as one. What the root
//! holds goes down to a new page first, so that the root stays where it is.

use model::base::error::Result;
use model::base::ids::TxnId;
use model::trace::event::index::IndexEvent;
use model::trace::event::Level;

use crate::storage::edit::PageEdit;
use crate::storage::slotted;
use crate::storage::store::Store;
use crate::tracer::fault::{planted, Fault};
use crate::tracer::host::Tracer;

use super::node::{
    capacity, child_item, cost, separator, write_frame, write_node, Frame, Node, CHILD_BYTES,
    SPECIAL_BYTES,
};
use super::search::Landing;
use super::tree::{BTree, ROOT};

/// How full a node at the right end stays that is split by an entry after all it has, in per cent:
/// leaves (`BTREE_DEFAULT_FILLFACTOR`) and inner nodes (`BTREE_NONLEAF_FILLFACTOR`).
pub const LEAF_FILL: usize = 90;
/// The same for inner nodes.
pub const INNER_FILL: usize = 70;

/// A split under way: the pages so far, and what there is to tell once all is done.
struct Split {
    edit: PageEdit,
    facts: Vec<IndexEvent>,
    /// Leaves that hold something new.
    leaves: Vec<u32>,
}

/// What the parent of a node that was split must learn.
struct NewChild {
    page_no: u32,
    separator: Vec<u8>,
}

impl BTree {
    /// Puts an entry on a leaf without room.
    pub(super) fn split(
        &self,
        store: &mut Store,
        landing: Landing,
        entry: &[u8],
        txn: TxnId,
        tracer: &mut Tracer,
    ) -> Result<()> {
        let Landing { mut page_no, mut place, mut path, .. } = landing;
        let mut split = Split { edit: PageEdit::default(), facts: Vec::new(), leaves: Vec::new() };
        let mut item = entry.to_vec();
        loop {
            let mut parent = path.pop();
            if page_no == ROOT {
                page_no = self.raise(store, &mut split, tracer)?;
                parent = Some((ROOT, 0));
            }
            let new = self.divide(store, &mut split, (page_no, place), &item, tracer)?;
            let (parent_no, child_place) = parent.expect("every node but the root has a parent");
            if planted(Fault::SkipsParent) {
                break;
            }
            item = child_item(new.page_no, &new.separator);
            (page_no, place) = (parent_no, child_place + 1);
            self.tell_separator(&mut split.facts, (page_no, place), &new, tracer);
            let at = store.edit_page(&mut split.edit, self.page(page_no), tracer)?;
            let node = Node::new(split.edit.bytes(at));
            if node.has_room(item.len()) {
                let slot_no = node.slot_no(place);
                slotted::insert(split.edit.bytes_mut(at), slot_no, &item);
                break;
            }
        }
        self.finish_split(store, split, txn, tracer)
    }

    fn finish_split(
        &self,
        store: &mut Store,
        split: Split,
        txn: TxnId,
        tracer: &mut Tracer,
    ) -> Result<()> {
        store.finish_edit(split.edit, txn, tracer)?;
        for fact in split.facts {
            tracer.index_event(self.rel, || fact);
        }
        for page_no in split.leaves {
            self.tell_leaf(store, page_no, tracer);
        }
        Ok(())
    }

    /// Moves what the root holds to a new page, which becomes its only child.
    fn raise(&self, store: &mut Store, split: &mut Split, tracer: &mut Tracer) -> Result<u32> {
        let root = store.edit_page(&mut split.edit, self.page(ROOT), tracer)?;
        let below = store.edit_new_page(&mut split.edit, self.rel, SPECIAL_BYTES, tracer)?;
        let child = split.edit.page(below);
        let held = split.edit.bytes(root).to_vec();
        split.edit.bytes_mut(below).copy_from_slice(&held);
        let frame = Node::new(&held).frame();
        let raised = Frame { level: frame.level + 1, ..frame };
        let only = child_item(child.no, &[]);
        write_node(split.edit.bytes_mut(root), raised, None, [&only[..]].into_iter());
        if tracer.level() >= Level::Pages {
            let (root, height) = (self.page(ROOT), raised.level as u8 + 1);
            split.facts.push(IndexEvent::RootRaised { root, child, height });
        }
        Ok(child.no)
    }

    /// Makes two nodes of one and an item that has no room on it.
    fn divide(
        &self,
        store: &mut Store,
        split: &mut Split,
        (page_no, place): (u32, usize),
        item: &[u8],
        tracer: &mut Tracer,
    ) -> Result<NewChild> {
        let left = store.edit_page(&mut split.edit, self.page(page_no), tracer)?;
        let right = store.edit_new_page(&mut split.edit, self.rel, SPECIAL_BYTES, tracer)?;
        let right_no = split.edit.page(right).no;
        let held = split.edit.bytes(left).to_vec();
        let node = Node::new(&held);
        let frame = node.frame();
        let mut items: Vec<&[u8]> = node.items().collect();
        items.insert(place, item);
        let kept = kept_count(&items, place, frame, held.len(), node.high_key());
        let is_leaf = node.is_leaf();
        let between = match is_leaf {
            true => separator(items[kept - 1], items[kept]),
            false => &items[kept][CHILD_BYTES..],
        };
        let moved = (items.len() - kept) as u16;
        let left_frame = Frame { next: right_no, ..frame };
        let right_frame = Frame { prev: page_no, ..frame };
        let new = NewChild { page_no: right_no, separator: between.to_vec() };
        let (to_left, to_right) = items.split_at(kept);
        let bytes = split.edit.bytes_mut(left);
        write_node(bytes, left_frame, Some(between), to_left.iter().copied());
        let bytes = split.edit.bytes_mut(right);
        if is_leaf {
            write_node(bytes, right_frame, node.high_key(), to_right.iter().copied());
        } else {
            let first = &to_right[0][..CHILD_BYTES];
            let rest = to_right[1..].iter().copied();
            write_node(bytes, right_frame, node.high_key(), [first].into_iter().chain(rest));
        }
        if frame.next != 0 {
            let next = store.edit_page(&mut split.edit, self.page(frame.next), tracer)?;
            let next_frame = Node::new(split.edit.bytes(next)).frame();
            write_frame(split.edit.bytes_mut(next), Frame { prev: right_no, ..next_frame });
        }
        if is_leaf {
            split.leaves.extend([page_no, right_no]);
            if frame.next == 0 {
                store.set_insertion_target(self.rel, Some(right_no));
            }
        }
        self.tell_split(&mut split.facts, (page_no, moved), &new, is_leaf, tracer);
        Ok(new)
    }

    fn tell_split(
        &self,
        facts: &mut Vec<IndexEvent>,
        (left_no, moved): (u32, u16),
        new: &NewChild,
        is_leaf: bool,
        tracer: &Tracer,
    ) {
        if tracer.level() < Level::Pages {
            return;
        }
        let separator = self.shape.text(&new.separator);
        let (left, right) = (self.page(left_no), self.page(new.page_no));
        facts.push(match is_leaf {
            true => IndexEvent::LeafSplit { left, right, separator, moved },
            false => IndexEvent::InnerSplit { left, right, separator, moved },
        });
    }

    fn tell_separator(
        &self,
        facts: &mut Vec<IndexEvent>,
        (page_no, place): (u32, usize),
        new: &NewChild,
        tracer: &Tracer,
    ) {
        if tracer.level() >= Level::Pages {
            let separator = self.shape.text(&new.separator);
            let (page, place, child) = (self.page(page_no), place as u16, new.page_no);
            facts.push(IndexEvent::SeparatorInserted { page, place, separator, child });
        }
    }
}

/// How many of a node's items stay on the left: about half of the bytes, or most of them where the
/// tree grows at its right end.
fn kept_count(
    items: &[&[u8]],
    new_place: usize,
    frame: Frame,
    page_bytes: usize,
    high_key: Option<&[u8]>,
) -> usize {
    let is_appended = frame.next == 0 && new_place + 1 == items.len();
    let is_leaf = frame.level == 0;
    let by_count = frame.max_entries != u16::MAX;
    let weight = |item: &[u8]| if by_count { 1 } else { cost(item.len()) };
    let total: usize = items.iter().map(|item| weight(item)).sum();
    let capacity = capacity(page_bytes);
    let whole = if by_count { usize::from(frame.max_entries) } else { capacity };
    let wanted = match (is_appended, is_leaf) {
        (false, _) => total / 2,
        (true, true) => whole * LEAF_FILL / 100,
        (true, false) => whole * INNER_FILL / 100,
    };
    let bytes: Vec<usize> = items.iter().map(|item| cost(item.len())).collect();
    let all_bytes: usize = bytes.iter().sum();
    let high_bytes = high_key.map_or(0, |key| cost(key.len()));
    let (mut weight_left, mut bytes_left) = (0, 0);
    let mut best = None;
    for kept in 1..items.len() {
        weight_left += weight(items[kept - 1]);
        bytes_left += bytes[kept - 1];
        let new_high = match is_leaf {
            true => separator(items[kept - 1], items[kept]).len(),
            false => items[kept].len() - CHILD_BYTES,
        };
        let fits = bytes_left + cost(new_high) <= capacity
            && all_bytes - bytes_left + high_bytes <= capacity
            && kept <= usize::from(frame.max_entries)
            && items.len() - kept <= usize::from(frame.max_entries);
        let distance = weight_left.abs_diff(wanted);
        if fits && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, kept));
        }
    }
    best.expect("an item takes at most a third of a page").1
}
