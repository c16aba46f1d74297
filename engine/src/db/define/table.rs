//! CREATE TABLE carried out.

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::RelId;
use model::trace::event::page::RelationKind;
use model::types::data_type::DataType;

use super::carry_out::Done;
use super::index::Given;
use crate::catalog::change::SequenceRule;
use crate::catalog::info::{ColumnInfo, ConstraintInfo, ConstraintKind, TableInfo, TableKind};
use crate::db::database::Database;
use crate::sql::definition::SequenceOptions;
use crate::sql::statement::{
    CreateTable, Insert, NewConstraint, NewConstraintKind, OnCommit, Query, Statement,
};
use crate::txn::transaction::Transaction;

impl Database {
    /// Makes a table with its sequences.
    pub fn create_table(&mut self, create: &CreateTable, txn: &mut Transaction) -> Result<Done> {
        if let Some(done) = self.is_taken(&create.schema, &create.name, create.if_not_exists)? {
            return Ok(done);
        }
        let rel = RelId(self.new_oid());
        let mut columns = Vec::new();
        for (at, column) in create.columns.iter().enumerate() {
            let mut default_sql = column.default_sql.clone();
            if let Some(options) = &column.sequence {
                let name = format!("{}_{}_seq", create.name, column.name);
                let name = (create.schema.as_str(), self.free_name(&create.schema, &name));
                let counts = (column.data_type, options);
                default_sql = Some(self.column_sequence(name, counts, (rel, at), txn)?);
            }
            columns.push(ColumnInfo {
                name: column.name.clone(),
                data_type: column.data_type,
                not_null: column.not_null,
                default_sql,
                identity: column.identity,
                dropped: false,
            });
        }
        let constraints = self.constraints(rel, create)?;
        let mut table = TableInfo {
            rel,
            file: rel,
            schema: create.schema.clone(),
            name: create.name.clone(),
            kind: TableKind::Table,
            columns,
            constraints,
            indexes: Vec::new(),
            view_sql: None,
            stats: None,
            dependencies: Vec::new(),
        };
        self.make_relation(rel, (&table.name, RelationKind::Table), txn);
        if create.on_commit != OnCommit::PreserveRows {
            self.on_commit.insert(rel, create.on_commit);
        }
        self.add_key_indexes(&mut table);
        for index in &table.indexes {
            self.place_index(&table, index, txn)?;
        }
        self.put_table(table, txn)?;
        Ok(Done::default())
    }

    /// A table with the rows of a query, still to be put into it.
    pub fn create_table_as(
        &mut self,
        create: &CreateTable,
        query: Option<&Query>,
        txn: &mut Transaction,
    ) -> Result<Done> {
        if let Some(done) = self.is_taken(&create.schema, &create.name, create.if_not_exists)? {
            return Ok(done);
        }
        let mut done = self.create_table(create, txn)?;
        let table = self.catalog().table_in(&create.schema, &create.name).cloned();
        if let (Some(table), Some(query)) = (table, query) {
            let insert = Statement::Insert(Insert {
                table,
                rel: query.rel.clone(),
                columns: query.columns.iter().map(|column| column.id).collect(),
                checks: Vec::new(),
                conflict: None,
                returning: None,
            });
            done.rows = Some(insert);
        }
        Ok(done)
    }

    /// The sequence of a serial or identity column; the SQL that draws from it.
    pub fn column_sequence(
        &mut self,
        (schema, name): (&str, String),
        (data_type, options): (DataType, &SequenceOptions),
        owner: (RelId, usize),
        txn: &mut Transaction,
    ) -> Result<String> {
        self.is_taken(schema, &name, false)?;
        let rule = SequenceRule::of(data_type, options)?;
        self.make_sequence((schema, &name), data_type, rule, Some(owner), txn)?;
        let quoted = crate::expr::functions::quote::quote_ident(&name);
        Ok(format!("nextval('{}'::regclass)", quoted.replace('\'', "''")))
    }

    fn constraints(&mut self, rel: RelId, create: &CreateTable) -> Result<Vec<ConstraintInfo>> {
        let mut made: Vec<ConstraintInfo> = Vec::new();
        for constraint in &create.constraints {
            let constraint = self.constraint(rel, create, constraint, &made)?;
            made.push(constraint);
        }
        Ok(made)
    }

    /// A constraint of a table, beside those it has already.
    pub fn constraint(
        &mut self,
        rel: RelId,
        create: &CreateTable,
        constraint: &NewConstraint,
        made: &[ConstraintInfo],
    ) -> Result<ConstraintInfo> {
        let name = self.constraint_name(create, constraint, made)?;
        if made.iter().any(|known| known.name == name) {
            let message =
                format!("constraint \"{name}\" for relation \"{}\" already exists", create.name);
            return Err(Error::sql(sqlstate::DUPLICATE_OBJECT, message));
        }
        let kind = match &constraint.kind {
            NewConstraintKind::PrimaryKey(columns) => {
                ConstraintKind::PrimaryKey { columns: columns.clone(), index: None }
            }
            NewConstraintKind::Unique(columns) => {
                ConstraintKind::Unique { columns: columns.clone(), index: None }
            }
            NewConstraintKind::Check { sql, .. } => ConstraintKind::Check { sql: sql.clone() },
            NewConstraintKind::ForeignKey { columns, table, referred, on_delete, on_update } => {
                ConstraintKind::ForeignKey {
                    columns: columns.clone(),
                    table: table.as_ref().map_or(rel, |table| table.rel),
                    referred: referred.clone(),
                    on_delete: *on_delete,
                    on_update: *on_update,
                }
            }
        };
        Ok(ConstraintInfo { oid: self.new_oid(), name, kind })
    }

    /// The name that was given, or the one PostgreSQL would make. The index of a key has it too, so
    /// that no other relation may.
    fn constraint_name(
        &self,
        create: &CreateTable,
        constraint: &NewConstraint,
        made: &[ConstraintInfo],
    ) -> Result<String> {
        let is_key = matches!(
            constraint.kind,
            NewConstraintKind::PrimaryKey(_) | NewConstraintKind::Unique(_)
        );
        let given = if constraint.name.is_some() { Given::Yes } else { Given::No };
        let name = constraint_name(create, constraint, made);
        match is_key {
            true => self.key_name(&create.schema, name, given),
            false => Ok(name),
        }
    }
}

/// The name that was given, or the one PostgreSQL would make.
fn constraint_name(
    create: &CreateTable,
    constraint: &NewConstraint,
    made: &[ConstraintInfo],
) -> String {
    if let Some(name) = &constraint.name {
        return name.clone();
    }
    let names = |columns: &[usize]| -> String {
        let names: Vec<&str> = columns.iter().map(|at| create.columns[*at].name.as_str()).collect();
        names.join("_")
    };
    let base = match &constraint.kind {
        NewConstraintKind::PrimaryKey(_) => format!("{}_pkey", create.name),
        NewConstraintKind::Unique(columns) => format!("{}_{}_key", create.name, names(columns)),
        NewConstraintKind::Check { column: Some(at), .. } => {
            format!("{}_{}_check", create.name, create.columns[*at].name)
        }
        NewConstraintKind::Check { column: None, .. } => format!("{}_check", create.name),
        NewConstraintKind::ForeignKey { columns, .. } => {
            format!("{}_{}_fkey", create.name, names(columns))
        }
    };
    let is_free = |name: &str| !made.iter().any(|known| known.name == name);
    if is_free(&base) {
        return base;
    }
    (1..)
        .map(|number| format!("{base}{number}"))
        .find(|name| is_free(name))
        .expect("there are more numbers than constraints")
}
