//! FROM: tables, subqueries, functions and joins to a tree and the scope it makes.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::DataType;
use sqlparser::ast;

use super::algebra::{JoinKind, Rel, RelColumn, SetFunction};
use super::bind_query::{alias_parts, output_column, rename, scope_of};
use super::binder::{apply_all, Binder, Clause};
use super::coerce;
use super::names::{plain, qualified, QualifiedName};
use super::scope::Scope;
use super::statement::{OutputColumn, Query};
use super::theory::theory_args;
use super::unsupported::{absent, refuse};
use crate::catalog::info::{TableInfo, TableKind};
use crate::expr::bound::Expr;

/// What follows a table's name: its alias and the names that gives to columns.
type Alias = Option<(String, Vec<String>)>;

impl Binder<'_> {
    /// A FROM clause. Its scope becomes that of the innermost block.
    pub fn bind_from(&mut self, from: &[ast::TableWithJoins]) -> Result<Rel> {
        let mut bound: Option<Rel> = None;
        for item in from {
            let (right, scope) = self.bind_joined(item)?;
            let left_scope = std::mem::take(&mut self.block().scope);
            self.block().scope = left_scope.join(scope)?;
            bound = Some(match bound {
                None => right,
                Some(left) => cross(left, right),
            });
        }
        Ok(bound.unwrap_or_else(Rel::unit))
    }

    /// A table with the joins that follow it. The innermost block's scope holds what stands left
    /// of it, for LATERAL.
    fn bind_joined(&mut self, item: &ast::TableWithJoins) -> Result<(Rel, Scope)> {
        let ast::TableWithJoins { relation, joins } = item;
        let (mut rel, mut scope) = self.bind_factor(relation, &Scope::default())?;
        for join in joins {
            let ast::Join { relation, global, join_operator } = join;
            absent(global, "a GLOBAL join")?;
            let (kind, constraint) = join_parts(join_operator)?;
            let is_cross = matches!(join_operator, ast::JoinOperator::CrossJoin(_));
            if !is_cross && matches!(constraint, ast::JoinConstraint::None) {
                let message = "syntax error: a join without ON or USING";
                let at = self.operator_after(ast::Spanned::span(relation));
                let error = SqlError::new(sqlstate::SYNTAX_ERROR, message).at(at);
                return Err(error.hint("Say how the rows belong together, or CROSS JOIN.").into());
            }
            let (right, right_scope) = self.bind_factor(relation, &scope)?;
            (rel, scope) = self.bind_join(kind, (rel, scope), (right, right_scope), constraint)?;
        }
        Ok((rel, scope))
    }

    /// One item of FROM. `left` is what stands left of it in its own chain of joins.
    fn bind_factor(&mut self, factor: &ast::TableFactor, left: &Scope) -> Result<(Rel, Scope)> {
        self.layer()?;
        self.deeper(|binder| binder.bind_factor_here(factor, left))
    }

    fn bind_factor_here(
        &mut self,
        factor: &ast::TableFactor,
        left: &Scope,
    ) -> Result<(Rel, Scope)> {
        match factor {
            ast::TableFactor::Table {
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
            } => {
                absent(with_hints, "a table hint")?;
                absent(version, "a table version")?;
                absent(partitions, "a partition list")?;
                absent(json_path, "a path into JSON")?;
                absent(sample, "TABLESAMPLE")?;
                absent(index_hints, "a table hint")?;
                let alias = alias.as_ref().map(alias_parts).transpose()?;
                match args {
                    Some(ast::TableFunctionArgs { args, settings }) => {
                        absent(settings, "SETTINGS")?;
                        self.bind_table_function(name, args, *with_ordinality, alias, left)
                    }
                    None => self.bind_table_named(&qualified(name)?, alias),
                }
            }
            ast::TableFactor::Function { lateral: _, name, args, with_ordinality, alias } => {
                let alias = alias.as_ref().map(alias_parts).transpose()?;
                self.bind_table_function(name, args, *with_ordinality, alias, left)
            }
            ast::TableFactor::Derived { lateral, subquery, alias, sample } => {
                absent(sample, "TABLESAMPLE")?;
                self.bind_derived(*lateral, subquery, alias.as_ref(), left)
            }
            ast::TableFactor::NestedJoin { table_with_joins, alias } => {
                let (rel, scope) = self.bind_joined(table_with_joins)?;
                match alias {
                    None => Ok((rel, scope)),
                    Some(alias) => {
                        let (name, names) = alias_parts(alias)?;
                        let columns = super::bind_query::output_of(&scope.visible);
                        let query = rename(Query { rel, columns }, &name, &names)?;
                        Ok((query.rel, Scope::of(name, scope_of(&query.columns))))
                    }
                }
            }
            ast::TableFactor::UNNEST { .. } => Err(refuse("an array")),
            ast::TableFactor::JsonTable { .. } | ast::TableFactor::OpenJsonTable { .. } => {
                Err(refuse("JSON"))
            }
            ast::TableFactor::TableFunction { .. }
            | ast::TableFactor::Pivot { .. }
            | ast::TableFactor::Unpivot { .. }
            | ast::TableFactor::UnpivotExpr { .. }
            | ast::TableFactor::MatchRecognize { .. }
            | ast::TableFactor::XmlTable { .. }
            | ast::TableFactor::SemanticView { .. } => Err(refuse("this kind of table in FROM")),
        }
    }

    /// A subquery in FROM. Only LATERAL sees what stands left of it.
    fn bind_derived(
        &mut self,
        lateral: bool,
        subquery: &ast::Query,
        alias: Option<&ast::TableAlias>,
        left: &Scope,
    ) -> Result<(Rel, Scope)> {
        let Some(alias) = alias else {
            let error =
                SqlError::new(sqlstate::SYNTAX_ERROR, "subquery in FROM must have an alias")
                    .hint("For example, FROM (SELECT ...) [AS] foo.");
            return Err(error.at(self.at(ast::Spanned::span(subquery))).into());
        };
        let query = self.seeing_left(lateral, left, |binder| binder.bind_query(subquery))?;
        let (name, names) = alias_parts(alias)?;
        let query = rename(query, &name, &names)?;
        Ok((query.rel, Scope::of(name, scope_of(&query.columns))))
    }

    /// Runs `work` while the innermost block's scope is what stands left of an item of FROM, or
    /// nothing at all.
    fn seeing_left<T>(
        &mut self,
        lateral: bool,
        left: &Scope,
        work: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let before = self.block().scope.clone();
        self.block().scope =
            if lateral { before.clone().join(left.clone())? } else { Scope::default() };
        let result = work(self);
        self.block().scope = before;
        result
    }

    /// A table, view or WITH query of that name.
    pub fn bind_table_named(&mut self, name: &QualifiedName, alias: Alias) -> Result<(Rel, Scope)> {
        let has_alias = alias.is_some();
        let (alias, names) = alias.unwrap_or_else(|| (name.name.clone(), Vec::new()));
        if name.schema.is_none() {
            let known = self.ctes.iter().rev().find(|cte| cte.name == name.name).cloned();
            if let Some(known) = known {
                let columns: Vec<RelColumn> = known
                    .columns
                    .iter()
                    .map(|(name, data_type)| self.new_column(name, *data_type))
                    .collect();
                let output = columns.iter().map(output_column).collect();
                let rel = Rel::CteScan { cte: known.cte, alias: alias.clone(), columns };
                let query = rename(Query { rel, columns: output }, &alias, &names)?;
                return Ok((query.rel, Scope::of(alias, scope_of(&query.columns))));
            }
        }
        let table = self.table(name)?;
        match table.kind {
            TableKind::View => {
                let sql = table.view_sql.clone().unwrap_or_default();
                let query = self.bind_view(&sql, &table.schema)?;
                let view_names: Vec<String> =
                    table.columns.iter().map(|column| column.name.clone()).collect();
                let mut query = rename(query, &alias, &view_names)?;
                // `SELECT *` may see more by now than when the view was made.
                query.columns.truncate(view_names.len());
                self.mention(&table, name, &query.columns);
                let query = rename(query, &alias, &names)?;
                let mut scope = Scope::of(alias, scope_of(&query.columns));
                scope.relations[0].schema = (!has_alias).then(|| table.schema.clone());
                Ok((query.rel, scope))
            }
            TableKind::Index => Err(SqlError::new(
                sqlstate::WRONG_OBJECT_TYPE,
                format!("cannot open relation \"{}\"", table.name),
            )
            .detail("This operation is not supported for indexes.")
            .at(self.at(name.span))
            .into()),
            TableKind::Table | TableKind::Sequence => {
                let (rel, columns) = self.scan(&table, &alias, false);
                let output: Vec<OutputColumn> =
                    columns.iter().map(|(_, column)| output_column(column)).collect();
                self.mention(&table, name, &output);
                let query = rename(Query { rel, columns: output }, &alias, &names)?;
                let mut scope = Scope::of(alias, scope_of(&query.columns));
                scope.relations[0].key = key_columns(&table, &columns);
                scope.relations[0].schema = (!has_alias).then(|| table.schema.clone());
                Ok((query.rel, scope))
            }
        }
    }

    /// A scan of every live column of a table, and its columns by attribute number less one.
    pub fn scan(
        &mut self,
        table: &Arc<TableInfo>,
        alias: &str,
        with_row_id: bool,
    ) -> (Rel, Vec<(usize, RelColumn)>) {
        let columns: Vec<(usize, RelColumn)> = table
            .live_columns()
            .map(|(at, column)| (at, self.new_column(&column.name, column.data_type)))
            .collect();
        let row_id = with_row_id.then(|| self.new_column("ctid", DataType::Int8).id);
        let rel = Rel::Scan {
            table: Arc::clone(table),
            alias: alias.to_string(),
            columns: columns.clone(),
            row_id,
        };
        (rel, columns)
    }

    /// The table of that name; 42P01 with the name that was likely meant.
    pub fn table(&self, name: &QualifiedName) -> Result<Arc<TableInfo>> {
        if let Some(table) = self.relation(name) {
            return Ok(Arc::clone(table));
        }
        let full = match &name.schema {
            Some(schema) => format!("{schema}.{}", name.name),
            None => name.name.clone(),
        };
        let message = format!("relation \"{full}\" does not exist");
        let error = SqlError::new(sqlstate::UNDEFINED_TABLE, message).at(self.at(name.span));
        let known = self.catalog.tables().filter(|table| !table.is_system());
        match super::names::nearest(&name.name, known.map(|table| table.name.as_str())) {
            Some(meant) => {
                let meant = self.spoken_name(meant);
                Err(error.hint(format!("Perhaps you meant \"{meant}\".")).into())
            }
            None => Err(error.into()),
        }
    }

    /// A relation's name as it must be said here: with its schema where the path does not lead to
    /// it.
    fn spoken_name(&self, name: &str) -> String {
        if self.catalog.table_named(&self.path, None, name).is_some() {
            return name.to_string();
        }
        let known = self.catalog.tables().find(|table| table.name == name);
        known.map_or(name.to_string(), |table| format!("{}.{name}", table.schema))
    }

    /// A view's query, bound as if it stood alone.
    fn bind_view(&mut self, sql: &str, schema: &str) -> Result<Query> {
        let positions = super::position::Positions::new(sql);
        let statement = super::parse::parse(&positions)?;
        let ast::Statement::Query(query) = statement else {
            return Err(super::binder::internal("a view is no query"));
        };
        let (blocks, ctes) = (std::mem::take(&mut self.blocks), std::mem::take(&mut self.ctes));
        let result = self.around(schema, |binder| binder.bind_query(&query));
        (self.blocks, self.ctes) = (blocks, ctes);
        result.map_err(|error| match error {
            Error::Sql(mut error) => {
                error.position = None;
                Error::Sql(error)
            }
            other => other,
        })
    }

    fn bind_table_function(
        &mut self,
        name: &ast::ObjectName,
        args: &[ast::FunctionArg],
        with_ordinality: bool,
        alias: Alias,
        left: &Scope,
    ) -> Result<(Rel, Scope)> {
        let position = self.at(ast::Spanned::span(name));
        let theory = self.theory_function(name, args, position)?;
        let function_name = qualified(name)?.name;
        let args = if theory.is_some() { &args[1..] } else { args };
        let (args, block) = self.seeing_left(true, left, |binder| {
            binder.in_block(Scope::default(), Clause::From, |binder| {
                args.iter().map(|arg| binder.bind_plain_arg(arg)).collect::<Result<Vec<Expr>>>()
            })
        })?;
        let has_alias = alias.is_some();
        let (alias, names) = alias.unwrap_or_else(|| (function_name.clone(), Vec::new()));
        let (function, args, made) = match theory {
            Some((function, table)) => {
                let args = theory_args(function, args, position)?;
                let taken = self.names_in(&table.schema);
                let set_function = SetFunction::Theory { function, table, taken };
                (set_function, args, function.columns.to_vec())
            }
            None => {
                plain(name)?;
                let (function, args, data_type) = set_function(&function_name, args, position)?;
                (function, args, vec![(alias.as_str(), data_type)])
            }
        };
        // A function of one column gives that the alias as its name.
        let own_name = |own: &str| match made.len() {
            1 if has_alias => alias.clone(),
            _ => own.to_string(),
        };
        let mut columns = Vec::new();
        for (at, (own, data_type)) in made.iter().enumerate() {
            let name = names.get(at).cloned().unwrap_or_else(|| own_name(own));
            columns.push(self.new_column(&name, *data_type));
        }
        let ordinality = with_ordinality.then(|| {
            let name = names.get(made.len()).map_or("ordinality", String::as_str);
            self.new_column(name, DataType::Int8)
        });
        let all: Vec<RelColumn> = columns.iter().chain(&ordinality).cloned().collect();
        let rel = Rel::Function { function, args, alias: alias.clone(), columns, ordinality };
        let rel = if block.subqueries.is_empty() {
            rel
        } else {
            cross(apply_all(Rel::unit(), block.subqueries), rel)
        };
        Ok((rel, Scope::of(alias, Self::scope_columns(&all))))
    }

    fn bind_join(
        &mut self,
        kind: JoinKind,
        (left, left_scope): (Rel, Scope),
        (right, right_scope): (Rel, Scope),
        constraint: &ast::JoinConstraint,
    ) -> Result<(Rel, Scope)> {
        match constraint {
            ast::JoinConstraint::None => {
                let scope = left_scope.join(right_scope)?;
                Ok((join(kind, left, right, None), scope))
            }
            ast::JoinConstraint::On(condition) => {
                self.bind_join_on(kind, (left, left_scope), (right, right_scope), condition)
            }
            ast::JoinConstraint::Using(names) => {
                let names = names.iter().map(plain).collect::<Result<Vec<String>>>()?;
                self.bind_join_using(kind, (left, left_scope), (right, right_scope), &names)
            }
            ast::JoinConstraint::Natural => {
                let names: Vec<String> = left_scope
                    .visible
                    .iter()
                    .filter(|l| right_scope.visible.iter().any(|r| r.name == l.name))
                    .map(|column| column.name.clone())
                    .collect();
                self.bind_join_using(kind, (left, left_scope), (right, right_scope), &names)
            }
        }
    }

    fn bind_join_on(
        &mut self,
        kind: JoinKind,
        (left, left_scope): (Rel, Scope),
        (right, right_scope): (Rel, Scope),
        condition: &ast::Expr,
    ) -> Result<(Rel, Scope)> {
        let scope = left_scope.join(right_scope)?;
        let position = self.at(ast::Spanned::span(condition));
        // Items before a comma are no part of this join.
        let (on, block) = self.seeing_left(false, &Scope::default(), |binder| {
            binder.in_block(scope, Clause::JoinOn, |binder| {
                let on = binder.bind_expr(condition)?;
                binder.condition(on, "JOIN/ON", position)
            })
        })?;
        if block.subqueries.is_empty() {
            return Ok((join(kind, left, right, Some(on)), block.scope));
        }
        let fitting = |rel: Rel, subqueries| {
            let input = Box::new(apply_all(rel, subqueries));
            Rel::Filter { input, predicate: on }
        };
        let rel = match kind {
            JoinKind::Inner => fitting(cross(left, right), block.subqueries),
            // The optional side is asked anew for each row of the other: LATERAL.
            JoinKind::Left => join(JoinKind::Left, left, fitting(right, block.subqueries), None),
            JoinKind::Right => join(JoinKind::Left, right, fitting(left, block.subqueries), None),
            _ => return Err(refuse("a subquery in the condition of a full join")),
        };
        Ok((rel, block.scope))
    }
}

