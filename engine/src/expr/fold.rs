//! Constants computed once, before any row.
//!
//! ```text
//!   1 + 2 * x > 3 + 4            1 + 2 * x > 7
//!   CASE WHEN false THEN ..      gone
//!   a AND true AND (b AND c)     a AND b AND c
//!   upper(NULL)                  NULL
//! ```
//!
//! Only what is immutable is computed. A constant part that fails is an error even if no row would
//! reach it (`CASE WHEN x > 100 THEN 1 / 0 END`), unless constants already say that nobody can:
//! such a part goes unread (`CASE WHEN false THEN 1 / 0 END`). PostgreSQL does the same (manual,
//! "Expression Evaluation Rules").

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::RelId;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::batch::Batch;
use super::bound::Expr;
use super::cast;
use super::env::{Env, Until};
use super::eval::{evaluate, volatility};
use super::function::{Nulls, Volatility};
use super::input::Input;

/// The expression with its constant parts computed.
pub fn fold(mut expr: Expr) -> Result<Expr> {
    match expr {
        Expr::And(args) => junction(args, false),
        Expr::Or(args) => junction(args, true),
        Expr::Case { branches, otherwise, data_type } => case(branches, *otherwise, data_type),
        Expr::Coalesce(args) => coalesce(args),
        // The comparison below is part of the test: both are computed, or none.
        Expr::IsDistinct { ref mut equal } => {
            fold_children(equal)?;
            compute(expr)
        }
        mut other => {
            fold_children(&mut other)?;
            compute(other)
        }
    }
}

fn fold_children(expr: &mut Expr) -> Result<()> {
    for child in expr.children_mut() {
        let taken = std::mem::replace(child, constant(Value::Null, DataType::Unknown));
        *child = fold(taken)?;
    }
    Ok(())
}

fn constant(value: Value, data_type: DataType) -> Expr {
    Expr::Const { value, data_type }
}

fn is_constant(expr: &Expr) -> bool {
    matches!(expr, Expr::Const { .. })
}

fn is_null(expr: &Expr) -> bool {
    matches!(expr, Expr::Const { value: Value::Null, .. })
}

/// The value of a node whose parts are all constants.
fn compute(expr: Expr) -> Result<Expr> {
    let is_immutable = match &expr {
        Expr::Const { .. } | Expr::Column { .. } | Expr::Param { .. } => return Ok(expr),
        Expr::Call { function, args, data_type, .. } => {
            let is_strict = function.nulls == Nulls::Strict;
            if is_strict && args.iter().any(is_null) {
                return Ok(constant(Value::Null, *data_type));
            }
            function.volatility == Volatility::Immutable
        }
        Expr::Cast { arg, to, .. } => {
            cast::volatility(arg.data_type(), *to) == Volatility::Immutable
        }
        Expr::IsDistinct { equal } => volatility(equal) == Volatility::Immutable,
        _ => true,
    };
    let parts = match &expr {
        Expr::IsDistinct { equal } => equal.children(),
        other => other.children(),
    };
    if !is_immutable || !parts.into_iter().all(is_constant) {
        return Ok(expr);
    }
    let no_columns = Batch::new(Vec::new(), 1);
    let operand = evaluate(&expr, &Input::all(&no_columns), &mut Nowhere)?;
    Ok(constant(operand.column().get(0), expr.data_type()))
}

/// AND (decided by false) and OR (decided by true) without the parts that decide nothing. A
/// constant that decides leaves nothing else, as in PostgreSQL: the others might have failed, but
/// nobody asked.
fn junction(args: Vec<Expr>, deciding: bool) -> Result<Expr> {
    let mut kept = Vec::new();
    for arg in args {
        match fold(arg)? {
            decided @ Expr::Const { value: Value::Bool(truth), .. } if truth == deciding => {
                return Ok(decided);
            }
            Expr::Const { value: Value::Bool(_), .. } => {}
            Expr::And(inner) if !deciding => kept.extend(inner),
            Expr::Or(inner) if deciding => kept.extend(inner),
            other => kept.push(other),
        }
    }
    Ok(match kept.len() {
        0 => constant(Value::Bool(!deciding), DataType::Bool),
        1 => kept.remove(0),
        _ if deciding => Expr::Or(kept),
        _ => Expr::And(kept),
    })
}

/// Without the branches that constants close. What is closed is not even computed.
fn case(branches: Vec<(Expr, Expr)>, otherwise: Expr, data_type: DataType) -> Result<Expr> {
    let mut kept = Vec::new();
    let mut last = otherwise;
    for (condition, result) in branches {
        match fold(condition)? {
            Expr::Const { value: Value::Bool(true), .. } => {
                last = result;
                break;
            }
            Expr::Const { .. } => {}
            condition => kept.push((condition, fold(result)?)),
        }
    }
    let otherwise = fold(last)?;
    if kept.is_empty() {
        return Ok(otherwise);
    }
    Ok(Expr::Case { branches: kept, otherwise: Box::new(otherwise), data_type })
}

/// Without the NULLs, and without what comes after a constant that is none.
fn coalesce(args: Vec<Expr>) -> Result<Expr> {
    let data_type = args.first().map_or(DataType::Unknown, Expr::data_type);
    let mut kept = Vec::new();
    for arg in args {
        let arg = fold(arg)?;
        if is_null(&arg) {
            continue;
        }
        let decides = is_constant(&arg);
        kept.push(arg);
        if decides {
            break;
        }
    }
    Ok(match kept.len() {
        0 => constant(Value::Null, data_type),
        1 => kept.remove(0),
        _ => Expr::Coalesce(kept),
    })
}

/// No world: what is immutable asks for none.
struct Nowhere;

impl Nowhere {
    fn refuse<T>(&self) -> Result<T> {
        let message = "a constant expression asked for the state of the database";
        Err(Error::sql(sqlstate::INTERNAL_ERROR, message))
    }
}

impl Env for Nowhere {
    fn transaction_micros(&self) -> i64 {
        0
    }
    fn random(&mut self) -> f64 {
        0.0
    }
    fn set_seed(&mut self, _: f64) {}
    fn next_value(&mut self, _: RelId) -> Result<i64> {
        self.refuse()
    }
    fn current_value(&self, _: RelId) -> Result<i64> {
        self.refuse()
    }
    fn last_value(&self) -> Result<i64> {
        self.refuse()
    }
    fn set_value(&mut self, _: RelId, _: i64, _: bool) -> Result<()> {
        self.refuse()
    }
    fn sequence_named(&self, _: &str) -> Result<RelId> {
        self.refuse()
    }
    fn setting(&self, _: &str) -> Option<String> {
        None
    }
    fn set_setting(&mut self, _: &str, _: Option<&str>, _: Until) -> Result<()> {
        self.refuse()
    }
    fn schema_name(&self) -> Option<String> {
        None
    }
    fn param(&self, _: u16) -> &Value {
        &Value::Null
    }
    fn set_param(&mut self, _: u16, _: Value) {}
}
