//! The physical plan: a tree of nodes, each of which becomes one operator.
//!
//! Expressions are lowered: [`Expr::Column`] holds the place in the node's input batch. For a node
//! with two inputs the places of the right follow those of the left.

use std::sync::Arc;

use model::types::data_type::DataType;

use super::index_condition::{IndexCondition, ScanDirection};
use crate::catalog::info::{IndexInfo, TableInfo, UniqueKey};
use crate::expr::aggregate::Aggregate;
use crate::expr::bound::Expr;
use crate::sql::algebra::{ColumnId, Frame, JoinKind, SetFunction, SetOp, WindowFunction};

/// A node of the plan with what the planner expects of it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it does.
    pub node: Node,
    /// The columns it hands on, in order.
    pub columns: Vec<PlanColumn>,
    /// Rows the planner expects.
    pub rows: f64,
    /// What it costs, its inputs included.
    pub cost: PlanCost,
}

/// A column that a node hands on.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanColumn {
    /// Its number in the statement.
    pub id: ColumnId,
    /// Its name, for people: `orders.user_id`.
    pub name: String,
    /// Its type.
    pub data_type: DataType,
}

/// Cost in PostgreSQL's unit: one sequential page read is 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PlanCost {
    /// Until the first row.
    pub startup: f64,
    /// Until the last row.
    pub total: f64,
}

