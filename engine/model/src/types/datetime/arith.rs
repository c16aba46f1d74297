//! Sums and differences of days, times, moments and spans.
//!
//! A span is added in its three units: months first, and a day that the month lacks becomes its
//! last; then days; then microseconds. 31 January plus a month is 28 or 29 February.
//! Source: PostgreSQL manual, "Date/Time Functions and Operators".

use super::civil::{self, Day, DAY};
use super::Interval;
use crate::base::error::{sqlstate, Error, Result};

fn out_of_range(what: &str) -> Error {
    Error::sql(sqlstate::DATETIME_FIELD_OVERFLOW, format!("{what} out of range"))
}

pub(super) fn timestamp_out_of_range() -> Error {
    out_of_range("timestamp")
}

pub(super) fn interval_out_of_range() -> Error {
    out_of_range("interval")
}

/// Whether a day is neither infinity.
pub fn is_finite_date(days: i32) -> bool {
    !matches!(days, civil::DATE_INFINITY | civil::DATE_NEG_INFINITY)
}

/// Whether a moment is neither infinity.
pub fn is_finite_timestamp(micros: i64) -> bool {
    !matches!(micros, civil::TIMESTAMP_INFINITY | civil::TIMESTAMP_NEG_INFINITY)
}

/// A moment that a `timestamp` can hold.
pub(super) fn checked_timestamp(micros: Option<i64>) -> Result<i64> {
    micros.filter(|micros| civil::is_timestamp(*micros)).ok_or_else(timestamp_out_of_range)
}

/// `date + integer`
pub fn date_plus_days(date: i32, days: i32) -> Result<i32> {
    if !is_finite_date(date) {
        return Ok(date);
    }
    match i64::from(date) + i64::from(days) {
        sum if civil::is_date(sum) => Ok(sum as i32),
        _ => Err(out_of_range("date")),
    }
}

/// `date - integer`
pub fn date_minus_days(date: i32, days: i32) -> Result<i32> {
    if !is_finite_date(date) {
        return Ok(date);
    }
    match i64::from(date) - i64::from(days) {
        difference if civil::is_date(difference) => Ok(difference as i32),
        _ => Err(out_of_range("date")),
    }
}

/// `date - date`: days.
pub fn days_between(left: i32, right: i32) -> Result<i32> {
    if !is_finite_date(left) || !is_finite_date(right) {
        let message = "cannot subtract infinite dates";
        return Err(Error::sql(sqlstate::DATETIME_FIELD_OVERFLOW, message));
    }
    Ok(left.wrapping_sub(right))
}

/// `date + time`: a moment.
pub fn date_plus_time(date: i32, time: i64) -> Result<i64> {
    let midnight = crate::types::cast::value::date_to_timestamp(date)?;
    match is_finite_timestamp(midnight) {
        true => checked_timestamp(midnight.checked_add(time)),
        false => Ok(midnight),
    }
}

/// `timestamp + interval`; the same with a time zone, which is UTC.
pub fn timestamp_plus(micros: i64, span: Interval) -> Result<i64> {
    if !is_finite_timestamp(micros) {
        return Ok(micros);
    }
    let at = |number: i64, time: i64| {
        checked_timestamp(number.checked_mul(DAY).and_then(|micros| micros.checked_add(time)))
    };
    // Each of the three sums must stay within bounds, as PostgreSQL makes them one by one.
    let mut sum = micros;
    if span.months != 0 {
        let (number, time) = civil::split_timestamp(sum);
        sum = at(add_months(number, span.months), time)?;
    }
    if span.days != 0 {
        let (number, time) = civil::split_timestamp(sum);
        sum = at(number + i64::from(span.days), time)?;
    }
    checked_timestamp(sum.checked_add(span.micros))
}

/// `timestamp - interval`
pub fn timestamp_minus(micros: i64, span: Interval) -> Result<i64> {
    timestamp_plus(micros, negate(span)?)
}

/// The day of the same number so many months later, or the month's last.
fn add_months(number: i64, months: i32) -> i64 {
    let day = civil::day_from_number(number);
    let month = i64::from(day.year) * 12 + i64::from(day.month) - 1 + i64::from(months);
    let (year, month) = (month.div_euclid(12) as i32, month.rem_euclid(12) as i32 + 1);
    let day = day.day.min(civil::days_in_month(year, month));
    civil::day_number(Day { year, month, day })
}

