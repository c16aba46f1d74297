//! INSERT: given values, defaults for the rest, and what the rows must fulfil.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use sqlparser::ast;
use sqlparser::ast::Spanned;
use sqlparser::tokenizer::Span;

use super::algebra::{Rel, RelColumn, SetOp};
use super::binder::{apply_all, internal, null, Binder, Clause, PendingSubquery};
use super::names::{fold, plain, qualified};
use super::parse::tokens_of;
use super::scope::{Scope, ScopeColumn};
use super::statement::{Asked, Insert, OutputColumn, Query, Returning};
use super::unsupported::{absent, refuse};
use crate::catalog::info::{ConstraintKind, Identity, TableInfo, TableKind};
use crate::expr::bound::{CastKind, Expr};

/// Rows to insert, and their columns in the order of the table's attributes.
type RowsMade = (Rel, Vec<RelColumn>);

impl Binder<'_> {
    /// An INSERT.
    pub fn bind_insert(&mut self, insert: &ast::Insert) -> Result<Insert> {
        let ast::Insert {
            insert_token: _,
            optimizer_hints,
            or,
            ignore,
            into: _,
            table,
            table_alias,
            columns,
            overwrite,
            source,
            assignments,
            partitioned,
            after_columns,
            has_table_keyword: _,
            on,
            returning,
            output,
            replace_into,
            priority,
            insert_alias,
            settings,
            format_clause,
            multi_table_insert_type,
            multi_table_into_clauses,
            multi_table_when_clauses,
            multi_table_else_clause,
        } = insert;
        let clause = "this clause of INSERT";
        absent(optimizer_hints, "an optimizer hint")?;
        absent(or, clause)?;
        absent(ignore, clause)?;
        absent(overwrite, clause)?;
        absent(assignments, clause)?;
        absent(partitioned, clause)?;
        absent(after_columns, clause)?;
        absent(output, clause)?;
        absent(replace_into, clause)?;
        absent(priority, clause)?;
        absent(insert_alias, clause)?;
        absent(settings, "SETTINGS")?;
        absent(format_clause, "FORMAT")?;
        absent(multi_table_insert_type, clause)?;
        absent(multi_table_into_clauses, clause)?;
        absent(multi_table_when_clauses, clause)?;
        absent(multi_table_else_clause, clause)?;
        let ast::TableObject::TableName(name) = table else { return Err(refuse(clause)) };
        self.check_words(insert, name)?;
        let table = self.changeable_table(name)?;
        let alias = match table_alias {
            Some(ast::TableAliasWithoutColumns { explicit: _, alias }) => fold(alias),
            None => table.name.clone(),
        };
        let targets = self.insert_targets(&table, columns)?;
        self.overrides_identity = super::token_forms::overrides(&tokens_of(self.positions)?);
        let query = match source {
            Some(source) => Some(self.bind_source(source, &table, columns, &targets)?),
            None => None,
        };
        let (rel, made) = self.full_rows(&table, &targets, query)?;
        let checks = self.bind_checks(&table, &made)?;
        let returning = self.bind_returning(&table, &alias, &made, returning.as_deref())?;
        let conflict = self.bind_on_insert(on.as_ref(), (&table, &alias), &made)?;
        let columns = made.iter().map(|column| column.id).collect();
        Ok(Insert { table, rel, columns, checks, conflict, returning })
    }

    /// INTO stands before the table's name, and TABLE does not.
    fn check_words(&self, insert: &ast::Insert, name: &ast::ObjectName) -> Result<()> {
        match (insert.into, insert.has_table_keyword) {
            (true, false) => Ok(()),
            (_, true) => Err(self.unexpected("table", None)),
            (false, _) => Err(self.unexpected(&name.to_string(), Some(name.span()))),
        }
    }

    /// 42601 for a word that PostgreSQL's grammar does not have there.
    pub fn unexpected(&self, word: &str, span: Option<Span>) -> Error {
        let message = format!("syntax error at or near \"{word}\"");
        let position = span.and_then(|span| self.at(span));
        SqlError::new(sqlstate::SYNTAX_ERROR, message).at(position).into()
    }

    /// A table that rows can be written to.
    pub fn changeable_table(&mut self, name: &ast::ObjectName) -> Result<Arc<TableInfo>> {
        let name = qualified(name)?;
        let table = self.table(&name)?;
        let refused = |code, message: String| -> Error {
            SqlError::new(code, message).at(self.at(name.span)).into()
        };
        match table.kind {
            _ if table.is_system() => Err(refused(
                sqlstate::INSUFFICIENT_PRIVILEGE,
                format!("permission denied: \"{}\" is a system catalog", table.name),
            )),
            TableKind::Table => Ok(table),
            TableKind::View => Err(refused(
                sqlstate::OBJECT_NOT_IN_PREREQUISITE_STATE,
                format!("cannot change view \"{}\"", table.name),
            )),
            TableKind::Sequence => Err(refused(
                sqlstate::WRONG_OBJECT_TYPE,
                format!("cannot change sequence \"{}\"", table.name),
            )),
            TableKind::Index => Err(refused(
                sqlstate::WRONG_OBJECT_TYPE,
                format!("cannot open relation \"{}\"", table.name),
            )),
        }
    }

    /// The attributes that the values go to, in the order of the values.
    pub fn insert_targets(
        &mut self,
        table: &TableInfo,
        columns: &[ast::ObjectName],
    ) -> Result<Vec<usize>> {
        if columns.is_empty() {
            return Ok(table.live_columns().map(|(at, _)| at).collect());
        }
        let mut targets = Vec::new();
        for name in columns {
            let position = self.at(name.span());
            let at = self.target_column_named(table, &plain(name)?, position)?;
            if targets.contains(&at) {
                let message =
                    format!("column \"{}\" specified more than once", table.columns[at].name);
                let error = SqlError::new(sqlstate::DUPLICATE_COLUMN, message);
                return Err(error.at(position).into());
            }
            targets.push(at);
        }
        Ok(targets)
    }

    /// The attribute of that name; 42703 with the name that was likely meant.
    pub fn target_column_named(
        &self,
        table: &TableInfo,
        name: &str,
        position: Option<u32>,
    ) -> Result<usize> {
        table.column_named(name).ok_or_else(|| {
            let message =
                format!("column \"{name}\" of relation \"{}\" does not exist", table.name);
            let error = SqlError::new(sqlstate::UNDEFINED_COLUMN, message).at(position);
            let known = table.live_columns().map(|(_, column)| column.name.as_str());
            match super::names::nearest(name, known) {
                Some(meant) => error.hint(format!("Perhaps you meant \"{meant}\".")).into(),
                None => error.into(),
            }
        })
    }

    /// The rows to insert, each value made of its column's type.
    fn bind_source(
        &mut self,
        source: &ast::Query,
        table: &TableInfo,
        named: &[ast::ObjectName],
        targets: &[usize],
    ) -> Result<Vec<(Rel, Vec<Expr>)>> {
        if let ast::SetExpr::Values(values) = &*source.body {
            if source.with.is_none() && source.order_by.is_none() && source.limit_clause.is_none() {
                return self.bind_value_rows(values, table, named, targets);
            }
        }
        let position = self.at(source.span());
        let query = self.bind_open_query(source)?;
        let Query { rel, columns } = query;
        self.check_width(columns.len(), targets.len(), named, position)?;
        let mut exprs = Vec::new();
        for (column, at) in columns.iter().zip(targets) {
            let expr = Expr::Column { place: column.id, data_type: column.data_type };
            exprs.push(self.assign(table, *at, expr, None)?);
        }
        Ok(vec![(rel, exprs)])
    }

    /// VALUES: each value goes straight into its column's type; DEFAULT stands for itself.
    fn bind_value_rows(
        &mut self,
        values: &ast::Values,
        table: &TableInfo,
        named: &[ast::ObjectName],
        targets: &[usize],
    ) -> Result<Vec<(Rel, Vec<Expr>)>> {
        let ast::Values { explicit_row: _, value_keyword: _, rows } = values;
        let mut bound = Vec::new();
        let width = rows.first().map_or(0, |row| row.len());
        for row in rows.iter() {
            if row.len() != width {
                let message = "VALUES lists must all be the same length";
                let at = row.first().and_then(|expr| self.at(expr.span()));
                return Err(SqlError::new(sqlstate::SYNTAX_ERROR, message).at(at).into());
            }
            let surplus = row.get(targets.len()).and_then(|expr| self.at(expr.span()));
            self.check_width(row.len(), targets.len(), named, surplus)?;
            if let Some(given) = self.given_row(table, targets) {
                bound.push((Rel::unit(), given));
                continue;
            }
            let (exprs, block) = self.in_block(Scope::default(), Clause::Values, |binder| {
                row.iter()
                    .zip(targets)
                    .map(|(expr, at)| binder.bind_value(expr, table, *at))
                    .collect::<Result<Vec<Expr>>>()
            })?;
            bound.push((apply_all(Rel::unit(), block.subqueries), exprs));
        }
        Ok(bound)
    }

    /// One value for one column, DEFAULT among them.
    pub fn bind_value(&mut self, expr: &ast::Expr, table: &TableInfo, at: usize) -> Result<Expr> {
        if is_default(expr) {
            return self.default_of(table, at);
        }
        let position = self.at(expr.span());
        let bound = self.bind_expr(expr)?;
        if table.columns[at].identity == Identity::Always && !self.overrides_identity {
            let name = &table.columns[at].name;
            let message = format!("cannot insert a non-DEFAULT value into column \"{name}\"");
            return Err(SqlError::new(sqlstate::GENERATED_ALWAYS, message)
                .detail(format!(
                    "Column \"{name}\" is an identity column defined as GENERATED ALWAYS."
                ))
                .hint("Use OVERRIDING SYSTEM VALUE to override.")
                .into());
        }
        let mut stored = self.assign(table, at, bound, position)?;
        self.lift_stored(expr, &mut stored);
        Ok(stored)
    }

    /// A value made of a column's type as assignment does it; 42804 where no cast exists.
    pub fn assign(
        &self,
        table: &TableInfo,
        at: usize,
        expr: Expr,
        position: Option<u32>,
    ) -> Result<Expr> {
        let column = &table.columns[at];
        let from = expr.data_type();
        let made = self.coerce(expr, column.data_type, CastKind::Assignment, position)?;
        made.ok_or_else(|| {
            let message = format!(
                "column \"{}\" is of type {} but expression is of type {}",
                column.name,
                column.data_type.name(),
                from.name()
            );
            SqlError::new(sqlstate::DATATYPE_MISMATCH, message)
                .hint("You will need to rewrite or cast the expression.")
                .at(position)
                .into()
        })
    }

    /// A column's default, or NULL.
    pub fn default_of(&mut self, table: &TableInfo, at: usize) -> Result<Expr> {
        let column = &table.columns[at];
        match &column.default_sql {
            None => Ok(null(column.data_type)),
            Some(sql) => {
                let expr = self.around(&table.schema, |binder| {
                    binder.bind_stored(sql, Scope::default(), Clause::Default)
                })?;
                self.assign(table, at, expr, None)
            }
        }
    }

    /// An expression kept as SQL in the catalogue.
    pub fn bind_stored(&mut self, sql: &str, scope: Scope, clause: Clause) -> Result<Expr> {
        let positions = super::position::Positions::new(sql);
        let parsed = super::parse::parse_expr(&positions)?;
        let bind = |binder: &mut Self| binder.bind_expr(&parsed);
        let bound = self.elsewhere(|binder| binder.in_block(scope, clause, bind));
        let (expr, _) = bound?;
        Ok(super::same::unplaced(&expr))
    }

    /// Full rows: the given values at their attributes, defaults elsewhere.
    pub fn full_rows(
        &mut self,
        table: &TableInfo,
        targets: &[usize],
        sources: Option<Vec<(Rel, Vec<Expr>)>>,
    ) -> Result<RowsMade> {
        let mut defaults = Vec::new();
        for (at, column) in table.columns.iter().enumerate() {
            let is_given = sources.as_ref().is_some_and(|sources| {
                targets
                    .iter()
                    .position(|target| *target == at)
                    .is_some_and(|place| sources.iter().all(|(_, exprs)| place < exprs.len()))
            });
            defaults.push(match (column.dropped || is_given, &column.default_sql) {
                (true, _) | (false, None) => null(column.data_type),
                (false, Some(_)) => self.default_of(table, at)?,
            });
        }
        let sources = sources.unwrap_or_else(|| vec![(Rel::unit(), Vec::new())]);
        let full = |exprs: Vec<Expr>| {
            let mut row = defaults.clone();
            for (expr, at) in exprs.into_iter().zip(targets) {
                row[*at] = expr;
            }
            row
        };
        // Rows without a subquery stay together.
        let mut parts: Vec<RowsMade> = Vec::new();
        for (rel, exprs) in sources {
            let row = full(exprs);
            if let (Some((Rel::Values { rows, .. }, _)), true) =
                (parts.last_mut(), rel == Rel::unit())
            {
                rows.push(row);
                continue;
            }
            let columns: Vec<RelColumn> =
                table.columns.iter().map(|it| self.new_column(&it.name, it.data_type)).collect();
            let made = match rel == Rel::unit() {
                true => Rel::Values { columns: columns.clone(), rows: vec![row] },
                false => {
                    let columns = columns.iter().cloned().zip(row).collect();
                    Rel::Project { input: Box::new(rel), columns }
                }
            };
            parts.push((made, columns));
        }
        self.one_after_another(parts)
    }

    /// The rows of all parts, those of the first first: a tree of unions no deeper than it must be.
    fn one_after_another(&mut self, mut parts: Vec<RowsMade>) -> Result<RowsMade> {
        if parts.len() < 2 {
            return parts.pop().ok_or_else(|| internal("no source"));
        }
        let later = parts.split_off(parts.len() / 2);
        let ids = |columns: &[RelColumn]| columns.iter().map(|column| column.id).collect();
        let (left, left_columns) = self.one_after_another(parts)?;
        let (right, right_columns) = self.one_after_another(later)?;
        let columns: Vec<RelColumn> =
            left_columns.iter().map(|it| self.new_column(&it.name, it.data_type)).collect();
        let union = Rel::SetOperation {
            op: SetOp::Union,
            all: true,
            left: Box::new(left),
            right: Box::new(right),
            columns: columns.clone(),
            left_columns: ids(&left_columns),
            right_columns: ids(&right_columns),
        };
        Ok((union, columns))
    }

    /// A table's CHECK constraints over the columns of a new row.
    pub fn bind_checks(
        &mut self,
        table: &TableInfo,
        columns: &[RelColumn],
    ) -> Result<Vec<(String, Expr)>> {
        let mut checks = Vec::new();
        for constraint in &table.constraints {
            if let ConstraintKind::Check { sql } = &constraint.kind {
                let scope = row_scope(table, &table.name, columns);
                let expr = self.around(&table.schema, |binder| {
                    binder.bind_stored(sql, scope, Clause::Check)
                })?;
                checks.push((constraint.name.clone(), expr));
            }
        }
        Ok(checks)
    }

    /// RETURNING over the columns of a new (or old) row.
    pub fn bind_returning(
        &mut self,
        table: &TableInfo,
        alias: &str,
        columns: &[RelColumn],
        returning: Option<&[ast::SelectItem]>,
    ) -> Result<Option<Returning>> {
        let Some(items) = returning else { return Ok(None) };
        let scope = row_scope(table, alias, columns);
        self.returning_over(scope, items).map(Some)
    }

    /// As many values as columns, or fewer where the columns are not named.
    fn check_width(
        &self,
        given: usize,
        wanted: usize,
        named: &[ast::ObjectName],
        surplus: Option<u32>,
    ) -> Result<()> {
        let (message, position) = if given > wanted {
            ("INSERT has more expressions than target columns", surplus)
        } else if let Some(lacking) = named.get(given) {
            ("INSERT has more target columns than expressions", self.at(lacking.span()))
        } else {
            return Ok(());
        };
        Err(SqlError::new(sqlstate::SYNTAX_ERROR, message).at(position).into())
    }

    /// RETURNING over a scope.
    pub fn returning_over(&mut self, scope: Scope, items: &[ast::SelectItem]) -> Result<Returning> {
        let (targets, block) =
            self.in_block(scope, Clause::Returning, |binder| binder.bind_targets(items))?;
        let (mut exprs, mut output) = (Vec::new(), Vec::new());
        for target in targets {
            let expr = super::bind_select::settle(target.expr)?;
            let data_type = expr.data_type();
            let column = self.new_column(&target.name, data_type);
            output.push(OutputColumn { id: column.id, name: target.name, data_type });
            exprs.push(expr);
        }
        let asked = |PendingSubquery { rel, ask, column }| Asked { rel, ask, column };
        let subqueries = block.subqueries.into_iter().map(asked).collect();
        Ok(Returning { exprs, columns: output, subqueries })
    }
}

/// The scope of one row of a table.
pub fn row_scope(table: &TableInfo, alias: &str, columns: &[RelColumn]) -> Scope {
    let live: Vec<ScopeColumn> = table
        .live_columns()
        .map(|(at, column)| ScopeColumn {
            name: column.name.clone(),
            id: columns[at].id,
            data_type: column.data_type,
        })
        .collect();
    Scope::of(alias.to_string(), live)
}

/// Whether a value is the word DEFAULT.
pub fn is_default(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Identifier(ident)
        if ident.quote_style.is_none() && ident.value.eq_ignore_ascii_case("default"))
}
