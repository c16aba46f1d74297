//! Facts of planning: what the rewriter made of a query, and which ways of running it were weighed.
//!
//! ```text
//!   plan.tree_rewritten pass="unnest subqueries"    Project a.id
//!                                                     Semi Join (b.a = a.id)
//!                                                       Scan a
//!                                                       Scan b
//!   plan.paths_weighed op=2 of=orders               Bitmap Heap Scan on orders   44.00  chosen
//!                                                   Seq Scan on orders         1986.00  beaten
//!                                                   orders_day            nothing asked of day
//! ```
//!
//! Costs are in hundredths of PostgreSQL's unit, as EXPLAIN prints them.

use serde::{Deserialize, Serialize};

use crate::base::ids::OpId;

/// A fact of planning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlanEvent {
    /// What the query means, before any pass.
    TreeWritten {
        /// The tree.
        tree: Tree,
    },
    /// A pass of the rewriter is done.
    TreeRewritten {
        /// Its name.
        pass: String,
        /// The tree after it; `None` if it changed nothing.
        tree: Option<Tree>,
    },
    /// Ways to make the same rows were weighed, and one of them was chosen.
    PathsWeighed {
        /// The operator that the chosen one became.
        op: Option<OpId>,
        /// What makes up the rows: a table, or several that are joined, as the query calls them.
        relations: Vec<String>,
        /// What becomes of those.
        made: RowsMade,
        /// The ways, the chosen one first, then by cost.
        paths: Vec<WeighedPath>,
        /// Further ones that are not told.
        left_out: u32,
    },
}

/// What is made of relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowsMade {
    /// Their rows, or the pairs of a join.
    Joined,
    /// Groups of their rows.
    Grouped,
    /// Their rows in order.
    Ordered,
}

/// A tree as its nodes in pre-order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tree {
    /// The nodes.
    pub nodes: Vec<TreeNode>,
    /// Further ones that are not told.
    pub left_out: u32,
}

/// A node of a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeNode {
    /// How far below the root it is.
    pub depth: u16,
    /// What it does, in a line.
    pub text: String,
}

/// A way to make rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeighedPath {
    /// What it is, as EXPLAIN calls it.
    pub name: String,
    /// What it works on, where those are other ways: the two sides of a join.
    pub inputs: Vec<String>,
    /// Hundredths until the first row.
    pub startup_hundredths: u64,
    /// Hundredths until the last row.
    pub total_hundredths: u64,
    /// Rows expected.
    pub rows: u64,
    /// What became of it.
    pub verdict: Verdict,
}

/// What became of a way to make rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It is part of the plan.
    Chosen,
    /// Another was no dearer, in no worse order, and asked for no more.
    Beaten {
        /// The other's place among the paths, if it is told.
        by: Option<u32>,
    },
    /// A setting forbids it, so that all others come first.
    Forbidden,
    /// It came in an order that no cheaper one had, but nothing above it gained enough by that.
    OrderOfNoUse,
    /// It would be run for each row of another relation, which is dearer here.
    DearerForEachRow,
    /// It was kept for its first rows or its rows' number, but the whole is cheaper with another.
    DearerInTheWhole,
    /// An index that the query cannot use: nothing is asked of its first column, nor are its order
    /// or its entries alone of use.
    NothingAsked {
        /// That column.
        column: String,
    },
}

impl PlanEvent {
    /// Bytes that it points to.
    pub fn heap_bytes(&self) -> usize {
        match self {
            PlanEvent::TreeWritten { tree } => tree.heap_bytes(),
            PlanEvent::TreeRewritten { pass, tree } => {
                pass.len() + tree.as_ref().map_or(0, Tree::heap_bytes)
            }
            PlanEvent::PathsWeighed { relations, paths, .. } => {
                texts_bytes(relations) + paths.iter().map(WeighedPath::byte_count).sum::<usize>()
            }
        }
    }
}

impl Tree {
    fn heap_bytes(&self) -> usize {
        let of = |node: &TreeNode| core::mem::size_of::<TreeNode>() + node.text.len();
        self.nodes.iter().map(of).sum()
    }
}

impl WeighedPath {
    fn byte_count(&self) -> usize {
        let verdict = match &self.verdict {
            Verdict::NothingAsked { column } => column.len(),
            Verdict::Chosen
            | Verdict::Beaten { .. }
            | Verdict::Forbidden
            | Verdict::OrderOfNoUse
            | Verdict::DearerForEachRow
            | Verdict::DearerInTheWhole => 0,
        };
        let own = core::mem::size_of::<WeighedPath>();
        own + self.name.len() + texts_bytes(&self.inputs) + verdict
    }
}

fn texts_bytes(texts: &[String]) -> usize {
    texts.iter().map(|text| core::mem::size_of::<String>() + text.len()).sum()
}
