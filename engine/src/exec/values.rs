//! Values: rows written out in the statement.

use std::sync::Arc;

use model::base::error::{Error, Result};
use model::types::cast::is_relabel;
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
    /// They come with the statement ([`super::state::ExecState`]), and more columns may be computed
    /// beside them.
    Given { exprs: Exprs },
    /// Something to compute.
    Computed { types: Vec<DataType>, rows: Vec<Row>, is_volatile: bool },
}

/// A row to compute, and how many functions and operators that takes.
struct Row {
    exprs: Vec<Expr>,
    calls: u64,
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
            let row = |exprs: &Vec<Expr>| Row {
                calls: exprs.iter().map(call_count).sum(),
                exprs: exprs.clone(),
            };
            Rows::Computed { types, rows: rows.iter().map(row).collect(), is_volatile }
        };
        Values { rows, next: 0 }
    }

    /// The rows given with the statement, where these are they.
    pub fn given(given: &Given, rows: &[Vec<Expr>]) -> Option<Values> {
        let exprs = Exprs::new(given.exprs(rows)?);
        Some(Values { rows: Rows::Given { exprs }, next: 0 })
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
fn compute(ctx: &mut ExecCtx<'_>, types: &[DataType], rows: &[Row]) -> (Batch, Option<Error>) {
    let mut columns: Vec<Column> =
        types.iter().map(|&data_type| Column::empty(data_type)).collect();
    for (row_count, row) in rows.iter().enumerate() {
        ctx.spend_calls(row.calls);
        let mut values = columns.iter_mut().zip(&row.exprs);
        if let Err(error) = values.try_for_each(|(column, expr)| push_value(ctx, expr, column)) {
            // What came before in the row that failed goes.
            let whole = columns.iter().map(|column| Arc::new(column.slice(0, row_count)));
            return (Batch::new(whole.collect(), row_count), Some(error));
        }
    }
    (Batch::new(columns.into_iter().map(Arc::new).collect(), rows.len()), None)
}

/// Appends the value of an expression that has no input to a column.
fn push_value(ctx: &mut ExecCtx<'_>, expr: &Expr, column: &mut Column) -> Result<()> {
    match expr {
        Expr::Const { value, .. } => column.push(value),
        Expr::Param { number, .. } => column.push(ctx.env.param(*number)),
        Expr::Cast { arg, to, .. } if is_relabel(arg.data_type(), *to) => {
            push_value(ctx, arg, column)?;
        }
        _ => column.push_from(&*eval(expr, &Batch::new(Vec::new(), 1), ctx.env)?, 0),
    }
    Ok(())
}

/// The value of an expression that has no input.
pub fn value_of(ctx: &mut ExecCtx<'_>, expr: &Expr) -> Result<Value> {
    match expr {
        Expr::Const { value, .. } => Ok(value.clone()),
        Expr::Param { number, .. } => Ok(ctx.env.param(*number).clone()),
        _ => Ok(eval(expr, &Batch::new(Vec::new(), 1), ctx.env)?.get(0)),
    }
}

impl Operator for Values {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        let (count, most) = match &self.rows {
            Rows::Constant(batch) => (batch.row_count(), ctx.rows(wanted)),
            Rows::Given { exprs } => {
                (ctx.state.given.row_count(), ctx.rows(exprs.rows_at_once(wanted)))
            }
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
            Rows::Given { exprs } => {
                let rows = ctx.state.given.slice(from, self.next);
                let made = exprs.compute(ctx, &rows);
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

    fn renew(&mut self) -> bool {
        self.next = 0;
        true
    }
}