/// What an operator does.
#[derive(Clone, Debug)]
pub enum Node {
    /// Rows written out.
    Values {
        /// The rows.
        rows: Vec<Vec<Expr>>,
    },
    /// Every page of a table, in order.
    SeqScan {
        /// The table.
        table: Arc<TableInfo>,
        /// What the query calls it.
        alias: String,
        /// The attribute numbers less one of the columns read, in order.
        attributes: Vec<usize>,
        /// Whether one more column follows with the row's `ctid`, as page_no << 16 | slot_no.
        with_row_id: bool,
        /// Rows for which this is not true are dropped. Its places are those of the output.
        filter: Option<Expr>,
    },
    /// Rows found through an index, in its order.
    IndexScan {
        /// The table.
        table: Arc<TableInfo>,
        /// What the query calls it.
        alias: String,
        /// The index.
        index: Arc<IndexInfo>,
        /// The attribute numbers less one of the columns read, in order.
        attributes: Vec<usize>,
        /// Whether one more column follows with the row's `ctid`, as page_no << 16 | slot_no.
        with_row_id: bool,
        /// Which entries are read.
        condition: IndexCondition,
        /// Which way.
        direction: ScanDirection,
        /// Rows for which this is not true are dropped. Its places are those of the output.
        filter: Option<Expr>,
    },
    /// Rows made of index entries alone, where every row of the entry's page is seen by all; else
    /// the row is looked up to learn whether it is seen.
    IndexOnlyScan {
        /// The table.
        table: Arc<TableInfo>,
        /// What the query calls it.
        alias: String,
        /// The index.
        index: Arc<IndexInfo>,
        /// The attribute numbers less one of the columns read, in order: each is in the key.
        attributes: Vec<usize>,
        /// Which entries are read.
        condition: IndexCondition,
        /// Which way.
        direction: ScanDirection,
        /// Rows for which this is not true are dropped. Its places are those of the output.
        filter: Option<Expr>,
    },
    /// The pages that a bitmap names, each once, in the table's order.
    BitmapHeapScan {
        /// The table.
        table: Arc<TableInfo>,
        /// What the query calls it.
        alias: String,
        /// The attribute numbers less one of the columns read, in order.
        attributes: Vec<usize>,
        /// Whether one more column follows with the row's `ctid`, as page_no << 16 | slot_no.
        with_row_id: bool,
        /// What the bitmap stands for, over the output: tested where the bitmap knows only pages.
        recheck: Option<Expr>,
        /// Rows for which this is not true are dropped. Its places are those of the output.
        filter: Option<Expr>,
        /// A BitmapIndexScan, BitmapAnd or BitmapOr.
        input: Box<Plan>,
    },
    /// Places of rows from an index, as a bitmap; hands on no columns.
    BitmapIndexScan {
        /// The table.
        table: Arc<TableInfo>,
        /// The index.
        index: Arc<IndexInfo>,
        /// Which entries are read.
        condition: IndexCondition,
    },
    /// Places in all bitmaps.
    BitmapAnd {
        /// The bitmaps.
        inputs: Vec<Plan>,
    },
    /// Places in any bitmap.
    BitmapOr {
        /// The bitmaps.
        inputs: Vec<Plan>,
    },
    /// A function that returns rows.
    FunctionScan {
        /// The function.
        function: SetFunction,
        /// Its arguments; they have no input.
        args: Vec<Expr>,
        /// What the query calls it.
        alias: String,
        /// Whether one more column counts the rows from 1.
        with_ordinality: bool,
    },
    /// The rows for which the predicate is true.
    Filter {
        /// Where rows come from.
        input: Box<Plan>,
        /// What they must fulfil.
        predicate: Expr,
    },
    /// New columns computed from each row.
    Project {
        /// Where rows come from.
        input: Box<Plan>,
        /// One for each column.
        exprs: Vec<Expr>,
    },
    /// For each left row, the right rows.
    NestedLoop {
        /// Which pairs, and which rows without a partner.
        kind: JoinKind,
        /// The left rows.
        left: Box<Plan>,
        /// The right rows; kept in memory between rounds unless they depend on the left row.
        right: Box<Plan>,
        /// What a pair must fulfil.
        on: Option<Expr>,
        /// (parameter number, place in the left): handed to the right before each round.
        params: Vec<(u16, usize)>,
    },
    /// Right rows in a hash table, left rows looked up in it.
    HashJoin {
        /// Which pairs, and which rows without a partner.
        kind: JoinKind,
        /// The left rows: they probe.
        left: Box<Plan>,
        /// The right rows: they are hashed.
        right: Box<Plan>,
        /// What must be equal, over the left's places.
        left_keys: Vec<Expr>,
        /// What it must be equal to, over the right's own places, of the same types.
        right_keys: Vec<Expr>,
        /// What a pair must fulfil besides.
        on: Option<Expr>,
    },
    /// Both inputs sorted by what must be equal, walked side by side.
    MergeJoin {
        /// Which pairs, and which rows without a partner.
        kind: JoinKind,
        /// The left rows, sorted by `left_keys`.
        left: Box<Plan>,
        /// The right rows, sorted by `right_keys`.
        right: Box<Plan>,
        /// Places in the left of what must be equal, with the order of both inputs.
        left_keys: Vec<PlanSortKey>,
        /// The places in the right, in the same order.
        right_keys: Vec<PlanSortKey>,
        /// What a pair must fulfil besides.
        on: Option<Expr>,
    },
    /// For each row, one more column that the subplan answers.
    Apply {
        /// Where rows come from.
        input: Box<Plan>,
        /// The subplan.
        subplan: Box<Plan>,
        /// What is asked of it.
        ask: PlanAsk,
        /// (parameter number, place in the input): handed to the subplan before each run. Without
        /// any, it runs once.
        params: Vec<(u16, usize)>,
    },
    /// One row for each group.
    Aggregate {
        /// Where rows come from.
        input: Box<Plan>,
        /// Places of the keys in the input; they are the first columns of the output.
        keys: Vec<usize>,
        /// GROUPING SETS as places in `keys`; keys outside a set are NULL in its rows.
        sets: Option<Vec<Vec<usize>>>,
        /// What is computed for each group; the columns after the keys.
        calls: Vec<PlanAggregate>,
        /// How rows of one group are found.
        strategy: GroupStrategy,
    },
    /// Columns computed from neighbours, after the input's own columns.
    Window {
        /// Where rows come from; already sorted by partition and order.
        input: Box<Plan>,
        /// Places of the partitioning columns.
        partition: Vec<usize>,
        /// The order within a partition.
        order: Vec<PlanSortKey>,
        /// What is computed.
        calls: Vec<PlanWindow>,
    },
    /// The same rows in order.
    Sort {
        /// Where rows come from.
        input: Box<Plan>,
        /// The order.
        keys: Vec<PlanSortKey>,
        /// If there: only that many rows from the beginning are asked for (offset included).
        top: Option<u64>,
    },
    /// Some rows from the beginning.
    Limit {
        /// Where rows come from.
        input: Box<Plan>,
        /// How many; NULL or absent: all. Has no input.
        limit: Option<Expr>,
        /// How many are left out first. Has no input.
        offset: Option<Expr>,
        /// WITH TIES: rows equal to the last one in these follow.
        ties: Option<Vec<PlanSortKey>>,
    },
    /// The first row of each kind, in the order they come.
    Distinct {
        /// Where rows come from.
        input: Box<Plan>,
        /// Places that make rows alike.
        on: Vec<usize>,
    },
    /// UNION, INTERSECT, EXCEPT over inputs whose columns already agree.
    SetOperation {
        /// Which.
        op: SetOp,
        /// Whether duplicates count.
        all: bool,
        /// The left rows.
        left: Box<Plan>,
        /// The right rows.
        right: Box<Plan>,
    },
    /// A query whose rows are kept under a number while the body runs.
    With {
        /// The number.
        cte: usize,
        /// Its name, for people.
        name: String,
        /// The query; runs when first scanned, as far as it is asked.
        query: Box<Plan>,
        /// What uses it.
        body: Box<Plan>,
    },
    /// The rows kept under a number.
    CteScan {
        /// The number.
        cte: usize,
        /// What the query calls it.
        alias: String,
    },
    /// The seed, then the step again and again on the last round's rows.
    RecursiveUnion {
        /// The number under which the step scans the last round's rows.
        cte: usize,
        /// The first rows.
        seed: Box<Plan>,
        /// The rows made from the last round's.
        step: Box<Plan>,
        /// Whether duplicates count.
        all: bool,
    },
    /// Rows into a table.
    Insert {
        /// The table.
        table: Arc<TableInfo>,
        /// Full rows: one column for each attribute, dropped ones too.
        input: Box<Plan>,
        /// What the rows must fulfil.
        checks: Vec<Check>,
        /// ON CONFLICT.
        conflict: Option<PlanConflict>,
        /// What comes back, over the new row's attributes; `None`: only the count.
        returning: Option<Vec<Expr>>,
    },
    /// New versions of rows of a table.
    Update {
        /// The table.
        table: Arc<TableInfo>,
        /// First the `ctid`, then the full new row, then whatever RETURNING needs besides.
        input: Box<Plan>,
        /// What the rows must fulfil, over the new row's attributes.
        checks: Vec<Check>,
        /// What comes back, over the input less its `ctid`.
        returning: Option<Vec<Expr>>,
    },
    /// An end for rows of a table.
    Delete {
        /// The table.
        table: Arc<TableInfo>,
        /// First the `ctid`, then the full old row, then whatever RETURNING needs besides.
        input: Box<Plan>,
        /// What comes back, over the input less its `ctid`.
        returning: Option<Vec<Expr>>,
    },
}

