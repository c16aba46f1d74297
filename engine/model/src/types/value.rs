//! One value of one type, or null.

use serde::{Deserialize, Serialize};

use super::datetime::Interval;
use super::numeric::Numeric;

/// A value. The variant is its physical form; the `DataType` beside it gives the meaning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// SQL's NULL, of any type.
    Null,
    /// boolean
    Bool(bool),
    /// smallint
    Int2(i16),
    /// integer
    Int4(i32),
    /// bigint, and oid
    Int8(i64),
    /// numeric
    Numeric(Numeric),
    /// real
    Float4(f32),
    /// double precision
    Float8(f64),
    /// text, character varying, character, name
    Text(String),
    /// date: days since 2000-01-01
    Date(i32),
    /// time: microseconds since midnight
    Time(i64),
    /// timestamp: microseconds since 2000-01-01 00:00:00
    Timestamp(i64),
    /// timestamp with time zone: microseconds since 2000-01-01 00:00:00 UTC
    TimestampTz(i64),
    /// interval
    Interval(Interval),
    /// uuid
    Uuid(u128),
}

impl Value {
    /// Whether this is NULL.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
}
