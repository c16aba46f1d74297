//! Rewriting: every row of a table goes through expressions into new pages, under all the rules of
//! the table as it will be. What is left to run is an INSERT from a scan, like any other.

use std::sync::Arc;

use model::base::error::Result;
use model::base::ids::RelId;
use model::trace::event::page::RelationKind;

use super::carry_out::{Done, Fill};
use crate::catalog::info::{IndexInfo, TableInfo};
use crate::catalog::statistics;
use crate::db::database::Database;
use crate::sql::bind_rewrite::{bind_rewrite, NewValue};
use crate::sql::statement::Statement;
use crate::txn::transaction::Transaction;

impl Database {
    /// Gives a table its new definition and new pages, and says how its rows move. Columns that
    /// `values` says nothing about keep their values.
    pub fn rewrite(
        &mut self,
        from: &Arc<TableInfo>,
        mut to: TableInfo,
        values: &[NewValue],
        txn: &mut Transaction,
    ) -> Result<Done> {
        to.file = RelId(self.new_oid());
        // Values may have become others; the next ANALYZE will tell.
        to.stats = None;
        statistics::store::forget(&mut self.pen(txn), to.rel)?;
        self.make_relation(to.file, (&to.name, RelationKind::Table), txn);
        self.txns.drop_relation(txn, from.file, &mut self.tracer);
        self.renew_indexes(&mut to, txn)?;
        self.replace_table(to.clone(), txn)?;
        // The indexes are filled once all rows are there.
        let bare = Arc::new(TableInfo { indexes: Vec::new(), ..to.clone() });
        let insert = bind_rewrite(self.catalog(), from, &bare, values)?;
        let table = Arc::new(to);
        let fill = |index: &Arc<IndexInfo>| Fill { table: table.clone(), index: index.clone() };
        let fills = table.indexes.iter().map(fill).collect();
        Ok(Done { rows: Some(Statement::Insert(insert)), fills, ..Done::default() })
    }
}
