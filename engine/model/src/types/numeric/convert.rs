//! Numbers of other types to `numeric` and back.

use core::fmt::Write;

use super::scale::{overflow, Dropped, POWERS};
use super::{Numeric, Special, View};
use crate::base::error::{sqlstate, Error, Result, SqlError};

/// Significant decimal digits that every `double precision` keeps (C's DBL_DIG).
const DOUBLE_DIGITS: usize = 15;
/// The same for `real` (C's FLT_DIG).
const REAL_DIGITS: usize = 6;
/// Mantissas up to here and powers of ten up to 10^22 are exact as `double precision`.
const EXACT_MANTISSA_MAX: u128 = 1 << 53;

impl From<i16> for Numeric {
    fn from(value: i16) -> Numeric {
        Numeric::from_parts(i128::from(value), 0)
    }
}

impl From<i32> for Numeric {
    fn from(value: i32) -> Numeric {
        Numeric::from_parts(i128::from(value), 0)
    }
}

impl From<i64> for Numeric {
    fn from(value: i64) -> Numeric {
        Numeric::from_parts(i128::from(value), 0)
    }
}

impl From<i128> for Numeric {
    fn from(value: i128) -> Numeric {
        Numeric::from_parts(value, 0)
    }
}

/// A float in as few digits as its type keeps, as a number.
fn from_float(value: f64, digits: usize) -> Result<Numeric> {
    if value.is_nan() {
        return Ok(Numeric::NAN);
    }
    if value.is_infinite() {
        return Ok(if value > 0.0 { Numeric::INFINITY } else { Numeric::NEG_INFINITY });
    }
    let mut text = String::with_capacity(24);
    write!(text, "{value:.*e}", digits - 1).map_err(|_| overflow())?;
    // C's %g drops the zeros that end the fraction; they would count as scale here.
    if let Some((digits, exponent)) = text.split_once('e') {
        let digits = digits.trim_end_matches('0').trim_end_matches('.');
        text = format!("{digits}e{exponent}");
    }
    Numeric::parse(&text)
}

/// The error of a whole number that the type cannot hold.
fn out_of_range(type_name: &str) -> Error {
    Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, format!("{type_name} out of range"))
}

impl Numeric {
    /// A `double precision` to its 15 certain digits.
    pub fn from_f64(value: f64) -> Result<Numeric> {
        from_float(value, DOUBLE_DIGITS)
    }

    /// A `real` to its 6 certain digits.
    pub fn from_f32(value: f32) -> Result<Numeric> {
        from_float(f64::from(value), REAL_DIGITS)
    }

    /// The nearest `double precision`; 22003 where even that is out of range.
    pub fn to_f64(&self) -> Result<f64> {
        let value = self.to_f64_lossy();
        if value.is_infinite() && self.is_finite() || value == 0.0 && !self.is_zero() {
            return Err(Error::sql(
                sqlstate::NUMERIC_VALUE_OUT_OF_RANGE,
                format!("\"{self}\" is out of range for type double precision"),
            ));
        }
        Ok(value)
    }

    /// The nearest `real`; 22003 where even that is out of range.
    pub fn to_f32(&self) -> Result<f32> {
        let value = match self.view() {
            View::Special(_) => self.to_f64_lossy() as f32,
            _ => self.to_string().parse::<f32>().unwrap_or(f32::NAN),
        };
        if value.is_infinite() && self.is_finite() || value == 0.0 && !self.is_zero() {
            return Err(Error::sql(
                sqlstate::NUMERIC_VALUE_OUT_OF_RANGE,
                format!("\"{self}\" is out of range for type real"),
            ));
        }
        Ok(value)
    }

    /// The nearest `double precision`, infinite or nought where out of range.
    pub fn to_f64_lossy(&self) -> f64 {
        match self.view() {
            View::Small(mantissa, scale)
                if mantissa.unsigned_abs() <= EXACT_MANTISSA_MAX && scale <= 22 =>
            {
                // Both sides are exact, so that one division rounds once.
                mantissa as f64 / POWERS[usize::from(scale)] as f64
            }
            View::Special(Special::NaN) => f64::NAN,
            View::Special(Special::Infinity) => f64::INFINITY,
            View::Special(Special::NegInfinity) => f64::NEG_INFINITY,
            _ => self.to_string().parse().unwrap_or(f64::NAN),
        }
    }

    /// The nearest `smallint`, halves away from zero.
    pub fn to_i16(&self) -> Result<i16> {
        self.to_whole("smallint")
    }

    /// The nearest `integer`, halves away from zero.
    pub fn to_i32(&self) -> Result<i32> {
        self.to_whole("integer")
    }

    /// The nearest `bigint`, halves away from zero.
    pub fn to_i64(&self) -> Result<i64> {
        self.to_whole("bigint")
    }

    fn to_whole<T: TryFrom<i128>>(&self, type_name: &str) -> Result<T> {
        let unsupported = |what: &str| {
            Err(SqlError::new(
                sqlstate::FEATURE_NOT_SUPPORTED,
                format!("cannot convert {what} to {type_name}"),
            )
            .into())
        };
        match self.view() {
            View::Special(Special::NaN) => return unsupported("NaN"),
            View::Special(_) => return unsupported("infinity"),
            _ => {}
        }
        let whole = self.rescale(0, Dropped::Rounded)?;
        let (mantissa, _) = whole.parts().ok_or_else(|| out_of_range(type_name))?;
        T::try_from(mantissa).map_err(|_| out_of_range(type_name))
    }

    /// The number made to fit `numeric(precision, scale)`, or 22003.
    pub fn fit(&self, precision: u16, scale: i16) -> Result<Numeric> {
        let field_overflow = |detail: String| {
            SqlError::new(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow")
                .detail(detail)
                .into()
        };
        match self.view() {
            View::Special(Special::NaN) => return Ok(Numeric::NAN),
            View::Special(_) => {
                return Err(field_overflow(format!(
                    "A field with precision {precision}, scale {scale} \
                     cannot hold an infinite value."
                )));
            }
            _ => {}
        }
        let whole_digits = i32::from(precision) - i32::from(scale);
        let fitted = self.rescale(i32::from(scale), Dropped::Rounded)?;
        if fitted.is_zero() || fitted.exponent() < whole_digits {
            return Ok(fitted);
        }
        let bound = match whole_digits {
            0 => "1".to_string(),
            digits => format!("10^{digits}"),
        };
        Err(field_overflow(format!(
            "A field with precision {precision}, scale {scale} \
             must round to an absolute value less than {bound}."
        )))
    }

    /// The power of ten at which the first digit stands: 0 for 1 to 9, -1 for 0.1; 0 for nought.
    pub(in crate::types) fn exponent(&self) -> i32 {
        let digits = match self.view() {
            View::Special(_) | View::Small(0, _) => return 0,
            View::Small(mantissa, _) => super::scale::digit_count(mantissa.unsigned_abs()),
            View::Big(mantissa, _) => super::scale::big_digit_count(mantissa.magnitude()),
        };
        digits as i32 - 1 - i32::from(self.scale().unwrap_or(0))
    }
}