/// How rows of one group are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupStrategy {
    /// By a hash table of all groups.
    Hashed,
    /// They come side by side: a group ends where the next begins.
    Sorted,
}

/// What is asked of the subplan of an Apply.
#[derive(Clone, Debug)]
pub enum PlanAsk {
    /// Its only value, at that place; NULL without a row, an error with two.
    Scalar(usize),
    /// Whether it has a row.
    Exists,
    /// Whether the comparison holds for any row; over the input's places, then the subplan's.
    Any(Expr),
    /// Whether the comparison holds for all rows.
    All(Expr),
}

/// One aggregate over each group.
#[derive(Clone, Debug)]
pub struct PlanAggregate {
    /// The row of the aggregate table.
    pub aggregate: &'static Aggregate,
    /// Its arguments, over the input.
    pub args: Vec<Expr>,
    /// Whether equal arguments count once.
    pub distinct: bool,
    /// Rows for which this is not true do not count.
    pub filter: Option<Expr>,
    /// The order in which rows reach it.
    pub order: Vec<PlanSortKey>,
    /// GROUPING: places among the keys of those that it tells of.
    pub told_keys: Option<Vec<usize>>,
}

/// One window call.
#[derive(Clone, Debug)]
pub struct PlanWindow {
    /// What it computes.
    pub function: WindowFunction,
    /// Its arguments, over the input.
    pub args: Vec<Expr>,
    /// Rows for which this is not true do not count.
    pub filter: Option<Expr>,
    /// The rows it sees.
    pub frame: Frame,
}

