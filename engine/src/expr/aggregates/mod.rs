//! The table of aggregates, one file per family.
//!
//! ```text
//!   count        count(*), count(x)
//!   sum          sum, avg
//!   extreme      min, max
//!   spread       variance, standard deviation
//!   regression   pairs of numbers: corr, covar_*, regr_*
//!   logic        bool_and, bool_or, bit_and, ...
//!   join         string_agg
//!   ordered      percentile_cont, percentile_disc, mode
//! ```
//!
//! Result types are PostgreSQL's: `sum(integer)` is a bigint, `sum(bigint)` and averages of whole
//! numbers are numeric (PostgreSQL manual, "Aggregate Functions").
//!
//! Left out: what makes arrays or json.

use super::aggregate::Aggregate;

pub mod count;
pub mod extreme;
pub mod join;
pub mod logic;
pub mod ordered;
pub mod regression;
pub mod spread;
pub mod sum;

/// Every family's part of the table.
pub static FAMILIES: &[&[Aggregate]] = &[
    count::COUNT,
    sum::SUM,
    extreme::EXTREME,
    spread::SPREAD,
    regression::REGRESSION,
    logic::LOGIC,
    join::JOIN,
    ordered::ORDERED,
];
