//! `to_char` of moments and spans.
//!
//! Source: PostgreSQL manual, "Data Type Formatting Functions".

use core::fmt::Write;

use super::arith::is_finite_timestamp;
use super::civil::{self, Clock, Day, HOUR, MINUTE, SECOND};
use super::template::{Case, Field, FieldNode, Node, Ordinal, Template};
use super::Interval;
use crate::base::error::{sqlstate, Error, Result, SqlError};

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// From Sunday.
pub(super) const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
pub(super) const ROMAN: [&str; 12] =
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// Blanks that fill the name of a month or day.
const NAME_WIDTH: usize = 9;
/// Blanks that fill a roman month.
const ROMAN_WIDTH: usize = 4;

/// What is written: the parts of a moment, or of a span.
struct Parts {
    year: i64,
    month: i64,
    month_day: i64,
    year_day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    micros: i64,
    /// The day's number, where there is a day.
    number: Option<i64>,
    /// What `TZ` writes.
    zone: &'static str,
}

/// `to_char(timestamp, template)`; `None` for an infinity and for an empty template.
pub fn format_timestamp(micros: i64, template: &Template) -> Result<Option<String>> {
    format_moment(micros, "", template)
}

/// `to_char(timestamp with time zone, template)`, likewise.
pub fn format_timestamptz(micros: i64, template: &Template) -> Result<Option<String>> {
    format_moment(micros, "UTC", template)
}

fn format_moment(micros: i64, zone: &'static str, template: &Template) -> Result<Option<String>> {
    if template.is_empty || !is_finite_timestamp(micros) {
        return Ok(None);
    }
    let (number, time) = civil::split_timestamp(micros);
    let day = civil::day_from_number(number);
    let first = civil::day_number(Day { month: 1, day: 1, ..day });
    let Clock { hour, minute, second, micros } = civil::clock_from_micros(time);
    write_all(
        template,
        &Parts {
            year: i64::from(day.year),
            month: i64::from(day.month),
            month_day: i64::from(day.day),
            year_day: number - first + 1,
            hour: i64::from(hour),
            minute: i64::from(minute),
            second: i64::from(second),
            micros: i64::from(micros),
            number: Some(number),
            zone,
        },
    )
}

/// `to_char(interval, template)`; `None` for an empty template.
pub fn format_interval(span: Interval, template: &Template) -> Result<Option<String>> {
    if template.is_empty {
        return Ok(None);
    }
    // In 32 bits, as PostgreSQL counts.
    let month_days = span.months.wrapping_mul(civil::DAYS_PER_MONTH as i32);
    write_all(
        template,
        &Parts {
            year: i64::from(span.months / civil::MONTHS_PER_YEAR),
            month: i64::from(span.months % civil::MONTHS_PER_YEAR),
            month_day: i64::from(span.days),
            year_day: i64::from(month_days.wrapping_add(span.days)),
            hour: span.micros / HOUR,
            minute: span.micros / MINUTE % 60,
            second: span.micros / SECOND % 60,
            micros: span.micros % SECOND,
            number: None,
            zone: "",
        },
    )
}

fn write_all(template: &Template, parts: &Parts) -> Result<Option<String>> {
    let mut out = String::new();
    for node in &template.nodes {
        match *node {
            Node::Separator(letter) | Node::Space(letter) | Node::Text(letter) => out.push(letter),
            Node::Field(node) => {
                let start = out.len();
                parts.write(&node, &mut out)?;
                if !matches!(node.field, Field::Offset | Field::ZoneHour | Field::ZoneMinute) {
                    write_ordinal(node.ordinal, start, &mut out);
                }
            }
        }
    }
    Ok(Some(out))
}

/// The ending of an ordinal number after the digits that begin at `start`.
fn write_ordinal(ordinal: Ordinal, start: usize, out: &mut String) {
    let digits = &out.as_bytes()[start..];
    let (Some(last), false) = (digits.last(), ordinal == Ordinal::None) else { return };
    if !last.is_ascii_digit() {
        return;
    }
    let is_teen = digits.len() > 1 && digits[digits.len() - 2] == b'1';
    let ending = match last {
        b'1' if !is_teen => "st",
        b'2' if !is_teen => "nd",
        b'3' if !is_teen => "rd",
        _ => "th",
    };
    match ordinal {
        Ordinal::Upper => out.push_str(&ending.to_ascii_uppercase()),
        _ => out.push_str(ending),
    }
}

/// A name in the letters that the template asks for.
fn in_case(name: &str, case: Case) -> String {
    match case {
        Case::Upper => name.to_ascii_uppercase(),
        Case::Capital => name.to_string(),
        Case::Lower => name.to_ascii_lowercase(),
    }
}

