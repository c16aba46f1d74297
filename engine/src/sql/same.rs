//! Expressions compared by meaning: where they stand in the text does not count.

use crate::expr::bound::Expr;

/// The expression without the places of its calls.
pub fn unplaced(expr: &Expr) -> Expr {
    let mut expr = expr.clone();
    strip(&mut expr);
    expr
}

fn strip(expr: &mut Expr) {
    if let Expr::Call { position, .. } = expr {
        *position = None;
    }
    expr.children_mut().into_iter().for_each(strip);
}
