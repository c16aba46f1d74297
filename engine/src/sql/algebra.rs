//! The relational tree: what a query means, before anyone decides how to run it.
//!
//! Every column that a node makes has a [`ColumnId`] that no other column of the statement has.
//! Expressions refer to columns by it ([`Expr::Column`] with `place` = id) until the planner lowers
//! them to places. So a predicate can move up and down the tree without being rewritten, and a
//! column that is used below but made nowhere below is a correlation.
//!
//! Subqueries in expressions become [`Rel::Apply`] below the node that uses them: the expression
//! then refers to the column that the Apply makes.

use std::sync::Arc;

use model::types::data_type::DataType;

use super::theory::TheoryFunction;
use crate::catalog::info::TableInfo;
use crate::expr::aggregate::Aggregate;
use crate::expr::bound::Expr;

/// The number of a column, unique within a statement.
pub type ColumnId = usize;

/// A column that a node makes.
#[derive(Clone, Debug, PartialEq)]
pub struct RelColumn {
    /// Its number.
    pub id: ColumnId,
    /// Its name, for people.
    pub name: String,
    /// Its type.
    pub data_type: DataType,
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Rel {
    /// Rows written out. No columns and one row is the FROM of a SELECT without FROM.
    Values {
        /// The columns.
        columns: Vec<RelColumn>,
        /// The rows.
        rows: Vec<Vec<Expr>>,
    },
    /// The rows of a table.
    Scan {
        /// The table.
        table: Arc<TableInfo>,
        /// What the query calls it.
        alias: String,
        /// (attribute number less one, column) for each column used.
        columns: Vec<(usize, RelColumn)>,
        /// The column that holds each row's `ctid`, for UPDATE and DELETE.
        row_id: Option<ColumnId>,
    },
    /// A function that returns rows.
    Function {
        /// The function.
        function: SetFunction,
        /// Its arguments.
        args: Vec<Expr>,
        /// What the query calls it.
        alias: String,
        /// The columns it returns.
        columns: Vec<RelColumn>,
        /// WITH ORDINALITY: the column that counts the rows.
        ordinality: Option<RelColumn>,
    },
    /// The rows for which the predicate is true.
    Filter {
        /// Where rows come from.
        input: Box<Rel>,
        /// What they must fulfil.
        predicate: Expr,
    },
    /// New columns computed from each row; the old ones are gone.
    Project {
        /// Where rows come from.
        input: Box<Rel>,
        /// The columns and how each is made.
        columns: Vec<(RelColumn, Expr)>,
    },
    /// Pairs of rows.
    Join {
        /// Which pairs, and which rows without a partner.
        kind: JoinKind,
        /// The left rows.
        left: Box<Rel>,
        /// The right rows. They may refer to columns of the left (LATERAL).
        right: Box<Rel>,
        /// What a pair must fulfil.
        on: Option<Expr>,
    },
    /// For each row of the input, a column that a subquery answers.
    Apply {
        /// Where rows come from.
        input: Box<Rel>,
        /// The subquery, which may refer to columns of the input.
        subquery: Box<Rel>,
        /// What is asked of it.
        ask: Ask,
        /// The column that holds the answer.
        column: RelColumn,
    },
    /// One row for each group of equal keys.
    Aggregate {
        /// Where rows come from.
        input: Box<Rel>,
        /// The keys: columns of the input, which stay columns of the output.
        keys: Vec<ColumnId>,
        /// GROUPING SETS: which of `keys` (by place) make up each set. `None`: all of them, once.
        sets: Option<Vec<Vec<usize>>>,
        /// What is computed for each group.
        calls: Vec<AggregateCall>,
        /// Another tree for the same row, where the planner knows one.
        instead: Option<Box<Rel>>,
    },
    /// Columns computed from each row and its neighbours; the old ones stay.
    Window {
        /// Where rows come from.
        input: Box<Rel>,
        /// What is computed; all calls share one partitioning and order.
        calls: Vec<WindowCall>,
        /// Rows equal in these are neighbours.
        partition: Vec<ColumnId>,
        /// The order within a partition.
        order: Vec<SortKey>,
    },
    /// One row of each kind.
    Distinct {
        /// Where rows come from.
        input: Box<Rel>,
        /// DISTINCT ON: the columns that make rows alike. `None`: all columns.
        on: Option<Vec<ColumnId>>,
    },
    /// The same rows in order.
    Sort {
        /// Where rows come from.
        input: Box<Rel>,
        /// The order.
        keys: Vec<SortKey>,
    },
    /// Some rows from the beginning.
    Limit {
        /// Where rows come from.
        input: Box<Rel>,
        /// How many; all if absent or NULL.
        limit: Option<Expr>,
        /// How many are left out first.
        offset: Option<Expr>,
        /// WITH TIES: also rows equal to the last in these.
        ties: Option<Vec<SortKey>>,
    },
    /// UNION, INTERSECT, EXCEPT.
    SetOperation {
        /// Which.
        op: SetOp,
        /// Whether duplicates count.
        all: bool,
        /// The left rows.
        left: Box<Rel>,
        /// The right rows.
        right: Box<Rel>,
        /// The result's columns.
        columns: Vec<RelColumn>,
        /// Which columns of the left become them, in order.
        left_columns: Vec<ColumnId>,
        /// Which columns of the right become them, in order.
        right_columns: Vec<ColumnId>,
    },
    /// WITH: a query computed once under a number, then a body that scans it.
    With {
        /// The number.
        cte: usize,
        /// Its name, for people.
        name: String,
        /// The query.
        query: Box<Rel>,
        /// The columns of the query, in order.
        query_columns: Vec<ColumnId>,
        /// What uses it.
        body: Box<Rel>,
    },
    /// The rows of a WITH query, or of the working table of a recursion.
    CteScan {
        /// The number of the WITH query.
        cte: usize,
        /// What the query calls it.
        alias: String,
        /// The columns, in the order of the query's.
        columns: Vec<RelColumn>,
    },
    /// WITH RECURSIVE: the seed, then the step again and again on what the last round made.
    RecursiveUnion {
        /// The number by which the step scans the last round's rows.
        cte: usize,
        /// The first rows.
        seed: Box<Rel>,
        /// The rows made from the last round's.
        step: Box<Rel>,
        /// Whether duplicates count (UNION ALL).
        all: bool,
        /// The result's columns.
        columns: Vec<RelColumn>,
        /// Which columns of the seed become them.
        seed_columns: Vec<ColumnId>,
        /// Which columns of the step become them.
        step_columns: Vec<ColumnId>,
    },
}

/// Which pairs a join makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinKind {
    /// Pairs only.
    Inner,
    /// Pairs, and left rows without a partner.
    Left,
    /// Pairs, and right rows without a partner.
    Right,
    /// Pairs, and rows of both sides without a partner.
    Full,
    /// Left rows with a partner.
    Semi,
    /// Left rows without a partner.
    Anti,
}

