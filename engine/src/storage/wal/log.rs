//! The log while the database runs: records join its end in memory, and are made safe in order.

use model::base::error::Result;
use model::base::ids::{Lsn, PageId, TxnId};
use model::base::time;
use model::trace::event::wal::{RecordKind, WalEvent};
use model::trace::event::Level;

use crate::storage::change::PageChange;
use crate::storage::disk::{Control, Disk};
use crate::storage::edit::EditedPage;
use crate::storage::page;
use crate::tracer::fault::{planted, Fault};
use crate::tracer::host::Tracer;

use super::record::{self, Body};

/// Bytes of records that wait in memory before they are handed to the disk, safe or not.
const BUFFER_BYTES_MAX: usize = 1024 * 1024;

/// The log while the database runs.
#[derive(Clone, Debug)]
pub struct Wal {
    /// Records that the disk does not have yet.
    buffer: Vec<u8>,
    /// Where the buffer starts: all before is with the disk.
    written: Lsn,
    /// All before is safe.
    flushed: Lsn,
    /// Where the last record starts.
    last: Lsn,
    /// Where redo would start; 0 before the first checkpoint.
    redo: Lsn,
    /// The record of the last checkpoint.
    checkpoint: Lsn,
    images: FullPageImages,
}

/// Whether the first record about a page after a checkpoint carries the whole page
/// (`full_page_writes`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FullPageImages {
    /// It does.
    #[default]
    On,
    /// It does not: a page of which a crash keeps half is lost.
    Off,
}

impl Wal {
    /// The log of a disk, from its end on.
    pub fn new(disk: &dyn Disk, images: FullPageImages) -> Wal {
        let end = disk.log().end();
        let control = disk.control();
        Wal {
            buffer: Vec::new(),
            written: end,
            flushed: end,
            last: Lsn(0),
            redo: control.map_or(Lsn(0), |control| control.redo),
            checkpoint: control.map_or(Lsn(0), |control| control.checkpoint),
            images,
        }
    }

    /// Where the next record will start.
    pub fn end(&self) -> Lsn {
        Lsn(self.written.0 + self.buffer.len() as u64)
    }

    /// All before is with the disk.
    pub fn written(&self) -> Lsn {
        self.written
    }

    /// All before is safe.
    pub fn flushed(&self) -> Lsn {
        self.flushed
    }

    /// Where redo would start; 0 before the first checkpoint.
    pub fn redo(&self) -> Lsn {
        self.redo
    }

    /// The record of the last checkpoint.
    pub fn checkpoint(&self) -> Lsn {
        self.checkpoint
    }

    /// Changes whether records carry whole pages.
    pub fn set_images(&mut self, images: FullPageImages) {
        self.images = images;
    }

    /// Makes a change to one page and logs it.
    pub fn change_page(
        &mut self,
        txn: TxnId,
        id: PageId,
        bytes: &mut [u8],
        change: &PageChange,
        tracer: &mut Tracer,
    ) {
        let whole = self.needs_image(bytes) && !change.is_complete();
        change.apply(bytes);
        let start = record::begin(&mut self.buffer, txn, self.last);
        match whole {
            true => record::push_image(&mut self.buffer, id, bytes),
            false => record::push_change(&mut self.buffer, id, change),
        }
        let kind = if whole { RecordKind::Image } else { RecordKind::Change };
        page::set_lsn(bytes, self.finish(start, txn, kind, Some(id), tracer));
    }

    /// Logs what became of several pages, as one record. Returns their new `lsn`.
    pub(in crate::storage) fn edit_pages(
        &mut self,
        txn: TxnId,
        parts: &[EditedPage],
        tracer: &mut Tracer,
    ) -> Lsn {
        let start = record::begin(&mut self.buffer, txn, self.last);
        for part in parts {
            let change = part.change().filter(|_| !self.needs_image(&part.before));
            match change {
                Some(change) => record::push_change(&mut self.buffer, part.id, &change),
                None => record::push_image(&mut self.buffer, part.id, &part.after),
            }
        }
        let first = parts.first().map(|part| part.id);
        self.finish(start, txn, RecordKind::Change, first, tracer)
    }

