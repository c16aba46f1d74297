//! Arithmetic of intervals. Months, days and microseconds are kept apart; only multiplication and
//! `justify_*` carry from one to the other, a month counting 30 days and a day 24 hours.

use model::base::error::Result;
use model::types::datetime::civil::{DAY, DAYS_PER_MONTH, SECOND};
use model::types::datetime::Interval as Span;

use super::super::arithmetic::by_zero;
use super::out_of_range;
use crate::expr::form::{Bool, Float8, Interval};

const MONTH_DAYS: i32 = DAYS_PER_MONTH as i32;

fn range() -> model::base::error::Error {
    out_of_range("interval")
}

/// The span the other way.
pub fn negated(span: Span) -> Result<Span> {
    let negate = || {
        Some(Span {
            months: span.months.checked_neg()?,
            days: span.days.checked_neg()?,
            micros: span.micros.checked_neg()?,
        })
    };
    negate().ok_or_else(range)
}

/// Both spans together.
pub fn sum(left: Span, right: Span) -> Result<Span> {
    let add = || {
        Some(Span {
            months: left.months.checked_add(right.months)?,
            days: left.days.checked_add(right.days)?,
            micros: left.micros.checked_add(right.micros)?,
        })
    };
    add().ok_or_else(range)
}

fn difference(left: Span, right: Span) -> Result<Span> {
    let subtract = || {
        Some(Span {
            months: left.months.checked_sub(right.months)?,
            days: left.days.checked_sub(right.days)?,
            micros: left.micros.checked_sub(right.micros)?,
        })
    };
    subtract().ok_or_else(range)
}

/// A float cut to a whole number of 32 bits.
fn to_int(value: f64) -> Result<i32> {
    if value > -2_147_483_649.0 && value < 2_147_483_648.0 {
        Ok(value as i32)
    } else {
        Err(range())
    }
}

/// Rounded to microseconds, where floating-point dust would show.
fn to_micros_exactly(value: f64) -> f64 {
    libm::rint(value * 1_000_000.0) / 1_000_000.0
}

/// A span times a number. What is left of a month goes to the days, of a day to the time.
pub fn product(span: Span, factor: f64) -> Result<Span> {
    scaled(span, &|value| value * factor)
}

/// A span over a number.
pub fn quotient(span: Span, divisor: f64) -> Result<Span> {
    if divisor == 0.0 {
        return Err(by_zero());
    }
    scaled(span, &|value| value / divisor)
}

fn scaled(span: Span, scale: &dyn Fn(f64) -> f64) -> Result<Span> {
    let (months, days) = (scale(f64::from(span.months)), scale(f64::from(span.days)));
    let mut result = Span { months: to_int(months)?, days: to_int(days)?, micros: 0 };
    let more_days = to_micros_exactly((months - f64::from(result.months)) * f64::from(MONTH_DAYS));
    let day_seconds = (DAY / SECOND) as f64;
    let rest_of_days = days - f64::from(result.days) + more_days - libm::trunc(more_days);
    let mut seconds = to_micros_exactly(rest_of_days * day_seconds);
    if seconds.abs() >= day_seconds {
        let carried = libm::trunc(seconds / day_seconds);
        result.days = result.days.checked_add(to_int(carried)?).ok_or_else(range)?;
        seconds -= carried * day_seconds;
    }
    result.days = result.days.checked_add(to_int(more_days)?).ok_or_else(range)?;
    let micros = libm::rint(scale(span.micros as f64) + seconds * SECOND as f64);
    let limit = 9_223_372_036_854_775_808.0;
    if micros.is_nan() || micros < -limit || micros >= limit {
        return Err(range());
    }
    result.micros = micros as i64;
    Ok(result)
}

/// Days of 24 hours made of the time; both get one sign.
pub fn justify_hours(span: Span) -> Result<Span> {
    let carried = i32::try_from(span.micros / DAY).map_err(|_| range())?;
    let mut days = span.days.checked_add(carried).ok_or_else(range)?;
    let mut micros = span.micros % DAY;
    if days > 0 && micros < 0 {
        (days, micros) = (days - 1, micros + DAY);
    } else if days < 0 && micros > 0 {
        (days, micros) = (days + 1, micros - DAY);
    }
    Ok(Span { days, micros, ..span })
}

/// Months of 30 days made of the days; both get one sign.
fn justify_days(span: Span) -> Result<Span> {
    let mut months = span.months.checked_add(span.days / MONTH_DAYS).ok_or_else(range)?;
    let mut days = span.days % MONTH_DAYS;
    if months > 0 && days < 0 {
        (months, days) = (months - 1, days + MONTH_DAYS);
    } else if months < 0 && days > 0 {
        (months, days) = (months + 1, days - MONTH_DAYS);
    }
    Ok(Span { months, days, ..span })
}

/// Both, with one sign for all three.
fn justify_interval(span: Span) -> Result<Span> {
    let days = i64::from(span.days) + span.micros / DAY;
    let mut micros = span.micros % DAY;
    let carried = i32::try_from(days / DAYS_PER_MONTH).map_err(|_| range())?;
    let mut months = span.months.checked_add(carried).ok_or_else(range)?;
    let mut days = (days % DAYS_PER_MONTH) as i32;
    let falls = |days: i32, micros: i64| days < 0 || days == 0 && micros < 0;
    let rises = |days: i32, micros: i64| days > 0 || days == 0 && micros > 0;
    if months > 0 && falls(days, micros) {
        (months, days) = (months - 1, days + MONTH_DAYS);
    } else if months < 0 && rises(days, micros) {
        (months, days) = (months + 1, days - MONTH_DAYS);
    }
    if days > 0 && micros < 0 {
        (days, micros) = (days - 1, micros + DAY);
    } else if days < 0 && micros > 0 {
        (days, micros) = (days + 1, micros - DAY);
    }
    Ok(Span { months, days, micros })
}

functions! {
    /// Operators and functions of intervals.
    SPAN;
    "+" (a: Interval, b: Interval) -> Interval => sum(a, b);
    "-" (a: Interval, b: Interval) -> Interval => difference(a, b);
    "-" (a: Interval) -> Interval => negated(a);
    "*" (a: Interval, factor: Float8) -> Interval => product(a, factor);
    "*" (factor: Float8, a: Interval) -> Interval => product(a, factor);
    "/" (a: Interval, divisor: Float8) -> Interval => quotient(a, divisor);
    "justify_hours" (a: Interval) -> Interval => justify_hours(a);
    "justify_days" (a: Interval) -> Interval => justify_days(a);
    "justify_interval" (a: Interval) -> Interval => justify_interval(a);
    "isfinite" (_a: Interval) -> Bool = true;
}
