//! `extract` and `date_part`: one part of a date, a time or a span.
//!
//! `extract` gives a numeric, `date_part` the same as a floating-point number.

use model::base::error::Result;
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::datetime::civil::{
    clock_from_micros, day_from_number, day_number, split_timestamp, Clock, Day, DATE_INFINITY,
    DATE_MIN, DATE_NEG_INFINITY, DAY, HOUR, MINUTE, SECOND, TIMESTAMP_INFINITY,
    TIMESTAMP_NEG_INFINITY, UNIX_EPOCH_DAY,
};
use model::types::datetime::Interval as Span;
use model::types::numeric::Numeric as Number;

use super::unit::{shown_year, unit_named, unsupported, Unit};
use crate::expr::bound::CastKind;
use crate::expr::call::{Call, View};
use crate::expr::cast::cast;
use crate::expr::env::Env;
use crate::expr::form::{
    Date, Float8, Form, Interval, Numeric, Text, Time, Timestamp, TimestampTz,
};
use crate::expr::kernel::each_row_or_null;

/// A part before it is given a type.
enum Part {
    /// A whole number.
    Whole(i64),
    /// Thousandths.
    Thousandths(i64),
    /// Millionths.
    Millionths(i128),
    /// Days, and microseconds of the last.
    Days(i64, i64),
    /// Seconds of a span: years of 365.25 days, months of 30, and the rest.
    SpanSeconds(Span),
    /// That of an infinite moment.
    Infinite(bool),
}

impl Part {
    fn to_numeric(&self) -> Result<Number> {
        Ok(match *self {
            Part::Whole(value) => Number::from(value),
            Part::Thousandths(value) => Number::from_parts(i128::from(value), 3),
            Part::Millionths(value) => Number::from_parts(value, 6),
            Part::Days(days, micros) => {
                Number::from(days).add(&Number::from(micros).div(&Number::from(DAY))?)?
            }
            Part::SpanSeconds(span) => Number::from_parts(span_micros(span), 6),
            Part::Infinite(is_late) => match is_late {
                true => Number::INFINITY,
                false => Number::NEG_INFINITY,
            },
        })
    }

    fn to_float(&self) -> f64 {
        match *self {
            Part::Whole(value) => value as f64,
            Part::Thousandths(value) => value as f64 / 1_000.0,
            Part::Millionths(value) => value as f64 / SECOND as f64,
            Part::Days(days, micros) => days as f64 + micros as f64 / DAY as f64,
            Part::SpanSeconds(span) => {
                let day = (DAY / SECOND) as f64;
                let years = 365.25 * day * f64::from(span.months / 12);
                let months = 30.0 * day * f64::from(span.months % 12);
                span.micros as f64 / SECOND as f64 + years + months + day * f64::from(span.days)
            }
            Part::Infinite(is_late) => match is_late {
                true => f64::INFINITY,
                false => f64::NEG_INFINITY,
            },
        }
    }
}

fn span_micros(span: Span) -> i128 {
    // A year of 365.25 days is 1,461 quarters of a day.
    let quarters = i128::from(span.months / 12) * 1_461
        + i128::from(span.months % 12) * 120
        + i128::from(span.days) * 4;
    quarters * i128::from(DAY / 4) + i128::from(span.micros)
}

/// The part of a time of day, or of the time of a span.
fn clock_part(unit: Unit, micros: i64) -> Option<Part> {
    let in_minute = micros % MINUTE;
    Some(match unit {
        Unit::Microseconds => Part::Whole(in_minute),
        Unit::Milliseconds => Part::Thousandths(in_minute),
        Unit::Second => Part::Millionths(i128::from(in_minute)),
        Unit::Minute => Part::Whole(micros / MINUTE % 60),
        Unit::Hour => Part::Whole(micros / HOUR),
        _ => return None,
    })
}

