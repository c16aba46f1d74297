//! Moments and spans written by a template: `to_char`.

use std::borrow::Cow;
use std::fmt::Write;

use model::base::error::{sqlstate, Result, SqlError};
use model::types::column::Column;
use model::types::datetime::civil::{
    day_number, split_timestamp, Clock, Day, DATE_MIN, HOUR, MINUTE, SECOND, TIMESTAMP_INFINITY,
    TIMESTAMP_NEG_INFINITY,
};
use model::types::datetime::Interval as Span;

use super::super::date::parts::{fields, iso_week, iso_year};
use super::fields::{
    pieces, Field, Letters, Piece, What, DAYS, ERAS, HALF_DAYS, MONTHS, ROMAN_MONTHS,
};
use crate::expr::call::{Call, View};
use crate::expr::env::Env;
use crate::expr::form::{Form, Interval, Text, Timestamp, TimestampTz};
use crate::expr::kernel::each_row_or_null;

/// What a template may ask of a moment or a span.
struct Parts {
    /// 0 and below are BC; of a span, years without a sign of their own.
    year: i32,
    /// From 1; of a span, from 0.
    month: i32,
    day: i32,
    clock: Clock,
    /// Days of the year; of a span, all its days.
    day_of_year: i64,
    /// The day number; `None` for a span, which is on no calendar.
    number: Option<i64>,
    /// Whether there is a zone to name.
    has_zone: bool,
}

impl Parts {
    fn of_moment(micros: i64, has_zone: bool) -> Parts {
        let (Day { year, month, day }, clock) = fields(micros);
        let (number, _) = split_timestamp(micros);
        let day_of_year = number - day_number(Day { year, month: 1, day: 1 }) + 1;
        Parts { year, month, day, clock, day_of_year, number: Some(number), has_zone }
    }

    fn of_span(span: Span) -> Parts {
        let rest = span.micros % HOUR;
        let clock = Clock {
            hour: (span.micros / HOUR) as i32,
            minute: (rest / MINUTE) as i32,
            second: (rest % MINUTE / SECOND) as i32,
            micros: (rest % SECOND) as i32,
        };
        Parts {
            year: span.months / 12,
            month: span.months % 12,
            day: span.days,
            clock,
            day_of_year: i64::from(span.months) * 30 + i64::from(span.days),
            number: None,
            has_zone: false,
        }
    }

    /// The day number, which a span does not have.
    fn number(&self) -> Result<i64> {
        self.number.ok_or_else(|| {
            SqlError::new(
                sqlstate::INVALID_DATETIME_FORMAT,
                "invalid format specification for an interval value",
            )
            .hint("Intervals are not tied to specific calendar dates.")
            .into()
        })
    }

    /// Years before Christ are written without a sign.
    fn shown_year(&self, year: i32) -> i32 {
        match self.number {
            Some(_) if year <= 0 => 1 - year,
            _ => year,
        }
    }

    /// The whole template.
    fn write(&self, pieces: &[Piece]) -> Result<String> {
        let mut out = String::new();
        for piece in pieces {
            match piece {
                Piece::Field(field) => {
                    let start = out.len();
                    self.write_field(field, &mut out)?;
                    if let Some(letters) = field.ordinal {
                        let ending = ordinal_ending(&out[start..], letters);
                        out.push_str(ending);
                    }
                }
                Piece::Blank(sign) | Piece::Separator(sign) | Piece::Letter(sign) => {
                    out.push(*sign);
                }
            }
        }
        Ok(out)
    }

