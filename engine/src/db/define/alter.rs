//! ALTER TABLE carried out: the actions on a copy of the definition, then the copy in its place.
//!
//! Where rows must change or be looked at again, the table is rewritten. A column that is added
//! without a default needs nothing: tuples older than it have NULL there.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};

use super::carry_out::Done;
use super::depend::{still_needed, Names};
use super::index::Given;
use crate::catalog::change;
use crate::catalog::info::{ColumnInfo, ConstraintKind, Identity, IndexInfo, TableInfo};
use crate::catalog::path::SearchPath;
use crate::db::database::Database;
use crate::expr::functions::quote::quote_ident;
use crate::sql::bind_alter::shape_of;
use crate::sql::bind_rewrite::{columns_of_check, NewValue};
use crate::sql::definition::{Alter, AlterAction, SequenceOptions};
use crate::sql::statement::{NewColumn, NewConstraint, NewConstraintKind};
use crate::sql::unsupported::refuse;
use crate::txn::transaction::Transaction;

/// A table's definition while it changes.
struct Change {
    table: TableInfo,
    /// Values that rows get anew.
    values: Vec<NewValue>,
    /// Whether every row must be looked at again.
    looks_again: bool,
    /// What the learner should know.
    done: Done,
    /// The session's path: how messages call other relations.
    path: SearchPath,
}

impl Database {
    /// Changes a table's definition, and plans the rewriting of its rows where that is needed.
    pub fn alter_table(
        &mut self,
        alter: &Alter,
        path: &SearchPath,
        txn: &mut Transaction,
    ) -> Result<Done> {
        let mut change = Change {
            table: (*alter.table).clone(),
            values: Vec::new(),
            looks_again: false,
            done: Done::default(),
            path: path.clone(),
        };
        for action in &alter.actions {
            self.alter(&mut change, action, txn)?;
        }
        let Change { mut table, values, looks_again, done, path: _ } = change;
        self.add_key_indexes(&mut table);
        self.settle_indexes(&alter.table, &table, txn)?;
        if values.is_empty() && !looks_again {
            self.replace_table(table, txn)?;
            return Ok(done);
        }
        let moving = self.rewrite(&alter.table, table, &values, txn)?;
        Ok(Done { notices: done.notices, ..moving })
    }

    fn alter(
        &mut self,
        change: &mut Change,
        action: &AlterAction,
        txn: &mut Transaction,
    ) -> Result<()> {
        match action {
            AlterAction::Nothing(why) => {
                let notice = SqlError::new(sqlstate::SUCCESSFUL_COMPLETION, *why);
                change.done.notices.push(notice);
                Ok(())
            }
            AlterAction::AddColumn { column, if_not_exists } => {
                self.add_column(change, column, *if_not_exists, txn)
            }
            AlterAction::DropColumn { at, cascade } => self.drop_column(change, *at, *cascade, txn),
            AlterAction::RenameColumn { at, name } => {
                self.check_unread(change, Some(*at), txn)?;
                rename_column(&mut change.table, *at, name)
            }
            AlterAction::Rename(name) => {
                self.is_taken(&change.table.schema, name, false)?;
                self.check_unread(change, None, txn)?;
                change.table.name.clone_from(name);
                Ok(())
            }
            AlterAction::RenameConstraint { from, to } => self.rename_constraint(change, from, to),
            AlterAction::SetDefault { at, sql } => {
                change.table.columns[*at].default_sql.clone_from(sql);
                Ok(())
            }
            AlterAction::SetNotNull { at, not_null } => {
                change.looks_again |= *not_null && !change.table.columns[*at].not_null;
                change.table.columns[*at].not_null = *not_null;
                Ok(())
            }
            AlterAction::SetType { at, data_type, using_sql } => {
                self.check_type_unread(change, *at, txn)?;
                change.table.columns[*at].data_type = *data_type;
                change.looks_again = true;
                if let Some(sql) = using_sql {
                    change.values.push(NewValue { at: *at, sql: Some(sql.clone()) });
                }
                Ok(())
            }
            AlterAction::AddIdentity { at, always, name, options } => {
                let identity = if *always { Identity::Always } else { Identity::ByDefault };
                self.add_identity(change, (*at, identity), (name.as_deref(), options), txn)
            }
            AlterAction::AddConstraint(constraint) => self.add_constraint(change, constraint),
            AlterAction::DropConstraint { name, if_exists, cascade } => {
                self.remove_constraint(change, name, *if_exists, *cascade)
            }
        }
    }

