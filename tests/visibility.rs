//! Who sees which tuple: every combination of who made it and who ended it.

use engine::storage::change::CidKind;
use engine::storage::memory_disk::MemoryDisk;
use engine::storage::store::{Store, StoreSetup};
use engine::storage::tuple::header::{TupleHeader, XMAX_INVALID};
use engine::tracer::host::Tracer;
use engine::txn::isolation::Isolation;
use engine::txn::manager::TxnManager;
use engine::txn::recheck::{update_check, Verdict};
use engine::txn::table::BOOTSTRAP;
use engine::txn::transaction::Transaction;
use engine::txn::visibility::visible;
use model::base::ids::{CommandId, HostId, RelId, TupleId, TxnId};
use model::trace::event::page::RelationKind;
use model::trace::event::Level;

const HERE: TupleId = TupleId { page_no: 0, slot_no: 1 };
const THERE: TupleId = TupleId { page_no: 0, slot_no: 2 };

struct World {
    store: Store,
    manager: TxnManager,
    tracer: Tracer,
}

/// A tuple nobody has ended.
fn made(xmin: TxnId, cid: CommandId) -> TupleHeader {
    TupleHeader {
        xmin,
        xmax: TxnId(0),
        cid,
        ctid: HERE,
        infomask2: 1,
        infomask: XMAX_INVALID,
        hoff: 24,
    }
}

impl World {
    fn new() -> World {
        World {
            store: Store::new(Box::new(MemoryDisk::new(512)), &StoreSetup::default()),
            manager: TxnManager::default(),
            tracer: Tracer::new(HostId(0), Level::Rows),
        }
    }

    fn begin(&self) -> Transaction {
        self.manager.begin(Isolation::ReadCommitted)
    }

    fn make(&mut self, txn: &mut Transaction) -> TupleHeader {
        let stamp = self.manager.stamp(txn, &mut self.tracer);
        made(stamp.txn, stamp.command)
    }

    fn end(&mut self, txn: &mut Transaction, header: TupleHeader, next: TupleId) -> TupleHeader {
        let end = self.manager.end(txn, &header, &mut self.tracer);
        let combo = match end.cid_kind {
            CidKind::Combo => engine::storage::tuple::header::COMBO_CID,
            CidKind::Plain => 0,
        };
        TupleHeader { xmax: end.txn, cid: end.cid, ctid: next, infomask: combo, ..header }
    }

    fn commit(&mut self, txn: Transaction) {
        self.manager.commit(txn, &mut self.store, &mut self.tracer).expect("the disk is sound");
    }

    fn abort(&mut self, txn: Transaction) {
        self.manager.abort(txn, &mut self.store, &mut self.tracer).expect("the disk is sound");
    }

    fn sees(&self, txn: &mut Transaction, header: &TupleHeader) -> bool {
        assert_eq!(self.manager.check(), Ok(()));
        let snapshot = self.manager.snapshot(txn);
        visible(header, &snapshot, self.manager.table())
    }

    fn verdict(&self, txn: &mut Transaction, header: &TupleHeader) -> Verdict {
        let snapshot = self.manager.snapshot(txn);
        update_check(header, HERE, &snapshot, self.manager.table())
    }
}

#[test]
fn a_row_is_seen_by_its_next_command_and_by_others_after_commit() {
    let mut world = World::new();
    let (mut writer, mut reader) = (world.begin(), world.begin());
    let tuple = world.make(&mut writer);
    assert!(!world.sees(&mut writer, &tuple), "not by the command that made it");
    assert_eq!(world.verdict(&mut writer, &tuple), Verdict::Invisible);
    writer.next_command();
    assert!(world.sees(&mut writer, &tuple));
    assert_eq!(world.verdict(&mut writer, &tuple), Verdict::Ok);
    assert!(!world.sees(&mut reader, &tuple));
    let old = world.manager.snapshot(&mut reader);
    world.commit(writer);
    assert!(world.sees(&mut reader, &tuple));
    assert!(!visible(&tuple, &old, world.manager.table()), "a snapshot never changes its mind");
}

#[test]
fn an_aborted_row_was_never_there() {
    let mut world = World::new();
    let mut writer = world.begin();
    let tuple = world.make(&mut writer);
    world.abort(writer);
    let mut reader = world.begin();
    assert!(!world.sees(&mut reader, &tuple));
    assert_eq!(world.verdict(&mut reader, &tuple), Verdict::Invisible);
}

