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

use std::collections::{BTreeMap, BTreeSet};

use model::base::error::Result;
use model::base::ids::{CommandId, FrameNo, PageId, RelId, TxnId};
use model::base::limits::{DISK_BYTES_MAX, PAGE_BYTES_DEFAULT, POOL_FRAMES_DEFAULT};
use model::base::replacement::Replacement;
use model::trace::event::page::{PageEvent, RelationKind};
use model::trace::event::Level;

use crate::tracer::fault::{planted, Fault};
use crate::tracer::host::Tracer;

use super::access::Access;
use super::buffer::BufferPool;
use super::change::{CidKind, PageChange};
use super::disk::{Disk, PageBytes};
use super::edit::PageEdit;
use super::fsm::FreeSpaceMap;
use super::heap::HeapPage;
use super::page;
use super::slotted;
use super::wal::record::Body;

/// Bytes of log after which a checkpoint is due. PostgreSQL waits for 1 GB (`max_wal_size`); here
/// the log lies in memory.
const LOG_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// On a disk that takes little, the log may have one part in so many before a checkpoint is due.
const LOG_SHARE: u64 = 8;

/// Sizes and policies of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreSetup {
    /// Bytes of a page, a power of two.
    pub page_bytes: u32,
    /// Frames of the pool.
    pub pool_frames: u32,
    /// Who leaves the pool first.
    pub replacement: Replacement,
    /// Most bytes of pages and log.
    pub disk_bytes_max: u64,
}

impl Default for StoreSetup {
    fn default() -> StoreSetup {
        StoreSetup {
            page_bytes: PAGE_BYTES_DEFAULT,
            pool_frames: POOL_FRAMES_DEFAULT,
            replacement: Replacement::default(),
            disk_bytes_max: DISK_BYTES_MAX,
        }
    }
}

/// All relations of one database.
#[derive(Debug)]
pub struct Store {
    pub(super) pool: BufferPool,
    pub(super) relations: BTreeMap<RelId, Relation>,
    /// Relations that the disk has and nobody named yet: known by their numbers.
    unnamed: BTreeSet<RelId>,
}

/// What the store knows of a relation besides its pages.
#[derive(Clone, Debug)]
pub struct Relation {
    /// Its name, without schema.
    pub name: String,
    /// What it is.
    pub kind: RelationKind,
    /// Where tuples may fit.
    pub(super) free_space: FreeSpaceMap,
    /// The page that took the last tuple.
    pub(super) target: Option<u32>,
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

impl Relation {
    fn new(name: &str, kind: RelationKind) -> Relation {
        let name = name.to_string();
        Relation { name, kind, free_space: FreeSpaceMap::default(), target: None }
    }

    /// A relation of which the disk has no more than its number.
    fn unnamed(rel: RelId) -> Relation {
        Relation::new(&rel.to_string(), RelationKind::Table)
    }
}

impl Store {
    /// A store over a disk. Relations that are on it already bear their numbers as names, until
    /// `adopt` says what they are.
    pub fn new(disk: Box<dyn Disk>, setup: &StoreSetup) -> Store {
        let mut pool = BufferPool::new(disk, setup.pool_frames, setup.replacement);
        pool.bound_disk(setup.disk_bytes_max);
        let unnamed: BTreeSet<RelId> = pool.relations().collect();
        let relations = unnamed.iter().map(|rel| (*rel, Relation::unnamed(*rel))).collect();
        Store { pool, relations, unnamed }
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
        let before = self.relations.insert(rel, Relation::new(name, kind));
        assert!(before.is_none(), "relation {rel} is made once");
        tracer.emit(Level::Pages, || PageEvent::RelationCreated {
            rel,
            name: name.to_string(),
            kind,
        });
    }

    /// Names a relation that the disk has already, as the catalogue says. One that the disk lost,
    /// because nothing was ever in it, is made again.
    pub fn adopt(&mut self, rel: RelId, name: &str, kind: RelationKind, tracer: &mut Tracer) {
        if !self.pool.contains(rel) {
            self.make_again(rel, tracer);
        }
        let was_unnamed = self.unnamed.remove(&rel);
        assert!(was_unnamed, "relation {rel} is named once");
        self.relations.insert(rel, Relation::new(name, kind));
        let name = name.to_string();
        tracer.emit(Level::Pages, || PageEvent::RelationAdopted { rel, name, kind });
    }

