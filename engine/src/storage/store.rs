//! The store: all relations of one database. What lies above asks for tuples here.
//!
//! ```text
//!   let mut store = Store::new(Box::new(MemoryDisk::new(8192)), &StoreSetup::default());
//!   store.create_relation(rel, "orders", RelationKind::Table, tracer);
//!
//!   let layout = RowLayout::new(&[DataType::Int4, DataType::Text]);
//!   let stamp = manager.stamp(&mut txn, tracer);             who writes, in which command
//!   let mut tuple = layout.encode(&row);                     or encode_row(&batch, row_no, ..)
//!   let place = store.heap_insert(rel, &mut tuple, stamp, tracer)?;
//!
//!   let mut access = store.scan_access(rel);
//!   for page_no in 0..store.page_count(rel) {
//!       let page = store.heap_page(PageId { rel, no: page_no }, &mut access, tracer)?;
//!       for tuple in page.tuples() {
//!           if visible(&tuple.header(), &snapshot, manager.table()) {
//!               layout.decode(tuple.bytes, &wanted, &mut columns)?;
//!           }
//!       }
//!   }
//!
//!   let page = store.heap_page(place.page(rel), &mut Access::normal(), tracer)?;
//!   let header = page.tuple(place.slot_no).ok_or(..)?.header();
//!   match update_check(&header, place, &snapshot, manager.table()) {
//!       Verdict::Ok => {
//!           let end = manager.end(&mut txn, &header, tracer);
//!           store.heap_delete(rel, place, end, tracer)?;
//!           // or: store.heap_update(rel, place, end, &mut new_tuple, stamp, tracer)? -> new place
//!       }
//!       ..
//!   }
//! ```
//!
//! Straight-line code: nothing here waits, and nothing is changed before all checks are done.
//!
//! Invariants, asserted by [`Store::check`]:
//! 1. Every relation of the pool is named here, and the other way round.
//! 2. Every page passes the checks of its layout.

use std::collections::BTreeMap;

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::{CommandId, FrameNo, PageId, RelId, TupleId, TxnId};
use model::base::limits::{PAGE_BYTES_DEFAULT, POOL_FRAMES_DEFAULT};
use model::trace::event::page::{PageEvent, RelationKind};
use model::trace::event::Level;

use crate::tracer::host::Tracer;

use super::access::Access;
use super::buffer::BufferPool;
use super::bytes::{align, ALIGN_MAX};
use super::change::{CidKind, PageChange, TupleEnd};
use super::disk::{Disk, PageBytes};
use super::edit::PageEdit;
use super::fsm::FreeSpaceMap;
use super::heap::HeapPage;
use super::page;
use super::replacer::policy::Replacement;
use super::slotted::{self, SLOT_BYTES};
use super::tuple::header::{TupleHeader, UPDATED};
use super::wal::record::Body;

/// Bytes of log after which a checkpoint is due. PostgreSQL waits for 1 GB (`max_wal_size`); here
/// the log lies in memory.
const LOG_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Sizes and policies of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreSetup {
    /// Bytes of a page, a power of two.
    pub page_bytes: u32,
    /// Frames of the pool.
    pub pool_frames: u32,
    /// Who leaves the pool first.
    pub replacement: Replacement,
}

impl Default for StoreSetup {
    fn default() -> StoreSetup {
        StoreSetup {
            page_bytes: PAGE_BYTES_DEFAULT,
            pool_frames: POOL_FRAMES_DEFAULT,
            replacement: Replacement::Clock,
        }
    }
}

/// All relations of one database.
#[derive(Debug)]
pub struct Store {
    pool: BufferPool,
    relations: BTreeMap<RelId, Relation>,
}

/// What the store knows of a relation besides its pages.
#[derive(Clone, Debug)]
pub struct Relation {
    /// Its name, without schema.
    pub name: String,
    /// What it is.
    pub kind: RelationKind,
    /// Where tuples may fit.
    free_space: FreeSpaceMap,
    /// The page that took the last tuple.
    target: Option<u32>,
}

/// Who writes: stamped on every new tuple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The transaction.
    pub txn: TxnId,
    /// Its current command.
    pub command: CommandId,
}

