//! Every index against its table: an entry for each row that is seen, and none that leads to
//! another row than its own.
//!
//! ```text
//!   tuples    (0,1) 7 seen    (0,2) 7 ended    (0,3) 9 seen
//!   entries   7 -> (0,1)      7 -> (0,2)       9 -> (0,3)
//! ```
//!
//! An entry may outlive its row, which an older reader may still see: its tuple must be there with
//! the entry's key. Keys are made of the tuples anew, and the tuples are read without an index.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::catalog::info::{IndexInfo, TableInfo, TableKind};
use engine::db::database::Database;
use engine::exec::indexed::open::OpenIndex;
use engine::index::btree::scan::{Cursor, KeyRange, Way};
use engine::index::btree::tree::levels_above_leaves;
use engine::index::key::{push_tuple, tuple_of, TUPLE_BYTES};
use engine::storage::heap::HeapPage;
use engine::storage::tuple::layout::RowLayout;
use engine::txn::isolation::Isolation;
use engine::txn::snapshot::Snapshot;
use engine::txn::visibility::visible;
use model::base::ids::{PageId, TupleId};
use model::types::column::Column;
use model::types::value::Value;

/// What was compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Entries of rows that are seen.
    pub entries: u64,
    /// The most levels that a tree has, its leaves among them.
    pub levels: u32,
}

/// A tuple's values, and whether a new reader sees it.
type Tuples = BTreeMap<TupleId, (Vec<Value>, bool)>;

/// Compares all indexes of a database with their tables; says what is wrong with the first that is.
pub fn compare(database: &Database) -> Result<Compared, String> {
    let mut database = database.fork();
    let mut txn = database.txns.begin(Isolation::ReadCommitted);
    let snapshot = database.txns.snapshot(&mut txn);
    let is_indexed = |table: &&Arc<TableInfo>| table.kind == TableKind::Table;
    let tables: Vec<Arc<TableInfo>> =
        database.catalog().tables().filter(is_indexed).cloned().collect();
    let mut compared = Compared::default();
    for table in tables {
        if table.indexes.is_empty() {
            continue;
        }
        let tuples = tuples(&database, &table, &snapshot)?;
        for index in &table.indexes {
            let wrong = |what| format!("index {} of {}: {what}", index.name, table.name);
            compared.entries += one(&mut database, &table, index, &tuples).map_err(wrong)?;
            let above = levels_above_leaves(&database.store, index.file).unwrap_or(0);
            compared.levels = compared.levels.max(above + 1);
        }
    }
    Ok(compared)
}

/// Every tuple of a table, slot by slot.
fn tuples(database: &Database, table: &TableInfo, snapshot: &Snapshot) -> Result<Tuples, String> {
    let layout = RowLayout::new(&table.data_types());
    let mut found = Tuples::new();
    for no in 0..database.store.page_count(table.file) {
        let id = PageId { rel: table.file, no };
        let page = HeapPage::new(id, database.store.pool().peek(id));
        for tuple in (1..=page.slot_count()).filter_map(|slot_no| page.tuple(slot_no)) {
            let values = layout.values(tuple.bytes).map_err(|error| format!("{error:?}"))?;
            let is_seen = visible(&tuple.header(), snapshot, database.txns.table());
            found.insert(tuple.id, (values, is_seen));
        }
    }
    Ok(found)
}

/// Compares one index with the tuples of its table; how many rows that are seen it leads to.
fn one(
    database: &mut Database,
    table: &TableInfo,
    info: &Arc<IndexInfo>,
    tuples: &Tuples,
) -> Result<u64, String> {
    let index = OpenIndex::new(table, info);
    let mut entries = Vec::new();
    let mut cursor = Cursor::new(KeyRange::default(), Way::Forward);
    while !cursor.is_done() {
        let mut take = |entry: &[u8]| entries.push(entry.to_vec());
        let (store, tracer) = (&mut database.store, &mut database.tracer);
        let read = index.tree.scan_leaf(store, &mut cursor, &mut take, tracer);
        read.map_err(|error| format!("{error:?}"))?;
    }
    let mut seen_count = 0;
    let mut last_key: Option<Vec<u8>> = None;
    for entry in &entries {
        let place = tuple_of(entry);
        let Some((values, is_seen)) = tuples.get(&place) else {
            return Err(format!("an entry leads to {place}, where no row is"));
        };
        let (own, has_null) = entry_of(&index, table, place, values);
        if own != *entry {
            return Err(format!("the entry of {place} has another row's key"));
        }
        if !is_seen {
            continue;
        }
        seen_count += 1;
        let key = entry[..entry.len() - TUPLE_BYTES].to_vec();
        if info.unique && !has_null && last_key.as_ref() == Some(&key) {
            return Err(format!("two rows have one key, the second at {place}"));
        }
        last_key = Some(key);
    }
    if !entries.windows(2).all(|pair| pair[0] < pair[1]) {
        return Err("entries are not in order, or are there twice".to_string());
    }
    let rows = tuples.values().filter(|(_, is_seen)| *is_seen).count() as u64;
    match rows == seen_count {
        true => Ok(rows),
        false => Err(format!("{seen_count} entries for {rows} rows")),
    }
}

/// The entry that a tuple should have, and whether its key has a NULL.
fn entry_of(
    index: &OpenIndex,
    table: &TableInfo,
    place: TupleId,
    values: &[Value],
) -> (Vec<u8>, bool) {
    let column = |at: &usize| {
        Column::from_values(table.columns[*at].data_type, std::slice::from_ref(&values[*at]))
    };
    let columns: Vec<Column> = index.columns.iter().map(column).collect();
    let mut entry = Vec::new();
    let has_null = index.tree.shape().write(|at| &columns[at], 0, &mut entry);
    push_tuple(place, &mut entry);
    (entry, has_null)
}
