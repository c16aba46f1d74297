//! How many rows a join makes.

use model::types::value::Value;

use crate::expr::bound::Expr;
use crate::plan::cardinality::clamp;
use crate::plan::cardinality::columns::Columns;
use crate::plan::cardinality::pairs::equal_partner;
use crate::plan::cardinality::restrict::{all, selectivity};
use crate::sql::algebra::{ColumnId, JoinKind};

/// Rows of a join of so many rows under conditions. `right` are the columns of the right side.
pub fn joined(
    kind: JoinKind,
    (left_rows, right_rows): (f64, f64),
    on: &[Expr],
    is_right: &dyn Fn(ColumnId) -> bool,
    columns: &Columns,
) -> f64 {
    let pairs = left_rows * right_rows * all(on, columns);
    match kind {
        JoinKind::Inner => clamp(pairs),
        JoinKind::Left => clamp(pairs.max(left_rows)),
        JoinKind::Right => clamp(pairs.max(right_rows)),
        JoinKind::Full => clamp(pairs.max(left_rows).max(right_rows)),
        JoinKind::Semi => clamp(left_rows * with_partner(on, right_rows, is_right, columns)),
        JoinKind::Anti => {
            clamp(left_rows * (1.0 - with_partner(on, right_rows, is_right, columns)))
        }
    }
}

/// The fraction of left rows that have a partner.
pub fn with_partner(
    on: &[Expr],
    right_rows: f64,
    is_right: &dyn Fn(ColumnId) -> bool,
    columns: &Columns,
) -> f64 {
    let share = |part: &Expr| {
        let Expr::Call { function, args, .. } = part else { return selectivity(part, columns) };
        match (function.name, args.as_slice()) {
            ("=", [left, right]) if names(right, is_right) => {
                equal_partner(left, right, right_rows, columns)
            }
            ("=", [left, right]) if names(left, is_right) => {
                equal_partner(right, left, right_rows, columns)
            }
            _ => selectivity(part, columns),
        }
    };
    match on {
        [] => 1.0,
        [Expr::Const { value: Value::Bool(true), .. }] => 1.0,
        parts => parts.iter().map(share).product(),
    }
}

fn names(expr: &Expr, is_right: &dyn Fn(ColumnId) -> bool) -> bool {
    expr.any(&|part| matches!(part, Expr::Column { place, .. } if is_right(*place)))
}