    /// Names a relation that the disk has or should have, without a word: what is known of it from
    /// the first day.
    pub fn know(&mut self, rel: RelId, name: &str, kind: RelationKind) {
        if self.unnamed.remove(&rel) {
            self.relations.insert(rel, Relation::new(name, kind));
        }
    }

    /// Makes a relation that the log tells of, without a word to the log.
    pub(super) fn make_again(&mut self, rel: RelId, tracer: &mut Tracer) {
        self.pool.create_relation(rel);
        let relation = Relation::unnamed(rel);
        let (name, kind) = (relation.name.clone(), relation.kind);
        self.relations.insert(rel, relation);
        self.unnamed.insert(rel);
        tracer.emit(Level::Pages, || PageEvent::RelationCreated { rel, name, kind });
    }

    /// Removes a relation of which the log tells that it is gone, if it is still there.
    pub(super) fn remove_again(&mut self, rel: RelId, tracer: &mut Tracer) {
        if self.relations.contains_key(&rel) {
            self.remove(rel, tracer);
        }
    }

    /// Removes a relation with all its pages. The log says so first: redo must not miss pages that
    /// are gone for a reason.
    pub fn drop_relation(&mut self, rel: RelId, tracer: &mut Tracer) -> Result<()> {
        let end = self.pool.log(TxnId(0), &Body::RelationDropped(rel), tracer);
        self.pool.flush_log(end, tracer)?;
        self.remove(rel, tracer);
        Ok(())
    }

    fn remove(&mut self, rel: RelId, tracer: &mut Tracer) {
        self.relations.remove(&rel);
        self.unnamed.remove(&rel);
        self.pool.drop_relation(rel);
        tracer.relation_dropped(rel);
        tracer.emit(Level::Pages, || PageEvent::RelationDropped { rel });
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

    /// Changes the page in a frame that was just touched.
    pub fn change_touched(
        &mut self,
        frame: FrameNo,
        txn: TxnId,
        change: &PageChange,
        tracer: &mut Tracer,
    ) -> Result<()> {
        self.change(frame, txn, change, tracer)
    }

    /// The page of a relation that took what was inserted last, as far as is remembered.
    pub fn insertion_target(&self, rel: RelId) -> Option<u32> {
        self.relations.get(&rel)?.target
    }

    /// Remembers the page of a relation that took what was inserted last.
    pub fn set_insertion_target(&mut self, rel: RelId, page_no: Option<u32>) {
        if let Some(relation) = self.relations.get_mut(&rel) {
            relation.target = page_no;
        }
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
        self.pool.check_disk(rel)?;
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
            Body::Committed(_) if !planted(Fault::TellsCommitBeforeLog) => {
                self.pool.flush_log(end, tracer)
            }
            _ => Ok(()),
        }
    }

    /// Makes all pages safe and lets go of the log before. `payload` is what the transaction
    /// manager knows now, which asks for it.
    pub fn checkpoint(&mut self, payload: &[u8], tracer: &mut Tracer) -> Result<()> {
        self.pool.checkpoint(payload, tracer)
    }

    /// Whether so much was logged since the last checkpoint that it is time for another.
    pub fn wants_checkpoint(&self) -> bool {
        let wal = self.pool.wal();
        wal.end().0 - wal.redo().0 > LOG_BYTES_MAX.min(self.pool.disk_bytes_max() / LOG_SHARE)
    }

    /// Another store that holds the same, pool and all; the two go their own ways.
    pub fn fork(&self) -> Store {
        Store {
            pool: self.pool.fork(),
            relations: self.relations.clone(),
            unnamed: self.unnamed.clone(),
        }
    }

    /// Relations that the disk has and nobody named: left by transactions that a crash undid.
    pub fn unnamed(&self) -> Vec<RelId> {
        self.unnamed.iter().copied().collect()
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

    /// Makes a change to the page in a frame that was just touched, and logs it.
    pub(super) fn change(
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