    fn add_column(
        &mut self,
        change: &mut Change,
        column: &NewColumn,
        if_not_exists: bool,
        txn: &mut Transaction,
    ) -> Result<()> {
        if if_not_exists && change.table.column_named(&column.name).is_some() {
            let message = format!(
                "column \"{}\" of relation \"{}\" already exists, skipping",
                column.name, change.table.name
            );
            change.done.notices.push(SqlError::new(sqlstate::DUPLICATE_COLUMN, message));
            return Ok(());
        }
        let at = change.table.columns.len();
        let mut default_sql = column.default_sql.clone();
        if let Some(options) = &column.sequence {
            let table = &change.table;
            let name = format!("{}_{}_seq", table.name, column.name);
            let name = (table.schema.as_str(), self.free_name(&table.schema, &name));
            let counts = (column.data_type, options);
            default_sql = Some(self.column_sequence(name, counts, (table.rel, at), txn)?);
        }
        if default_sql.is_some() {
            change.values.push(NewValue { at, sql: None });
        }
        change.looks_again |= column.not_null;
        change.table.columns.push(ColumnInfo {
            name: column.name.clone(),
            data_type: column.data_type,
            not_null: column.not_null,
            default_sql,
            identity: column.identity,
            dropped: false,
        });
        Ok(())
    }

    /// Drops a column: its place in tuples stays, its name and its constraints go.
    fn drop_column(
        &mut self,
        change: &mut Change,
        at: usize,
        cascade: bool,
        txn: &mut Transaction,
    ) -> Result<()> {
        let table = [Arc::new(change.table.clone())];
        let dependents = self.dependents(&table, Some(at), &change.path, txn)?;
        if !dependents.is_empty() && !cascade {
            let names = Names { catalog: self.catalog(), path: &change.path };
            let column = quote_ident(&change.table.columns[at].name);
            let what = format!("column {column} of {}", names.of(&change.table));
            return Err(still_needed(&what, &dependents, &names));
        }
        self.cascade(&dependents, &change.path, txn, &mut change.done)?;
        let mut gone = Vec::new();
        for constraint in &change.table.constraints {
            let uses_column = match &constraint.kind {
                ConstraintKind::PrimaryKey { columns, .. }
                | ConstraintKind::Unique { columns, .. }
                | ConstraintKind::ForeignKey { columns, .. } => columns.contains(&at),
                ConstraintKind::Check { sql } => {
                    columns_of_check(self.catalog(), &table[0], sql)?.contains(&at)
                }
            };
            if uses_column {
                gone.push(constraint.name.clone());
            }
        }
        for name in gone {
            self.remove_constraint(change, &name, false, cascade)?;
        }
        let has_column = |index: &IndexInfo| index.keys.iter().any(|key| key.column == at);
        change.table.indexes.retain(|index| !has_column(index));
        change.table.dependencies.retain(|declared| !declared.mentions(at));
        let column = &mut change.table.columns[at];
        column.dropped = true;
        column.name = format!("........pg.dropped.{}........", at + 1);
        column.not_null = false;
        column.default_sql = None;
        column.identity = Identity::None;
        Ok(())
    }

    /// The text of views names what it reads; a new name would leave it behind.
    fn check_unread(
        &mut self,
        change: &Change,
        column: Option<usize>,
        txn: &mut Transaction,
    ) -> Result<()> {
        match change::readers(&mut self.pen(txn), change.table.rel, column)?.is_empty() {
            true => Ok(()),
            false => Err(refuse("renaming what a view reads")),
        }
    }

