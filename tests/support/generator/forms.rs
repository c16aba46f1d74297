//! Operators and functions, one row for each: what it gives, how it is written, what it takes.
//!
//! In a row's text `{}` stands for its arguments one after another. Rows are safe: with the values
//! that occur here they do not fail, unless numbers grow past their type.

use super::feature::Feature;
use super::kind::Kind;
use super::kind::Kind::{
    Bool, Char, Date, Float4, Float8, Int2, Int4, Int8, Interval, Numeric, Text, Time, Timestamp,
    TimestampTz, Uuid, Varchar,
};

/// A way to write an expression.
pub struct Form {
    /// What it gives.
    pub gives: Kind,
    /// How it is written.
    pub text: &'static str,
    /// What it takes.
    pub takes: &'static [Kind],
    /// What it exercises.
    pub feature: Feature,
}

macro_rules! forms {
    ($name:ident, $feature:ident; $($gives:ident: $text:literal [$($takes:ident)*];)*) => {
        const $name: &[Form] = &[$(Form {
            gives: $gives,
            text: $text,
            takes: &[$($takes),*],
            feature: Feature::$feature,
        },)*];
    };
}

forms! { ARITHMETIC, Arithmetic;
    Int2: "({} + {})" [Int2 Int2]; Int2: "({} - {})" [Int2 Int2]; Int2: "(- {})" [Int2];
    Int2: "({} % nullif({}, 0::smallint))" [Int2 Int2]; Int2: "({} & {})" [Int2 Int2];
    Int4: "({} + {})" [Int4 Int4]; Int4: "({} - {})" [Int4 Int4]; Int4: "({} * {})" [Int4 Int4];
    Int4: "({} / nullif({}, 0))" [Int4 Int4]; Int4: "({} % nullif({}, 0))" [Int4 Int4];
    Int4: "({} + {})" [Int4 Int2]; Int4: "({} * {})" [Int2 Int4]; Int4: "(- {})" [Int4];
    Int4: "({} | {})" [Int4 Int4]; Int4: "({} # {})" [Int4 Int4]; Int4: "(~ {})" [Int4];
    Int4: "({} - {})" [Date Date]; Int4: "(@ {})" [Int4];
    Int8: "({} + {})" [Int8 Int8]; Int8: "({} - {})" [Int8 Int4]; Int8: "({} * {})" [Int8 Int2];
    Int8: "({} / nullif({}, 0))" [Int8 Int8]; Int8: "({} % nullif({}, 0))" [Int8 Int4];
    Numeric: "({} + {})" [Numeric Numeric]; Numeric: "({} - {})" [Numeric Int4];
    Numeric: "({} * {})" [Numeric Numeric]; Numeric: "({} / nullif({}, 0))" [Numeric Numeric];
    Numeric: "({} % nullif({}, 0))" [Numeric Numeric]; Numeric: "(- {})" [Numeric];
    Numeric: "({} * {})" [Int8 Numeric]; Numeric: "({} / nullif({}, 0))" [Int4 Numeric];
    Float4: "({} + {})" [Float4 Float4]; Float4: "({} * {})" [Float4 Float4];
    Float8: "({} + {})" [Float8 Float8]; Float8: "({} - {})" [Float8 Float4];
    Float8: "({} * {})" [Float8 Int4]; Float8: "({} / nullif({}, 0))" [Float8 Float8];
    Float8: "({} + {})" [Numeric Float8]; Float8: "({} / nullif({}, 0))" [Float4 Int4];
    Date: "({} + {})" [Date Int4]; Date: "({} - {})" [Date Int4]; Date: "({} + {})" [Int4 Date];
    Timestamp: "({} + {})" [Date Interval]; Timestamp: "({} + {})" [Date Time];
    Timestamp: "({} + {})" [Timestamp Interval]; Timestamp: "({} - {})" [Timestamp Interval];
    TimestampTz: "({} + {})" [TimestampTz Interval];
    TimestampTz: "({} - {})" [TimestampTz Interval];
    Time: "({} + {})" [Time Interval]; Time: "({} - {})" [Time Interval];
    Interval: "({} - {})" [Timestamp Timestamp]; Interval: "({} - {})" [TimestampTz TimestampTz];
    Interval: "({} - {})" [Time Time]; Interval: "({} + {})" [Interval Interval];
    Interval: "({} * {})" [Interval Int4]; Interval: "({} / nullif({}, 0))" [Interval Float8];
    Interval: "(- {})" [Interval]; Interval: "({} - {})" [Interval Interval];
    Text: "({} || {})" [Text Text]; Text: "({} || {})" [Text Int4];
    Text: "({} || {})" [Varchar Text];
    Text: "({} || {})" [Date Text]; Text: "({} || {})" [Char Text];
}

