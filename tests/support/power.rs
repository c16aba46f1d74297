//! Random work on a disk that remembers how it was before each write, and what had been promised
//! by then: so the power can be cut at any write, and what comes back be held against the promise.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use engine::index::btree::check::check;
use engine::index::btree::scan::{Cursor, KeyRange, Way};
use engine::index::btree::tree::{BTree, Names};
use engine::index::key::{push_tuple, tuple_of, KeyColumn, KeyShape};
use engine::storage::access::Access;
use engine::storage::disk::Disk;
use engine::storage::edit::PageEdit;
use engine::storage::memory_disk::MemoryDisk;
use engine::storage::store::{Store, StoreSetup};
use engine::storage::tuple::layout::RowLayout;
use engine::storage::wal::log::FullPageImages;
use engine::storage::wal::redo::{Progress, Redo};
use engine::tracer::host::Tracer;
use engine::txn::isolation::Isolation;
use engine::txn::manager::TxnManager;
use engine::txn::transaction::Transaction;
use engine::txn::visibility::visible;
use model::base::error::Result;
use model::base::ids::{HostId, PageId, RelId, TupleId, TxnId};
use model::base::replacement::Replacement;
use model::base::rng::Rng;
use model::trace::event::page::RelationKind;
use model::trace::event::Level;
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::value::Value;

use crate::watched::{Watch, Watched};

const ACTS: u64 = 250;

/// A relation whose pages change only together, as those of an index do when a node splits.
const TOGETHER: RelId = RelId(9);
const TOGETHER_PAGES: u32 = 3;
/// Where on such a page the number lies that all of them share.
const SHARED_AT: usize = 700;

/// The rows of each relation: their number, and the length of their text if it is not NULL.
type Tables = BTreeMap<RelId, BTreeMap<i64, Option<usize>>>;

/// What was promised: the rows of the last commit that was told, and, while a commit is under way,
/// those that may come out instead.
#[derive(Clone, Debug, Default)]
struct Promise {
    told: Tables,
    under_way: Option<Tables>,
}

struct World {
    store: Store,
    manager: TxnManager,
    tracer: Tracer,
    rng: Rng,
    watch: Rc<RefCell<Watch<Promise>>>,
    /// The transaction under way, what its rows would be, and what they were at its savepoint.
    open: Option<(Transaction, Tables, Option<Tables>)>,
    next_row: i64,
    next_rel: u32,
}

fn layout() -> RowLayout {
    RowLayout::new(&[DataType::Text, DataType::Int8])
}

/// Each table has an index over the numbers of its rows, as high as such a small one gets.
fn tree(table: RelId) -> BTree {
    let shape = KeyShape::new(vec![KeyColumn::ascending(DataType::Int8)]);
    BTree::new(RelId(table.0 + INDEX_OFFSET), shape, Names::default())
}

fn entry(tree: &BTree, row: i64, place: TupleId) -> Vec<u8> {
    let mut entry = Vec::new();
    let column = Column::from_values(DataType::Int8, &[Value::Int8(row)]);
    tree.shape().write(|_| &column, 0, &mut entry);
    push_tuple(place, &mut entry);
    entry
}

const INDEX_OFFSET: u32 = 100_000;
const INDEX_ENTRIES: u16 = 4;

/// A pool too small for the pages, under each policy and with pages of several sizes.
fn setup_of(seed: u64) -> StoreSetup {
    StoreSetup {
        page_bytes: [1_024, 2_048, 4_096][(seed / 3 % 3) as usize],
        pool_frames: 8,
        replacement: Replacement::ALL[(seed % 3) as usize],
        ..StoreSetup::default()
    }
}

impl World {
    fn new(seed: u64) -> World {
        let watch = Rc::new(RefCell::new(Watch::default()));
        let setup = setup_of(seed);
        let disk = MemoryDisk::new(setup.page_bytes);
        let disk = Watched::new(disk, watch.clone());
        let mut store = Store::new(Box::new(disk), &setup);
        let mut tracer = Tracer::new(HostId(0), Level::Counts);
        store.create_relation(TOGETHER, "together", RelationKind::Index, &mut tracer);
        World {
            store,
            manager: TxnManager::default(),
            tracer,
            rng: Rng::stream(seed, "crash"),
            watch,
            open: None,
            next_row: 0,
            next_rel: 16_384,
        }
    }

    fn tables(&mut self) -> &mut Tables {
        &mut self.open().1
    }

