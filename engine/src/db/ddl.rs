//! CREATE TABLE and DROP carried out: rows in the system tables, relations in the store, and the
//! cache moved along.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::ids::RelId;
use model::trace::event::page::RelationKind;

use super::database::Database;
use crate::catalog::change::{self, SequenceRule};
use crate::catalog::info::{ColumnInfo, ConstraintInfo, ConstraintKind, TableInfo, TableKind};
use crate::catalog::system::{plain_columns, SEQUENCE_COLUMNS};
use crate::sql::statement::{CreateTable, Drop, NewColumn, NewConstraint, NewConstraintKind};
use crate::txn::transaction::Transaction;

/// What a statement that changes the catalogue has to say besides its tag.
#[derive(Debug, Default)]
pub struct Said {
    /// Notices.
    pub notices: Vec<SqlError>,
}

impl Database {
    /// Makes a table with its sequences.
    pub fn create_table(&mut self, create: &CreateTable, txn: &mut Transaction) -> Result<Said> {
        let mut said = Said::default();
        if self.catalog().table_named(Some("public"), &create.name).is_some() {
            let message = format!("relation \"{}\" already exists", create.name);
            if create.if_not_exists {
                let notice =
                    SqlError::new(sqlstate::DUPLICATE_TABLE, format!("{message}, skipping"));
                said.notices.push(notice);
                return Ok(said);
            }
            return Err(Error::sql(sqlstate::DUPLICATE_TABLE, message));
        }
        let rel = RelId(self.new_oid());
        let mut columns = Vec::new();
        for (at, column) in create.columns.iter().enumerate() {
            let mut default_sql = column.default_sql.clone();
            if column.sequence {
                let owner = (rel, at);
                let name = self.serial_sequence(&create.name, column, owner, txn)?;
                default_sql = Some(format!("nextval('{}'::regclass)", name.replace('\'', "''")));
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
        let table = TableInfo {
            rel,
            file: rel,
            schema: "public".to_string(),
            name: create.name.clone(),
            kind: TableKind::Table,
            columns,
            constraints,
            indexes: Vec::new(),
            view_sql: None,
        };
        self.make_relation(rel, (&table.name, RelationKind::Table), txn);
        change::put_relation(&mut self.pen(txn), &table)?;
        self.cache_put(table);
        Ok(said)
    }

    /// The sequence of a serial or identity column; its name.
    fn serial_sequence(
        &mut self,
        table: &str,
        column: &NewColumn,
        owner: (RelId, usize),
        txn: &mut Transaction,
    ) -> Result<String> {
        let data_type = column.data_type;
        let name = self.free_name(&format!("{table}_{}_seq", column.name));
        let rel = RelId(self.new_oid());
        let info = TableInfo {
            rel,
            file: rel,
            schema: "public".to_string(),
            name: name.clone(),
            kind: TableKind::Sequence,
            columns: plain_columns(SEQUENCE_COLUMNS),
            constraints: Vec::new(),
            indexes: Vec::new(),
            view_sql: None,
        };
        let rule = SequenceRule::serial(data_type);
        self.make_relation(rel, (&name, RelationKind::Sequence), txn);
        self.world.sequences.add(rel, &name, rule);
        let mut tuple = self.world.sequences.tuple(rel)?;
        let mut pen = self.pen(txn);
        pen.insert_tuple(rel, &mut tuple)?;
        change::put_relation(&mut pen, &info)?;
        change::put_sequence(&mut pen, rel, data_type, rule, Some(owner))?;
        self.cache_put(info);
        Ok(name)
    }

    fn make_relation(&mut self, rel: RelId, named: (&str, RelationKind), txn: &mut Transaction) {
        self.txns.create_relation(txn, &mut self.store, rel, named, &mut self.tracer);
    }

    /// The name, or the name with the first number that makes it free.
    fn free_name(&self, name: &str) -> String {
        let is_free = |name: &str| self.catalog().table_named(Some("public"), name).is_none();
        if is_free(name) {
            return name.to_string();
        }
        (1..)
            .map(|number| format!("{name}{number}"))
            .find(|name| is_free(name))
            .expect("there are more numbers than relations")
    }

    fn constraints(&mut self, rel: RelId, create: &CreateTable) -> Result<Vec<ConstraintInfo>> {
        let mut made: Vec<ConstraintInfo> = Vec::new();
        for constraint in &create.constraints {
            let name = constraint_name(create, constraint, &made);
            if made.iter().any(|known| known.name == name) {
                let message = format!(
                    "constraint \"{name}\" for relation \"{}\" already exists",
                    create.name
                );
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
                NewConstraintKind::ForeignKey {
                    columns,
                    table,
                    referred,
                    on_delete,
                    on_update,
                } => ConstraintKind::ForeignKey {
                    columns: columns.clone(),
                    table: table.as_ref().map_or(rel, |table| table.rel),
                    referred: referred.clone(),
                    on_delete: *on_delete,
                    on_update: *on_update,
                },
            };
            made.push(ConstraintInfo { oid: self.new_oid(), name, kind });
        }
        Ok(made)
    }

    /// Drops tables with what is theirs. What others refer to them by goes too under CASCADE.
    /// The relations themselves leave the store when the transaction commits.
    pub fn drop_tables(&mut self, drop: &Drop, txn: &mut Transaction) -> Result<Said> {
        let mut said = Said::default();
        for name in &drop.missing {
            let message = format!("table \"{name}\" does not exist, skipping");
            said.notices.push(SqlError::new(sqlstate::SUCCESSFUL_COMPLETION, message));
        }
        let going: Vec<RelId> = drop.tables.iter().map(|table| table.rel).collect();
        for table in &drop.tables {
            self.cut_references(table, &going, drop.cascade, txn, &mut said)?;
        }
        for table in &drop.tables {
            let sequences = change::owned_sequences(&mut self.pen(txn), table.rel)?;
            for rel in sequences.into_iter().chain([table.rel]) {
                change::drop_relation(&mut self.pen(txn), rel)?;
                self.cache_remove(rel);
                self.txns.drop_relation(txn, rel, &mut self.tracer);
            }
        }
        Ok(said)
    }

    /// Foreign keys of other tables that refer to a table about to go.
    fn cut_references(
        &mut self,
        table: &TableInfo,
        going: &[RelId],
        cascade: bool,
        txn: &mut Transaction,
        said: &mut Said,
    ) -> Result<()> {
        let mut others: Vec<(Arc<TableInfo>, ConstraintInfo)> = Vec::new();
        for other in self.catalog().tables().filter(|other| !going.contains(&other.rel)) {
            for constraint in &other.constraints {
                let refers = matches!(&constraint.kind,
                    ConstraintKind::ForeignKey { table: to, .. } if *to == table.rel);
                if refers {
                    others.push((Arc::clone(other), constraint.clone()));
                }
            }
        }
        let words = |other: &TableInfo, constraint: &ConstraintInfo| {
            format!("constraint {} on table {}", constraint.name, other.name)
        };
        if let (Some(_), false) = (others.first(), cascade) {
            let lines: Vec<String> = others
                .iter()
                .map(|(other, constraint)| {
                    format!("{} depends on table {}", words(other, constraint), table.name)
                })
                .collect();
            let message =
                format!("cannot drop table {} because other objects depend on it", table.name);
            return Err(SqlError::new(sqlstate::DEPENDENT_OBJECTS_STILL_EXIST, message)
                .detail(lines.join("\n"))
                .hint("Use DROP ... CASCADE to drop the dependent objects too.")
                .into());
        }
        for (other, constraint) in others {
            change::drop_constraint(&mut self.pen(txn), constraint.oid)?;
            let message = format!("drop cascades to {}", words(&other, &constraint));
            said.notices.push(SqlError::new(sqlstate::SUCCESSFUL_COMPLETION, message));
            let mut changed = (*other).clone();
            changed.constraints.retain(|known| known.oid != constraint.oid);
            self.cache_put(changed);
        }
        Ok(())
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
