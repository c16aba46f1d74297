//! Queries: WITH, set operations, VALUES, ORDER BY and LIMIT around a body.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::DataType;
use sqlparser::ast;

use super::algebra::{Rel, RelColumn, SortKey};
use super::binder::{passed_on, Binder, Clause, CteBinding, OrderItem};
use super::coerce;
use super::names::{fold, plain};
use super::scope::{Scope, ScopeColumn};
use super::statement::{OutputColumn, Query, Statement};
use super::unsupported::{absent, refuse};
use crate::expr::bound::{CastKind, Expr};

impl Binder<'_> {
    /// A query whose columns all have a known type: one that stands on its own.
    pub fn bind_query(&mut self, query: &ast::Query) -> Result<Query> {
        let query = self.bind_open_query(query)?;
        self.settle(query)
    }

    /// A query whose literals may still take a type from their context.
    pub fn bind_open_query(&mut self, query: &ast::Query) -> Result<Query> {
        self.deeper(|binder| {
            let visible = binder.ctes.len();
            let result = binder.in_layers(|binder| binder.bind_query_here(query));
            binder.ctes.truncate(visible);
            result
        })
    }

    fn bind_query_here(&mut self, query: &ast::Query) -> Result<Query> {
        let ast::Query {
            with,
            body,
            order_by,
            limit_clause,
            fetch,
            locks,
            for_clause,
            settings,
            format_clause,
            pipe_operators,
        } = query;
        absent(locks, "FOR UPDATE")?;
        absent(for_clause, "FOR XML or FOR JSON")?;
        absent(settings, "SETTINGS")?;
        absent(format_clause, "FORMAT")?;
        absent(pipe_operators, "a pipe operator")?;
        let withs = match with {
            Some(with) => self.bind_with(with)?,
            None => Vec::new(),
        };
        let order = order_items(order_by.as_ref())?;
        let bound = match &**body {
            ast::SetExpr::Select(select) => self.bind_select(select, order)?,
            other => {
                let body = self.bind_set_expr(other)?;
                self.order_by_output(body, order)?
            }
        };
        let Query { rel, columns } =
            self.bind_limit(bound, limit_clause.as_ref(), fetch.as_ref())?;
        let rel = withs.into_iter().rev().fold(rel, |body, with| with.around(body));
        Ok(Query { rel, columns })
    }

    /// WITH before an INSERT, UPDATE or DELETE.
    pub fn bind_change_with(
        &mut self,
        query: &ast::Query,
        change: &ast::Statement,
    ) -> Result<Statement> {
        let withs = match &query.with {
            Some(with) => self.bind_with(with)?,
            None => Vec::new(),
        };
        let around = |rel| withs.into_iter().rev().fold(rel, |body, with| with.around(body));
        let mut statement = self.bind_statement(change)?;
        let rel = match &mut statement {
            Statement::Insert(insert) => &mut insert.rel,
            Statement::Update(update) => &mut update.rel,
            Statement::Delete(delete) => &mut delete.rel,
            _ => return Err(refuse("a data-modifying statement in WITH")),
        };
        *rel = around(std::mem::replace(rel, Rel::unit()));
        Ok(statement)
    }

    /// One side of a set operation, or what stands in its place.
    pub fn bind_set_expr(&mut self, body: &ast::SetExpr) -> Result<Query> {
        match body {
            ast::SetExpr::Select(select) => self.bind_select(select, &[]),
            ast::SetExpr::Query(query) => self.bind_open_query(query),
            ast::SetExpr::SetOperation { left: _, op: _, set_quantifier: _, right: _ } => {
                self.deeper(|binder| binder.bind_set_operation(body))
            }
            ast::SetExpr::Values(values) => self.bind_values(values),
            ast::SetExpr::Table(table) => self.bind_table_command(table),
            ast::SetExpr::Insert(_)
            | ast::SetExpr::Update(_)
            | ast::SetExpr::Delete(_)
            | ast::SetExpr::Merge(_) => Err(refuse("a data-modifying statement in WITH")),
        }
    }

    /// `TABLE name` is `SELECT * FROM name`.
    fn bind_table_command(&mut self, table: &ast::Table) -> Result<Query> {
        let ast::Table { table_name, schema_name } = table;
        let name = table_name.as_ref().ok_or_else(|| refuse("TABLE with a name list"))?;
        let name = super::names::QualifiedName {
            schema: schema_name.as_ref().map(|name| name.to_lowercase()),
            name: name.to_lowercase(),
            span: sqlparser::tokenizer::Span::empty(),
        };
        let (rel, scope) = self.bind_table_named(&name, None)?;
        Ok(Query { rel, columns: output_of(&scope.visible) })
    }

    /// The query with its columns made of those types.
    pub fn with_types(&mut self, query: Query, types: &[DataType]) -> Result<Query> {
        if query.columns.iter().zip(types).all(|(column, to)| column.data_type == *to) {
            return Ok(query);
        }
        let mut made = Vec::new();
        for (column, to) in query.columns.iter().zip(types) {
            let source = Expr::Column { place: column.id, data_type: column.data_type };
            if column.data_type == *to {
                made.push((rel_column(column), source));
                continue;
            }
            let expr = match column.data_type {
                DataType::Unknown => {
                    Expr::Cast { arg: Box::new(source), to: *to, kind: CastKind::Implicit }
                }
                _ => coerce::coerce(source, *to, CastKind::Assignment, None)?
                    .ok_or_else(|| super::binder::internal("no cast to the common type"))?,
            };
            made.push((self.new_column(&column.name, *to), expr));
        }
        let columns = made.iter().map(|(column, _)| output_column(column)).collect();
        Ok(Query { rel: Rel::Project { input: Box::new(query.rel), columns: made }, columns })
    }

    /// Literals that nothing gave a type are text.
    pub fn settle(&mut self, query: Query) -> Result<Query> {
        let types: Vec<DataType> = query
            .columns
            .iter()
            .map(|column| match column.data_type {
                DataType::Unknown => DataType::Text,
                known => known,
            })
            .collect();
        self.with_types(query, &types)
    }

    fn bind_values(&mut self, values: &ast::Values) -> Result<Query> {
        let ast::Values { explicit_row: _, value_keyword: _, rows } = values;
        let (rows, block) = self.in_block(Scope::default(), Clause::Values, |binder| {
            rows.iter()
                .map(|row| row.iter().map(|expr| binder.bind_expr(expr)).collect())
                .collect::<Result<Vec<Vec<Expr>>>>()
        })?;
        let width = rows.first().map_or(0, Vec::len);
        if rows.iter().any(|row| row.len() != width) {
            let message = "VALUES lists must all be the same length";
            return Err(Error::sql(sqlstate::SYNTAX_ERROR, message));
        }
        let mut rows = rows;
        let mut columns = Vec::new();
        for at in 0..width {
            let types: Vec<DataType> = rows.iter().map(|row| row[at].data_type()).collect();
            if types.iter().all(|data_type| *data_type == DataType::Unknown) {
                columns.push(self.new_column(format!("column{}", at + 1), DataType::Unknown));
                continue;
            }
            let to = coerce::common_of(&types, "VALUES", None)?;
            for row in &mut rows {
                let expr = std::mem::replace(&mut row[at], super::binder::null(to));
                row[at] = coerce::common(vec![expr, super::binder::null(to)], "VALUES", None)?
                    .swap_remove(0);
            }
            columns.push(self.new_column(format!("column{}", at + 1), to));
        }
        let output = columns.iter().map(output_column).collect();
        if block.subqueries.is_empty() {
            return Ok(Query { rel: Rel::Values { columns, rows }, columns: output });
        }
        // The subqueries run once, on the left of a join whose right side is the rows.
        let left = super::binder::apply_all(Rel::unit(), block.subqueries);
        let right = Rel::Values { columns, rows };
        let rel = Rel::Join {
            kind: super::algebra::JoinKind::Inner,
            left: Box::new(left),
            right: Box::new(right),
            on: None,
        };
        Ok(Query { rel, columns: output })
    }

    /// ORDER BY over a query that is no plain SELECT: it can name output columns only.
    fn order_by_output(&mut self, query: Query, order: &[ast::OrderByExpr]) -> Result<Query> {
        if order.is_empty() {
            return Ok(query);
        }
        let visible = scope_of(&query.columns);
        let scope = Scope { relations: Vec::new(), visible };
        let mut keys = Vec::new();
        for item in order {
            let (expr, descending, nulls_first) = order_parts(item)?;
            let position = self.at(ast::Spanned::span(expr));
            let column = match self.output_position(expr, query.columns.len(), "ORDER BY")? {
                Some(at) => &query.columns[at],
                None => match expr {
                    ast::Expr::Identifier(ident) => {
                        let name = fold(ident);
                        let found = scope.find(&name).map_err(|error| error.at(position))?;
                        let found = found
                            .ok_or_else(|| super::scope::unknown_column(&name, &[]).at(position))?;
                        let id = found.id;
                        query.columns.iter().find(|column| column.id == id).expect("just found")
                    }
                    _ => {
                        return Err(no_output_name(position));
                    }
                },
            };
            keys.push(SortKey {
                column: column.id,
                data_type: column.data_type,
                descending,
                nulls_first,
            });
        }
        let query = self.settle_keys(query, &mut keys)?;
        Ok(Query { rel: Rel::Sort { input: Box::new(query.rel), keys }, columns: query.columns })
    }

    /// Before sorting, literals become text, and keys follow their columns.
    fn settle_keys(&mut self, query: Query, keys: &mut [SortKey]) -> Result<Query> {
        let before: Vec<usize> = query.columns.iter().map(|column| column.id).collect();
        let settled = self.settle(query)?;
        for key in keys {
            if let Some(at) = before.iter().position(|id| *id == key.column) {
                key.column = settled.columns[at].id;
                key.data_type = settled.columns[at].data_type;
            }
        }
        Ok(settled)
    }

    /// An integer literal in ORDER BY or GROUP BY: the place of an output column.
    pub fn output_position(
        &self,
        expr: &ast::Expr,
        count: usize,
        clause: &str,
    ) -> Result<Option<usize>> {
        let ast::Expr::Value(ast::ValueWithSpan { value, span }) = expr else { return Ok(None) };
        let at = self.at(*span);
        match value {
            ast::Value::Number(digits, _) => match digits.parse::<usize>() {
                Ok(place) if (1..=count).contains(&place) => Ok(Some(place - 1)),
                Ok(place) => {
                    let message = format!("{clause} position {place} is not in select list");
                    Err(SqlError::new(sqlstate::INVALID_COLUMN_REFERENCE, message).at(at).into())
                }
                Err(_) => Err(constant_in(clause, at)),
            },
            ast::Value::Null => Ok(None),
            _ => Err(constant_in(clause, at)),
        }
    }

    fn bind_limit(
        &mut self,
        query: Query,
        clause: Option<&ast::LimitClause>,
        fetch: Option<&ast::Fetch>,
    ) -> Result<Query> {
        let (mut limit, mut offset) = (None, None);
        match clause {
            None => {}
            Some(ast::LimitClause::LimitOffset { limit: count, offset: skip, limit_by }) => {
                absent(limit_by, "LIMIT BY")?;
                limit = count.as_ref();
                offset = skip.as_ref().map(|ast::Offset { value, rows: _ }| value);
            }
            Some(ast::LimitClause::OffsetCommaLimit { offset: skip, limit: count }) => {
                limit = Some(count);
                offset = Some(skip);
            }
        }
        let mut with_ties = false;
        let one = ast::Expr::value(ast::Value::Number("1".to_string(), false));
        if let Some(ast::Fetch { with_ties: ties, percent, quantity }) = fetch {
            absent(percent, "FETCH with PERCENT")?;
            with_ties = *ties;
            limit = Some(quantity.as_ref().unwrap_or(&one));
        }
        if limit.is_none() && offset.is_none() {
            return Ok(query);
        }
        let limit = limit.map(|expr| self.bind_row_count(expr, "LIMIT")).transpose()?;
        let offset = offset.map(|expr| self.bind_row_count(expr, "OFFSET")).transpose()?;
        let ties = match (&query.rel, with_ties) {
            (_, false) => None,
            (Rel::Sort { keys, .. }, true) => Some(keys.clone()),
            _ => {
                let message = "WITH TIES cannot be specified without ORDER BY clause";
                return Err(Error::sql(sqlstate::SYNTAX_ERROR, message));
            }
        };
        let rel = Rel::Limit { input: Box::new(query.rel), limit, offset, ties };
        Ok(Query { rel, columns: query.columns })
    }

    fn bind_row_count(&mut self, expr: &ast::Expr, what: &str) -> Result<Expr> {
        let position = self.at(ast::Spanned::span(expr));
        let (bound, block) =
            self.in_block(Scope::default(), Clause::Limit, |binder| binder.bind_expr(expr))?;
        if !block.subqueries.is_empty() || bound.any(&|part| matches!(part, Expr::Column { .. })) {
            let message = format!("argument of {what} must not contain variables");
            return Err(SqlError::new(sqlstate::INVALID_COLUMN_REFERENCE, message)
                .at(position)
                .into());
        }
        let from = bound.data_type();
        let made = self.coerce(bound, DataType::Int8, CastKind::Assignment, position)?;
        made.ok_or_else(|| {
            let message =
                format!("argument of {what} must be type bigint, not type {}", from.name());
            SqlError::new(sqlstate::DATATYPE_MISMATCH, message).at(position).into()
        })
    }

    fn bind_with(&mut self, with: &ast::With) -> Result<Vec<BoundWith>> {
        let ast::With { with_token: _, recursive, cte_tables } = with;
        let mut bound = Vec::new();
        for table in cte_tables {
            let ast::Cte { alias, query, from, materialized: _, closing_paren_token: _ } = table;
            absent(from, "CTE FROM")?;
            let (name, names) = alias_parts(alias)?;
            self.layer()?;
            let cte = self.new_cte();
            let query = if *recursive && super::recursion::names_itself(query, &name) {
                self.bind_recursive(cte, &name, &names, query)?
            } else {
                self.bind_query(query)?
            };
            let query = rename(query, &name, &names)?;
            let columns = query
                .columns
                .iter()
                .map(|column| (column.name.clone(), column.data_type))
                .collect();
            self.ctes.push(CteBinding { name: name.clone(), cte, columns });
            bound.push(BoundWith { cte, name, query });
        }
        Ok(bound)
    }
}

