//! The law that keeps pictures honest: an earlier still, moved on by the events since, is the later
//! still. Random work through pool and heap, small pools, small pages, every policy.

use engine::api::lab::Lab;
use engine::inspect::stills;
use engine::storage::access::Access;
use engine::storage::memory_disk::MemoryDisk;
use engine::storage::store::{Store, StoreSetup};
use engine::storage::tuple::layout::RowLayout;
use engine::tracer::host::Tracer;
use engine::txn::isolation::Isolation;
use engine::txn::manager::TxnManager;
use engine::txn::recheck::{update_check, Verdict};
use engine::txn::transaction::Transaction;
use glassbox_tests::law::breach;
use glassbox_tests::live::Live;
use glassbox_tests::soak::seeds;
use model::base::ids::{HostId, PageId, RelId, TupleId};
use model::base::replacement::Replacement;
use model::base::rng::Rng;
use model::message::command::Command;
use model::message::reply::Reply;
use model::message::settings::Setup;
use model::metrics::summary::Counters;
use model::still::recording::Recording;
use model::trace::event::page::RelationKind;
use model::trace::event::Level;
use model::types::data_type::DataType;
use model::types::value::Value;

const ACTS: u64 = 600;
const RELATIONS: u64 = 3;

struct World {
    store: Store,
    manager: TxnManager,
    tracer: Tracer,
    rng: Rng,
    txn: Option<Transaction>,
    layout: RowLayout,
    next_rel: u32,
    rels: Vec<RelId>,
}

impl World {
    fn new(seed: u64, level: Level, replacement: Replacement) -> World {
        let mut rng = Rng::stream(seed, "replay");
        let setup = StoreSetup {
            page_bytes: 512,
            pool_frames: 8 + rng.below(16) as u32,
            replacement,
            ..StoreSetup::default()
        };
        let mut world = World {
            store: Store::new(Box::new(MemoryDisk::new(512)), &setup),
            manager: TxnManager::default(),
            tracer: Tracer::new(HostId(0), level),
            rng,
            txn: None,
            layout: RowLayout::new(&[DataType::Int8, DataType::Text]),
            next_rel: 16_384,
            rels: Vec::new(),
        };
        (0..RELATIONS).for_each(|_| world.create());
        world
    }

    fn create(&mut self) {
        let rel = RelId(self.next_rel);
        self.next_rel += 1;
        let name = format!("table_{rel}");
        self.store.create_relation(rel, &name, RelationKind::Table, &mut self.tracer);
        self.rels.push(rel);
    }

    fn rel(&mut self) -> RelId {
        self.rels[self.rng.below(self.rels.len() as u64) as usize]
    }

    fn tuple(&mut self) -> Vec<u8> {
        let text = "x".repeat(self.rng.below(150) as usize);
        self.layout.encode(&[Value::Int8(self.rng.next_u64() as i64), Value::Text(text)])
    }

    /// One act, chosen by chance.
    fn act(&mut self) {
        match self.rng.below(100) {
            0..=39 => self.insert(),
            40..=64 => self.end_some_tuple(),
            65..=79 => self.scan(),
            80..=91 => self.finish(),
            92 => {
                let done = self.manager.checkpoint(&mut self.store, &mut self.tracer);
                done.expect("the disk is sound");
            }
            93..=95 => self.store.flush_all(&mut self.tracer).expect("the disk is sound"),
            96..=97 => {
                let place = self.rng.below(self.rels.len() as u64) as usize;
                let rel = self.rels.swap_remove(place);
                self.store.drop_relation(rel, &mut self.tracer).expect("the disk is sound");
                self.create();
            }
            _ => {
                let rel = self.rel();
                let mut tuples: Vec<_> = (0..20).map(|_| self.tuple()).collect();
                let stamp = self.stamp();
                let places = self.store.heap_insert_many(rel, &mut tuples, stamp, &mut self.tracer);
                assert_eq!(places.expect("the rows fit").len(), 20);
            }
        }
    }

