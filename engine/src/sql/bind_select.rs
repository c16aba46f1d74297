//! SELECT: the clauses in the order they take effect.
//!
//! ```text
//!   FROM -> WHERE -> GROUP BY, aggregates -> HAVING -> windows -> select list
//!        -> DISTINCT -> ORDER BY            (LIMIT is bind_query's)
//! ```

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::DataType;
use sqlparser::ast;
use sqlparser::ast::Spanned;

use super::algebra::{ColumnId, Rel, RelColumn, SortKey};
use super::bind_from::cross;
use super::bind_query::{order_parts, output_column, sort_key};
use super::binder::{Binder, Block, Clause, OrderItem, PendingSetCall};
use super::coerce;
use super::names::{check_alias, fold, qualified};
use super::same::unplaced;
use super::scope::{Scope, ScopeColumn};
use super::statement::{OutputColumn, Query};
use super::unsupported::{absent, refuse};
use crate::expr::bound::{CastKind, Expr};

/// An item of the select list before grouping.
pub struct Target {
    /// Its name in the result.
    pub name: String,
    /// What it computes.
    pub expr: Expr,
}

/// Everything bound that stands above grouping, and is rewritten by it.
pub struct Upper {
    /// The select list.
    pub targets: Vec<Target>,
    /// HAVING.
    pub having: Option<Expr>,
    /// ORDER BY.
    pub order: Vec<OrderItem>,
    /// DISTINCT ON.
    pub distinct_on: Option<Vec<Expr>>,
}

enum DistinctKind<'a> {
    All,
    Distinct,
    On(&'a [ast::Expr]),
}

