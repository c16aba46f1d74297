//! A disk in memory.

use model::base::error::Result;
use model::base::ids::{PageId, RelId};
use model::base::limits::{PAGE_BYTES_MAX, PAGE_BYTES_MIN};

use super::disk::{Disk, DiskCounters, DiskImage, PageBytes};

/// A disk in memory.
#[derive(Clone, Debug)]
pub struct MemoryDisk {
    page_bytes: u32,
    live: DiskImage,
    counters: DiskCounters,
    /// What a page holds that was never written.
    zeroes: PageBytes,
}

impl MemoryDisk {
    /// An empty disk with pages of that size, a power of two.
    pub fn new(page_bytes: u32) -> MemoryDisk {
        MemoryDisk::from_image(page_bytes, DiskImage::default())
    }

    /// A disk that holds what another held.
    pub fn from_image(page_bytes: u32, image: DiskImage) -> MemoryDisk {
        assert!(page_bytes.is_power_of_two(), "a page is a power of two");
        assert!((PAGE_BYTES_MIN..=PAGE_BYTES_MAX).contains(&page_bytes), "page size in bounds");
        MemoryDisk {
            page_bytes,
            live: image,
            counters: DiskCounters::default(),
            zeroes: PageBytes::zeroed(page_bytes),
        }
    }
}

impl Disk for MemoryDisk {
    fn page_bytes(&self) -> u32 {
        self.page_bytes
    }

    fn create(&mut self, rel: RelId) {
        let before = self.live.relations.insert(rel, Vec::new());
        assert!(before.is_none(), "relation {rel} is there already");
    }

    fn remove(&mut self, rel: RelId) {
        self.live.relations.remove(&rel);
    }

    fn relations(&self) -> Vec<RelId> {
        self.live.relations.keys().copied().collect()
    }

    fn page_count(&self, rel: RelId) -> u32 {
        self.live.relations.get(&rel).map_or(0, |pages| pages.len() as u32)
    }

    fn read(&mut self, page: PageId) -> Result<PageBytes> {
        self.counters.reads += 1;
        Ok(self.peek(page))
    }

    fn peek(&self, page: PageId) -> PageBytes {
        let pages = self.live.relations.get(&page.rel).expect("a page read has a relation");
        pages.get(page.no as usize).unwrap_or(&self.zeroes).clone()
    }

    fn write(&mut self, page: PageId, bytes: PageBytes) -> Result<()> {
        assert_eq!(bytes.len(), self.page_bytes as usize, "a page has the size of a page");
        self.counters.writes += 1;
        let pages = self.live.relations.get_mut(&page.rel).expect("a page written has a relation");
        let place = page.no as usize;
        if place >= pages.len() {
            pages.resize(place + 1, self.zeroes.clone());
        }
        pages[place] = bytes;
        Ok(())
    }

    fn image(&self) -> DiskImage {
        self.live.clone()
    }

    fn counters(&self) -> DiskCounters {
        self.counters
    }
}
