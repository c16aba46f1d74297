//! Records of the log.
//!
//! ```text
//!   0              4         8          16     17  20         24
//!   | record bytes | txn u32 | prev u64 | kind | 0 | checksum | body ... | to a multiple of 8
//!
//!   body of a change: for each page   | rel u32 | page u32 | bytes u32 | image u8 | content |
//!   content of an image:  | hole start u16 | hole end u16 | the page without the hole |
//! ```
//!
//! `prev` is where the record before starts. The hole of an image lies between slots and items.
//! Source: PostgreSQL, source file `src/include/access/xlogrecord.h`.

use model::base::ids::{Lsn, PageId, RelId, TxnId};

use crate::storage::bytes::{align, get_u16, get_u32, get_u64, put_u32, put_u64, ALIGN_MAX};
use crate::storage::change::PageChange;
use crate::storage::checksum::checksum;
use crate::storage::page;

/// Bytes of the header of a record.
pub const RECORD_HEADER_BYTES: usize = 24;
const CHECKSUM_AT: usize = 20;
const PART_HEADER_BYTES: usize = 13;

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body<'a> {
    /// Pages changed, all or none.
    Pages(Vec<Part<'a>>),
    /// A relation came to be, without pages.
    RelationCreated(RelId),
    /// A relation is gone.
    RelationDropped(RelId),
    /// A transaction committed, with those of its savepoints that wrote.
    Committed(Vec<TxnId>),
    /// A transaction or savepoint was undone, with those inside it.
    Aborted(Vec<TxnId>),
    /// A checkpoint. What the transaction manager knew when it began.
    Checkpoint {
        /// Where redo starts.
        redo: Lsn,
        /// The manager's bytes.
        payload: &'a [u8],
    },
}

/// What a record says of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// The page.
    pub page: PageId,
    /// What became of it.
    pub content: Content<'a>,
}

/// What became of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content<'a> {
    /// It changed.
    Change(PageChange<'a>),
    /// It is this, whatever it was.
    Image {
        /// Where the hole starts that is left out, and where it ends.
        hole: (u16, u16),
        /// The bytes before the hole and those after it.
        bytes: &'a [u8],
    },
}

/// A record as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Where it starts.
    pub start: Lsn,
    /// Where the next one starts: the `lsn` of pages that have it.
    pub end: Lsn,
    /// On behalf of which transaction.
    pub txn: TxnId,
    /// Where the record before starts.
    pub prev: Lsn,
    /// What it says.
    pub body: Body<'a>,
}

const PAGES: u8 = 1;
const CREATED: u8 = 2;
const DROPPED: u8 = 3;
const COMMITTED: u8 = 4;
const ABORTED: u8 = 5;
const CHECKPOINT: u8 = 6;

/// Begins a record at the end of a buffer; returns where in the buffer.
pub fn begin(out: &mut Vec<u8>, txn: TxnId, prev: Lsn) -> usize {
    let start = out.len();
    out.resize(start + RECORD_HEADER_BYTES, 0);
    put_u32(&mut out[start..], 4, txn.0);
    put_u64(&mut out[start..], 8, prev.0);
    out[start + 16] = PAGES;
    start
}

/// Ends the record that begins there.
pub fn end(out: &mut Vec<u8>, start: usize) {
    let record_bytes = out.len() - start;
    put_u32(&mut out[start..], 0, record_bytes as u32);
    let sum = record_checksum(&out[start..]);
    put_u32(&mut out[start..], CHECKSUM_AT, sum);
    out.resize(start + align(record_bytes, ALIGN_MAX), 0);
}

/// Adds what happened to a page to the record that was begun.
pub fn push_change(out: &mut Vec<u8>, page: PageId, change: &PageChange) {
    push_part(out, page, 0, |out| change.write(out));
}

/// Adds a page as it is to the record that was begun.
pub fn push_image(out: &mut Vec<u8>, page: PageId, bytes: &[u8]) {
    let hole = page::lower(bytes)..page::upper(bytes);
    push_part(out, page, 1, |out| {
        out.extend_from_slice(&(hole.start as u16).to_le_bytes());
        out.extend_from_slice(&(hole.end as u16).to_le_bytes());
        out.extend_from_slice(&bytes[..hole.start]);
        out.extend_from_slice(&bytes[hole.end..]);
    });
}

