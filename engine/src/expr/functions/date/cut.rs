//! Moments cut to a unit (`date_trunc`), put in bins (`date_bin`), and the age between two.

use model::base::error::{sqlstate, Error, Result};
use model::types::cast::value::timestamp_to_date;
use model::types::data_type::DataType;
use model::types::datetime::civil::{
    day_from_number, day_number, days_in_month, is_timestamp, micros_from_clock, split_timestamp,
    Day, DAY, HOUR, MINUTE, SECOND, TIMESTAMP_INFINITY, TIMESTAMP_NEG_INFINITY,
};
use model::types::datetime::Interval as Span;

use super::make::{offset_of_zone, shifted};
use super::out_of_range;
use super::parts::fields;
use super::unit::{unit_named, unknown, unsupported, Unit};
use crate::expr::form::{Interval, Text, Timestamp, TimestampTz};
use crate::expr::kernel::each_row;

fn is_infinite(micros: i64) -> bool {
    micros == TIMESTAMP_INFINITY || micros == TIMESTAMP_NEG_INFINITY
}

/// The microseconds of a unit that is no longer than an hour.
fn micros_of(unit: Unit) -> Option<i64> {
    Some(match unit {
        Unit::Microseconds => 1,
        Unit::Milliseconds => 1_000,
        Unit::Second => SECOND,
        Unit::Minute => MINUTE,
        Unit::Hour => HOUR,
        _ => return None,
    })
}

/// The first day of the unit that a day is in.
fn first_day(unit: Unit, number: i64) -> Option<i64> {
    let Day { year, month, .. } = day_from_number(number);
    // Centuries and millennia begin with the year 1, and there is no year 0.
    let group = |length: i32| (year - 1).div_euclid(length) * length + 1;
    let first = |year, month| Some(day_number(Day { year, month, day: 1 }));
    match unit {
        Unit::Day => Some(number),
        Unit::Week => Some(number - (number + 5).rem_euclid(7)),
        Unit::Month => first(year, month),
        Unit::Quarter => first(year, (month - 1) / 3 * 3 + 1),
        Unit::Year => first(year, 1),
        Unit::Decade => first(year.div_euclid(10) * 10, 1),
        Unit::Century => first(group(100), 1),
        Unit::Millennium => first(group(1_000), 1),
        _ => None,
    }
}

/// The error of a unit that nothing is cut to. What only counts days is not even known here.
fn uncut(unit: Unit, name: &str, data_type: DataType) -> Error {
    match unit {
        Unit::Timezone | Unit::TimezoneHour | Unit::TimezoneMinute => {
            unsupported(name, data_type).into()
        }
        _ => unknown(name, data_type),
    }
}

/// A moment cut to a unit.
fn cut_moment(name: &str, micros: i64, data_type: DataType) -> Result<i64> {
    if is_infinite(micros) {
        return Ok(micros);
    }
    let unit = unit_named(name, data_type)?;
    let (day, time) = split_timestamp(micros);
    if let Some(length) = micros_of(unit) {
        return Ok(day * DAY + time / length * length);
    }
    let day = first_day(unit, day).ok_or_else(|| uncut(unit, name, data_type))?;
    Some(day * DAY).filter(|cut| is_timestamp(*cut)).ok_or_else(|| out_of_range("timestamp"))
}

/// A span cut to a unit.
fn cut_span(name: &str, span: Span) -> Result<Span> {
    let unit = unit_named(name, DataType::Interval)?;
    let months = |length: i32| Span { months: span.months / length * length, days: 0, micros: 0 };
    if let Some(length) = micros_of(unit) {
        return Ok(Span { micros: span.micros / length * length, ..span });
    }
    Ok(match unit {
        Unit::Day => Span { micros: 0, ..span },
        Unit::Month => months(1),
        Unit::Quarter => months(3),
        Unit::Year => months(12),
        Unit::Decade => months(120),
        Unit::Century => months(1_200),
        Unit::Millennium => months(12_000),
        Unit::Week => {
            let error = unsupported(name, DataType::Interval);
            return Err(error.detail("Months usually have fractional weeks.").into());
        }
        _ => return Err(uncut(unit, name, DataType::Interval)),
    })
}