forms! { TEXT, TextFunction;
    Text: "lower({})" [Text]; Text: "upper({})" [Text]; Text: "initcap({})" [Text];
    Text: "reverse({})" [Text]; Text: "substr({}, 2)" [Text]; Text: "substr({}, 1, 2)" [Text];
    Text: "substring({} from 2 for 2)" [Text]; Text: "left({}, {})" [Text Int4];
    Text: "right({}, 2)" [Text]; Text: "lpad({}, 5, '*')" [Text]; Text: "rpad({}, 4)" [Text];
    Text: "btrim({})" [Text]; Text: "trim(both 'a' from {})" [Text]; Text: "ltrim({}, 'ab')" [Text];
    Text: "rtrim({})" [Char]; Text: "replace({}, 'a', {})" [Text Text];
    Text: "translate({}, 'ab', 'x')" [Text]; Text: "split_part({}, ' ', 1)" [Text];
    Text: "repeat({}, 2)" [Text]; Text: "concat({}, {}, {})" [Text Int4 Bool];
    Text: "concat_ws('-', {}, {})" [Text Date]; Text: "md5({})" [Text];
    Text: "overlay({} placing 'zz' from 2)" [Text]; Text: "format('%s/%L', {}, {})" [Text Int4];
    Text: "quote_literal({})" [Text]; Text: "quote_nullable({})" [Text]; Text: "to_hex({})" [Int4];
    Text: "lower({})" [Varchar]; Text: "upper({})" [Char];
    Int4: "length({})" [Text]; Int4: "length({})" [Char]; Int4: "char_length({})" [Varchar];
    Int4: "octet_length({})" [Text]; Int4: "position('b' in {})" [Text];
    Int4: "strpos({}, {})" [Text Text]; Int4: "ascii({})" [Text]; Int4: "bit_length({})" [Text];
    Bool: "starts_with({}, {})" [Text Text];
}

forms! { MATH, MathFunction;
    Int4: "abs({})" [Int4]; Int8: "abs({})" [Int8]; Numeric: "abs({})" [Numeric];
    Int2: "abs({})" [Int2]; Float8: "abs({})" [Float8]; Int4: "mod({}, nullif({}, 0))" [Int4 Int4];
    Int4: "gcd({}, {})" [Int4 Int4]; Int4: "width_bucket({}, 0, 10, 5)" [Float8];
    Numeric: "round({})" [Numeric]; Numeric: "round({}, 1)" [Numeric];
    Numeric: "trunc({}, 1)" [Numeric]; Numeric: "trunc({})" [Numeric];
    Numeric: "ceil({})" [Numeric]; Numeric: "floor({})" [Numeric]; Numeric: "sign({})" [Numeric];
    Numeric: "div({}, nullif({}, 0))" [Numeric Numeric]; Numeric: "sqrt(abs({}))" [Numeric];
    Numeric: "mod({}, nullif({}, 0))" [Numeric Numeric]; Numeric: "trim_scale({})" [Numeric];
    Int4: "scale({})" [Numeric]; Numeric: "power({}, 2)" [Numeric];
    Float8: "round({})" [Float8]; Float8: "floor({})" [Float8]; Float8: "ceiling({})" [Float8];
    Float8: "trunc({})" [Float8]; Float8: "sign({})" [Float8]; Float8: "sqrt(abs({}))" [Float8];
    Float8: "power({}, 2)" [Float8]; Numeric: "round(cbrt({})::numeric, 9)" [Float8];
    Float8: "round({})" [Int4];
    Float8: "exp({} / 100)" [Float8]; Float8: "ln(abs({}) + 1)" [Float8];
    Numeric: "ln(abs({}) + 1)" [Numeric]; Numeric: "exp({} / 100)" [Numeric];
    Float8: "degrees({})" [Float8]; Int8: "gcd({}, {})" [Int8 Int8];
}

forms! { DATE, DateFunction;
    Numeric: "extract(year from {})" [Date]; Numeric: "extract(month from {})" [Timestamp];
    Numeric: "extract(dow from {})" [Date]; Numeric: "extract(epoch from {})" [Interval];
    Numeric: "extract(hour from {})" [Time]; Numeric: "extract(epoch from {})" [TimestampTz];
    Numeric: "extract(week from {})" [Date]; Numeric: "extract(second from {})" [Timestamp];
    Float8: "date_part('day', {})" [Timestamp]; Float8: "date_part('hour', {})" [Interval];
    Float8: "date_part('quarter', {})" [Date];
    Timestamp: "date_trunc('month', {})" [Timestamp];
    Timestamp: "date_trunc('hour', {})" [Timestamp];
    TimestampTz: "date_trunc('day', {})" [TimestampTz];
    TimestampTz: "date_trunc('year', {})" [Date];
    Interval: "date_trunc('day', {})" [Interval]; Interval: "age({}, {})" [Timestamp Timestamp];
    Interval: "justify_hours({})" [Interval]; Interval: "justify_days({})" [Interval];
    Interval: "justify_interval({})" [Interval];
    Interval: "make_interval(0, 0, 0, {})" [Int4];
    Timestamp: "({} at time zone 'UTC')" [TimestampTz];
    TimestampTz: "({} at time zone 'UTC')" [Timestamp];
    TimestampTz: "to_timestamp({})" [Float8]; Date: "make_date(2020, 1 + abs({}) % 12, 5)" [Int2];
    Bool: "isfinite({})" [Date];
    Time: "make_time(abs({}) % 24, 30, 1.5)" [Int2];
    Timestamp: "date_bin('15 minutes', {}, timestamp '2001-01-01')" [Timestamp];
}

