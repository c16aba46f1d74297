//! One value made one of another type.

use super::fit::fit;
use super::{cast_path, Context};
use crate::base::error::{sqlstate, Error, Result};
use crate::types::data_type::{Category, DataType};
use crate::types::datetime::civil::{self, DAY};
use crate::types::datetime::Interval;
use crate::types::numeric::Numeric;
use crate::types::text::string::trim_char;
use crate::types::text::{from_text, from_text_at, write_value};
use crate::types::value::Value;

/// How a cast is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct How {
    /// Who asks: decides whether a string that is too long is cut or refused.
    pub context: Context,
    /// The clock, for texts such as `'today'`: microseconds since 2000-01-01 UTC.
    pub now_micros: Option<i64>,
}

impl From<Context> for How {
    fn from(context: Context) -> How {
        How { context, now_micros: None }
    }
}

/// A value of type `from` made one of type `to`, its modifier applied. NULL stays NULL.
pub fn cast_value(value: &Value, from: DataType, to: DataType, how: How) -> Result<Value> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    fit(convert(value, from, to, how)?, to, how.context)
}

/// The error of a cast that does not exist.
pub fn no_cast(from: DataType, to: DataType) -> Error {
    let message = format!("cannot cast type {} to {}", from.name(), to.name());
    Error::sql(sqlstate::CANNOT_COERCE, message)
}

fn out_of_range(what: &str) -> Error {
    Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, format!("{what} out of range"))
}

/// The value in the physical form of `to`, its modifier not yet applied.
fn convert(value: &Value, from: DataType, to: DataType, how: How) -> Result<Value> {
    if cast_path(from, to).is_none() {
        return Err(no_cast(from, to));
    }
    if from.unmodified() == to.unmodified() {
        return Ok(value.clone());
    }
    match (from.category(), to.category()) {
        (Category::String | Category::Unknown, Category::String) => {
            return Ok(match (value, from, to) {
                (Value::Text(text), DataType::Char(_), _) => {
                    Value::Text(trim_char(text).to_string())
                }
                _ => value.clone(),
            });
        }
        (_, Category::String) => {
            let mut text = String::new();
            write_as_text(value, from, to, &mut text);
            return Ok(Value::Text(text));
        }
        (Category::String | Category::Unknown, _) => {
            let Value::Text(text) = value else { return Err(no_cast(from, to)) };
            // The modifier comes after: a written cast of a text reads it without one.
            return match how.now_micros {
                Some(now) => from_text_at(text, to.unmodified(), now),
                None => from_text(text, to.unmodified()),
            };
        }
        _ => {}
    }
    match value {
        Value::Bool(truth) => Ok(Value::Int4(i32::from(*truth))),
        Value::Int2(number) => from_integer(i64::from(*number), from, to),
        Value::Int4(number) => from_integer(i64::from(*number), from, to),
        Value::Int8(number) => from_integer(*number, from, to),
        Value::Float4(number) => from_real(*number, from, to),
        Value::Float8(number) => from_double(*number, from, to),
        Value::Numeric(number) => from_numeric(number, from, to),
        _ => between_times(value, from, to),
    }
}

/// The text that a cast gives: that of the type's output function, but booleans in words, save
/// as a `name`.
pub(super) fn write_as_text(value: &Value, from: DataType, to: DataType, out: &mut String) {
    match value {
        Value::Bool(truth) if to != DataType::Name => {
            out.push_str(if *truth { "true" } else { "false" })
        }
        _ => {
            write_value(value, from, out);
        }
    }
}

fn from_integer(number: i64, from: DataType, to: DataType) -> Result<Value> {
    Ok(match to {
        // An oid above 2^31 and a negative integer share their bits.
        DataType::Int4 if from == DataType::Oid => Value::Int4(number as u32 as i32),
        DataType::Oid if from == DataType::Int8 => {
            Value::Int8(u32::try_from(number).map_err(|_| out_of_range("OID"))?.into())
        }
        DataType::Oid => Value::Int8(i64::from(number as u32)),
        DataType::Bool => Value::Bool(number != 0),
        DataType::Int2 => Value::Int2(i16::try_from(number).map_err(|_| out_of_range("smallint"))?),
        DataType::Int4 => Value::Int4(i32::try_from(number).map_err(|_| out_of_range("integer"))?),
        DataType::Int8 => Value::Int8(number),
        DataType::Float4 => Value::Float4(number as f32),
        DataType::Float8 => Value::Float8(number as f64),
        DataType::Numeric(_) => Value::Numeric(Numeric::from(number)),
        _ => return Err(no_cast(from, to)),
    })
}

/// Two to that power, the first whole number beyond a type's range.
const fn power_of_two(exponent: u32) -> f64 {
    (1u128 << exponent) as f64
}

