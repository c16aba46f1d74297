//! A disk that remembers how it was before each write, so that the power can be cut at any of them.

use std::cell::RefCell;
use std::fmt::Debug;
use std::rc::Rc;

use engine::storage::disk::{Control, Disk, DiskCounters, DiskImage, LogImage, PageBytes};
use engine::storage::memory_disk::MemoryDisk;
use model::base::error::Result;
use model::base::ids::{Lsn, PageId, RelId};
use model::base::rng::Rng;
use model::trace::event::page::PowerLoss;

/// A disk that remembers how it was before each write, and what stood on the watch then.
#[derive(Debug)]
pub struct Watched<T> {
    disk: MemoryDisk,
    watch: Rc<RefCell<Watch<T>>>,
}

/// What is remembered.
#[derive(Default)]
pub struct Watch<T> {
    /// What holds from now on: what was promised, or which statement runs.
    pub mark: T,
    /// The disk before each write, and the mark then.
    pub moments: Vec<(MemoryDisk, T)>,
}

impl<T> std::fmt::Debug for Watch<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Watch({} moments)", self.moments.len())
    }
}

impl<T: Clone> Watched<T> {
    /// A disk under a watch.
    pub fn new(disk: MemoryDisk, watch: Rc<RefCell<Watch<T>>>) -> Watched<T> {
        Watched { disk, watch }
    }

    fn note(&self) {
        let mut watch = self.watch.borrow_mut();
        let mark = watch.mark.clone();
        watch.moments.push((self.disk.clone(), mark));
    }
}

impl<T: Clone + Debug + 'static> Disk for Watched<T> {
    fn page_bytes(&self) -> u32 {
        self.disk.page_bytes()
    }
    fn create(&mut self, rel: RelId) {
        self.note();
        self.disk.create(rel);
    }
    fn remove(&mut self, rel: RelId) {
        self.note();
        self.disk.remove(rel);
    }
    fn relations(&self) -> Vec<RelId> {
        self.disk.relations()
    }
    fn page_count(&self, rel: RelId) -> u32 {
        self.disk.page_count(rel)
    }
    fn read(&mut self, page: PageId) -> Result<PageBytes> {
        self.disk.read(page)
    }
    fn peek(&self, page: PageId) -> PageBytes {
        self.disk.peek(page)
    }
    fn write(&mut self, page: PageId, bytes: PageBytes) -> Result<()> {
        self.note();
        self.disk.write(page, bytes)
    }
    fn append_log(&mut self, bytes: &[u8]) -> Result<()> {
        self.note();
        self.disk.append_log(bytes)
    }
    fn sync_log(&mut self) -> Result<()> {
        self.note();
        self.disk.sync_log()
    }
    fn log(&self) -> &LogImage {
        self.disk.log()
    }
    fn drop_log_before(&mut self, place: Lsn) {
        self.note();
        self.disk.drop_log_before(place);
    }
    fn cut_log(&mut self, place: Lsn) {
        self.disk.cut_log(place);
    }
    fn write_control(&mut self, control: Control) -> Result<()> {
        self.note();
        self.disk.write_control(control)
    }
    fn control(&self) -> Option<Control> {
        self.disk.control()
    }
    fn sync(&mut self) -> Result<()> {
        self.note();
        self.disk.sync()
    }
    fn image(&self) -> DiskImage {
        self.disk.image()
    }
    fn boxed(&self) -> Box<dyn Disk> {
        self.disk.boxed()
    }
    fn counters(&self) -> DiskCounters {
        self.disk.counters()
    }
    fn cut_power_at(&mut self, act: Option<u64>) {
        self.disk.cut_power_at(act);
    }
    fn is_off(&self) -> bool {
        self.disk.is_off()
    }
    fn crash(&mut self, rng: &mut Rng) -> PowerLoss {
        self.disk.crash(rng)
    }
}
