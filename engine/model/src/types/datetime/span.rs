//! Texts to intervals: `1 year 2 mons`, `3 days 04:05:06`, `-1-2`, `2 weeks ago`, `P1Y2M`.
//!
//! Fields are read from the last to the first, so that a unit is known before its number.
//! A fraction of a unit that is no whole number of the next goes on to smaller units: half a
//! month is 15 days.
//! Source: PostgreSQL manual, "Interval Input"; ISO 8601, 4.4.3.

use super::civil::{self, DAY, HOUR, MINUTE, SECOND};
use super::fields::{split, Field, Kind};
use super::reading::{self, fraction, leading_number};
use super::words::{find_in_span, is_word, SpanWord, Unit};
use super::wrong::{error, Wrong};
use super::Interval;
use crate::base::error::{sqlstate, Error, Result};

/// An `interval`.
pub fn parse_interval(text: &str) -> Result<Interval> {
    let read = match read_fields(text) {
        Err(Wrong::Format) => super::span_iso::read(text),
        read => read,
    };
    let span = read.map_err(|wrong| match wrong {
        Wrong::Range => Error::sql(
            sqlstate::INTERVAL_FIELD_OVERFLOW,
            format!("interval field value out of range: \"{text}\""),
        ),
        wrong => error(wrong, text, "interval"),
    })?;
    span.finish().ok_or_else(out_of_range)
}

/// The error of a span that no interval can hold.
pub(super) fn out_of_range() -> Error {
    Error::sql(sqlstate::DATETIME_FIELD_OVERFLOW, "interval out of range")
}

/// A span while it is added up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    years: i32,
    months: i32,
    days: i32,
    micros: i64,
}

impl Span {
    /// Years and months become one. `None` where they do not fit.
    fn finish(self) -> Option<Interval> {
        let months =
            i64::from(self.years) * i64::from(civil::MONTHS_PER_YEAR) + i64::from(self.months);
        let months = i32::try_from(months).ok()?;
        Some(Interval { months, days: self.days, micros: self.micros })
    }

    fn negate(self) -> Option<Span> {
        Some(Span {
            years: self.years.checked_neg()?,
            months: self.months.checked_neg()?,
            days: self.days.checked_neg()?,
            micros: self.micros.checked_neg()?,
        })
    }

    /// Adds a number of units: its whole part and its fraction, which have the same sign.
    pub fn add(&mut self, whole: i64, fraction: f64, unit: Unit) -> Result<(), Wrong> {
        let added = match unit {
            Unit::Microsecond => self.add_micros(whole, fraction, 1),
            Unit::Millisecond => self.add_micros(whole, fraction, 1_000),
            Unit::Second => self.add_micros(whole, fraction, SECOND),
            Unit::Minute => self.add_micros(whole, fraction, MINUTE),
            Unit::Hour => self.add_micros(whole, fraction, HOUR),
            Unit::Day => self.add_days(whole, fraction, 1),
            Unit::Week => self.add_days(whole, fraction, 7),
            Unit::Month => add_to(&mut self.months, whole, 1)
                .and_then(|()| self.add_day_fraction(fraction, civil::DAYS_PER_MONTH as i32)),
            Unit::Year => self.add_years(whole, fraction, 1),
            Unit::Decade => self.add_years(whole, fraction, 10),
            Unit::Century => self.add_years(whole, fraction, 100),
            Unit::Millennium => self.add_years(whole, fraction, 1_000),
            Unit::Quarter => return Err(Wrong::Format),
        };
        added.ok_or(Wrong::Range)
    }

    fn add_micros(&mut self, whole: i64, fraction: f64, scale: i64) -> Option<()> {
        self.micros = self.micros.checked_add(whole.checked_mul(scale)?)?;
        self.add_micro_fraction(fraction, scale)
    }

    fn add_micro_fraction(&mut self, fraction: f64, scale: i64) -> Option<()> {
        let scaled = fraction * scale as f64;
        let whole = scaled as i64;
        let rest = scaled - whole as f64;
        let rounded = whole + i64::from(rest > 0.5) - i64::from(rest < -0.5);
        self.micros = self.micros.checked_add(rounded)?;
        Some(())
    }

    fn add_days(&mut self, whole: i64, fraction: f64, scale: i32) -> Option<()> {
        add_to(&mut self.days, whole, scale)?;
        self.add_day_fraction(fraction, scale)
    }

    fn add_day_fraction(&mut self, fraction: f64, scale: i32) -> Option<()> {
        let scaled = fraction * f64::from(scale);
        let whole = scaled as i32;
        self.days = self.days.checked_add(whole)?;
        self.add_micro_fraction(scaled - f64::from(whole), DAY)
    }

    fn add_years(&mut self, whole: i64, fraction: f64, scale: i32) -> Option<()> {
        add_to(&mut self.years, whole, scale)?;
        let months = fraction * f64::from(scale) * f64::from(civil::MONTHS_PER_YEAR);
        self.months = self.months.checked_add(libm::rint(months) as i32)?;
        Some(())
    }
}

/// Adds `whole * scale` to a count of 32 bits.
fn add_to(count: &mut i32, whole: i64, scale: i32) -> Option<()> {
    let more = i32::try_from(whole).ok()?.checked_mul(scale)?;
    *count = count.checked_add(more)?;
    Some(())
}

