//! CREATE INDEX carried out, and the indexes of tables kept in step with their definitions.
//!
//! ```text
//!   place     a new index: its relation with an empty tree, its rows, its entry
//!   settle    what a changed definition means for the indexes there were: some go, some are new,
//!             and where the table's rows move, all begin anew
//! ```
//!
//! Trees of tables with rows are filled afterwards, in steps ([`Fill`]).

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::ids::RelId;
use model::trace::event::page::RelationKind;

use super::carry_out::{Done, Fill};
use crate::catalog::change;
use crate::catalog::info::{ConstraintKind, IndexInfo, IndexKey, TableInfo, TableKind};
use crate::db::database::Database;
use crate::exec::indexed::open::OpenIndex;
use crate::sql::definition::CreateIndex;
use crate::txn::transaction::Transaction;

impl Database {
    /// Makes an index, to be filled.
    pub fn create_index(&mut self, create: &CreateIndex, txn: &mut Transaction) -> Result<Done> {
        let CreateIndex { name, if_not_exists, table, keys, unique } = create;
        let name = match name {
            Some(name) => name.clone(),
            None => {
                let columns: Vec<&str> =
                    keys.iter().map(|key| table.columns[key.column].name.as_str()).collect();
                self.free_name(&table.schema, &format!("{}_{}_idx", table.name, columns.join("_")))
            }
        };
        if let Some(done) = self.is_taken(&table.schema, &name, *if_not_exists)? {
            return Ok(done);
        }
        let rel = RelId(self.new_oid());
        let index = IndexInfo {
            rel,
            file: rel,
            name,
            table: table.rel,
            keys: keys.clone(),
            unique: *unique,
        };
        let mut changed = (**table).clone();
        add(&mut changed, index.clone());
        self.place_index(&changed, &index, txn)?;
        self.cache_put(changed.clone());
        let table = Arc::new(changed);
        Ok(Done { fills: vec![Fill { table, index: Arc::new(index) }], ..Done::default() })
    }

    /// Gives every key of a table that has none its index, by name; they are to be placed.
    pub fn add_key_indexes(&mut self, table: &mut TableInfo) {
        for at in 0..table.constraints.len() {
            let rel = RelId(self.new_oid());
            let constraint = &mut table.constraints[at];
            let (ConstraintKind::PrimaryKey { columns, index }
            | ConstraintKind::Unique { columns, index }) = &mut constraint.kind
            else {
                continue;
            };
            if index.is_some() {
                continue;
            }
            *index = Some(rel);
            let key = |column: &usize| IndexKey {
                column: *column,
                descending: false,
                nulls_first: false,
            };
            let made = IndexInfo {
                rel,
                file: rel,
                name: constraint.name.clone(),
                table: table.rel,
                keys: columns.iter().map(key).collect(),
                unique: true,
            };
            add(table, made);
        }
    }

    /// An index in the store, with an empty tree, in the system tables and in the cache.
    pub fn place_index(
        &mut self,
        table: &TableInfo,
        index: &IndexInfo,
        txn: &mut Transaction,
    ) -> Result<()> {
        self.make_relation(index.file, (&index.name, RelationKind::Index), txn);
        let tree = OpenIndex::new(table, &Arc::new(index.clone())).tree;
        let stamp = self.txns.stamp(txn, &mut self.tracer);
        tree.create(&mut self.store, self.index_entries, stamp.txn, &mut self.tracer)?;
        self.write_index(table, index, txn)
    }

    fn write_index(
        &mut self,
        table: &TableInfo,
        index: &IndexInfo,
        txn: &mut Transaction,
    ) -> Result<()> {
        let schema = self.schema_oid(&table.schema)?;
        change::put_index(&mut self.pen(txn), index, schema)?;
        self.cache_put(index_relation(&table.schema, index));
        Ok(())
    }