/// A number with zeros before it; its sign takes a place of its own.
fn write_number(number: i64, width: usize, node: &FieldNode, out: &mut String) {
    let width = match node.is_unfilled {
        true => 0,
        false => width + usize::from(number < 0),
    };
    write_width(number, width, out);
}

fn write_width(number: i64, width: usize, out: &mut String) {
    // A string takes whatever is written.
    let _ = write!(out, "{number:0width$}");
}

fn not_for_intervals() -> Error {
    let message = "invalid format specification for an interval value";
    SqlError::new(sqlstate::INVALID_DATETIME_FORMAT, message)
        .hint("Intervals are not tied to specific calendar dates.")
        .into()
}

impl Parts {
    fn write(&self, node: &FieldNode, out: &mut String) -> Result<()> {
        let number = |number: i64, width: usize, out: &mut String| {
            write_number(number, width, node, out);
        };
        match node.field {
            Field::HalfDay { has_points } => {
                let is_afternoon = self.hour % 24 >= 12;
                let names = [["am", "pm"], ["a.m.", "p.m."]][usize::from(has_points)];
                out.push_str(&in_case(names[usize::from(is_afternoon)], node.case));
            }
            Field::Hour12 => {
                let hour = if self.hour % 12 == 0 { 12 } else { self.hour % 12 };
                write_signed_like(hour, self.hour, node, out);
            }
            Field::Hour24 => number(self.hour, 2, out),
            Field::Minute => number(self.minute, 2, out),
            Field::Second => number(self.second, 2, out),
            Field::Fraction(digits) => {
                let divisor = 10i64.pow(6 - digits as u32);
                write_width(self.micros / divisor, digits, out);
            }
            Field::SecondOfDay => {
                let seconds = self.hour * 3_600 + self.minute * 60 + self.second;
                write_width(seconds, 0, out);
            }
            Field::Century => self.write_century(node, out),
            Field::Year(_) | Field::IsoYear(_) | Field::YearWithComma => self.write_year(node, out),
            Field::Month => number(self.month, 2, out),
            // Sign and digits share the places of a day: C's width counts both.
            Field::MonthDay => {
                write_width(self.month_day, if node.is_unfilled { 0 } else { 2 }, out)
            }
            Field::YearDay => write_width(self.year_day, if node.is_unfilled { 0 } else { 3 }, out),
            Field::YearWeek => {
                let week = (self.year_day - 1) / 7 + 1;
                write_width(week, if node.is_unfilled { 0 } else { 2 }, out);
            }
            Field::MonthWeek => write_width((self.month_day - 1) / 7 + 1, 0, out),
            Field::Quarter if self.month != 0 => write_width((self.month - 1) / 3 + 1, 0, out),
            Field::Roman => self.write_roman(node, out),
            Field::Quarter | Field::Exact => {}
            _ => self.write_of_day(node, out)?,
        }
        Ok(())
    }

    /// The fields that need a calendar day.
    fn write_of_day(&self, node: &FieldNode, out: &mut String) -> Result<()> {
        if let Field::Julian | Field::IsoWeek | Field::IsoYearDay = node.field {
            let width = match node.field {
                _ if node.is_unfilled => 0,
                Field::IsoWeek => 2,
                Field::IsoYearDay => 3,
                _ => 0,
            };
            write_width(self.iso_number(node.field), width, out);
            return Ok(());
        }
        let number = self.number.ok_or_else(not_for_intervals)?;
        let weekday = civil::weekday(number);
        let fill = |name: &str, out: &mut String| {
            let width = if node.is_unfilled || node.is_translated { 0 } else { NAME_WIDTH };
            let _ = write!(out, "{:<width$}", in_case(name, node.case));
        };
        match node.field {
            Field::Era { has_points } => {
                let names = [["ad", "bc"], ["a.d.", "b.c."]][usize::from(has_points)];
                out.push_str(&in_case(names[usize::from(self.year <= 0)], node.case));
            }
            Field::MonthName => fill(MONTHS[(self.month as usize - 1) % 12], out),
            Field::MonthShortName => {
                out.push_str(&in_case(&MONTHS[(self.month as usize - 1) % 12][..3], node.case));
            }
            Field::DayName => fill(DAYS[weekday as usize % 7], out),
            Field::DayShortName => {
                out.push_str(&in_case(&DAYS[weekday as usize % 7][..3], node.case));
            }
            Field::Weekday => write_width(weekday % 7 + 1, 0, out),
            Field::IsoWeekday => write_width(weekday, 0, out),
            Field::Offset => out.push_str(if node.is_unfilled { "+0" } else { "+00" }),
            Field::ZoneHour => out.push_str("+00"),
            Field::ZoneMinute => out.push_str("00"),
            Field::ZoneName => out.push_str(&in_case(self.zone, node.case)),
            _ => {}
        }
        Ok(())
    }