/// `timestamp - timestamp`: days and microseconds of one sign.
pub fn timestamp_difference(left: i64, right: i64) -> Result<Interval> {
    if !is_finite_timestamp(left) || !is_finite_timestamp(right) {
        let message = "cannot subtract infinite timestamps";
        return Err(Error::sql(sqlstate::DATETIME_FIELD_OVERFLOW, message));
    }
    let micros = left.checked_sub(right).ok_or_else(interval_out_of_range)?;
    justify_hours(Interval { months: 0, days: 0, micros })
}

/// `time + interval`: months and days do not count, and midnight is passed without a word.
pub fn time_plus(time: i64, span: Interval) -> i64 {
    (time + span.micros % DAY).rem_euclid(DAY)
}

/// `time - interval`
pub fn time_minus(time: i64, span: Interval) -> i64 {
    (time - span.micros % DAY).rem_euclid(DAY)
}

/// `time - time`
pub fn time_difference(left: i64, right: i64) -> Interval {
    Interval { months: 0, days: 0, micros: left - right }
}

/// `interval + interval`
pub fn interval_sum(left: Interval, right: Interval) -> Result<Interval> {
    let sum = || {
        Some(Interval {
            months: left.months.checked_add(right.months)?,
            days: left.days.checked_add(right.days)?,
            micros: left.micros.checked_add(right.micros)?,
        })
    };
    sum().ok_or_else(interval_out_of_range)
}

/// `interval - interval`
pub fn interval_difference(left: Interval, right: Interval) -> Result<Interval> {
    let difference = || {
        Some(Interval {
            months: left.months.checked_sub(right.months)?,
            days: left.days.checked_sub(right.days)?,
            micros: left.micros.checked_sub(right.micros)?,
        })
    };
    difference().ok_or_else(interval_out_of_range)
}

/// `- interval`
pub fn negate(span: Interval) -> Result<Interval> {
    interval_difference(Interval::default(), span)
}

/// Seconds of a day, as a float.
const DAY_SECONDS: f64 = 86_400.0;
/// Microseconds of a second, as a float.
const SECOND_MICROS: f64 = 1_000_000.0;

/// A number of seconds or days rounded to a millionth.
fn round_millionth(number: f64) -> f64 {
    libm::rint(number * SECOND_MICROS) / SECOND_MICROS
}

/// `interval * number`
pub fn interval_times(span: Interval, factor: f64) -> Result<Interval> {
    scale(span, |part| part * factor)
}

/// `interval / number`
pub fn interval_over(span: Interval, divisor: f64) -> Result<Interval> {
    if divisor == 0.0 {
        return Err(crate::types::numeric::divide::division_by_zero());
    }
    scale(span, |part| part / divisor)
}

/// Each unit scaled. What is left of a month goes on to days of which it has 30, and what is
/// left of a day to seconds.
fn scale(span: Interval, by: impl Fn(f64) -> f64) -> Result<Interval> {
    let whole = |number: f64| {
        // NaN is in no range.
        let fits = (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number);
        if fits {
            Ok(number as i32)
        } else {
            Err(interval_out_of_range())
        }
    };
    let (exact_months, exact_days) = (by(f64::from(span.months)), by(f64::from(span.days)));
    let (months, mut days) = (whole(exact_months)?, whole(exact_days)?);
    let month_days =
        round_millionth((exact_months - f64::from(months)) * civil::DAYS_PER_MONTH as f64);
    let whole_month_days = libm::trunc(month_days);
    let mut seconds = round_millionth(
        (exact_days - f64::from(days) + month_days - whole_month_days) * DAY_SECONDS,
    );
    if libm::fabs(seconds) >= DAY_SECONDS {
        let whole_days = libm::trunc(seconds / DAY_SECONDS);
        days = days.wrapping_add(whole_days as i32);
        seconds -= whole_days * DAY_SECONDS;
    }
    days = days.checked_add(whole_month_days as i32).ok_or_else(interval_out_of_range)?;
    let micros = libm::rint(by(span.micros as f64) + seconds * SECOND_MICROS);
    let bound = 9_223_372_036_854_775_808.0;
    if !(-bound..bound).contains(&micros) {
        return Err(interval_out_of_range());
    }
    Ok(Interval { months, days, micros: micros as i64 })
}