    fn write_field(&self, field: &Field, out: &mut String) -> Result<()> {
        let Clock { hour, minute, second, micros } = self.clock;
        // A sign takes a place of its own, but not before days.
        let counts_days = matches!(field.what, What::Day | What::DayOfYear | What::Week);
        let mut number = |value: i64, width: usize| {
            let sign = usize::from(value < 0 && !counts_days);
            let width = if field.is_bare { 0 } else { width + sign };
            let _ = write!(out, "{value:0width$}");
        };
        match field.what {
            What::Hour24 => number(hour.into(), 2),
            What::Hour12 => {
                let shown = if hour % 12 == 0 { 12 } else { hour % 12 };
                number(shown.into(), 2);
            }
            What::Minute => number(minute.into(), 2),
            What::Second => number(second.into(), 2),
            What::SecondOfDay => {
                let seconds = i64::from(hour) * 3_600 + i64::from(minute * 60 + second);
                let _ = write!(out, "{seconds}");
            }
            What::Milliseconds => write_digits(micros / 1_000, 3, out),
            What::Microseconds => write_digits(micros, 6, out),
            What::Fraction(digits) => {
                let cut = 10_i32.pow(6 - u32::from(digits));
                write_digits(micros / cut, usize::from(digits), out);
            }
            What::HalfDay(has_points) => {
                let is_late = hour % 24 >= 12;
                let names = HALF_DAYS[usize::from(has_points)];
                write_word(names[usize::from(is_late)], field, out);
            }
            What::Month => number(self.month.into(), 2),
            What::Day => number(self.day.into(), 2),
            What::DayOfYear => number(self.day_of_year, 3),
            What::Week => number((self.day_of_year - 1) / 7 + 1, 2),
            What::WeekOfMonth => number(((self.day - 1) / 7 + 1).into(), 0),
            What::Quarter if self.month == 0 => {}
            What::Quarter => number(((self.month - 1) / 3 + 1).into(), 0),
            What::Century => number(self.century(), 2),
            What::Year(digits) => self.write_year(self.year, digits, field, out),
            What::YearWithComma => {
                let year = self.shown_year(self.year);
                let _ = write!(out, "{},{:03}", year / 1_000, year % 1_000);
            }
            What::Exact => {}
            _ => return self.write_calendar_field(field, out),
        }
        Ok(())
    }

    /// The fields that need a calendar, names and zones.
    fn write_calendar_field(&self, field: &Field, out: &mut String) -> Result<()> {
        let mut number = |value: i64, width: usize| {
            let width = if field.is_bare { 0 } else { width };
            let _ = write!(out, "{value:0width$}");
        };
        match field.what {
            What::MonthRoman => {
                if let Some(roman) = self.roman_month() {
                    write_padded(roman, 4, field, out);
                }
            }
            What::Zone => {
                self.number()?;
                write_word(if self.has_zone { "UTC" } else { "" }, field, out);
            }
            What::ZoneHour | What::Offset => {
                self.number()?;
                out.push_str("+00");
            }
            What::ZoneMinute => {
                self.number()?;
                out.push_str("00");
            }
            What::Era(has_points) => {
                self.number()?;
                let names = ERAS[usize::from(has_points)];
                write_word(names[usize::from(self.year <= 0)], field, out);
            }
            What::MonthName => {
                self.number()?;
                write_padded(MONTHS[self.month as usize - 1], 9, field, out);
            }
            What::MonthShort => {
                self.number()?;
                write_padded(&MONTHS[self.month as usize - 1][..3], 0, field, out);
            }
            What::DayName => write_padded(DAYS[self.weekday()?], 9, field, out),
            What::DayShort => write_padded(&DAYS[self.weekday()?][..3], 0, field, out),
            What::DayOfWeek => number(self.weekday()? as i64 + 1, 0),
            What::IsoDayOfWeek => number((self.weekday()? as i64 + 6) % 7 + 1, 0),
            What::IsoWeek => number(iso_week(self.number()?), 2),
            What::IsoDayOfYear => {
                let day = self.number()?;
                number(day - iso_year(day).0 + 1, 3);
            }
            What::IsoYear(digits) => {
                let (_, year) = iso_year(self.number()?);
                self.write_year(year, digits, field, out);
            }
            What::Julian => {
                let day = self.number()? - i64::from(DATE_MIN);
                let _ = write!(out, "{day}");
            }
            _ => {}
        }
        Ok(())
    }

    /// 0 is Sunday.
    fn weekday(&self) -> Result<usize> {
        Ok((self.number()? + 6).rem_euclid(7) as usize)
    }