    /// Logs something that is no change of pages. Returns where the next record starts.
    pub fn append(&mut self, txn: TxnId, body: &Body, tracer: &mut Tracer) -> Lsn {
        let start = record::begin(&mut self.buffer, txn, self.last);
        record::push_body(&mut self.buffer, start, body);
        let kind = match body {
            Body::Pages(_) => RecordKind::Change,
            Body::RelationCreated(_) => RecordKind::RelationCreated,
            Body::RelationDropped(_) => RecordKind::RelationDropped,
            Body::Committed(_) => RecordKind::Committed,
            Body::Aborted(_) => RecordKind::Aborted,
            Body::Checkpoint { .. } => RecordKind::Checkpoint,
        };
        self.finish(start, txn, kind, None, tracer)
    }

    /// Makes the log safe at least up to a place.
    pub fn flush(&mut self, to: Lsn, disk: &mut dyn Disk, tracer: &mut Tracer) -> Result<()> {
        if to <= self.flushed {
            return Ok(());
        }
        self.write(disk, tracer)?;
        disk.sync_log()?;
        self.flushed = self.written;
        tracer.spend(time::LOG_FLUSH);
        tracer.log_event(WalEvent::Flushed { to: self.flushed });
        Ok(())
    }

    /// Whether so much has come together that the disk should have it.
    pub fn is_full(&self) -> bool {
        self.buffer.len() > BUFFER_BYTES_MAX
    }

    /// Hands the buffer to the disk.
    pub fn relieve(&mut self, disk: &mut dyn Disk, tracer: &mut Tracer) -> Result<()> {
        self.write(disk, tracer)
    }

    /// A checkpoint begins: redo would start here.
    pub fn start_checkpoint(&mut self, tracer: &mut Tracer) -> Lsn {
        self.redo = self.end();
        tracer.log_event(WalEvent::CheckpointStarted { redo: self.redo });
        self.redo
    }

    /// The pages are safe: logs the checkpoint and points the control block at it.
    pub fn finish_checkpoint(
        &mut self,
        payload: &[u8],
        disk: &mut dyn Disk,
        tracer: &mut Tracer,
    ) -> Result<()> {
        let (redo, checkpoint) = (self.redo, self.end());
        let end = self.append(TxnId(0), &Body::Checkpoint { redo, payload }, tracer);
        self.flush(end, disk, tracer)?;
        disk.write_control(Control { checkpoint, redo })?;
        disk.sync()?;
        disk.drop_log_before(redo);
        self.checkpoint = checkpoint;
        let start = disk.log().start();
        tracer.log_event(WalEvent::CheckpointFinished { checkpoint, start });
        Ok(())
    }

    /// Recovery is done: the log ends here, and `last` is the record before.
    pub fn end_redo(&mut self, end: Lsn, last: Lsn, tracer: &mut Tracer) {
        assert!(self.buffer.is_empty(), "nothing is logged during recovery");
        (self.written, self.flushed, self.last) = (end, end, last);
        tracer.log_event(WalEvent::RedoFinished { end });
    }

    fn needs_image(&self, bytes: &[u8]) -> bool {
        let is_on = self.images == FullPageImages::On && !planted(Fault::ForgetsPageImage);
        is_on && page::lsn(bytes) <= self.redo
    }

    fn finish(
        &mut self,
        start: usize,
        txn: TxnId,
        kind: RecordKind,
        page: Option<PageId>,
        tracer: &mut Tracer,
    ) -> Lsn {
        record::end(&mut self.buffer, start);
        if planted(Fault::LosesLogRecord) && self.end().0 & 63 == 0 {
            self.buffer.truncate(start);
            return self.end();
        }
        self.last = Lsn(self.written.0 + start as u64);
        let end = self.end();
        let bytes = (end.0 - self.last.0) as u32;
        tracer.spend(time::LOG_RECORD);
        tracer.log_grew(end);
        let lsn = self.last;
        tracer.emit(Level::Rows, || WalEvent::Appended { lsn, bytes, txn, kind, page });
        end
    }

    fn write(&mut self, disk: &mut dyn Disk, tracer: &mut Tracer) -> Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        disk.append_log(&self.buffer)?;
        self.written = self.end();
        self.buffer.clear();
        tracer.log_event(WalEvent::Written { to: self.written });
        Ok(())
    }
}
