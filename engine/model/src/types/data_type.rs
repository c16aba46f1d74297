//! What a column may hold. Names and object identifiers are PostgreSQL's (`pg_type`).

use serde::{Deserialize, Serialize};

/// A data type with its modifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DataType {
    /// A literal whose type is not yet known: `'text'` or `NULL` before it meets its context.
    Unknown,
    /// `boolean`
    Bool,
    /// `smallint`
    Int2,
    /// `integer`
    Int4,
    /// `bigint`
    Int8,
    /// `numeric`, or `numeric(precision, scale)`
    Numeric(Option<(u16, i16)>),
    /// `real`
    Float4,
    /// `double precision`
    Float8,
    /// `text`
    Text,
    /// `character varying`, or `character varying(n)` in characters
    Varchar(Option<u32>),
    /// `character(n)`: padded with spaces that comparison does not see. 0 for any length.
    Char(u32),
    /// `name`: identifiers in the system tables
    Name,
    /// `date`
    Date,
    /// `time without time zone`
    Time,
    /// `timestamp without time zone`
    Timestamp,
    /// `timestamp with time zone`
    TimestampTz,
    /// `interval`
    Interval,
    /// `uuid`
    Uuid,
    /// `oid`: object identifiers in the system tables
    Oid,
    /// `void`: what a function called for its effect returns
    Void,
}

/// The family a type belongs to: what decides implicit casts (`pg_type.typcategory`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Not yet known.
    Unknown,
    /// True and false.
    Boolean,
    /// Numbers.
    Number,
    /// Character strings.
    String,
    /// Dates and times.
    DateTime,
    /// Spans of time.
    Timespan,
    /// Everything else.
    User,
}

impl DataType {
    /// The short name that `pg_type.typname` has, and the `types` of a JSON answer.
    pub fn short_name(self) -> &'static str {
        match self {
            DataType::Unknown => "unknown",
            DataType::Bool => "bool",
            DataType::Int2 => "int2",
            DataType::Int4 => "int4",
            DataType::Int8 => "int8",
            DataType::Numeric(_) => "numeric",
            DataType::Float4 => "float4",
            DataType::Float8 => "float8",
            DataType::Text => "text",
            DataType::Varchar(_) => "varchar",
            DataType::Char(_) => "bpchar",
            DataType::Name => "name",
            DataType::Date => "date",
            DataType::Time => "time",
            DataType::Timestamp => "timestamp",
            DataType::TimestampTz => "timestamptz",
            DataType::Interval => "interval",
            DataType::Uuid => "uuid",
            DataType::Oid => "oid",
            DataType::Void => "void",
        }
    }

    /// The name that messages use, without the modifier: `integer`, `character varying`.
    pub fn name(self) -> &'static str {
        match self {
            DataType::Bool => "boolean",
            DataType::Int2 => "smallint",
            DataType::Int4 => "integer",
            DataType::Int8 => "bigint",
            DataType::Float4 => "real",
            DataType::Float8 => "double precision",
            DataType::Varchar(_) => "character varying",
            DataType::Char(_) => "character",
            DataType::Time => "time without time zone",
            DataType::Timestamp => "timestamp without time zone",
            DataType::TimestampTz => "timestamp with time zone",
            other => other.short_name(),
        }
    }

    /// The name with its modifier: `numeric(10,2)`, as `format_type` writes it.
    pub fn full_name(self) -> String {
        match self {
            DataType::Numeric(Some((precision, scale))) => format!("numeric({precision},{scale})"),
            DataType::Varchar(Some(length)) | DataType::Char(length @ 1..) => {
                format!("{}({length})", self.name())
            }
            other => other.name().to_string(),
        }
    }

    /// The object identifier of `pg_type`.
    pub fn oid(self) -> u32 {
        match self {
            DataType::Unknown => 705,
            DataType::Bool => 16,
            DataType::Int2 => 21,
            DataType::Int4 => 23,
            DataType::Int8 => 20,
            DataType::Numeric(_) => 1700,
            DataType::Float4 => 700,
            DataType::Float8 => 701,
            DataType::Text => 25,
            DataType::Varchar(_) => 1043,
            DataType::Char(_) => 1042,
            DataType::Name => 19,
            DataType::Date => 1082,
            DataType::Time => 1083,
            DataType::Timestamp => 1114,
            DataType::TimestampTz => 1184,
            DataType::Interval => 1186,
            DataType::Uuid => 2950,
            DataType::Oid => 26,
            DataType::Void => 2278,
        }
    }

    /// The modifier as `pg_attribute.atttypmod` holds it; -1 for none.
    pub fn modifier(self) -> i32 {
        match self {
            DataType::Numeric(Some((precision, scale))) => {
                (i32::from(precision) << 16 | i32::from(scale) & 0x7ff) + 4
            }
            DataType::Varchar(Some(length)) | DataType::Char(length @ 1..) => length as i32 + 4,
            _ => -1,
        }
    }

    /// The type of that `pg_type` object identifier and modifier.
    pub fn from_oid(oid: u32, modifier: i32) -> Option<DataType> {
        let length = (modifier >= 4).then(|| (modifier - 4) as u32);
        Some(match oid {
            705 => DataType::Unknown,
            16 => DataType::Bool,
            21 => DataType::Int2,
            23 => DataType::Int4,
            20 => DataType::Int8,
            1700 => DataType::Numeric(length.map(|packed| {
                let scale = (packed & 0x7ff) as i16;
                ((packed >> 16) as u16, (scale ^ 1024) - 1024)
            })),
            700 => DataType::Float4,
            701 => DataType::Float8,
            25 => DataType::Text,
            1043 => DataType::Varchar(length),
            1042 => DataType::Char(length.unwrap_or(0)),
            19 => DataType::Name,
            1082 => DataType::Date,
            1083 => DataType::Time,
            1114 => DataType::Timestamp,
            1184 => DataType::TimestampTz,
            1186 => DataType::Interval,
            2950 => DataType::Uuid,
            26 => DataType::Oid,
            2278 => DataType::Void,
            _ => return None,
        })
    }

    /// The same type without its modifier.
    pub fn unmodified(self) -> DataType {
        match self {
            DataType::Numeric(_) => DataType::Numeric(None),
            DataType::Varchar(_) => DataType::Varchar(None),
            DataType::Char(_) => DataType::Char(0),
            other => other,
        }
    }

    /// Whether the others of its family become it when nothing else decides
    /// (`pg_type.typispreferred`).
    pub fn is_preferred(self) -> bool {
        matches!(
            self,
            DataType::Bool
                | DataType::Float8
                | DataType::Oid
                | DataType::Text
                | DataType::TimestampTz
                | DataType::Interval
        )
    }

    /// The family that decides implicit casts.
    pub fn category(self) -> Category {
        match self {
            DataType::Unknown => Category::Unknown,
            DataType::Bool => Category::Boolean,
            DataType::Int2
            | DataType::Int4
            | DataType::Int8
            | DataType::Numeric(_)
            | DataType::Float4
            | DataType::Float8
            | DataType::Oid => Category::Number,
            DataType::Text | DataType::Varchar(_) | DataType::Char(_) | DataType::Name => {
                Category::String
            }
            DataType::Date | DataType::Time | DataType::Timestamp | DataType::TimestampTz => {
                Category::DateTime
            }
            DataType::Interval => Category::Timespan,
            DataType::Uuid | DataType::Void => Category::User,
        }
    }

    /// Whether a grid sets its values to the right: numbers.
    pub fn is_number(self) -> bool {
        self.category() == Category::Number
    }
}
