//! One node of a tree: a slotted page with its neighbours and its level at the end.
//!
//! ```text
//!   slots   1: high key, if there is a right neighbour     then entries or children, in order
//!   entry   | key | tuple |                                on a leaf (see `index::key`)
//!   child   | page u32 | separator |                       of an inner node
//!
//!   special, 16 bytes   | prev u32 | next u32 | level u16 | max_entries u16 | 0 u32 |
//! ```
//!
//! Places count entries or children from 0; slots count from 1 and have the high key among them.
//! 0 stands for no neighbour: page 0 is the meta page.

use crate::storage::bytes::{align, get_u16, get_u32, put_u16, put_u32, ALIGN_MAX};
use crate::storage::page::{self, HEADER_BYTES};
use crate::storage::slotted::{self, SLOT_BYTES};

/// Bytes at the end of each node.
pub const SPECIAL_BYTES: usize = 16;
/// Bytes of a child's page number before its separator.
pub const CHILD_BYTES: usize = 4;

/// A node as it is on its page.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    bytes: &'a [u8],
}

/// What a node says besides entries and children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The neighbour to the left; 0 for none.
    pub prev: u32,
    /// The neighbour to the right; 0 for none.
    pub next: u32,
    /// Steps above the leaves.
    pub level: u16,
    /// Most entries or children; `u16::MAX` for as many as fit.
    pub max_entries: u16,
}

/// Which child a search goes down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The one with the first entry at or after what is looked for.
    AtOrAfter,
    /// The one with the last entry before it.
    Before,
    /// The last one, whatever is looked for.
    Last,
}

impl<'a> Node<'a> {
    /// The node on a page.
    #[inline]
    pub fn new(bytes: &'a [u8]) -> Node<'a> {
        Node { bytes }
    }

    /// What it says besides entries and children.
    pub fn frame(&self) -> Frame {
        let at = page::special(self.bytes);
        Frame {
            prev: get_u32(self.bytes, at),
            next: get_u32(self.bytes, at + 4),
            level: get_u16(self.bytes, at + 8),
            max_entries: get_u16(self.bytes, at + 10),
        }
    }

    /// Whether it is a leaf.
    #[inline]
    pub fn is_leaf(&self) -> bool {
        get_u16(self.bytes, page::special(self.bytes) + 8) == 0
    }

    /// The neighbour to the right; 0 for none.
    #[inline]
    pub fn next(&self) -> u32 {
        get_u32(self.bytes, page::special(self.bytes) + 4)
    }

    /// Entries or children.
    #[inline]
    pub fn count(&self) -> usize {
        (usize::from(slotted::slot_count(self.bytes)) + 1).saturating_sub(self.first_slot())
    }

    /// The slot of a place.
    #[inline]
    pub fn slot_no(&self, place: usize) -> u16 {
        (self.first_slot() + place) as u16
    }

    /// Everything in it is before this; none if it has no right neighbour.
    #[inline]
    pub fn high_key(&self) -> Option<&'a [u8]> {
        if self.next() == 0 {
            return None;
        }
        slotted::item(self.bytes, 1)
    }

    /// The entry at a place of a leaf, or the child at a place of an inner node.
    #[inline]
    pub fn item(&self, place: usize) -> &'a [u8] {
        slotted::item(self.bytes, self.slot_no(place)).expect("every slot of a node has an item")
    }

    /// The items in order.
    pub fn items(self) -> impl DoubleEndedIterator<Item = &'a [u8]> + ExactSizeIterator {
        (0..self.count()).map(move |place| self.item(place))
    }

    /// The page number of a child.
    #[inline]
    pub fn child(&self, place: usize) -> u32 {
        get_u32(self.item(place), 0)
    }

    /// Everything below a child is at or after this; empty for the first child.
    #[inline]
    pub fn separator(&self, place: usize) -> &'a [u8] {
        &self.item(place)[CHILD_BYTES..]
    }

    /// The first place of a leaf whose entry is at or after that; the count if there is none.
    #[inline]
    pub fn first_at_or_after(&self, target: &[u8]) -> usize {
        partition(0, self.count(), |place| self.item(place) < target)
    }

    /// The child of an inner node to go down to.
    #[inline]
    pub fn child_for(&self, target: &[u8], side: Side) -> usize {
        let after_first = match side {
            Side::AtOrAfter => partition(1, self.count(), |place| self.separator(place) <= target),
            Side::Before => partition(1, self.count(), |place| self.separator(place) < target),
            Side::Last => self.count(),
        };
        after_first - 1
    }

    /// Whether one more item of that length has room.
    #[inline]
    pub fn has_room(&self, item_bytes: usize) -> bool {
        slotted::fits(self.bytes, item_bytes)
            && self.count() < usize::from(self.frame().max_entries)
    }

    #[inline]
    fn first_slot(&self) -> usize {
        if self.next() == 0 {
            1
        } else {
            2
        }
    }
}

/// The first place from `from` on that is not before, by halving.
#[inline]
fn partition(from: usize, to: usize, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (from, to.max(from));
    while low < high {
        let middle = (low + high) / 2;
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Bytes that all items of a node may take, slots and all.
pub fn capacity(page_bytes: usize) -> usize {
    page_bytes - HEADER_BYTES - SPECIAL_BYTES
}

/// Bytes that an item of that length takes, with its slot.
pub fn cost(item_bytes: usize) -> usize {
    align(item_bytes, ALIGN_MAX) + SLOT_BYTES
}

/// The child of that page number and separator, as an item.
pub fn child_item(page_no: u32, separator: &[u8]) -> Vec<u8> {
    let mut item = Vec::with_capacity(CHILD_BYTES + separator.len());
    item.extend_from_slice(&page_no.to_le_bytes());
    item.extend_from_slice(separator);
    item
}

/// Makes a page a node with those items.
pub fn write_node<'i>(
    bytes: &mut [u8],
    frame: Frame,
    high_key: Option<&'i [u8]>,
    items: impl Iterator<Item = &'i [u8]>,
) {
    debug_assert_eq!(frame.next != 0, high_key.is_some(), "a right neighbour has a high key");
    page::init(bytes, SPECIAL_BYTES);
    write_frame(bytes, frame);
    for (slot_no, item) in high_key.into_iter().chain(items).enumerate() {
        slotted::put(bytes, slot_no as u16 + 1, item);
    }
}

/// Changes what a node says besides entries and children.
pub fn write_frame(bytes: &mut [u8], frame: Frame) {
    let at = page::special(bytes);
    put_u32(bytes, at, frame.prev);
    put_u32(bytes, at + 4, frame.next);
    put_u16(bytes, at + 8, frame.level);
    put_u16(bytes, at + 10, frame.max_entries);
}

/// The shortest beginning of `right` that comes after `left`, where `left` is before `right`.
pub fn separator<'a>(left: &[u8], right: &'a [u8]) -> &'a [u8] {
    let equal = left.iter().zip(right).take_while(|(left, right)| left == right).count();
    &right[..(equal + 1).min(right.len())]
}
