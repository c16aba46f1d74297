//! The function table, one file per family.
//!
//! ```text
//!   arithmetic   + - * / % and signs
//!   comparison   = <> < <= > >=
//!   math         rounding, roots, powers, logarithms, chance;  decimal: the same, exactly
//!                precise: exponential, logarithm and power to the last digit
//!   trigonometry angles;                        bits: & | # ~ << >>
//!   date         dates, times, timestamps, spans; in date/
//!   sequence     counters;                      system: what the database says of itself; md5
//!   text         lengths, parts, case, search;  like: LIKE, ILIKE
//!   template     to_char, to_date, to_timestamp, to_number
//!   regex        ~ and regexp_*; in regex/
//!   concat       || concat format;              quote: values and names as SQL writes them
//! ```

use super::function::Function;

pub mod arithmetic;
pub mod bits;
pub mod comparison;
pub mod concat;
pub mod date;
pub mod decimal;
pub mod like;
pub mod math;
pub mod md5;
pub mod precise;
pub mod quote;
pub mod regex;
pub mod sequence;
pub mod system;
pub mod template;
pub mod text;
pub mod trigonometry;

/// Every family's part of the table.
pub static FAMILIES: &[&[Function]] = &[
    arithmetic::ARITHMETIC,
    comparison::COMPARISON,
    comparison::MIXED,
    math::MATH,
    math::CHANCE,
    decimal::DECIMAL,
    trigonometry::TRIGONOMETRY,
    bits::BITS,
    date::moment::MOMENT,
    date::span::SPAN,
    date::parts::PARTS,
    date::cut::CUT,
    date::overlaps::OVERLAPS,
    date::make::MAKE,
    template::moment::MOMENT_TEMPLATE,
    template::number::NUMBER_TEMPLATE,
    text::TEXT,
    like::LIKE,
    regex::calls::REGEX,
    concat::CONCAT,
    quote::QUOTE,
    quote::QUOTE_ANY,
    sequence::SEQUENCE,
    system::SYSTEM,
    system::SYSTEM_ANY,
];
