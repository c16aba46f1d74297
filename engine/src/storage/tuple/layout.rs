//! How the rows of one table lie in a tuple: width and alignment of each value.

use model::types::data_type::DataType;
use model::types::value::Value;

use crate::storage::bytes::align;

/// How the rows of one table lie in a tuple.
#[derive(Clone, Debug, PartialEq)]
pub struct RowLayout {
    pub(super) attributes: Vec<Attribute>,
    /// What the values that a tuple lacks are taken to be; empty for NULL throughout.
    pub(super) missing: Vec<Value>,
}

/// One value's place in a tuple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    /// How its bytes are read.
    pub form: Form,
    /// Its offset from `hoff` if nothing before it is NULL or has a length of its own.
    pub fixed_offset: Option<u32>,
}

/// How the bytes of a value are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Bool,
    Int2,
    Int4,
    Date,
    Oid,
    Float4,
    Int8,
    Time,
    Timestamp,
    TimestampTz,
    Float8,
    Interval,
    Uuid,
    Name,
    Text,
    Numeric,
}

/// Bytes of a `name`, its end mark with it.
pub(super) const NAME_BYTES: usize = 64;

impl Form {
    fn of(data_type: DataType) -> Form {
        match data_type {
            DataType::Bool => Form::Bool,
            DataType::Int2 => Form::Int2,
            DataType::Int4 => Form::Int4,
            DataType::Int8 => Form::Int8,
            DataType::Numeric(_) => Form::Numeric,
            DataType::Float4 => Form::Float4,
            DataType::Float8 => Form::Float8,
            DataType::Name => Form::Name,
            DataType::Date => Form::Date,
            DataType::Time => Form::Time,
            DataType::Timestamp => Form::Timestamp,
            DataType::TimestampTz => Form::TimestampTz,
            DataType::Interval => Form::Interval,
            DataType::Uuid => Form::Uuid,
            DataType::Oid => Form::Oid,
            DataType::Unknown
            | DataType::Text
            | DataType::Varchar(_)
            | DataType::Char(_)
            | DataType::Void => Form::Text,
        }
    }

    /// Bytes of the value, or `None` if each has its own length.
    #[inline]
    pub fn width(self) -> Option<usize> {
        match self {
            Form::Bool => Some(1),
            Form::Int2 => Some(2),
            Form::Int4 | Form::Date | Form::Oid | Form::Float4 => Some(4),
            Form::Int8 | Form::Time | Form::Timestamp | Form::TimestampTz | Form::Float8 => Some(8),
            Form::Interval | Form::Uuid => Some(16),
            Form::Name => Some(NAME_BYTES),
            Form::Text | Form::Numeric => None,
        }
    }

    /// What its offset is a multiple of. For values with a long length of their own too.
    #[inline]
    pub fn alignment(self) -> usize {
        match self {
            Form::Bool | Form::Uuid | Form::Name => 1,
            Form::Int2 => 2,
            Form::Int4 | Form::Date | Form::Oid | Form::Float4 => 4,
            Form::Text | Form::Numeric => 4,
            Form::Int8 | Form::Time | Form::Timestamp | Form::TimestampTz => 8,
            Form::Float8 | Form::Interval => 8,
        }
    }
}

impl RowLayout {
    /// The layout of a table with columns of these types, dropped ones among them.
    pub fn new(data_types: &[DataType]) -> RowLayout {
        let mut offset = Some(0);
        let mut attributes = Vec::with_capacity(data_types.len());
        for data_type in data_types {
            let form = Form::of(*data_type);
            let fixed = offset.map(|offset| align(offset, form.alignment()));
            // A value with a length of its own starts at a known place only if no padding could
            // come before it, which depends on its length.
            let known = fixed.filter(|fixed| form.width().is_some() || Some(*fixed) == offset);
            attributes.push(Attribute { form, fixed_offset: known.map(|fixed| fixed as u32) });
            offset = fixed.zip(form.width()).map(|(fixed, width)| fixed + width);
        }
        RowLayout { attributes, missing: Vec::new() }
    }

    /// The same, where tuples older than a column are taken to hold this value in it. Columns
    /// without such a value are NULL there.
    pub fn with_missing(mut self, column_no: usize, value: Value) -> RowLayout {
        self.missing.resize(self.attributes.len(), Value::Null);
        self.missing[column_no] = value;
        self
    }

    /// How many columns there are.
    pub fn column_count(&self) -> usize {
        self.attributes.len()
    }
}
