//! An expression over a batch becomes a column.
//!
//! Constants stay single values until somebody asks for a column; a call whose arguments are all
//! constant is computed once. AND, OR, CASE and their like are in `lazy`.
//!
//! Which error is raised does not depend on how rows were cut into batches: when a batch of many
//! rows fails, the rows are tried one by one, and the error is that of the first row that fails.

use std::sync::Arc;

use model::base::error::{Error, Result};
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use super::batch::Batch;
use super::bound::Expr;
use super::call::{Call, Operand};
use super::cast;
use super::env::Env;
use super::function::{Function, Nulls, Volatility};
use super::input::Input;
use super::lazy;

/// The value of an expression for each row of a batch.
pub fn eval(expr: &Expr, batch: &Batch, env: &mut dyn Env) -> Result<Arc<Column>> {
    if batch.is_empty() {
        return Ok(Arc::new(Column::empty(expr.data_type())));
    }
    match evaluate(expr, &Input::all(batch), env) {
        Ok(operand) => Ok(operand.into_column(batch.row_count())),
        Err(error) => Err(first_error(expr, batch, env, error)),
    }
}

/// The error of the first row that fails. An expression that gives another answer each time is not
/// asked again.
pub fn first_error(expr: &Expr, batch: &Batch, env: &mut dyn Env, error: Error) -> Error {
    if batch.row_count() == 1 || volatility(expr) == Volatility::Volatile {
        return error;
    }
    (0..batch.row_count() as u32)
        .find_map(|row| evaluate(expr, &Input::at(batch, &[row]), env).err())
        .unwrap_or(error)
}

/// When the same row gives the same value: the least constant of its calls.
pub fn volatility(expr: &Expr) -> Volatility {
    let own = match expr {
        Expr::Call { function, .. } => function.volatility,
        Expr::Cast { arg, to, .. } => cast::volatility(arg.data_type(), *to),
        Expr::Param { .. } => Volatility::Stable,
        _ => Volatility::Immutable,
    };
    expr.children().into_iter().map(volatility).fold(own, Volatility::max)
}

/// The value of an expression for each row of the input, which has at least one.
pub fn evaluate(expr: &Expr, input: &Input<'_>, env: &mut dyn Env) -> Result<Operand> {
    match expr {
        Expr::Const { value, data_type } => Ok(Operand::of_value(*data_type, value)),
        Expr::Column { place, .. } => Ok(input.column(*place)),
        Expr::Param { number, data_type } => Ok(Operand::of_value(*data_type, env.param(*number))),
        Expr::Call { function, args, data_type, position } => {
            call(function, args, *data_type, input, env).map_err(|error| error.at(*position))
        }
        Expr::Cast { arg, to, kind } => {
            let operand = evaluate(arg, input, env)?;
            cast::cast(&operand, arg.data_type(), *to, *kind, env)
        }
        Expr::And(args) => lazy::and(args, input, env),
        Expr::Or(args) => lazy::or(args, input, env),
        Expr::Not(arg) => Ok(not(&evaluate(arg, input, env)?)),
        Expr::IsNull(arg) => Ok(is_null(&evaluate(arg, input, env)?)),
        Expr::IsBool { arg, value } => Ok(is_bool(&evaluate(arg, input, env)?, *value)),
        Expr::IsDistinct { equal } => is_distinct(equal, input, env),
        Expr::Case { branches, otherwise, .. } => lazy::case(branches, otherwise, input, env),
        Expr::Coalesce(args) => lazy::coalesce(args, input, env),
        Expr::InList { arg, list, equal } => lazy::in_list(arg, list, equal, input, env),
        Expr::NullIf { args, equal } => null_if(args, equal, input, env),
        Expr::Extreme { args, better } => lazy::extreme(args, better, input, env),
    }
}

/// The operands of a call, from left to right.
fn operands(args: &[Expr], input: &Input<'_>, env: &mut dyn Env) -> Result<Vec<Operand>> {
    args.iter().map(|arg| evaluate(arg, input, env)).collect()
}

fn call(
    function: &Function,
    args: &[Expr],
    data_type: DataType,
    input: &Input<'_>,
    env: &mut dyn Env,
) -> Result<Operand> {
    let operands = operands(args, input, env)?;
    apply(function, &operands, args, data_type, input.rows(), env)
}

