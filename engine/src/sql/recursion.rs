//! WITH RECURSIVE: seed UNION [ALL] step, where the step scans the last round's rows.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::DataType;
use sqlparser::ast;

use super::algebra::{Rel, RelColumn};
use super::bind_query::{output_column, rename};
use super::binder::{Binder, CteBinding};
use super::names::fold;
use super::statement::Query;
use crate::expr::coerce::{can_coerce, Coercion};

impl Binder<'_> {
    /// A WITH query that scans itself.
    pub fn bind_recursive(
        &mut self,
        cte: usize,
        name: &str,
        names: &[String],
        query: &ast::Query,
    ) -> Result<Query> {
        let (left, right, all) = parts(query, name)?;
        let seed = self.bind_query(&wrap(left))?;
        let seed = rename(seed, name, names)?;
        let columns: Vec<(String, DataType)> =
            seed.columns.iter().map(|column| (column.name.clone(), column.data_type)).collect();
        let types: Vec<DataType> = columns.iter().map(|(_, data_type)| *data_type).collect();
        self.ctes.push(CteBinding { name: name.to_string(), cte, columns: columns.clone() });
        let step = self.bind_open_query(&wrap(right));
        self.ctes.pop();
        let step = step?;
        check_step(name, &columns, &step)?;
        let step = self.with_types(step, &types)?;
        let made: Vec<RelColumn> =
            columns.iter().map(|(name, data_type)| self.new_column(name, *data_type)).collect();
        let output = made.iter().map(output_column).collect();
        let rel = Rel::RecursiveUnion {
            cte,
            all,
            seed_columns: seed.columns.iter().map(|column| column.id).collect(),
            step_columns: step.columns.iter().map(|column| column.id).collect(),
            seed: Box::new(seed.rel),
            step: Box::new(step.rel),
            columns: made,
        };
        Ok(Query { rel, columns: output })
    }
}

fn parts<'q>(
    query: &'q ast::Query,
    name: &str,
) -> Result<(&'q ast::SetExpr, &'q ast::SetExpr, bool)> {
    match &*query.body {
        ast::SetExpr::SetOperation { left, op: ast::SetOperator::Union, set_quantifier, right } => {
            if query.order_by.is_some() || query.limit_clause.is_some() {
                let what = if query.order_by.is_some() { "ORDER BY" } else { "LIMIT" };
                return Err(Error::sql(
                    sqlstate::FEATURE_NOT_SUPPORTED,
                    format!("{what} in a recursive query is not implemented"),
                ));
            }
            Ok((left, right, matches!(set_quantifier, ast::SetQuantifier::All)))
        }
        _ => Err(SqlError::new(
            sqlstate::INVALID_RECURSION,
            format!(
                "recursive query \"{name}\" does not have the form \
                 non-recursive-term UNION [ALL] recursive-term"
            ),
        )
        .into()),
    }
}

fn check_step(name: &str, columns: &[(String, DataType)], step: &Query) -> Result<()> {
    if columns.len() != step.columns.len() {
        let message = "each UNION query must have the same number of columns";
        return Err(Error::sql(sqlstate::SYNTAX_ERROR, message));
    }
    for (at, ((_, seed), step)) in columns.iter().zip(&step.columns).enumerate() {
        let (seed, step) = (seed.unmodified(), step.data_type.unmodified());
        if seed != step && !can_coerce(step, seed, Coercion::Implicit) {
            let message = format!(
                "recursive query \"{name}\" column {} has type {} in non-recursive term but \
                 type {} overall",
                at + 1,
                seed.name(),
                step.name()
            );
            return Err(SqlError::new(sqlstate::DATATYPE_MISMATCH, message)
                .hint("Cast the output of the non-recursive term to the correct type.")
                .into());
        }
    }
    Ok(())
}

fn wrap(body: &ast::SetExpr) -> ast::Query {
    ast::Query {
        with: None,
        body: Box::new(body.clone()),
        order_by: None,
        limit_clause: None,
        fetch: None,
        locks: Vec::new(),
        for_clause: None,
        settings: None,
        format_clause: None,
        pipe_operators: Vec::new(),
    }
}

/// Whether a WITH query scans a table of its own name anywhere in its FROM clauses. What is left
/// to look at waits in a list, since a chain of UNION makes a tree as high as it is long.
pub fn names_itself(query: &ast::Query, name: &str) -> bool {
    let (mut bodies, mut items) = (vec![&*query.body], Vec::new());
    while let Some(body) = bodies.pop() {
        match body {
            ast::SetExpr::Select(select) => items.extend(&select.from),
            ast::SetExpr::Query(query) => bodies.push(&query.body),
            ast::SetExpr::SetOperation { left, op: _, set_quantifier: _, right } => {
                bodies.extend([&**left, &**right]);
            }
            ast::SetExpr::Table(table) => {
                let ast::Table { table_name, schema_name } = &**table;
                let is_own = table_name.as_ref().is_some_and(|it| it.to_lowercase() == name);
                if is_own && schema_name.is_none() {
                    return true;
                }
            }
            ast::SetExpr::Values(_)
            | ast::SetExpr::Insert(_)
            | ast::SetExpr::Update(_)
            | ast::SetExpr::Delete(_)
            | ast::SetExpr::Merge(_) => {}
        }
        while let Some(ast::TableWithJoins { relation, joins }) = items.pop() {
            let joined = joins.iter().map(|join| &join.relation);
            for factor in [relation].into_iter().chain(joined) {
                match factor {
                    ast::TableFactor::NestedJoin { table_with_joins, alias: _ } => {
                        items.push(table_with_joins);
                    }
                    other => match scanned(other) {
                        Scanned::Table(table) if is_named(table, name) => return true,
                        Scanned::Query(query) => bodies.push(&query.body),
                        Scanned::Table(_) | Scanned::Other => {}
                    },
                }
            }
        }
    }
    false
}

/// What an item of FROM scans.
enum Scanned<'q> {
    Table(&'q ast::ObjectName),
    Query(&'q ast::Query),
    Other,
}

fn scanned(factor: &ast::TableFactor) -> Scanned<'_> {
    match factor {
        ast::TableFactor::Table {
            name,
            alias: _,
            args: _,
            with_hints: _,
            version: _,
            with_ordinality: _,
            partitions: _,
            json_path: _,
            sample: _,
            index_hints: _,
        } => Scanned::Table(name),
        ast::TableFactor::Derived { lateral: _, subquery, alias: _, sample: _ } => {
            Scanned::Query(subquery)
        }
        _ => Scanned::Other,
    }
}

fn is_named(table: &ast::ObjectName, name: &str) -> bool {
    match table.0.as_slice() {
        [ast::ObjectNamePart::Identifier(ident)] => fold(ident) == name,
        _ => false,
    }
}
