//! The buffer pool: the only way to a page.
//!
//! ```text
//!   touch(page) --- in the page table? --- yes: hit ---------------------> frame
//!                          | no: miss
//!                   a free frame, one of the ring, or a victim
//!                   (written first, if dirty)
//!                          | read from disk
//!                          +-----------------------------------------------> frame
//! ```
//!
//! Readers get the page's bytes shared, and may keep them as long as they like: whoever changes the
//! page then changes a copy. So nothing is pinned, and an operator may stop in the middle.
//!
//! Invariants, asserted by [`BufferPool::check`]:
//! 1. A page is in at most one frame, and the page table says which.
//! 2. A clean frame holds what the disk holds.
//! 3. The replacer knows exactly the filled frames.
//!
//! Source: PostgreSQL, source file `src/backend/storage/buffer/README`.

use model::base::error::{Error, Result};
use model::base::ids::{FrameNo, Lsn, PageId, RelId, TxnId};
use model::base::replacement::Replacement;
use model::base::time;
use model::trace::event::page::PageEvent;
use model::trace::event::Level;

use crate::tracer::fault::{planted, Fault};
use crate::tracer::host::Tracer;

use super::access::Access;
use super::change::PageChange;
use super::checksum::{is_sound, page_checksum};
use super::disk::{disk_is_full, Disk, PageBytes};
use super::edit::PageEdit;
use super::page;
use super::page_table::PageTable;
use super::replacer::policy::{replacer, Replacer};
use super::wal::log::{FullPageImages, Wal};
use super::wal::record::Body;

/// The buffer pool and the disk under it.
#[derive(Debug)]
pub struct BufferPool {
    disk: Box<dyn Disk>,
    wal: Wal,
    table: PageTable,
    frames: Vec<Option<Frame>>,
    frame_count: u32,
    /// Frames that were emptied, the last one first in use.
    free: Vec<FrameNo>,
    replacer: Box<dyn Replacer>,
    counters: PoolCounters,
    /// Most bytes of pages and log.
    disk_bytes_max: u64,
}

/// A page in the pool.
#[derive(Clone, Debug)]
struct Frame {
    page: PageId,
    bytes: PageBytes,
    dirty: bool,
    /// The usage count as of the last touch: what the last fact about the frame said.
    usage_told: u8,
}

/// What the pool did so far. Only tests read it, to hold the recording against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolCounters {
    /// Pages asked for that were there.
    pub hits: u64,
    /// Pages asked for that were read from disk.
    pub misses: u64,
    /// Pages that left to make room.
    pub evictions: u64,
    /// Pages written to disk.
    pub writes: u64,
    /// Pages that joined a relation.
    pub extensions: u64,
}

/// A frame as a picture shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameView {
    /// The frame.
    pub frame: FrameNo,
    /// Its page.
    pub page: PageId,
    /// Whether it differs from the disk.
    pub dirty: bool,
    /// Its usage count as of the last touch.
    pub usage: u8,
}

impl BufferPool {
    /// An empty pool over a disk.
    pub fn new(disk: Box<dyn Disk>, frame_count: u32, replacement: Replacement) -> BufferPool {
        assert!(frame_count > 0, "a pool has frames");
        let mut table = PageTable::default();
        for rel in disk.relations() {
            table.create(rel, disk.page_count(rel));
        }
        BufferPool {
            wal: Wal::new(&*disk, FullPageImages::On),
            disk,
            table,
            frames: Vec::new(),
            frame_count,
            free: Vec::new(),
            replacer: replacer(replacement, frame_count),
            counters: PoolCounters::default(),
            disk_bytes_max: u64::MAX,
        }
    }

    /// Bounds the bytes of pages and log.
    pub fn bound_disk(&mut self, bytes: u64) {
        self.disk_bytes_max = bytes;
    }

    /// Most bytes of pages and log.
    pub fn disk_bytes_max(&self) -> u64 {
        self.disk_bytes_max
    }

    /// Whether the disk takes one more page of a relation: 53100 if not. Asked before anything is
    /// changed; recovery does not ask, which makes what there was.
    pub fn check_disk(&self, rel: RelId) -> Result<()> {
        self.check_space(self.page_bytes(), || format!("could not extend file \"base/1/{rel}\""))
    }