/// One column of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanSortKey {
    /// The column's place.
    pub place: usize,
    /// Its type.
    pub data_type: DataType,
    /// Whether large values come first.
    pub descending: bool,
    /// Whether NULLs come first.
    pub nulls_first: bool,
}

/// ON CONFLICT, ready to run.
#[derive(Clone, Debug)]
pub struct PlanConflict {
    /// The unique keys that are looked at.
    pub arbiters: Vec<UniqueKey>,
    /// DO UPDATE; `None` is DO NOTHING.
    pub update: Option<PlanConflictUpdate>,
}

/// DO UPDATE. Its expressions are over the old row's attributes, then those of the new row.
#[derive(Clone, Debug)]
pub struct PlanConflictUpdate {
    /// The columns of both rows.
    pub columns: Vec<PlanColumn>,
    /// The new value of every attribute.
    pub values: Vec<Expr>,
    /// WHERE.
    pub condition: Option<Expr>,
}

/// A CHECK constraint, ready to run.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// True or NULL for a good row; over the row's attributes.
    pub expr: Expr,
}

impl Plan {
    /// The plans directly below, in the order EXPLAIN prints them.
    pub fn children(&self) -> Vec<&Plan> {
        match &self.node {
            Node::Values { .. }
            | Node::SeqScan { .. }
            | Node::IndexScan { .. }
            | Node::IndexOnlyScan { .. }
            | Node::BitmapIndexScan { .. }
            | Node::FunctionScan { .. }
            | Node::CteScan { .. } => Vec::new(),
            Node::BitmapAnd { inputs } | Node::BitmapOr { inputs } => inputs.iter().collect(),
            Node::BitmapHeapScan { input, .. } => vec![input],
            Node::Filter { input, .. }
            | Node::Project { input, .. }
            | Node::Aggregate { input, .. }
            | Node::Window { input, .. }
            | Node::Sort { input, .. }
            | Node::Limit { input, .. }
            | Node::Distinct { input, .. }
            | Node::Insert { input, .. }
            | Node::Update { input, .. }
            | Node::Delete { input, .. } => vec![input],
            Node::NestedLoop { left, right, .. }
            | Node::HashJoin { left, right, .. }
            | Node::MergeJoin { left, right, .. }
            | Node::SetOperation { left, right, .. } => vec![left, right],
            Node::Apply { input, subplan, .. } => vec![input, subplan],
            Node::With { query, body, .. } => vec![query, body],
            Node::RecursiveUnion { seed, step, .. } => vec![seed, step],
        }
    }

