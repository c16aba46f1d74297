//! Which of two values comes first, and which are equal.
//!
//! ```text
//!   -Infinity < -1 < 0 < 1 < Infinity < NaN = NaN        numbers of every type
//!   'B' < 'a' < 'a '                                     text: by bytes, which is collation C
//!   char(n)                                              the same without the blanks at the end
//!   30 days = 1 month                                    intervals, as PostgreSQL counts them
//! ```
//!
//!   key    values as bytes in the same order, for sorting and for indexes
//!   read   such bytes read back
//!   hash   a hash that agrees with equality
//!
//! Invariants:
//! 1. The order is total over the values of one type; NULL is left to the caller or, where a
//!    function says so, comes last.
//! 2. Values that compare equal hash equal and have equal keys.
//!
//! Left out: collations of languages. Every database here has collation C.
//! Source: PostgreSQL manual, "Operator Classes", and the types' own pages.

use core::cmp::Ordering;

use super::column::{Column, ColumnData};
use super::data_type::DataType;
use super::datetime::civil::{DAY, DAYS_PER_MONTH};
use super::datetime::Interval;
use super::text::string::trim_char;
use super::value::Value;

pub mod hash;
pub mod key;
pub mod read;

/// Two values of one type in btree order; NULL after everything and equal to itself.
pub fn compare(left: &Value, right: &Value, data_type: DataType) -> Ordering {
    match (left, right) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::Int2(left), Value::Int2(right)) => left.cmp(right),
        (Value::Int4(left), Value::Int4(right)) => left.cmp(right),
        (Value::Int8(left), Value::Int8(right)) => left.cmp(right),
        (Value::Numeric(left), Value::Numeric(right)) => left.cmp(right),
        (Value::Float4(left), Value::Float4(right)) => {
            compare_floats(f64::from(*left), f64::from(*right))
        }
        (Value::Float8(left), Value::Float8(right)) => compare_floats(*left, *right),
        (Value::Text(left), Value::Text(right)) => compare_texts(left, right, data_type),
        (Value::Date(left), Value::Date(right)) => left.cmp(right),
        (Value::Time(left), Value::Time(right)) => left.cmp(right),
        (Value::Timestamp(left), Value::Timestamp(right)) => left.cmp(right),
        (Value::TimestampTz(left), Value::TimestampTz(right)) => left.cmp(right),
        (Value::Interval(left), Value::Interval(right)) => compare_intervals(*left, *right),
        (Value::Uuid(left), Value::Uuid(right)) => left.cmp(right),
        (left, right) => form(left).cmp(&form(right)),
    }
}

/// A number per physical form: values of different forms, which no query compares, still have
/// a fixed order.
fn form(value: &Value) -> u8 {
    match value {
        Value::Null => u8::MAX,
        Value::Bool(_) => 0,
        Value::Int2(_) => 1,
        Value::Int4(_) => 2,
        Value::Int8(_) => 3,
        Value::Numeric(_) => 4,
        Value::Float4(_) => 5,
        Value::Float8(_) => 6,
        Value::Text(_) => 7,
        Value::Date(_) => 8,
        Value::Time(_) => 9,
        Value::Timestamp(_) => 10,
        Value::TimestampTz(_) => 11,
        Value::Interval(_) => 12,
        Value::Uuid(_) => 13,
    }
}

/// Two places of two columns of one type in btree order; NULL after everything.
pub fn compare_at(
    left: &Column,
    left_at: usize,
    right: &Column,
    right_at: usize,
    data_type: DataType,
) -> Ordering {
    match (left.is_valid(left_at), right.is_valid(right_at)) {
        (true, true) => compare_valid(&left.data, left_at, &right.data, right_at, data_type),
        (left, right) => right.cmp(&left),
    }
}

/// The same for two places that are known to hold values.
#[inline]
fn compare_valid(
    left: &ColumnData,
    i: usize,
    right: &ColumnData,
    j: usize,
    data_type: DataType,
) -> Ordering {
    match (left, right) {
        (ColumnData::Bool(left), ColumnData::Bool(right)) => left[i].cmp(&right[j]),
        (ColumnData::Int2(left), ColumnData::Int2(right)) => left[i].cmp(&right[j]),
        (ColumnData::Int4(left), ColumnData::Int4(right))
        | (ColumnData::Date(left), ColumnData::Date(right)) => left[i].cmp(&right[j]),
        (ColumnData::Int8(left), ColumnData::Int8(right))
        | (ColumnData::Time(left), ColumnData::Time(right))
        | (ColumnData::Timestamp(left), ColumnData::Timestamp(right))
        | (ColumnData::TimestampTz(left), ColumnData::TimestampTz(right)) => left[i].cmp(&right[j]),
        (ColumnData::Numeric(left), ColumnData::Numeric(right)) => left[i].cmp(&right[j]),
        (ColumnData::Float4(left), ColumnData::Float4(right)) => {
            compare_floats(f64::from(left[i]), f64::from(right[j]))
        }
        (ColumnData::Float8(left), ColumnData::Float8(right)) => compare_floats(left[i], right[j]),
        (ColumnData::Text(left), ColumnData::Text(right)) => {
            compare_texts(left.get(i), right.get(j), data_type)
        }
        (ColumnData::Interval(left), ColumnData::Interval(right)) => {
            compare_intervals(left[i], right[j])
        }
        (ColumnData::Uuid(left), ColumnData::Uuid(right)) => left[i].cmp(&right[j]),
        (left, right) => compare(&left.value(i), &right.value(j), data_type),
    }
}

/// Floats: NaN equals itself and is above everything; the two noughts are equal.
#[inline]
pub fn compare_floats(left: f64, right: f64) -> Ordering {
    left.partial_cmp(&right).unwrap_or_else(|| left.is_nan().cmp(&right.is_nan()))
}

/// Strings by bytes; of `char(n)` without the blanks that end them.
#[inline]
pub fn compare_texts(left: &str, right: &str, data_type: DataType) -> Ordering {
    match data_type {
        DataType::Char(_) => trim_char(left).as_bytes().cmp(trim_char(right).as_bytes()),
        _ => left.as_bytes().cmp(right.as_bytes()),
    }
}

/// A span as one number: a month counts 30 days, a day 24 hours.
#[inline]
pub fn interval_span(interval: Interval) -> i128 {
    let days = i64::from(interval.months) * DAYS_PER_MONTH + i64::from(interval.days);
    i128::from(days) * i128::from(DAY) + i128::from(interval.micros)
}

/// Intervals by the time they count.
#[inline]
pub fn compare_intervals(left: Interval, right: Interval) -> Ordering {
    interval_span(left).cmp(&interval_span(right))
}
