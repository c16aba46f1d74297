//! PostgreSQL's text form of every value, both ways.
//!
//! ```text
//!   "42"  --from_text-->  Value::Int4(42)  --write_text-->  "42"
//!
//!   integer    whole numbers          boolean    true and false, and their many spellings
//!   float      shortest round trip    string     char(n) and varchar(n)
//!   uuid       hexadecimal            (numeric and datetime have theirs beside their types)
//! ```
//!
//! Invariants:
//! 1. `from_text(to_text(v))` is `v`.
//! 2. Refusals carry the SQLSTATE and the words of PostgreSQL's input functions.
//!
//! Source: PostgreSQL manual, "Data Types"; the answers of PostgreSQL 15.

use super::column::{Column, ColumnData};
use super::data_type::DataType;
use super::datetime::{iso, parse, print, span};
use super::numeric::Numeric;
use super::value::Value;
use crate::base::error::{sqlstate, Error, Result};

pub mod boolean;
pub(in crate::types) mod buffer;
pub mod float;
pub mod integer;
pub mod string;
pub mod uuid;

/// The text form of a value of that type. NULL has none: the empty text.
pub fn to_text(value: &Value, data_type: DataType) -> String {
    let mut out = String::new();
    write_value(value, data_type, &mut out);
    out
}

/// The text form of a value at the end of a string. False, and nothing written, for NULL.
/// What a `void` function returns shows as nothing, but is not NULL.
pub fn write_value(value: &Value, data_type: DataType, out: &mut String) -> bool {
    match value {
        Value::Null => return data_type == DataType::Void,
        Value::Bool(value) => boolean::write(*value, out),
        Value::Int2(value) => integer::write(i64::from(*value), out),
        Value::Int4(value) => integer::write(i64::from(*value), out),
        Value::Int8(value) => integer::write(*value, out),
        Value::Numeric(value) => value.write(out),
        Value::Float4(value) => float::write_f32(*value, out),
        Value::Float8(value) => float::write_f64(*value, out),
        Value::Text(value) => out.push_str(value),
        Value::Date(value) => print::write_date(*value, out),
        Value::Time(value) => print::write_time(*value, out),
        Value::Timestamp(value) => print::write_timestamp(*value, out),
        Value::TimestampTz(value) => print::write_timestamptz(*value, out),
        Value::Interval(value) => print::write_interval(*value, out),
        Value::Uuid(value) => uuid::write(*value, out),
    }
    true
}

/// The text form of a column's value at the end of a string; nothing is allocated but there.
/// False, and nothing written, for NULL.
pub fn write_text(column: &Column, at: usize, data_type: DataType, out: &mut String) -> bool {
    if !column.is_valid(at) {
        return data_type == DataType::Void;
    }
    match &column.data {
        ColumnData::Null(_) => return false,
        ColumnData::Bool(values) => boolean::write(values[at], out),
        ColumnData::Int2(values) => integer::write(i64::from(values[at]), out),
        ColumnData::Int4(values) => integer::write(i64::from(values[at]), out),
        ColumnData::Int8(values) => integer::write(values[at], out),
        ColumnData::Numeric(values) => values[at].write(out),
        ColumnData::Float4(values) => float::write_f32(values[at], out),
        ColumnData::Float8(values) => float::write_f64(values[at], out),
        ColumnData::Text(values) => out.push_str(values.get(at)),
        ColumnData::Date(values) => print::write_date(values[at], out),
        ColumnData::Time(values) => print::write_time(values[at], out),
        ColumnData::Timestamp(values) => print::write_timestamp(values[at], out),
        ColumnData::TimestampTz(values) => print::write_timestamptz(values[at], out),
        ColumnData::Interval(values) => print::write_interval(values[at], out),
        ColumnData::Uuid(values) => uuid::write(values[at], out),
    }
    true
}

/// The value of a text, as the type's input function reads it. A moment that needs the clock
/// (`'now'`, `'today'`) is refused: see [`from_text_at`].
pub fn from_text(text: &str, data_type: DataType) -> Result<Value> {
    read(text, data_type, None)
}

/// The same where the clock is known: microseconds since 2000-01-01 UTC, for `'now'`.
pub fn from_text_at(text: &str, data_type: DataType, now_micros: i64) -> Result<Value> {
    read(text, data_type, Some(now_micros))
}

