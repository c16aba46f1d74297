//! Values: rows written out in the statement.

use std::sync::Arc;

use model::base::error::{Error, Result};
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::compute::{call_count, Exprs};
use super::context::ExecCtx;
use super::given::Given;
use super::operator::{Operator, Step};
use crate::expr::batch::Batch;
use crate::expr::bound::Expr;
use crate::expr::eval::{eval, volatility};
use crate::expr::function::Volatility;

/// Rows written out.
pub struct Values {
    rows: Rows,
    next: usize,
}

enum Rows {
    /// Nothing but constants: made when the plan was built.
    Constant(Batch),
    /// They come with the statement, and more columns may be computed beside them.
    Given { rows: Batch, exprs: Exprs },
    /// Something to compute.
    Computed { types: Vec<DataType>, rows: Vec<Vec<Expr>>, is_volatile: bool },
}

impl Values {
    /// Rows of columns of those types.
    pub fn new(types: Vec<DataType>, rows: &[Vec<Expr>]) -> Values {
        let is_constant = |expr: &Expr| matches!(expr, Expr::Const { .. });
        let rows = if rows.iter().flatten().all(is_constant) {
            Rows::Constant(constant_batch(&types, rows))
        } else {
            let is_volatile =
                rows.iter().flatten().any(|expr| volatility(expr) == Volatility::Volatile);
            Rows::Computed { types, rows: rows.to_vec(), is_volatile }
        };
        Values { rows, next: 0 }
    }

    /// The rows given with the statement, where these are they.
    pub fn given(given: &Given, rows: &[Vec<Expr>]) -> Option<Values> {
        let exprs = Exprs::new(given.exprs(rows)?);
        Some(Values { rows: Rows::Given { rows: given.rows.clone(), exprs }, next: 0 })
    }
}

fn constant_batch(types: &[DataType], rows: &[Vec<Expr>]) -> Batch {
    let column = |(place, data_type): (usize, &DataType)| {
        let mut column = Column::empty(*data_type);
        for row in rows {
            match &row[place] {
                Expr::Const { value, .. } => column.push(value),
                other => panic!("{other:?} is no constant"),
            }
        }
        Arc::new(column)
    };
    Batch::new(types.iter().enumerate().map(column).collect(), rows.len())
}

/// Computes rows one after another, up to the first that fails.
fn compute(
    ctx: &mut ExecCtx<'_>,
    types: &[DataType],
    rows: &[Vec<Expr>],
) -> (Batch, Option<Error>) {
    let mut columns: Vec<Column> =
        types.iter().map(|&data_type| Column::empty(data_type)).collect();
    let mut row_count = 0;
    let mut error = None;
    for row in rows {
        ctx.spend_calls(row.iter().map(call_count).sum());
        let values: Result<Vec<Value>> = row.iter().map(|expr| value_of(ctx, expr)).collect();
        match values {
            Ok(values) => {
                columns.iter_mut().zip(&values).for_each(|(column, value)| column.push(value));
                row_count += 1;
            }
            Err(failed) => {
                error = Some(failed);
                break;
            }
        }
    }
    (Batch::new(columns.into_iter().map(Arc::new).collect(), row_count), error)
}

/// The value of an expression that has no input.
pub fn value_of(ctx: &mut ExecCtx<'_>, expr: &Expr) -> Result<Value> {
    match expr {
        Expr::Const { value, .. } => Ok(value.clone()),
        Expr::Param { number, .. } => Ok(ctx.env.param(*number)),
        _ => Ok(eval(expr, &Batch::new(Vec::new(), 1), ctx.env)?.get(0)),
    }
}

impl Operator for Values {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        let (count, most) = match &self.rows {
            Rows::Constant(batch) => (batch.row_count(), ctx.rows(wanted)),
            Rows::Given { rows, exprs } => (rows.row_count(), ctx.rows(exprs.rows_at_once(wanted))),
            Rows::Computed { rows, is_volatile: true, .. } => (rows.len(), 1),
            Rows::Computed { rows, .. } => (rows.len(), ctx.rows(wanted)),
        };
        if self.next == count {
            return Ok(Step::Done);
        }
        let from = self.next;
        self.next = count.min(from + most);
        match &self.rows {
            Rows::Constant(batch) => Ok(Step::of(batch.slice(from, self.next))),
            Rows::Given { rows, exprs } => {
                let made = exprs.compute(ctx, &rows.slice(from, self.next));
                Ok(Step::of(made.then_fail(ctx)))
            }
            Rows::Computed { types, rows, .. } => {
                let (batch, error) = compute(ctx, types, &rows[from..self.next]);
                error.into_iter().for_each(|error| ctx.fail_next(error));
                Ok(Step::of(batch))
            }
        }
    }

    fn rewind(&mut self, _ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.next = 0;
        Ok(())
    }
}
