//! Busy recordings: random work over a small model of a buffer pool, as long as a test wants.

use std::collections::BTreeMap;

use model::base::ids::{FrameNo, PageId, RelId};
use model::base::rng::Rng;
use model::trace::event::page::{PageEvent, RelationKind};

use crate::hand::{page, Hand, ORDERS, PG_CLASS, USERS};

/// Random work: statements that scan, look up and add, in a pool that is too small for the tables.
pub struct Busy {
    /// What there is so far.
    pub hand: Hand,
    rng: Rng,
    frames: Vec<Option<PageId>>,
    dirty: Vec<bool>,
    places: BTreeMap<PageId, usize>,
    next_victim: usize,
    page_counts: BTreeMap<RelId, u32>,
}

impl Busy {
    /// Two tables and a system table without pages, and an empty pool.
    pub fn new(seed: u64, frame_count: u32) -> Busy {
        let mut hand = Hand::new(frame_count);
        hand.start("CREATE TABLE orders (id int)");
        hand.create(PG_CLASS, "pg_class", RelationKind::System);
        hand.create(ORDERS, "orders", RelationKind::Table);
        hand.create(USERS, "users", RelationKind::Table);
        hand.finish(0);
        let frames = frame_count as usize;
        Busy {
            hand,
            rng: Rng::stream(seed, "busy"),
            frames: vec![None; frames],
            dirty: vec![false; frames],
            places: BTreeMap::new(),
            next_victim: 0,
            page_counts: BTreeMap::new(),
        }
    }

    /// One statement that adds pages to a table.
    pub fn grow(&mut self, rel: RelId, page_count: u32) {
        self.hand.start("INSERT INTO orders SELECT ...");
        for _ in 0..page_count {
            let count = self.page_counts.entry(rel).or_default();
            let added = page(rel, *count);
            *count += 1;
            let frame = self.place(added, true);
            self.hand.page_fact(PageEvent::Extended { page: added, frame });
            let slot_count = 100 + self.rng.below(36) as u16;
            let free_bytes = self.rng.below(200) as u16;
            self.hand.page_fact(PageEvent::Changed { page: added, slot_count, free_bytes });
        }
        self.hand.finish(u64::from(page_count) * 136);
    }

    /// One statement that reads a table from end to end.
    pub fn scan(&mut self, rel: RelId) {
        self.hand.start("SELECT * FROM orders");
        for no in 0..self.page_counts.get(&rel).copied().unwrap_or(0) {
            self.read(page(rel, no));
        }
        self.hand.finish(11);
    }

    /// One statement that reads and changes some pages here and there.
    pub fn look_up(&mut self, page_count: u32) {
        self.hand.start("UPDATE orders SET total = 0 WHERE user_id = 42");
        for _ in 0..page_count {
            let counts: Vec<(RelId, u32)> =
                self.page_counts.iter().map(|(rel, count)| (*rel, *count)).collect();
            let (rel, count) = counts[self.rng.below(counts.len() as u64) as usize];
            let found = page(rel, self.rng.below(u64::from(count)) as u32);
            let frame = self.read(found);
            if self.rng.below(3) == 0 && !self.dirty[frame.0 as usize] {
                self.dirty[frame.0 as usize] = true;
                self.hand.page_fact(PageEvent::Dirtied { page: found, frame });
            }
        }
        self.hand.finish(u64::from(page_count));
    }

    /// So many random statements, a still after every few.
    pub fn work(&mut self, statement_count: u32) {
        for rel in [PG_CLASS, ORDERS, USERS] {
            self.grow(rel, 3);
        }
        for number in 0..statement_count {
            let rel = [ORDERS, USERS][self.rng.below(2) as usize];
            match self.rng.below(4) {
                0 => self.grow(rel, 1 + number % 5),
                1 => self.scan(rel),
                _ => self.look_up(1 + number % 7),
            }
            if number % 3 == 0 {
                self.hand.still();
            }
        }
    }

    fn read(&mut self, wanted: PageId) -> FrameNo {
        let examined = 136;
        let visible = self.rng.below(136) as u16;
        let frame = match self.places.get(&wanted) {
            Some(frame) => {
                let frame = FrameNo(*frame as u32);
                self.hand.page_fact(PageEvent::Hit { page: wanted, frame, usage: 2 });
                frame
            }
            None => {
                let frame = self.place(wanted, false);
                self.hand.page_fact(PageEvent::Missed { page: wanted, frame, usage: 1 });
                frame
            }
        };
        self.hand.page_fact(PageEvent::Scanned { page: wanted, examined, visible });
        frame
    }

    /// Makes room for a page: the victims take turns.
    fn place(&mut self, wanted: PageId, is_dirty: bool) -> FrameNo {
        let index = self.next_victim;
        self.next_victim = (index + 1) % self.frames.len();
        let frame = FrameNo(index as u32);
        if let Some(gone) = self.frames[index].replace(wanted) {
            if self.dirty[index] {
                self.hand.page_fact(PageEvent::Written { page: gone, frame });
            }
            self.hand.page_fact(PageEvent::Evicted { page: gone, frame });
            self.places.remove(&gone);
        }
        self.dirty[index] = is_dirty;
        self.places.insert(wanted, index);
        frame
    }
}
