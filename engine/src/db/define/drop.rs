//! DROP and TRUNCATE carried out.

use std::sync::Arc;

use model::base::error::{sqlstate, Result, SqlError};
use model::base::ids::RelId;
use model::trace::event::page::RelationKind;

use super::carry_out::Done;
use super::depend::{cascade_notice, needed_by, still_needed, Names};
use crate::catalog::change;
use crate::catalog::info::{TableInfo, TableKind};
use crate::catalog::path::SearchPath;
use crate::db::database::Database;
use crate::expr::functions::quote::quote_ident;
use crate::sql::bind_drop::kind_name;
use crate::sql::definition::{Drop, DropSchemas};
use crate::txn::transaction::Transaction;

impl Database {
    /// Drops relations with what is theirs. What depends on them goes too under CASCADE. The pages
    /// leave the store when the transaction commits.
    pub fn drop_relations(
        &mut self,
        drop: &Drop,
        path: &SearchPath,
        txn: &mut Transaction,
    ) -> Result<Done> {
        let mut done = Done::default();
        for name in &drop.missing {
            say(&mut done, format!("{} \"{name}\" does not exist, skipping", kind_name(drop.kind)));
        }
        let dependents = self.dependents(&drop.tables, None, path, txn)?;
        if !dependents.is_empty() && !drop.cascade {
            let names = Names { catalog: self.catalog(), path };
            let what = match drop.tables.as_slice() {
                [only] => names.of(only),
                _ => String::new(),
            };
            return Err(still_needed(&what, &dependents, &names));
        }
        self.cascade(&dependents, path, txn, &mut done)?;
        for table in &drop.tables {
            if table.kind == TableKind::Index {
                self.check_unneeded(table)?;
                self.forget_index(table)?;
            }
            self.drop_relation(table, txn)?;
        }
        Ok(done)
    }

    /// Drops one relation with its indexes and sequences.
    pub fn drop_relation(&mut self, table: &TableInfo, txn: &mut Transaction) -> Result<()> {
        let sequences = change::owned_sequences(&mut self.pen(txn), table.rel)?;
        let catalog = Arc::clone(self.catalog());
        let file = |rel| catalog.table(rel).map_or(rel, |sequence| sequence.file);
        let sequences = sequences.into_iter().map(|rel| (rel, file(rel)));
        let indexes = table.indexes.iter().map(|index| (index.rel, index.file));
        for (rel, file) in sequences.chain(indexes) {
            change::drop_relation(&mut self.pen(txn), rel)?;
            self.cache_remove(rel);
            self.txns.drop_relation(txn, file, &mut self.tracer);
        }
        change::drop_relation(&mut self.pen(txn), table.rel)?;
        self.cache_remove(table.rel);
        self.on_commit.remove(&table.rel);
        if table.kind != TableKind::View {
            self.txns.drop_relation(txn, table.file, &mut self.tracer);
        }
        Ok(())
    }

    /// Takes an index out of its table's entry.
    fn forget_index(&mut self, index: &TableInfo) -> Result<()> {
        let has_it = |table: &&Arc<TableInfo>| table.indexes.iter().any(|i| i.rel == index.rel);
        let table = self.catalog().tables().find(has_it).cloned();
        if let Some(table) = table {
            let mut changed = (*table).clone();
            changed.indexes.retain(|known| known.rel != index.rel);
            self.cache_put(changed);
        }
        Ok(())
    }

    /// Drops all temporary relations, and what depends on them.
    pub fn drop_temporary(&mut self, txn: &mut Transaction) -> Result<()> {
        let is_temporary = |table: &&Arc<TableInfo>| table.schema == "pg_temp";
        let tables: Vec<Arc<TableInfo>> =
            self.catalog().tables().filter(is_temporary).cloned().collect();
        let path = SearchPath::default();
        for table in tables {
            // An index or a sequence may have gone with its table already.
            if self.catalog().table(table.rel).is_some() {
                let kind = table.kind;
                let (tables, missing) = (vec![table], Vec::new());
                self.drop_relations(&Drop { kind, tables, missing, cascade: true }, &path, txn)?;
            }
        }
        Ok(())
    }

    /// Drops schemas; what is in them, and what depends on that, goes too under CASCADE.
    pub fn drop_schemas(
        &mut self,
        drop: &DropSchemas,
        path: &SearchPath,
        txn: &mut Transaction,
    ) -> Result<Done> {
        let mut done = Done::default();
        for name in &drop.missing {
            say(&mut done, format!("schema \"{name}\" does not exist, skipping"));
        }
        for name in &drop.names {
            self.drop_schema(name, drop, path, txn, &mut done)?;
        }
        Ok(done)
    }

    fn drop_schema(
        &mut self,
        name: &str,
        drop: &DropSchemas,
        path: &SearchPath,
        txn: &mut Transaction,
        done: &mut Done,
    ) -> Result<()> {
        let mut objects: Vec<String> = Vec::new();
        let mut tables: Vec<Arc<TableInfo>> = Vec::new();
        let catalog = self.catalog().clone();
        let names = Names { catalog: &catalog, path };
        for table in catalog.tables() {
            let is_owned = !change::owners(&mut self.pen(txn), table.rel)?.is_empty();
            if table.schema == name && table.kind != TableKind::Index && !is_owned {
                objects.push(names.of(table));
                tables.push(Arc::clone(table));
            }
        }
        if !tables.is_empty() && !drop.cascade {
            let on = |object| format!("{object} depends on schema {}", quote_ident(name));
            let lines: Vec<String> = objects.into_iter().map(on).collect();
            return Err(needed_by(&format!("schema {}", quote_ident(name)), &lines));
        }
        let dependents = self.dependents(&tables, None, path, txn)?;
        let mut beyond = Done::default();
        self.cascade(&dependents, path, txn, &mut beyond)?;
        objects.extend(dependents.iter().map(|dependent| dependent.words(&names)));
        done.notices.extend(cascade_notice(objects));
        for table in &tables {
            self.drop_relation(table, txn)?;
        }
        change::drop_schema(&mut self.pen(txn), name)?;
        self.cache_remove_schema(name);
        Ok(())
    }

    /// Empties tables: each gets new pages, and the old ones go when the transaction commits.
    pub fn truncate(
        &mut self,
        tables: &[Arc<TableInfo>],
        restart: bool,
        txn: &mut Transaction,
    ) -> Result<Done> {
        for table in tables {
            let mut changed = (**table).clone();
            changed.file = RelId(self.new_oid());
            self.make_relation(changed.file, (&table.name, RelationKind::Table), txn);
            self.txns.drop_relation(txn, table.file, &mut self.tracer);
            self.renew_indexes(&mut changed, txn)?;
            self.replace_table(changed, txn)?;
            if restart {
                for sequence in change::owned_sequences(&mut self.pen(txn), table.rel)? {
                    self.restart_sequence(sequence, txn)?;
                }
            }
        }
        Ok(Done::default())
    }
}

fn say(done: &mut Done, message: String) {
    done.notices.push(SqlError::new(sqlstate::SUCCESSFUL_COMPLETION, message));
}
