//! The binder's state, and the small acts that all `bind_*` files share.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::limits::NESTING_MAX;
use model::types::data_type::DataType;
use model::types::value::Value;
use sqlparser::tokenizer::{Location, Span};

use super::algebra::{
    AggregateCall, Ask, ColumnId, Frame, Rel, RelColumn, SetFunction, WindowFunction,
};
use super::definition::Mention;
use super::lift::Lifting;
use super::names::QualifiedName;
use super::position::Positions;
use super::scope::{Scope, ScopeColumn};
use super::statement::{OutputColumn, Query};
use crate::catalog::cache::Catalog;
use crate::catalog::info::TableInfo;
use crate::catalog::path::SearchPath;
use crate::expr::bound::{CastKind, Expr};

/// Turns the parser's tree of one statement into ours.
pub struct Binder<'a> {
    /// The tables there are.
    pub catalog: &'a Catalog,
    /// Where names without a schema are looked up.
    pub path: SearchPath,
    /// The statement's text.
    pub positions: &'a Positions<'a>,
    /// The types of `$1`, `$2`, ... as they are known.
    pub params: Vec<DataType>,
    /// The query blocks around this place, innermost last.
    pub blocks: Vec<Block>,
    /// The WITH queries that a name can mean here, innermost last.
    pub ctes: Vec<CteBinding>,
    /// The relations that the statement names itself, in FROM.
    pub mentions: Vec<Mention>,
    /// Whether an INSERT may give values to columns that are GENERATED ALWAYS.
    pub overrides_identity: bool,
    next_column: ColumnId,
    next_cte: usize,
    depth: u32,
    /// Nodes that this query puts one above the other, as far as they are counted before it is
    /// made.
    layers: u32,
    /// Whether what is bound is text that the catalogue keeps: the statement has no place for it.
    elsewhere: bool,
    /// What is lifted out of the statement, if anything may be.
    pub lifting: Option<Lifting<'a>>,
}

/// One query block: SELECT with its FROM, or a place that has no FROM.
#[derive(Debug, Default)]
pub struct Block {
    /// What names mean.
    pub scope: Scope,
    /// Which clause is being bound.
    pub clause: Clause,
    /// Subqueries of the clause that still need their Apply.
    pub subqueries: Vec<PendingSubquery>,
    /// Subqueries inside aggregates: their Applies go below the grouping.
    pub aggregated_subqueries: Vec<PendingSubquery>,
    /// Aggregates seen so far.
    pub aggregates: Vec<AggregateCall>,
    /// What aggregates sort by that is no column of FROM.
    pub sorted: Vec<(RelColumn, Expr)>,
    /// Window calls seen so far.
    pub windows: Vec<PendingWindow>,
    /// Calls in the select list that return rows.
    pub set_calls: Vec<PendingSetCall>,
    /// Named windows of the WINDOW clause.
    pub named_windows: Vec<(String, sqlparser::ast::WindowSpec)>,
    /// Where each column was first named, for messages about grouping.
    pub named_at: BTreeMap<ColumnId, Option<u32>>,
}

/// The clause an expression stands in: decides what is allowed in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clause {
    /// FROM, and functions in it.
    #[default]
    From,
    /// ON of a join.
    JoinOn,
    /// WHERE.
    Where,
    /// GROUP BY.
    GroupBy,
    /// HAVING.
    Having,
    /// The select list.
    Select,
    /// ORDER BY.
    OrderBy,
    /// Inside an aggregate's parentheses.
    Aggregate,
    /// Inside an aggregate's FILTER.
    Filter,
    /// Inside a window call.
    Window,
    /// LIMIT and OFFSET.
    Limit,
    /// VALUES.
    Values,
    /// SET of UPDATE.
    Update,
    /// RETURNING.
    Returning,
    /// DEFAULT.
    Default,
    /// CHECK.
    Check,
    /// Arguments of EXECUTE and the like.
    Argument,
}

/// A subquery of an expression, waiting for the node below which its Apply goes.
#[derive(Debug)]
pub struct PendingSubquery {
    /// The subquery.
    pub rel: Rel,
    /// What is asked of it.
    pub ask: Ask,
    /// The column for the answer.
    pub column: RelColumn,
}

