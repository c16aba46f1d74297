//! The types that expressions have here.

use super::feature::Feature;

/// A type, without its modifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `boolean`
    Bool,
    /// `smallint`
    Int2,
    /// `integer`
    Int4,
    /// `bigint`
    Int8,
    /// `numeric`
    Numeric,
    /// `real`
    Float4,
    /// `double precision`
    Float8,
    /// `text`
    Text,
    /// `character varying`
    Varchar,
    /// `character(4)`
    Char,
    /// `date`
    Date,
    /// `time`
    Time,
    /// `timestamp`
    Timestamp,
    /// `timestamp with time zone`
    TimestampTz,
    /// `interval`
    Interval,
    /// `uuid`
    Uuid,
}

use Kind::{
    Bool, Char, Date, Float4, Float8, Int2, Int4, Int8, Interval, Numeric, Text, Time, Timestamp,
    TimestampTz, Uuid, Varchar,
};

/// Every kind, as often as a query asks for it.
pub const KINDS: &[(u64, Kind)] = &[
    (8, Bool),
    (4, Int2),
    (16, Int4),
    (7, Int8),
    (9, Numeric),
    (4, Float4),
    (5, Float8),
    (12, Text),
    (4, Varchar),
    (4, Char),
    (5, Date),
    (4, Time),
    (5, Timestamp),
    (4, TimestampTz),
    (4, Interval),
    (3, Uuid),
];

impl Kind {
    /// Its name in a cast.
    pub fn name(self) -> &'static str {
        match self {
            Bool => "boolean",
            Int2 => "smallint",
            Int4 => "integer",
            Int8 => "bigint",
            Numeric => "numeric",
            Float4 => "real",
            Float8 => "double precision",
            Text => "text",
            Varchar => "varchar(8)",
            Char => "char(4)",
            Date => "date",
            Time => "time",
            Timestamp => "timestamp",
            TimestampTz => "timestamptz",
            Interval => "interval",
            Uuid => "uuid",
        }
    }

    /// Its name in the definition of a column.
    pub fn column_type(self) -> &'static str {
        match self {
            Numeric => "numeric(8,2)",
            other => other.name(),
        }
    }

    /// The name that a column of this kind has in every table that has one.
    pub fn column_name(self) -> &'static str {
        match self {
            Bool => "flag",
            Int2 => "level",
            Int4 => "k",
            Int8 => "big",
            Numeric => "price",
            Float4 => "share",
            Float8 => "ratio",
            Text => "label",
            Varchar => "code",
            Char => "tag",
            Date => "day",
            Time => "clock",
            Timestamp => "made",
            TimestampTz => "seen",
            Interval => "span",
            Uuid => "token",
        }
    }

    /// What an expression of this kind exercises.
    pub fn feature(self) -> Feature {
        match self {
            Bool => Feature::Boolean,
            Int2 => Feature::SmallInt,
            Int4 => Feature::Integer,
            Int8 => Feature::BigInt,
            Numeric => Feature::Numeric,
            Float4 => Feature::Real,
            Float8 => Feature::Double,
            Text => Feature::Text,
            Varchar => Feature::Varchar,
            Char => Feature::Char,
            Date => Feature::Date,
            Time => Feature::Time,
            Timestamp => Feature::Timestamp,
            TimestampTz => Feature::TimestampTz,
            Interval => Feature::Interval,
            Uuid => Feature::Uuid,
        }
    }

    /// Kinds that a value of this kind is cast to without fail, whatever it is.
    pub fn safe_sources(self) -> &'static [Kind] {
        match self {
            Bool | Uuid => &[Bool, Text],
            Int2 => &[Bool, Float4, Numeric],
            Int4 => &[Int2, Bool, Numeric, Float8],
            Int8 => &[Int2, Int4, Numeric],
            Numeric => &[Int2, Int4, Int8, Float8, Float4],
            Float4 => &[Int2, Int4, Numeric, Float8],
            Float8 => &[Int2, Int4, Int8, Numeric, Float4],
            Text => &[
                Bool,
                Int2,
                Int4,
                Int8,
                Numeric,
                Float4,
                Float8,
                Varchar,
                Char,
                Date,
                Time,
                Timestamp,
                TimestampTz,
                Interval,
                Uuid,
            ],
            Varchar => &[Text, Char, Int4, Date, Bool],
            Char => &[Text, Varchar, Int2, Bool],
            Date => &[Timestamp, TimestampTz],
            Time => &[Timestamp, TimestampTz, Interval],
            Timestamp => &[Date, TimestampTz],
            TimestampTz => &[Date, Timestamp],
            Interval => &[Time],
        }
    }
}