/// The value of a text at the end of a column of that type: what [`from_text`] gives, without a
/// value in between. Where the text is refused, there is none more.
pub fn push_from_text(
    column: &mut Column,
    text: &str,
    data_type: DataType,
    now_micros: Option<i64>,
) -> Result<()> {
    match (&mut column.data, data_type) {
        (ColumnData::Int2(values), DataType::Int2) => values.push(integer::parse_i16(text)?),
        (ColumnData::Int4(values), DataType::Int4) => values.push(integer::parse_i32(text)?),
        (ColumnData::Int8(values), DataType::Int8) => values.push(integer::parse_i64(text)?),
        (ColumnData::Float8(values), DataType::Float8) => values.push(float::parse_f64(text)?),
        (ColumnData::Text(texts), DataType::Text | DataType::Varchar(None)) => texts.push(text),
        (ColumnData::Text(texts), DataType::Varchar(Some(length))) => {
            texts.push(string::fit_varchar(text, length)?);
        }
        (ColumnData::Text(texts), DataType::Char(length)) => {
            texts.push(&string::fit_char(text, length)?);
        }
        _ => {
            column.push(&read(text, data_type, now_micros)?);
            return Ok(());
        }
    }
    if let Some(valid) = &mut column.valid {
        valid.push(true);
    }
    Ok(())
}

fn read(text: &str, data_type: DataType, now: Option<i64>) -> Result<Value> {
    Ok(match data_type {
        DataType::Unknown | DataType::Text => Value::Text(text.to_string()),
        DataType::Varchar(None) | DataType::Char(0) => Value::Text(text.to_string()),
        DataType::Varchar(Some(length)) => {
            Value::Text(string::fit_varchar(text, length)?.to_string())
        }
        DataType::Char(length) => Value::Text(string::fit_char(text, length)?.into_owned()),
        DataType::Name => Value::Text(string::cut_name(text).to_string()),
        DataType::Bool => Value::Bool(boolean::parse(text)?),
        DataType::Int2 => Value::Int2(integer::parse_i16(text)?),
        DataType::Int4 => Value::Int4(integer::parse_i32(text)?),
        DataType::Int8 => Value::Int8(integer::parse_i64(text)?),
        DataType::Oid => Value::Int8(integer::parse_oid(text)?),
        DataType::Numeric(modifier) => {
            let number = Numeric::parse(text)?;
            Value::Numeric(match modifier {
                Some((precision, scale)) => number.fit(precision, scale)?,
                None => number,
            })
        }
        DataType::Float4 => Value::Float4(float::parse_f32(text)?),
        DataType::Float8 => Value::Float8(float::parse_f64(text)?),
        DataType::Date => Value::Date(match iso::parse_date(text) {
            Some(days) => days,
            None => parse::parse_date(text, now)?,
        }),
        DataType::Time => Value::Time(parse::parse_time(text, now)?),
        DataType::Timestamp => Value::Timestamp(match iso::parse_timestamp(text) {
            Some(micros) => micros,
            None => parse::parse_timestamp(text, now)?,
        }),
        DataType::TimestampTz => Value::TimestampTz(match iso::parse_timestamptz(text) {
            Some(micros) => micros,
            None => parse::parse_timestamptz(text, now)?,
        }),
        DataType::Interval => Value::Interval(span::parse_interval(text)?),
        DataType::Uuid => Value::Uuid(uuid::parse(text)?),
        DataType::Void => Value::Null,
    })
}

/// The error of a text that is no value of the type.
pub(in crate::types) fn invalid_syntax(text: &str, type_name: &str) -> Error {
    Error::sql(
        sqlstate::INVALID_TEXT_REPRESENTATION,
        format!("invalid input syntax for type {type_name}: \"{text}\""),
    )
}

/// White space of the C locale, which has the vertical tab that Rust's lacks.
pub(in crate::types) fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b
}

/// The text between leading and trailing white space of the C locale.
#[inline]
pub(in crate::types) fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if *first > b' ' && *last > b' ' => text,
        _ => text.trim_matches(|letter: char| u8::try_from(letter).is_ok_and(is_space)),
    }
}
