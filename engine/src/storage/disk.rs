//! What storage asks of a disk: relations as rows of pages.
//!
//! ```text
//!   relation 16384   | page 0 | page 1 | page 2 |         page_bytes each
//!   relation 16390   | page 0 |
//! ```
//!
//! Pages are copy-on-write: what is read is shared, and whoever changes it changes a copy. So an
//! [`DiskImage`] of the whole disk is a list of shared pages and costs next to nothing.
//!
//! Beside the relations there is the log, one stream of bytes, and the control block, a few bytes
//! that are replaced in one piece. What is written is safe only after a `sync`: a crash may keep
//! any of the pages written since, or half of one.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::ids::{Lsn, PageId, RelId};
use model::base::rng::Rng;
use model::trace::event::page::PowerLoss;

/// Where the first record of a log starts: just past 0, which means no record.
pub const LOG_START: Lsn = Lsn(8);

/// The bytes of one page, shared until somebody writes.
#[derive(Clone, PartialEq, Eq)]
pub struct PageBytes(Arc<[u8]>);

impl PageBytes {
    /// A page of those bytes.
    pub fn new(bytes: &[u8]) -> PageBytes {
        PageBytes(bytes.into())
    }

    /// Whether both are the same page in memory, and so surely equal.
    pub fn is_same(&self, other: &PageBytes) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// A page of zeroes.
    pub fn zeroed(page_bytes: u32) -> PageBytes {
        PageBytes(vec![0; page_bytes as usize].into())
    }

    /// The bytes to change; copied first if anyone else holds them.
    pub fn make_mut(&mut self) -> &mut [u8] {
        Arc::make_mut(&mut self.0)
    }
}

impl core::ops::Deref for PageBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl core::fmt::Debug for PageBytes {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PageBytes({} bytes)", self.0.len())
    }
}

/// A disk.
pub trait Disk: core::fmt::Debug {
    /// Bytes of every page.
    fn page_bytes(&self) -> u32;

    /// Makes a relation without pages. There must be none of that number.
    fn create(&mut self, rel: RelId);

    /// Removes a relation and its pages.
    fn remove(&mut self, rel: RelId);

    /// The relations, in order.
    fn relations(&self) -> Vec<RelId>;

    /// How many pages a relation has; 0 where there is no such relation.
    fn page_count(&self, rel: RelId) -> u32;

    /// Reads a page, which must be there.
    fn read(&mut self, page: PageId) -> Result<PageBytes>;

    /// The bytes of a page, or zeroes past the end, uncounted: for pictures and checks.
    fn peek(&self, page: PageId) -> PageBytes;

    /// Writes a page. Past the end the relation grows, with zeroes in between.
    fn write(&mut self, page: PageId, bytes: PageBytes) -> Result<()>;

    /// Appends bytes to the log.
    fn append_log(&mut self, bytes: &[u8]) -> Result<()>;

    /// Makes the log safe up to its end.
    fn sync_log(&mut self) -> Result<()>;

    /// The log, shared.
    fn log(&self) -> &LogImage;

    /// Lets go of the log before a place. It may keep some of it.
    fn drop_log_before(&mut self, place: Lsn);

    /// Cuts the log off at a place: what follows was never finished.
    fn cut_log(&mut self, place: Lsn);

    /// Replaces the control block.
    fn write_control(&mut self, control: Control) -> Result<()>;

    /// The control block, if one was ever written.
    fn control(&self) -> Option<Control>;

    /// Makes everything safe: relations, pages, control block.
    fn sync(&mut self) -> Result<()>;

    /// Everything that is on it now, shared.
    fn image(&self) -> DiskImage;

    /// Another disk that holds the same; the two go their own ways.
    fn boxed(&self) -> Box<dyn Disk>;

    /// What it was asked so far. Only tests read it, to hold the recording against.
    fn counters(&self) -> DiskCounters;

    /// Has the power fail before an act that changes the disk: 1 is the next. `None` takes that
    /// back.
    fn cut_power_at(&mut self, act: Option<u64>);

    /// Whether the power is off. Then nothing that is asked is done, and what can fail does.
    fn is_off(&self) -> bool;

    /// The power fails now, if it has not, and comes back. What was made safe stays; of every other
    /// write chance decides whether it is there, missing, or half there.
    fn crash(&mut self, rng: &mut Rng) -> PowerLoss;
}