    /// The name of the operator as EXPLAIN prints it.
    pub fn name(&self) -> String {
        match &self.node {
            Node::Values { rows } => values_name(rows.len()).to_string(),
            Node::SeqScan { table, alias, .. } => format!("Seq Scan on {}", named(table, alias)),
            Node::IndexScan { table, alias, index, direction, .. } => {
                index_scan_name("Index Scan", *direction, index, table, alias)
            }
            Node::IndexOnlyScan { table, alias, index, direction, .. } => {
                index_scan_name("Index Only Scan", *direction, index, table, alias)
            }
            Node::BitmapHeapScan { table, alias, .. } => {
                format!("Bitmap Heap Scan on {}", named(table, alias))
            }
            Node::BitmapIndexScan { index, .. } => format!("Bitmap Index Scan on {}", index.name),
            Node::BitmapAnd { .. } => "BitmapAnd".to_string(),
            Node::BitmapOr { .. } => "BitmapOr".to_string(),
            Node::FunctionScan { function, alias, .. } => {
                let name = function.name();
                let is_said = name.rsplit('.').next() == Some(alias);
                let alias = if is_said { String::new() } else { format!(" {alias}") };
                format!("Function Scan on {name}{alias}")
            }
            Node::Filter { .. } => "Filter".to_string(),
            Node::Project { .. } => "Project".to_string(),
            Node::NestedLoop { kind, .. } => format!("Nested Loop{}", join_words(*kind)),
            Node::HashJoin { kind, .. } => keyed_join_name("Hash", *kind),
            Node::MergeJoin { kind, .. } => keyed_join_name("Merge", *kind),
            Node::Apply { .. } => "SubPlan".to_string(),
            Node::Aggregate { keys, .. } if keys.is_empty() => "Aggregate".to_string(),
            Node::Aggregate { strategy: GroupStrategy::Sorted, .. } => "GroupAggregate".to_string(),
            Node::Aggregate { .. } => "HashAggregate".to_string(),
            Node::Window { .. } => "WindowAgg".to_string(),
            Node::Sort { .. } => "Sort".to_string(),
            Node::Limit { .. } => "Limit".to_string(),
            Node::Distinct { .. } => "Unique".to_string(),
            Node::SetOperation { op: SetOp::Union, .. } => "Append".to_string(),
            Node::SetOperation { op: SetOp::Intersect, .. } => "SetOp Intersect".to_string(),
            Node::SetOperation { op: SetOp::Except, .. } => "SetOp Except".to_string(),
            Node::With { name, .. } => format!("CTE {name}"),
            Node::CteScan { alias, .. } => format!("CTE Scan on {alias}"),
            Node::RecursiveUnion { .. } => "Recursive Union".to_string(),
            Node::Insert { table, .. } => format!("Insert on {}", table.name),
            Node::Update { table, .. } => format!("Update on {}", table.name),
            Node::Delete { table, .. } => format!("Delete on {}", table.name),
        }
    }
}

/// What a query calls a table, its own name before it.
pub fn named(table: &TableInfo, alias: &str) -> String {
    if table.name == alias {
        alias.to_string()
    } else {
        format!("{} {alias}", table.name)
    }
}

/// What EXPLAIN calls a scan through an index.
pub fn index_scan_name(
    what: &str,
    direction: ScanDirection,
    index: &IndexInfo,
    table: &TableInfo,
    alias: &str,
) -> String {
    let backward = match direction {
        ScanDirection::Forward => "",
        ScanDirection::Backward => " Backward",
    };
    format!("{what}{backward} using {} on {}", index.name, named(table, alias))
}

/// What EXPLAIN calls a join by keys.
pub fn keyed_join_name(method: &str, kind: JoinKind) -> String {
    match kind {
        JoinKind::Inner => format!("{method} Join"),
        other => format!("{method}{}", join_words(other)),
    }
}

/// What EXPLAIN says of a join besides how it is made.
pub fn join_words(kind: JoinKind) -> &'static str {
    match kind {
        JoinKind::Inner => "",
        JoinKind::Left => " Left Join",
        JoinKind::Right => " Right Join",
        JoinKind::Full => " Full Join",
        JoinKind::Semi => " Semi Join",
        JoinKind::Anti => " Anti Join",
    }
}

/// What EXPLAIN calls a node of that many rows written out.
pub fn values_name(row_count: usize) -> &'static str {
    match row_count {
        1 => "Result",
        _ => "Values Scan",
    }
}