/// The columns of a scan that are the table's primary key.
fn key_columns(table: &TableInfo, columns: &[(usize, RelColumn)]) -> Vec<super::algebra::ColumnId> {
    let key = table.primary_key().unwrap_or_default();
    columns.iter().filter(|(at, _)| key.contains(at)).map(|(_, column)| column.id).collect()
}

/// All expressions true; `None` for none at all.
pub fn conjunction(mut exprs: Vec<Expr>) -> Option<Expr> {
    match exprs.len() {
        0 => None,
        1 => exprs.pop(),
        _ => Some(Expr::And(exprs)),
    }
}

/// A join.
pub fn join(kind: JoinKind, left: Rel, right: Rel, on: Option<Expr>) -> Rel {
    Rel::Join { kind, left: Box::new(left), right: Box::new(right), on }
}

/// Every pair of rows.
pub fn cross(left: Rel, right: Rel) -> Rel {
    join(JoinKind::Inner, left, right, None)
}

fn join_parts(operator: &ast::JoinOperator) -> Result<(JoinKind, &ast::JoinConstraint)> {
    match operator {
        ast::JoinOperator::Join(constraint)
        | ast::JoinOperator::Inner(constraint)
        | ast::JoinOperator::CrossJoin(constraint) => Ok((JoinKind::Inner, constraint)),
        ast::JoinOperator::Left(constraint) | ast::JoinOperator::LeftOuter(constraint) => {
            Ok((JoinKind::Left, constraint))
        }
        ast::JoinOperator::Right(constraint) | ast::JoinOperator::RightOuter(constraint) => {
            Ok((JoinKind::Right, constraint))
        }
        ast::JoinOperator::FullOuter(constraint) => Ok((JoinKind::Full, constraint)),
        ast::JoinOperator::Semi(_)
        | ast::JoinOperator::LeftSemi(_)
        | ast::JoinOperator::RightSemi(_)
        | ast::JoinOperator::Anti(_)
        | ast::JoinOperator::LeftAnti(_)
        | ast::JoinOperator::RightAnti(_)
        | ast::JoinOperator::CrossApply
        | ast::JoinOperator::OuterApply
        | ast::JoinOperator::AsOf { match_condition: _, constraint: _ }
        | ast::JoinOperator::StraightJoin(_)
        | ast::JoinOperator::ArrayJoin
        | ast::JoinOperator::LeftArrayJoin
        | ast::JoinOperator::InnerArrayJoin => Err(refuse("this kind of join")),
    }
}