fn push_part(out: &mut Vec<u8>, page: PageId, image: u8, content: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend_from_slice(&page.rel.0.to_le_bytes());
    out.extend_from_slice(&page.no.to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    out.push(image);
    content(out);
    let content_bytes = (out.len() - start - PART_HEADER_BYTES) as u32;
    put_u32(&mut out[start..], 8, content_bytes);
}

/// Adds a body other than pages to the record that begins at `start`.
pub fn push_body(out: &mut Vec<u8>, start: usize, body: &Body) {
    let txns = |out: &mut Vec<u8>, txns: &[TxnId]| {
        txns.iter().for_each(|txn| out.extend_from_slice(&txn.0.to_le_bytes()));
    };
    out[start + 16] = match body {
        Body::Pages(_) => panic!("pages are pushed one by one"),
        Body::RelationCreated(rel) => {
            out.extend_from_slice(&rel.0.to_le_bytes());
            CREATED
        }
        Body::RelationDropped(rel) => {
            out.extend_from_slice(&rel.0.to_le_bytes());
            DROPPED
        }
        Body::Committed(committed) => {
            txns(out, committed);
            COMMITTED
        }
        Body::Aborted(aborted) => {
            txns(out, aborted);
            ABORTED
        }
        Body::Checkpoint { redo, payload } => {
            out.extend_from_slice(&redo.0.to_le_bytes());
            out.extend_from_slice(payload);
            CHECKPOINT
        }
    };
}

impl<'a> Record<'a> {
    /// The record at the beginning of some bytes, which is at `start` in the log; `None` where
    /// there is no sound record: at the end of the log.
    pub fn read(bytes: &'a [u8], start: Lsn) -> Option<Record<'a>> {
        if bytes.len() < RECORD_HEADER_BYTES {
            return None;
        }
        let record_bytes = get_u32(bytes, 0) as usize;
        if record_bytes < RECORD_HEADER_BYTES || record_bytes > bytes.len() {
            return None;
        }
        let record = &bytes[..record_bytes];
        if record_checksum(record) != get_u32(record, CHECKSUM_AT) {
            return None;
        }
        Some(Record {
            start,
            end: Lsn(start.0 + align(record_bytes, ALIGN_MAX) as u64),
            txn: TxnId(get_u32(record, 4)),
            prev: Lsn(get_u64(record, 8)),
            body: read_body(record[16], &record[RECORD_HEADER_BYTES..])?,
        })
    }
}

fn read_body(kind: u8, body: &[u8]) -> Option<Body<'_>> {
    let rel = || (body.len() == 4).then(|| RelId(get_u32(body, 0)));
    let txns = || body.chunks_exact(4).map(|txn| TxnId(get_u32(txn, 0))).collect();
    Some(match kind {
        PAGES => Body::Pages(read_parts(body)?),
        CREATED => Body::RelationCreated(rel()?),
        DROPPED => Body::RelationDropped(rel()?),
        COMMITTED => Body::Committed(txns()),
        ABORTED => Body::Aborted(txns()),
        CHECKPOINT if body.len() >= 8 => {
            Body::Checkpoint { redo: Lsn(get_u64(body, 0)), payload: &body[8..] }
        }
        _ => return None,
    })
}

fn read_parts(mut body: &[u8]) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::with_capacity(1);
    while body.len() >= PART_HEADER_BYTES {
        let page = PageId { rel: RelId(get_u32(body, 0)), no: get_u32(body, 4) };
        let end = PART_HEADER_BYTES + get_u32(body, 8) as usize;
        let content = body.get(PART_HEADER_BYTES..end)?;
        let content = match body[12] {
            0 => Content::Change(PageChange::read(content)?),
            _ if content.len() < 4 => return None,
            _ => {
                let hole = (get_u16(content, 0), get_u16(content, 2));
                Content::Image { hole, bytes: &content[4..] }
            }
        };
        parts.push(Part { page, content });
        body = &body[end..];
    }
    body.is_empty().then_some(parts)
}

impl Content<'_> {
    /// Makes the page what the record says.
    pub fn apply(&self, page: &mut [u8]) {
        match self {
            Content::Change(change) => change.apply(page),
            Content::Image { hole, bytes } => {
                let (start, end) = (usize::from(hole.0), usize::from(hole.1));
                page[..start].copy_from_slice(&bytes[..start]);
                page[start..end].fill(0);
                page[end..].copy_from_slice(&bytes[start..]);
            }
        }
    }

    /// Whether the page after it does not depend on the page before.
    pub fn is_complete(&self) -> bool {
        match self {
            Content::Change(change) => change.is_complete(),
            Content::Image { .. } => true,
        }
    }
}

/// The checksum of a record but for its own four bytes.
fn record_checksum(record: &[u8]) -> u32 {
    let header = checksum(&record[..CHECKSUM_AT], 0);
    checksum(&record[RECORD_HEADER_BYTES..], u64::from(header))
}
