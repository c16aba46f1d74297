//! Slotted pages: many items of different lengths in one page of fixed size.
//!
//! ```text
//!   0        24       lower             upper             special    page_bytes
//!   | header | slots -> |      free      | <- items        | index's  |
//!
//!   slot, 4 bytes:   offset 15 bits | state 2 bits | length 15 bits
//! ```
//!
//! Slots are numbered from 1. Invariants, asserted by [`check`]:
//! 1. Slots and items never overlap, and no two items do.
//! 2. A slot number never changes while its item lives; [`compact`] moves bytes only.
//! 3. Every item starts at a multiple of 8.
//!
//! Left out: redirected slots, because an update never keeps its index entries (no HOT).
//! Source: PostgreSQL manual, "Database Page Layout".

use super::bytes::{align, get_u32, put_u32, ALIGN_MAX};
use super::page::{self, HEADER_BYTES};

/// Bytes of a slot.
pub const SLOT_BYTES: usize = 4;

/// What a slot says of its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Where the item starts.
    pub offset: u16,
    /// Bytes of the item.
    pub item_bytes: u16,
    /// What the slot is.
    pub state: SlotState,
}

/// What a slot is. The numbers are PostgreSQL's (`lp_flags`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// Free for another item.
    Unused = 0,
    /// Has an item.
    Normal = 1,
    /// Its item is gone, but an index may still point here.
    Dead = 3,
}

impl Slot {
    const UNUSED: Slot = Slot { offset: 0, item_bytes: 0, state: SlotState::Unused };
    const DEAD: Slot = Slot { offset: 0, item_bytes: 0, state: SlotState::Dead };

    #[inline]
    fn from_bits(bits: u32) -> Slot {
        let state = match (bits >> 15) & 3 {
            0 => SlotState::Unused,
            1 => SlotState::Normal,
            _ => SlotState::Dead,
        };
        Slot { offset: (bits & 0x7fff) as u16, item_bytes: (bits >> 17) as u16, state }
    }

    fn to_bits(self) -> u32 {
        u32::from(self.offset) | (self.state as u32) << 15 | u32::from(self.item_bytes) << 17
    }

    fn range(self) -> core::ops::Range<usize> {
        let start = usize::from(self.offset);
        start..start + usize::from(self.item_bytes)
    }
}

/// How many slots there are, used or not.
#[inline]
pub fn slot_count(bytes: &[u8]) -> u16 {
    (page::lower(bytes).saturating_sub(HEADER_BYTES) / SLOT_BYTES) as u16
}

/// Bytes between the slots and the items.
#[inline]
pub fn free_bytes(bytes: &[u8]) -> usize {
    page::upper(bytes).saturating_sub(page::lower(bytes))
}

/// The slot of that number, which must be between 1 and the count.
#[inline]
pub fn slot(bytes: &[u8], slot_no: u16) -> Slot {
    Slot::from_bits(get_u32(bytes, slot_at(slot_no)))
}

/// The item of that slot, or `None` if there is no such slot or it has none.
#[inline]
pub fn item(bytes: &[u8], slot_no: u16) -> Option<&[u8]> {
    if slot_no == 0 || slot_no > slot_count(bytes) {
        return None;
    }
    let slot = slot(bytes, slot_no);
    (slot.state == SlotState::Normal).then(|| &bytes[slot.range()])
}

/// The item of that slot, to change in place.
pub fn item_mut(bytes: &mut [u8], slot_no: u16) -> Option<&mut [u8]> {
    if slot_no == 0 || slot_no > slot_count(bytes) {
        return None;
    }
    let slot = slot(bytes, slot_no);
    (slot.state == SlotState::Normal).then(|| &mut bytes[slot.range()])
}

/// The items with their slot numbers, in order.
pub fn items(bytes: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    (1..=slot_count(bytes)).filter_map(|slot_no| Some((slot_no, item(bytes, slot_no)?)))
}

/// Bytes that one more item may have, if it needs a slot of its own too.
pub fn room(bytes: &[u8]) -> usize {
    free_bytes(bytes).saturating_sub(SLOT_BYTES)
}

/// The slot that the next item gets: the first unused one, or a new one.
pub fn next_slot_no(bytes: &[u8]) -> u16 {
    let count = slot_count(bytes);
    if page::flags(bytes) & page::HAS_FREE_SLOTS == 0 {
        return count + 1;
    }
    (1..=count)
        .find(|&slot_no| slot(bytes, slot_no).state == SlotState::Unused)
        .unwrap_or(count + 1)
}

/// Whether an item of that length fits.
pub fn fits(bytes: &[u8], item_bytes: usize) -> bool {
    align(item_bytes, ALIGN_MAX) <= room(bytes)
}

