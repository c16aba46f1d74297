//! ALTER TABLE: each operation to one action.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use sqlparser::ast;
use sqlparser::tokenizer::Token;

use super::bind_define::sequence_options_of;
use super::binder::Binder;
use super::definition::{Alter, AlterAction, Definition};
use super::names::{fold, qualified};
use super::statement::{
    CreateTable, NewColumn, NewConstraint, NewConstraintKind, OnCommit, Statement,
};
use super::unsupported::{absent, refuse};
use crate::catalog::info::{ConstraintKind, TableInfo};

impl Binder<'_> {
    /// ALTER TABLE.
    pub fn bind_alter_table(&mut self, alter: &ast::AlterTable) -> Result<Statement> {
        let ast::AlterTable {
            name,
            if_exists,
            only: _,
            operations,
            location,
            on_cluster,
            table_type: _,
            end_token: _,
        } = alter;
        absent(location, "this form of ALTER TABLE")?;
        absent(on_cluster, "this form of ALTER TABLE")?;
        let name = qualified(name)?;
        let known = self.relation(&name).is_some();
        if *if_exists && !known {
            return Ok(Statement::Accepted {
                tag: "ALTER TABLE",
                notice: Some("relation does not exist, skipping"),
            });
        }
        let table = self.table(&name)?;
        if table.is_system() {
            return Err(super::bind_drop::system_catalog(&table));
        }
        let mut actions = Vec::new();
        for operation in operations {
            self.bind_operation(&table, operation, &mut actions)?;
        }
        Ok(Statement::Definition(Definition::Alter(Alter { table, actions })))
    }

    fn bind_operation(
        &mut self,
        table: &Arc<TableInfo>,
        operation: &ast::AlterTableOperation,
        actions: &mut Vec<AlterAction>,
    ) -> Result<()> {
        use ast::AlterTableOperation as Operation;
        match operation {
            Operation::AddColumn {
                column_keyword: _,
                if_not_exists,
                column_def,
                column_position,
            } => {
                absent(column_position, "this form of ALTER TABLE")?;
                return self.bind_add_column(table, column_def, *if_not_exists, actions);
            }
            Operation::AddConstraint { constraint, not_valid } => {
                absent(not_valid, "NOT VALID")?;
                let mut shape = shape_of(table);
                let mut made = self.table_constraint(&shape, constraint)?;
                self.settle_check(&mut shape, &mut made)?;
                actions.push(AlterAction::AddConstraint(made));
            }
            Operation::DropColumn {
                has_column_keyword: _,
                column_names,
                if_exists,
                drop_behavior,
            } => {
                let cascade = matches!(drop_behavior, Some(ast::DropBehavior::Cascade));
                for name in column_names {
                    if !*if_exists || table.column_named(&fold(name)).is_some() {
                        let at = self.altered_column(table, name)?;
                        actions.push(AlterAction::DropColumn { at, cascade });
                    }
                }
            }
            Operation::DropConstraint { if_exists, name, drop_behavior } => {
                let cascade = matches!(drop_behavior, Some(ast::DropBehavior::Cascade));
                let (name, if_exists) = (fold(name), *if_exists);
                actions.push(AlterAction::DropConstraint { name, if_exists, cascade });
            }
            Operation::RenameColumn { old_column_name, new_column_name } => {
                let at = self.altered_column(table, old_column_name)?;
                actions.push(AlterAction::RenameColumn { at, name: fold(new_column_name) });
            }
            Operation::RenameTable { table_name } => {
                let (ast::RenameTableNameKind::As(name) | ast::RenameTableNameKind::To(name)) =
                    table_name;
                actions.push(AlterAction::Rename(qualified(name)?.name));
            }
            Operation::RenameConstraint { old_name, new_name } => {
                let (from, to) = (fold(old_name), fold(new_name));
                actions.push(AlterAction::RenameConstraint { from, to });
            }
            Operation::AlterColumn { column_name, op } => {
                let at = self.altered_column(table, column_name)?;
                actions.push(self.bind_alter_column(table, at, op)?);
            }
            other => actions.extend(without_effect(other)?),
        }
        Ok(())
    }

    /// The name that ADD GENERATED gives to its sequence, if it does.
    fn identity_name(&self) -> Result<Option<String>> {
        let tokens = super::parse::tokens_of(self.positions)?;
        let words = super::sequence_text::identity_name(&tokens);
        Ok(words.and_then(|words| match &words.last()?.token {
            Token::Word(word) if word.quote_style.is_some() => Some(word.value.clone()),
            other => Some(other.to_string().to_lowercase()),
        }))
    }

    fn altered_column(&self, table: &TableInfo, name: &ast::Ident) -> Result<usize> {
        self.target_column_named(table, &fold(name), self.at(name.span))
    }

    fn bind_add_column(
        &mut self,
        table: &Arc<TableInfo>,
        column: &ast::ColumnDef,
        if_not_exists: bool,
        actions: &mut Vec<AlterAction>,
    ) -> Result<()> {
        let name = fold(&column.name);
        if table.column_named(&name).is_some() && !if_not_exists {
            let message =
                format!("column \"{name}\" of relation \"{}\" already exists", table.name);
            return Err(Error::sql(sqlstate::DUPLICATE_COLUMN, message));
        }
        let mut shape = shape_of(table);
        shape.columns.retain(|known| known.name != name);
        self.add_column(&mut shape, column)?;
        let at = shape.columns.len() - 1;
        let before = shape.constraints.len();
        self.add_column_constraints(&mut shape, at, column)?;
        let mut constraints = shape.constraints.split_off(before);
        for constraint in &mut constraints {
            self.settle_check(&mut shape, constraint)?;
        }
        let column = shape.columns[at].clone();
        actions.push(AlterAction::AddColumn { column, if_not_exists });
        actions.extend(constraints.into_iter().map(AlterAction::AddConstraint));
        Ok(())
    }

    /// A CHECK tried out over the table's columns.
    fn settle_check(
        &mut self,
        shape: &mut CreateTable,
        constraint: &mut NewConstraint,
    ) -> Result<()> {
        if let NewConstraintKind::Check { sql, column } = &mut constraint.kind {
            *column = self.check_expression(shape, &sql.clone())?;
        }
        Ok(())
    }

    fn bind_alter_column(
        &mut self,
        table: &TableInfo,
        at: usize,
        operation: &ast::AlterColumnOperation,
    ) -> Result<AlterAction> {
        use ast::AlterColumnOperation as Operation;
        Ok(match operation {
            Operation::SetNotNull => AlterAction::SetNotNull { at, not_null: true },
            Operation::DropNotNull => {
                if table.primary_key().is_some_and(|key| key.contains(&at)) {
                    let message =
                        format!("column \"{}\" is in a primary key", table.columns[at].name);
                    return Err(Error::sql(sqlstate::INVALID_TABLE_DEFINITION, message));
                }
                AlterAction::SetNotNull { at, not_null: false }
            }
            Operation::SetDefault { value } => {
                let column = new_column(table, at);
                AlterAction::SetDefault { at, sql: Some(self.default_sql(value, &column)?) }
            }
            Operation::DropDefault => AlterAction::SetDefault { at, sql: None },
            Operation::SetDataType { data_type, using, had_set: _ } => AlterAction::SetType {
                at,
                data_type: self.bind_type(data_type)?,
                using_sql: using.as_ref().map(ToString::to_string),
            },
            Operation::AddGenerated { generated_as, sequence_options } => {
                let options = sequence_options_of(sequence_options.as_deref().unwrap_or_default())?;
                let always = !matches!(generated_as, Some(ast::GeneratedAs::ByDefault));
                if matches!(generated_as, Some(ast::GeneratedAs::ExpStored)) {
                    return Err(refuse("a generated column"));
                }
                AlterAction::AddIdentity { at, always, name: self.identity_name()?, options }
            }
        })
    }

    /// The constraint of that name; 42704 if there is none.
    pub fn constraint_named(table: &TableInfo, name: &str) -> Result<u32> {
        let found = table.constraints.iter().find(|constraint| constraint.name == name);
        found.map(|constraint| constraint.oid).ok_or_else(|| {
            let message =
                format!("constraint \"{name}\" of relation \"{}\" does not exist", table.name);
            SqlError::new(sqlstate::UNDEFINED_OBJECT, message).into()
        })
    }
}

