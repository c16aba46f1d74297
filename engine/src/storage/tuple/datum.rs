//! One value, borrowed from wherever it lies: what is written into a tuple.

use model::types::column::{Column, ColumnData};
use model::types::datetime::Interval;
use model::types::numeric::Numeric;
use model::types::value::Value;

/// A value that belongs to somebody else.
#[derive(Clone, Copy, Debug)]
pub enum Datum<'a> {
    /// NULL
    Null,
    /// boolean
    Bool(bool),
    /// smallint
    Int2(i16),
    /// integer, date
    Int4(i32),
    /// bigint, oid, time, timestamps
    Int8(i64),
    /// numeric
    Numeric(&'a Numeric),
    /// real
    Float4(f32),
    /// double precision
    Float8(f64),
    /// every kind of string
    Text(&'a str),
    /// interval
    Interval(Interval),
    /// uuid
    Uuid(u128),
}

impl<'a> From<&'a Value> for Datum<'a> {
    fn from(value: &'a Value) -> Datum<'a> {
        match value {
            Value::Null => Datum::Null,
            Value::Bool(value) => Datum::Bool(*value),
            Value::Int2(value) => Datum::Int2(*value),
            Value::Int4(value) | Value::Date(value) => Datum::Int4(*value),
            Value::Int8(value)
            | Value::Time(value)
            | Value::Timestamp(value)
            | Value::TimestampTz(value) => Datum::Int8(*value),
            Value::Numeric(value) => Datum::Numeric(value),
            Value::Float4(value) => Datum::Float4(*value),
            Value::Float8(value) => Datum::Float8(*value),
            Value::Text(value) => Datum::Text(value),
            Value::Interval(value) => Datum::Interval(*value),
            Value::Uuid(value) => Datum::Uuid(*value),
        }
    }
}

impl<'a> Datum<'a> {
    /// The value at a place of a column.
    #[inline]
    pub fn of_column(column: &'a Column, at: usize) -> Datum<'a> {
        if !column.is_valid(at) {
            return Datum::Null;
        }
        match &column.data {
            ColumnData::Null(_) => Datum::Null,
            ColumnData::Bool(vector) => Datum::Bool(vector[at]),
            ColumnData::Int2(vector) => Datum::Int2(vector[at]),
            ColumnData::Int4(vector) | ColumnData::Date(vector) => Datum::Int4(vector[at]),
            ColumnData::Int8(vector)
            | ColumnData::Time(vector)
            | ColumnData::Timestamp(vector)
            | ColumnData::TimestampTz(vector) => Datum::Int8(vector[at]),
            ColumnData::Numeric(vector) => Datum::Numeric(&vector[at]),
            ColumnData::Float4(vector) => Datum::Float4(vector[at]),
            ColumnData::Float8(vector) => Datum::Float8(vector[at]),
            ColumnData::Text(text) => Datum::Text(text.get(at)),
            ColumnData::Interval(vector) => Datum::Interval(vector[at]),
            ColumnData::Uuid(vector) => Datum::Uuid(vector[at]),
        }
    }

    /// Whether this is NULL.
    #[inline]
    pub fn is_null(&self) -> bool {
        matches!(self, Datum::Null)
    }
}
