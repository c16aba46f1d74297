//! Conditions in parts: what the passes and the search for paths share.

use crate::expr::bound::Expr;
use crate::expr::function::Volatility;
use crate::sql::algebra::Rel;

/// The parts that must all be true.
pub fn conjuncts(predicate: Expr) -> Vec<Expr> {
    match predicate {
        Expr::And(parts) => parts.into_iter().flat_map(conjuncts).collect(),
        other => vec![other],
    }
}

/// The condition that all are true.
pub fn all(mut predicates: Vec<Expr>) -> Expr {
    match predicates.len() {
        1 => predicates.swap_remove(0),
        _ => Expr::And(predicates),
    }
}

/// The same, or nothing where there is no condition.
pub fn all_of(predicates: Vec<Expr>) -> Option<Expr> {
    (!predicates.is_empty()).then(|| all(predicates))
}

/// A tree under conditions.
pub fn filter(rel: Rel, predicates: Vec<Expr>) -> Rel {
    match all_of(predicates) {
        None => rel,
        Some(predicate) => Rel::Filter { input: Box::new(rel), predicate },
    }
}

/// Whether it may say something else each time it is asked.
pub fn is_volatile(expr: &Expr) -> bool {
    expr.any(&|part| {
        matches!(part, Expr::Call { function, .. } if function.volatility == Volatility::Volatile)
    })
}

/// Operators and functions in an expression: what the planner charges for.
pub fn operator_count(expr: &Expr) -> f64 {
    let own = match expr {
        Expr::Call { .. } | Expr::IsDistinct { .. } | Expr::NullIf { .. } => 1.0,
        // On average half of the list is looked at (`cost_qual_eval_walker`).
        Expr::InList { list, .. } => list.len() as f64 * 0.5,
        _ => 0.0,
    };
    own + expr.children().into_iter().map(operator_count).sum::<f64>()
}