    fn check_log(&self) -> Result<()> {
        self.check_space(0, || "could not write to file \"pg_wal/xlogtemp\"".to_string())
    }

    fn check_space(&self, more_bytes: u32, what: impl FnOnce() -> String) -> Result<()> {
        let log_bytes = self.wal.end().0 - self.disk.log().start().0;
        let page_bytes = self.table.page_total() * u64::from(self.page_bytes());
        match log_bytes + page_bytes + u64::from(more_bytes) > self.disk_bytes_max {
            false => Ok(()),
            true => Err(disk_is_full(what(), self.disk_bytes_max)),
        }
    }

    /// Bytes of a page.
    pub fn page_bytes(&self) -> u32 {
        self.disk.page_bytes()
    }

    /// How many frames there are, filled or not.
    pub fn frame_count(&self) -> u32 {
        self.frame_count
    }

    /// How many pages a relation has; 0 where there is no such relation.
    pub fn page_count(&self, rel: RelId) -> u32 {
        self.table.page_count(rel)
    }

    /// Whether there is such a relation.
    pub fn contains(&self, rel: RelId) -> bool {
        self.table.contains(rel)
    }

    /// The disk, for its counters and its image.
    pub fn disk(&self) -> &dyn Disk {
        &*self.disk
    }

    /// The disk, to cut its power.
    pub fn disk_mut(&mut self) -> &mut dyn Disk {
        &mut *self.disk
    }

    /// The log.
    pub fn wal(&self) -> &Wal {
        &self.wal
    }

    /// Changes whether the log's records carry whole pages.
    pub fn set_images(&mut self, images: FullPageImages) {
        self.wal.set_images(images);
    }

    /// Changes who leaves first. What the pool learned so far about its pages is forgotten.
    pub fn set_replacement(&mut self, replacement: Replacement) {
        self.replacer = replacer(replacement, self.frame_count);
        for (place, frame) in self.frames.iter().enumerate() {
            if let Some(frame) = frame {
                self.replacer.fill(FrameNo(place as u32), frame.page);
            }
        }
    }

