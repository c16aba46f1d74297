//! The catalogue as a browser of tables shows it, counted some pages at a time.

use std::collections::VecDeque;
use std::sync::Arc;

use model::base::error::Result;
use model::base::ids::PageId;
use model::message::reply::{ColumnSchema, IndexSchema, Schema, TableSchema, ViewSchema};

use super::database::Database;
use crate::catalog::cache::Catalog;
use crate::catalog::info::{ConstraintKind, IndexInfo, IndexKey, TableInfo, TableKind};
use crate::expr::functions::quote::quote_ident;
use crate::storage::slotted;
use crate::storage::tuple::header::TupleHeader;
use crate::txn::isolation::Isolation;
use crate::txn::snapshot::Snapshot;
use crate::txn::visibility::visible;

/// Pages that one step counts the rows of: about the work of one batch of rows.
const STEP_PAGES: u32 = 8;

/// The answer under way. Nothing else happens to the database before it is done.
#[derive(Debug)]
pub struct SchemaWalk {
    catalog: Arc<Catalog>,
    snapshot: Arc<Snapshot>,
    left: VecDeque<Arc<TableInfo>>,
    next_page: u32,
    row_count: u64,
    schema: Schema,
}

impl SchemaWalk {
    /// Begins with the learner's tables as they are now.
    pub fn start(database: &Database) -> SchemaWalk {
        let mut txn = database.txns.begin(Isolation::ReadCommitted);
        let snapshot = database.txns.snapshot(&mut txn);
        let catalog = Arc::clone(database.catalog());
        let left = of_kind(&catalog, TableKind::Table).into();
        let views = of_kind(&catalog, TableKind::View);
        let view = |view: &Arc<TableInfo>| ViewSchema {
            name: view.name.clone(),
            columns: columns(view, &|_| None),
        };
        let schema = Schema { tables: Vec::new(), views: views.iter().map(view).collect() };
        SchemaWalk { catalog, snapshot, left, next_page: 0, row_count: 0, schema }
    }

    /// Counts the rows of some more pages. The answer, once there are none left. It does not ask
    /// the pool for pages, so that it leaves no trace.
    pub fn step(&mut self, database: &Database) -> Result<Option<Schema>> {
        let Some(table) = self.left.front() else {
            return Ok(Some(core::mem::take(&mut self.schema)));
        };
        let page_count = database.store.page_count(table.file);
        let end = page_count.min(self.next_page.saturating_add(STEP_PAGES));
        for no in self.next_page..end {
            let page = PageId { rel: table.file, no };
            let bytes = database.store.pool().peek_sound(page)?;
            let is_seen = |tuple: &[u8]| {
                visible(&TupleHeader::read(tuple), &self.snapshot, database.txns.table())
            };
            self.row_count +=
                slotted::items(&bytes).filter(|(_, tuple)| is_seen(tuple)).count() as u64;
        }
        self.next_page = end;
        if end == page_count {
            self.end_table(database, page_count);
        }
        Ok(None)
    }

    fn end_table(&mut self, database: &Database, page_count: u32) {
        let Some(table) = self.left.pop_front() else { return };
        let catalog = &self.catalog;
        let columns = columns(&table, &|rel| catalog.table(rel).map(|table| table.name.clone()));
        let (name, row_count) = (table.name.clone(), core::mem::take(&mut self.row_count));
        let rel = table.file;
        let index = |index: &Arc<IndexInfo>| IndexSchema {
            rel: index.file,
            name: index.name.clone(),
            key: key_of(&table, index),
            unique: index.unique,
            page_count: database.store.page_count(index.file),
        };
        let indexes = table.indexes.iter().map(index).collect();
        let told = TableSchema { rel, name, row_count, page_count, columns, indexes };
        self.schema.tables.push(told);
        self.next_page = 0;
    }
}

/// The learner's relations of a kind, by name.
fn of_kind(catalog: &Catalog, kind: TableKind) -> Vec<Arc<TableInfo>> {
    let is_shown = |table: &&Arc<TableInfo>| !table.is_system() && table.kind == kind;
    let mut found: Vec<_> = catalog.tables().filter(is_shown).cloned().collect();
    found.sort_by(|left, right| left.name.cmp(&right.name));
    found
}

/// An index's key as `CREATE INDEX` would take it.
fn key_of(table: &TableInfo, index: &IndexInfo) -> String {
    let one = |key: &IndexKey| {
        let name = quote_ident(&table.columns[key.column].name);
        let order = match (key.descending, key.nulls_first) {
            (false, false) => "",
            (false, true) => " NULLS FIRST",
            (true, true) => " DESC",
            (true, false) => " DESC NULLS LAST",
        };
        format!("{name}{order}")
    };
    index.keys.iter().map(one).collect::<Vec<String>>().join(", ")
}

fn columns(
    table: &TableInfo,
    name_of: &dyn Fn(model::base::ids::RelId) -> Option<String>,
) -> Vec<ColumnSchema> {
    let key = table.primary_key().unwrap_or_default();
    table
        .live_columns()
        .map(|(at, column)| ColumnSchema {
            name: column.name.clone(),
            data_type: column.data_type,
            not_null: column.not_null,
            primary_key: key.contains(&at),
            references: table.constraints.iter().find_map(|constraint| match &constraint.kind {
                ConstraintKind::ForeignKey { columns, table, .. } if columns.contains(&at) => {
                    name_of(*table)
                }
                _ => None,
            }),
            default: column.default_sql.clone(),
        })
        .collect()
}
