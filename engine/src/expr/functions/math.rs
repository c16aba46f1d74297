//! Functions of real numbers: rounding, roots, powers, logarithms, chance.
//!
//! Transcendental functions come from `libm`, so that every machine gives the same bits; those
//! whose last place people see most are computed anew in `precise`.
//! Domain errors are PostgreSQL's (manual, "Mathematical Functions and Operators").

use model::base::error::{sqlstate, Error, Result};
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use super::arithmetic::{float8_fits, int4_range, int8_range};
use super::precise;
use crate::expr::call::Call;
use crate::expr::env::Env;
use crate::expr::form::{Float8, Int4, Int8};
use crate::expr::function::{Function, Volatility};
use crate::expr::kernel::each_row;

fn logarithm_error(what: &str) -> Error {
    let message = format!("cannot take logarithm of {what}");
    Error::sql(sqlstate::INVALID_ARGUMENT_FOR_LOGARITHM, message)
}

fn power_error(message: &str) -> Error {
    Error::sql(sqlstate::INVALID_ARGUMENT_FOR_POWER_FUNCTION, message)
}

/// What takes a logarithm: anything above zero.
fn log_argument(value: f64) -> Result<f64> {
    match value {
        0.0 => Err(logarithm_error("zero")),
        value if value < 0.0 => Err(logarithm_error("a negative number")),
        value => Ok(value),
    }
}

fn square_root(value: f64) -> Result<f64> {
    if value < 0.0 {
        return Err(power_error("cannot take square root of a negative number"));
    }
    float8_fits(libm::sqrt(value), value.is_infinite(), value == 0.0)
}

fn cube_root(value: f64) -> Result<f64> {
    float8_fits(libm::cbrt(value), value.is_infinite(), value == 0.0)
}

/// A power, with NaN and the infinities as POSIX has them.
fn power(base: f64, exponent: f64) -> Result<f64> {
    if base.is_nan() {
        return Ok(if exponent == 0.0 { 1.0 } else { f64::NAN });
    }
    if exponent.is_nan() {
        return Ok(if base == 1.0 { 1.0 } else { f64::NAN });
    }
    if base == 0.0 && exponent < 0.0 {
        return Err(power_error("zero raised to a negative power is undefined"));
    }
    if base < 0.0 && !exponent.is_infinite() && libm::floor(exponent) != exponent {
        return Err(power_error(
            "a negative number raised to a non-integer power yields a complex result",
        ));
    }
    let is_infinite = base.is_infinite() || exponent.is_infinite();
    let result = precise::pow(base, exponent);
    float8_fits(result, is_infinite, is_infinite || base == 0.0)
}

fn exponential(value: f64) -> Result<f64> {
    float8_fits(precise::exp(value), value.is_infinite(), value == f64::NEG_INFINITY)
}

fn natural_logarithm(value: f64) -> Result<f64> {
    let value = log_argument(value)?;
    float8_fits(precise::log(value), value.is_infinite(), value == 1.0)
}

fn logarithm(value: f64) -> Result<f64> {
    let value = log_argument(value)?;
    float8_fits(precise::log10(value), value.is_infinite(), value == 1.0)
}

fn sign(value: f64) -> f64 {
    match value {
        value if value > 0.0 => 1.0,
        value if value < 0.0 => -1.0,
        value => value.abs().min(0.0),
    }
}

/// The greatest common divisor, never negative.
fn greatest_divisor(a: i64, b: i64, range: fn() -> Error, max: i64) -> Result<i64> {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i64::try_from(a).ok().filter(|divisor| *divisor <= max).ok_or_else(range)
}

/// The least common multiple, never negative; 0 if either is 0.
fn least_multiple(a: i64, b: i64, range: fn() -> Error, max: i64) -> Result<i64> {
    if a == 0 || b == 0 {
        return Ok(0);
    }
    let divisor = greatest_divisor(a, b, range, i64::MAX)?;
    let multiple = (a / divisor).checked_mul(b).and_then(i64::checked_abs);
    multiple.filter(|multiple| *multiple <= max).ok_or_else(range)
}

const INT4_MAX: i64 = i32::MAX as i64;