    fn stamp(&mut self) -> engine::storage::store::Stamp {
        let txn = self.txn.get_or_insert_with(|| self.manager.begin(Isolation::ReadCommitted));
        txn.next_command();
        self.manager.stamp(txn, &mut self.tracer)
    }

    fn insert(&mut self) {
        let rel = self.rel();
        let mut tuple = self.tuple();
        let stamp = self.stamp();
        let place = self.store.heap_insert(rel, &mut tuple, stamp, &mut self.tracer);
        place.expect("the row fits");
    }

    /// Deletes or updates some tuple, if it may be.
    fn end_some_tuple(&mut self) {
        let rel = self.rel();
        let page_count = self.store.page_count(rel);
        if page_count == 0 {
            return;
        }
        let page = PageId { rel, no: self.rng.below(u64::from(page_count)) as u32 };
        let page = self.store.heap_page(page, &mut Access::normal(), &mut self.tracer);
        let page = page.expect("the disk is sound");
        let slot_no = 1 + self.rng.below(u64::from(page.slot_count()).max(1)) as u16;
        let Some(tuple) = page.tuple(slot_no) else { return };
        let (header, place) = (tuple.header(), TupleId { page_no: page.id().no, slot_no });
        let stamp = self.stamp();
        let txn = self.txn.as_mut().expect("the stamp began one");
        let snapshot = self.manager.snapshot(txn);
        if update_check(&header, place, &snapshot, self.manager.table()) != Verdict::Ok {
            return;
        }
        let end = self.manager.end(txn, &header, &mut self.tracer);
        if self.rng.below(2) == 0 {
            self.store.heap_delete(rel, place, end, &mut self.tracer).expect("it is there");
        } else {
            let mut next = self.tuple();
            let place = self.store.heap_update(rel, place, end, &mut next, stamp, &mut self.tracer);
            place.expect("the row fits");
        }
    }

    fn scan(&mut self) {
        let rel = self.rel();
        let mut access = self.store.scan_access(rel);
        for no in 0..self.store.page_count(rel) {
            let page = PageId { rel, no };
            let page = self.store.heap_page(page, &mut access, &mut self.tracer);
            assert_eq!(page.expect("the disk is sound").id().no, no);
        }
    }

    fn finish(&mut self) {
        let Some(txn) = self.txn.take() else { return };
        match self.rng.below(3) {
            0 => self.manager.abort(txn, &mut self.store, &mut self.tracer),
            _ => self.manager.commit(txn, &mut self.store, &mut self.tracer),
        }
        .expect("the disk is sound");
    }

    fn check(&self) {
        assert_eq!(self.store.check(), Ok(()));
        assert_eq!(self.manager.check(), Ok(()));
    }
}

fn each_policy(run: impl Fn(u64, Replacement)) {
    for seed in seeds(6, 100) {
        [Replacement::Clock, Replacement::Lru, Replacement::TwoQueues]
            .into_iter()
            .for_each(|replacement| run(seed, replacement));
    }
}

#[test]
fn a_still_and_the_events_since_give_the_next_still() {
    for level in [Level::Pages, Level::Rows] {
        each_policy(|seed, replacement| {
            let mut world = World::new(seed, level, replacement);
            world.tracer.drain();
            let mut still = stills::capture(&world.store);
            for act in 0..ACTS {
                world.act();
                if act % 7 == 0 {
                    world.tracer.flush();
                    world.tracer.drain().iter().for_each(|event| still.apply(event));
                    let now = stills::capture(&world.store);
                    assert_eq!(still, now, "seed {seed}, {replacement:?}, act {act}");
                }
                if act % 50 == 0 {
                    world.check();
                }
            }
        });
    }
}