    /// The month of a span may be 0, or below; then it is counted from the other end.
    fn roman_month(&self) -> Option<&'static str> {
        let place = match (self.month, self.year) {
            (0, 0) => return None,
            (0, year) => {
                if year > 0 {
                    11
                } else {
                    0
                }
            }
            (month, _) if month < 0 => month.rem_euclid(12),
            (month, _) => month - 1,
        };
        ROMAN_MONTHS.get(place as usize).copied()
    }

    fn century(&self) -> i64 {
        let year = i64::from(self.year);
        match self.number {
            None => year / 100,
            Some(_) if year > 0 => (year - 1) / 100 + 1,
            Some(_) => year / 100 - 1,
        }
    }

    fn write_year(&self, year: i32, digits: u8, field: &Field, out: &mut String) {
        let year = self.shown_year(year);
        let shown = if digits < 4 { year % 10_i32.pow(digits.into()) } else { year };
        let width = usize::from(digits) + usize::from(shown < 0);
        let width = if field.is_bare { 0 } else { width };
        let _ = write!(out, "{shown:0width$}");
    }
}

fn write_digits(value: i32, width: usize, out: &mut String) {
    let width = width + usize::from(value < 0);
    let _ = write!(out, "{value:0width$}");
}

/// A word of capitals, in the field's letters.
fn write_word(word: &str, field: &Field, out: &mut String) {
    match field.letters {
        Letters::Small => out.push_str(&word.to_ascii_lowercase()),
        _ => out.push_str(word),
    }
}

/// A name in the field's letters, filled with blanks to a width.
fn write_padded(name: &str, width: usize, field: &Field, out: &mut String) {
    let name = match field.letters {
        Letters::Capitals => name.to_ascii_uppercase(),
        Letters::Title => name.to_string(),
        Letters::Small => name.to_ascii_lowercase(),
    };
    let width = if field.is_bare { 0 } else { width };
    let _ = write!(out, "{name:width$}");
}

/// What makes an ordinal of a number: 1st, 2nd, 3rd, 11th.
pub fn ordinal_ending(number: &str, letters: Letters) -> &'static str {
    let digits = number.as_bytes();
    let is_teen = digits.len() > 1 && digits[digits.len() - 2] == b'1';
    let ending = match digits.last() {
        Some(b'1') if !is_teen => ("ST", "st"),
        Some(b'2') if !is_teen => ("ND", "nd"),
        Some(b'3') if !is_teen => ("RD", "rd"),
        _ => ("TH", "th"),
    };
    match letters {
        Letters::Capitals => ending.0,
        _ => ending.1,
    }
}

/// A form that a template can write.
trait Shown: Form {
    /// Its parts; `None` where it is infinite.
    fn parts(value: Self::Item<'_>) -> Result<Option<Parts>>;
}

impl Shown for Timestamp {
    fn parts(micros: i64) -> Result<Option<Parts>> {
        Ok(is_finite(micros).then(|| Parts::of_moment(micros, false)))
    }
}

impl Shown for TimestampTz {
    fn parts(micros: i64) -> Result<Option<Parts>> {
        Ok(is_finite(micros).then(|| Parts::of_moment(micros, true)))
    }
}

impl Shown for Interval {
    fn parts(span: Span) -> Result<Option<Parts>> {
        Ok(Some(Parts::of_span(span)))
    }
}

fn is_finite(micros: i64) -> bool {
    micros != TIMESTAMP_INFINITY && micros != TIMESTAMP_NEG_INFINITY
}

/// `to_char(value, template)`: NULL for what is infinite, and for an empty template.
fn to_char<F: Shown>(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let values: View<F> = call.view(0);
    let templates: View<Text> = call.view(1);
    let fixed = templates.constant().map(pieces);
    each_row_or_null::<Text>(call, |row| {
        let template = templates.at(row);
        let Some(parts) = F::parts(values.at(row))?.filter(|_| !template.is_empty()) else {
            return Ok(None);
        };
        let text = match &fixed {
            Some(pieces) => parts.write(pieces)?,
            None => parts.write(&pieces(template))?,
        };
        Ok(Some(Cow::Owned(text)))
    })
}

functions! {
    /// Moments and spans by a template.
    MOMENT_TEMPLATE;
    Stable "to_char" (Timestamp, Text) -> Text : to_char::<Timestamp>;
    Stable "to_char" (TimestampTz, Text) -> Text : to_char::<TimestampTz>;
    Stable "to_char" (Interval, Text) -> Text : to_char::<Interval>;
}
