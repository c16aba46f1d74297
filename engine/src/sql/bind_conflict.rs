//! ON CONFLICT: which keys are looked at, and what becomes of the row that is there.

use model::base::error::{sqlstate, Error, Result, SqlError};
use sqlparser::ast;
use sqlparser::ast::Spanned;

use super::algebra::RelColumn;
use super::bind_change::old_values;
use super::bind_insert::row_scope;
use super::binder::{Binder, Clause};
use super::names::{fold, qualified};
use super::statement::{ConflictUpdate, OnConflict};
use super::unsupported::refuse;
use crate::catalog::info::{ConstraintKind, TableInfo, UniqueKey};

impl Binder<'_> {
    /// ON CONFLICT of an INSERT whose rows have the columns `made`.
    pub fn bind_on_insert(
        &mut self,
        on: Option<&ast::OnInsert>,
        (table, alias): (&TableInfo, &str),
        made: &[RelColumn],
    ) -> Result<Option<OnConflict>> {
        match on {
            None => Ok(None),
            Some(ast::OnInsert::OnConflict(conflict)) => {
                self.bind_on_conflict(conflict, table, alias, made).map(Some)
            }
            Some(_) => Err(refuse("this clause of INSERT")),
        }
    }

    fn bind_on_conflict(
        &mut self,
        conflict: &ast::OnConflict,
        table: &TableInfo,
        alias: &str,
        made: &[RelColumn],
    ) -> Result<OnConflict> {
        let ast::OnConflict { conflict_target, action } = conflict;
        let arbiters = match conflict_target {
            None => table.unique_keys(),
            Some(ast::ConflictTarget::Columns(columns)) => self.keys_over(table, columns)?,
            Some(ast::ConflictTarget::OnConstraint(name)) => {
                vec![key_named(table, &qualified(name)?.name)?]
            }
        };
        let update = match action {
            ast::OnConflictAction::DoNothing => None,
            ast::OnConflictAction::DoUpdate(_) if conflict_target.is_none() => {
                let message =
                    "ON CONFLICT DO UPDATE requires inference specification or constraint name";
                return Err(SqlError::new(sqlstate::SYNTAX_ERROR, message)
                    .hint("For example, ON CONFLICT (column_name).")
                    .into());
            }
            ast::OnConflictAction::DoUpdate(update) => {
                Some(self.bind_conflict_update(update, table, alias, made)?)
            }
        };
        Ok(OnConflict { arbiters, update })
    }

    /// The unique keys over just those columns, in any order.
    fn keys_over(&mut self, table: &TableInfo, columns: &[ast::Ident]) -> Result<Vec<UniqueKey>> {
        let mut wanted = Vec::new();
        for column in columns {
            let name = fold(column);
            wanted.push(table.column_named(&name).ok_or_else(|| {
                let message = format!("column \"{name}\" does not exist");
                SqlError::new(sqlstate::UNDEFINED_COLUMN, message).at(self.at(column.span))
            })?);
        }
        let same = |key: &UniqueKey| {
            key.columns.iter().all(|column| wanted.contains(column))
                && wanted.iter().all(|column| key.columns.contains(column))
        };
        let keys: Vec<UniqueKey> = table.unique_keys().into_iter().filter(same).collect();
        match keys.is_empty() {
            false => Ok(keys),
            true => {
                let message =
                    "there is no unique or exclusion constraint matching the ON CONFLICT \
                    specification";
                Err(Error::sql(sqlstate::INVALID_COLUMN_REFERENCE, message))
            }
        }
    }

    fn bind_conflict_update(
        &mut self,
        update: &ast::DoUpdate,
        table: &TableInfo,
        alias: &str,
        made: &[RelColumn],
    ) -> Result<ConflictUpdate> {
        let ast::DoUpdate { assignments, selection } = update;
        let old: Vec<RelColumn> = table
            .columns
            .iter()
            .map(|column| self.new_column(&column.name, column.data_type))
            .collect();
        let there: Vec<Option<RelColumn>> = table
            .columns
            .iter()
            .zip(&old)
            .map(|(info, column)| (!info.dropped).then(|| column.clone()))
            .collect();
        let scope = row_scope(table, alias, &old).join(row_scope(table, "excluded", made))?;
        let ((values, condition), block) = self.in_block(scope, Clause::Update, |binder| {
            let old = old_values(table, &there);
            let values = binder.bind_assignments(table, old, assignments)?;
            let condition = match selection {
                None => None,
                Some(selection) => Some(binder.in_clause(Clause::Where, |binder| {
                    let position = binder.at(selection.span());
                    let bound = binder.bind_expr(selection)?;
                    binder.condition(bound, "WHERE", position)
                })?),
            };
            Ok((values, condition))
        })?;
        match block.subqueries.is_empty() {
            true => Ok(ConflictUpdate { old, values, condition }),
            false => Err(refuse("a subquery in ON CONFLICT")),
        }
    }
}

/// The unique key of a constraint.
fn key_named(table: &TableInfo, name: &str) -> Result<UniqueKey> {
    let constraint = table.constraints.iter().find(|constraint| constraint.name == name);
    let kind = constraint.map(|constraint| &constraint.kind).ok_or_else(|| {
        let message = format!("constraint \"{name}\" for table \"{}\" does not exist", table.name);
        Error::sql(sqlstate::UNDEFINED_OBJECT, message)
    })?;
    match kind {
        ConstraintKind::PrimaryKey { columns, .. } | ConstraintKind::Unique { columns, .. } => {
            Ok(UniqueKey { name: name.to_string(), columns: columns.clone() })
        }
        _ => {
            let message = "constraint in ON CONFLICT clause has no associated index";
            Err(Error::sql(sqlstate::WRONG_OBJECT_TYPE, message))
        }
    }
}
