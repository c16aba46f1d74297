//! Predicates move down to where their columns are made: rows go early, and joins get conditions.
//!
//! ```text
//!   Filter a.x = 1 AND a.id = b.id          Join a.id = b.id
//!     Join                            ->      Filter a.x = 1
//!       a   b                                   a
//!                                             b
//! ```
//!
//! Because every column has a number of its own, a predicate needs no rewriting on its way.
//! It stops above what would change its meaning: the side of an outer join that may be made of
//! NULLs, grouping, windows, limits, and anything volatile.

use std::collections::BTreeSet;

use model::base::error::Result;

use super::parts::{all, conjuncts, filter, is_volatile};
use crate::expr::bound::Expr;
use crate::sql::algebra::{ColumnId, JoinKind, Rel};
use crate::sql::free::columns_of;

/// The tree with every predicate as low as it may go.
pub fn push_predicates(rel: Rel) -> Result<Rel> {
    Ok(push(rel, Vec::new()))
}

/// `rel` under `predicates`, which are pushed into it as far as they may go.
fn push(rel: Rel, mut predicates: Vec<Expr>) -> Rel {
    match rel {
        Rel::Filter { input, predicate } => {
            let own = conjuncts(predicate);
            if own.iter().chain(&predicates).any(is_volatile) {
                let input = Box::new(push(*input, Vec::new()));
                return filter(Rel::Filter { input, predicate: all(own) }, predicates);
            }
            // The filter further down comes first, as it did.
            predicates.splice(0..0, own);
            push(*input, predicates)
        }
        Rel::Join { kind, left, right, on } => push_join(kind, *left, *right, on, predicates),
        Rel::Apply { input, subquery, ask, column } => {
            let (below, above) = split(predicates, &input.columns());
            let input = Box::new(push(*input, below));
            let subquery = Box::new(push(*subquery, Vec::new()));
            filter(Rel::Apply { input, subquery, ask, column }, above)
        }
        Rel::Project { input, columns } => {
            // Only what names columns that are passed on untouched.
            let passed: Vec<ColumnId> = columns
                .iter()
                .filter(|(column, expr)| {
                    matches!(expr, Expr::Column { place, .. } if *place == column.id)
                })
                .map(|(column, _)| column.id)
                .collect();
            let volatile = columns.iter().any(|(_, expr)| is_volatile(expr));
            let (below, above) =
                if volatile { (Vec::new(), predicates) } else { split(predicates, &passed) };
            filter(Rel::Project { input: Box::new(push(*input, below)), columns }, above)
        }
        Rel::Sort { input, keys } => Rel::Sort { input: Box::new(push(*input, predicates)), keys },
        other => filter(inside(other), predicates),
    }
}

fn push_join(
    kind: JoinKind,
    left: Rel,
    right: Rel,
    on: Option<Expr>,
    predicates: Vec<Expr>,
) -> Rel {
    let (left_columns, right_columns) = (left.columns(), right.columns());
    let on: Vec<Expr> = on.map(conjuncts).unwrap_or_default();
    if on.iter().any(is_volatile) {
        let on = (!on.is_empty()).then(|| all(on));
        let join = Rel::Join {
            kind,
            left: Box::new(push(left, Vec::new())),
            right: Box::new(push(right, Vec::new())),
            on,
        };
        return filter(join, predicates);
    }
    let (mut above, mut on, mut to_left, mut to_right) = (predicates, on, Vec::new(), Vec::new());
    match kind {
        JoinKind::Inner => {
            let pool = [above, on].concat();
            let (left_only, rest) = split(pool, &left_columns);
            let (right_only, rest) = split(rest, &right_columns);
            (to_left, to_right, on, above) = (left_only, right_only, rest, Vec::new());
        }
        JoinKind::Left | JoinKind::Semi | JoinKind::Anti => {
            (to_left, above) = split(above, &left_columns);
            (to_right, on) = split(on, &right_columns);
        }
        JoinKind::Right => {
            (to_right, above) = split(above, &right_columns);
            (to_left, on) = split(on, &left_columns);
        }
        JoinKind::Full => {}
    }
    let join = Rel::Join {
        kind,
        left: Box::new(push(left, to_left)),
        right: Box::new(push(right, to_right)),
        on: (!on.is_empty()).then(|| all(on)),
    };
    filter(join, above)
}

/// A node under which predicates do not go, with its own subtrees rewritten.
fn inside(rel: Rel) -> Rel {
    let again = |rel: Box<Rel>| Box::new(push(*rel, Vec::new()));
    match rel {
        Rel::Aggregate { input, keys, sets, calls, instead } => {
            Rel::Aggregate { input: again(input), keys, sets, calls, instead }
        }
        Rel::Window { input, calls, partition, order } => {
            Rel::Window { input: again(input), calls, partition, order }
        }
        Rel::Distinct { input, on } => Rel::Distinct { input: again(input), on },
        Rel::Limit { input, limit, offset, ties } => {
            Rel::Limit { input: again(input), limit, offset, ties }
        }
        Rel::SetOperation { op, all, left, right, columns, left_columns, right_columns } => {
            let (left, right) = (again(left), again(right));
            Rel::SetOperation { op, all, left, right, columns, left_columns, right_columns }
        }
        Rel::With { cte, name, query, query_columns, body } => {
            Rel::With { cte, name, query: again(query), query_columns, body: again(body) }
        }
        Rel::RecursiveUnion { cte, seed, step, all, columns, seed_columns, step_columns } => {
            let (seed, step) = (again(seed), again(step));
            Rel::RecursiveUnion { cte, seed, step, all, columns, seed_columns, step_columns }
        }
        leaf => leaf,
    }
}

/// Predicates that name columns of `columns` only, at least one, and the others.
fn split(predicates: Vec<Expr>, columns: &[ColumnId]) -> (Vec<Expr>, Vec<Expr>) {
    predicates.into_iter().partition(|predicate| {
        let mut used = BTreeSet::new();
        columns_of(predicate, &mut used);
        !used.is_empty() && used.iter().all(|id| columns.contains(id)) && !is_volatile(predicate)
    })
}
