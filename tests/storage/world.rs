//! A store with everything that goes with it.

use engine::storage::heap::Tuple;
use engine::storage::memory_disk::MemoryDisk;
use engine::storage::store::{Store, StoreSetup};
use engine::storage::tuple::layout::RowLayout;
use engine::tracer::host::Tracer;
use engine::txn::isolation::Isolation;
use engine::txn::manager::TxnManager;
use engine::txn::transaction::Transaction;
use engine::txn::visibility::visible;
use model::base::ids::{HostId, PageId, RelId, TupleId};
use model::trace::event::page::RelationKind;
use model::trace::event::Level;
use model::types::data_type::DataType;
use model::types::value::Value;

pub struct World {
    pub store: Store,
    pub manager: TxnManager,
    pub tracer: Tracer,
}

pub const REL: RelId = RelId(16_384);

impl World {
    pub fn new(page_bytes: u32, pool_frames: u32) -> World {
        let setup = StoreSetup { page_bytes, pool_frames, ..StoreSetup::default() };
        let store = Store::new(Box::new(MemoryDisk::new(page_bytes)), &setup);
        let tracer = Tracer::new(HostId(0), Level::Rows);
        let mut world = World { store, manager: TxnManager::default(), tracer };
        world.create(REL);
        world
    }

    pub fn create(&mut self, rel: RelId) {
        let name = format!("t{rel}");
        self.store.create_relation(rel, &name, RelationKind::Table, &mut self.tracer);
    }

    pub fn begin(&self) -> Transaction {
        self.manager.begin(Isolation::ReadCommitted)
    }

    pub fn insert(&mut self, txn: &mut Transaction, row: &[Value]) -> TupleId {
        let stamp = self.manager.stamp(txn, &mut self.tracer);
        let mut tuple = layout().encode(row);
        let place = self.store.heap_insert(REL, &mut tuple, stamp, &mut self.tracer);
        place.expect("the row fits")
    }

    pub fn delete(&mut self, txn: &mut Transaction, place: TupleId) {
        let page = self.store.pool().peek(place.page(REL));
        let page = engine::storage::heap::HeapPage::new(place.page(REL), page);
        let header = page.tuple(place.slot_no).expect("the tuple is there").header();
        let end = self.manager.end(txn, &header, &mut self.tracer);
        self.store.heap_delete(REL, place, end, &mut self.tracer).expect("the disk is sound");
    }

    pub fn commit(&mut self, txn: Transaction) {
        self.manager.commit(txn, &mut self.store, &mut self.tracer).expect("the disk is sound");
    }

    /// The rows that the transaction's next command sees, in the order of their places.
    pub fn rows(&mut self, txn: &mut Transaction) -> Vec<Vec<Value>> {
        txn.next_command();
        let snapshot = self.manager.snapshot(txn);
        let mut rows = Vec::new();
        let mut access = self.store.scan_access(REL);
        for no in 0..self.store.page_count(REL) {
            let page = PageId { rel: REL, no };
            let page = self.store.heap_page(page, &mut access, &mut self.tracer);
            let page = page.expect("the disk is sound");
            let seen = |tuple: &Tuple| visible(&tuple.header(), &snapshot, self.manager.table());
            for tuple in page.tuples().filter(seen) {
                rows.push(layout().values(tuple.bytes).expect("the tuple is sound"));
            }
        }
        rows
    }

    pub fn check(&self) {
        assert_eq!(self.store.check(), Ok(()));
        assert_eq!(self.manager.check(), Ok(()));
    }
}

pub fn layout() -> RowLayout {
    RowLayout::new(&[DataType::Int4, DataType::Text])
}

pub fn row(number: i32, text: &str) -> Vec<Value> {
    vec![Value::Int4(number), Value::Text(text.to_string())]
}
