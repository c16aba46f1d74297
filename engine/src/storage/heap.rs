//! Heap pages as a reader sees them: tuples in slots.

use model::base::ids::{PageId, TupleId};

use crate::tracer::fault::{planted, Fault};

use super::disk::PageBytes;
use super::slotted;
use super::tuple::header::TupleHeader;

/// One page of a heap, shared: it stays as it was when it was read.
#[derive(Clone, Debug)]
pub struct HeapPage {
    id: PageId,
    bytes: PageBytes,
}

/// One tuple in its page.
#[derive(Clone, Copy, Debug)]
pub struct Tuple<'a> {
    /// Its place.
    pub id: TupleId,
    /// Its bytes, header and all.
    pub bytes: &'a [u8],
}

impl Tuple<'_> {
    /// Its header.
    #[inline]
    pub fn header(&self) -> TupleHeader {
        TupleHeader::read(self.bytes)
    }
}

impl HeapPage {
    /// The page of those bytes.
    pub fn new(id: PageId, bytes: PageBytes) -> HeapPage {
        HeapPage { id, bytes }
    }

    /// Which page it is.
    pub fn id(&self) -> PageId {
        self.id
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many slots it has, used or not.
    #[inline]
    pub fn slot_count(&self) -> u16 {
        slotted::slot_count(&self.bytes)
    }

    /// The tuple in a slot, if there is one.
    #[inline]
    pub fn tuple(&self, slot_no: u16) -> Option<Tuple<'_>> {
        let id = TupleId { page_no: self.id.no, slot_no };
        Some(Tuple { id, bytes: slotted::item(&self.bytes, slot_no)? })
    }

    /// The tuples in the order of their slots.
    #[inline]
    pub fn tuples(&self) -> impl Iterator<Item = Tuple<'_>> + '_ {
        let last = self.slot_count().saturating_sub(planted(Fault::SkipsLastSlot).into());
        (1..=last).filter_map(|slot_no| self.tuple(slot_no))
    }
}