/// Operations that change nothing here, with why where somebody could miss it.
fn without_effect(operation: &ast::AlterTableOperation) -> Result<Option<AlterAction>> {
    use ast::AlterTableOperation as Operation;
    match operation {
        Operation::OwnerTo { new_owner: _ } => {
            Ok(Some(AlterAction::Nothing("there is one user here, who owns everything")))
        }
        Operation::ReplicaIdentity { identity: _ } => {
            Ok(Some(AlterAction::Nothing("there is no replication here")))
        }
        // Every table is logged, and all triggers that there are (none) are enabled.
        Operation::SetLogged | Operation::SetUnlogged => Ok(None),
        Operation::EnableTrigger { name: _ } => Ok(None),
        Operation::DisableTrigger { name: _ } => Err(refuse("DISABLE TRIGGER")),
        _ => Err(refuse("this form of ALTER TABLE")),
    }
}

/// A table that is there as one to be made: what names in new constraints mean. Places are those of
/// its attributes; dropped ones have names that nobody can say.
pub fn shape_of(table: &TableInfo) -> CreateTable {
    let columns = (0..table.columns.len()).map(|at| new_column(table, at)).collect();
    let keys = table.constraints.iter().filter_map(|constraint| {
        let kind = match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } => {
                NewConstraintKind::PrimaryKey(columns.clone())
            }
            ConstraintKind::Unique { columns, .. } => NewConstraintKind::Unique(columns.clone()),
            _ => return None,
        };
        Some(NewConstraint { name: Some(constraint.name.clone()), kind })
    });
    CreateTable {
        schema: table.schema.clone(),
        name: table.name.clone(),
        if_not_exists: false,
        columns,
        constraints: keys.collect(),
        on_commit: OnCommit::PreserveRows,
    }
}

fn new_column(table: &TableInfo, at: usize) -> NewColumn {
    let column = &table.columns[at];
    NewColumn {
        name: if column.dropped { String::new() } else { column.name.clone() },
        data_type: column.data_type,
        not_null: column.not_null,
        default_sql: column.default_sql.clone(),
        sequence: None,
        identity: column.identity,
    }
}
