//! A disk in memory, which can lose what was not made safe.
//!
//! ```text
//!   live       what was written              reads come from here
//!   durable    what it was at the last sync  survives a crash, with any part of what came after
//! ```
//!
//! The log only grows, so that its durable part is known by where it ends: a commit that makes it
//! safe copies nothing.
//!
//! The power can be made to fail before any act. From then on nothing is done, until
//! [`Disk::crash`] decides what is there when it comes back.

use std::sync::Arc;

use model::base::error::Result;
use model::base::ids::{Lsn, PageId, RelId};
use model::base::limits::{PAGE_BYTES_MAX, PAGE_BYTES_MIN};
use model::base::rng::Rng;
use model::trace::event::page::PowerLoss;

use super::disk::{power_is_off, Control, Disk, DiskCounters, DiskImage, LogImage, PageBytes};

/// Bytes that a drive writes in one piece: a page of which a crash kept half is cut between two.
const SECTOR_BYTES: usize = 512;

/// A disk in memory.
#[derive(Clone, Debug)]
pub struct MemoryDisk {
    page_bytes: u32,
    live: DiskImage,
    /// All but the log.
    durable: DiskImage,
    /// Where the durable part of the log ends.
    log_safe: Lsn,
    counters: DiskCounters,
    /// Acts that are still done before the power fails.
    acts_left: Option<u64>,
    has_failed: bool,
    /// What a page holds that was never written.
    zeroes: PageBytes,
}

impl MemoryDisk {
    /// An empty disk with pages of that size, a power of two.
    pub fn new(page_bytes: u32) -> MemoryDisk {
        MemoryDisk::from_image(page_bytes, DiskImage::default())
    }

    /// A disk that holds what another held, all of it safe.
    pub fn from_image(page_bytes: u32, image: DiskImage) -> MemoryDisk {
        assert!(page_bytes.is_power_of_two(), "a page is a power of two");
        assert!((PAGE_BYTES_MIN..=PAGE_BYTES_MAX).contains(&page_bytes), "page size in bounds");
        MemoryDisk {
            page_bytes,
            durable: without_log(&image),
            log_safe: image.log.end(),
            live: image,
            counters: DiskCounters::default(),
            acts_left: None,
            has_failed: false,
            zeroes: PageBytes::zeroed(page_bytes),
        }
    }

    /// One more act: is it done?
    fn may_act(&mut self) -> bool {
        if let Some(left) = &mut self.acts_left {
            match left.checked_sub(1) {
                Some(fewer) => *left = fewer,
                None => {
                    self.has_failed = true;
                    return false;
                }
            }
        }
        self.counters.acts += 1;
        true
    }

    fn act(&mut self) -> Result<()> {
        match self.may_act() {
            true => Ok(()),
            false => Err(power_is_off()),
        }
    }

    /// A relation's pages after a crash.
    fn crashed_pages(
        &self,
        old: &[PageBytes],
        new: &[PageBytes],
        loss: &mut PowerLoss,
        rng: &mut Rng,
    ) -> Vec<PageBytes> {
        let grown = rng.below(new.len().saturating_sub(old.len()) as u64 + 1) as usize;
        let count = old.len().min(new.len()) + grown;
        loss.pages_lost += (new.len() - count) as u32;
        let crashed = |(place, new): (usize, &PageBytes)| {
            let old = old.get(place).unwrap_or(&self.zeroes);
            if old.is_same(new) {
                return new.clone();
            }
            match rng.below(3) {
                0 => {
                    loss.pages_lost += 1;
                    old.clone()
                }
                1 => {
                    loss.pages_kept += 1;
                    new.clone()
                }
                _ => torn(old, new, loss, rng),
            }
        };
        new[..count].iter().enumerate().map(crashed).collect()
    }
}

fn without_log(image: &DiskImage) -> DiskImage {
    let DiskImage { relations, log: _, control } = image;
    DiskImage { relations: relations.clone(), control: *control, ..DiskImage::default() }
}

/// A page of which the first sectors were written and the others not.
fn torn(old: &PageBytes, new: &PageBytes, loss: &mut PowerLoss, rng: &mut Rng) -> PageBytes {
    let sectors = (new.len() / SECTOR_BYTES) as u64;
    let cut = rng.below(sectors + 1) as usize * SECTOR_BYTES;
    let mut bytes = old.to_vec();
    bytes[..cut].copy_from_slice(&new[..cut]);
    if bytes[..] == **old {
        loss.pages_lost += 1;
    } else if bytes[..] == **new {
        loss.pages_kept += 1;
    } else {
        loss.pages_torn += 1;
    }
    PageBytes::new(&bytes)
}

impl Disk for MemoryDisk {
    fn page_bytes(&self) -> u32 {
        self.page_bytes
    }