/// A bound WITH query, waiting for its body.
struct BoundWith {
    cte: usize,
    name: String,
    query: Query,
}

impl BoundWith {
    fn around(self, body: Rel) -> Rel {
        Rel::With {
            cte: self.cte,
            name: self.name,
            query_columns: self.query.columns.iter().map(|column| column.id).collect(),
            query: Box::new(self.query.rel),
            body: Box::new(body),
        }
    }
}

/// The items of an ORDER BY clause.
pub fn order_items(order_by: Option<&ast::OrderBy>) -> Result<&[ast::OrderByExpr]> {
    match order_by {
        None => Ok(&[]),
        Some(ast::OrderBy { kind, interpolate }) => {
            absent(interpolate, "WITH FILL")?;
            match kind {
                ast::OrderByKind::Expressions(items) => Ok(items),
                ast::OrderByKind::All(_) => Err(refuse("ORDER BY ALL")),
            }
        }
    }
}

/// An ORDER BY item: expression, descending, NULLs first.
pub fn order_parts(item: &ast::OrderByExpr) -> Result<(&ast::Expr, bool, bool)> {
    let ast::OrderByExpr { expr, options, with_fill } = item;
    let ast::OrderByOptions { sort, nulls_first } = options;
    absent(with_fill, "WITH FILL")?;
    let descending = match sort {
        None | Some(ast::OrderBySort::Asc) => false,
        Some(ast::OrderBySort::Desc) => true,
        Some(ast::OrderBySort::Using(operator)) => match plain(operator)?.as_str() {
            "<" => false,
            ">" => true,
            _ => return Err(refuse("ORDER BY ... USING")),
        },
    };
    // PostgreSQL: NULL counts as larger than any value, so descending order begins with it.
    Ok((expr, descending, nulls_first.unwrap_or(descending)))
}