    fn check_type_unread(
        &mut self,
        change: &Change,
        at: usize,
        txn: &mut Transaction,
    ) -> Result<()> {
        let readers = change::readers(&mut self.pen(txn), change.table.rel, Some(at))?;
        let Some(view) = readers.first().and_then(|rel| self.catalog().table(*rel)) else {
            return Ok(());
        };
        let message = "cannot alter type of a column used by a view or rule";
        let names = Names { catalog: self.catalog(), path: &change.path };
        let column = &change.table.columns[at].name;
        let detail = format!("rule _RETURN on {} depends on column \"{column}\"", names.of(view));
        Err(SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message).detail(detail).into())
    }

    fn add_identity(
        &mut self,
        change: &mut Change,
        (at, identity): (usize, Identity),
        (name, options): (Option<&str>, &SequenceOptions),
        txn: &mut Transaction,
    ) -> Result<()> {
        let column = change.table.columns[at].clone();
        if !column.not_null {
            let message = format!(
                "column \"{}\" of relation \"{}\" must be declared NOT NULL before identity can \
                 be added",
                column.name, change.table.name
            );
            return Err(Error::sql(sqlstate::OBJECT_NOT_IN_PREREQUISITE_STATE, message));
        }
        let table = &change.table;
        let name = match name {
            Some(name) => name.to_string(),
            None => self.free_name(&table.schema, &format!("{}_{}_seq", table.name, column.name)),
        };
        let name = (table.schema.as_str(), name);
        let counts = (column.data_type, options);
        let sql = self.column_sequence(name, counts, (table.rel, at), txn)?;
        let column = &mut change.table.columns[at];
        column.default_sql = Some(sql);
        column.identity = identity;
        Ok(())
    }

    /// The index of a key is called as the key is.
    fn rename_constraint(&mut self, change: &mut Change, from: &str, to: &str) -> Result<()> {
        let place = constraint_place(&change.table, from)?;
        let constraint = &mut change.table.constraints[place];
        if let ConstraintKind::PrimaryKey { index: Some(rel), .. }
        | ConstraintKind::Unique { index: Some(rel), .. } = constraint.kind
        {
            self.key_name(&change.table.schema, to.to_string(), Given::Yes)?;
            let is_its = |index: &&mut Arc<IndexInfo>| index.rel == rel;
            if let Some(index) = change.table.indexes.iter_mut().find(is_its) {
                *index = Arc::new(IndexInfo { name: to.to_string(), ..(**index).clone() });
            }
            change.table.indexes.sort_by(|left, right| left.name.cmp(&right.name));
        }
        constraint.name = to.to_string();
        Ok(())
    }

    fn add_constraint(&mut self, change: &mut Change, constraint: &NewConstraint) -> Result<()> {
        if let NewConstraintKind::PrimaryKey(columns) = &constraint.kind {
            if change.table.primary_key().is_some() {
                let message = format!(
                    "multiple primary keys for table \"{}\" are not allowed",
                    change.table.name
                );
                return Err(Error::sql(sqlstate::INVALID_TABLE_DEFINITION, message));
            }
            for at in columns {
                change.table.columns[*at].not_null = true;
            }
        }
        let shape = shape_of(&change.table);
        let made =
            self.constraint(change.table.rel, &shape, constraint, &change.table.constraints)?;
        change.table.constraints.push(made);
        change.looks_again = true;
        Ok(())
    }

    fn remove_constraint(
        &mut self,
        change: &mut Change,
        name: &str,
        if_exists: bool,
        cascade: bool,
    ) -> Result<()> {
        let place = match constraint_place(&change.table, name) {
            Err(_) if if_exists => return Ok(()),
            other => other?,
        };
        let constraint = change.table.constraints[place].clone();
        let (ConstraintKind::PrimaryKey { columns, index }
        | ConstraintKind::Unique { columns, index }) = &constraint.kind
        else {
            change.table.constraints.remove(place);
            return Ok(());
        };
        let users: Vec<(Arc<TableInfo>, u32, String)> = self
            .catalog()
            .tables()
            .flat_map(|table| table.constraints.iter().map(move |other| (table, other)))
            .filter(|(_, other)| match &other.kind {
                ConstraintKind::ForeignKey { table, referred, .. } => {
                    *table == change.table.rel && referred == columns
                }
                _ => false,
            })
            .map(|(table, other)| (Arc::clone(table), other.oid, other.name.clone()))
            .collect();
        if let (Some((table, _, user)), false) = (users.first(), cascade) {
            let message = format!(
                "cannot drop constraint {name} on table {} because other objects depend on it",
                change.table.name
            );
            return Err(SqlError::new(sqlstate::DEPENDENT_OBJECTS_STILL_EXIST, message)
                .detail(format!(
                    "constraint {user} on table {} depends on index {name}",
                    table.name
                ))
                .hint("Use DROP ... CASCADE to drop the dependent objects too.")
                .into());
        }
        change.table.constraints.remove(place);
        change.table.indexes.retain(|known| Some(known.rel) != *index);
        Ok(())
    }
}

fn rename_column(table: &mut TableInfo, at: usize, name: &str) -> Result<()> {
    if table.column_named(name).is_some() {
        let message = format!("column \"{name}\" of relation \"{}\" already exists", table.name);
        return Err(Error::sql(sqlstate::DUPLICATE_COLUMN, message));
    }
    table.columns[at].name = name.to_string();
    Ok(())
}

fn constraint_place(table: &TableInfo, name: &str) -> Result<usize> {
    table.constraints.iter().position(|constraint| constraint.name == name).ok_or_else(|| {
        let message =
            format!("constraint \"{name}\" of relation \"{}\" does not exist", table.name);
        Error::sql(sqlstate::UNDEFINED_OBJECT, message)
    })
}
