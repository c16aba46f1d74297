//! An outer join whose lonely rows a condition above drops is an inner join.
//!
//! ```text
//!   a LEFT JOIN b ON .. WHERE b.x = 5       a row of NULLs is not equal to 5: INNER JOIN
//!   a FULL JOIN b ON .. WHERE a.x > 1       LEFT JOIN
//! ```
//!
//! Source: PostgreSQL, `prepjointree.c`, "reduce_outer_joins" (method).

use std::collections::BTreeSet;

use model::base::error::Result;

use super::parts::conjuncts;
use crate::expr::bound::Expr;
use crate::expr::function::Nulls;
use crate::sql::algebra::{ColumnId, JoinKind, Rel};

/// The tree with such joins made inner ones.
pub fn reduce_outer_joins(mut rel: Rel) -> Result<Rel> {
    reduce(&mut rel, &BTreeSet::new());
    Ok(rel)
}

/// `present`: columns that are not NULL in any row that is kept.
fn reduce(rel: &mut Rel, present: &BTreeSet<ColumnId>) {
    match rel {
        Rel::Filter { input, predicate } => {
            let mut present = present.clone();
            present.extend(not_null_if_true(predicate));
            reduce(input, &present);
        }
        Rel::Join { kind, left, right, on } => {
            let has = |side: &Rel| side.columns().iter().any(|id| present.contains(id));
            let (has_left, has_right) = (has(left), has(right));
            *kind = match *kind {
                JoinKind::Left if has_right => JoinKind::Inner,
                JoinKind::Right if has_left => JoinKind::Inner,
                JoinKind::Full if has_left && has_right => JoinKind::Inner,
                JoinKind::Full if has_left => JoinKind::Left,
                JoinKind::Full if has_right => JoinKind::Right,
                kind => kind,
            };
            let own = on.as_ref().map(not_null_if_true).unwrap_or_default();
            let with_own: BTreeSet<ColumnId> = present.union(&own).copied().collect();
            // A side that may be made of NULLs is asked only by the join's own condition.
            let (for_left, for_right) = match *kind {
                JoinKind::Inner | JoinKind::Semi => (with_own.clone(), with_own),
                JoinKind::Left | JoinKind::Anti => (present.clone(), own),
                JoinKind::Right => (own, present.clone()),
                JoinKind::Full => (BTreeSet::new(), BTreeSet::new()),
            };
            reduce(left, &for_left);
            reduce(right, &for_right);
        }
        Rel::Sort { input, .. } => reduce(input, present),
        Rel::Apply { input, subquery, .. } => {
            reduce(input, present);
            reduce(subquery, &BTreeSet::new());
        }
        other => {
            let nothing = BTreeSet::new();
            other.children_mut().into_iter().for_each(|child| reduce(child, &nothing));
        }
    }
}

/// Columns that are not NULL where a condition is true.
fn not_null_if_true(condition: &Expr) -> BTreeSet<ColumnId> {
    match condition {
        Expr::And(_) => conjuncts(condition.clone()).iter().flat_map(not_null_if_true).collect(),
        Expr::Or(arms) => {
            let mut arms = arms.iter().map(not_null_if_true);
            let first = arms.next().unwrap_or_default();
            arms.fold(first, |all, arm| all.intersection(&arm).copied().collect())
        }
        Expr::Not(arg) => match &**arg {
            Expr::IsNull(arg) => not_null_if_value(arg),
            arg @ (Expr::Call { .. } | Expr::Column { .. }) => not_null_if_value(arg),
            _ => BTreeSet::new(),
        },
        Expr::InList { arg, .. } => not_null_if_value(arg),
        Expr::IsBool { arg, .. } => not_null_if_value(arg),
        other => not_null_if_value(other),
    }
}

/// Columns that are not NULL where an expression is not.
fn not_null_if_value(expr: &Expr) -> BTreeSet<ColumnId> {
    match expr {
        Expr::Column { place, .. } => BTreeSet::from([*place]),
        Expr::Cast { arg, .. } => not_null_if_value(arg),
        Expr::Call { function, args, .. } if function.nulls == Nulls::Strict => {
            args.iter().flat_map(not_null_if_value).collect()
        }
        _ => BTreeSet::new(),
    }
}
