//! Parts of dates, times, moments and spans: `extract`, `date_part`, `date_trunc`.
//!
//! `extract` gives exact decimals, `date_part` floats computed as PostgreSQL computes them.
//! Source: PostgreSQL manual, "EXTRACT, date_part" and "date_trunc".

use super::arith::{checked_timestamp, is_finite_date, is_finite_timestamp};
use super::civil::{self, Clock, Day, DAY, HOUR, MINUTE, SECOND};
use super::words::{find_in_span, SpanWord, Unit};
use super::Interval;
use crate::base::error::{sqlstate, Error, Result, SqlError};
use crate::types::data_type::DataType;
use crate::types::numeric::Numeric;
use crate::types::value::Value;

/// A part by its name, found once for many values of one type.
#[derive(Clone, Debug)]
pub struct NamedPart {
    /// In small letters, as messages show it.
    name: String,
    part: Part,
    data_type: DataType,
}

/// A part that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Unit(Unit),
    Weekday,
    IsoWeekday,
    YearDay,
    IsoYear,
    Julian,
    Epoch,
    Zone,
    ZoneHour,
    ZoneMinute,
}

/// The part of that name, in any case; `None` where there is none.
fn find_part(name: &str) -> Option<Part> {
    if let Some(SpanWord::Unit(unit)) = find_in_span(name) {
        return Some(Part::Unit(unit));
    }
    Some(match name {
        "dow" => Part::Weekday,
        "isodow" => Part::IsoWeekday,
        "doy" => Part::YearDay,
        "isoyear" => Part::IsoYear,
        "j" | "jd" | "julian" => Part::Julian,
        "epoch" => Part::Epoch,
        "timezone" => Part::Zone,
        "timezone_h" | "timezone_hour" => Part::ZoneHour,
        "timezone_m" | "timezone_minute" => Part::ZoneMinute,
        "mm" => Part::Unit(Unit::Minute),
        _ => return None,
    })
}

fn not_recognized(name: &str, data_type: DataType) -> Error {
    let message = format!("unit \"{name}\" not recognized for type {}", data_type.name());
    Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message)
}

fn not_supported(name: &str, data_type: DataType) -> SqlError {
    let message = format!("unit \"{name}\" not supported for type {}", data_type.name());
    SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message)
}

/// A part's value, before it is known as what it is wanted.
enum Amount {
    /// A whole number.
    Whole(i64),
    /// Units of 10^-n of it.
    Scaled(i64, u16),
    /// A day number and the microseconds after its midnight.
    DayAndTime(i64, i64),
    /// Seconds and microseconds of a span; they may be too much for one word of 64 bits.
    Span(Interval),
    Infinity,
    NegInfinity,
}

impl NamedPart {
    /// The part of that name, in any letters; 22023 where no value of the type has one.
    pub fn new(name: &str, data_type: DataType) -> Result<NamedPart> {
        let name = name.to_ascii_lowercase();
        match find_part(&name) {
            Some(part) => Ok(NamedPart { name, part, data_type }),
            None => Err(not_recognized(&name, data_type)),
        }
    }

    /// `extract(name from value)`. `None` for a part that turns over, of an infinity.
    pub fn extract(&self, value: &Value) -> Result<Option<Numeric>> {
        Ok(Some(match self.amount(value)? {
            None => return Ok(None),
            Some(Amount::Whole(whole)) => Numeric::from(whole),
            Some(Amount::Scaled(units, scale)) => Numeric::from_parts(i128::from(units), scale),
            Some(Amount::DayAndTime(day, micros)) => {
                Numeric::from(day).add(&Numeric::from(micros).div(&Numeric::from(DAY))?)?
            }
            Some(Amount::Span(span)) => {
                let micros = i128::from(span_seconds(span)) * i128::from(SECOND);
                Numeric::from_parts(micros + i128::from(span.micros), 6)
            }
            Some(Amount::Infinity) => Numeric::INFINITY,
            Some(Amount::NegInfinity) => Numeric::NEG_INFINITY,
        }))
    }