/// The Monday that the ISO year of a day begins with, and the number of that year.
pub fn iso_year(day: i64) -> (i64, i32) {
    let monday_of = |year: i32| {
        // The first week is the one with 4 January.
        let fourth = day_number(Day { year, month: 1, day: 4 });
        fourth - (fourth + 5).rem_euclid(7)
    };
    let year = day_from_number(day).year;
    [year + 1, year]
        .into_iter()
        .map(|year| (monday_of(year), year))
        .find(|(monday, _)| *monday <= day)
        .unwrap_or_else(|| (monday_of(year - 1), year - 1))
}

/// The ISO week that a day is in.
pub fn iso_week(day: i64) -> i64 {
    (day - iso_year(day).0) / 7 + 1
}

/// The part of a day.
fn day_part(unit: Unit, number: i64) -> Option<Part> {
    let Day { year, month, day } = day_from_number(number);
    let month = i64::from(month);
    let whole = match unit {
        Unit::Day => i64::from(day),
        Unit::Month => month,
        Unit::Quarter => (month - 1) / 3 + 1,
        Unit::Week => iso_week(number),
        Unit::Year => i64::from(shown_year(year)),
        Unit::IsoYear => i64::from(shown_year(iso_year(number).1)),
        Unit::Decade => i64::from(year).div_euclid(10),
        Unit::Century => group_of_years(year, 100),
        Unit::Millennium => group_of_years(year, 1_000),
        Unit::Julian => number - i64::from(DATE_MIN),
        Unit::DayOfWeek => (number + 6).rem_euclid(7),
        Unit::IsoDayOfWeek => (number + 5).rem_euclid(7) + 1,
        Unit::DayOfYear => number - day_number(Day { year, month: 1, day: 1 }) + 1,
        _ => return None,
    };
    Some(Part::Whole(whole))
}

/// The first group after Christ is 1, the last before him -1.
fn group_of_years(year: i32, length: i64) -> i64 {
    let year = i64::from(year);
    if year > 0 {
        (year + length - 1) / length
    } else {
        -((length - 1 - (year - 1)) / length)
    }
}

/// What an infinite moment has: infinite parts where they only grow, else none.
fn infinite_part(unit: Unit, is_late: bool) -> Option<Part> {
    match unit {
        Unit::Year
        | Unit::Decade
        | Unit::Century
        | Unit::Millennium
        | Unit::Julian
        | Unit::IsoYear
        | Unit::Epoch => Some(Part::Infinite(is_late)),
        _ => None,
    }
}

