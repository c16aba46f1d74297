//! Which definition, and what is left to do after it.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError, SqlState};
use model::base::ids::RelId;
use model::trace::event::page::RelationKind;

use crate::catalog::change;
use crate::catalog::info::{IndexInfo, TableInfo};
use crate::catalog::path::SearchPath;
use crate::db::database::Database;
use crate::sql::definition::Definition;
use crate::sql::statement::Statement;
use crate::txn::transaction::Transaction;

/// What a definition leaves.
#[derive(Debug, Default)]
pub struct Done {
    /// What the learner should know.
    pub notices: Vec<SqlError>,
    /// Rows still to be moved: an INSERT to run before the statement is done.
    pub rows: Option<Statement>,
    /// Indexes still to be filled, after that.
    pub fills: Vec<Fill>,
}

/// An index still to be filled with the rows of its table.
#[derive(Clone, Debug)]
pub struct Fill {
    /// The table.
    pub table: Arc<TableInfo>,
    /// The index, whose tree is new.
    pub index: Arc<IndexInfo>,
}

impl Done {
    /// Done, with something to say.
    pub fn saying(code: SqlState, message: String) -> Done {
        Done { notices: vec![SqlError::new(code, message)], ..Done::default() }
    }
}

impl Database {
    /// Carries a definition out, but for the rows it leaves to move.
    pub fn define(
        &mut self,
        definition: &Definition,
        path: &SearchPath,
        txn: &mut Transaction,
    ) -> Result<Done> {
        match definition {
            Definition::CreateTable(create) => self.create_table(create, txn),
            Definition::CreateTableAs { table, query } => {
                self.create_table_as(table, query.as_ref(), txn)
            }
            Definition::CreateSchema { name, if_not_exists } => {
                self.create_schema(name, *if_not_exists, txn)
            }
            Definition::CreateView(create) => self.create_view(create, txn),
            Definition::CreateSequence(create) => self.create_sequence(create, txn),
            Definition::CreateIndex(create) => self.create_index(create, txn),
            Definition::Drop(drop) => self.drop_relations(drop, path, txn),
            Definition::DropSchemas(drop) => self.drop_schemas(drop, path, txn),
            Definition::Alter(alter) => self.alter_table(alter, path, txn),
            Definition::AlterSequence(alter) => self.alter_sequence(alter, txn),
            Definition::Truncate { tables, restart } => self.truncate(tables, *restart, txn),
            Definition::Depend { table, dependencies } => {
                let dependencies = dependencies.clone();
                self.replace_table(TableInfo { dependencies, ..(**table).clone() }, txn)?;
                Ok(Done::default())
            }
        }
    }

    /// 42P07 if the name is taken; done already, with a notice, under IF NOT EXISTS.
    pub fn is_taken(&self, schema: &str, name: &str, if_not_exists: bool) -> Result<Option<Done>> {
        if self.catalog().table_in(schema, name).is_none() {
            return Ok(None);
        }
        let message = format!("relation \"{name}\" already exists");
        if if_not_exists {
            let message = format!("{message}, skipping");
            return Ok(Some(Done::saying(sqlstate::DUPLICATE_TABLE, message)));
        }
        Err(Error::sql(sqlstate::DUPLICATE_TABLE, message))
    }

    /// The rows and the cache's entry of a relation.
    pub fn put_table(&mut self, table: TableInfo, txn: &mut Transaction) -> Result<()> {
        let schema = self.schema_oid(&table.schema)?;
        change::put_relation(&mut self.pen(txn), &table, schema)?;
        self.cache_put(table);
        Ok(())
    }

    /// Puts a relation's new definition in the place of its old one.
    pub fn replace_table(&mut self, table: TableInfo, txn: &mut Transaction) -> Result<()> {
        change::drop_definition(&mut self.pen(txn), table.rel)?;
        txn.next_command();
        self.put_table(table, txn)
    }

    /// The number of a schema; 3F000 if there is none.
    pub fn schema_oid(&self, name: &str) -> Result<u32> {
        self.catalog().schema_oid(name).ok_or_else(|| {
            let message = format!("schema \"{name}\" does not exist");
            Error::sql(sqlstate::INVALID_SCHEMA_NAME, message)
        })
    }

    /// A relation in the store that goes again if the transaction is undone.
    pub fn make_relation(
        &mut self,
        rel: RelId,
        named: (&str, RelationKind),
        txn: &mut Transaction,
    ) {
        self.txns.create_relation(txn, &mut self.store, rel, named, &mut self.tracer);
    }

    /// The name, or the name with the first number that makes it free in its schema.
    pub fn free_name(&self, schema: &str, name: &str) -> String {
        let is_free = |name: &str| self.catalog().table_in(schema, name).is_none();
        if is_free(name) {
            return name.to_string();
        }
        (1..)
            .map(|number| format!("{name}{number}"))
            .find(|name| is_free(name))
            .expect("there are more numbers than relations")
    }
}