    /// `date_part(name, value)`, likewise.
    pub fn date_part(&self, value: &Value) -> Result<Option<f64>> {
        Ok(Some(match self.amount(value)? {
            None => return Ok(None),
            Some(Amount::Whole(whole)) => whole as f64,
            Some(Amount::Scaled(units, scale)) => self.scaled_float(units, scale),
            Some(Amount::DayAndTime(day, micros)) => day as f64 + micros as f64 / DAY as f64,
            Some(Amount::Span(span)) => {
                let years = f64::from(span.months / civil::MONTHS_PER_YEAR);
                let months = f64::from(span.months % civil::MONTHS_PER_YEAR);
                let seconds = span.micros as f64 / SECOND as f64;
                let day = (DAY / SECOND) as f64;
                seconds
                    + 365.25 * day * years
                    + civil::DAYS_PER_MONTH as f64 * day * months
                    + day * f64::from(span.days)
            }
            Some(Amount::Infinity) => f64::INFINITY,
            Some(Amount::NegInfinity) => f64::NEG_INFINITY,
        }))
    }

    /// Seconds or milliseconds within a minute are put together from the whole and the fraction;
    /// other amounts are divided.
    fn scaled_float(&self, units: i64, scale: u16) -> f64 {
        let (second, micros) = (units / SECOND, units % SECOND);
        match (self.part, scale) {
            (Part::Epoch, _) => units as f64 / SECOND as f64,
            (_, 3) => second as f64 * 1_000.0 + micros as f64 / 1_000.0,
            _ => second as f64 + micros as f64 / SECOND as f64,
        }
    }

    fn amount(&self, value: &Value) -> Result<Option<Amount>> {
        let (part, data_type) = (self.part, self.data_type);
        let found = match *value {
            Value::Null => return Ok(None),
            Value::Date(days) if !is_finite_date(days) => {
                infinite(part, days > 0, is_part_of_date(part))
            }
            Value::Date(days) => Some(date_amount(part, i64::from(days))),
            Value::Timestamp(micros) | Value::TimestampTz(micros) => {
                let has_zone = data_type == DataType::TimestampTz;
                match is_finite_timestamp(micros) {
                    true => Some(moment_amount(part, micros, has_zone)),
                    false => infinite(part, micros > 0, true),
                }
            }
            Value::Time(micros) => Some(match part {
                Part::Epoch => Some(Amount::Scaled(micros, 6)),
                Part::Unit(unit) => clock_amount(unit, civil::clock_from_micros(micros)),
                _ => None,
            }),
            Value::Interval(span) => Some(span_amount(part, span)),
            _ => return Err(not_recognized(&self.name, data_type)),
        };
        match found {
            // A part that turns over has no value at infinity.
            None => Ok(None),
            Some(Some(amount)) => Ok(Some(amount)),
            Some(None) => Err(not_supported(&self.name, data_type).into()),
        }
    }
}

fn date_amount(part: Part, day: i64) -> Option<Amount> {
    match part {
        part if !is_part_of_date(part) => None,
        Part::Epoch => {
            let days = day - i64::from(civil::UNIX_EPOCH_DAY);
            Some(Amount::Whole(days * (DAY / SECOND)))
        }
        part => day_amount(part, day).map(Amount::Whole),
    }
}

/// Whether a date has the part: hours and what is below it has not.
fn is_part_of_date(part: Part) -> bool {
    use Unit::{Hour, Microsecond, Millisecond, Minute, Second};
    !is_zone(part)
        && !matches!(part, Part::Unit(Microsecond | Millisecond | Second | Minute | Hour))
}

fn is_zone(part: Part) -> bool {
    matches!(part, Part::Zone | Part::ZoneHour | Part::ZoneMinute)
}

/// The part of an infinity: infinite where it only grows, else nothing. The inner `None` is for
/// parts that the type has not.
fn infinite(part: Part, is_positive: bool, is_supported: bool) -> Option<Option<Amount>> {
    if !is_supported {
        return Some(None);
    }
    match part {
        Part::Unit(Unit::Year | Unit::Decade | Unit::Century | Unit::Millennium)
        | Part::Julian
        | Part::IsoYear
        | Part::Epoch => {
            Some(Some(if is_positive { Amount::Infinity } else { Amount::NegInfinity }))
        }
        _ => None,
    }
}