impl Binder<'_> {
    /// A SELECT with the ORDER BY that follows it.
    pub fn bind_select(
        &mut self,
        select: &ast::Select,
        order: &[ast::OrderByExpr],
    ) -> Result<Query> {
        let ast::Select {
            select_token: _,
            optimizer_hints,
            distinct,
            select_modifiers,
            top,
            top_before_distinct: _,
            projection,
            exclude,
            into,
            from,
            lateral_views,
            prewhere,
            selection,
            connect_by,
            group_by,
            cluster_by,
            distribute_by,
            sort_by,
            having,
            named_window,
            qualify,
            window_before_qualify: _,
            value_table_mode,
            flavor,
        } = select;
        absent(optimizer_hints, "an optimizer hint")?;
        absent(select_modifiers, "a select modifier")?;
        absent(top, "TOP")?;
        absent(exclude, "EXCLUDE in a select list")?;
        absent(into, "SELECT INTO")?;
        absent(lateral_views, "LATERAL VIEW")?;
        absent(prewhere, "PREWHERE")?;
        absent(connect_by, "CONNECT BY")?;
        absent(cluster_by, "CLUSTER BY in SELECT")?;
        absent(distribute_by, "DISTRIBUTE BY")?;
        absent(sort_by, "SORT BY")?;
        absent(qualify, "QUALIFY")?;
        absent(value_table_mode, "SELECT AS STRUCT")?;
        if !matches!(flavor, ast::SelectFlavor::Standard) {
            return Err(refuse("FROM before SELECT"));
        }
        let distinct = match distinct {
            None | Some(ast::Distinct::All) => DistinctKind::All,
            Some(ast::Distinct::Distinct) => DistinctKind::Distinct,
            Some(ast::Distinct::On(exprs)) => DistinctKind::On(exprs),
        };
        let (query, _) = self.in_block(Scope::default(), Clause::From, |binder| {
            let rel = binder.bind_from(from)?;
            binder.block().named_windows = named_windows(named_window)?;
            let rel = binder.bind_where(rel, selection.as_ref())?;
            binder.bind_above_where(rel, projection, group_by, having.as_ref(), order, &distinct)
        })?;
        Ok(query)
    }

    /// WHERE above `rel`, in the innermost block.
    pub fn bind_where(&mut self, rel: Rel, selection: Option<&ast::Expr>) -> Result<Rel> {
        let Some(selection) = selection else { return Ok(rel) };
        let position = self.at(selection.span());
        let predicate = self.in_clause(Clause::Where, |binder| binder.bind_expr(selection))?;
        let predicate = self.condition(predicate, "WHERE", position)?;
        let input = Box::new(self.with_subqueries(rel));
        Ok(Rel::Filter { input, predicate })
    }

    fn bind_above_where(
        &mut self,
        rel: Rel,
        projection: &[ast::SelectItem],
        group_by: &ast::GroupByExpr,
        having: Option<&ast::Expr>,
        order: &[ast::OrderByExpr],
        distinct: &DistinctKind<'_>,
    ) -> Result<Query> {
        let grouping = self.bind_group_by(group_by, projection)?;
        let below = std::mem::take(&mut self.block().subqueries);
        let targets = self.in_clause(Clause::Select, |binder| binder.bind_targets(projection))?;
        let having = having.map(|expr| self.bind_having(expr)).transpose()?;
        let order = self.bind_order_by(order, &targets)?;
        let distinct_on = match distinct {
            DistinctKind::On(exprs) => Some(self.bind_distinct_on(exprs, &targets)?),
            _ => None,
        };
        let mut upper = Upper { targets, having, order, distinct_on };
        let mut above = std::mem::take(&mut self.block().subqueries);
        let rel = super::binder::apply_all(rel, below);
        let inside = std::mem::take(&mut self.block().aggregated_subqueries);
        let rel = super::binder::apply_all(rel, inside);
        let grouped =
            grouping.is_some() || !self.block().aggregates.is_empty() || upper.having.is_some();
        let mut rel = if grouped {
            self.group(rel, grouping.unwrap_or_default(), &mut upper, &mut above)?
        } else {
            rel
        };
        let (having_subqueries, select_subqueries) = (above, Vec::new());
        rel = super::binder::apply_all(rel, having_subqueries);
        if let Some(predicate) = upper.having.take() {
            rel = Rel::Filter { input: Box::new(rel), predicate };
        }
        rel = super::binder::apply_all(rel, select_subqueries);
        rel = self.windows(rel)?;
        rel = self.set_calls(rel);
        let distinct_all = matches!(distinct, DistinctKind::Distinct);
        self.project(rel, upper, distinct_all)
    }

    /// Each row with the rows that a call of the select list returns for it.
    fn set_calls(&mut self, rel: Rel) -> Rel {
        let calls = std::mem::take(&mut self.block().set_calls);
        calls.into_iter().fold(rel, |rel, PendingSetCall { column, function, args }| {
            let alias = column.name.clone();
            let columns = vec![column];
            cross(rel, Rel::Function { function, args, alias, columns, ordinality: None })
        })
    }

    fn bind_having(&mut self, expr: &ast::Expr) -> Result<Expr> {
        let position = self.at(expr.span());
        let bound = self.in_clause(Clause::Having, |binder| binder.bind_expr(expr))?;
        self.condition(bound, "HAVING", position)
    }

    /// The select list.
    pub fn bind_targets(&mut self, projection: &[ast::SelectItem]) -> Result<Vec<Target>> {
        let mut targets = Vec::new();
        for item in projection {
            match item {
                ast::SelectItem::UnnamedExpr(expr) => {
                    let name = super::output_name::of(expr);
                    targets.push(Target { name, expr: self.bind_expr(expr)? });
                }
                ast::SelectItem::ExprWithAlias { expr, alias } => {
                    check_alias(alias, self.at(alias.span))?;
                    targets.push(Target { name: fold(alias), expr: self.bind_expr(expr)? });
                }
                ast::SelectItem::ExprWithAliases { expr: _, aliases: _ } => {
                    return Err(refuse("several aliases for one expression"));
                }
                ast::SelectItem::Wildcard(options) => {
                    let position = wildcard_options(options, self)?;
                    let columns = self.block().scope.visible.clone();
                    if self.block().scope.relations.is_empty() {
                        let message = "SELECT * with no tables specified is not valid";
                        let error = SqlError::new(sqlstate::SYNTAX_ERROR, message);
                        return Err(error.at(position).into());
                    }
                    self.add_columns(&mut targets, columns, position);
                }
                ast::SelectItem::QualifiedWildcard(kind, options) => {
                    wildcard_options(options, self)?;
                    let ast::SelectItemQualifiedWildcardKind::ObjectName(name) = kind else {
                        return Err(refuse("a row value here"));
                    };
                    let position = self.at(name.span());
                    let columns = self.relation_columns(name)?;
                    self.add_columns(&mut targets, columns, position);
                }
            }
        }
        Ok(targets)
    }

    fn add_columns(
        &mut self,
        targets: &mut Vec<Target>,
        columns: Vec<ScopeColumn>,
        position: Option<u32>,
    ) {
        for column in columns {
            self.block().named_at.entry(column.id).or_insert(position);
            targets.push(Target { name: column.name.clone(), expr: column.expr() });
        }
    }

    fn relation_columns(&mut self, name: &ast::ObjectName) -> Result<Vec<ScopeColumn>> {
        let position = self.at(name.span());
        let name = qualified(name)?.name;
        let found = self.blocks.iter().rev().find_map(|block| block.scope.relation(&name));
        found.map(|relation| relation.columns.clone()).ok_or_else(|| {
            let message = format!("missing FROM-clause entry for table \"{name}\"");
            SqlError::new(sqlstate::UNDEFINED_TABLE, message).at(position).into()
        })
    }

    fn bind_order_by(
        &mut self,
        order: &[ast::OrderByExpr],
        targets: &[Target],
    ) -> Result<Vec<OrderItem>> {
        order
            .iter()
            .map(|item| {
                let (expr, descending, nulls_first) = order_parts(item)?;
                let expr = self.bind_output_expr(expr, targets, Clause::OrderBy)?;
                Ok(OrderItem { expr: settle(expr)?, descending, nulls_first })
            })
            .collect()
    }

    fn bind_distinct_on(&mut self, exprs: &[ast::Expr], targets: &[Target]) -> Result<Vec<Expr>> {
        exprs
            .iter()
            .map(|expr| settle(self.bind_output_expr(expr, targets, Clause::OrderBy)?))
            .collect()
    }

    /// An expression of ORDER BY: a place in the select list, an output name, or any expression
    /// over the input (PostgreSQL manual, SELECT, "ORDER BY Clause").
    fn bind_output_expr(
        &mut self,
        expr: &ast::Expr,
        targets: &[Target],
        clause: Clause,
    ) -> Result<Expr> {
        if let Some(at) = self.output_position(expr, targets.len(), clause.name())? {
            return Ok(targets[at].expr.clone());
        }
        if let ast::Expr::Identifier(ident) = expr {
            let name = fold(ident);
            let mut named = targets.iter().filter(|target| target.name == name);
            if let Some(first) = named.next() {
                if named.any(|other| other.expr != first.expr) {
                    let message = format!("{} \"{name}\" is ambiguous", clause.name());
                    let error = SqlError::new(sqlstate::AMBIGUOUS_COLUMN, message);
                    return Err(error.at(self.at(ident.span)).into());
                }
                return Ok(first.expr.clone());
            }
        }
        self.in_clause(clause, |binder| binder.bind_expr(expr))
    }

    /// Select list, DISTINCT and ORDER BY above everything else.
    fn project(&mut self, rel: Rel, upper: Upper, distinct: bool) -> Result<Query> {
        let Upper { targets, order, distinct_on, .. } = upper;
        let mut columns: Vec<(RelColumn, Expr)> = Vec::new();
        for Target { name, expr } in targets {
            let column = self.target_column(&columns, name, &expr);
            columns.push((column, expr));
        }
        let output: Vec<OutputColumn> =
            columns.iter().map(|(column, _)| output_column(column)).collect();
        let count = columns.len();
        let mut keys = Vec::new();
        for item in order {
            let id = self.key_column(&mut columns, &item.expr);
            keys.push(sort_key(&item, id));
        }
        if distinct && columns.len() > count {
            let message = "for SELECT DISTINCT, ORDER BY expressions must appear in select list";
            return Err(Error::sql(sqlstate::INVALID_COLUMN_REFERENCE, message));
        }
        let on: Option<Vec<ColumnId>> = distinct_on
            .map(|exprs| exprs.iter().map(|expr| self.key_column(&mut columns, expr)).collect());
        let rel = Rel::Project { input: Box::new(rel), columns };
        let rel = self.distinct_and_sort(rel, distinct, on, keys)?;
        Ok(Query { rel, columns: output })
    }

    fn distinct_and_sort(
        &mut self,
        mut rel: Rel,
        distinct: bool,
        on: Option<Vec<ColumnId>>,
        keys: Vec<SortKey>,
    ) -> Result<Rel> {
        if distinct {
            rel = Rel::Distinct { input: Box::new(rel), on: None };
        }
        if let Some(on) = &on {
            let leading = keys.iter().take(on.len());
            if leading.clone().any(|key| !on.contains(&key.column)) {
                let message =
                    "SELECT DISTINCT ON expressions must match initial ORDER BY expressions";
                return Err(Error::sql(sqlstate::INVALID_COLUMN_REFERENCE, message));
            }
        }
        if !keys.is_empty() {
            rel = Rel::Sort { input: Box::new(rel), keys };
        }
        if let Some(on) = on {
            rel = Rel::Distinct { input: Box::new(rel), on: Some(on) };
        }
        Ok(rel)
    }

    /// A column passed on keeps its number, unless the list has it already.
    fn target_column(
        &mut self,
        columns: &[(RelColumn, Expr)],
        name: String,
        expr: &Expr,
    ) -> RelColumn {
        match expr {
            Expr::Column { place, data_type }
                if !columns.iter().any(|(column, _)| column.id == *place) =>
            {
                RelColumn { id: *place, name, data_type: *data_type }
            }
            _ => self.new_column(name, expr.data_type()),
        }
    }

    /// The column of the list that computes the expression, added at its end if there is none.
    fn key_column(&mut self, columns: &mut Vec<(RelColumn, Expr)>, expr: &Expr) -> ColumnId {
        let here = unplaced(expr);
        if let Some((column, _)) = columns.iter().find(|(_, other)| unplaced(other) == here) {
            return column.id;
        }
        let column = self.target_column(columns, "?column?".to_string(), expr);
        let id = column.id;
        columns.push((column, expr.clone()));
        id
    }
}

