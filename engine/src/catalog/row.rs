//! Rows of system tables: written, found, ended. Everything goes through heap and transactions.

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::{PageId, RelId, TupleId};
use model::types::value::Value;

use super::system::{SystemTable, SYSTEM_TABLES};
use crate::storage::access::Access;
use crate::storage::store::Store;
use crate::storage::tuple::layout::RowLayout;
use crate::tracer::host::Tracer;
use crate::txn::manager::TxnManager;
use crate::txn::snapshot::Snapshot;
use crate::txn::transaction::Transaction;
use crate::txn::visibility::visible;

/// What reading and writing system tables takes.
pub struct Pen<'a> {
    /// The pages.
    pub store: &'a mut Store,
    /// The transactions.
    pub txns: &'a mut TxnManager,
    /// The transaction that reads and writes.
    pub txn: &'a mut Transaction,
    /// Clock, counters and events.
    pub tracer: &'a mut Tracer,
}

/// A row with its place.
pub struct Found {
    /// Where it is.
    pub place: TupleId,
    /// Its values.
    pub values: Vec<Value>,
}

impl Pen<'_> {
    /// Writes a row.
    pub fn insert(&mut self, rel: RelId, row: &[Value]) -> Result<TupleId> {
        let mut tuple = layout(rel)?.encode(row);
        self.insert_tuple(rel, &mut tuple)
    }

    /// Writes a tuple that is encoded already.
    pub fn insert_tuple(&mut self, rel: RelId, tuple: &mut [u8]) -> Result<TupleId> {
        let stamp = self.txns.stamp(self.txn, self.tracer);
        self.store.heap_insert(rel, tuple, stamp, self.tracer)
    }

    /// The rows that the transaction sees now and that pass the test.
    pub fn find(&mut self, rel: RelId, test: &dyn Fn(&[Value]) -> bool) -> Result<Vec<Found>> {
        let snapshot = self.txns.snapshot(self.txn);
        read(self.store, self.txns, &snapshot, self.tracer, rel, test)
    }

    /// Ends the rows that the transaction sees now and that pass the test.
    pub fn delete(&mut self, rel: RelId, test: &dyn Fn(&[Value]) -> bool) -> Result<()> {
        for Found { place, .. } in self.find(rel, test)? {
            let page = PageId { rel, no: place.page_no };
            let heap = self.store.heap_page(page, &mut Access::normal(), self.tracer)?;
            let header = heap.tuple(place.slot_no).ok_or_else(|| gone(rel))?.header();
            let end = self.txns.end(self.txn, &header, self.tracer);
            self.store.heap_delete(rel, place, end, self.tracer)?;
        }
        Ok(())
    }

    /// What was written so far is seen from here on.
    pub fn next_command(&mut self) {
        self.txn.next_command();
    }
}

/// The rows of a system table that a snapshot sees and that pass the test.
pub fn read(
    store: &mut Store,
    txns: &TxnManager,
    snapshot: &Snapshot,
    tracer: &mut Tracer,
    rel: RelId,
    test: &dyn Fn(&[Value]) -> bool,
) -> Result<Vec<Found>> {
    let layout = layout(rel)?;
    let mut found = Vec::new();
    let mut access = store.scan_access(rel);
    for no in 0..store.page_count(rel) {
        let page = store.heap_page(PageId { rel, no }, &mut access, tracer)?;
        for tuple in page.tuples() {
            if visible(&tuple.header(), snapshot, txns.table()) {
                let values = layout.values(tuple.bytes)?;
                if test(&values) {
                    let place = tuple.id;
                    found.push(Found { place, values });
                }
            }
        }
    }
    Ok(found)
}

/// The layout of a system table.
pub fn layout(rel: RelId) -> Result<RowLayout> {
    let is_this = |table: &&SystemTable| table.rel == rel;
    let table = SYSTEM_TABLES.iter().find(is_this).ok_or_else(|| gone(rel))?;
    let types: Vec<_> = table.columns.iter().map(|(_, data_type)| *data_type).collect();
    Ok(RowLayout::new(&types))
}

fn gone(rel: RelId) -> Error {
    Error::sql(sqlstate::INTERNAL_ERROR, format!("system table {rel} lacks what it had"))
}

/// An object identifier as a value.
pub fn oid(number: u32) -> Value {
    Value::Int8(i64::from(number))
}

/// A string as a value.
pub fn text(string: &str) -> Value {
    Value::Text(string.to_string())
}

/// The object identifier in a value; 0 where it holds none.
pub fn oid_of(value: &Value) -> u32 {
    match value {
        Value::Int8(number) => u32::try_from(*number).unwrap_or(0),
        _ => 0,
    }
}

/// The string in a value.
pub fn text_of(value: &Value) -> &str {
    match value {
        Value::Text(string) => string,
        _ => "",
    }
}

/// The integer in a value.
pub fn int_of(value: &Value) -> i64 {
    match value {
        Value::Int2(number) => i64::from(*number),
        Value::Int4(number) => i64::from(*number),
        Value::Int8(number) => *number,
        _ => 0,
    }
}

/// The boolean in a value.
pub fn bool_of(value: &Value) -> bool {
    matches!(value, Value::Bool(true))
}

/// A list of attribute numbers as text, from 1: `1 3`.
pub fn places_text(places: &[usize]) -> Value {
    let numbers: Vec<String> = places.iter().map(|place| (place + 1).to_string()).collect();
    Value::Text(numbers.join(" "))
}

/// The places in a list of attribute numbers.
pub fn places_of(value: &Value) -> Vec<usize> {
    let numbers = text_of(value).split(' ');
    numbers.filter_map(|number| number.parse::<usize>().ok()?.checked_sub(1)).collect()
}
