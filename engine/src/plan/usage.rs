//! Which columns anyone needs: a scan reads no other.

use std::collections::BTreeSet;

use crate::sql::algebra::{AggregateCall, Ask, ColumnId, Rel};
use crate::sql::free::{columns_of, exprs_of};

/// Every column that an expression, a key, an order or a list of the tree names.
pub fn used_columns(rel: &Rel, used: &mut BTreeSet<ColumnId>) {
    exprs_of(rel).into_iter().for_each(|expr| columns_of(expr, used));
    match rel {
        Rel::Apply { ask: Ask::Scalar { value }, .. } => {
            used.insert(*value);
        }
        Rel::Aggregate { keys, calls, .. } => {
            used.extend(keys);
            let orders = calls.iter().flat_map(|call: &AggregateCall| &call.order);
            used.extend(orders.map(|key| key.column));
        }
        Rel::Window { partition, order, .. } => {
            used.extend(partition);
            used.extend(order.iter().map(|key| key.column));
        }
        // Rows are alike or not by all their columns.
        Rel::Distinct { input, on: None } => used.extend(input.columns()),
        Rel::Distinct { on: Some(on), .. } => used.extend(on),
        Rel::Sort { keys, .. } => used.extend(keys.iter().map(|key| key.column)),
        Rel::SetOperation { left_columns, right_columns, .. } => {
            used.extend(left_columns);
            used.extend(right_columns);
        }
        Rel::With { query_columns, .. } => used.extend(query_columns),
        Rel::RecursiveUnion { seed_columns, step_columns, .. } => {
            used.extend(seed_columns);
            used.extend(step_columns);
        }
        _ => {}
    }
    rel.children().into_iter().for_each(|child| used_columns(child, used));
}
