//! UPDATE and DELETE: which rows, and what they become.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::DataType;
use sqlparser::ast;
use sqlparser::ast::Spanned;

use super::algebra::{ColumnId, JoinKind, Rel, RelColumn};
use super::bind_insert::row_scope;
use super::bind_query::alias_parts;
use super::binder::{null, Binder, Block, Clause};
use super::names::plain;
use super::scope::Scope;
use super::statement::{Delete, Update};
use super::unsupported::{absent, refuse};
use crate::catalog::info::{ColumnInfo, TableInfo};
use crate::expr::bound::Expr;

/// The table that a statement changes, as part of its own FROM.
struct Target {
    table: Arc<TableInfo>,
    alias: String,
    rel: Rel,
    row_id: ColumnId,
    /// By attribute number less one; dropped ones have none.
    columns: Vec<Option<RelColumn>>,
}

impl Binder<'_> {
    /// An UPDATE.
    pub fn bind_update(&mut self, update: &ast::Update) -> Result<Update> {
        let ast::Update {
            update_token: _,
            optimizer_hints,
            table,
            assignments,
            from,
            selection,
            returning,
            output,
            or,
            order_by,
            limit,
        } = update;
        let clause = "this clause of UPDATE";
        absent(optimizer_hints, "an optimizer hint")?;
        absent(output, clause)?;
        absent(or, clause)?;
        absent(order_by, clause)?;
        absent(limit, clause)?;
        let from = match from {
            None => &[][..],
            Some(ast::UpdateTableFromKind::AfterSet(from)) => from,
            Some(ast::UpdateTableFromKind::BeforeSet(_)) => return Err(refuse(clause)),
        };
        let target = self.change_target(table, clause)?;
        let scope = target.scope();
        let ((rel, made), block) = self.in_block(scope, Clause::From, |binder| {
            let rel = binder.change_source(&target, from)?;
            let rel = binder.bind_where(rel, selection.as_ref())?;
            let values = binder.in_clause(Clause::Update, |binder| {
                let old = old_values(&target.table, &target.columns);
                binder.bind_assignments(&target.table, old, assignments)
            })?;
            let rel = binder.with_subqueries(rel);
            Ok((rel, values))
        })?;
        let mut columns = Vec::new();
        let mut projected = vec![passed(target.row_id, "ctid", DataType::Int8)];
        for (column, expr) in target.table.columns.iter().zip(made) {
            let made = self.new_column(&column.name, column.data_type);
            columns.push(made.clone());
            projected.push((made, expr));
        }
        let extra = other_columns(&block, &target.alias);
        projected.extend(extra.iter().map(|column| {
            (column.clone(), Expr::Column { place: column.id, data_type: column.data_type })
        }));
        let checks = self.bind_checks(&target.table, &columns)?;
        let returning = match returning {
            None => None,
            Some(items) => {
                let mut scope = block.scope.clone();
                let new = row_scope(&target.table, &target.alias, &columns);
                replace_relation(&mut scope, new);
                Some(self.returning_over(scope, items)?)
            }
        };
        Ok(Update {
            table: target.table,
            rel: Rel::Project { input: Box::new(rel), columns: projected },
            row_id: target.row_id,
            columns: columns.iter().map(|column| column.id).collect(),
            extra: extra.iter().map(|column| column.id).collect(),
            checks,
            returning,
        })
    }

    /// A DELETE.
    pub fn bind_delete(&mut self, delete: &ast::Delete) -> Result<Delete> {
        let ast::Delete {
            delete_token: _,
            optimizer_hints,
            tables,
            from,
            using,
            selection,
            returning,
            output,
            order_by,
            limit,
        } = delete;
        let clause = "this clause of DELETE";
        absent(optimizer_hints, "an optimizer hint")?;
        absent(tables, clause)?;
        absent(output, clause)?;
        absent(order_by, clause)?;
        absent(limit, clause)?;
        let from = match from {
            ast::FromTable::WithFromKeyword(from) => from,
            ast::FromTable::WithoutKeyword(from) => {
                let word = from.first().map(|table| table.to_string()).unwrap_or_default();
                return Err(self.unexpected(&word, from.first().map(Spanned::span)));
            }
        };
        let [table] = from.as_slice() else { return Err(refuse(clause)) };
        let target = self.change_target(table, clause)?;
        let scope = target.scope();
        let (rel, block) = self.in_block(scope, Clause::From, |binder| {
            let rel = binder.change_source(&target, using.as_deref().unwrap_or_default())?;
            binder.bind_where(rel, selection.as_ref())
        })?;
        let mut projected = vec![passed(target.row_id, "ctid", DataType::Int8)];
        let mut columns = Vec::new();
        for (at, column) in target.columns.iter().enumerate() {
            let (made, expr) = match column {
                Some(column) => passed(column.id, &column.name, column.data_type),
                None => {
                    let data_type = target.table.columns[at].data_type;
                    (self.new_column("", data_type), null(data_type))
                }
            };
            columns.push(made.id);
            projected.push((made, expr));
        }
        let extra = other_columns(&block, &target.alias);
        projected.extend(extra.iter().map(|column| {
            (column.clone(), Expr::Column { place: column.id, data_type: column.data_type })
        }));
        let returning = match returning {
            None => None,
            Some(items) => Some(self.returning_over(block.scope, items)?),
        };
        Ok(Delete {
            table: target.table,
            rel: Rel::Project { input: Box::new(rel), columns: projected },
            row_id: target.row_id,
            columns,
            extra: extra.iter().map(|column| column.id).collect(),
            returning,
        })
    }

    fn change_target(
        &mut self,
        item: &ast::TableWithJoins,
        clause: &'static str,
    ) -> Result<Target> {
        let ast::TableWithJoins { relation, joins } = item;
        absent(joins, clause)?;
        let ast::TableFactor::Table {
            name,
            alias,
            args,
            with_hints,
            version,
            with_ordinality,
            partitions,
            json_path,
            sample,
            index_hints,
        } = relation
        else {
            return Err(refuse(clause));
        };
        absent(args, clause)?;
        absent(with_hints, "a table hint")?;
        absent(version, "a table version")?;
        absent(with_ordinality, clause)?;
        absent(partitions, "a partition list")?;
        absent(json_path, "a path into JSON")?;
        absent(sample, "TABLESAMPLE")?;
        absent(index_hints, "a table hint")?;
        let table = self.changeable_table(name)?;
        let alias = match alias {
            None => table.name.clone(),
            Some(alias) => alias_parts(alias)?.0,
        };
        let (rel, scanned) = self.scan(&table, &alias, true);
        let Rel::Scan { row_id: Some(row_id), .. } = rel else {
            return Err(super::binder::internal("a scan for change has row ids"));
        };
        let mut columns = vec![None; table.columns.len()];
        for (at, column) in scanned {
            columns[at] = Some(column);
        }
        Ok(Target { table, alias, rel, row_id, columns })
    }

    /// The target joined with what FROM or USING adds.
    fn change_source(&mut self, target: &Target, from: &[ast::TableWithJoins]) -> Result<Rel> {
        if from.is_empty() {
            return Ok(target.rel.clone());
        }
        let right = self.bind_from(from)?;
        Ok(Rel::Join {
            kind: JoinKind::Inner,
            left: Box::new(target.rel.clone()),
            right: Box::new(right),
            on: None,
        })
    }

    /// The new value of every attribute: assigned, or the old one in `values`.
    pub fn bind_assignments(
        &mut self,
        table: &TableInfo,
        mut values: Vec<Expr>,
        assignments: &[ast::Assignment],
    ) -> Result<Vec<Expr>> {
        let mut assigned = Vec::new();
        for assignment in assignments {
            for (name, value) in pairs(assignment)? {
                let position = self.at(name.span());
                let name = plain(name)?;
                let at = self.target_column_named(table, &name, position)?;
                if assigned.contains(&at) {
                    let message = format!("multiple assignments to same column \"{name}\"");
                    return Err(SqlError::new(sqlstate::SYNTAX_ERROR, message).at(position).into());
                }
                assigned.push(at);
                values[at] = self.bind_value(value, table, at)?;
            }
        }
        Ok(values)
    }
}