/// What an expression asks of a subquery.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Its only value: NULL without a row, an error with two.
    Scalar {
        /// The column of the subquery.
        value: ColumnId,
    },
    /// Whether it has a row.
    Exists,
    /// `x = ANY (subquery)`, and IN: true if the comparison is true for any row, false if it is
    /// false for all, else NULL.
    Any {
        /// The comparison, over columns of both sides.
        compare: Expr,
    },
    /// `x > ALL (subquery)`: false if the comparison is false for any row, true if it is true for
    /// all, else NULL.
    All {
        /// The comparison, over columns of both sides.
        compare: Expr,
    },
}

/// A function that returns rows.
#[derive(Clone, Debug, PartialEq)]
pub enum SetFunction {
    /// `generate_series(start, stop [, step])` over integers, bigints or numerics.
    GenerateSeries,
    /// The same over timestamps with an interval step.
    GenerateTimestamps,
    /// A question about a table's dependencies.
    Theory {
        /// The question.
        function: &'static TheoryFunction,
        /// The table.
        table: Arc<TableInfo>,
        /// Names that nothing new may have: those of all relations of its schema.
        taken: Vec<String>,
    },
}

impl SetFunction {
    /// Its name, with its schema where it needs one.
    pub fn name(&self) -> String {
        match self {
            SetFunction::GenerateSeries | SetFunction::GenerateTimestamps => {
                "generate_series".to_string()
            }
            SetFunction::Theory { function, .. } => format!("glassbox.{}", function.name),
        }
    }
}

/// One aggregate over each group.
#[derive(Clone, Debug, PartialEq)]
pub struct AggregateCall {
    /// The column that holds its result.
    pub column: RelColumn,
    /// The row of the aggregate table.
    pub aggregate: &'static Aggregate,
    /// Its arguments, over the input's columns.
    pub args: Vec<Expr>,
    /// Whether equal arguments count once.
    pub distinct: bool,
    /// FILTER (WHERE ..).
    pub filter: Option<Expr>,
    /// The order in which rows reach it.
    pub order: Vec<SortKey>,
    /// GROUPING: the keys that it tells of.
    pub told_keys: Vec<ColumnId>,
}

/// One window function.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowCall {
    /// The column that holds its result.
    pub column: RelColumn,
    /// The function.
    pub function: WindowFunction,
    /// Its arguments, over the input's columns.
    pub args: Vec<Expr>,
    /// FILTER (WHERE ..), for aggregates.
    pub filter: Option<Expr>,
    /// The rows around the current one that it sees.
    pub frame: Frame,
}

/// What a window call computes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WindowFunction {
    /// An aggregate over the frame.
    Aggregate(&'static Aggregate),
    /// The number of the row in its partition.
    RowNumber,
    /// The number of its first peer.
    Rank,
    /// The number of its group of peers.
    DenseRank,
    /// (rank - 1) / (rows - 1)
    PercentRank,
    /// Rows up to its last peer / rows.
    CumeDist,
    /// Which of n equal parts it is in.
    Ntile,
    /// The value some rows before.
    Lag,
    /// The value some rows after.
    Lead,
    /// The value at the frame's first row.
    FirstValue,
    /// The value at the frame's last row.
    LastValue,
    /// The value at the frame's nth row.
    NthValue,
}

