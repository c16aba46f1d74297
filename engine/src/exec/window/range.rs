//! RANGE with an offset: a row sees those whose order column differs by no more than that.
//!
//! ```text
//!   ORDER BY x RANGE BETWEEN 2 PRECEDING AND CURRENT ROW
//!   x          1 2 4 5 9 NULL      NULLs see one another only
//!   x - 2     -1 0 2 3 7           the frame starts at the first x that is not below
//! ```
//!
//! Whole numbers are moved in 128 bits, so that none leaves its type; other types by their own `+`
//! and `-`.

use std::cmp::Ordering;
use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::types::cast::column::cast_column;
use model::types::cast::Context;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;
use model::types::order::{compare_at, interval_span};
use model::types::value::Value;

use super::block::Block;
use super::bounds::{End, Way};
use crate::exec::context::ExecCtx;
use crate::expr::batch::Batch;
use crate::expr::bound::Expr;
use crate::expr::eval::eval;
use crate::expr::resolve::resolve_operator;
use crate::plan::physical::PlanSortKey;

/// The order column, and the same moved by the offset, in forms that compare.
enum Moved {
    Whole { values: Vec<i128>, moved: Vec<i128> },
    Other { values: Arc<Column>, moved: Arc<Column>, data_type: DataType },
}

/// Where each row's frame starts or ends.
pub fn bound(
    ctx: &mut ExecCtx<'_>,
    block: &Block,
    (expr, offset): (&Expr, &Value),
    way: Way,
    end: End,
    order: &[PlanSortKey],
) -> Result<Vec<u32>> {
    let [key] = order else { panic!("RANGE with an offset has one order column") };
    if is_negative(offset) {
        let message = "invalid preceding or following size in window function";
        return Err(Error::sql(sqlstate::INVALID_PRECEDING_OR_FOLLOWING_SIZE, message));
    }
    let column = block.rows.column(key.place);
    // Preceding is towards small values, or towards large ones where these come first.
    let is_down = (way == Way::Preceding) != key.descending;
    let moved = match (whole_numbers(column), whole_number(offset)) {
        (Some(values), Some(offset)) => {
            let offset = if is_down { -offset } else { offset };
            let moved = values.iter().map(|value| value + offset).collect();
            Moved::Whole { values, moved }
        }
        _ => other(ctx, block, key, expr, offset, is_down)?,
    };
    Ok(search(block, column, &moved, key, end))
}

fn is_negative(offset: &Value) -> bool {
    match offset {
        Value::Float4(offset) => *offset < 0.0 || offset.is_nan(),
        Value::Float8(offset) => *offset < 0.0 || offset.is_nan(),
        Value::Numeric(offset) => offset.is_nan() || offset.signum() < 0,
        Value::Interval(offset) => interval_span(*offset) < 0,
        offset => whole_number(offset).is_some_and(|offset| offset < 0),
    }
}

fn whole_number(value: &Value) -> Option<i128> {
    match value {
        Value::Int2(value) => Some(i128::from(*value)),
        Value::Int4(value) => Some(i128::from(*value)),
        Value::Int8(value) => Some(i128::from(*value)),
        _ => None,
    }
}

fn whole_numbers(column: &Column) -> Option<Vec<i128>> {
    match &column.data {
        ColumnData::Int2(values) => Some(values.iter().map(|&value| i128::from(value)).collect()),
        ColumnData::Int4(values) => Some(values.iter().map(|&value| i128::from(value)).collect()),
        ColumnData::Int8(values) => Some(values.iter().map(|&value| i128::from(value)).collect()),
        _ => None,
    }
}

fn other(
    ctx: &mut ExecCtx<'_>,
    block: &Block,
    key: &PlanSortKey,
    expr: &Expr,
    offset: &Value,
    is_down: bool,
) -> Result<Moved> {
    let sign = if is_down { "-" } else { "+" };
    let (from, by) = (key.data_type.unmodified(), expr.data_type().unmodified());
    let resolved = resolve_operator(sign, Some(from), by)?;
    let call = Expr::Call {
        function: resolved.function,
        args: vec![
            Expr::Column { place: 0, data_type: from },
            Expr::Const { value: offset.clone(), data_type: by },
        ],
        data_type: resolved.returns,
        position: None,
    };
    let values = block.rows.column(key.place).clone();
    let batch = Batch::new(vec![values.clone()], block.row_count());
    let moved = eval(&call, &batch, ctx.env)?;
    let data_type = resolved.returns;
    let values = match data_type == from {
        true => values,
        false => Arc::new(cast_column(&values, from, data_type, Context::Implicit.into())?),
    };
    Ok(Moved::Other { values, moved, data_type })
}

impl Moved {
    /// How a row's value compares with another row's moved one.
    fn compare(&self, row: usize, moved_row: usize) -> Ordering {
        match self {
            Moved::Whole { values, moved } => values[row].cmp(&moved[moved_row]),
            Moved::Other { values, moved, data_type } => {
                compare_at(values, row, moved, moved_row, *data_type)
            }
        }
    }
}

/// For each row, the first row of its partition that is not before its moved value, or, for an
/// end, the first that is after it. Both only move on, so one walk finds all.
fn search(block: &Block, column: &Column, moved: &Moved, key: &PlanSortKey, end: End) -> Vec<u32> {
    let mut bounds = Vec::with_capacity(block.row_count());
    let mut candidate = 0;
    for row in 0..block.row_count() {
        let (first, last) = block.partition(row);
        if !column.is_valid(row) {
            let peers = block.peers(row);
            bounds.push(if end == End::Start { peers.0 } else { peers.1 });
            continue;
        }
        candidate = u32::max(candidate, first);
        while candidate < last {
            let other = candidate as usize;
            let is_before = if column.is_valid(other) {
                let order = moved.compare(other, row);
                let order = if key.descending { order.reverse() } else { order };
                order == Ordering::Less || end == End::End && order == Ordering::Equal
            } else {
                key.nulls_first
            };
            if !is_before {
                break;
            }
            candidate += 1;
        }
        bounds.push(candidate);
    }
    bounds
}