/// A call of the select list that returns rows, waiting for the rows that it multiplies.
#[derive(Debug)]
pub struct PendingSetCall {
    /// The column for its values.
    pub column: RelColumn,
    /// The function.
    pub function: SetFunction,
    /// Its arguments.
    pub args: Vec<Expr>,
}

/// A window call, waiting for those that share its partitioning and order.
#[derive(Debug)]
pub struct PendingWindow {
    /// The column for its result.
    pub column: RelColumn,
    /// What it computes.
    pub function: WindowFunction,
    /// Its arguments.
    pub args: Vec<Expr>,
    /// FILTER (WHERE ..).
    pub filter: Option<Expr>,
    /// PARTITION BY.
    pub partition: Vec<Expr>,
    /// ORDER BY.
    pub order: Vec<OrderItem>,
    /// The rows it sees.
    pub frame: Frame,
}

/// One item of an ORDER BY.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderItem {
    /// What it sorts by.
    pub expr: Expr,
    /// Whether large values come first.
    pub descending: bool,
    /// Whether NULLs come first.
    pub nulls_first: bool,
}

/// A WITH query under its name.
#[derive(Clone, Debug)]
pub struct CteBinding {
    /// Its name.
    pub name: String,
    /// Its number.
    pub cte: usize,
    /// Names and types of its columns.
    pub columns: Vec<(String, DataType)>,
}

impl Clause {
    /// What messages call it.
    pub fn name(self) -> &'static str {
        match self {
            Clause::From => "functions in FROM",
            Clause::JoinOn => "JOIN conditions",
            Clause::Where => "WHERE",
            Clause::GroupBy => "GROUP BY",
            Clause::Having => "HAVING",
            Clause::Select => "SELECT",
            Clause::OrderBy => "ORDER BY",
            Clause::Aggregate => "aggregate function calls",
            Clause::Filter => "FILTER",
            Clause::Window => "window definitions",
            Clause::Limit => "LIMIT",
            Clause::Values => "VALUES",
            Clause::Update => "UPDATE",
            Clause::Returning => "RETURNING",
            Clause::Default => "DEFAULT expressions",
            Clause::Check => "check constraints",
            Clause::Argument => "EXECUTE parameters",
        }
    }
}