    /// Numbers that PostgreSQL takes from the calendar even for a span, whose parts it then reads
    /// as a day.
    fn iso_number(&self, field: Field) -> i64 {
        match (self.number, field) {
            (Some(number), Field::Julian) => number + civil::JULIAN_DAY_OF_2000,
            (Some(number), Field::IsoWeek) => civil::iso_week(number).1,
            (Some(number), _) => (civil::iso_week(number).1 - 1) * 7 + civil::weekday(number),
            (None, Field::Julian) => i64::from(self.julian()),
            (None, Field::IsoWeek) => self.span_week().1,
            (None, _) => {
                let monday = iso_monday(self.span_week().0 as i32);
                i64::from(self.julian().wrapping_sub(monday).wrapping_add(1))
            }
        }
    }

    /// The Julian day of a span's parts.
    fn julian(&self) -> i32 {
        julian_day(self.year as i32, self.month as i32, self.month_day as i32)
    }

    /// The ISO year and week of a span's parts: its own year, or the one before or after.
    fn span_week(&self) -> (i64, i64) {
        let (day, year) = (self.julian(), self.year as i32);
        let week = |year: i32| day.wrapping_sub(iso_monday(year)) / 7 + 1;
        let own = if day < iso_monday(year) { year.wrapping_sub(1) } else { year };
        let next = year.wrapping_add(1);
        match week(own) >= 52 && day >= iso_monday(next) {
            true => (i64::from(own.wrapping_add(1)), i64::from(week(next))),
            false => (i64::from(own), i64::from(week(own))),
        }
    }

    fn write_century(&self, node: &FieldNode, out: &mut String) {
        let century = match (self.number, self.year) {
            (None, year) => year / 100,
            (_, year) if year > 0 => (year - 1) / 100 + 1,
            (_, year) => year / 100 - 1,
        };
        match (-99..=99).contains(&century) {
            true => write_number(century, 2, node, out),
            false => write_width(century, 0, out),
        }
    }

    /// A year as it is shown: there is no year 0, and BC has no sign.
    fn shown(&self, year: i64) -> i64 {
        match self.number {
            Some(_) if year <= 0 => 1 - year,
            _ => year,
        }
    }

    fn write_year(&self, node: &FieldNode, out: &mut String) {
        let gregorian = self.shown(self.year);
        let width = |digits: usize| digits + usize::from(gregorian < 0);
        let filled = |digits: usize| if node.is_unfilled { 0 } else { width(digits) };
        let (year, digits) = match node.field {
            Field::YearWithComma => {
                let thousands = gregorian / 1_000;
                write_width(thousands, 0, out);
                out.push(',');
                write_width(gregorian - thousands * 1_000, 3, out);
                return;
            }
            Field::IsoYear(digits) => {
                let year = match self.number {
                    Some(number) => civil::iso_week(number).0,
                    None => self.span_week().0,
                };
                (self.shown(year), digits)
            }
            Field::Year(digits) => (gregorian, digits),
            _ => return,
        };
        match digits {
            4 => write_width(year, filled(4), out),
            1 => write_width(year % 10, 1, out),
            digits => write_width(year % 10i64.pow(digits as u32), filled(digits), out),
        }
    }

    fn write_roman(&self, node: &FieldNode, out: &mut String) {
        let place = match (self.month, self.year) {
            (0, 0) => return,
            (0, year) if year > 0 => 11,
            (0, _) => 0,
            (month, _) if month < 0 => 12 + month,
            (month, _) => month - 1,
        };
        let width = if node.is_unfilled { 0 } else { ROMAN_WIDTH };
        let name = ROMAN[place.rem_euclid(12) as usize];
        let _ = write!(out, "{:<width$}", in_case(name, node.case));
    }
}

/// A number that has places for a sign where another number is negative.
fn write_signed_like(number: i64, like: i64, node: &FieldNode, out: &mut String) {
    let width = if node.is_unfilled { 0 } else { 2 + usize::from(like < 0) };
    write_width(number, width, out);
}

/// The Julian day of any three numbers, in 32 bits: how PostgreSQL counts, and what it shows of
/// a span that is no day.
fn julian_day(year: i32, month: i32, day: i32) -> i32 {
    let (year, month) = match month > 2 {
        true => (year.wrapping_add(4_800), month + 1),
        false => (year.wrapping_add(4_799), month + 13),
    };
    let century = year / 100;
    let days = year.wrapping_mul(365).wrapping_sub(32_167);
    let days = days.wrapping_add(year / 4 - century + century / 4);
    days.wrapping_add(7_834 * month / 256).wrapping_add(day)
}

/// The Julian day of the Monday of the year's first ISO week, counted likewise.
fn iso_monday(year: i32) -> i32 {
    let fourth = julian_day(year, 1, 4);
    fourth.wrapping_sub(fourth.rem_euclid(7))
}