forms! { TEMPLATE, Template;
    Text: "to_char({}, 'YYYY-MM-DD HH24:MI:SS')" [Timestamp];
    Text: "to_char({}, 'Day, DD Mon')" [Date];
    Text: "to_char({}, 'FM999990.00')" [Numeric]; Text: "to_char({}, '9999')" [Int4];
    Text: "to_char({}, 'HH12:MI AM')" [Timestamp]; Text: "to_char({}, 'S099D9')" [Numeric];
    Text: "to_char({}, 'Q IW D')" [Date]; Text: "to_char({}, 'HH24:MI')" [Interval];
    Date: "to_date(to_char({}, 'DD/MM/YYYY'), 'DD/MM/YYYY')" [Date];
    TimestampTz: "to_timestamp(to_char({}, 'YYYYMMDD'), 'YYYYMMDD')" [Date];
    Numeric: "to_number(to_char({}, '9990.99'), '9990.99')" [Int4];
}

forms! { REGEX, Regex;
    Bool: "({} ~ '^a')" [Text]; Bool: "({} ~* 'B$')" [Text]; Bool: "({} !~ '[0-9]')" [Varchar];
    Bool: "({} similar to '(a|b)%')" [Text];
    Text: "regexp_replace({}, '[ab]+', '<\\&>', 'g')" [Text];
    Text: "substring({} from '[a-z]+')" [Text]; Int4: "regexp_count({}, 'a')" [Text];
    Bool: "({} ~ '^.[a-c]?$')" [Char];
}

forms! { PATTERNS, Like;
    Bool: "({} like 'a%')" [Text]; Bool: "({} not like '%b')" [Text];
    Bool: "({} like '_b%')" [Varchar];
    Bool: "({} like {})" [Text Text]; Bool: "({} like 'a!%' escape '!')" [Text];
    Bool: "({} like '%a%')" [Char];
}

forms! { CASELESS, ILike;
    Bool: "({} ilike 'A%')" [Text]; Bool: "({} not ilike '%B_')" [Varchar];
    Bool: "({} ilike {})" [Text Text];
}

forms! { CASTS, Cast;
    Int4: "{}::text::int" [Int2]; Numeric: "{}::text::numeric" [Int4];
    Date: "{}::text::date" [Date];
    Numeric: "{}::numeric(9,1)" [Numeric]; Text: "{}::varchar(2)::text" [Text];
    Char: "{}::char(4)" [Text]; Bool: "{}::bool" [Int4]; Bool: "{}::text::bool" [Bool];
    Uuid: "{}::text::uuid" [Uuid]; Interval: "{}::text::interval" [Interval];
    Int8: "CAST({} AS bigint)" [Numeric]; Float4: "CAST({} AS real)" [Int4];
    Varchar: "{}::varchar(8)" [Text]; Timestamp: "{}::text::timestamp" [Timestamp];
}

forms! { COMPARISON, Comparison;
    Bool: "({} = {})" [Int4 Int4]; Bool: "({} <> {})" [Text Text]; Bool: "({} < {})" [Int4 Numeric];
    Bool: "({} >= {})" [Date Timestamp]; Bool: "({} > {})" [Float8 Int4];
    Bool: "({} = {})" [Char Char];
    Bool: "({} = {})" [Char Text]; Bool: "({} <= {})" [Int2 Int8];
    Bool: "({} < {})" [TimestampTz Date];
    Bool: "({} = {})" [Varchar Text]; Bool: "({} > {})" [Interval Interval];
    Bool: "({} = {})" [Uuid Uuid];
    Bool: "({} < {})" [Bool Bool]; Bool: "({} = {})" [Float4 Float8];
    Bool: "({} >= {})" [Time Time];
    Bool: "({} is distinct from {})" [Int4 Int4]; Bool: "({} is not distinct from {})" [Text Text];
    Bool: "(({}, {}) = ({}, {}))" [Int4 Text Int4 Text];
    Bool: "(({}, {}) < ({}, {}))" [Int4 Date Int4 Date];
    Bool: "({} != {})" [Numeric Float8];
}

forms! { LOGIC, Logic;
    Bool: "({} and {})" [Bool Bool]; Bool: "({} or {})" [Bool Bool]; Bool: "(not {})" [Bool];
    Bool: "({} is null)" [Int4]; Bool: "({} is not null)" [Text]; Bool: "({} is true)" [Bool];
    Bool: "({} is not false)" [Bool]; Bool: "({} is unknown)" [Bool]; Bool: "({} is null)" [Date];
}

/// Every family, with how often it is asked.
pub const FAMILIES: &[(u64, &[Form])] = &[
    (16, ARITHMETIC),
    (12, TEXT),
    (10, MATH),
    (10, DATE),
    (3, TEMPLATE),
    (4, REGEX),
    (6, PATTERNS),
    (4, CASELESS),
    (8, CASTS),
    (14, COMPARISON),
    (12, LOGIC),
];