impl<'a> Binder<'a> {
    /// A binder for one statement. Bare names are looked up along `path`; `params` are the types of
    /// `$1`, `$2`, ...
    pub fn new(
        catalog: &'a Catalog,
        path: SearchPath,
        positions: &'a Positions<'a>,
        params: Vec<DataType>,
    ) -> Binder<'a> {
        Binder {
            catalog,
            path,
            positions,
            params,
            blocks: Vec::new(),
            ctes: Vec::new(),
            mentions: Vec::new(),
            overrides_identity: false,
            next_column: 0,
            next_cte: 0,
            depth: 0,
            layers: 0,
            elsewhere: false,
            lifting: None,
        }
    }

    /// A new column.
    pub fn new_column(&mut self, name: impl Into<String>, data_type: DataType) -> RelColumn {
        let id = self.next_column;
        self.next_column += 1;
        RelColumn { id, name: name.into(), data_type }
    }

    /// A number for a WITH query.
    pub fn new_cte(&mut self) -> usize {
        self.next_cte += 1;
        self.next_cte - 1
    }

    /// The innermost block.
    pub fn block(&mut self) -> &mut Block {
        if self.blocks.is_empty() {
            self.blocks.push(Block::default());
        }
        self.blocks.last_mut().expect("one was just made sure of")
    }

    /// Runs `work` in a block of its own, and hands back the block too.
    pub fn in_block<T>(
        &mut self,
        scope: Scope,
        clause: Clause,
        work: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<(T, Block)> {
        self.blocks.push(Block { scope, clause, ..Block::default() });
        let depth = self.blocks.len();
        let result = work(self);
        self.blocks.truncate(depth);
        let block = self.blocks.pop().expect("pushed above");
        Ok((result?, block))
    }

    /// Runs `work` with the innermost block in another clause.
    pub fn in_clause<T>(
        &mut self,
        clause: Clause,
        work: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let before = std::mem::replace(&mut self.block().clause, clause);
        let result = work(self);
        self.block().clause = before;
        result
    }

    /// Runs `work` one level deeper; 54001 past the bound.
    pub fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= NESTING_MAX {
            return Err(super::parse::nested_too_deep());
        }
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        result
    }

    /// Binds a query whose layers are its own; 54001 where its tree comes out too high.
    pub fn in_layers(&mut self, work: impl FnOnce(&mut Self) -> Result<Query>) -> Result<Query> {
        let outside = std::mem::take(&mut self.layers);
        let result = work(self);
        self.layers = outside;
        let Query { rel, columns } = result?;
        Ok(Query { rel: super::height::checked_rel(rel)?, columns })
    }

    /// One more node above the others of this query; 54001 past the bound.
    pub fn layer(&mut self) -> Result<()> {
        self.layers += 1;
        match self.layers > super::height::LAYERS_MAX {
            true => Err(super::height::too_high()),
            false => Ok(()),
        }
    }

    /// Binds text that the catalogue or the session keeps. Nothing in it has a place in the
    /// statement, so no error may name one.
    pub fn elsewhere<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let outside = std::mem::replace(&mut self.elsewhere, true);
        let lifting = self.lifting.take();
        let result = work(self);
        self.lifting = lifting;
        self.elsewhere = outside;
        result
    }

    /// Binds text that the catalogue keeps with a relation of that schema: names in it mean what
    /// they meant there, whatever the session's path is.
    pub fn around<T>(
        &mut self,
        schema: &str,
        work: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let outside = std::mem::replace(&mut self.path, SearchPath::around(schema));
        let result = self.elsewhere(work);
        self.path = outside;
        result
    }

    /// Notes that the statement names a relation; `output` are its live columns in order.
    pub fn mention(
        &mut self,
        table: &Arc<TableInfo>,
        name: &QualifiedName,
        output: &[OutputColumn],
    ) {
        if self.elsewhere {
            return;
        }
        let places = table.live_columns().map(|(at, _)| at);
        self.mentions.push(Mention {
            table: Arc::clone(table),
            columns: places.zip(output).map(|(at, column)| (at, column.id)).collect(),
            bare_at: name.schema.is_none().then(|| self.at(name.span)).flatten(),
        });
    }

    /// The relation that a name means, if there is one.
    pub fn relation(&self, name: &QualifiedName) -> Option<&'a Arc<TableInfo>> {
        self.catalog.table_named(&self.path, name.schema.as_deref(), &name.name)
    }

    /// Where a span begins: characters from 1.
    pub fn at(&self, span: Span) -> Option<u32> {
        (!self.elsewhere).then(|| self.positions.start(span)).flatten()
    }

    /// Where the operator stands that follows an operand with that span.
    pub fn operator_after(&self, span: Span) -> Option<u32> {
        let nowhere = Location { line: 0, column: 0 };
        let known = !self.elsewhere && span.end != nowhere;
        known.then(|| self.positions.operator_after(span.end)).flatten()
    }

    /// Puts the Applies of all waiting subqueries of the innermost block above `rel`.
    pub fn with_subqueries(&mut self, rel: Rel) -> Rel {
        let pending = std::mem::take(&mut self.block().subqueries);
        apply_all(rel, pending)
    }

    /// Expressions as columns: those that are columns of `rel` already stay, the others, columns
    /// from further out among them, are computed by a Project that passes everything else on.
    pub fn as_columns(&mut self, rel: Rel, exprs: &[Expr], name: &str) -> (Rel, Vec<ColumnId>) {
        let own: BTreeSet<ColumnId> = rel.columns().into_iter().collect();
        let mut made: Vec<(RelColumn, Expr)> = Vec::new();
        let mut ids = Vec::new();
        for expr in exprs {
            let known = made.iter().find(|(_, other)| other == expr).map(|(column, _)| column.id);
            match (expr, known) {
                (Expr::Column { place, .. }, _) if own.contains(place) => ids.push(*place),
                (_, Some(id)) => ids.push(id),
                (expr, None) => {
                    let column = self.new_column(name, expr.data_type());
                    ids.push(column.id);
                    made.push((column, expr.clone()));
                }
            }
        }
        (extend(rel, made), ids)
    }

    /// The expression made of type `to`, or 42804 in the words of the caller's context.
    pub fn coerce(
        &self,
        expr: Expr,
        to: DataType,
        kind: CastKind,
        position: Option<u32>,
    ) -> Result<Option<Expr>> {
        super::coerce::coerce(expr, to, kind, position)
    }

    /// The expression as a condition; 42804 `argument of WHERE must be type boolean, ...`.
    pub fn condition(&self, expr: Expr, what: &str, position: Option<u32>) -> Result<Expr> {
        let from = expr.data_type();
        self.coerce(expr, DataType::Bool, CastKind::Implicit, position)?.ok_or_else(|| {
            let message =
                format!("argument of {what} must be type boolean, not type {}", from.name());
            SqlError::new(sqlstate::DATATYPE_MISMATCH, message).at(position).into()
        })
    }

    /// The types of what the innermost scope's columns are called, as scope columns.
    pub fn scope_columns(columns: &[RelColumn]) -> Vec<ScopeColumn> {
        columns
            .iter()
            .map(|column| ScopeColumn {
                name: column.name.clone(),
                id: column.id,
                data_type: column.data_type,
            })
            .collect()
    }
}