/// The nearest whole number, halves to the even one, below `2^bits` in size; 22003 otherwise.
pub(super) fn round_double(number: f64, bits: u32, what: &str) -> Result<i64> {
    let whole = libm::rint(number);
    let bound = power_of_two(bits);
    if (-bound..bound).contains(&whole) {
        Ok(whole as i64)
    } else {
        Err(out_of_range(what))
    }
}

/// The nearest `real`; 22003 where the number leaves its range.
pub(super) fn double_to_real(number: f64) -> Result<f32> {
    let real = number as f32;
    if real.is_infinite() && number.is_finite() {
        return Err(out_of_range_because("overflow"));
    }
    if real == 0.0 && number != 0.0 {
        return Err(out_of_range_because("underflow"));
    }
    Ok(real)
}

fn out_of_range_because(why: &str) -> Error {
    let message = format!("value out of range: {why}");
    Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, message)
}

fn from_real(number: f32, from: DataType, to: DataType) -> Result<Value> {
    match to {
        DataType::Numeric(_) => Numeric::from_f32(number).map(Value::Numeric),
        _ => from_double(f64::from(number), from, to),
    }
}

fn from_double(number: f64, from: DataType, to: DataType) -> Result<Value> {
    Ok(match to {
        DataType::Int2 => Value::Int2(round_double(number, 15, "smallint")? as i16),
        DataType::Int4 => Value::Int4(round_double(number, 31, "integer")? as i32),
        DataType::Int8 => Value::Int8(round_double(number, 63, "bigint")?),
        DataType::Float4 => Value::Float4(double_to_real(number)?),
        DataType::Float8 => Value::Float8(number),
        DataType::Numeric(_) => Value::Numeric(Numeric::from_f64(number)?),
        _ => return Err(no_cast(from, to)),
    })
}

fn from_numeric(number: &Numeric, from: DataType, to: DataType) -> Result<Value> {
    Ok(match to {
        DataType::Int2 => Value::Int2(number.to_i16()?),
        DataType::Int4 => Value::Int4(number.to_i32()?),
        DataType::Int8 => Value::Int8(number.to_i64()?),
        DataType::Float4 => Value::Float4(number.to_f32()?),
        DataType::Float8 => Value::Float8(number.to_f64()?),
        DataType::Numeric(_) => Value::Numeric(number.clone()),
        _ => return Err(no_cast(from, to)),
    })
}

fn between_times(value: &Value, from: DataType, to: DataType) -> Result<Value> {
    Ok(match (value, to) {
        (Value::Date(days), DataType::Timestamp) => Value::Timestamp(date_to_timestamp(*days)?),
        (Value::Date(days), DataType::TimestampTz) => Value::TimestampTz(date_to_timestamp(*days)?),
        (Value::Timestamp(micros), DataType::TimestampTz) => Value::TimestampTz(*micros),
        (Value::TimestampTz(micros), DataType::Timestamp) => Value::Timestamp(*micros),
        (Value::Timestamp(micros) | Value::TimestampTz(micros), DataType::Date) => {
            Value::Date(timestamp_to_date(*micros))
        }
        (Value::Timestamp(micros) | Value::TimestampTz(micros), DataType::Time) => match *micros {
            civil::TIMESTAMP_INFINITY | civil::TIMESTAMP_NEG_INFINITY => Value::Null,
            micros => Value::Time(micros.rem_euclid(DAY)),
        },
        (Value::Time(micros), DataType::Interval) => {
            Value::Interval(Interval { months: 0, days: 0, micros: *micros })
        }
        (Value::Interval(span), DataType::Time) => Value::Time(span.micros.rem_euclid(DAY)),
        _ => return Err(no_cast(from, to)),
    })
}

/// Midnight of a day, in UTC; 22008 where no timestamp reaches.
pub fn date_to_timestamp(days: i32) -> Result<i64> {
    match days {
        civil::DATE_INFINITY => Ok(civil::TIMESTAMP_INFINITY),
        civil::DATE_NEG_INFINITY => Ok(civil::TIMESTAMP_NEG_INFINITY),
        _ => i64::from(days)
            .checked_mul(DAY)
            .filter(|micros| civil::is_timestamp(*micros))
            .ok_or_else(|| {
                let message = "date out of range for timestamp";
                Error::sql(sqlstate::DATETIME_FIELD_OVERFLOW, message)
            }),
    }
}

/// The day of a moment, in UTC.
pub fn timestamp_to_date(micros: i64) -> i32 {
    match micros {
        civil::TIMESTAMP_INFINITY => civil::DATE_INFINITY,
        civil::TIMESTAMP_NEG_INFINITY => civil::DATE_NEG_INFINITY,
        // No finite timestamp has more than 2^27 days.
        _ => micros.div_euclid(DAY) as i32,
    }
}