fn moment_amount(part: Part, micros: i64, has_zone: bool) -> Option<Amount> {
    let (day, time) = civil::split_timestamp(micros);
    match part {
        Part::Epoch => {
            // No moment that a timestamp holds is within 30 years of the end of 64 bits.
            let epoch = i64::from(civil::UNIX_EPOCH_DAY) * DAY;
            Some(Amount::Scaled(micros.saturating_sub(epoch), 6))
        }
        Part::Julian => Some(Amount::DayAndTime(day + civil::JULIAN_DAY_OF_2000, time)),
        Part::Zone | Part::ZoneHour | Part::ZoneMinute => has_zone.then_some(Amount::Whole(0)),
        Part::Unit(unit) => clock_amount(unit, civil::clock_from_micros(time))
            .or_else(|| day_amount(part, day).map(Amount::Whole)),
        part => day_amount(part, day).map(Amount::Whole),
    }
}

fn clock_amount(unit: Unit, clock: Clock) -> Option<Amount> {
    let micros = i64::from(clock.second) * SECOND + i64::from(clock.micros);
    Some(match unit {
        Unit::Microsecond => Amount::Whole(micros),
        Unit::Millisecond => Amount::Scaled(micros, 3),
        Unit::Second => Amount::Scaled(micros, 6),
        Unit::Minute => Amount::Whole(i64::from(clock.minute)),
        Unit::Hour => Amount::Whole(i64::from(clock.hour)),
        _ => return None,
    })
}

/// Divides a year that may be BC so that the first group after year 0 is 1 and before it -1.
fn group_of_years(year: i64, length: i64) -> i64 {
    match year > 0 {
        true => (year + length - 1) / length,
        false => -((length - year) / length),
    }
}

fn day_amount(part: Part, number: i64) -> Option<i64> {
    let day = civil::day_from_number(number);
    let year = i64::from(day.year);
    // There is no year 0: the one before 1 is -1.
    let shown = |year: i64| if year > 0 { year } else { year - 1 };
    Some(match part {
        Part::Unit(Unit::Day) => i64::from(day.day),
        Part::Unit(Unit::Week) => civil::iso_week(number).1,
        Part::Unit(Unit::Month) => i64::from(day.month),
        Part::Unit(Unit::Quarter) => i64::from((day.month - 1) / 3 + 1),
        Part::Unit(Unit::Year) => shown(year),
        Part::Unit(Unit::Decade) => year.div_euclid(10),
        Part::Unit(Unit::Century) => group_of_years(year, 100),
        Part::Unit(Unit::Millennium) => group_of_years(year, 1_000),
        Part::Weekday => civil::weekday(number) % 7,
        Part::IsoWeekday => civil::weekday(number),
        Part::Julian => number + civil::JULIAN_DAY_OF_2000,
        Part::YearDay => number - civil::day_number(Day { month: 1, day: 1, ..day }) + 1,
        Part::IsoYear => shown(civil::iso_week(number).0),
        _ => return None,
    })
}

/// Seconds that months and days of a span count: a year has 365.25 days here.
fn span_seconds(span: Interval) -> i64 {
    let years = i64::from(span.months / civil::MONTHS_PER_YEAR);
    let months = i64::from(span.months % civil::MONTHS_PER_YEAR);
    let quarter_days = 1_461 * years + 120 * months + 4 * i64::from(span.days);
    quarter_days * (DAY / SECOND / 4)
}

