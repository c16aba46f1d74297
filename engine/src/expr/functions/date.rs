//! Dates, times, timestamps and spans.
//!
//! ```text
//!   moment     date + 1, timestamp - timestamp, timestamp + interval
//!   span       interval arithmetic, justify_*
//!   parts      extract, date_part
//!   cut        date_trunc, date_bin, age
//!   overlaps   OVERLAPS
//!   make       now(), make_date(..), to_timestamp(..), timezone(..)
//! ```
//!
//! The reckoning itself is `model::types::datetime`, which knows no columns.
//!
//! The session's time zone is UTC, so a timestamp with time zone is reckoned like one without.
//! Source: PostgreSQL manual, "Date/Time Functions and Operators".

use model::base::error::{sqlstate, Error};

pub mod cut;
pub mod make;
pub mod moment;
pub mod overlaps;
pub mod parts;
pub mod span;

/// A date, time or span left its range.
fn out_of_range(what: &str) -> Error {
    Error::sql(sqlstate::DATETIME_FIELD_OVERFLOW, format!("{what} out of range"))
}

fn refused(message: impl Into<String>) -> Error {
    Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message)
}