    fn open(&mut self) -> &mut (Transaction, Tables, Option<Tables>) {
        self.open.get_or_insert_with(|| {
            let told = self.watch.borrow().mark.told.clone();
            (self.manager.begin(Isolation::ReadCommitted), told, None)
        })
    }

    fn some_rel(&mut self) -> Option<RelId> {
        let rels: Vec<RelId> = self.tables().keys().copied().collect();
        let count = rels.len() as u64;
        (count > 0).then(|| rels[self.rng.below(count) as usize])
    }

    fn act(&mut self) {
        match self.rng.below(100) {
            0..=44 => self.insert(),
            45..=64 => self.end_some_row(),
            65..=69 => self.edit_together(),
            70..=75 => self.savepoint(),
            76..=85 => self.commit(),
            86..=88 => self.abort(),
            89..=91 => self.store.flush_all(&mut self.tracer).expect("the disk is sound"),
            92..=94 => {
                let done = self.manager.checkpoint(&mut self.store, &mut self.tracer);
                done.expect("the disk is sound");
            }
            95..=97 => self.create(),
            _ => {
                if let Some(rel) = self.some_rel() {
                    self.tables().remove(&rel);
                    let (txn, ..) = self.open.as_mut().expect("it is open");
                    self.manager.drop_relation(txn, rel, &mut self.tracer);
                    self.manager.drop_relation(txn, tree(rel).rel(), &mut self.tracer);
                }
            }
        }
    }

    fn create(&mut self) {
        let rel = RelId(self.next_rel);
        self.next_rel += 1;
        self.tables().insert(rel, BTreeMap::new());
        let (txn, ..) = self.open.as_mut().expect("it is open");
        let (store, tracer) = (&mut self.store, &mut self.tracer);
        self.manager.create_relation(txn, store, rel, ("t", RelationKind::Table), tracer);
        let tree = tree(rel);
        self.manager.create_relation(txn, store, tree.rel(), ("i", RelationKind::Index), tracer);
        let stamp = self.manager.stamp(txn, tracer);
        let made = tree.create(store, INDEX_ENTRIES, stamp.txn, tracer);
        made.expect("the disk is sound");
    }

    /// A new row: its number, its text's length, and its tuple.
    fn tuple(&mut self) -> ((i64, Option<usize>), Vec<u8>) {
        let row = self.next_row;
        self.next_row += 1;
        let length = (self.rng.below(8) > 0).then(|| self.rng.below(200) as usize);
        let text = length.map_or(Value::Null, |length| Value::Text("x".repeat(length)));
        ((row, length), layout().encode(&[text, Value::Int8(row)]))
    }

    fn insert(&mut self) {
        let Some(rel) = self.some_rel() else { return self.create() };
        let ((row, length), mut tuple) = self.tuple();
        self.tables().get_mut(&rel).expect("it is there").insert(row, length);
        let (txn, ..) = self.open.as_mut().expect("it is open");
        txn.next_command();
        let stamp = self.manager.stamp(txn, &mut self.tracer);
        let place = self.store.heap_insert(rel, &mut tuple, stamp, &mut self.tracer);
        self.index(rel, row, place.expect("the row fits"), stamp.txn);
    }

    fn index(&mut self, rel: RelId, row: i64, place: TupleId, txn: TxnId) {
        let tree = tree(rel);
        let entry = entry(&tree, row, place);
        let done = tree.insert(&mut self.store, &entry, txn, &mut self.tracer);
        done.expect("the disk is sound");
    }

    /// Deletes or updates some row that the transaction sees.
    fn end_some_row(&mut self) {
        let Some(rel) = self.some_rel() else { return };
        let ((next_row, length), mut next) = self.tuple();
        let (txn, ..) = self.open.as_mut().expect("it is open");
        txn.next_command();
        let seen = rows(&mut self.store, &self.manager, txn, rel, &mut self.tracer);
        if seen.is_empty() {
            return;
        }
        let (row, _, place) = seen[self.rng.below(seen.len() as u64) as usize];
        let page = self.store.heap_page(place.page(rel), &mut Access::normal(), &mut self.tracer);
        let page = page.expect("the disk is sound");
        let header = page.tuple(place.slot_no).expect("it was seen").header();
        let (txn, tables, _) = self.open.as_mut().expect("it is open");
        let stamp = self.manager.stamp(txn, &mut self.tracer);
        let end = self.manager.end(txn, &header, &mut self.tracer);
        let table = tables.get_mut(&rel).expect("it is there");
        table.remove(&row);
        if self.rng.below(2) == 0 {
            let done = self.store.heap_delete(rel, place, end, &mut self.tracer);
            done.expect("the row is there");
        } else {
            table.insert(next_row, length);
            let tracer = &mut self.tracer;
            let place = self.store.heap_update(rel, place, end, &mut next, stamp, tracer);
            self.index(rel, next_row, place.expect("the row fits"), stamp.txn);
        }
    }