/// The function that returns rows, with its arguments made of its types, and what it returns.
pub fn set_function(
    name: &str,
    args: Vec<Expr>,
    position: Option<u32>,
) -> Result<(SetFunction, Vec<Expr>, DataType)> {
    if name != "generate_series" {
        return Err(refuse("this table function"));
    }
    let types: Vec<DataType> = args.iter().map(Expr::data_type).collect();
    let unknown = || {
        let list: Vec<&str> = types.iter().map(|data_type| data_type.name()).collect();
        let message = format!("function generate_series({}) does not exist", list.join(", "));
        Error::from(
            SqlError::new(sqlstate::UNDEFINED_FUNCTION, message)
                .hint(
                    "No function matches the given name and argument types. \
                     You might need to add explicit type casts.",
                )
                .at(position),
        )
    };
    if args.len() < 2 || args.len() > 3 {
        return Err(unknown());
    }
    let is_time = |data_type: &DataType| {
        matches!(data_type, DataType::Date | DataType::Timestamp | DataType::TimestampTz)
    };
    if types.iter().take(2).any(is_time) {
        let to = match coerce::common_of(&types[..2], "generate_series", position)? {
            DataType::Date => DataType::TimestampTz,
            other => other,
        };
        let targets = [to, to, DataType::Interval];
        if args.len() != 3 {
            return Err(unknown());
        }
        let args = coerce_all(args, &targets, position)?.ok_or_else(unknown)?;
        return Ok((SetFunction::GenerateTimestamps, args, to));
    }
    let to = match coerce::common_of(&types, "generate_series", position)? {
        DataType::Int2 | DataType::Text => DataType::Int4,
        other => other.unmodified(),
    };
    if !matches!(to, DataType::Int4 | DataType::Int8 | DataType::Numeric(_)) {
        return Err(unknown());
    }
    let args = coerce_all(args, &[to, to, to], position)?.ok_or_else(unknown)?;
    Ok((SetFunction::GenerateSeries, args, to))
}

fn coerce_all(
    args: Vec<Expr>,
    to: &[DataType],
    position: Option<u32>,
) -> Result<Option<Vec<Expr>>> {
    let implicit = crate::expr::bound::CastKind::Implicit;
    args.into_iter().zip(to).map(|(arg, to)| coerce::coerce(arg, *to, implicit, position)).collect()
}