/// The rows around the current one that a window call sees.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// What its bounds count.
    pub unit: FrameUnit,
    /// Where it starts.
    pub start: FrameBound,
    /// Where it ends.
    pub end: FrameBound,
    /// Which rows around the current one are left out.
    pub exclude: FrameExclude,
}

/// What the bounds of a frame count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameUnit {
    /// Rows.
    Rows,
    /// Differences of the order column.
    Range,
    /// Groups of peers.
    Groups,
}

/// One end of a frame.
#[derive(Clone, Debug, PartialEq)]
pub enum FrameBound {
    /// The partition's first row.
    UnboundedPreceding,
    /// That much before the current row.
    Preceding(Expr),
    /// The current row (with its peers, unless the unit is rows).
    CurrentRow,
    /// That much after the current row.
    Following(Expr),
    /// The partition's last row.
    UnboundedFollowing,
}

/// Which rows around the current one a frame leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameExclude {
    /// None.
    NoOthers,
    /// The current row.
    CurrentRow,
    /// The current row and its peers.
    Group,
    /// Its peers, but not the current row.
    Ties,
}

/// One column of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct SortKey {
    /// The column.
    pub column: ColumnId,
    /// Its type.
    pub data_type: DataType,
    /// Whether large values come first.
    pub descending: bool,
    /// Whether NULLs come first.
    pub nulls_first: bool,
}

/// Which set operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetOp {
    /// Rows of either side.
    Union,
    /// Rows of both sides.
    Intersect,
    /// Rows of the left that the right does not have.
    Except,
}

/// The trees directly below a node, shared or to change as the node is.
macro_rules! children_of {
    ($rel:expr) => {
        match $rel {
            Rel::Values { .. } | Rel::Scan { .. } | Rel::Function { .. } | Rel::CteScan { .. } => {
                Vec::new()
            }
            Rel::Filter { input, .. }
            | Rel::Project { input, .. }
            | Rel::Window { input, .. }
            | Rel::Distinct { input, .. }
            | Rel::Sort { input, .. }
            | Rel::Limit { input, .. } => vec![input],
            Rel::Aggregate { input, instead: None, .. } => vec![input],
            Rel::Aggregate { input, instead: Some(instead), .. } => vec![input, instead],
            Rel::Join { left, right, .. } | Rel::SetOperation { left, right, .. } => {
                vec![left, right]
            }
            Rel::Apply { input, subquery, .. } => vec![input, subquery],
            Rel::With { query, body, .. } => vec![query, body],
            Rel::RecursiveUnion { seed, step, .. } => vec![seed, step],
        }
    };
}

impl Rel {
    /// One row without columns: what a SELECT without FROM starts from.
    pub fn unit() -> Rel {
        Rel::Values { columns: Vec::new(), rows: vec![Vec::new()] }
    }

    /// The columns it makes or passes on, in order.
    pub fn columns(&self) -> Vec<ColumnId> {
        let ids = |columns: &[RelColumn]| columns.iter().map(|column| column.id).collect();
        match self {
            Rel::Values { columns, .. }
            | Rel::SetOperation { columns, .. }
            | Rel::CteScan { columns, .. }
            | Rel::RecursiveUnion { columns, .. } => ids(columns),
            Rel::Scan { columns, row_id, .. } => {
                columns.iter().map(|(_, column)| column.id).chain(*row_id).collect()
            }
            Rel::Function { columns, ordinality, .. } => {
                columns.iter().chain(ordinality).map(|column| column.id).collect()
            }
            Rel::Project { columns, .. } => columns.iter().map(|(column, _)| column.id).collect(),
            Rel::Join { kind, left, right, .. } => match kind {
                JoinKind::Semi | JoinKind::Anti => left.columns(),
                _ => [left.columns(), right.columns()].concat(),
            },
            Rel::Apply { input, column, .. } => {
                input.columns().into_iter().chain([column.id]).collect()
            }
            Rel::Aggregate { keys, calls, .. } => {
                keys.iter().copied().chain(calls.iter().map(|call| call.column.id)).collect()
            }
            Rel::Window { input, calls, .. } => {
                let made = calls.iter().map(|call| call.column.id);
                input.columns().into_iter().chain(made).collect()
            }
            Rel::With { body, .. } => body.columns(),
            Rel::Filter { input, .. }
            | Rel::Distinct { input, .. }
            | Rel::Sort { input, .. }
            | Rel::Limit { input, .. } => input.columns(),
        }
    }

    /// The trees directly below, subqueries among them.
    pub fn children(&self) -> Vec<&Rel> {
        children_of!(self)
    }

    /// The trees directly below, to change.
    pub fn children_mut(&mut self) -> Vec<&mut Rel> {
        children_of!(self)
    }
}