/// The start of the bin, of a fixed length and counted from an origin, that a moment is in.
fn bin(stride: Span, micros: i64, origin: i64) -> Result<i64> {
    if is_infinite(micros) {
        return Ok(micros);
    }
    if is_infinite(origin) {
        return Err(Error::sql(sqlstate::DATETIME_FIELD_OVERFLOW, "origin out of range"));
    }
    if stride.months != 0 {
        let message = "timestamps cannot be binned into intervals containing months or years";
        return Err(Error::sql(sqlstate::FEATURE_NOT_SUPPORTED, message));
    }
    let length = i64::from(stride.days)
        .checked_mul(DAY)
        .and_then(|days| days.checked_add(stride.micros))
        .ok_or_else(|| out_of_range("interval"))?;
    if length <= 0 {
        return Err(Error::sql(
            sqlstate::DATETIME_FIELD_OVERFLOW,
            "stride must be greater than zero",
        ));
    }
    let since = micros.checked_sub(origin).ok_or_else(|| out_of_range("interval"))?;
    Ok(origin + since.div_euclid(length) * length)
}

/// The years, months and days between two moments, as people count an age.
fn age(later: i64, earlier: i64) -> Result<Span> {
    if is_infinite(later) || is_infinite(earlier) {
        return Err(out_of_range("timestamp"));
    }
    let is_back = later < earlier;
    let ((day_a, clock_a), (day_b, clock_b)) = (fields(later), fields(earlier));
    let sign = if is_back { -1 } else { 1 };
    let mut micros = i64::from(sign) * (micros_from_clock(clock_a) - micros_from_clock(clock_b));
    let mut days = sign * (day_a.day - day_b.day);
    let mut months = sign * ((day_a.year - day_b.year) * 12 + day_a.month - day_b.month);
    if micros < 0 {
        micros += DAY;
        days -= 1;
    }
    // A month that is broken into counts as long as the one that the earlier day is in.
    let Day { year, month, .. } = if is_back { day_a } else { day_b };
    while days < 0 {
        days += days_in_month(year, month);
        months -= 1;
    }
    Ok(Span { months: sign * months, days: sign * days, micros: i64::from(sign) * micros })
}

/// Midnight of the day of the transaction.
fn today(now: i64) -> i64 {
    i64::from(timestamp_to_date(now)) * DAY
}

functions! {
    /// Moments cut, binned and subtracted.
    CUT;
    "date_trunc" (unit: Text, a: Timestamp) -> Timestamp =>
        cut_moment(unit, a, DataType::Timestamp);
    Stable "date_trunc" (unit: Text, a: TimestampTz) -> TimestampTz =>
        cut_moment(unit, a, DataType::TimestampTz);
    Stable "date_trunc" (unit: Text, a: TimestampTz, zone: Text) -> TimestampTz => {
        let offset = if is_infinite(a) { 0 } else { offset_of_zone(zone)? };
        let local = shifted(a, offset)?;
        shifted(cut_moment(unit, local, DataType::TimestampTz)?, -offset)
    };
    "date_trunc" (unit: Text, a: Interval) -> Interval => cut_span(unit, a);
    "date_bin" (stride: Interval, a: Timestamp, origin: Timestamp) -> Timestamp =>
        bin(stride, a, origin);
    "date_bin" (stride: Interval, a: TimestampTz, origin: TimestampTz) -> TimestampTz =>
        bin(stride, a, origin);
    "age" (a: Timestamp, b: Timestamp) -> Interval => age(a, b);
    "age" (a: TimestampTz, b: TimestampTz) -> Interval => age(a, b);
    Stable "age" (Timestamp) -> Interval : |call, env| {
        let (moments, now) = (call.view::<Timestamp>(0), today(env.transaction_micros()));
        each_row::<Interval>(call, |row| age(now, moments.at(row)))
    };
    Stable "age" (TimestampTz) -> Interval : |call, env| {
        let (moments, now) = (call.view::<TimestampTz>(0), today(env.transaction_micros()));
        each_row::<Interval>(call, |row| age(now, moments.at(row)))
    };
}
