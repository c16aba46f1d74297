//! Writing tuples into heaps: insert, delete, update, and taking away what nobody sees.
//!
//! A new tuple goes to the page that took the last one, or one that the free space map names, or
//! the last of the relation, or a new one. A new version goes to the page of the old one if it
//! fits there.

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::{FrameNo, PageId, RelId, TupleId, TxnId};
use model::trace::event::page::PageEvent;
use model::trace::event::Level;

use crate::tracer::host::Tracer;

use super::access::Access;
use super::bytes::{align, ALIGN_MAX};
use super::change::{PageChange, TupleEnd};
use super::page;
use super::slotted::{self, SLOT_BYTES};
use super::store::{EndStamp, Stamp, Store};
use super::tuple::header::{TupleHeader, UPDATED};

impl Store {
    /// Puts a tuple somewhere into a heap and stamps it. Its bytes are those that went in.
    pub fn heap_insert(
        &mut self,
        rel: RelId,
        tuple: &mut [u8],
        stamp: Stamp,
        tracer: &mut Tracer,
    ) -> Result<TupleId> {
        self.check_size(tuple)?;
        let (page, frame) = self.page_with_room(rel, tuple.len(), tracer)?;
        self.place_tuple(page, frame, tuple, stamp, tracer)
    }

    /// The same for many tuples of one statement: each page is asked for once.
    pub fn heap_insert_many(
        &mut self,
        rel: RelId,
        tuples: &mut [Vec<u8>],
        stamp: Stamp,
        tracer: &mut Tracer,
    ) -> Result<Vec<TupleId>> {
        tuples.iter().try_for_each(|tuple| self.check_size(tuple))?;
        let mut places = Vec::with_capacity(tuples.len());
        let mut current = None;
        for tuple in tuples {
            let (page, frame) = match current {
                Some((page, frame)) if slotted::fits(self.pool.bytes(frame), tuple.len()) => {
                    (page, frame)
                }
                _ => self.page_with_room(rel, tuple.len(), tracer)?,
            };
            current = Some((page, frame));
            places.push(self.place_tuple(page, frame, tuple, stamp, tracer)?);
        }
        Ok(places)
    }

    /// Ends a tuple: its row is deleted.
    pub fn heap_delete(
        &mut self,
        rel: RelId,
        place: TupleId,
        end: EndStamp,
        tracer: &mut Tracer,
    ) -> Result<()> {
        let page = PageId { rel, no: place.page_no };
        let frame = self.pool.touch(page, &mut Access::normal(), tracer)?;
        self.end_tuple(page, frame, place.slot_no, end, None, tracer)
    }

    /// Ends a tuple and puts the next version of its row somewhere, on the same page if it fits.
    pub fn heap_update(
        &mut self,
        rel: RelId,
        place: TupleId,
        end: EndStamp,
        tuple: &mut [u8],
        stamp: Stamp,
        tracer: &mut Tracer,
    ) -> Result<TupleId> {
        self.check_size(tuple)?;
        let mut header = TupleHeader::read(tuple);
        header.infomask |= UPDATED;
        header.write(tuple);
        let page = PageId { rel, no: place.page_no };
        let frame = self.pool.touch(page, &mut Access::normal(), tracer)?;
        if slotted::fits(self.pool.bytes(frame), tuple.len()) {
            let next = self.place_tuple(page, frame, tuple, stamp, tracer)?;
            self.end_tuple(page, frame, place.slot_no, end, Some(next), tracer)?;
            return Ok(next);
        }
        let (next_page, next_frame) = self.page_with_room(rel, tuple.len(), tracer)?;
        let next = self.place_tuple(next_page, next_frame, tuple, stamp, tracer)?;
        let frame = self.pool.touch(page, &mut Access::normal(), tracer)?;
        self.end_tuple(page, frame, place.slot_no, end, Some(next), tracer)?;
        Ok(next)
    }

    /// Replaces a tuple's values by others of the same length, for everyone and at once: what
    /// sequences and statistics do. The header stays.
    pub fn heap_overwrite(
        &mut self,
        rel: RelId,
        place: TupleId,
        tuple: &mut [u8],
        tracer: &mut Tracer,
    ) -> Result<()> {
        let page = PageId { rel, no: place.page_no };
        let frame = self.pool.touch(page, &mut Access::normal(), tracer)?;
        let before = slotted::item(self.pool.bytes(frame), place.slot_no);
        let before = before.expect("the tuple to overwrite is there");
        assert_eq!(before.len(), tuple.len(), "a tuple is overwritten by one of its length");
        TupleHeader::read(before).write(tuple);
        let change = PageChange::OverwriteTuple { slot_no: place.slot_no, tuple: (&*tuple).into() };
        self.change(frame, TxnId(0), &change, tracer)
    }