    /// Changes some bytes of all pages of the relation that is changed as one.
    fn edit_together(&mut self) {
        let mut edit = PageEdit::default();
        let value = self.rng.next_u64() as u8;
        for no in 0..TOGETHER_PAGES {
            let page = PageId { rel: TOGETHER, no };
            let place = match self.store.page_count(TOGETHER) > no {
                true => self.store.edit_page(&mut edit, page, &mut self.tracer),
                false => self.store.edit_new_page(&mut edit, TOGETHER, 512, &mut self.tracer),
            };
            edit.bytes_mut(place.expect("the disk is sound"))[SHARED_AT] = value;
        }
        let txn = TxnId(0);
        self.store.finish_edit(edit, txn, &mut self.tracer).expect("the disk is sound");
    }

    /// Opens a savepoint, or goes back to the one that is open.
    fn savepoint(&mut self) {
        self.open();
        let (txn, tables, saved) = self.open.as_mut().expect("it is open");
        if let Some(before) = saved.take() {
            *tables = before;
            let (store, tracer) = (&mut self.store, &mut self.tracer);
            self.manager.rollback_to(txn, "s", store, tracer).expect("it is open");
            self.manager.release(txn, "s").expect("it is open");
        } else {
            *saved = Some(tables.clone());
            self.manager.savepoint(txn, "s");
        }
    }

    fn commit(&mut self) {
        let Some((txn, tables, _)) = self.open.take() else { return };
        self.watch.borrow_mut().mark.under_way = Some(tables.clone());
        let committed = self.manager.commit(txn, &mut self.store, &mut self.tracer);
        committed.expect("the disk is sound");
        self.watch.borrow_mut().mark = Promise { told: tables, under_way: None };
    }

    fn abort(&mut self) {
        let Some((txn, ..)) = self.open.take() else { return };
        let aborted = self.manager.abort(txn, &mut self.store, &mut self.tracer);
        aborted.expect("the disk is sound");
    }
}

/// The rows of a relation that a transaction sees, with their places.
fn rows(
    store: &mut Store,
    manager: &TxnManager,
    txn: &mut Transaction,
    rel: RelId,
    tracer: &mut Tracer,
) -> Vec<(i64, Option<usize>, TupleId)> {
    let snapshot = manager.snapshot(txn);
    let mut rows = Vec::new();
    for no in 0..store.page_count(rel) {
        let page = store.heap_page(PageId { rel, no }, &mut Access::normal(), tracer);
        let page = page.expect("the disk is sound");
        for tuple in page.tuples() {
            if visible(&tuple.header(), &snapshot, manager.table()) {
                let values = layout().values(tuple.bytes).expect("the tuple is sound");
                match &values[..] {
                    [Value::Null, Value::Int8(row)] => rows.push((*row, None, tuple.id)),
                    [Value::Text(text), Value::Int8(row)] => {
                        rows.push((*row, Some(text.len()), tuple.id));
                    }
                    other => panic!("{other:?}"),
                }
            }
        }
    }
    rows
}

/// Opens what a crash left and replays the log.
fn recover(disk: MemoryDisk, setup: &StoreSetup) -> Result<(Store, TxnManager, Tracer)> {
    let mut tracer = Tracer::new(HostId(0), Level::Counts);
    let mut store = Store::new(Box::new(disk), setup);
    let mut redo = Redo::start(&store, &mut tracer)?;
    while redo.step(&mut store, 10, &mut tracer)? == Progress::Running {}
    let outcome = redo.finish(&mut store, &mut tracer)?;
    Ok((store, TxnManager::recovered(&outcome), tracer))
}

/// The tables that came back, of those that a catalogue would name.
fn found(store: &mut Store, manager: &TxnManager, tracer: &mut Tracer, named: &Tables) -> Tables {
    let mut txn = manager.begin(Isolation::ReadCommitted);
    let table = |rel: &RelId| {
        let seen = rows(store, manager, &mut txn, *rel, tracer);
        (*rel, seen.into_iter().map(|(row, length, _)| (row, length)).collect())
    };
    named.keys().map(table).collect()
}

