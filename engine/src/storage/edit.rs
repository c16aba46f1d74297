//! Several pages changed as one: what splits of index nodes need. After a crash all of them have
//! the change, or none has.
//!
//! ```text
//!   let mut edit = PageEdit::default();
//!   let left = store.edit_page(&mut edit, left_page, tracer)?;
//!   let right = store.edit_new_page(&mut edit, rel, SPECIAL_BYTES, tracer)?;
//!   slotted::put(edit.bytes_mut(right), ..);            on copies, in any order
//!   slotted::remove(edit.bytes_mut(left), ..);
//!   store.finish_edit(edit, txn, tracer)?;              one record, then the pages
//! ```
//!
//! An edit that is let go of without `finish_edit` leaves all pages as they were, but for new ones,
//! which stay empty.

use std::borrow::Cow;

use model::base::ids::PageId;

use super::change::PageChange;
use super::disk::PageBytes;
use super::page;

/// Several pages being changed as one.
#[derive(Debug, Default)]
pub struct PageEdit {
    pub(super) parts: Vec<EditedPage>,
}

/// One page of an edit, before and after.
#[derive(Debug)]
pub(super) struct EditedPage {
    /// The page.
    pub id: PageId,
    /// As it was.
    pub before: PageBytes,
    /// As it will be.
    pub after: PageBytes,
}

/// Differences closer than this are logged as one: a patch has a header of 4 bytes.
const GAP_BYTES: usize = 8;

impl PageEdit {
    /// The page's bytes as they are so far. `place` is what `edit_page` returned.
    pub fn bytes(&self, place: usize) -> &[u8] {
        &self.parts[place].after
    }

    /// The same, to change.
    pub fn bytes_mut(&mut self, place: usize) -> &mut [u8] {
        self.parts[place].after.make_mut()
    }

    /// Which page is at a place.
    pub fn page(&self, place: usize) -> PageId {
        self.parts[place].id
    }

    /// Takes in a page, or finds it among those taken in.
    pub(super) fn take_in(&mut self, id: PageId, bytes: PageBytes) -> usize {
        self.parts.push(EditedPage { id, after: bytes.clone(), before: bytes });
        self.parts.len() - 1
    }

    /// The place of a page that was taken in.
    pub fn place_of(&self, page: PageId) -> Option<usize> {
        self.parts.iter().position(|part| part.id == page)
    }
}

impl EditedPage {
    /// What differs, as a change; `None` where it is better to log the page as a whole.
    pub fn change(&self) -> Option<PageChange<'_>> {
        if page::is_new(&self.before) {
            return None;
        }
        let patches = differences(&self.before, &self.after);
        let patch_bytes: usize = patches.iter().map(|(_, patch)| patch.len() + 4).sum();
        let whole_bytes = self.after.len() - (page::upper(&self.after) - page::lower(&self.after));
        (patch_bytes < whole_bytes).then_some(PageChange::Patch { patches })
    }
}

/// Where two pages differ, and what the second has there.
fn differences<'a>(before: &[u8], after: &'a [u8]) -> Vec<(u16, Cow<'a, [u8]>)> {
    let mut ranges: Vec<core::ops::Range<usize>> = Vec::new();
    // Whole words first: most of a page is equal.
    for (place, (old, new)) in before.chunks(8).zip(after.chunks(8)).enumerate() {
        if old == new {
            continue;
        }
        let first = old.iter().zip(new).position(|(old, new)| old != new).unwrap_or(0);
        let last = old.iter().zip(new).rposition(|(old, new)| old != new).unwrap_or(7);
        let (start, end) = (place * 8 + first, place * 8 + last + 1);
        match ranges.last_mut() {
            Some(range) if start - range.end <= GAP_BYTES => range.end = end,
            _ => ranges.push(start..end),
        }
    }
    ranges.into_iter().map(|range| (range.start as u16, after[range].into())).collect()
}
