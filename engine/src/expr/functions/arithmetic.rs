//! `+`, `-`, `*`, `/`, `%`, signs and `abs` on numbers.
//!
//! Whole numbers that leave their type's range are errors, never wrapped (PostgreSQL manual,
//! "Mathematical Functions and Operators").

use model::base::error::{sqlstate, Error, Result};

use crate::expr::form::{Float4, Float8, Int2, Int4, Int8, Numeric};
use crate::expr::kernel::flagged;

/// A whole number left the range of its type.
fn out_of_range(type_name: &str) -> Error {
    Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, format!("{type_name} out of range"))
}

pub(super) fn int2_range() -> Error {
    out_of_range("smallint")
}

pub(super) fn int4_range() -> Error {
    out_of_range("integer")
}

pub(super) fn int8_range() -> Error {
    out_of_range("bigint")
}

/// A division by zero.
pub(super) fn by_zero() -> Error {
    Error::sql(sqlstate::DIVISION_BY_ZERO, "division by zero")
}

fn overflow() -> Error {
    Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow")
}

fn underflow() -> Error {
    Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: underflow")
}

macro_rules! whole {
    ($divide:ident, $remainder:ident, $word:ty, $range:ident) => {
        fn $divide(a: $word, b: $word) -> Result<$word> {
            match b {
                0 => Err(by_zero()),
                _ => a.checked_div(b).ok_or_else($range),
            }
        }

        fn $remainder(a: $word, b: $word) -> Result<$word> {
            match b {
                0 => Err(by_zero()),
                _ => Ok(a.wrapping_rem(b)),
            }
        }
    };
}

whole!(divide_int2, remainder_int2, i16, int2_range);
whole!(divide_int4, remainder_int4, i32, int4_range);
whole!(divide_int8, remainder_int8, i64, int8_range);

/// A result that became infinite or zero although no argument was is out of range.
pub(super) fn float8_fits(result: f64, may_be_infinite: bool, may_be_zero: bool) -> Result<f64> {
    match result {
        _ if result.is_infinite() && !may_be_infinite => Err(overflow()),
        _ if result == 0.0 && !may_be_zero => Err(underflow()),
        _ => Ok(result),
    }
}

/// The same for `real`.
pub(super) fn float4_fits(result: f32, may_be_infinite: bool, may_be_zero: bool) -> Result<f32> {
    match result {
        _ if result.is_infinite() && !may_be_infinite => Err(overflow()),
        _ if result == 0.0 && !may_be_zero => Err(underflow()),
        _ => Ok(result),
    }
}

macro_rules! floating {
    ($fits:ident, $word:ty: $sum:ident, $product:ident, $quotient:ident) => {
        /// Adding cannot underflow.
        fn $sum(a: $word, b: $word) -> ($word, bool) {
            let result = a + b;
            (result, result.is_infinite() && !a.is_infinite() && !b.is_infinite())
        }

        fn $product(a: $word, b: $word) -> Result<$word> {
            $fits(a * b, a.is_infinite() || b.is_infinite(), a == 0.0 || b == 0.0)
        }

        fn $quotient(a: $word, b: $word) -> Result<$word> {
            if b == 0.0 && !a.is_nan() {
                return Err(by_zero());
            }
            $fits(a / b, a.is_infinite(), a == 0.0 || b.is_infinite())
        }
    };
}

floating!(float4_fits, f32: sum_float4, product_float4, quotient_float4);
floating!(float8_fits, f64: sum_float8, product_float8, quotient_float8);

fn checked((result, overflows): (f64, bool)) -> Result<f64> {
    if overflows {
        Err(overflow())
    } else {
        Ok(result)
    }
}