    fn create(&mut self, rel: RelId) {
        if !self.may_act() {
            return;
        }
        let before = self.live.relations.insert(rel, Arc::default());
        assert!(before.is_none(), "relation {rel} is there already");
    }

    fn remove(&mut self, rel: RelId) {
        if !self.may_act() {
            return;
        }
        self.live.relations.remove(&rel);
    }

    fn relations(&self) -> Vec<RelId> {
        self.live.relations.keys().copied().collect()
    }

    fn page_count(&self, rel: RelId) -> u32 {
        self.live.relations.get(&rel).map_or(0, |pages| pages.len() as u32)
    }

    fn read(&mut self, page: PageId) -> Result<PageBytes> {
        if self.is_off() {
            return Err(power_is_off());
        }
        self.counters.reads += 1;
        Ok(self.peek(page))
    }

    fn peek(&self, page: PageId) -> PageBytes {
        let pages = self.live.relations.get(&page.rel).expect("a page read has a relation");
        pages.get(page.no as usize).unwrap_or(&self.zeroes).clone()
    }

    fn write(&mut self, page: PageId, bytes: PageBytes) -> Result<()> {
        assert_eq!(bytes.len(), self.page_bytes as usize, "a page has the size of a page");
        self.act()?;
        self.counters.writes += 1;
        let pages = self.live.relations.get_mut(&page.rel).expect("a page written has a relation");
        let pages = Arc::make_mut(pages);
        let place = page.no as usize;
        if place >= pages.len() {
            pages.resize(place + 1, self.zeroes.clone());
        }
        pages[place] = bytes;
        Ok(())
    }

    fn append_log(&mut self, bytes: &[u8]) -> Result<()> {
        self.act()?;
        self.counters.log_bytes += bytes.len() as u64;
        self.live.log.append(bytes);
        Ok(())
    }

    fn sync_log(&mut self) -> Result<()> {
        self.act()?;
        self.counters.syncs += 1;
        self.log_safe = self.live.log.end();
        Ok(())
    }

    fn log(&self) -> &LogImage {
        &self.live.log
    }

    fn drop_log_before(&mut self, place: Lsn) {
        if !self.may_act() {
            return;
        }
        self.live.log.drop_before(place);
    }

    fn cut_log(&mut self, place: Lsn) {
        if !self.may_act() {
            return;
        }
        self.live.log.cut(place);
        self.log_safe = self.log_safe.min(place);
    }

    fn write_control(&mut self, control: Control) -> Result<()> {
        self.act()?;
        self.live.control = Some(control);
        Ok(())
    }

    fn control(&self) -> Option<Control> {
        self.live.control
    }

    fn sync(&mut self) -> Result<()> {
        self.act()?;
        self.counters.syncs += 1;
        self.durable = without_log(&self.live);
        self.log_safe = self.live.log.end();
        Ok(())
    }

    fn image(&self) -> DiskImage {
        self.live.clone()
    }

    fn boxed(&self) -> Box<dyn Disk> {
        Box::new(self.clone())
    }

    fn counters(&self) -> DiskCounters {
        self.counters
    }

    fn cut_power_at(&mut self, act: Option<u64>) {
        self.acts_left = act.map(|act| act.saturating_sub(1));
    }

    fn is_off(&self) -> bool {
        self.has_failed
    }

    fn crash(&mut self, rng: &mut Rng) -> PowerLoss {
        let live = core::mem::take(&mut self.live);
        let mut kept = self.durable.clone();
        let mut loss = PowerLoss::default();
        kept.relations.retain(|rel, _| live.relations.contains_key(rel) || rng.below(2) == 0);
        for (rel, pages) in &live.relations {
            match kept.relations.get_mut(rel) {
                Some(old) if Arc::ptr_eq(old, pages) => {}
                Some(old) => *old = Arc::new(self.crashed_pages(old, pages, &mut loss, rng)),
                None if rng.below(2) == 0 => {
                    let pages = self.crashed_pages(&[], pages, &mut loss, rng);
                    kept.relations.insert(*rel, Arc::new(pages));
                }
                None => loss.pages_lost += pages.len() as u32,
            }
        }
        kept.log = live.log;
        let end = kept.log.end();
        if end > self.log_safe {
            let unsafe_bytes = end.0 - self.log_safe.0;
            loss.log_bytes_kept = rng.below(unsafe_bytes + 1);
            loss.log_bytes_lost = unsafe_bytes - loss.log_bytes_kept;
            self.log_safe.0 += loss.log_bytes_kept;
            kept.log.cut(self.log_safe);
        }
        if rng.below(2) == 0 {
            kept.control = live.control;
        }
        self.durable = without_log(&kept);
        self.live = kept;
        (self.acts_left, self.has_failed) = (None, false);
        loss
    }
}