/// Puts an item into an unused slot, or a new one just after the last. It must fit.
pub fn put(bytes: &mut [u8], slot_no: u16, item: &[u8]) {
    let count = slot_count(bytes);
    assert!(slot_no >= 1 && slot_no <= count + 1, "slots are used without gaps");
    if slot_no == count + 1 {
        page::set_lower(bytes, page::lower(bytes) + SLOT_BYTES);
    } else {
        assert_eq!(slot(bytes, slot_no).state, SlotState::Unused, "the slot is unused");
    }
    let aligned = align(item.len(), ALIGN_MAX);
    assert!(page::lower(bytes) + aligned <= page::upper(bytes), "the item fits");
    let start = page::upper(bytes) - aligned;
    bytes[start..start + item.len()].copy_from_slice(item);
    bytes[start + item.len()..start + aligned].fill(0);
    page::set_upper(bytes, start);
    let offset = start as u16;
    let item_bytes = item.len() as u16;
    set_slot(bytes, slot_no, Slot { offset, item_bytes, state: SlotState::Normal });
}

/// Puts an item into a slot between others: those from that number on move up by one. For indexes,
/// which keep their items in order. It must fit.
pub fn insert(bytes: &mut [u8], slot_no: u16, item: &[u8]) {
    let count = slot_count(bytes);
    assert!(slot_no >= 1 && slot_no <= count + 1, "slots are used without gaps");
    put(bytes, count + 1, item);
    let (first, last) = (slot_at(slot_no), slot_at(count + 1));
    bytes[first..last + SLOT_BYTES].rotate_right(SLOT_BYTES);
}

/// Takes items and their slots away: those behind move down. For indexes. The numbers rise.
pub fn remove(bytes: &mut [u8], slot_nos: &[u16]) {
    let count = slot_count(bytes);
    let mut gone = slot_nos.iter().copied().peekable();
    let mut kept = 0;
    for slot_no in 1..=count {
        if gone.next_if_eq(&slot_no).is_some() {
            continue;
        }
        kept += 1;
        let slot = slot(bytes, slot_no);
        set_slot(bytes, kept, slot);
    }
    assert!(gone.peek().is_none(), "the slots that go are there, each named once, in order");
    page::set_lower(bytes, HEADER_BYTES + usize::from(kept) * SLOT_BYTES);
    compact(bytes);
}

/// Takes items away: their slots become dead, as an index may still point at them.
pub fn kill(bytes: &mut [u8], slot_nos: &[u16]) {
    slot_nos.iter().for_each(|&slot_no| set_slot(bytes, slot_no, Slot::DEAD));
    compact(bytes);
}

/// Frees slots for other items.
pub fn free(bytes: &mut [u8], slot_nos: &[u16]) {
    slot_nos.iter().for_each(|&slot_no| set_slot(bytes, slot_no, Slot::UNUSED));
    page::set_flags(bytes, page::flags(bytes) | page::HAS_FREE_SLOTS);
    compact(bytes);
}

/// Moves all items to the end of the page, so that the free bytes are in one piece.
pub fn compact(bytes: &mut [u8]) {
    let before = bytes.to_vec();
    let mut upper = page::special(bytes);
    let mut live: Vec<(u16, Slot)> = (1..=slot_count(bytes))
        .map(|slot_no| (slot_no, slot(bytes, slot_no)))
        .filter(|(_, slot)| slot.state == SlotState::Normal)
        .collect();
    live.sort_by_key(|(_, slot)| core::cmp::Reverse(slot.offset));
    for (slot_no, slot) in live {
        let item = &before[slot.range()];
        upper -= align(item.len(), ALIGN_MAX);
        bytes[upper..upper + item.len()].copy_from_slice(item);
        set_slot(bytes, slot_no, Slot { offset: upper as u16, ..slot });
    }
    let lower = page::lower(bytes);
    bytes[lower..upper].fill(0);
    page::set_upper(bytes, upper);
}

/// The invariants of the folder doc.
pub fn check(bytes: &[u8]) -> Result<(), &'static str> {
    page::check(bytes)?;
    if page::is_new(bytes) {
        return Ok(());
    }
    if align(page::lower(bytes), SLOT_BYTES) != page::lower(bytes) {
        return Err("lower is in the middle of a slot");
    }
    let mut ranges = Vec::new();
    for slot_no in 1..=slot_count(bytes) {
        let slot = slot(bytes, slot_no);
        if slot.state != SlotState::Normal {
            continue;
        }
        let range = slot.range();
        if align(range.start, ALIGN_MAX) != range.start {
            return Err("an item is not aligned");
        }
        if range.start < page::upper(bytes) || range.end > page::special(bytes) {
            return Err("an item lies outside the items");
        }
        ranges.push(range);
    }
    ranges.sort_by_key(|range| range.start);
    match ranges.windows(2).all(|pair| pair[0].end <= pair[1].start) {
        true => Ok(()),
        false => Err("two items overlap"),
    }
}

#[inline]
fn slot_at(slot_no: u16) -> usize {
    HEADER_BYTES + (usize::from(slot_no) - 1) * SLOT_BYTES
}

fn set_slot(bytes: &mut [u8], slot_no: u16, slot: Slot) {
    put_u32(bytes, slot_at(slot_no), slot.to_bits());
}