    /// Gives the indexes of a table new, empty trees, as its rows move; the old ones go when the
    /// transaction commits.
    pub fn renew_indexes(&mut self, table: &mut TableInfo, txn: &mut Transaction) -> Result<()> {
        // What this command wrote of them is to be replaced, so it must be seen.
        txn.next_command();
        for at in 0..table.indexes.len() {
            let old = table.indexes[at].clone();
            let new = IndexInfo { file: RelId(self.new_oid()), ..(*old).clone() };
            table.indexes[at] = Arc::new(new.clone());
            self.txns.drop_relation(txn, old.file, &mut self.tracer);
            change::drop_relation(&mut self.pen(txn), old.rel)?;
            self.place_index(table, &new, txn)?;
        }
        Ok(())
    }

    /// Makes the indexes of a changed definition real: those that are new, and those that are
    /// called otherwise; those that it does not have any more go.
    pub fn settle_indexes(
        &mut self,
        from: &TableInfo,
        to: &TableInfo,
        txn: &mut Transaction,
    ) -> Result<Vec<Arc<IndexInfo>>> {
        let of =
            |table: &TableInfo, rel| table.indexes.iter().find(|index| index.rel == rel).cloned();
        for old in &from.indexes {
            match of(to, old.rel) {
                Some(new) if new == *old => {}
                Some(new) => {
                    change::drop_relation(&mut self.pen(txn), old.rel)?;
                    self.write_index(to, &new, txn)?;
                    self.store.rename_relation(new.file, &new.name, &mut self.tracer);
                }
                None => {
                    change::drop_relation(&mut self.pen(txn), old.rel)?;
                    self.cache_remove(old.rel);
                    self.txns.drop_relation(txn, old.file, &mut self.tracer);
                }
            }
        }
        let is_new = |index: &&Arc<IndexInfo>| of(from, index.rel).is_none();
        let new: Vec<Arc<IndexInfo>> = to.indexes.iter().filter(is_new).cloned().collect();
        for index in &new {
            self.place_index(to, index, txn)?;
        }
        Ok(new)
    }

    /// 2BP01 for an index that a constraint cannot do without.
    pub fn check_unneeded(&self, index: &TableInfo) -> Result<()> {
        let needs = |kind: &ConstraintKind| match kind {
            ConstraintKind::PrimaryKey { index: needed, .. }
            | ConstraintKind::Unique { index: needed, .. } => *needed == Some(index.rel),
            ConstraintKind::Check { .. } | ConstraintKind::ForeignKey { .. } => false,
        };
        for table in self.catalog().tables() {
            let constraint = table.constraints.iter().find(|constraint| needs(&constraint.kind));
            let Some(constraint) = constraint else { continue };
            let (name, table) = (&constraint.name, &table.name);
            let message = format!(
                "cannot drop index {} because constraint {name} on table {table} requires it",
                index.name
            );
            return Err(SqlError::new(sqlstate::DEPENDENT_OBJECTS_STILL_EXIST, message)
                .hint(format!("You can drop constraint {name} on table {table} instead."))
                .into());
        }
        Ok(())
    }

    /// The name of a key's index, which no relation of the schema may have: the one that was given,
    /// or PostgreSQL's with the first number that makes it free.
    pub fn key_name(&self, schema: &str, name: String, is_given: Given) -> Result<String> {
        if is_given == Given::No {
            return Ok(self.free_name(schema, &name));
        }
        match self.catalog().table_in(schema, &name) {
            None => Ok(name),
            Some(_) => {
                let message = format!("relation \"{name}\" already exists");
                Err(Error::sql(sqlstate::DUPLICATE_TABLE, message))
            }
        }
    }
}

/// Whether a name was given or is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// It was given.
    Yes,
    /// It is made.
    No,
}

/// Adds an index to a table's entry; they are kept by name.
fn add(table: &mut TableInfo, index: IndexInfo) {
    table.indexes.push(Arc::new(index));
    table.indexes.sort_by(|left, right| left.name.cmp(&right.name));
}

/// An index as a name can mean it.
fn index_relation(schema: &str, index: &IndexInfo) -> TableInfo {
    TableInfo {
        rel: index.rel,
        file: index.file,
        schema: schema.to_string(),
        name: index.name.clone(),
        kind: TableKind::Index,
        columns: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
        view_sql: None,
        stats: None,
        dependencies: Vec::new(),
    }
}
