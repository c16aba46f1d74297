//! The catalogue as a browser of tables shows it.

use model::base::error::Result;
use model::base::ids::PageId;
use model::message::reply::{ColumnSchema, Schema, TableSchema};

use super::database::Database;
use crate::catalog::info::{ConstraintKind, TableInfo, TableKind};
use crate::storage::slotted;
use crate::storage::tuple::header::TupleHeader;
use crate::txn::isolation::Isolation;
use crate::txn::visibility::visible;

impl Database {
    /// The learner's tables. Looks at pages without asking the pool, so that it leaves no trace.
    pub fn schema(&mut self) -> Result<Schema> {
        let mut txn = self.txns.begin(Isolation::ReadCommitted);
        let snapshot = self.txns.snapshot(&mut txn);
        let catalog = self.catalog().clone();
        let is_shown = |table: &&std::sync::Arc<TableInfo>| {
            !table.is_system() && table.kind == TableKind::Table
        };
        let mut tables = Vec::new();
        for table in catalog.tables().filter(is_shown) {
            let page_count = self.store.page_count(table.file);
            let mut row_count = 0;
            for no in 0..page_count {
                let bytes = self.store.pool().peek(PageId { rel: table.file, no });
                row_count += slotted::items(&bytes)
                    .filter(|(_, tuple)| {
                        visible(&TupleHeader::read(tuple), &snapshot, self.txns.table())
                    })
                    .count() as u64;
            }
            let columns = columns(table, &|rel| catalog.table(rel).map(|table| table.name.clone()));
            let name = table.name.clone();
            tables.push(TableSchema { rel: table.file, name, row_count, page_count, columns });
        }
        tables.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(Schema { tables })
    }
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