/// What an assignment gives to each of its columns: `a = 1`, `(a, b) = (1, 2)`.
fn pairs(assignment: &ast::Assignment) -> Result<Vec<(&ast::ObjectName, &ast::Expr)>> {
    let ast::Assignment { target, value } = assignment;
    let names = match target {
        ast::AssignmentTarget::ColumnName(name) => return Ok(vec![(name, value)]),
        ast::AssignmentTarget::Tuple(names) => names,
    };
    let values: &[ast::Expr] = match (value, names.as_slice()) {
        (ast::Expr::Tuple(values), _) => values,
        (ast::Expr::Nested(only), [_]) => std::slice::from_ref(&**only),
        (ast::Expr::Subquery(_), _) => {
            return Err(refuse("a subquery for several columns of SET"));
        }
        _ => {
            let message = "source for a multiple-column UPDATE item must be a sub-SELECT or \
                ROW() expression";
            return Err(Error::sql(sqlstate::FEATURE_NOT_SUPPORTED, message));
        }
    };
    if values.len() != names.len() {
        let message = "number of columns does not match number of values";
        return Err(Error::sql(sqlstate::SYNTAX_ERROR, message));
    }
    Ok(names.iter().zip(values).collect())
}

/// The old value of every attribute; dropped ones are NULL.
pub fn old_values(table: &TableInfo, columns: &[Option<RelColumn>]) -> Vec<Expr> {
    let old = |(column, info): (&Option<RelColumn>, &ColumnInfo)| match column {
        Some(column) => Expr::Column { place: column.id, data_type: column.data_type },
        None => null(info.data_type),
    };
    columns.iter().zip(&table.columns).map(old).collect()
}

impl Target {
    fn scope(&self) -> Scope {
        let columns: Vec<RelColumn> = self.columns.iter().flatten().cloned().collect();
        Scope::of(self.alias.clone(), Binder::scope_columns(&columns))
    }
}

fn passed(id: ColumnId, name: &str, data_type: DataType) -> (RelColumn, Expr) {
    let column = RelColumn { id, name: name.to_string(), data_type };
    (column, Expr::Column { place: id, data_type })
}

/// The columns of the other relations of a change: what RETURNING may name besides.
fn other_columns(block: &Block, alias: &str) -> Vec<RelColumn> {
    let others = block.scope.relations.iter().filter(|relation| relation.alias != alias);
    others
        .flat_map(|relation| &relation.columns)
        .map(|column| RelColumn {
            id: column.id,
            name: column.name.clone(),
            data_type: column.data_type,
        })
        .collect()
}

/// Puts the new row's columns in the place of the old row's.
fn replace_relation(scope: &mut Scope, new: Scope) {
    for relation in new.relations {
        if let Some(old) = scope.relations.iter_mut().find(|old| old.alias == relation.alias) {
            for column in &mut scope.visible {
                let at = old.columns.iter().position(|known| known.id == column.id);
                if let Some(at) = at {
                    column.id = relation.columns[at].id;
                }
            }
            *old = relation;
        }
    }
}