/// One function on operands that are already there.
pub fn apply(
    function: &Function,
    operands: &[Operand],
    exprs: &[Expr],
    data_type: DataType,
    rows: usize,
    env: &mut dyn Env,
) -> Result<Operand> {
    let is_constant =
        function.volatility != Volatility::Volatile && operands.iter().all(Operand::is_constant);
    let rows = if is_constant { 1 } else { rows };
    let column = match function.nulls {
        Nulls::Seen => (function.kernel)(&Call { operands, exprs, rows, valid: None }, env)?,
        Nulls::Strict if operands.iter().any(Operand::is_constant_null) => {
            Column::nulls(data_type, rows)
        }
        Nulls::Strict => {
            let valid = all_valid(operands, rows);
            let call = Call { operands, exprs, rows, valid: valid.as_deref() };
            let mut column = (function.kernel)(&call, env)?;
            column.valid = both(column.valid, valid);
            column
        }
    };
    assert_eq!(column.len(), rows, "a kernel of {} answers for every row", function.name);
    Ok(if is_constant { Operand::constant(column) } else { Operand::vector(Arc::new(column)) })
}

/// The rows in which no operand is NULL; `None` when all are.
fn all_valid(operands: &[Operand], rows: usize) -> Option<Vec<bool>> {
    let mut result: Option<Vec<bool>> = None;
    for operand in operands.iter().filter(|operand| !operand.is_constant()) {
        let column = operand.column();
        let mask = match (&column.valid, &column.data) {
            (None, ColumnData::Null(_)) => Some(vec![false; rows]),
            (valid, _) => valid.clone(),
        };
        result = both(result, mask);
    }
    result
}

/// The rows that both masks let through.
fn both(left: Option<Vec<bool>>, right: Option<Vec<bool>>) -> Option<Vec<bool>> {
    match (left, right) {
        (Some(mut left), Some(right)) => {
            left.iter_mut().zip(right).for_each(|(left, right)| *left &= right);
            Some(left)
        }
        (left, right) => left.or(right),
    }
}

/// The same shape, constant or not, with another column.
pub fn like(operand: &Operand, column: Column) -> Operand {
    if operand.is_constant() {
        Operand::constant(column)
    } else {
        Operand::vector(Arc::new(column))
    }
}

fn not(operand: &Operand) -> Operand {
    let column = operand.column();
    let data = match &column.data {
        ColumnData::Bool(truths) => ColumnData::Bool(truths.iter().map(|truth| !truth).collect()),
        other => other.clone(),
    };
    like(operand, Column { data, valid: column.valid.clone() })
}

fn is_null(operand: &Operand) -> Operand {
    let column = operand.column();
    let truths = match (&column.valid, &column.data) {
        (Some(valid), _) => valid.iter().map(|valid| !valid).collect(),
        (None, ColumnData::Null(count)) => vec![true; *count as usize],
        (None, _) => vec![false; column.len()],
    };
    like(operand, Column::new(ColumnData::Bool(truths)))
}

fn is_bool(operand: &Operand, value: bool) -> Operand {
    let column = operand.column();
    let truths = (0..column.len()).map(|at| truth_at(column, at) == Some(value)).collect();
    like(operand, Column::new(ColumnData::Bool(truths)))
}

/// The truth value at a place; `None` for NULL.
pub fn truth_at(column: &Column, at: usize) -> Option<bool> {
    match &column.data {
        ColumnData::Bool(truths) if column.is_valid(at) => Some(truths[at]),
        _ => None,
    }
}

/// NULL equals NULL here, and nothing else.
fn is_distinct(equal: &Expr, input: &Input<'_>, env: &mut dyn Env) -> Result<Operand> {
    let Expr::Call { function, args, data_type, position } = equal else {
        unreachable!("the binder builds IS DISTINCT FROM on a call of `=`")
    };
    let operands = operands(args, input, env)?;
    let equal = apply(function, &operands, args, *data_type, input.rows(), env)
        .map_err(|error| error.at(*position))?;
    let truths = (0..equal.column().len())
        .map(|row| match truth_at(equal.column(), row) {
            Some(is_equal) => !is_equal,
            None => operands[0].is_valid(row) != operands[1].is_valid(row),
        })
        .collect();
    Ok(like(&equal, Column::new(ColumnData::Bool(truths))))
}

/// NULL where both are equal, else the first.
fn null_if(
    args: &[Expr],
    equal: &Function,
    input: &Input<'_>,
    env: &mut dyn Env,
) -> Result<Operand> {
    let operands = operands(args, input, env)?;
    let rows = input.rows();
    let is_equal = apply(equal, &operands, args, DataType::Bool, rows, env)?;
    let constant = operands.iter().all(Operand::is_constant);
    let rows = if constant { 1 } else { rows };
    let valid = (0..rows)
        .map(|row| {
            operands[0].is_valid(row)
                && truth_at(is_equal.column(), is_equal.place(row)) != Some(true)
        })
        .collect();
    let first = Arc::unwrap_or_clone(operands.into_iter().next().expect("two").into_column(rows));
    let column = Column { data: first.data, valid: Some(valid) };
    Ok(if constant { Operand::constant(column) } else { Operand::vector(Arc::new(column)) })
}
