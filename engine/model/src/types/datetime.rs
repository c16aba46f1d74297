//! Calendars and clocks: dates, times, timestamps, intervals.
//!
//! ```text
//!   date         days since 2000-01-01                     i32
//!   time         microseconds since midnight               i64
//!   timestamp    microseconds since 2000-01-01 00:00:00    i64
//!   interval     months, days, microseconds                Interval
//!
//!   civil     days and (year, month, day), microseconds and (hour, minute, second)
//!   iso       the canonical ISO form, read quickly
//!   fields    a text cut into fields by their looks
//!   words     the words of dates, times and spans
//!   reading   what fields mean together
//!   parse     texts to dates, times, timestamps
//!   span      texts to intervals (span_iso: those of ISO 8601)
//!   arith     sums and differences, age, justify
//!   part      extract, date_part, date_trunc
//!   make      dates, times, moments and spans from their parts
//!   template  templates taken apart (format: to_char; scan, settle: to_date,
//!             to_timestamp)
//!   print     text forms: ISO DateStyle, IntervalStyle postgres, TimeZone UTC
//! ```
//!
//! Invariants:
//! 1. The calendar is the proleptic Gregorian one; years have a number 0, which texts call 1 BC.
//! 2. The least and the greatest integer stand for `-infinity` and `infinity`.
//!
//! Left out: named time zones (a table of 600 kB that changes every year), other DateStyles.
//! Source: PostgreSQL manual, "Date/Time Types" and appendix "Date/Time Support".

use serde::{Deserialize, Serialize};

pub mod arith;
pub mod civil;
mod fields;
pub mod format;
pub mod iso;
pub mod make;
pub mod parse;
pub mod part;
pub mod print;
mod reading;
pub mod scan;
mod settle;
pub mod span;
mod span_iso;
pub mod template;
mod words;
mod wrong;

/// A span of time in the three units that do not convert into one another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Interval {
    /// Whole months.
    pub months: i32,
    /// Whole days.
    pub days: i32,
    /// Microseconds.
    pub micros: i64,
}
