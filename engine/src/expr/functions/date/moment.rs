//! Dates and timestamps with spans added, and the spans between them.

use model::base::error::{sqlstate, Error, Result};
use model::types::cast::value::date_to_timestamp;
use model::types::datetime::civil::{
    day_from_number, day_number, days_in_month, is_date, is_timestamp, split_timestamp, Day,
    DATE_INFINITY, DATE_NEG_INFINITY, DAY, MONTHS_PER_YEAR, TIMESTAMP_INFINITY,
    TIMESTAMP_NEG_INFINITY,
};
use model::types::datetime::Interval as Span;

use super::out_of_range;
use super::span::{justify_hours, negated};
use crate::expr::form::{Bool, Date, Int4, Interval, Time, Timestamp, TimestampTz};

fn is_infinite(micros: i64) -> bool {
    micros == TIMESTAMP_INFINITY || micros == TIMESTAMP_NEG_INFINITY
}

fn is_infinite_date(days: i32) -> bool {
    days == DATE_INFINITY || days == DATE_NEG_INFINITY
}

/// A date some days later.
fn add_days(date: i32, days: i32) -> Result<i32> {
    if is_infinite_date(date) {
        return Ok(date);
    }
    let sum = i64::from(date) + i64::from(days);
    i32::try_from(sum).ok().filter(|_| is_date(sum)).ok_or_else(|| out_of_range("date"))
}

fn subtract_days(date: i32, days: i32) -> Result<i32> {
    if is_infinite_date(date) {
        return Ok(date);
    }
    let rest = i64::from(date) - i64::from(days);
    i32::try_from(rest).ok().filter(|_| is_date(rest)).ok_or_else(|| out_of_range("date"))
}

fn days_between(left: i32, right: i32) -> Result<i32> {
    if is_infinite_date(left) || is_infinite_date(right) {
        let message = "cannot subtract infinite dates";
        return Err(Error::sql(sqlstate::DATETIME_FIELD_OVERFLOW, message));
    }
    Ok(left.wrapping_sub(right))
}

/// A timestamp a span later: first the months, whose day is the last where there is none, then the
/// days, then the time.
pub fn add_span(micros: i64, span: Span) -> Result<i64> {
    if is_infinite(micros) {
        return Ok(micros);
    }
    let range = || out_of_range("timestamp");
    let (mut days, time) = split_timestamp(micros);
    if span.months != 0 {
        let Day { year, month, day } = day_from_number(days);
        let months = i64::from(year) * i64::from(MONTHS_PER_YEAR)
            + i64::from(month - 1)
            + i64::from(span.months);
        let year = i32::try_from(months.div_euclid(12)).map_err(|_| range())?;
        let month = months.rem_euclid(12) as i32 + 1;
        days = day_number(Day { year, month, day: day.min(days_in_month(year, month)) });
    }
    days += i64::from(span.days);
    let midnight = days.checked_mul(DAY).ok_or_else(range)?;
    let moment = midnight.checked_add(time).and_then(|at| at.checked_add(span.micros));
    moment.filter(|moment| is_timestamp(*moment)).ok_or_else(range)
}

fn subtract_span(micros: i64, span: Span) -> Result<i64> {
    add_span(micros, negated(span)?)
}

fn add_span_to_date(date: i32, span: Span) -> Result<i64> {
    add_span(date_to_timestamp(date)?, span)
}

/// The days and the time between two timestamps.
fn between(left: i64, right: i64) -> Result<Span> {
    if is_infinite(left) || is_infinite(right) {
        let message = "cannot subtract infinite timestamps";
        return Err(Error::sql(sqlstate::DATETIME_FIELD_OVERFLOW, message));
    }
    justify_hours(Span { months: 0, days: 0, micros: left.wrapping_sub(right) })
}

fn at_time(date: i32, time: i64) -> Result<i64> {
    let midnight = date_to_timestamp(date)?;
    if is_infinite(midnight) {
        return Ok(midnight);
    }
    let moment = midnight + time;
    if is_timestamp(moment) {
        Ok(moment)
    } else {
        Err(out_of_range("timestamp"))
    }
}

/// A time of day goes round at midnight.
fn turn(time: i64, micros: i64) -> i64 {
    (time + micros % DAY).rem_euclid(DAY)
}

functions! {
    /// Operators of dates, times and timestamps.
    MOMENT;
    "+" (date: Date, days: Int4) -> Date => add_days(date, days);
    "+" (days: Int4, date: Date) -> Date => add_days(date, days);
    "-" (date: Date, days: Int4) -> Date => subtract_days(date, days);
    "-" (a: Date, b: Date) -> Int4 => days_between(a, b);
    "+" (date: Date, span: Interval) -> Timestamp => add_span_to_date(date, span);
    "+" (span: Interval, date: Date) -> Timestamp => add_span_to_date(date, span);
    "-" (date: Date, span: Interval) -> Timestamp => add_span_to_date(date, negated(span)?);
    "+" (date: Date, time: Time) -> Timestamp => at_time(date, time);
    "+" (time: Time, date: Date) -> Timestamp => at_time(date, time);
    "+" (a: Timestamp, span: Interval) -> Timestamp => add_span(a, span);
    "+" (span: Interval, a: Timestamp) -> Timestamp => add_span(a, span);
    "-" (a: Timestamp, span: Interval) -> Timestamp => subtract_span(a, span);
    "-" (a: Timestamp, b: Timestamp) -> Interval => between(a, b);
    "+" (a: TimestampTz, span: Interval) -> TimestampTz => add_span(a, span);
    "+" (span: Interval, a: TimestampTz) -> TimestampTz => add_span(a, span);
    "-" (a: TimestampTz, span: Interval) -> TimestampTz => subtract_span(a, span);
    "-" (a: TimestampTz, b: TimestampTz) -> Interval => between(a, b);
    "+" (time: Time, span: Interval) -> Time = turn(time, span.micros);
    "+" (span: Interval, time: Time) -> Time = turn(time, span.micros);
    "-" (time: Time, span: Interval) -> Time = turn(time, -(span.micros % DAY));
    "-" (a: Time, b: Time) -> Interval = Span { months: 0, days: 0, micros: a - b };
    "isfinite" (a: Date) -> Bool = !is_infinite_date(a);
    "isfinite" (a: Timestamp) -> Bool = !is_infinite(a);
    "isfinite" (a: TimestampTz) -> Bool = !is_infinite(a);
}
