//! The function table, one file per family.
//!
//! ```text
//!   arithmetic   + - * / % and signs
//!   comparison   = <> < <= > >=
//!   text         lengths, parts, case, search;  like: LIKE, ILIKE
//!   concat       || concat format;              quote: values and names as SQL writes them
//! ```

use super::function::Function;

pub mod arithmetic;
pub mod comparison;
pub mod concat;
pub mod like;
pub mod quote;
pub mod text;

/// Every family's part of the table.
pub static FAMILIES: &[&[Function]] = &[
    arithmetic::ARITHMETIC,
    comparison::COMPARISON,
    comparison::MIXED,
    concat::CONCAT,
    like::LIKE,
    quote::QUOTE,
    quote::QUOTE_ANY,
    text::TEXT,
];
