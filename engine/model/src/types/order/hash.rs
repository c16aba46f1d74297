//! A hash of values that agrees with their equality, the same on every machine.
//!
//! Source of the mixing step: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
//! Generators" (its 64-bit finalizer).

use crate::types::column::{Column, ColumnData};
use crate::types::data_type::DataType;
use crate::types::text::string::trim_char;
use crate::types::value::Value;

/// What NULL hashes to.
const NULL: u64 = 0x9e37_79b9_7f4a_7c15;

/// Spreads a word over all its bits.
#[inline]
pub fn mix(word: u64) -> u64 {
    let word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ word >> 31
}

/// The hash of several columns, one after another.
#[inline]
pub fn combine(hash: u64, more: u64) -> u64 {
    mix(hash.rotate_left(5) ^ more)
}

/// The hash of bytes, eight at a time.
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut hash = bytes.len() as u64;
    for word in words {
        hash = combine(hash, u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    combine(hash, u64::from_le_bytes(last))
}

fn hash_wide(word: u128) -> u64 {
    combine(mix(word as u64), (word >> 64) as u64)
}

/// One of the two noughts, one of the many NaNs. A `real` hashes as the `double precision` that
/// it equals.
fn hash_float(value: f64) -> u64 {
    mix(if value.is_nan() { f64::NAN.to_bits() } else { (value + 0.0).to_bits() })
}

fn hash_text(text: &str, data_type: DataType) -> u64 {
    match data_type {
        DataType::Char(_) => hash_bytes(trim_char(text).as_bytes()),
        _ => hash_bytes(text.as_bytes()),
    }
}

/// The hash of a column's place.
#[inline]
pub fn hash_at(column: &Column, at: usize, data_type: DataType) -> u64 {
    if !column.is_valid(at) {
        return NULL;
    }
    match &column.data {
        ColumnData::Null(_) => NULL,
        ColumnData::Bool(values) => mix(u64::from(values[at])),
        ColumnData::Int2(values) => mix(i64::from(values[at]) as u64),
        ColumnData::Int4(values) | ColumnData::Date(values) => mix(i64::from(values[at]) as u64),
        ColumnData::Int8(values)
        | ColumnData::Time(values)
        | ColumnData::Timestamp(values)
        | ColumnData::TimestampTz(values) => mix(values[at] as u64),
        ColumnData::Numeric(values) => mix(values[at].hash_word()),
        ColumnData::Float4(values) => hash_float(f64::from(values[at])),
        ColumnData::Float8(values) => hash_float(values[at]),
        ColumnData::Text(texts) => hash_text(texts.get(at), data_type),
        ColumnData::Interval(values) => hash_wide(super::interval_span(values[at]) as u128),
        ColumnData::Uuid(values) => hash_wide(values[at]),
    }
}

/// The hash of a value: that of a column's place which holds it.
pub fn hash_value(value: &Value, data_type: DataType) -> u64 {
    match value {
        Value::Null => NULL,
        Value::Bool(value) => mix(u64::from(*value)),
        Value::Int2(value) => mix(i64::from(*value) as u64),
        Value::Int4(value) | Value::Date(value) => mix(i64::from(*value) as u64),
        Value::Int8(value)
        | Value::Time(value)
        | Value::Timestamp(value)
        | Value::TimestampTz(value) => mix(*value as u64),
        Value::Numeric(value) => mix(value.hash_word()),
        Value::Float4(value) => hash_float(f64::from(*value)),
        Value::Float8(value) => hash_float(*value),
        Value::Text(text) => hash_text(text, data_type),
        Value::Interval(span) => hash_wide(super::interval_span(*span) as u128),
        Value::Uuid(value) => hash_wide(*value),
    }
}
