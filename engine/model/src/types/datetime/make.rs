//! Dates, times, moments and spans from their parts: `make_date` and its kin.

use core::fmt::Write;

use super::arith::{interval_out_of_range, interval_times};
use super::civil::{self, Day, DAY, HOUR, MINUTE, SECOND};
use super::Interval;
use crate::base::error::{sqlstate, Error, Result};

/// Seconds since 1970 of the first and the last moment, as `to_timestamp` bounds them.
const UNIX_SECONDS: core::ops::Range<f64> = -210_866_803_200.0..9_224_318_016_000.0;

fn out_of_range(message: String) -> Error {
    Error::sql(sqlstate::DATETIME_FIELD_OVERFLOW, message)
}

/// A number as C's `%02g` writes it: six significant digits, at least two letters.
fn short_number(number: f64) -> String {
    let mut digits = String::new();
    // A string takes whatever is written.
    let _ = write!(digits, "{number:.5e}");
    let (mantissa, exponent) = digits.split_once('e').unwrap_or((&digits, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trimmed = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text.to_string(),
    };
    let text = match number {
        number if !number.is_finite() => match number {
            number if number.is_nan() => "nan".to_string(),
            number if number > 0.0 => "inf".to_string(),
            _ => "-inf".to_string(),
        },
        _ if (-4..6).contains(&exponent) => {
            trimmed(&format!("{number:.*}", (5 - exponent) as usize))
        }
        _ => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{}e{sign}{:02}", trimmed(mantissa), exponent.abs())
        }
    };
    format!("{text:0>2}")
}

/// `make_date(year, month, day)`; a negative year is BC.
pub fn make_date(year: i32, month: i32, day: i32) -> Result<i32> {
    // PostgreSQL shows a year BC here as it counts them inside, 0 for 1 BC.
    let shown = if year < 0 { year + 1 } else { year };
    let wrong = |what: &str| out_of_range(format!("{what}: {shown}-{month:02}-{day:02}"));
    let number =
        day_number(year, month, day).ok_or_else(|| wrong("date field value out of range"))?;
    match civil::is_date(number) {
        true => Ok(number as i32),
        false => Err(wrong("date out of range")),
    }
}

/// The number of a day that exists.
fn day_number(year: i32, month: i32, day: i32) -> Option<i64> {
    let year = match year {
        0 => return None,
        year if year < 0 => year.checked_add(1)?,
        year => year,
    };
    let exists =
        (1..=12).contains(&month) && (1..=civil::days_in_month(year, month)).contains(&day);
    exists.then(|| civil::day_number(Day { year, month, day }))
}

/// `make_time(hour, minute, second)`
pub fn make_time(hour: i32, minute: i32, second: f64) -> Result<i64> {
    let exists =
        (0..=24).contains(&hour) && (0..60).contains(&minute) && (0.0..=60.0).contains(&second);
    let whole = i64::from(hour) * HOUR + i64::from(minute) * MINUTE;
    let micros = whole.saturating_add(libm::rint(second * SECOND as f64) as i64);
    match exists && micros <= DAY {
        true => Ok(micros),
        false => Err(out_of_range(format!(
            "time field value out of range: {hour}:{minute:02}:{}",
            short_number(second)
        ))),
    }
}

/// `make_timestamp(year, month, day, hour, minute, second)`; with a time zone, which is UTC, too.
pub fn make_timestamp(date: (i32, i32, i32), time: (i32, i32, f64)) -> Result<i64> {
    let (year, month, day) = date;
    let (hour, minute, second) = time;
    let number = day_number(year, month, day).ok_or_else(|| {
        out_of_range(format!("date field value out of range: {year}-{month:02}-{day:02}"))
    })?;
    if !civil::is_date(number) {
        return Err(out_of_range(format!("date out of range: {year}-{month:02}-{day:02}")));
    }
    let micros = make_time(hour, minute, second)?;
    number
        .checked_mul(DAY)
        .and_then(|midnight| midnight.checked_add(micros))
        .filter(|moment| civil::is_timestamp(*moment))
        .ok_or_else(|| {
            out_of_range(format!(
                "timestamp out of range: {year}-{month:02}-{day:02} {hour}:{minute:02}:{}",
                short_number(second)
            ))
        })
}

/// `make_interval(years, months, weeks, days, hours, mins, secs)`
pub fn make_interval(date: (i32, i32, i32, i32), time: (i32, i32, f64)) -> Result<Interval> {
    let (years, months, weeks, days) = date;
    let (hours, minutes, seconds) = time;
    if !seconds.is_finite() {
        return Err(interval_out_of_range());
    }
    let months = i64::from(years) * i64::from(civil::MONTHS_PER_YEAR) + i64::from(months);
    let days = i64::from(weeks) * 7 + i64::from(days);
    let (Ok(months), Ok(days)) = (i32::try_from(months), i32::try_from(days)) else {
        return Err(interval_out_of_range());
    };
    let one_second = Interval { months: 0, days: 0, micros: SECOND };
    let second_micros = interval_times(one_second, seconds)?.micros;
    let micros = (i64::from(hours) * HOUR + i64::from(minutes) * MINUTE)
        .checked_add(second_micros)
        .ok_or_else(interval_out_of_range)?;
    Ok(Interval { months, days, micros })
}

/// `to_timestamp(seconds since 1970)`
pub fn timestamp_from_unix(seconds: f64) -> Result<i64> {
    if seconds.is_infinite() {
        return Ok(match seconds > 0.0 {
            true => civil::TIMESTAMP_INFINITY,
            false => civil::TIMESTAMP_NEG_INFINITY,
        });
    }
    if seconds.is_nan() {
        return Err(out_of_range("timestamp cannot be NaN".to_string()));
    }
    let wrong = || out_of_range(format!("timestamp out of range: \"{}\"", plain_short(seconds)));
    if !UNIX_SECONDS.contains(&seconds) {
        return Err(wrong());
    }
    let since_2000 = seconds + (f64::from(civil::UNIX_EPOCH_DAY) * (DAY / SECOND) as f64);
    let micros = libm::rint(since_2000 * SECOND as f64) as i64;
    match civil::is_timestamp(micros) {
        true => Ok(micros),
        false => Err(wrong()),
    }
}

/// A number as C's `%g` writes it.
fn plain_short(number: f64) -> String {
    let text = short_number(number);
    match text.strip_prefix('0') {
        Some(rest) if rest.len() == 1 => rest.to_string(),
        _ => text,
    }
}
