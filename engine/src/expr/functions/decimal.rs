//! Functions of exact decimals. Their scales are PostgreSQL's; `model::types::numeric` has them.

use model::base::error::{sqlstate, Error, Result};
use model::types::numeric::Numeric as Number;

use super::arithmetic::{by_zero, int4_range};
use crate::expr::form::{Int4, Int8, Numeric};
use crate::expr::kernel::each_row_or_null;

/// The greatest common divisor at the larger scale; NaN where either is no finite number.
fn greatest_divisor(a: &Number, b: &Number) -> Result<Number> {
    if !a.is_finite() || !b.is_finite() {
        return Ok(Number::NAN);
    }
    let scale = i32::from(a.scale().max(b.scale()).unwrap_or(0));
    let (mut a, mut b) = (a.abs(), b.abs());
    while !b.is_zero() {
        let rest = a.rem(&b)?;
        (a, b) = (b, rest);
    }
    a.round(scale)
}

/// The least common multiple at the larger scale; NaN where either is no finite number.
fn least_multiple(a: &Number, b: &Number) -> Result<Number> {
    if !a.is_finite() || !b.is_finite() {
        return Ok(Number::NAN);
    }
    let scale = i32::from(a.scale().max(b.scale()).unwrap_or(0));
    if a.is_zero() || b.is_zero() {
        return Number::ZERO.round(scale);
    }
    a.div_trunc(&greatest_divisor(a, b)?)?.mul(b)?.abs().round(scale)
}

fn quotient(a: &Number, b: &Number) -> Result<Number> {
    if b.is_zero() && !a.is_nan() {
        return Err(by_zero());
    }
    a.div_trunc(b)
}

/// n!, at most what a numeric holds.
fn factorial(n: i64) -> Result<Number> {
    /// 32177! has more digits before the point than a numeric can.
    const FACTORIAL_MAX: i64 = 32_177;
    if n < 0 {
        let message = "factorial of a negative number is undefined";
        return Err(Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, message));
    }
    if n > FACTORIAL_MAX {
        let message = "value overflows numeric format";
        return Err(Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, message));
    }
    (2..=n).try_fold(Number::ONE, |product, factor| product.mul(&Number::from(factor)))
}

/// The number of the bucket, of `count` equal ones between two bounds, that a value falls in.
fn width_bucket(value: &Number, low: &Number, high: &Number, count: i32) -> Result<i32> {
    let refused = |message: &str| {
        Err(Error::sql(sqlstate::INVALID_ARGUMENT_FOR_WIDTH_BUCKET_FUNCTION, message))
    };
    if count <= 0 {
        return refused("count must be greater than zero");
    }
    if value.is_nan() || low.is_nan() || high.is_nan() {
        return refused("operand, lower bound, and upper bound cannot be NaN");
    }
    if !low.is_finite() || !high.is_finite() {
        return refused("lower and upper bounds must be finite");
    }
    if low == high {
        return refused("lower bound cannot equal upper bound");
    }
    let (is_before, is_after) = match low < high {
        true => (value < low, value >= high),
        false => (value > low, value <= high),
    };
    if is_before {
        return Ok(0);
    }
    if is_after {
        return count.checked_add(1).ok_or_else(int4_range);
    }
    let steps = value.sub(low)?.mul(&Number::from(count))?;
    steps.div_trunc(&high.sub(low)?)?.to_i32().map(|step| step.min(count - 1) + 1)
}

fn scale_of(number: &Number) -> Option<i32> {
    number.scale().map(i32::from)
}

functions! {
    /// Functions of numerics.
    DECIMAL;
    "round" (a: Numeric) -> Numeric => a.round(0);
    "round" (a: Numeric, scale: Int4) -> Numeric => a.round(scale);
    "trunc" (a: Numeric) -> Numeric => a.trunc(0);
    "trunc" (a: Numeric, scale: Int4) -> Numeric => a.trunc(scale);
    "ceil" (a: Numeric) -> Numeric => a.ceil();
    "ceiling" (a: Numeric) -> Numeric => a.ceil();
    "floor" (a: Numeric) -> Numeric => a.floor();
    "sign" (a: Numeric) -> Numeric = a.sign();
    "div" (a: Numeric, b: Numeric) -> Numeric => quotient(a, b);
    "gcd" (a: Numeric, b: Numeric) -> Numeric => greatest_divisor(a, b);
    "lcm" (a: Numeric, b: Numeric) -> Numeric => least_multiple(a, b);
    "factorial" (n: Int8) -> Numeric => factorial(n);
    "trim_scale" (a: Numeric) -> Numeric = a.trim_scale();
    "exp" (a: Numeric) -> Numeric => a.exp();
    "ln" (a: Numeric) -> Numeric => a.ln();
    "log" (a: Numeric) -> Numeric => a.log10();
    "log10" (a: Numeric) -> Numeric => a.log10();
    "log" (base: Numeric, a: Numeric) -> Numeric => a.log(base);
    "power" (a: Numeric, b: Numeric) -> Numeric => a.power(b);
    "pow" (a: Numeric, b: Numeric) -> Numeric => a.power(b);
    "^" (a: Numeric, b: Numeric) -> Numeric => a.power(b);
    "sqrt" (a: Numeric) -> Numeric => a.sqrt();
    "width_bucket" (a: Numeric, low: Numeric, high: Numeric, count: Int4) -> Int4 =>
        width_bucket(a, low, high, count);
    "scale" (Numeric) -> Int4 : |call, _| {
        let numbers = call.view::<Numeric>(0);
        each_row_or_null::<Int4>(call, |row| Ok(scale_of(numbers.at(row))))
    };
    "min_scale" (Numeric) -> Int4 : |call, _| {
        let numbers = call.view::<Numeric>(0);
        each_row_or_null::<Int4>(call, |row| Ok(numbers.at(row).min_scale().map(i32::from)))
    };
}
