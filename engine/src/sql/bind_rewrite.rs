//! The rewriting of a table as an INSERT from a scan of its old pages.

use std::collections::BTreeSet;
use std::sync::Arc;

use model::base::error::{sqlstate, Result, SqlError};

use super::algebra::{Rel, RelColumn};
use super::binder::{null, Binder, Clause};
use super::free::columns_of;
use super::position::Positions;
use super::scope::Scope;
use super::statement::Insert;
use crate::catalog::cache::Catalog;
use crate::catalog::info::TableInfo;
use crate::catalog::path::SearchPath;
use crate::expr::bound::{CastKind, Expr};

/// Where a column's new value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewValue {
    /// Attribute number less one.
    pub at: usize,
    /// SQL over the old row's columns; `None`: the column's default.
    pub sql: Option<String>,
}

/// An INSERT of every row of `from` into `to`.
pub fn bind_rewrite(
    catalog: &Catalog,
    from: &Arc<TableInfo>,
    to: &Arc<TableInfo>,
    values: &[NewValue],
) -> Result<Insert> {
    let positions = Positions::new("");
    let mut binder = Binder::new(catalog, SearchPath::around(&to.schema), &positions, Vec::new());
    let (rel, scanned) = binder.scan(from, &from.name, false);
    let old: Vec<RelColumn> = scanned.iter().map(|(_, column)| column.clone()).collect();
    let scope = Scope::of(from.name.clone(), Binder::scope_columns(&old));
    let mut made = Vec::new();
    for (at, column) in to.columns.iter().enumerate() {
        let known = scanned.iter().find(|(place, _)| *place == at).map(|(_, column)| column);
        let expr = match values.iter().find(|value| value.at == at) {
            Some(NewValue { sql: Some(sql), .. }) => {
                let expr = binder.bind_stored(sql, scope.clone(), Clause::Select)?;
                changed(&binder, expr, to, at)?
            }
            Some(NewValue { sql: None, .. }) => binder.default_of(to, at)?,
            None => match known {
                Some(column) => {
                    let expr = Expr::Column { place: column.id, data_type: column.data_type };
                    changed(&binder, expr, to, at)?
                }
                None => null(column.data_type),
            },
        };
        made.push((binder.new_column(&column.name, column.data_type), expr));
    }
    let columns: Vec<RelColumn> = made.iter().map(|(column, _)| column.clone()).collect();
    let checks = binder.bind_checks(to, &columns)?;
    Ok(Insert {
        table: Arc::clone(to),
        rel: Rel::Project { input: Box::new(rel), columns: made },
        columns: columns.iter().map(|column| column.id).collect(),
        checks,
        conflict: None,
        returning: None,
    })
}

/// The columns that a CHECK of a table names, each by its attribute number less one.
pub fn columns_of_check(
    catalog: &Catalog,
    table: &Arc<TableInfo>,
    sql: &str,
) -> Result<BTreeSet<usize>> {
    let positions = Positions::new("");
    let path = SearchPath::around(&table.schema);
    let mut binder = Binder::new(catalog, path, &positions, Vec::new());
    let (_, scanned) = binder.scan(table, &table.name, false);
    let columns: Vec<RelColumn> = scanned.iter().map(|(_, column)| column.clone()).collect();
    let scope = Scope::of(table.name.clone(), Binder::scope_columns(&columns));
    let mut used = BTreeSet::new();
    columns_of(&binder.bind_stored(sql, scope, Clause::Check)?, &mut used);
    Ok(scanned.iter().filter(|(_, column)| used.contains(&column.id)).map(|(at, _)| *at).collect())
}

/// A value made of the column's new type; 42804 where that is not done by itself.
fn changed(binder: &Binder<'_>, expr: Expr, to: &TableInfo, at: usize) -> Result<Expr> {
    let column = &to.columns[at];
    let made = binder.coerce(expr, column.data_type, CastKind::Assignment, None)?;
    made.ok_or_else(|| {
        let message = format!(
            "column \"{}\" cannot be cast automatically to type {}",
            column.name,
            column.data_type.name()
        );
        SqlError::new(sqlstate::DATATYPE_MISMATCH, message)
            .hint(format!(
                "You might need to specify \"USING {}::{}\".",
                column.name,
                column.data_type.name()
            ))
            .into()
    })
}