/// A sort key of a bound order item that is a column.
pub fn sort_key(item: &OrderItem, column: usize) -> SortKey {
    SortKey {
        column,
        data_type: item.expr.data_type(),
        descending: item.descending,
        nulls_first: item.nulls_first,
    }
}

/// A query with its columns renamed by an alias list.
pub fn rename(mut query: Query, table: &str, names: &[String]) -> Result<Query> {
    if names.len() > query.columns.len() {
        let message = format!(
            "table \"{table}\" has {} columns available but {} columns specified",
            query.columns.len(),
            names.len()
        );
        return Err(Error::sql(sqlstate::INVALID_COLUMN_REFERENCE, message));
    }
    for (column, name) in query.columns.iter_mut().zip(names) {
        column.name.clone_from(name);
    }
    Ok(query)
}

/// A table alias: its name and the names it gives to columns.
pub fn alias_parts(alias: &ast::TableAlias) -> Result<(String, Vec<String>)> {
    let ast::TableAlias { explicit: _, name, columns, at } = alias;
    absent(at, "a table version")?;
    let mut names = Vec::new();
    for ast::TableAliasColumnDef { name, data_type } in columns {
        absent(data_type, "a column type in an alias")?;
        names.push(fold(name));
    }
    Ok((fold(name), names))
}