/// Which units were given, as bits: none may come twice.
fn unit_bit(unit: Unit) -> u32 {
    1 << match unit {
        Unit::Microsecond => 0,
        Unit::Millisecond => 1,
        Unit::Second => 2,
        Unit::Minute => 3,
        Unit::Hour => 4,
        Unit::Day => 5,
        Unit::Week => 6,
        Unit::Month => 7,
        Unit::Quarter => 8,
        Unit::Year => 9,
        Unit::Decade => 10,
        Unit::Century => 11,
        Unit::Millennium => 12,
    }
}

/// The bits of seconds with a fraction.
const SECOND_BITS: u32 = 0b111;
/// The bits of a time `04:05:06`.
const TIME_BITS: u32 = 0b1_1111;

/// What a number without a unit of its own counts, by what stands after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// At the end.
    Seconds,
    Unit(Unit),
    /// Before `ago`.
    Nothing,
}

fn read_fields(text: &str) -> Result<Span, Wrong> {
    let fields = split(text, is_word)?;
    let mut span = Span::default();
    let mut found = 0u32;
    let mut expected = Expected::Seconds;
    let mut is_ago = false;
    for field in fields.iter().rev() {
        let bits = match field.kind {
            Kind::Time => {
                expected = Expected::Unit(Unit::Day);
                read_clock(&mut span, &field.text, false)?
            }
            Kind::Zone if is_signed_clock(&field.text) => {
                expected = Expected::Unit(Unit::Day);
                read_clock(&mut span, &field.text[1..], field.text.starts_with('-'))?
            }
            Kind::Zone | Kind::Date | Kind::Number => read_number(&mut span, field, &mut expected)?,
            Kind::Word | Kind::SignedWord => match find_in_span(&field.text) {
                Some(SpanWord::Unit(named)) => {
                    expected = Expected::Unit(named);
                    0
                }
                Some(SpanWord::Ago) => {
                    is_ago = true;
                    expected = Expected::Nothing;
                    0
                }
                None => return Err(Wrong::Format),
            },
        };
        if found & bits != 0 {
            return Err(Wrong::Format);
        }
        found |= bits;
    }
    match found {
        0 => Err(Wrong::Format),
        _ if is_ago => span.negate().ok_or(Wrong::Range),
        _ => Ok(span),
    }
}

/// Whether a signed field is a time that can be read; else it is a number.
fn is_signed_clock(text: &str) -> bool {
    text[1..].contains(':') && read_clock(&mut Span::default(), &text[1..], false).is_ok()
}

fn read_clock(span: &mut Span, text: &str, is_negative: bool) -> Result<u32, Wrong> {
    let (hour, minute, second, micros) = reading::clock(text)?;
    let rest = i64::from(minute) * MINUTE + i64::from(second) * SECOND + micros;
    let total = hour.checked_mul(HOUR).and_then(|total| total.checked_add(rest));
    let total = total.ok_or(Wrong::Range)?;
    span.micros = if is_negative { -total } else { total };
    Ok(TIME_BITS)
}

/// A number of the unit that stands after it; of seconds at the end.
fn read_number(span: &mut Span, field: &Field, expected: &mut Expected) -> Result<u32, Wrong> {
    let text = field.text.as_str();
    let (is_negative, digits) = match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    };
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    let (whole, rest) = digits.split_at(end);
    let whole: i64 = match whole {
        "" => 0,
        _ => format!("{}{whole}", if is_negative { "-" } else { "" })
            .parse()
            .map_err(|_| Wrong::Range)?,
    };
    let sign = if is_negative { -1 } else { 1 };
    if let Some(months) = rest.strip_prefix('-') {
        *expected = Expected::Unit(Unit::Month);
        return add_years_months(span, whole, sign, months);
    }
    let fraction = match rest {
        "" => 0.0,
        _ => fraction(rest)? * f64::from(sign),
    };
    let unit = match *expected {
        Expected::Seconds => Unit::Second,
        Expected::Unit(unit) => unit,
        Expected::Nothing => return Err(Wrong::Format),
    };
    span.add(whole, fraction, unit)?;
    *expected = Expected::Unit(if unit == Unit::Hour { Unit::Day } else { unit });
    Ok(match unit {
        Unit::Second if fraction != 0.0 => SECOND_BITS,
        unit => unit_bit(unit),
    })
}

/// SQL's years-months: `-1-2`.
fn add_years_months(span: &mut Span, years: i64, sign: i32, months: &str) -> Result<u32, Wrong> {
    if months.starts_with('-') && months.len() > 1 {
        return Err(Wrong::Range);
    }
    let (months, rest) = leading_number(months)?;
    if months >= civil::MONTHS_PER_YEAR {
        return Err(Wrong::Range);
    }
    if !rest.is_empty() {
        return Err(Wrong::Format);
    }
    let years = years.checked_mul(i64::from(civil::MONTHS_PER_YEAR)).ok_or(Wrong::Range)?;
    let months = years.checked_add(i64::from(sign * months)).ok_or(Wrong::Range)?;
    span.add(months, 0.0, Unit::Month)?;
    Ok(unit_bit(Unit::Month))
}