/// Whole days out of the hours; days and hours of one sign.
pub fn justify_hours(span: Interval) -> Result<Interval> {
    let days = span.days.checked_add((span.micros / DAY) as i32);
    let days = days.ok_or_else(interval_out_of_range)?;
    Ok(one_sign_days(Interval { days, micros: span.micros % DAY, ..span }))
}

/// Whole months of 30 days out of the days; months and days of one sign.
pub fn justify_days(span: Interval) -> Result<Interval> {
    let month = civil::DAYS_PER_MONTH as i32;
    let months = span.months.checked_add(span.days / month).ok_or_else(interval_out_of_range)?;
    let (months, days) = match (months, span.days % month) {
        (months, days) if months > 0 && days < 0 => (months - 1, days + month),
        (months, days) if months < 0 && days > 0 => (months + 1, days - month),
        pair => pair,
    };
    Ok(Interval { months, days, ..span })
}

/// Both, and all three of one sign.
pub fn justify_interval(span: Interval) -> Result<Interval> {
    let month = civil::DAYS_PER_MONTH;
    let days = i64::from(span.days) + span.micros / DAY;
    let months = i64::from(span.months) + days / month;
    let mut months = i32::try_from(months).map_err(|_| interval_out_of_range())?;
    let (mut days, micros) = ((days % month) as i32, span.micros % DAY);
    if months > 0 && (days, micros) < (0, 0) {
        days += month as i32;
        months -= 1;
    } else if months < 0 && (days, micros) > (0, 0) {
        days -= month as i32;
        months += 1;
    }
    Ok(one_sign_days(Interval { months, days, micros }))
}

/// Days and microseconds, less than a day of them, brought to one sign.
fn one_sign_days(span: Interval) -> Interval {
    match span {
        Interval { days, micros, .. } if days > 0 && micros < 0 => {
            Interval { days: days - 1, micros: micros + DAY, ..span }
        }
        Interval { days, micros, .. } if days < 0 && micros > 0 => {
            Interval { days: days + 1, micros: micros - DAY, ..span }
        }
        span => span,
    }
}

/// `age(left, right)`: the difference in years, months, days and time, as people count it.
/// `infinity` counts as the moment that its integer would be, as in PostgreSQL 15.
pub fn age(left: i64, right: i64) -> Result<Interval> {
    if left.min(right) == civil::TIMESTAMP_NEG_INFINITY {
        return Err(timestamp_out_of_range());
    }
    let (late, early) = if left < right { (right, left) } else { (left, right) };
    let ((late_number, late_time), (early_number, early_time)) =
        (civil::split_timestamp(late), civil::split_timestamp(early));
    let (late_day, early_day) =
        (civil::day_from_number(late_number), civil::day_from_number(early_number));
    let mut micros = late_time - early_time;
    let mut days = late_day.day - early_day.day;
    let mut months = (late_day.year - early_day.year) * civil::MONTHS_PER_YEAR + late_day.month
        - early_day.month;
    if micros < 0 {
        micros += DAY;
        days -= 1;
    }
    // A month borrowed has as many days as the earlier moment's.
    while days < 0 {
        days += civil::days_in_month(early_day.year, early_day.month);
        months -= 1;
    }
    let span = Interval { months, days, micros };
    if left < right {
        negate(span)
    } else {
        Ok(span)
    }
}

/// `date_bin(stride, moment, origin)`: the beginning of the stride that the moment lies in.
pub fn date_bin(stride: Interval, moment: i64, origin: i64) -> Result<i64> {
    if !is_finite_timestamp(moment) {
        return Ok(moment);
    }
    if !is_finite_timestamp(origin) {
        return Err(Error::sql(sqlstate::DATETIME_FIELD_OVERFLOW, "origin out of range"));
    }
    if stride.months != 0 {
        let message = "timestamps cannot be binned into intervals containing months or years";
        return Err(Error::sql(sqlstate::FEATURE_NOT_SUPPORTED, message));
    }
    let width = i64::from(stride.days)
        .checked_mul(DAY)
        .and_then(|width| width.checked_add(stride.micros))
        .ok_or_else(interval_out_of_range)?;
    if width <= 0 {
        let message = "stride must be greater than zero";
        return Err(Error::sql(sqlstate::DATETIME_FIELD_OVERFLOW, message));
    }
    let since = moment.checked_sub(origin).ok_or_else(interval_out_of_range)?;
    let bin = since.div_euclid(width).checked_mul(width);
    checked_timestamp(bin.and_then(|bin| origin.checked_add(bin)))
}