#[test]
fn what_is_done_and_counted_does_not_depend_on_the_level() {
    each_policy(|seed, replacement| {
        let [counts, pages, rows] = [Level::Counts, Level::Pages, Level::Rows].map(|level| {
            let mut world = World::new(seed, level, replacement);
            (0..ACTS).for_each(|_| world.act());
            let disk = world.store.pool().disk();
            let plain = (world.store.pool().counters(), disk.counters());
            (world.tracer.counters, world.tracer.nanos(), plain, stills::capture(&world.store))
        });
        assert_eq!(counts, pages);
        assert_eq!(pages, rows);
        assert_ne!(counts.0, Counters::default(), "something was done");
        let (pool, disk) = counts.2;
        assert_eq!(counts.0.pages_hit, pool.hits);
        assert_eq!((counts.0.pages_missed, pool.misses), (disk.reads, disk.reads));
        assert_eq!((counts.0.pages_written, pool.writes), (disk.writes, disk.writes));
    });
}

#[test]
fn the_same_seed_gives_the_same_events() {
    each_policy(|seed, replacement| {
        let [first, second] = [0; 2].map(|_| {
            let mut world = World::new(seed, Level::Rows, replacement);
            (0..ACTS).for_each(|_| world.act());
            world.tracer.flush();
            world.tracer.drain()
        });
        assert_eq!(first, second);
    });
}

#[test]
fn the_law_holds_across_power_cuts_and_recovery() {
    for (seed, level) in seeds(6, 100).flat_map(|seed| [(seed, Level::Pages), (seed, Level::Rows)])
    {
        let mut rng = Rng::stream(seed, "cuts");
        let setup = Setup { seed, page_bytes: 1_024, pool_frames: 8, ..Setup::at_level(level) };
        let mut live = Live::new(setup);
        live.run("CREATE TABLE t (a serial PRIMARY KEY, b text)");
        for _ in 0..3 {
            live.run("CREATE TEMPORARY TABLE passing AS SELECT 1 AS one");
            live.run("INSERT INTO t (b) SELECT 'x' FROM generate_series(1, 60)");
            if rng.below(2) == 0 {
                live.run("CHECKPOINT");
            }
            live.run("BEGIN; CREATE TABLE u (c int); DELETE FROM t WHERE a % 3 = 0");
            live.run("INSERT INTO t (b) SELECT 'y' FROM generate_series(1, 90)");
            live.send(Command::Crash { at_write: 0 });
            // A still stands between what was lost and what is found.
            live.send(Command::SetLevel(level));
            live.send(Command::Recover);
            live.send(Command::SetLevel(level));
        }
        assert_eq!(breach(&live.recording), None, "seed {seed}, {level:?}");
    }
}

/// What a lab says, taken in by two recordings.
fn record(lab: &mut Lab, sql: String, recordings: &mut [Recording; 2]) {
    let session = model::base::ids::SessionId(0);
    for reply in lab.handle(Command::Execute { session, sql }) {
        for recording in recordings.iter_mut() {
            match &reply {
                Reply::Events(events) => recording.append_events(events.clone()),
                Reply::Still { seq, stills } => {
                    recording.append_still(*seq, stills.as_ref().clone());
                }
                _ => {}
            }
        }
    }
}

#[test]
fn a_bounded_recording_keeps_its_end_whatever_the_level() {
    for level in [Level::Counts, Level::Pages, Level::Rows] {
        let mut lab = Lab::new(Setup { page_bytes: 1_024, ..Setup::at_level(level) });
        let bound = 128 * 1024;
        let mut recordings = [Recording::default(), Recording::with_bound(bound)];
        record(&mut lab, "CREATE TABLE t (a int PRIMARY KEY, b text)".into(), &mut recordings);
        for round in 0..300 {
            let text = format!("/* {} */", "long ".repeat(20));
            let sql = format!("INSERT INTO t VALUES ({round}, 'x'); {text} SELECT * FROM t");
            record(&mut lab, sql, &mut recordings);
            assert!(recordings[1].byte_count() <= bound, "{level:?}, round {round}");
        }
        let [whole, bounded] = &recordings;
        assert!(bounded.log().dropped_count() > 0, "{level:?}: nothing was dropped");
        assert!(bounded.start() > 0 && !bounded.log().is_empty(), "{level:?}");
        for seq in [bounded.start(), (bounded.start() + bounded.end()) / 2, bounded.end()] {
            assert_eq!(bounded.moment_at(seq).stills, whole.moment_at(seq).stills, "{level:?}");
        }
    }
}
