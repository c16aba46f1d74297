//! The table of aggregates, one file per family.
//!
//! ```text
//!   count      count(*), count(x)
//!   sum        sum
//!   extreme    min, max
//!   average    avg
//! ```
//!
//! Result types are PostgreSQL's: `sum(integer)` is a bigint, `sum(bigint)` and averages of whole
//! numbers are numeric (PostgreSQL manual, "Aggregate Functions").

use super::aggregate::Aggregate;

pub mod average;
pub mod count;
pub mod extreme;
pub mod sum;

/// Every family's part of the table.
pub static FAMILIES: &[&[Aggregate]] =
    &[count::COUNT, sum::SUM, extreme::EXTREME, average::AVERAGE];