/// The number of the bucket, of `count` equal ones between two bounds, that a value falls in: 0
/// before the first, `count + 1` after the last.
fn width_bucket(value: f64, low: f64, high: f64, count: i32) -> Result<i32> {
    let refused = |message: &str| {
        Err(Error::sql(sqlstate::INVALID_ARGUMENT_FOR_WIDTH_BUCKET_FUNCTION, message))
    };
    if count <= 0 {
        return refused("count must be greater than zero");
    }
    if value.is_nan() || low.is_nan() || high.is_nan() {
        return refused("operand, lower bound, and upper bound cannot be NaN");
    }
    if low.is_infinite() || high.is_infinite() {
        return refused("lower and upper bounds must be finite");
    }
    let after = || count.checked_add(1).ok_or_else(int4_range);
    // The halves are taken so that the width of the whole range does not overflow.
    let place = |value: f64| {
        let fraction = (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
        ((f64::from(count) * fraction) as i32).clamp(0, count - 1) + 1
    };
    if low < high {
        match value {
            value if value < low => Ok(0),
            value if value >= high => after(),
            value => Ok(place(value)),
        }
    } else if low > high {
        match value {
            value if value > low => Ok(0),
            value if value <= high => after(),
            value => Ok(place(value)),
        }
    } else {
        refused("lower bound cannot equal upper bound")
    }
}

/// A number at least 0 and below 1, another for each row.
fn random(call: &Call<'_>, env: &mut dyn Env) -> Result<Column> {
    let numbers = (0..call.rows).map(|_| env.random()).collect();
    Ok(Column::new(ColumnData::Float8(numbers)))
}

fn set_seed(call: &Call<'_>, env: &mut dyn Env) -> Result<Column> {
    let seeds = call.view::<Float8>(0);
    for row in (0..call.rows).filter(|&row| call.wants(row)) {
        let seed = seeds.at(row);
        if !(-1.0..=1.0).contains(&seed) {
            return Err(Error::sql(
                sqlstate::INVALID_PARAMETER_VALUE,
                format!("setseed parameter {seed} is out of allowed range [-1,1]"),
            ));
        }
        env.set_seed(seed);
    }
    Ok(Column::new(ColumnData::Null(call.rows as u32)))
}

/// Functions of chance.
pub static CHANCE: &[Function] = &[
    Function {
        volatility: Volatility::Volatile,
        ..Function::strict("random", &[], DataType::Float8, random)
    },
    Function {
        volatility: Volatility::Volatile,
        ..Function::strict("setseed", &[DataType::Float8], DataType::Void, set_seed)
    },
];

functions! {
    /// Functions of floating-point and whole numbers.
    MATH;
    "round" (a: Float8) -> Float8 = libm::rint(a);
    "ceil" (a: Float8) -> Float8 = libm::ceil(a);
    "ceiling" (a: Float8) -> Float8 = libm::ceil(a);
    "floor" (a: Float8) -> Float8 = libm::floor(a);
    "trunc" (a: Float8) -> Float8 = libm::trunc(a);
    "sign" (a: Float8) -> Float8 = sign(a);
    "sqrt" (a: Float8) -> Float8 => square_root(a);
    "|/" (a: Float8) -> Float8 => square_root(a);
    "cbrt" (a: Float8) -> Float8 => cube_root(a);
    "||/" (a: Float8) -> Float8 => cube_root(a);
    "power" (a: Float8, b: Float8) -> Float8 => power(a, b);
    "pow" (a: Float8, b: Float8) -> Float8 => power(a, b);
    "^" (a: Float8, b: Float8) -> Float8 => power(a, b);
    "exp" (a: Float8) -> Float8 => exponential(a);
    "ln" (a: Float8) -> Float8 => natural_logarithm(a);
    "log" (a: Float8) -> Float8 => logarithm(a);
    "log10" (a: Float8) -> Float8 => logarithm(a);
    "gcd" (a: Int4, b: Int4) -> Int4 =>
        greatest_divisor(a.into(), b.into(), int4_range, INT4_MAX).map(|result| result as i32);
    "gcd" (a: Int8, b: Int8) -> Int8 => greatest_divisor(a, b, int8_range, i64::MAX);
    "lcm" (a: Int4, b: Int4) -> Int4 =>
        least_multiple(a.into(), b.into(), int4_range, INT4_MAX).map(|result| result as i32);
    "lcm" (a: Int8, b: Int8) -> Int8 => least_multiple(a, b, int8_range, i64::MAX);
    "width_bucket" (a: Float8, low: Float8, high: Float8, count: Int4) -> Int4 =>
        width_bucket(a, low, high, count);
    "pi" () -> Float8 : |call, _| each_row::<Float8>(call, |_| Ok(std::f64::consts::PI));
}
