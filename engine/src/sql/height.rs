//! How high the trees are that a statement becomes, and the end of those that are too high.
//!
//! Whatever walks a tree - rewriting, planning, running, letting go - takes stack for each level,
//! so that what is too high is refused where it is made. What is wide is not: a chain of UNION is
//! made a tree of little height, and lists are lists.
//!
//! The walks here keep their places in a heap, so that they get through any tree.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::limits::{CHAIN_MAX, PLAN_STACK_KILOBYTES_MAX};

use super::algebra::{Ask, Rel};
use crate::expr::bound::Expr;

/// Least stack that a level of a plan takes.
const NODE_KILOBYTES: u32 = 3;
/// Most nodes of one query that are put one above the other before its height is asked.
pub const LAYERS_MAX: u32 = PLAN_STACK_KILOBYTES_MAX / NODE_KILOBYTES;

/// The tree, if it is not too high: else 54001.
pub fn checked_rel(rel: Rel) -> Result<Rel> {
    match stack_kilobytes(&rel) > PLAN_STACK_KILOBYTES_MAX {
        false => Ok(rel),
        true => {
            let_go(rel);
            Err(too_high())
        }
    }
}

/// The expression, if it is not too high: else 54001.
pub fn checked_expr(expr: Expr) -> Result<Expr> {
    match height(&expr) > CHAIN_MAX {
        false => Ok(expr),
        true => Err(SqlError::new(sqlstate::STATEMENT_TOO_COMPLEX, "stack depth limit exceeded")
            .hint(format!("Build an expression at most {CHAIN_MAX} operators high."))
            .into()),
    }
}

/// 54001 for a tree that is too high.
pub fn too_high() -> Error {
    SqlError::new(sqlstate::STATEMENT_TOO_COMPLEX, "stack depth limit exceeded")
        .hint("Put fewer joins, windows, subqueries and WITH queries one above the other.")
        .into()
}

/// The stack that the highest way down a tree takes.
fn stack_kilobytes(rel: &Rel) -> u32 {
    let (mut open, mut most) = (vec![(rel, 0)], 0);
    while let Some((rel, above)) = open.pop() {
        let kilobytes = above + own_kilobytes(rel);
        most = most.max(kilobytes);
        open.extend(rel.children().into_iter().map(|child| (child, kilobytes)));
    }
    most
}

/// The stack that one level takes, measured with a tree of nothing else: 84 windows with their
/// projections, 128 EXISTS, 256 scalar subqueries, 248 outer joins, 232 WITH queries took all of
/// 984 kilobytes.
fn own_kilobytes(rel: &Rel) -> u32 {
    match rel {
        Rel::Window { .. } => 9,
        Rel::Apply { ask: Ask::Exists | Ask::Any { .. } | Ask::All { .. }, .. } => 8,
        Rel::Apply { ask: Ask::Scalar { .. }, .. }
        | Rel::Join { .. }
        | Rel::SetOperation { .. }
        | Rel::With { .. }
        | Rel::RecursiveUnion { .. } => 4,
        Rel::Values { .. }
        | Rel::Scan { .. }
        | Rel::Function { .. }
        | Rel::CteScan { .. }
        | Rel::Filter { .. }
        | Rel::Project { .. }
        | Rel::Aggregate { .. }
        | Rel::Distinct { .. }
        | Rel::Sort { .. }
        | Rel::Limit { .. } => NODE_KILOBYTES,
    }
}

fn height(expr: &Expr) -> u32 {
    let (mut open, mut height) = (vec![(expr, 0)], 0);
    while let Some((expr, level)) = open.pop() {
        height = height.max(level);
        open.extend(expr.children().into_iter().map(|child| (child, level + 1)));
    }
    height
}

/// Takes a tree apart, one node at a time.
fn let_go(rel: Rel) {
    let mut open = vec![rel];
    while let Some(mut rel) = open.pop() {
        let children = rel.children_mut().into_iter();
        open.extend(children.map(|child| std::mem::replace(child, Rel::unit())));
    }
}