/// What a form's parts are.
trait Parted: Form {
    /// The part; the outer `None` where such a value has no such part, the inner for NULL.
    fn part(unit: Unit, value: Self::Item<'_>) -> Option<Option<Part>>;
}

impl Parted for Timestamp {
    fn part(unit: Unit, micros: i64) -> Option<Option<Part>> {
        let is_zone = matches!(unit, Unit::Timezone | Unit::TimezoneHour | Unit::TimezoneMinute);
        // Of an infinite one PostgreSQL does not ask.
        if is_zone && !is_infinite(micros) {
            return None;
        }
        moment_part(unit, micros)
    }
}

impl Parted for TimestampTz {
    fn part(unit: Unit, micros: i64) -> Option<Option<Part>> {
        moment_part(unit, micros)
    }
}

fn is_infinite(micros: i64) -> bool {
    micros == TIMESTAMP_INFINITY || micros == TIMESTAMP_NEG_INFINITY
}

fn moment_part(unit: Unit, micros: i64) -> Option<Option<Part>> {
    if is_infinite(micros) {
        return Some(infinite_part(unit, micros == TIMESTAMP_INFINITY));
    }
    let (day, time) = split_timestamp(micros);
    Some(Some(match unit {
        Unit::Epoch => {
            Part::Millionths(i128::from(micros) - i128::from(UNIX_EPOCH_DAY) * i128::from(DAY))
        }
        Unit::Julian => Part::Days(day - i64::from(DATE_MIN), time),
        Unit::Timezone | Unit::TimezoneHour | Unit::TimezoneMinute => Part::Whole(0),
        _ => clock_part(unit, time).or_else(|| day_part(unit, day))?,
    }))
}

impl Parted for Date {
    fn part(unit: Unit, days: i32) -> Option<Option<Part>> {
        let supported = match unit {
            Unit::Epoch => {
                Some(Part::Whole((i64::from(days) - i64::from(UNIX_EPOCH_DAY)) * (DAY / SECOND)))
            }
            _ => day_part(unit, i64::from(days)),
        };
        match days {
            DATE_INFINITY | DATE_NEG_INFINITY => {
                supported.map(|_| infinite_part(unit, days == DATE_INFINITY))
            }
            _ => supported.map(Some),
        }
    }
}

impl Parted for Time {
    fn part(unit: Unit, micros: i64) -> Option<Option<Part>> {
        match unit {
            Unit::Epoch => Some(Some(Part::Millionths(i128::from(micros)))),
            _ => clock_part(unit, micros).map(Some),
        }
    }
}

impl Parted for Interval {
    fn part(unit: Unit, span: Span) -> Option<Option<Part>> {
        let years = i64::from(span.months / 12);
        let months = i64::from(span.months % 12);
        Some(Some(match unit {
            Unit::Day => Part::Whole(i64::from(span.days)),
            Unit::Month => Part::Whole(months),
            Unit::Quarter => Part::Whole(months / 3 + 1),
            Unit::Year => Part::Whole(years),
            Unit::Decade => Part::Whole(years / 10),
            Unit::Century => Part::Whole(years / 100),
            Unit::Millennium => Part::Whole(years / 1_000),
            Unit::Epoch => Part::SpanSeconds(span),
            _ => clock_part(unit, span.micros)?,
        }))
    }
}

/// The part of each row, made a value of `R`.
fn each_part<'a, F: Parted, R: Form>(
    call: &Call<'a>,
    data_type: DataType,
    finish: impl Fn(Part) -> Result<R::Owned<'a>>,
) -> Result<Column> {
    let names: View<Text> = call.view(0);
    let values: View<F> = call.view(1);
    let mut known: Option<(&str, Unit)> = None;
    each_row_or_null::<R>(call, |row| {
        let name = names.at(row);
        let unit = match known {
            Some((seen, unit)) if seen == name => unit,
            _ => unit_named(name, data_type)?,
        };
        known = Some((name, unit));
        let part = F::part(unit, values.at(row)).ok_or_else(|| unsupported(name, data_type))?;
        part.map(&finish).transpose()
    })
}

fn extract<F: Parted>(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    each_part::<F, Numeric>(call, F::DATA_TYPE, |part| part.to_numeric())
}

fn date_part<F: Parted>(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    each_part::<F, Float8>(call, F::DATA_TYPE, |part| Ok(part.to_float()))
}

/// A date has no hours, but `date_part` takes it as its midnight.
fn date_part_of_date(call: &Call<'_>, env: &mut dyn Env) -> Result<Column> {
    let (dates, kind) = (&call.operands[1], CastKind::Implicit);
    let midnights = cast(dates, DataType::Date, DataType::Timestamp, kind, env)?;
    let operands = [call.operands[0].clone(), midnights];
    date_part::<Timestamp>(&Call { operands: &operands, ..*call }, env)
}

functions! {
    /// Parts of dates, times and spans.
    PARTS;
    "extract" (Text, Timestamp) -> Numeric : extract::<Timestamp>;
    Stable "extract" (Text, TimestampTz) -> Numeric : extract::<TimestampTz>;
    "extract" (Text, Date) -> Numeric : extract::<Date>;
    "extract" (Text, Time) -> Numeric : extract::<Time>;
    "extract" (Text, Interval) -> Numeric : extract::<Interval>;
    "date_part" (Text, Timestamp) -> Float8 : date_part::<Timestamp>;
    Stable "date_part" (Text, TimestampTz) -> Float8 : date_part::<TimestampTz>;
    "date_part" (Text, Date) -> Float8 : date_part_of_date;
    "date_part" (Text, Time) -> Float8 : date_part::<Time>;
    "date_part" (Text, Interval) -> Float8 : date_part::<Interval>;
}

/// A day and a time of day, as fields.
pub fn fields(micros: i64) -> (Day, Clock) {
    let (day, time) = split_timestamp(micros);
    (day_from_number(day), clock_from_micros(time))
}