fn span_amount(part: Part, span: Interval) -> Option<Amount> {
    let (years, months) =
        (span.months / civil::MONTHS_PER_YEAR, span.months % civil::MONTHS_PER_YEAR);
    let second = span.micros % MINUTE;
    let whole = |number: i32| Some(Amount::Whole(i64::from(number)));
    match part {
        Part::Epoch => Some(Amount::Span(span)),
        Part::Unit(Unit::Microsecond) => Some(Amount::Whole(second)),
        Part::Unit(Unit::Millisecond) => Some(Amount::Scaled(second, 3)),
        Part::Unit(Unit::Second) => Some(Amount::Scaled(second, 6)),
        Part::Unit(Unit::Minute) => Some(Amount::Whole(span.micros / MINUTE % 60)),
        Part::Unit(Unit::Hour) => Some(Amount::Whole(span.micros / HOUR)),
        Part::Unit(Unit::Day) => whole(span.days),
        Part::Unit(Unit::Month) => whole(months),
        Part::Unit(Unit::Quarter) => whole(months / 3 + 1),
        Part::Unit(Unit::Year) => whole(years),
        Part::Unit(Unit::Decade) => whole(years / 10),
        Part::Unit(Unit::Century) => whole(years / 100),
        Part::Unit(Unit::Millennium) => whole(years / 1_000),
        _ => None,
    }
}

/// Microseconds of the units that a clock counts.
fn clock_unit(unit: Unit) -> Option<i64> {
    Some(match unit {
        Unit::Microsecond => 1,
        Unit::Millisecond => 1_000,
        Unit::Second => SECOND,
        Unit::Minute => MINUTE,
        Unit::Hour => HOUR,
        _ => return None,
    })
}

fn unit_to_truncate(name: &str, data_type: DataType) -> Result<Unit> {
    match find_in_span(name) {
        Some(SpanWord::Unit(unit)) => Ok(unit),
        _ => match find_part(name) {
            Some(Part::Zone | Part::ZoneHour | Part::ZoneMinute) => {
                Err(not_supported(name, data_type).into())
            }
            _ => Err(not_recognized(name, data_type)),
        },
    }
}

/// `date_trunc(name, moment)`: the beginning of the unit that the moment lies in.
pub fn truncate_timestamp(name: &str, micros: i64, data_type: DataType) -> Result<i64> {
    if !is_finite_timestamp(micros) {
        return Ok(micros);
    }
    let lower = name.to_ascii_lowercase();
    let unit = unit_to_truncate(&lower, data_type)?;
    if let Some(width) = clock_unit(unit) {
        return Ok(micros.saturating_sub(micros.rem_euclid(width)));
    }
    let (number, _) = civil::split_timestamp(micros);
    let Day { year, month, .. } = civil::day_from_number(number);
    let first = |year: i32, month: i32| civil::day_number(Day { year, month, day: 1 });
    let group = |length: i64| {
        let group = group_of_years(i64::from(year), length);
        if group > 0 {
            (group - 1) * length + 1
        } else {
            group * length + 1
        }
    };
    let number = match unit {
        Unit::Week => number - civil::weekday(number) + 1,
        Unit::Month => first(year, month),
        Unit::Quarter => first(year, (month - 1) / 3 * 3 + 1),
        Unit::Year => first(year, 1),
        Unit::Decade => first(year.div_euclid(10) * 10, 1),
        Unit::Century => first(group(100) as i32, 1),
        Unit::Millennium => first(group(1_000) as i32, 1),
        _ => number,
    };
    checked_timestamp(number.checked_mul(DAY))
}

/// `date_trunc(name, span)`: the span without the units below that one.
pub fn truncate_interval(name: &str, span: Interval) -> Result<Interval> {
    let lower = name.to_ascii_lowercase();
    let unit = unit_to_truncate(&lower, DataType::Interval)?;
    if let Some(width) = clock_unit(unit) {
        return Ok(Interval { micros: span.micros / width * width, ..span });
    }
    let months = match unit {
        Unit::Day => return Ok(Interval { micros: 0, ..span }),
        Unit::Month => 1,
        Unit::Quarter => 3,
        Unit::Year => 12,
        Unit::Decade => 120,
        Unit::Century => 1_200,
        Unit::Millennium => 12_000,
        _ => {
            return Err(not_supported(&lower, DataType::Interval)
                .detail("Months usually have fractional weeks.")
                .into());
        }
    };
    Ok(Interval { months: span.months / months * months, days: 0, micros: 0 })
}