    /// Takes away tuples that nobody can see, for good. Their slots stay until no index points
    /// there ([`Store::heap_free`]).
    pub fn heap_kill(&mut self, page: PageId, slot_nos: &[u16], tracer: &mut Tracer) -> Result<()> {
        let change = PageChange::KillTuples { slot_nos: slot_nos.into() };
        self.change_page(page, TxnId(0), &change, tracer)
    }

    /// Frees slots, with what tuples they still have, and tells inserts how much room there is.
    pub fn heap_free(&mut self, page: PageId, slot_nos: &[u16], tracer: &mut Tracer) -> Result<()> {
        let change = PageChange::FreeSlots { slot_nos: slot_nos.into() };
        self.change_page(page, TxnId(0), &change, tracer)?;
        let (room, page_bytes) = (slotted::room(&self.pool.peek(page)), self.pool.page_bytes());
        let relation = self.relations.get_mut(&page.rel).expect("the relation is there");
        relation.free_space.set(page.no, room, page_bytes);
        Ok(())
    }

    fn check_size(&self, tuple: &[u8]) -> Result<()> {
        let header_bytes = align(page::HEADER_BYTES + SLOT_BYTES, ALIGN_MAX);
        let max = self.pool.page_bytes() as usize - header_bytes;
        let size = align(tuple.len(), ALIGN_MAX);
        if size > max {
            return Err(Error::sql(
                sqlstate::PROGRAM_LIMIT_EXCEEDED,
                format!("row is too big: size {size}, maximum size {max}"),
            ));
        }
        Ok(())
    }

    /// A page of a heap where a tuple fits: the last one used, one of the map, the last of the
    /// relation, or a new one.
    fn page_with_room(
        &mut self,
        rel: RelId,
        tuple_bytes: usize,
        tracer: &mut Tracer,
    ) -> Result<(PageId, FrameNo)> {
        let wanted = align(tuple_bytes, ALIGN_MAX);
        let page_bytes = self.pool.page_bytes();
        let page_count = self.page_count(rel);
        let relation = self.relations.get(&rel).expect("the relation is there");
        let mut candidate = relation
            .target
            .or_else(|| relation.free_space.find(wanted, page_bytes))
            .or_else(|| page_count.checked_sub(1));
        // Each page that disappoints is entered into the map. Only one whose last few bytes are
        // lost in rounding could come twice, and is not asked again.
        while let Some(no) = candidate.filter(|no| *no < page_count) {
            let page = PageId { rel, no };
            let frame = self.pool.touch(page, &mut Access::normal(), tracer)?;
            let relation = self.relations.get_mut(&rel).expect("the relation is there");
            let bytes = self.pool.bytes(frame);
            if slotted::fits(bytes, tuple_bytes) {
                relation.target = Some(no);
                return Ok((page, frame));
            }
            relation.free_space.set(no, slotted::room(bytes), page_bytes);
            candidate = relation.free_space.find(wanted, page_bytes).filter(|next| *next != no);
        }
        self.pool.check_disk(rel)?;
        let (page, frame) = self.pool.extend(rel, tracer)?;
        self.change(frame, TxnId(0), &PageChange::Init { special_bytes: 0 }, tracer)?;
        self.relations.get_mut(&rel).expect("the relation is there").target = Some(page.no);
        Ok((page, frame))
    }

    fn place_tuple(
        &mut self,
        page: PageId,
        frame: FrameNo,
        tuple: &mut [u8],
        stamp: Stamp,
        tracer: &mut Tracer,
    ) -> Result<TupleId> {
        let slot_no = slotted::next_slot_no(self.pool.bytes(frame));
        let place = TupleId { page_no: page.no, slot_no };
        let mut header = TupleHeader::read(tuple);
        header.xmin = stamp.txn;
        header.cid = stamp.command;
        header.ctid = place;
        header.write(tuple);
        let change = PageChange::InsertTuple { slot_no, tuple: (&*tuple).into() };
        self.change(frame, stamp.txn, &change, tracer)?;
        tracer.counters.tuples_written += 1;
        let bytes = tuple.len() as u16;
        tracer.emit(Level::Rows, || PageEvent::TupleInserted {
            rel: page.rel,
            tuple: place,
            bytes,
        });
        Ok(place)
    }

    fn end_tuple(
        &mut self,
        page: PageId,
        frame: FrameNo,
        slot_no: u16,
        end: EndStamp,
        next: Option<TupleId>,
        tracer: &mut Tracer,
    ) -> Result<()> {
        let tuple = TupleId { page_no: page.no, slot_no };
        let EndStamp { txn: xmax, cid, cid_kind } = end;
        let end = TupleEnd { xmax, cid, cid_kind, ctid: next.unwrap_or(tuple) };
        self.change(frame, xmax, &PageChange::EndTuple { slot_no, end }, tracer)?;
        tracer.emit(Level::Rows, || PageEvent::TupleEnded { rel: page.rel, tuple, next });
        Ok(())
    }
}