    /// The relations in order.
    pub fn relations(&self) -> impl Iterator<Item = RelId> + '_ {
        self.table.relations()
    }

    /// Another pool that holds the same, over another disk; the two go their own ways.
    pub fn fork(&self) -> BufferPool {
        BufferPool {
            disk: self.disk.boxed(),
            wal: self.wal.clone(),
            table: self.table.clone(),
            frames: self.frames.clone(),
            frame_count: self.frame_count,
            free: self.free.clone(),
            replacer: self.replacer.boxed(),
            counters: self.counters,
            disk_bytes_max: self.disk_bytes_max,
        }
    }

    /// What the pool did so far.
    pub fn counters(&self) -> PoolCounters {
        self.counters
    }

    /// How a scan of all pages of a relation should ask for them.
    pub fn scan_access(&self, rel: RelId) -> Access {
        Access::scan(self.page_count(rel), self.frame_count, self.page_bytes())
    }

    /// Makes a relation without pages.
    pub fn create_relation(&mut self, rel: RelId) {
        self.table.create(rel, 0);
        self.disk.create(rel);
    }

    /// Removes a relation, its pages and its frames, without writing anything.
    pub fn drop_relation(&mut self, rel: RelId) {
        for frame in self.table.remove(rel) {
            self.frames[frame.0 as usize] = None;
            self.replacer.forget(frame);
            self.free.push(frame);
        }
        self.disk.remove(rel);
    }

    /// Brings a page into a frame, if it is not there, and counts the touch. The frame holds it
    /// until the pool is asked for another page.
    #[inline]
    pub fn touch(
        &mut self,
        page: PageId,
        access: &mut Access,
        tracer: &mut Tracer,
    ) -> Result<FrameNo> {
        match self.table.get(page) {
            Some(frame) => Ok(self.hit(frame, page, access, tracer)),
            None => {
                let bytes = sound(page, self.disk.read(page)?)?;
                self.miss(page, bytes, access, tracer)
            }
        }
    }

    /// The same for a page that will be replaced as a whole, so that it may be damaged.
    pub fn touch_to_replace(&mut self, page: PageId, tracer: &mut Tracer) -> Result<FrameNo> {
        let access = &mut Access::normal();
        match self.table.get(page) {
            Some(frame) => Ok(self.hit(frame, page, access, tracer)),
            None => {
                let bytes = self.disk.read(page)?;
                self.miss(page, bytes, access, tracer)
            }
        }
    }

    /// The bytes of a page, shared.
    #[inline]
    pub fn read(
        &mut self,
        page: PageId,
        access: &mut Access,
        tracer: &mut Tracer,
    ) -> Result<PageBytes> {
        let frame = self.touch(page, access, tracer)?;
        Ok(self.frame(frame).bytes.clone())
    }

    /// The bytes in a frame that was just touched.
    #[inline]
    pub fn bytes(&self, frame: FrameNo) -> &PageBytes {
        &self.frame(frame).bytes
    }

    /// Changes the page in a frame that was just touched, and logs the change. Returns the page as
    /// it is now.
    #[inline]
    pub fn change(
        &mut self,
        frame_no: FrameNo,
        txn: TxnId,
        change: &PageChange,
        tracer: &mut Tracer,
    ) -> Result<(PageId, &[u8])> {
        self.relieve_log(tracer)?;
        self.dirty(frame_no, tracer);
        let frame = self.frames[frame_no.0 as usize].as_mut().expect("a touched frame is filled");
        let bytes = frame.bytes.make_mut();
        self.wal.change_page(txn, frame.page, bytes, change, tracer);
        Ok((frame.page, bytes))
    }

    /// Hands the log to the disk if much has come together, as far as that takes it.
    fn relieve_log(&mut self, tracer: &mut Tracer) -> Result<()> {
        match self.wal.is_full() {
            false => Ok(()),
            true => {
                self.check_log()?;
                self.wal.relieve(&mut *self.disk, tracer)
            }
        }
    }

    /// Logs an edit, and makes its pages what they became.
    pub fn finish_edit(&mut self, edit: PageEdit, txn: TxnId, tracer: &mut Tracer) -> Result<Lsn> {
        self.relieve_log(tracer)?;
        let lsn = self.wal.edit_pages(txn, &edit.parts, tracer);
        for part in edit.parts {
            // In a small pool a page may have been put out while the edit went on.
            let frame_no = match self.table.get(part.id) {
                Some(frame) => frame,
                None => self.touch(part.id, &mut Access::normal(), tracer)?,
            };
            self.dirty(frame_no, tracer);
            let frame = self.frames[frame_no.0 as usize].as_mut().expect("it was just found");
            frame.bytes = part.after;
            page::set_lsn(frame.bytes.make_mut(), lsn);
        }
        Ok(lsn)
    }

    /// Changes the page in a frame that was just touched, without a word to the log: what redo does
    /// with what the log says already.
    pub fn change_silently(
        &mut self,
        frame_no: FrameNo,
        tracer: &mut Tracer,
        change: impl FnOnce(&mut [u8]),
    ) {
        self.dirty(frame_no, tracer);
        let frame = self.frames[frame_no.0 as usize].as_mut().expect("a touched frame is filled");
        change(frame.bytes.make_mut());
    }

    /// Logs something that is no change of pages. Returns where the next record starts.
    pub fn log(&mut self, txn: TxnId, body: &Body, tracer: &mut Tracer) -> Lsn {
        self.wal.append(txn, body, tracer)
    }

    /// Makes the log safe at least up to a place.
    pub fn flush_log(&mut self, to: Lsn, tracer: &mut Tracer) -> Result<()> {
        self.wal.flush(to, &mut *self.disk, tracer)
    }

    /// Recovery is done: the log ends here, and `last` is the record before.
    pub fn end_redo(&mut self, end: Lsn, last: Lsn, tracer: &mut Tracer) {
        self.disk.cut_log(end);
        self.wal.end_redo(end, last, tracer);
    }

    /// Makes all pages safe and lets go of the log before. `payload` is what the transaction
    /// manager knows now.
    pub fn checkpoint(&mut self, payload: &[u8], tracer: &mut Tracer) -> Result<()> {
        self.wal.start_checkpoint(tracer);
        self.flush_all(tracer)?;
        if !planted(Fault::SkipsCheckpointSync) {
            self.disk.sync()?;
        }
        self.wal.finish_checkpoint(payload, &mut *self.disk, tracer)
    }

    /// One more page at the end of a relation: zeroes, in a frame, dirty.
    pub fn extend(&mut self, rel: RelId, tracer: &mut Tracer) -> Result<(PageId, FrameNo)> {
        let frame = self.room(&mut Access::normal(), tracer)?;
        let page = self.table.extend(rel);
        let usage = self.replacer.fill(frame, page);
        let bytes = PageBytes::zeroed(self.page_bytes());
        self.place(frame, Frame { page, bytes, dirty: true, usage_told: usage });
        self.counters.extensions += 1;
        tracer.counters.pages_extended += 1;
        tracer.spend(time::PAGE_HIT);
        tracer.emit(Level::Pages, || PageEvent::Extended { page, frame });
        Ok((page, frame))
    }

    /// Writes every dirty page to disk, in the order of pages.
    pub fn flush_all(&mut self, tracer: &mut Tracer) -> Result<()> {
        let mut dirty: Vec<(PageId, FrameNo)> =
            self.views().filter(|view| view.dirty).map(|view| (view.page, view.frame)).collect();
        dirty.sort_unstable();
        dirty.into_iter().try_for_each(|(_, frame)| self.write_out(frame, tracer))
    }

    /// The bytes of a page as the next reader would get them, without a touch: for pictures and
    /// checks.
    pub fn peek(&self, page: PageId) -> PageBytes {
        match self.table.get(page) {
            Some(frame) => self.frame(frame).bytes.clone(),
            None => self.disk.peek(page),
        }
    }

    /// The same, but damage on the disk is an error, as it is where the pool is asked.
    pub fn peek_sound(&self, page: PageId) -> Result<PageBytes> {
        match self.table.get(page) {
            Some(frame) => Ok(self.frame(frame).bytes.clone()),
            None => sound(page, self.disk.peek(page)),
        }
    }

    /// The filled frames in order.
    pub fn views(&self) -> impl Iterator<Item = FrameView> + '_ {
        self.frames.iter().enumerate().filter_map(|(place, frame)| {
            let Frame { page, dirty, usage_told: usage, .. } = *frame.as_ref()?;
            Some(FrameView { frame: FrameNo(place as u32), page, dirty, usage })
        })
    }

    /// The invariants of the folder doc.
    pub fn check(&self) -> Result<(), &'static str> {
        let filled: Vec<bool> = self.frames.iter().map(Option::is_some).collect();
        self.replacer.check(&filled)?;
        for view in self.views() {
            if self.table.get(view.page) != Some(view.frame) {
                return Err("the page table does not know a page's frame");
            }
            if !view.dirty && *self.disk.peek(view.page) != **self.bytes(view.frame) {
                return Err("a clean frame differs from the disk");
            }
        }
        let empty_count = filled.iter().filter(|filled| !**filled).count();
        match empty_count == self.free.len() && self.frames.len() <= self.frame_count as usize {
            true => Ok(()),
            false => Err("the free frames are not the empty ones"),
        }
    }

    fn frame(&self, frame: FrameNo) -> &Frame {
        self.frames[frame.0 as usize].as_ref().expect("a touched frame is filled")
    }

    #[inline]
    fn hit(
        &mut self,
        frame: FrameNo,
        page: PageId,
        access: &Access,
        tracer: &mut Tracer,
    ) -> FrameNo {
        let usage = match access.has_ring() {
            true => self.replacer.touch_lightly(frame),
            false => self.replacer.touch(frame),
        };
        self.frames[frame.0 as usize].as_mut().expect("its page is in it").usage_told = usage;
        self.counters.hits += 1;
        tracer.counters.pages_hit += 1;
        tracer.spend(time::PAGE_HIT);
        tracer.page_touched(page.rel, PageEvent::Hit { page, frame, usage });
        frame
    }

    fn miss(
        &mut self,
        page: PageId,
        bytes: PageBytes,
        access: &mut Access,
        tracer: &mut Tracer,
    ) -> Result<FrameNo> {
        let frame = self.room(access, tracer)?;
        let usage = self.replacer.fill(frame, page);
        self.place(frame, Frame { page, bytes, dirty: false, usage_told: usage });
        if let Some(ring) = &mut access.ring {
            ring.put(frame, page);
        }
        self.counters.misses += 1;
        tracer.counters.pages_missed += 1;
        tracer.spend(time::PAGE_READ);
        tracer.page_touched(page.rel, PageEvent::Missed { page, frame, usage });
        Ok(frame)
    }

    fn dirty(&mut self, frame_no: FrameNo, tracer: &mut Tracer) {
        let frame = self.frames[frame_no.0 as usize].as_mut().expect("a touched frame is filled");
        if !frame.dirty {
            frame.dirty = true;
            let page = frame.page;
            tracer.emit(Level::Pages, || PageEvent::Dirtied { page, frame: frame_no });
        }
    }

    fn place(&mut self, frame: FrameNo, content: Frame) {
        self.table.set(content.page, Some(frame));
        let place = frame.0 as usize;
        if place == self.frames.len() {
            self.frames.push(None);
        }
        assert!(self.frames[place].is_none(), "a page goes into an empty frame");
        self.frames[place] = Some(content);
    }

    /// An empty frame, made so if need be.
    fn room(&mut self, access: &mut Access, tracer: &mut Tracer) -> Result<FrameNo> {
        if let Some(frame) = self.ring_frame(access) {
            self.evict(frame, tracer)?;
        } else if self.free.is_empty() {
            if (self.frames.len() as u32) < self.frame_count {
                return Ok(FrameNo(self.frames.len() as u32));
            }
            let frame = self.replacer.victim();
            self.evict(frame, tracer)?;
        }
        Ok(self.free.pop().expect("a frame was just freed"))
    }

    /// The frame that a scan may use again: its page is still what the scan put there, and nobody
    /// else asked for it since.
    fn ring_frame(&self, access: &Access) -> Option<FrameNo> {
        let (frame, page) = access.ring.as_ref()?.candidate()?;
        let unchanged = self.frames[frame.0 as usize].as_ref().is_some_and(|now| now.page == page);
        (unchanged && self.replacer.usage(frame) <= 1).then_some(frame)
    }

    fn evict(&mut self, frame: FrameNo, tracer: &mut Tracer) -> Result<()> {
        if self.frame(frame).dirty && !planted(Fault::DropsDirtyPage) {
            self.write_out(frame, tracer)?;
        }
        let page = self.frame(frame).page;
        self.frames[frame.0 as usize] = None;
        self.table.set(page, None);
        self.replacer.evict(frame, page);
        self.free.push(frame);
        self.counters.evictions += 1;
        tracer.counters.pages_evicted += 1;
        tracer.emit(Level::Pages, || PageEvent::Evicted { page, frame });
        Ok(())
    }

    fn write_out(&mut self, frame_no: FrameNo, tracer: &mut Tracer) -> Result<()> {
        let frame = self.frames[frame_no.0 as usize].as_mut().expect("a dirty frame is filled");
        let page = frame.page;
        // The log first: that is what makes it a write-ahead log.
        if !planted(Fault::WritesPageBeforeLog) {
            self.wal.flush(page::lsn(&frame.bytes), &mut *self.disk, tracer)?;
        }
        // A page that was never set up stays all zeroes.
        if !page::is_new(&frame.bytes) {
            let checksum = page_checksum(&frame.bytes, page.no);
            page::set_checksum(frame.bytes.make_mut(), checksum);
        }
        self.disk.write(page, frame.bytes.clone())?;
        frame.dirty = false;
        self.counters.writes += 1;
        tracer.counters.pages_written += 1;
        tracer.spend(time::PAGE_WRITE);
        tracer.emit(Level::Pages, || PageEvent::Written { page, frame: frame_no });
        Ok(())
    }
}

/// A page as the disk has it, if it is whole.
fn sound(page: PageId, bytes: PageBytes) -> Result<PageBytes> {
    match is_sound(&bytes, page.no) {
        true => Ok(bytes),
        false => Err(Error::Corrupt { page, what: "checksum does not match".into() }),
    }
}