/// The Applies of waiting subqueries above `rel`.
pub fn apply_all(rel: Rel, pending: Vec<PendingSubquery>) -> Rel {
    pending.into_iter().fold(rel, |input, PendingSubquery { rel, ask, column }| Rel::Apply {
        input: Box::new(input),
        subquery: Box::new(rel),
        ask,
        column,
    })
}

/// `rel` with more columns, computed from its own.
pub fn extend(rel: Rel, made: Vec<(RelColumn, Expr)>) -> Rel {
    if made.is_empty() {
        return rel;
    }
    let passed = passed_on(&rel);
    Rel::Project { input: Box::new(rel), columns: passed.into_iter().chain(made).collect() }
}

/// The columns of `rel` as a Project passes them on: under their own numbers.
pub fn passed_on(rel: &Rel) -> Vec<(RelColumn, Expr)> {
    let mut known = BTreeMap::new();
    collect_columns(rel, &mut known);
    rel.columns()
        .into_iter()
        .map(|id| {
            let column = known.get(&id).cloned().expect("a node makes what it hands on");
            let expr = Expr::Column { place: id, data_type: column.data_type };
            (column, expr)
        })
        .collect()
}

/// Every column made in the tree, by number.
pub fn collect_columns(rel: &Rel, known: &mut BTreeMap<ColumnId, RelColumn>) {
    let mut add = |column: &RelColumn| {
        known.insert(column.id, column.clone());
    };
    match rel {
        Rel::Values { columns, .. }
        | Rel::SetOperation { columns, .. }
        | Rel::CteScan { columns, .. }
        | Rel::RecursiveUnion { columns, .. } => columns.iter().for_each(add),
        Rel::Scan { columns, row_id, .. } => {
            columns.iter().for_each(|(_, column)| add(column));
            if let Some(id) = row_id {
                add(&RelColumn { id: *id, name: "ctid".to_string(), data_type: DataType::Int8 });
            }
        }
        Rel::Function { columns, ordinality, .. } => {
            columns.iter().chain(ordinality).for_each(add);
        }
        Rel::Project { columns, .. } => columns.iter().for_each(|(column, _)| add(column)),
        Rel::Apply { column, .. } => add(column),
        Rel::Aggregate { calls, .. } => calls.iter().for_each(|call| add(&call.column)),
        Rel::Window { calls, .. } => calls.iter().for_each(|call| add(&call.column)),
        Rel::Filter { .. }
        | Rel::Join { .. }
        | Rel::Distinct { .. }
        | Rel::Sort { .. }
        | Rel::Limit { .. }
        | Rel::With { .. } => {}
    }
    rel.children().into_iter().for_each(|child| collect_columns(child, known));
}

/// A NULL of that type.
pub fn null(data_type: DataType) -> Expr {
    Expr::Const { value: Value::Null, data_type }
}

/// An internal promise of the binder that does not hold.
pub fn internal(what: &str) -> Error {
    Error::sql(sqlstate::INTERNAL_ERROR, format!("binder: {what}"))
}
