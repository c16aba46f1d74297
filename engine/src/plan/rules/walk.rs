//! The expressions of a node, to change, and a change to every node.

use crate::expr::bound::Expr;
use crate::sql::algebra::{Ask, FrameBound, Rel};

/// The expressions of one node, those of the nodes below left out.
pub fn exprs_mut(rel: &mut Rel) -> Vec<&mut Expr> {
    match rel {
        Rel::Values { rows, .. } => rows.iter_mut().flatten().collect(),
        Rel::Function { args, .. } => args.iter_mut().collect(),
        Rel::Filter { predicate, .. } => vec![predicate],
        Rel::Project { columns, .. } => columns.iter_mut().map(|(_, expr)| expr).collect(),
        Rel::Join { on, .. } => on.iter_mut().collect(),
        Rel::Apply { ask: Ask::Any { compare } | Ask::All { compare }, .. } => vec![compare],
        Rel::Aggregate { calls, .. } => {
            calls.iter_mut().flat_map(|call| call.args.iter_mut().chain(&mut call.filter)).collect()
        }
        Rel::Window { calls, .. } => calls
            .iter_mut()
            .flat_map(|call| {
                let bounds = [&mut call.frame.start, &mut call.frame.end].into_iter();
                let bounds = bounds.filter_map(|bound| match bound {
                    FrameBound::Preceding(expr) | FrameBound::Following(expr) => Some(expr),
                    _ => None,
                });
                call.args.iter_mut().chain(&mut call.filter).chain(bounds)
            })
            .collect(),
        Rel::Limit { limit, offset, .. } => limit.iter_mut().chain(offset).collect(),
        Rel::Apply { .. }
        | Rel::Scan { .. }
        | Rel::Distinct { .. }
        | Rel::Sort { .. }
        | Rel::SetOperation { .. }
        | Rel::With { .. }
        | Rel::CteScan { .. }
        | Rel::RecursiveUnion { .. } => Vec::new(),
    }
}

/// The tree with every node changed, the lower ones first.
pub fn each(mut rel: Rel, change: &dyn Fn(Rel) -> Rel) -> Rel {
    for child in rel.children_mut() {
        let taken = std::mem::replace(child, Rel::unit());
        *child = each(taken, change);
    }
    change(rel)
}