/// A literal of unknown type as text.
pub fn settle(expr: Expr) -> Result<Expr> {
    match expr.data_type() {
        DataType::Unknown => coerce::coerce(expr, DataType::Text, CastKind::Implicit, None)?
            .ok_or_else(|| super::binder::internal("a literal is no text")),
        _ => Ok(expr),
    }
}

fn wildcard_options(
    options: &ast::WildcardAdditionalOptions,
    binder: &Binder<'_>,
) -> Result<Option<u32>> {
    let ast::WildcardAdditionalOptions {
        wildcard_token,
        opt_ilike,
        opt_exclude,
        opt_except,
        opt_replace,
        opt_rename,
        opt_alias,
    } = options;
    absent(opt_ilike, "EXCLUDE in a select list")?;
    absent(opt_exclude, "EXCLUDE in a select list")?;
    absent(opt_except, "EXCLUDE in a select list")?;
    absent(opt_replace, "REPLACE in a select list")?;
    absent(opt_rename, "RENAME in a select list")?;
    absent(opt_alias, "several aliases for one expression")?;
    Ok(binder.at(wildcard_token.0.span))
}

fn named_windows(
    definitions: &[ast::NamedWindowDefinition],
) -> Result<Vec<(String, ast::WindowSpec)>> {
    let mut named: Vec<(String, ast::WindowSpec)> = Vec::new();
    for ast::NamedWindowDefinition(name, definition) in definitions {
        let spec = match definition {
            ast::NamedWindowExpr::WindowSpec(spec) => spec.clone(),
            ast::NamedWindowExpr::NamedWindow(other) => named
                .iter()
                .find(|(known, _)| *known == fold(other))
                .map(|(_, spec)| spec.clone())
                .ok_or_else(|| unknown_window(&fold(other)))?,
        };
        named.push((fold(name), spec));
    }
    Ok(named)
}

/// 42704 for a window that no WINDOW clause names.
pub fn unknown_window(name: &str) -> Error {
    Error::sql(sqlstate::UNDEFINED_OBJECT, format!("window \"{name}\" does not exist"))
}

/// What a block collected about where columns were first named.
pub fn named_at(block: &Block, id: ColumnId) -> Option<u32> {
    block.named_at.get(&id).copied().flatten()
}
