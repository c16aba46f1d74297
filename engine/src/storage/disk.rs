//! What storage asks of a disk: relations as rows of pages.
//!
//! ```text
//!   relation 16384   | page 0 | page 1 | page 2 |         page_bytes each
//!   relation 16390   | page 0 |
//! ```
//!
//! Pages are copy-on-write: what is read is shared, and whoever changes it changes a copy. So an
//! [`DiskImage`] of the whole disk is a list of shared pages and costs next to nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::base::error::Result;
use model::base::ids::{PageId, RelId};

/// The bytes of one page, shared until somebody writes.
#[derive(Clone, PartialEq, Eq)]
pub struct PageBytes(Arc<[u8]>);

impl PageBytes {
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

    /// Everything that is on it now, shared.
    fn image(&self) -> DiskImage;

    /// What it was asked so far. Only tests read it, to hold the recording against.
    fn counters(&self) -> DiskCounters;
}

/// All pages of a disk at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiskImage {
    /// Each relation's pages, in order.
    pub relations: BTreeMap<RelId, Vec<PageBytes>>,
}

/// What a disk was asked to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiskCounters {
    /// Pages it handed out.
    pub reads: u64,
    /// Pages it took in.
    pub writes: u64,
}
