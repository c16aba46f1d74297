//! One way to make the rows of a relation or a join.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use crate::catalog::info::IndexInfo;
use crate::expr::bound::Expr;
use crate::plan::index_condition::{IndexCondition, ScanDirection};
use crate::plan::physical::PlanCost;
use crate::sql::algebra::{ColumnId, JoinKind, Rel, SortKey};

/// A path that others share.
pub type PathRef<'r> = Rc<Path<'r>>;

/// One way, with what is expected of it.
#[derive(Clone, Debug)]
pub struct Path<'r> {
    /// What it does.
    pub kind: PathKind<'r>,
    /// Rows it makes; of one round, if it has parameters.
    pub rows: f64,
    /// Bytes of a row.
    pub width: f64,
    /// What it costs; one round, if it has parameters.
    pub cost: PlanCost,
    /// The order its rows come in.
    pub order: Vec<SortKey>,
    /// Columns of relations outside that a nested loop must hand down.
    pub outer: BTreeSet<ColumnId>,
    /// Conditions between relations that its parameters have seen to.
    pub enforced: BTreeSet<ClauseKey>,
}

/// A condition between relations, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClauseKey {
    /// One of the cluster's conditions.
    Clause(usize),
    /// The equality of a class.
    Class(usize),
    /// A part of the condition of an outer, semi or anti join.
    Special(usize, usize),
}

/// What a path does.
#[derive(Clone, Debug)]
pub enum PathKind<'r> {
    /// A node that is run as the tree says it, over inputs in the order of its children.
    Node(&'r Rel, Vec<PathRef<'r>>),
    /// Every page of a table.
    SeqScan {
        /// The scan.
        scan: &'r Rel,
        /// What rows must fulfil.
        filter: Vec<Expr>,
    },
    /// Rows through an index.
    Index {
        /// The scan.
        scan: &'r Rel,
        /// The index, what it is asked, and which way.
        probe: Probe,
        /// Whether the entries themselves have all that is needed.
        only: bool,
        /// What rows must fulfil besides.
        filter: Vec<Expr>,
    },
    /// Rows through bitmaps of indexes.
    Bitmap {
        /// The scan.
        scan: &'r Rel,
        /// The bitmaps.
        bitmap: Bitmap,
        /// What rows must fulfil besides.
        filter: Vec<Expr>,
    },
    /// The rows for which conditions are true.
    Filter {
        /// Where rows come from.
        input: PathRef<'r>,
        /// The conditions.
        conditions: Vec<Expr>,
    },
    /// The same rows in order.
    Sort {
        /// Where rows come from.
        input: PathRef<'r>,
    },
    /// Pairs of rows.
    Join {
        /// How they are found.
        method: Method,
        /// Which pairs, and which rows without a partner.
        kind: JoinKind,
        /// The left rows.
        left: PathRef<'r>,
        /// The right rows.
        right: PathRef<'r>,
        /// What a pair must fulfil besides the method's keys.
        on: Vec<Expr>,
    },
    /// Groups of rows.
    Groups {
        /// The node.
        rel: &'r Rel,
        /// Where rows come from.
        input: PathRef<'r>,
        /// Whether rows come sorted by the keys.
        sorted: bool,
    },
    /// One row of each kind.
    Distinct {
        /// Where rows come from.
        input: PathRef<'r>,
        /// What makes rows alike.
        on: Vec<ColumnId>,
        /// Whether rows come sorted by it.
        sorted: bool,
    },
}

/// How pairs of rows are found.
#[derive(Clone, Debug)]
pub enum Method {
    /// For each left row, every right row, or those for which the left row's columns are handed
    /// down.
    NestedLoop {
        /// What is handed down.
        params: Vec<ColumnId>,
    },
    /// By a hash table: (left expression, right expression).
    Hash(Vec<(Expr, Expr)>),
    /// Side by side: the orders of both, as far as they must be equal.
    Merge(Vec<(SortKey, SortKey)>),
}

/// An index and what is asked of it. Its expressions are not lowered.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The index.
    pub index: Arc<IndexInfo>,
    /// Which entries.
    pub condition: IndexCondition,
    /// Which way.
    pub direction: ScanDirection,
}

/// Bitmaps, combined.
#[derive(Clone, Debug)]
pub enum Bitmap {
    /// The rows that one index finds.
    Index {
        /// The index and what it is asked.
        probe: Box<Probe>,
        /// The condition that it stands for.
        means: Vec<Expr>,
        /// Rows it names.
        rows: f64,
        /// What it costs.
        cost: f64,
    },
    /// Rows that all find.
    And(Vec<Bitmap>, f64, f64),
    /// Rows that any finds.
    Or(Vec<Bitmap>, f64, f64),
}

impl<'r> Path<'r> {
    /// The same path, its order told in other columns.
    pub fn in_order(&self, order: Vec<SortKey>) -> Path<'r> {
        Path { order, ..self.clone() }
    }
}

impl Bitmap {
    /// Rows it names, and what it costs.
    pub fn rows_and_cost(&self) -> (f64, f64) {
        match self {
            Bitmap::Index { rows, cost, .. } => (*rows, *cost),
            Bitmap::And(_, rows, cost) | Bitmap::Or(_, rows, cost) => (*rows, *cost),
        }
    }

    /// The condition it stands for, over the table's columns.
    pub fn means(&self) -> Expr {
        let mut parts = match self {
            Bitmap::Index { means, .. } => means.clone(),
            Bitmap::And(parts, ..) => parts.iter().map(Bitmap::means).collect(),
            Bitmap::Or(parts, ..) => {
                return Expr::Or(parts.iter().map(Bitmap::means).collect());
            }
        };
        match parts.len() {
            1 => parts.swap_remove(0),
            _ => Expr::And(parts),
        }
    }
}

/// Whether rows in `order` are in the order `wanted`.
pub fn satisfies(order: &[SortKey], wanted: &[SortKey]) -> bool {
    order.len() >= wanted.len() && order.iter().zip(wanted).all(|(have, want)| have == want)
}