/// The output columns that scope columns make.
pub fn output_of(columns: &[ScopeColumn]) -> Vec<OutputColumn> {
    columns
        .iter()
        .map(|column| OutputColumn {
            id: column.id,
            name: column.name.clone(),
            data_type: column.data_type,
        })
        .collect()
}

/// The scope columns that output columns make.
pub fn scope_of(columns: &[OutputColumn]) -> Vec<ScopeColumn> {
    columns
        .iter()
        .map(|column| ScopeColumn {
            name: column.name.clone(),
            id: column.id,
            data_type: column.data_type,
        })
        .collect()
}

/// The output column that a column of the tree makes.
pub fn output_column(column: &RelColumn) -> OutputColumn {
    OutputColumn { id: column.id, name: column.name.clone(), data_type: column.data_type }
}

fn rel_column(column: &OutputColumn) -> RelColumn {
    RelColumn { id: column.id, name: column.name.clone(), data_type: column.data_type }
}

fn no_output_name(at: Option<u32>) -> Error {
    let words = "invalid UNION/INTERSECT/EXCEPT ORDER BY clause";
    let hint = "Add the expression/function to every SELECT, or move the UNION into a FROM clause.";
    SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, words)
        .detail("Only result column names can be used, not expressions or functions.")
        .hint(hint)
        .at(at)
        .into()
}

fn constant_in(clause: &str, at: Option<u32>) -> Error {
    let message = format!("non-integer constant in {clause}");
    SqlError::new(sqlstate::SYNTAX_ERROR, message).at(at).into()
}

/// The rows of `query` under fresh column numbers: a second use of the same columns.
pub fn fresh_copy(binder: &mut Binder<'_>, query: Query) -> Query {
    let made: Vec<(RelColumn, Expr)> = passed_on(&query.rel)
        .into_iter()
        .filter_map(|(column, expr)| {
            let output = query.columns.iter().find(|output| output.id == column.id)?;
            Some((binder.new_column(&output.name, output.data_type), expr))
        })
        .collect();
    let columns = made.iter().map(|(column, _)| output_column(column)).collect();
    Query { rel: Rel::Project { input: Box::new(query.rel), columns: made }, columns }
}
