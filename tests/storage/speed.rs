//! How long loading and scanning take: figures for a reader, run by hand.
//!
//! `cargo test --release --test storage -- --ignored --nocapture speed`

use std::sync::Arc;
use std::time::Instant;

use engine::expr::batch::Batch;
use engine::storage::memory_disk::MemoryDisk;
use engine::storage::store::{Store, StoreSetup};
use engine::storage::tuple::layout::RowLayout;
use engine::tracer::host::Tracer;
use engine::txn::isolation::Isolation;
use engine::txn::manager::TxnManager;
use engine::txn::visibility::visible;
use model::base::ids::{HostId, PageId};
use model::trace::event::page::RelationKind;
use model::trace::event::Level;
use model::types::column::Column;
use model::types::data_type::DataType as T;
use model::types::numeric::Numeric;
use model::types::value::Value;

use crate::world::REL;

const ROWS: i32 = 100_000;
const TYPES: &[T] = &[T::Int4, T::Int4, T::Date, T::Date, T::Numeric(Some((10, 2))), T::Text];

fn batches() -> Vec<Batch> {
    let row = |g: i32| {
        vec![
            Value::Int4(g),
            Value::Int4(g % 7),
            Value::Date(g % 1000),
            Value::Date(366 + g % 77),
            Value::Numeric(Numeric::from_parts(i128::from(g * 37 % 100_000), 2)),
            Value::Text(format!("customer {g}")),
        ]
    };
    let rows: Vec<Vec<Value>> = (0..ROWS).map(row).collect();
    let batch = |chunk: &[Vec<Value>]| {
        let columns = (0..TYPES.len()).map(|column_no| {
            let values: Vec<Value> = chunk.iter().map(|row| row[column_no].clone()).collect();
            Arc::new(Column::from_values(TYPES[column_no], &values))
        });
        Batch::new(columns.collect(), chunk.len())
    };
    rows.chunks(1024).map(batch).collect()
}

#[test]
#[ignore = "prints figures, and is of use in release mode only"]
fn speed_of_loading_and_scanning() {
    for level in [Level::Counts, Level::Pages] {
        let batches = batches();
        let setup = StoreSetup::default();
        let mut store = Store::new(Box::new(MemoryDisk::new(setup.page_bytes)), &setup);
        let mut tracer = Tracer::new(HostId(0), level);
        let mut manager = TxnManager::default();
        store.create_relation(REL, "t", RelationKind::Table, &mut tracer);
        let layout = RowLayout::new(TYPES);
        let mut txn = manager.begin(Isolation::ReadCommitted);
        let stamp = manager.stamp(&mut txn, &mut tracer);

        let start = Instant::now();
        let mut tuple = Vec::new();
        for batch in &batches {
            for row_no in 0..batch.row_count() {
                layout.encode_row(batch, row_no, &mut tuple);
                store.heap_insert(REL, &mut tuple, stamp, &mut tracer).expect("it fits");
            }
        }
        let load = start.elapsed();
        manager.commit(txn, &mut store, &mut tracer).expect("the disk is sound");

        let mut txn = manager.begin(Isolation::ReadCommitted);
        let snapshot = manager.snapshot(&mut txn);
        for (name, wanted) in [
            ("all", (0..TYPES.len()).collect()),
            ("one int", vec![1]),
            ("text", vec![5]),
            ("numeric", vec![4]),
            ("none", vec![]),
        ] {
            let start = Instant::now();
            let mut access = store.scan_access(REL);
            let mut rows = 0;
            let mut columns: Vec<Column> = Vec::new();
            for no in 0..store.page_count(REL) {
                if no % 8 == 0 {
                    columns = wanted
                        .iter()
                        .map(|&column_no: &usize| Column::empty(TYPES[column_no]))
                        .collect();
                }
                let page = PageId { rel: REL, no };
                let page = store.heap_page(page, &mut access, &mut tracer).expect("sound");
                for tuple in page.tuples() {
                    if visible(&tuple.header(), &snapshot, manager.table()) {
                        layout.decode(tuple.bytes, &wanted, &mut columns).expect("sound");
                        rows += 1;
                    }
                }
            }
            assert_eq!(rows, ROWS);
            println!("{level:?}: scan {name} {:?}", start.elapsed());
        }
        println!("{level:?}: load {load:?}");
    }
}
