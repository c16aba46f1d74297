//! The pool gives every reader the newest bytes, whoever was put out, and each policy puts out the
//! page it should.

use std::collections::BTreeMap;

use engine::storage::access::Access;
use engine::storage::buffer::BufferPool;
use engine::storage::change::PageChange;
use engine::storage::memory_disk::MemoryDisk;
use engine::storage::page;
use engine::tracer::host::Tracer;
use model::base::ids::{HostId, PageId, RelId, TxnId};
use model::base::replacement::Replacement;
use model::base::rng::Rng;
use model::trace::event::Level;

const REL: RelId = RelId(7);

struct World {
    pool: BufferPool,
    tracer: Tracer,
}

impl World {
    /// A pool over a relation of that many pages, each of which holds its own number, and none of
    /// which is in the pool.
    fn new(page_count: u32, frame_count: u32, replacement: Replacement) -> World {
        let mut tracer = Tracer::new(HostId(0), Level::Counts);
        let mut maker = BufferPool::new(Box::new(MemoryDisk::new(512)), 8, Replacement::Clock);
        maker.create_relation(REL);
        for no in 0..page_count {
            let (_, frame) = maker.extend(REL, &mut tracer).expect("the disk is sound");
            maker.change_silently(frame, &mut tracer, |bytes| {
                page::init(bytes, 0);
                bytes[100] = no as u8;
            });
        }
        maker.flush_all(&mut tracer).expect("the disk is sound");
        let disk = MemoryDisk::from_image(512, maker.disk().image());
        let pool = BufferPool::new(Box::new(disk), frame_count, replacement);
        World { pool, tracer: Tracer::new(HostId(0), Level::Counts) }
    }

    fn read_with(&mut self, no: u32, access: &mut Access) {
        let page = PageId { rel: REL, no };
        let bytes = self.pool.read(page, access, &mut self.tracer).expect("the disk is sound");
        assert_eq!(bytes[100], no as u8);
    }

    fn read(&mut self, numbers: &[u32]) {
        numbers.iter().for_each(|&no| self.read_with(no, &mut Access::normal()));
    }

    /// Reads all pages as a scan does. Returns (hits, misses).
    fn scan(&mut self) -> (u64, u64) {
        let before = self.pool.counters();
        let mut access = self.pool.scan_access(REL);
        (0..self.pool.page_count(REL)).for_each(|no| self.read_with(no, &mut access));
        let after = self.pool.counters();
        (after.hits - before.hits, after.misses - before.misses)
    }

    /// The pages in the pool, in order.
    fn held(&self) -> Vec<u32> {
        let mut held: Vec<u32> = self.pool.views().map(|view| view.page.no).collect();
        held.sort_unstable();
        held
    }
}

#[test]
fn readers_get_the_newest_bytes_and_keep_what_they_got() {
    for replacement in [Replacement::Clock, Replacement::Lru, Replacement::TwoQueues] {
        let mut rng = Rng::stream(3, "buffer");
        let mut world = World::new(40, 8, replacement);
        let mut newest: BTreeMap<u32, u8> = BTreeMap::new();
        let mut kept = Vec::new();
        for _ in 0..2_000 {
            let page = PageId { rel: REL, no: rng.below(40) as u32 };
            if rng.below(3) == 0 {
                let value = rng.next_u64() as u8;
                let patch = PageChange::Patch { patches: vec![(200, vec![value].into())] };
                let access = &mut Access::normal();
                let frame = world.pool.touch(page, access, &mut world.tracer);
                let frame = frame.expect("the disk is sound");
                let changed = world.pool.change(frame, TxnId(0), &patch, &mut world.tracer);
                assert!(changed.is_ok());
                newest.insert(page.no, value);
            } else {
                let bytes = world.pool.read(page, &mut Access::normal(), &mut world.tracer);
                let bytes = bytes.expect("the disk is sound");
                let value = newest.get(&page.no).copied().unwrap_or(0);
                assert_eq!(bytes[200], value);
                kept.push((bytes, value));
            }
            assert_eq!(world.pool.check(), Ok(()));
        }
        assert!(kept.iter().all(|(bytes, value)| bytes[200] == *value), "{replacement:?}");
    }
}

#[test]
fn lru_puts_out_what_was_touched_longest_ago() {
    let mut world = World::new(20, 4, Replacement::Lru);
    world.read(&[0, 1, 2, 3, 0, 2, 4]);
    assert_eq!(world.held(), [0, 2, 3, 4]);
    world.read(&[5]);
    assert_eq!(world.held(), [0, 2, 4, 5]);
}

#[test]
fn the_clock_spares_what_is_touched_often() {
    let mut world = World::new(20, 4, Replacement::Clock);
    world.read(&[0, 1, 2, 3]);
    world.read(&[0, 0, 0]);
    // The hand takes one from each, once round, and stops at the first that has none left.
    world.read(&[4, 5, 6]);
    assert_eq!(world.held(), [0, 4, 5, 6]);
    // The newcomers have one round of grace each; page 0 has two left.
    world.read(&[7]);
    assert_eq!(world.held(), [0, 5, 6, 7]);
}

#[test]
fn two_queues_keep_what_was_asked_for_twice_apart() {
    let mut world = World::new(60, 8, Replacement::TwoQueues);
    // Pages 0 and 1 leave the short queue, are remembered, and come back into the long one.
    world.read(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    world.read(&[0, 1]);
    (20..60).for_each(|no| world.read(&[no]));
    assert!(world.held().starts_with(&[0, 1]), "{:?}", world.held());
}

#[test]
fn a_large_scan_leaves_the_pool_to_others_and_meets_them_again() {
    for replacement in [Replacement::Clock, Replacement::Lru, Replacement::TwoQueues] {
        let mut world = World::new(100, 32, replacement);
        world.read(&(0..32).collect::<Vec<u32>>());
        assert_eq!(world.held(), (0..32).collect::<Vec<u32>>());
        // A ring of 32 / 8 = 4 frames: 28 of the 32 pages stay, whichever the policy chose.
        let (hits, misses) = world.scan();
        assert_eq!(hits + misses, 100);
        assert!(hits >= 28, "{replacement:?}: {hits}");
        let (hits, misses) = world.scan();
        assert!(hits >= 28 && misses >= 64, "{replacement:?}: {hits} {misses}");
        assert_eq!(world.pool.disk().counters().reads, world.pool.counters().misses);
    }
}

#[test]
fn a_small_scan_fills_the_pool() {
    let mut world = World::new(8, 32, Replacement::Clock);
    assert_eq!(world.scan(), (0, 8));
    assert_eq!(world.scan(), (8, 0));
}

#[test]
fn a_dropped_relation_leaves_free_frames() {
    let mut world = World::new(20, 8, Replacement::TwoQueues);
    world.read(&[1, 2, 3, 4, 5, 6, 7, 8, 9]);
    world.pool.drop_relation(REL);
    assert!(world.held().is_empty());
    assert_eq!(world.pool.check(), Ok(()));
    world.pool.create_relation(REL);
    for _ in 0..12 {
        world.pool.extend(REL, &mut world.tracer).expect("the disk is sound");
    }
    assert_eq!(world.pool.check(), Ok(()));
}
