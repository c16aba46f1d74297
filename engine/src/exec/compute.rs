//! Expressions as operators run them: prepared once, with a price, and stopping at the row that
//! fails.
//!
//! A batch may hold rows that an answer never needs: `SELECT 1 / x FROM t LIMIT 1` is right as soon
//! as the first row is. So a failure in the middle of a batch is no failure of the batch: what
//! comes back is the rows before it and the error, which is raised once those rows were taken.
//!
//! Expressions that give another answer each time (`random()`, `nextval(..)`) go row by row: their
//! operator asks for one row at a time, so that rows are worked through in PostgreSQL's order
//! whatever the size of a batch.

use std::sync::Arc;

use model::base::error::{Error, Result};
use model::types::column::Column;

use super::context::ExecCtx;
use crate::expr::batch::Batch;
use crate::expr::bound::Expr;
use crate::expr::env::Env;
use crate::expr::eval::{eval, volatility};
use crate::expr::function::Volatility;
use crate::expr::select::select;

/// What was made before the first row that fails, and its error.
pub struct Partial<T> {
    /// What was made.
    pub made: T,
    /// How many rows of the batch came before the one that failed.
    pub rows: usize,
    /// The error; `None` if no row failed.
    pub error: Option<Error>,
}

impl<T> Partial<T> {
    /// What was made, to be handed on; the error follows it.
    pub fn then_fail(self, ctx: &mut ExecCtx<'_>) -> T {
        if let Some(error) = self.error {
            ctx.fail_next(error);
        }
        self.made
    }
}

/// Expressions over the rows of one input.
#[derive(Clone, Debug)]
pub struct Exprs {
    exprs: Vec<Expr>,
    calls: u64,
    is_volatile: bool,
}

impl Exprs {
    /// Prepares expressions.
    pub fn new(exprs: Vec<Expr>) -> Exprs {
        let calls = exprs.iter().map(call_count).sum();
        let is_volatile = exprs.iter().any(|expr| volatility(expr) == Volatility::Volatile);
        Exprs { exprs, calls, is_volatile }
    }

    /// How many columns they make.
    pub fn len(&self) -> usize {
        self.exprs.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.exprs.is_empty()
    }

    /// Whether the same row may give something else each time.
    pub fn is_volatile(&self) -> bool {
        self.is_volatile
    }

    /// How many rows to ask of the input when that many can be used.
    pub fn rows_at_once(&self, wanted: usize) -> usize {
        if self.is_volatile {
            1
        } else {
            wanted
        }
    }

    /// One column for each expression, up to the first row for which any of them fails.
    pub fn compute(&self, ctx: &mut ExecCtx<'_>, batch: &Batch) -> Partial<Batch> {
        ctx.spend_calls(self.calls * batch.row_count() as u64);
        match columns(&self.exprs, batch, ctx.env) {
            Ok(made) => {
                let rows = batch.row_count();
                Partial { made: Batch::new(made, rows), rows, error: None }
            }
            Err(error) if batch.row_count() == 1 => self.nothing(error),
            Err(error) => self.compute_up_to_failure(ctx, batch, error),
        }
    }

    fn compute_up_to_failure(
        &self,
        ctx: &mut ExecCtx<'_>,
        batch: &Batch,
        error: Error,
    ) -> Partial<Batch> {
        let failing = first_failing(batch, |row| columns(&self.exprs, row, ctx.env).err());
        let Some((at, error)) = failing else {
            return self.nothing(error);
        };
        match columns(&self.exprs, &batch.slice(0, at), ctx.env) {
            Ok(made) => Partial { made: Batch::new(made, at), rows: at, error: Some(error) },
            Err(error) => self.nothing(error),
        }
    }

    /// The first row failed.
    fn nothing(&self, error: Error) -> Partial<Batch> {
        let columns = self.exprs.iter().map(|expr| Arc::new(Column::empty(expr.data_type())));
        Partial { made: Batch::new(columns.collect(), 0), rows: 0, error: Some(error) }
    }
}

/// A condition on the rows of one input.
#[derive(Clone, Debug)]
pub struct Predicate {
    expr: Expr,
    calls: u64,
    is_volatile: bool,
}

impl Predicate {
    /// Prepares a condition.
    pub fn new(expr: Expr) -> Predicate {
        let is_volatile = volatility(&expr) == Volatility::Volatile;
        Predicate { calls: call_count(&expr), is_volatile, expr }
    }

    /// Whether the same row may be judged differently each time.
    pub fn is_volatile(&self) -> bool {
        self.is_volatile
    }

    /// How many rows to ask of the input when that many can be used.
    pub fn rows_at_once(&self, wanted: usize) -> usize {
        if self.is_volatile {
            1
        } else {
            wanted
        }
    }

    /// The places of the rows for which it is true, up to the first row for which it fails.
    pub fn select(&self, ctx: &mut ExecCtx<'_>, batch: &Batch) -> Partial<Vec<u32>> {
        ctx.spend_calls(self.calls * batch.row_count() as u64);
        match select(&self.expr, batch, ctx.env) {
            Ok(made) => Partial { made, rows: batch.row_count(), error: None },
            Err(error) if batch.row_count() == 1 => {
                Partial { made: Vec::new(), rows: 0, error: Some(error) }
            }
            Err(error) => self.select_up_to_failure(ctx, batch, error),
        }
    }

    fn select_up_to_failure(
        &self,
        ctx: &mut ExecCtx<'_>,
        batch: &Batch,
        error: Error,
    ) -> Partial<Vec<u32>> {
        let failing = first_failing(batch, |row| select(&self.expr, row, ctx.env).err());
        let Some((at, error)) = failing else {
            return Partial { made: Vec::new(), rows: 0, error: Some(error) };
        };
        match select(&self.expr, &batch.slice(0, at), ctx.env) {
            Ok(made) => Partial { made, rows: at, error: Some(error) },
            Err(error) => Partial { made: Vec::new(), rows: 0, error: Some(error) },
        }
    }
}

/// How many functions, operators and other computing nodes an expression has.
pub fn call_count(expr: &Expr) -> u64 {
    let own = match expr {
        Expr::Const { .. } | Expr::Column { .. } | Expr::Param { .. } => 0,
        // Computed once, not for each row.
        Expr::Cast { arg, .. } if matches!(**arg, Expr::Const { .. } | Expr::Param { .. }) => 0,
        _ => 1,
    };
    own + expr.children().into_iter().map(call_count).sum::<u64>()
}

fn columns(exprs: &[Expr], batch: &Batch, env: &mut dyn Env) -> Result<Vec<Arc<Column>>> {
    exprs.iter().map(|expr| eval(expr, batch, env)).collect()
}

/// The first row that fails, and its error.
fn first_failing(
    batch: &Batch,
    mut error_of: impl FnMut(&Batch) -> Option<Error>,
) -> Option<(usize, Error)> {
    (0..batch.row_count())
        .find_map(|at| error_of(&batch.take(&[at as u32])).map(|error| (at, error)))
}
