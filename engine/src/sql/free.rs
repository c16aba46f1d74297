//! Columns that a tree uses and does not make: its correlations.

use std::collections::BTreeSet;

use super::algebra::{Ask, ColumnId, FrameBound, Rel};
use crate::expr::bound::Expr;

/// The columns that come from outside the tree.
pub fn free_columns(rel: &Rel) -> BTreeSet<ColumnId> {
    let (mut used, mut made) = (BTreeSet::new(), BTreeSet::new());
    walk(rel, &mut used, &mut made);
    used.difference(&made).copied().collect()
}

/// The columns an expression names.
pub fn columns_of(expr: &Expr, used: &mut BTreeSet<ColumnId>) {
    if let Expr::Column { place, .. } = expr {
        used.insert(*place);
    }
    expr.children().into_iter().for_each(|child| columns_of(child, used));
}

/// Column numbers are unique in a statement, so one pass that gathers what is used and what is
/// made anywhere is enough.
fn walk(rel: &Rel, used: &mut BTreeSet<ColumnId>, made: &mut BTreeSet<ColumnId>) {
    exprs_of(rel).into_iter().for_each(|expr| columns_of(expr, used));
    match rel {
        Rel::Scan { .. }
        | Rel::Values { .. }
        | Rel::Function { .. }
        | Rel::CteScan { .. }
        | Rel::SetOperation { .. }
        | Rel::RecursiveUnion { .. } => made.extend(rel.columns()),
        Rel::Project { columns, .. } => {
            // A column passed on is made by whoever made it first.
            let own = columns.iter().filter(|(column, expr)| match expr {
                Expr::Column { place, .. } => *place != column.id,
                _ => true,
            });
            made.extend(own.map(|(column, _)| column.id));
        }
        Rel::Apply { column, .. } => {
            made.insert(column.id);
        }
        Rel::Aggregate { keys, calls, .. } => {
            used.extend(keys);
            made.extend(calls.iter().map(|call| call.column.id));
        }
        Rel::Window { calls, partition, order, .. } => {
            used.extend(partition);
            used.extend(order.iter().map(|key| key.column));
            made.extend(calls.iter().map(|call| call.column.id));
        }
        Rel::Sort { keys, .. } => used.extend(keys.iter().map(|key| key.column)),
        Rel::Distinct { on, .. } => used.extend(on.iter().flatten()),
        Rel::Filter { .. } | Rel::Join { .. } | Rel::Limit { .. } | Rel::With { .. } => {}
    }
    rel.children().into_iter().for_each(|child| walk(child, used, made));
}

/// The expressions of one node, those of the nodes below left out.
pub fn exprs_of(rel: &Rel) -> Vec<&Expr> {
    match rel {
        Rel::Values { rows, .. } => rows.iter().flatten().collect(),
        Rel::Function { args, .. } => args.iter().collect(),
        Rel::Filter { predicate, .. } => vec![predicate],
        Rel::Project { columns, .. } => columns.iter().map(|(_, expr)| expr).collect(),
        Rel::Join { on, .. } => on.iter().collect(),
        Rel::Apply { ask, .. } => match ask {
            Ask::Any { compare } | Ask::All { compare } => vec![compare],
            Ask::Scalar { .. } | Ask::Exists => Vec::new(),
        },
        Rel::Aggregate { calls, .. } => {
            calls.iter().flat_map(|call| call.args.iter().chain(&call.filter)).collect()
        }
        Rel::Window { calls, .. } => calls
            .iter()
            .flat_map(|call| {
                let bounds = [&call.frame.start, &call.frame.end].into_iter().filter_map(offset);
                call.args.iter().chain(&call.filter).chain(bounds)
            })
            .collect(),
        Rel::Limit { limit, offset, .. } => limit.iter().chain(offset).collect(),
        Rel::Scan { .. }
        | Rel::Distinct { .. }
        | Rel::Sort { .. }
        | Rel::SetOperation { .. }
        | Rel::With { .. }
        | Rel::CteScan { .. }
        | Rel::RecursiveUnion { .. } => Vec::new(),
    }
}

fn offset(bound: &FrameBound) -> Option<&Expr> {
    match bound {
        FrameBound::Preceding(expr) | FrameBound::Following(expr) => Some(expr),
        _ => None,
    }
}