/// What a disk without power answers, in the words that reach whoever was connected.
pub fn power_is_off() -> Error {
    Error::sql(sqlstate::CONNECTION_FAILURE, "server closed the connection unexpectedly")
}

/// 53100: what could not be done because the disk takes no more than so many bytes.
pub fn disk_is_full(what: String, bytes_max: u64) -> Error {
    let megabytes = bytes_max / 1024 / 1024;
    SqlError::new(sqlstate::DISK_FULL, format!("{what}: No space left on device"))
        .hint(format!(
            "The disk takes {megabytes} MB of pages and log. Drop a table, or commit between parts \
             of the work, so that a checkpoint can let go of the log."
        ))
        .into()
}

/// All that a disk holds at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiskImage {
    /// Each relation's pages, in order.
    pub relations: BTreeMap<RelId, Arc<Vec<PageBytes>>>,
    /// The log.
    pub log: LogImage,
    /// The control block.
    pub control: Option<Control>,
}

/// Where recovery begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Control {
    /// The record of the last checkpoint.
    pub checkpoint: Lsn,
    /// The first record whose changes may be missing from the pages.
    pub redo: Lsn,
}

/// The bytes of a log, in shared segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogImage {
    /// Where the first segment starts.
    start: Lsn,
    /// All but the last are full.
    segments: VecDeque<Arc<Vec<u8>>>,
}

/// Bytes of a segment of the log: what is copied at most when an image is held and the log grows.
const SEGMENT_BYTES: usize = 64 * 1024;

impl Default for LogImage {
    fn default() -> LogImage {
        LogImage { start: LOG_START, segments: VecDeque::new() }
    }
}

impl LogImage {
    /// Where the bytes that are kept start.
    pub fn start(&self) -> Lsn {
        self.start
    }

    /// Where they end.
    pub fn end(&self) -> Lsn {
        let full = self.segments.len().saturating_sub(1) * SEGMENT_BYTES;
        let last = self.segments.back().map_or(0, |segment| segment.len());
        Lsn(self.start.0 + (full + last) as u64)
    }

    /// Appends bytes.
    pub fn append(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.segments.back().is_none_or(|segment| segment.len() == SEGMENT_BYTES) {
                self.segments.push_back(Arc::new(Vec::new()));
            }
            let segment = self.segments.back_mut().expect("one was just pushed");
            let room = SEGMENT_BYTES - segment.len();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            Arc::make_mut(segment).extend_from_slice(now);
            bytes = later;
        }
    }

    /// The bytes from a place on, which must not be before the start.
    pub fn bytes_from(&self, place: Lsn) -> Vec<u8> {
        let mut skip = (place.0 - self.start.0) as usize;
        let mut bytes = Vec::with_capacity((self.end().0 - place.0) as usize);
        for segment in &self.segments {
            bytes.extend_from_slice(&segment[skip.min(segment.len())..]);
            skip = skip.saturating_sub(segment.len());
        }
        bytes
    }

    /// Lets go of whole segments before a place.
    pub fn drop_before(&mut self, place: Lsn) {
        while self.segments.len() > 1 && self.start.0 + SEGMENT_BYTES as u64 <= place.0 {
            self.segments.pop_front();
            self.start.0 += SEGMENT_BYTES as u64;
        }
    }

    /// Cuts the bytes off at a place, which must be among them or at their end.
    pub fn cut(&mut self, place: Lsn) {
        let mut keep = (place.0 - self.start.0) as usize;
        for segment in &mut self.segments {
            if keep < segment.len() {
                Arc::make_mut(segment).truncate(keep);
            }
            keep -= keep.min(SEGMENT_BYTES);
        }
        while self.segments.back().is_some_and(|segment| segment.is_empty()) {
            self.segments.pop_back();
        }
    }
}

/// What a disk was asked to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiskCounters {
    /// Pages it handed out.
    pub reads: u64,
    /// Pages it took in.
    pub writes: u64,
    /// Bytes that the log took in.
    pub log_bytes: u64,
    /// How often it made something safe.
    pub syncs: u64,
    /// Everything that changed it, one by one: between any two of them the power may fail.
    pub acts: u64,
}
