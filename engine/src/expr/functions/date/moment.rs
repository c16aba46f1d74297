//! Dates and timestamps with spans added, and the spans between them.

use model::base::error::Result;
use model::types::cast::value::date_to_timestamp;
use model::types::datetime::arith;
use model::types::datetime::Interval as Span;

use crate::expr::form::{Bool, Date, Int4, Interval, Time, Timestamp, TimestampTz};

fn day_plus_span(date: i32, span: Span) -> Result<i64> {
    arith::timestamp_plus(date_to_timestamp(date)?, span)
}

fn day_minus_span(date: i32, span: Span) -> Result<i64> {
    arith::timestamp_minus(date_to_timestamp(date)?, span)
}

functions! {
    /// Operators of dates, times and timestamps.
    MOMENT;
    "+" (date: Date, days: Int4) -> Date => arith::date_plus_days(date, days);
    "+" (days: Int4, date: Date) -> Date => arith::date_plus_days(date, days);
    "-" (date: Date, days: Int4) -> Date => arith::date_minus_days(date, days);
    "-" (a: Date, b: Date) -> Int4 => arith::days_between(a, b);
    "+" (date: Date, span: Interval) -> Timestamp => day_plus_span(date, span);
    "+" (span: Interval, date: Date) -> Timestamp => day_plus_span(date, span);
    "-" (date: Date, span: Interval) -> Timestamp => day_minus_span(date, span);
    "+" (date: Date, time: Time) -> Timestamp => arith::date_plus_time(date, time);
    "+" (time: Time, date: Date) -> Timestamp => arith::date_plus_time(date, time);
    "+" (a: Timestamp, span: Interval) -> Timestamp => arith::timestamp_plus(a, span);
    "+" (span: Interval, a: Timestamp) -> Timestamp => arith::timestamp_plus(a, span);
    "-" (a: Timestamp, span: Interval) -> Timestamp => arith::timestamp_minus(a, span);
    "-" (a: Timestamp, b: Timestamp) -> Interval => arith::timestamp_difference(a, b);
    "+" (a: TimestampTz, span: Interval) -> TimestampTz => arith::timestamp_plus(a, span);
    "+" (span: Interval, a: TimestampTz) -> TimestampTz => arith::timestamp_plus(a, span);
    "-" (a: TimestampTz, span: Interval) -> TimestampTz => arith::timestamp_minus(a, span);
    "-" (a: TimestampTz, b: TimestampTz) -> Interval => arith::timestamp_difference(a, b);
    "+" (time: Time, span: Interval) -> Time = arith::time_plus(time, span);
    "+" (span: Interval, time: Time) -> Time = arith::time_plus(time, span);
    "-" (time: Time, span: Interval) -> Time = arith::time_minus(time, span);
    "-" (a: Time, b: Time) -> Interval = arith::time_difference(a, b);
    "isfinite" (a: Date) -> Bool = arith::is_finite_date(a);
    "isfinite" (a: Timestamp) -> Bool = arith::is_finite_timestamp(a);
    "isfinite" (a: TimestampTz) -> Bool = arith::is_finite_timestamp(a);
}
