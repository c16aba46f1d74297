//! The parts of a join's condition that say `left expression = right expression`.

use std::collections::BTreeSet;

use crate::expr::bound::Expr;
use crate::plan::rules::parts::conjuncts;
use crate::sql::algebra::ColumnId;
use crate::sql::free::columns_of;

/// The equalities between both sides, and the other parts.
pub fn equalities(
    on: Option<&Expr>,
    left: &[ColumnId],
    right: &[ColumnId],
) -> (Vec<(Expr, Expr)>, Vec<Expr>) {
    let (mut keys, mut rest) = (Vec::new(), Vec::new());
    for part in on.cloned().map(conjuncts).unwrap_or_default() {
        let key = equality(&part, &|id| left.contains(&id), &|id| right.contains(&id));
        match key {
            Some(key) => keys.push(key),
            None => rest.push(part),
        }
    }
    (keys, rest)
}

/// The two sides of an equality, the left side's first.
pub fn equality(
    part: &Expr,
    is_left: &dyn Fn(ColumnId) -> bool,
    is_right: &dyn Fn(ColumnId) -> bool,
) -> Option<(Expr, Expr)> {
    let Expr::Call { function, args, .. } = part else { return None };
    let (true, [a, b]) = (function.name == "=", args.as_slice()) else { return None };
    // Values of unlike types are equal by an operator of their own, not by their bytes.
    if a.data_type().unmodified() != b.data_type().unmodified() {
        return None;
    }
    let is_of = |expr: &Expr, is_own: &dyn Fn(ColumnId) -> bool| {
        let mut used = BTreeSet::new();
        columns_of(expr, &mut used);
        !used.is_empty() && used.iter().all(|id| is_own(*id))
    };
    if is_of(a, is_left) && is_of(b, is_right) {
        Some((a.clone(), b.clone()))
    } else if is_of(b, is_left) && is_of(a, is_right) {
        Some((b.clone(), a.clone()))
    } else {
        None
    }
}