#[test]
fn an_ended_row_is_seen_until_its_end_commits() {
    let mut world = World::new();
    let old = made(BOOTSTRAP, CommandId(0));
    let (mut deleter, mut reader) = (world.begin(), world.begin());
    let tuple = world.end(&mut deleter, old, HERE);
    assert!(world.sees(&mut deleter, &tuple), "by the command that ends it");
    assert_eq!(world.verdict(&mut deleter, &tuple), Verdict::SelfEnded { by: CommandId(0) });
    deleter.next_command();
    assert!(!world.sees(&mut deleter, &tuple));
    assert!(world.sees(&mut reader, &tuple));
    let by = deleter.id().expect("it wrote");
    assert_eq!(world.verdict(&mut reader, &tuple), Verdict::BeingEnded { by });
    world.commit(deleter);
    assert!(!world.sees(&mut reader, &tuple));
    assert_eq!(world.verdict(&mut reader, &tuple), Verdict::Deleted { by });

    let mut updater = world.begin();
    let tuple = world.end(&mut updater, old, THERE);
    let by = updater.id().expect("it wrote");
    world.commit(updater);
    assert_eq!(world.verdict(&mut reader, &tuple), Verdict::Updated { by, next: THERE });

    let mut updater = world.begin();
    let tuple = world.end(&mut updater, old, THERE);
    world.abort(updater);
    assert!(world.sees(&mut reader, &tuple));
    assert_eq!(world.verdict(&mut reader, &tuple), Verdict::Ok);
}

#[test]
fn one_transaction_makes_and_ends_and_each_command_sees_its_own_past() {
    let mut world = World::new();
    let mut txn = world.begin();
    let tuple = world.make(&mut txn);
    txn.next_command();
    let between = world.manager.snapshot(&mut txn);
    let tuple = world.end(&mut txn, tuple, HERE);
    let same = world.end(&mut txn, tuple, HERE);
    assert_eq!(tuple, same, "the same pair of commands has one place");
    assert!(world.sees(&mut txn, &tuple));
    txn.next_command();
    assert!(!world.sees(&mut txn, &tuple));
    assert!(visible(&tuple, &between, world.manager.table()), "an open cursor sees it still");
}

#[test]
fn a_savepoint_takes_back_its_own_part() {
    let mut world = World::new();
    let mut txn = world.begin();
    let before = world.make(&mut txn);
    world.manager.savepoint(&mut txn, "a");
    let inner = world.make(&mut txn);
    let ended = world.end(&mut txn, before, HERE);
    txn.next_command();
    assert!(world.sees(&mut txn, &inner) && !world.sees(&mut txn, &ended));
    world.manager.savepoint(&mut txn, "b");
    let released = world.make(&mut txn);
    world.manager.release(&mut txn, "b").expect("it is there");
    world
        .manager
        .rollback_to(&mut txn, "a", &mut world.store, &mut world.tracer)
        .expect("it is there");
    assert!(!world.sees(&mut txn, &inner) && !world.sees(&mut txn, &released));
    assert!(world.sees(&mut txn, &ended));
    let after = world.make(&mut txn);
    world.manager.release(&mut txn, "a").expect("it is there");
    let missing = world.manager.release(&mut txn, "a").expect_err("it is gone");
    assert_eq!(missing.to_sql().message, "savepoint \"a\" does not exist");
    let mut reader = world.begin();
    assert!(!world.sees(&mut reader, &after));
    world.commit(txn);
    assert!(world.sees(&mut reader, &after) && world.sees(&mut reader, &ended));
    assert!(!world.sees(&mut reader, &inner) && !world.sees(&mut reader, &released));
}

#[test]
fn repeatable_read_keeps_its_snapshot_and_sees_its_own_rows() {
    let mut world = World::new();
    let mut reader = world.manager.begin(Isolation::RepeatableRead);
    world.manager.snapshot(&mut reader);
    let mut writer = world.begin();
    let others = world.make(&mut writer);
    world.commit(writer);
    assert!(!world.sees(&mut reader, &others));
    let own = world.make(&mut reader);
    assert!(!world.sees(&mut reader, &own));
    reader.next_command();
    assert!(world.sees(&mut reader, &own) && !world.sees(&mut reader, &others));
}

#[test]
fn relations_come_and_go_with_their_transaction() {
    let mut world = World::new();
    let named = |world: &mut World, txn: &mut Transaction, rel: u32| {
        let World { store, manager, tracer } = world;
        manager.create_relation(txn, store, RelId(rel), ("t", RelationKind::Table), tracer);
    };
    let held =
        |world: &World| -> Vec<u32> { world.store.relations().map(|(rel, _)| rel.0).collect() };
    let mut txn = world.begin();
    named(&mut world, &mut txn, 1);
    world.manager.savepoint(&mut txn, "a");
    named(&mut world, &mut txn, 2);
    world.manager.drop_relation(&mut txn, RelId(1), &mut world.tracer);
    let World { store, manager, tracer } = &mut world;
    manager.rollback_to(&mut txn, "a", store, tracer).expect("it is there");
    assert_eq!(held(&world), [1]);
    named(&mut world, &mut txn, 3);
    world.commit(txn);
    assert_eq!(held(&world), [1, 3]);
    let mut txn = world.begin();
    named(&mut world, &mut txn, 4);
    world.manager.drop_relation(&mut txn, RelId(1), &mut world.tracer);
    world.abort(txn);
    assert_eq!(held(&world), [1, 3]);
    let mut txn = world.begin();
    world.manager.drop_relation(&mut txn, RelId(1), &mut world.tracer);
    assert_eq!(held(&world), [1, 3]);
    world.commit(txn);
    assert_eq!(held(&world), [3]);
}