/// The index is sound, and leads to every row that is seen.
fn check_index(
    store: &mut Store,
    manager: &TxnManager,
    tracer: &mut Tracer,
    rel: RelId,
    context: &str,
) {
    let tree = tree(rel);
    check(store, tree.rel()).expect(context);
    let mut places = BTreeSet::new();
    let mut cursor = Cursor::new(KeyRange::default(), Way::Forward);
    while !cursor.is_done() {
        let mut take = |entry: &[u8]| {
            places.insert((entry.to_vec(), tuple_of(entry)));
        };
        tree.scan_leaf(store, &mut cursor, &mut take, tracer).expect(context);
    }
    let mut txn = manager.begin(Isolation::ReadCommitted);
    for (row, _, place) in rows(store, manager, &mut txn, rel, tracer) {
        let is_there = places.contains(&(entry(&tree, row, place), place));
        assert!(is_there, "{context}: row {row} is not in the index");
    }
}

fn crash_and_compare(
    disk: &MemoryDisk,
    promise: &Promise,
    rng: &mut Rng,
    (seed, place): (u64, usize),
) {
    let context = &format!("seed {seed}, write {place}");
    let mut disk = disk.clone();
    disk.crash(rng);
    let (mut store, manager, mut tracer) = recover(disk, &setup_of(seed)).expect(context);
    assert_eq!(manager.check(), Ok(()), "{context}");
    let mut is_kept =
        |tables: &&Tables| found(&mut store, &manager, &mut tracer, tables) == **tables;
    let kept = [Some(&promise.told), promise.under_way.as_ref()].into_iter().flatten();
    let kept = kept.into_iter().find(|tables| is_kept(tables));
    let kept = kept.unwrap_or_else(|| panic!("{context}: not the rows that were promised"));
    store.adopt(TOGETHER, "together", RelationKind::Index, &mut tracer);
    let shared = |no| store.pool().peek(PageId { rel: TOGETHER, no })[SHARED_AT];
    let count = store.page_count(TOGETHER);
    assert!((1..count).all(|no| shared(no) == shared(0)), "{context}: half an edit");
    let named = promise.told.keys().chain(promise.under_way.iter().flat_map(Tables::keys));
    for rel in named.copied().collect::<BTreeSet<RelId>>() {
        store.adopt(rel, "t", RelationKind::Table, &mut tracer);
    }
    for rel in kept.keys() {
        // An empty table looks the same before and after the commit that drops it.
        let may_be_gone = promise.under_way.as_ref().is_some_and(|later| !later.contains_key(rel));
        if may_be_gone && !store.pool().contains(tree(*rel).rel()) {
            continue;
        }
        store.adopt(tree(*rel).rel(), "i", RelationKind::Index, &mut tracer);
        check_index(&mut store, &manager, &mut tracer, *rel, context);
    }
    for rel in store.unnamed() {
        store.drop_relation(rel, &mut tracer).expect(context);
    }
    assert_eq!(store.check(), Ok(()), "{context}");
    manager.checkpoint(&mut store, &mut tracer).expect(context);
    assert_eq!(store.check(), Ok(()), "{context}");
}

/// Does random work, cuts the power at every write of it, and panics unless exactly the rows come
/// back that were promised. Returns how many writes there were.
pub fn cut_at_every_write(seed: u64) -> usize {
    let mut world = World::new(seed);
    (0..ACTS).for_each(|_| world.act());
    let watch = world.watch.borrow();
    let mut rng = Rng::stream(seed, "power");
    for (place, (disk, promise)) in watch.moments.iter().enumerate() {
        crash_and_compare(disk, promise, &mut rng, (seed, place));
    }
    watch.moments.len()
}

/// Does random work without whole pages in the log, cuts the power at every write of it, and
/// returns how often recovery had to say that a page is lost.
pub fn losses_without_images(seed: u64) -> usize {
    let mut world = World::new(seed);
    world.store.pool_mut().set_images(FullPageImages::Off);
    (0..ACTS).for_each(|_| world.act());
    let watch = world.watch.borrow();
    let mut rng = Rng::stream(seed, "power");
    let setup = setup_of(seed);
    let is_lost = |(disk, _): &&(MemoryDisk, Promise)| {
        let mut disk = disk.clone();
        disk.crash(&mut rng);
        recover(disk, &setup).is_err()
    };
    watch.moments.iter().filter(is_lost).count()
}