functions! {
    /// Arithmetic on whole and floating-point numbers.
    ARITHMETIC;
    "+" (Int2, Int2) -> Int2 : |c, _| flagged::<Int2>(c, i16::overflowing_add, int2_range);
    "+" (Int4, Int4) -> Int4 : |c, _| flagged::<Int4>(c, i32::overflowing_add, int4_range);
    "+" (Int8, Int8) -> Int8 : |c, _| flagged::<Int8>(c, i64::overflowing_add, int8_range);
    "-" (Int2, Int2) -> Int2 : |c, _| flagged::<Int2>(c, i16::overflowing_sub, int2_range);
    "-" (Int4, Int4) -> Int4 : |c, _| flagged::<Int4>(c, i32::overflowing_sub, int4_range);
    "-" (Int8, Int8) -> Int8 : |c, _| flagged::<Int8>(c, i64::overflowing_sub, int8_range);
    "*" (Int2, Int2) -> Int2 : |c, _| flagged::<Int2>(c, i16::overflowing_mul, int2_range);
    "*" (Int4, Int4) -> Int4 : |c, _| flagged::<Int4>(c, i32::overflowing_mul, int4_range);
    "*" (Int8, Int8) -> Int8 : |c, _| flagged::<Int8>(c, i64::overflowing_mul, int8_range);
    "/" (a: Int2, b: Int2) -> Int2 => divide_int2(a, b);
    "/" (a: Int4, b: Int4) -> Int4 => divide_int4(a, b);
    "/" (a: Int8, b: Int8) -> Int8 => divide_int8(a, b);
    "%" (a: Int2, b: Int2) -> Int2 => remainder_int2(a, b);
    "%" (a: Int4, b: Int4) -> Int4 => remainder_int4(a, b);
    "%" (a: Int8, b: Int8) -> Int8 => remainder_int8(a, b);
    "mod" (a: Int2, b: Int2) -> Int2 => remainder_int2(a, b);
    "mod" (a: Int4, b: Int4) -> Int4 => remainder_int4(a, b);
    "mod" (a: Int8, b: Int8) -> Int8 => remainder_int8(a, b);
    "-" (a: Int2) -> Int2 => a.checked_neg().ok_or_else(int2_range);
    "-" (a: Int4) -> Int4 => a.checked_neg().ok_or_else(int4_range);
    "-" (a: Int8) -> Int8 => a.checked_neg().ok_or_else(int8_range);
    "+" (a: Int2) -> Int2 = a;
    "+" (a: Int4) -> Int4 = a;
    "+" (a: Int8) -> Int8 = a;
    "abs" (a: Int2) -> Int2 => a.checked_abs().ok_or_else(int2_range);
    "abs" (a: Int4) -> Int4 => a.checked_abs().ok_or_else(int4_range);
    "abs" (a: Int8) -> Int8 => a.checked_abs().ok_or_else(int8_range);
    "@" (a: Int2) -> Int2 => a.checked_abs().ok_or_else(int2_range);
    "@" (a: Int4) -> Int4 => a.checked_abs().ok_or_else(int4_range);
    "@" (a: Int8) -> Int8 => a.checked_abs().ok_or_else(int8_range);

    "+" (Float4, Float4) -> Float4 : |c, _| flagged::<Float4>(c, sum_float4, overflow);
    "+" (Float8, Float8) -> Float8 : |c, _| flagged::<Float8>(c, sum_float8, overflow);
    "-" (Float4, Float4) -> Float4 : |c, _| {
        flagged::<Float4>(c, |a, b| sum_float4(a, -b), overflow)
    };
    "-" (Float8, Float8) -> Float8 : |c, _| {
        flagged::<Float8>(c, |a, b| sum_float8(a, -b), overflow)
    };
    "*" (a: Float4, b: Float4) -> Float4 => product_float4(a, b);
    "*" (a: Float8, b: Float8) -> Float8 => product_float8(a, b);
    "/" (a: Float4, b: Float4) -> Float4 => quotient_float4(a, b);
    "/" (a: Float8, b: Float8) -> Float8 => quotient_float8(a, b);
    "-" (a: Float4) -> Float4 = -a;
    "-" (a: Float8) -> Float8 = -a;
    "+" (a: Float4) -> Float4 = a;
    "+" (a: Float8) -> Float8 = a;
    "abs" (a: Float4) -> Float4 = a.abs();
    "abs" (a: Float8) -> Float8 = a.abs();
    "@" (a: Float4) -> Float4 = a.abs();
    "@" (a: Float8) -> Float8 = a.abs();

    "+" (a: Float4, b: Float8) -> Float8 => checked(sum_float8(f64::from(a), b));
    "+" (a: Float8, b: Float4) -> Float8 => checked(sum_float8(a, f64::from(b)));
    "-" (a: Float4, b: Float8) -> Float8 => checked(sum_float8(f64::from(a), -b));
    "-" (a: Float8, b: Float4) -> Float8 => checked(sum_float8(a, -f64::from(b)));
    "*" (a: Float4, b: Float8) -> Float8 => product_float8(f64::from(a), b);
    "*" (a: Float8, b: Float4) -> Float8 => product_float8(a, f64::from(b));
    "/" (a: Float4, b: Float8) -> Float8 => quotient_float8(f64::from(a), b);
    "/" (a: Float8, b: Float4) -> Float8 => quotient_float8(a, f64::from(b));

    "+" (a: Numeric, b: Numeric) -> Numeric => a.add(b);
    "-" (a: Numeric, b: Numeric) -> Numeric => a.sub(b);
    "*" (a: Numeric, b: Numeric) -> Numeric => a.mul(b);
    "/" (a: Numeric, b: Numeric) -> Numeric => a.div(b);
    "%" (a: Numeric, b: Numeric) -> Numeric => a.rem(b);
    "mod" (a: Numeric, b: Numeric) -> Numeric => a.rem(b);
    "-" (a: Numeric) -> Numeric = a.neg();
    "+" (a: Numeric) -> Numeric = a.clone();
    "abs" (a: Numeric) -> Numeric = a.abs();
    "@" (a: Numeric) -> Numeric = a.abs();
}