/// Who ends a tuple. Made by the transaction manager, which knows about combined commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndStamp {
    /// The transaction.
    pub txn: TxnId,
    /// What goes into the tuple's command number.
    pub cid: CommandId,
    /// What that number is.
    pub cid_kind: CidKind,
}

impl Store {
    /// A store over a disk. Relations that are on it already must be named by `adopt`.
    pub fn new(disk: Box<dyn Disk>, setup: &StoreSetup) -> Store {
        let pool = BufferPool::new(disk, setup.pool_frames, setup.replacement);
        Store { pool, relations: BTreeMap::new() }
    }

    /// The buffer pool.
    pub fn pool(&self) -> &BufferPool {
        &self.pool
    }

    /// The buffer pool, for indexes that bring their own page layout.
    pub fn pool_mut(&mut self) -> &mut BufferPool {
        &mut self.pool
    }

    /// The relations in order.
    pub fn relations(&self) -> impl Iterator<Item = (RelId, &Relation)> + '_ {
        self.relations.iter().map(|(rel, relation)| (*rel, relation))
    }

    /// Makes a relation without pages. There must be none of that number. The transaction manager
    /// asks for it, so that it is gone again if the transaction is undone.
    pub fn create_relation(
        &mut self,
        rel: RelId,
        name: &str,
        kind: RelationKind,
        tracer: &mut Tracer,
    ) {
        self.pool.create_relation(rel);
        self.pool.log(TxnId(0), &Body::RelationCreated(rel), tracer);
        self.adopt(rel, name, kind);
        tracer.emit(Level::Pages, || PageEvent::RelationCreated {
            rel,
            name: name.to_string(),
            kind,
        });
    }

    /// Names a relation that the disk has already, as the catalogue says. One that the disk lost,
    /// because nothing was ever in it, is made again.
    pub fn adopt(&mut self, rel: RelId, name: &str, kind: RelationKind) {
        if !self.pool.contains(rel) {
            self.pool.create_relation(rel);
        }
        let name = name.to_string();
        let relation = Relation { name, kind, free_space: FreeSpaceMap::default(), target: None };
        let before = self.relations.insert(rel, relation);
        assert!(before.is_none(), "relation {rel} is named once");
    }

    /// Removes a relation with all its pages. The log says so first: redo must not miss pages that
    /// are gone for a reason.
    pub fn drop_relation(&mut self, rel: RelId, tracer: &mut Tracer) -> Result<()> {
        let end = self.pool.log(TxnId(0), &Body::RelationDropped(rel), tracer);
        self.pool.flush_log(end, tracer)?;
        self.relations.remove(&rel);
        self.pool.drop_relation(rel);
        tracer.relation_dropped(rel);
        tracer.emit(Level::Pages, || PageEvent::RelationDropped { rel });
        Ok(())
    }

    /// How many pages a relation has.
    pub fn page_count(&self, rel: RelId) -> u32 {
        self.pool.page_count(rel)
    }

    /// How a scan of all pages of a relation should ask for them.
    pub fn scan_access(&self, rel: RelId) -> Access {
        self.pool.scan_access(rel)
    }

    /// One page of a heap.
    #[inline]
    pub fn heap_page(
        &mut self,
        page: PageId,
        access: &mut Access,
        tracer: &mut Tracer,
    ) -> Result<HeapPage> {
        Ok(HeapPage::new(page, self.pool.read(page, access, tracer)?))
    }

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

    /// One page as it is, for an index.
    pub fn read_page(
        &mut self,
        page: PageId,
        access: &mut Access,
        tracer: &mut Tracer,
    ) -> Result<PageBytes> {
        self.pool.read(page, access, tracer)
    }

    /// Changes one page.
    pub fn change_page(
        &mut self,
        page: PageId,
        txn: TxnId,
        change: &PageChange,
        tracer: &mut Tracer,
    ) -> Result<()> {
        let frame = self.pool.touch(page, &mut Access::normal(), tracer)?;
        self.change(frame, txn, change, tracer)
    }

    /// Takes a page into an edit; returns its place there.
    pub fn edit_page(
        &mut self,
        edit: &mut PageEdit,
        page: PageId,
        tracer: &mut Tracer,
    ) -> Result<usize> {
        match edit.place_of(page) {
            Some(place) => Ok(place),
            None => Ok(edit.take_in(page, self.pool.read(page, &mut Access::normal(), tracer)?)),
        }
    }

    /// Adds a page at the end of a relation to an edit, set up with that many bytes at its end.
    pub fn edit_new_page(
        &mut self,
        edit: &mut PageEdit,
        rel: RelId,
        special_bytes: usize,
        tracer: &mut Tracer,
    ) -> Result<usize> {
        let (page, frame) = self.pool.extend(rel, tracer)?;
        let place = edit.take_in(page, self.pool.bytes(frame).clone());
        page::init(edit.bytes_mut(place), special_bytes);
        Ok(place)
    }

    /// Logs an edit, and makes its pages what they became.
    pub fn finish_edit(&mut self, edit: PageEdit, txn: TxnId, tracer: &mut Tracer) -> Result<()> {
        let pages: Vec<PageId> = edit.parts.iter().map(|part| part.id).collect();
        self.pool.finish_edit(edit, txn, tracer)?;
        for page in pages {
            tell_page(page, &self.pool.peek(page), tracer);
        }
        Ok(())
    }

    /// Gives a relation another name.
    pub fn rename_relation(&mut self, rel: RelId, name: &str, tracer: &mut Tracer) {
        let name = name.to_string();
        let relation = self.relations.get_mut(&rel).expect("the relation is there");
        relation.name.clone_from(&name);
        tracer.emit(Level::Pages, || PageEvent::RelationRenamed { rel, name });
    }

    /// Writes every dirty page to disk.
    pub fn flush_all(&mut self, tracer: &mut Tracer) -> Result<()> {
        self.pool.flush_all(tracer)
    }

    /// Logs the end of a transaction or savepoint. A commit is safe when this returns.
    pub fn log_end(&mut self, txn: TxnId, body: &Body, tracer: &mut Tracer) -> Result<()> {
        let end = self.pool.log(txn, body, tracer);
        match body {
            Body::Committed(_) => self.pool.flush_log(end, tracer),
            _ => Ok(()),
        }
    }

    /// Makes all pages safe and lets go of the log before. `payload` is what the transaction
    /// manager knows now ([`crate::txn::manager::TxnManager::payload`]).
    pub fn checkpoint(&mut self, payload: &[u8], tracer: &mut Tracer) -> Result<()> {
        self.pool.checkpoint(payload, tracer)
    }

    /// Whether so much was logged since the last checkpoint that it is time for another.
    pub fn wants_checkpoint(&self) -> bool {
        let wal = self.pool.wal();
        wal.end().0 - wal.redo().0 > LOG_BYTES_MAX
    }

    /// Another store that holds the same, pool and all; the two go their own ways.
    pub fn fork(&self) -> Store {
        Store { pool: self.pool.fork(), relations: self.relations.clone() }
    }

    /// Relations that the disk has and nobody named: left by transactions that a crash undid.
    pub fn unnamed(&self) -> Vec<RelId> {
        self.pool.relations().filter(|rel| !self.relations.contains_key(rel)).collect()
    }

    /// Tells what the page in a frame that was just touched holds now.
    pub fn tell_page(&self, page: PageId, frame: FrameNo, tracer: &mut Tracer) {
        tell_page(page, self.pool.bytes(frame), tracer);
    }

    /// The invariants of the folder doc, and those of pool and pages.
    pub fn check(&self) -> Result<(), &'static str> {
        self.pool.check()?;
        for (rel, relation) in self.relations() {
            if !self.pool.contains(rel) {
                return Err("a relation has no place on disk");
            }
            relation.free_space.check()?;
            for no in 0..self.page_count(rel) {
                slotted::check(&self.pool.peek(PageId { rel, no }))?;
            }
        }
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

    /// Makes a change to the page in a frame that was just touched, and logs it.
    fn change(
        &mut self,
        frame: FrameNo,
        txn: TxnId,
        change: &PageChange,
        tracer: &mut Tracer,
    ) -> Result<()> {
        let (page, bytes) = self.pool.change(frame, txn, change, tracer)?;
        tell_page(page, bytes, tracer);
        Ok(())
    }
}

/// Tells what a page holds now.
fn tell_page(page: PageId, bytes: &[u8], tracer: &mut Tracer) {
    tracer.page_changed(page, slotted::slot_count(bytes), slotted::free_bytes(bytes) as u16);
}
