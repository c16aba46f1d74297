//! `to_date` and `to_timestamp`: texts read by a template.
//!
//! Blanks before fields are skipped, a separator of the template takes a separator of the text or
//! nothing, and any other letter takes one letter whatever it is, unless `FX` asks for the exact
//! form. What two fields say of one thing must agree.
//! Source: PostgreSQL manual, "Data Type Formatting Functions", usage notes.

use super::arith::timestamp_out_of_range;
use super::civil::{self, Day, DAY, HOUR, MINUTE, SECOND};
use super::format::{DAYS, MONTHS, ROMAN};
use super::template::{is_blank, is_separator, parse, Field, FieldNode, Node, Ordinal};
use super::wrong::{error, Wrong};
use crate::base::error::{sqlstate, Result, SqlError};

/// Hours that an offset from UTC may have.
const ZONE_HOURS_MAX: i32 = 15;

/// `to_date(text, template)`
pub fn scan_date(text: &str, template: &str) -> Result<i32> {
    let parts = scan(text, template)?;
    let number = parts.day_number();
    match civil::is_date(number) {
        true => Ok(number as i32),
        false => Err(error(Wrong::RangeOfType, text, "date")),
    }
}

/// `to_timestamp(text, template)`: a moment with time zone, UTC where the text has no offset.
pub fn scan_timestamp(text: &str, template: &str) -> Result<i64> {
    let parts = scan(text, template)?;
    parts
        .day_number()
        .checked_mul(DAY)
        .and_then(|midnight| midnight.checked_add(parts.micros - parts.zone_micros))
        .filter(|micros| civil::is_timestamp(*micros))
        .map(|micros| {
            let half = parts.precision / 2 * micros.signum();
            (micros + half) / parts.precision * parts.precision
        })
        .ok_or_else(timestamp_out_of_range)
}

/// Which calendar a template's fields count by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Convention {
    Gregorian,
    IsoWeek,
}

fn convention_of(field: Field) -> Option<Convention> {
    match field {
        Field::Weekday
        | Field::MonthDay
        | Field::YearDay
        | Field::Month
        | Field::MonthName
        | Field::MonthShortName
        | Field::Roman
        | Field::YearWeek
        | Field::MonthWeek
        | Field::Year(_)
        | Field::YearWithComma => Some(Convention::Gregorian),
        Field::IsoYearDay | Field::IsoWeekday | Field::IsoWeek | Field::IsoYear(_) => {
            Some(Convention::IsoWeek)
        }
        _ => None,
    }
}

/// Whether a field is read as digits.
fn is_digits(field: Field) -> bool {
    !matches!(
        field,
        Field::HalfDay { .. }
            | Field::Era { .. }
            | Field::DayName
            | Field::DayShortName
            | Field::MonthName
            | Field::MonthShortName
            | Field::Roman
            | Field::Exact
            | Field::Offset
            | Field::ZoneName
            | Field::ZoneHour
    )
}

/// A day and a time that a text named.
struct Moment {
    year: i32,
    month: i32,
    month_day: i32,
    micros: i64,
    zone_micros: i64,
    /// Microseconds that the moment is rounded to.
    precision: i64,
}

impl Moment {
    fn day_number(&self) -> i64 {
        civil::day_number(Day { year: self.year, month: self.month, day: self.month_day })
    }
}

fn scan(text: &str, template: &str) -> Result<Moment> {
    let nodes = parse(template);
    let mut scanner = Scanner { rest: text, ..Scanner::default() };
    for (at, node) in nodes.iter().enumerate() {
        if scanner.rest.is_empty() {
            break;
        }
        scanner.step(node, &nodes[at + 1..], at == 0)?;
    }
    settle(scanner.found, text)
}

/// What the fields said; 0 where none did, as no field may be 0 and mean it.
#[derive(Default)]
struct Found {
    convention: Option<Convention>,
    hour: i32,
    is_half_day: bool,
    is_afternoon: i32,
    minute: i32,
    second: i32,
    second_of_day: i32,
    millis: i32,
    micros: i32,
    /// Digits of the second's fraction that `FF1` to `FF6` asked for.
    fraction_digits: u32,
    year: i32,
    /// Digits of the year's field.
    year_digits: usize,
    is_before_christ: i32,
    century: i32,
    month: i32,
    month_day: i32,
    /// 1 is Sunday.
    weekday: i32,
    year_day: i32,
    year_week: i32,
    month_week: i32,
    julian: i32,
    /// -1 or 1 where there is an offset.
    zone_sign: i32,
    zone_hour: i32,
    zone_minute: i32,
}

/// What is left of the text.
#[derive(Default)]
struct Scanner<'a> {
    rest: &'a str,
    /// The letter before the rest.
    previous: Option<char>,
    found: Found,
    is_exact: bool,
    /// Letters skipped beyond those that the template has.
    extra: i32,
}

fn wrong(message: String) -> SqlError {
    SqlError::new(sqlstate::INVALID_DATETIME_FORMAT, message)
}

/// Notes a field's value; one that contradicts an earlier one is refused.
fn set(slot: &mut i32, value: i32, node: &FieldNode) -> Result<()> {
    if *slot != 0 && *slot != value {
        let name = node.name;
        return Err(wrong(format!("conflicting values for \"{name}\" field in formatting string"))
            .detail("This value contradicts a previous setting for the same field type.")
            .into());
    }
    *slot = value;
    Ok(())
}

impl Scanner<'_> {
    fn skip_letter(&mut self) {
        let mut letters = self.rest.chars();
        self.previous = letters.next().or(self.previous);
        self.rest = letters.as_str();
    }

    fn skip_blanks(&mut self) {
        while self.rest.starts_with(is_blank) {
            self.skip_letter();
            self.extra += 1;
        }
    }

    fn step(&mut self, node: &Node, next: &[Node], is_first: bool) -> Result<()> {
        let is_field = matches!(node, Node::Field(_));
        let is_exact_field = matches!(node, Node::Field(FieldNode { field: Field::Exact, .. }));
        if !self.is_exact && !is_exact_field && (is_field || is_first) {
            self.skip_blanks();
        }
        match node {
            Node::Space(_) | Node::Separator(_) if self.is_exact => self.skip_letter(),
            Node::Space(_) | Node::Separator(_) => {
                self.extra -= 1;
                if self.rest.starts_with(|letter| is_blank(letter) || is_separator(letter)) {
                    self.skip_letter();
                    self.extra += 1;
                }
            }
            Node::Text(_) if !self.is_exact && self.extra > 0 => self.extra -= 1,
            Node::Text(_) => self.skip_letter(),
            Node::Field(node) => {
                self.set_convention(node.field)?;
                self.read(node, next)?;
                if !self.is_exact {
                    self.extra = 0;
                    self.skip_blanks();
                }
            }
        }
        Ok(())
    }

    fn set_convention(&mut self, field: Field) -> Result<()> {
        let Some(convention) = convention_of(field) else { return Ok(()) };
        if *self.found.convention.get_or_insert(convention) != convention {
            return Err(wrong("invalid combination of date conventions".to_string())
                .hint(
                    "Do not mix Gregorian and ISO week date conventions in a formatting template.",
                )
                .into());
        }
        Ok(())
    }

    fn read(&mut self, node: &FieldNode, next: &[Node]) -> Result<()> {
        let width = node.name.len();
        match node.field {
            Field::Exact => self.is_exact = true,
            Field::HalfDay { has_points } => {
                let names = [["am", "pm"], ["a.m.", "p.m."]][usize::from(has_points)];
                let half = self.word(&names, node)?;
                set(&mut self.found.is_afternoon, half, node)?;
                self.found.is_half_day = true;
            }
            Field::Era { has_points } => {
                let names = [["ad", "bc"], ["a.d.", "b.c."]][usize::from(has_points)];
                let era = self.word(&names, node)?;
                set(&mut self.found.is_before_christ, era, node)?;
            }
            Field::Hour12 => {
                let hour = self.number(node, next, 2)?.0;
                set(&mut self.found.hour, hour, node)?;
                self.found.is_half_day = true;
            }
            Field::Hour24 => {
                let hour = self.number(node, next, 2)?.0;
                set(&mut self.found.hour, hour, node)?;
            }
            Field::Fraction(digits) => self.read_fraction(node, next, digits)?,
            Field::ZoneName | Field::Offset => {
                return Err(SqlError::new(
                    sqlstate::FEATURE_NOT_SUPPORTED,
                    format!("formatting field \"{}\" is only supported in to_char", node.name),
                )
                .into());
            }
            Field::ZoneHour => self.read_zone_hour(node, next)?,
            Field::ZoneMinute => {
                if self.found.zone_sign == 0 {
                    self.found.zone_sign = 1;
                }
                let minute = self.number(node, next, 2)?.0;
                return set(&mut self.found.zone_minute, minute, node);
            }
            Field::IsoWeekday => {
                let weekday = self.number(node, next, 1)?.0;
                set(&mut self.found.weekday, weekday, node)?;
                // Kept with Sunday first.
                let weekday = self.found.weekday.saturating_add(1);
                self.found.weekday = if weekday > 7 { 1 } else { weekday };
            }
            Field::IsoYearDay => {
                let day = self.number(node, next, 3)?.0;
                set(&mut self.found.year_day, day, node)?;
            }
            Field::Quarter => {
                self.number(node, next, width)?;
            }
            Field::YearWithComma => self.read_year_with_comma(node)?,
            Field::Year(digits) | Field::IsoYear(digits) => {
                let (year, length) = self.number(node, next, digits)?;
                set(&mut self.found.year, year, node)?;
                if digits < 4 && length < 4 {
                    self.found.year = complete_year(year);
                }
                self.found.year_digits = digits;
            }
            _ => self.read_plain(node, next)?,
        }
        self.skip_ordinal(node);
        Ok(())
    }

    /// The fields that are one number or one name.
    fn read_plain(&mut self, node: &FieldNode, next: &[Node]) -> Result<()> {
        let value = match node.field {
            Field::MonthName => self.word(&MONTHS, node)? + 1,
            Field::MonthShortName => self.word(&MONTHS.map(|name| &name[..3]), node)? + 1,
            Field::DayName => self.word(&DAYS, node)?,
            Field::DayShortName => self.word(&DAYS.map(|name| &name[..3]), node)?,
            Field::Roman => {
                // From the last, so that longer ones come before what they begin with.
                let mut names = ROMAN;
                names.reverse();
                12 - self.word(&names, node)?
            }
            _ => self.number(node, next, node.name.len())?.0,
        };
        let found = &mut self.found;
        if let Field::DayName | Field::DayShortName = node.field {
            set(&mut found.weekday, value, node)?;
            found.weekday += 1;
            return Ok(());
        }
        let slot = match node.field {
            Field::Minute => &mut found.minute,
            Field::Second => &mut found.second,
            Field::SecondOfDay => &mut found.second_of_day,
            Field::Month | Field::MonthName | Field::MonthShortName | Field::Roman => {
                &mut found.month
            }
            Field::YearDay => &mut found.year_day,
            Field::MonthDay => &mut found.month_day,
            Field::Weekday => &mut found.weekday,
            Field::YearWeek | Field::IsoWeek => &mut found.year_week,
            Field::MonthWeek => &mut found.month_week,
            Field::Century => &mut found.century,
            _ => &mut found.julian,
        };
        set(slot, value, node)
    }

    fn read_fraction(&mut self, node: &FieldNode, next: &[Node], digits: usize) -> Result<()> {
        let (value, length) = self.number(node, next, digits)?;
        let is_millis = node.name.eq_ignore_ascii_case("ms");
        if node.name.starts_with(['F', 'f']) {
            self.found.fraction_digits = digits as u32;
        }
        let slot = if is_millis { &mut self.found.millis } else { &mut self.found.micros };
        set(slot, value, node)?;
        let missing = (if is_millis { 3usize } else { 6 }).saturating_sub(length);
        // A fraction of fewer digits counts from the left. Nought letters cannot be.
        *slot = slot.wrapping_mul(10i32.wrapping_pow(missing.min(5) as u32));
        Ok(())
    }

    fn read_zone_hour(&mut self, node: &FieldNode, next: &[Node]) -> Result<()> {
        self.found.zone_sign = match self.rest.chars().next() {
            Some(sign @ ('+' | '-' | ' ')) => {
                self.skip_letter();
                if sign == '-' {
                    -1
                } else {
                    1
                }
            }
            // A minus that was skipped as a separator is a sign after all.
            _ if self.extra > 0 && self.previous == Some('-') => -1,
            _ => 1,
        };
        let hour = self.number(node, next, 2)?.0;
        set(&mut self.found.zone_hour, hour, node)
    }

    fn read_year_with_comma(&mut self, node: &FieldNode) -> Result<()> {
        let invalid = || wrong("invalid input string for \"Y,YYY\"".to_string());
        let text = self.rest.trim_start_matches(is_blank);
        let (thousands, rest) = split_number(text, usize::MAX).ok_or_else(invalid)?;
        let rest = rest.strip_prefix(',').ok_or_else(invalid)?;
        let (years, rest) =
            split_number(rest.trim_start_matches(is_blank), 3).ok_or_else(invalid)?;
        let year = thousands.saturating_mul(1_000).saturating_add(years);
        let year = i32::try_from(year).map_err(|_| out_of_range(node))?;
        set(&mut self.found.year, year, node)?;
        self.found.year_digits = 4;
        self.rest = rest;
        Ok(())
    }

    /// Two letters after a number, whatever they are.
    fn skip_ordinal(&mut self, node: &FieldNode) {
        let is_number = is_digits(node.field) && !matches!(node.field, Field::ZoneMinute);
        if node.ordinal != Ordinal::None && is_number {
            self.skip_letter();
            self.skip_letter();
        }
    }

    /// Which of the names the text goes on with, in any letters.
    fn word(&mut self, names: &[&str], node: &FieldNode) -> Result<i32> {
        let place = names.iter().position(|name| {
            let head = self.rest.as_bytes().get(..name.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()))
        });
        let Some(place) = place else {
            let word = self.rest.split(is_blank).next().unwrap_or_default();
            return Err(wrong(format!("invalid value \"{word}\" for \"{}\"", node.name))
                .detail("The given value did not match any of the allowed values for this field.")
                .into());
        };
        (0..names[place].len()).for_each(|_| self.skip_letter());
        Ok(place as i32)
    }

    /// A number of that many letters, or of all there are where the template goes on with
    /// something else than digits; and how many letters it took.
    fn number(&mut self, node: &FieldNode, next: &[Node], width: usize) -> Result<(i32, usize)> {
        let start = self.rest.len();
        let text = self.rest.trim_start_matches(is_blank);
        let blanks = start - text.len();
        let copy: String = text.chars().take(width).collect();
        let invalid = || wrong(format!("invalid value \"{copy}\" for \"{}\"", node.name));
        let hint = "If your source string is not fixed-width, try using the \"FM\" modifier.";
        let (number, rest) = if node.is_unfilled || is_delimited(node, next) {
            split_number(text, usize::MAX).unwrap_or((0, self.rest))
        } else {
            if text.len() < width {
                return Err(wrong(format!(
                    "source string too short for \"{}\" formatting field",
                    node.name
                ))
                .detail(format!(
                    "Field requires {width} characters, but only {} remain.",
                    text.len()
                ))
                .hint(hint)
                .into());
            }
            let (number, rest) = split_number(&copy, usize::MAX).unwrap_or((0, &copy));
            let used = copy.len() - rest.len();
            if used > 0 && used < width {
                return Err(invalid()
                    .detail(format!(
                        "Field requires {width} characters, but only {used} could be parsed."
                    ))
                    .hint(hint)
                    .into());
            }
            (number, if used == 0 && blanks == 0 { self.rest } else { &text[used..] })
        };
        let used = start - rest.len();
        if used == 0 {
            return Err(invalid().detail("Value must be an integer.").into());
        }
        let number = i32::try_from(number).map_err(|_| out_of_range(node))?;
        self.previous = self.rest[..used].chars().next_back().or(self.previous);
        self.rest = rest;
        Ok((number, used))
    }
}

/// A year's last digits made the year nearest to 2020.
fn complete_year(year: i32) -> i32 {
    match year {
        ..70 => year + 2_000,
        70..100 => year + 1_900,
        100..520 => year + 2_000,
        520..1_000 => year + 1_000,
        _ => year,
    }
}

fn out_of_range(node: &FieldNode) -> SqlError {
    let message = format!("value for \"{}\" in source string is out of range", node.name);
    SqlError::new(sqlstate::DATETIME_FIELD_OVERFLOW, message).detail(format!(
        "Value must be in the range {} to {}.",
        i32::MIN,
        i32::MAX
    ))
}

/// A whole number with its sign, of at most that many letters, and what follows.
fn split_number(text: &str, width: usize) -> Option<(i64, &str)> {
    let sign = usize::from(text.starts_with(['+', '-']));
    let digits = text.as_bytes()[sign..].iter().take(width.saturating_sub(sign));
    let count = digits.take_while(|digit| digit.is_ascii_digit()).count();
    if count == 0 {
        return None;
    }
    let (number, rest) = text.split_at(sign + count);
    let is_negative = number.starts_with('-');
    let number = number.trim_start_matches(['+', '-']).parse::<i64>().unwrap_or(i64::MAX);
    Some((if is_negative { -number } else { number }, rest))
}

/// Whether what comes after a field in the template is no digit.
fn is_delimited(node: &FieldNode, next: &[Node]) -> bool {
    if node.ordinal != Ordinal::None {
        return true;
    }
    match next.first() {
        None => true,
        Some(Node::Field(next)) => !is_digits(next.field),
        Some(Node::Separator(letter) | Node::Space(letter) | Node::Text(letter)) => {
            !letter.is_ascii_digit()
        }
    }
}

/// The days of a year before each month.
fn days_before_month(year: i32, month: i32) -> i32 {
    (1..month).map(|month| civil::days_in_month(year, month)).sum()
}

/// The day number of the Monday of that ISO week.
fn iso_monday(year: i32, week: i32) -> i64 {
    let fourth = civil::day_number(Day { year, month: 1, day: 4 });
    fourth - civil::weekday(fourth) + 1 + (i64::from(week) - 1) * 7
}

/// The year, the month and the day while they are put together.
struct Date {
    year: i32,
    month: i32,
    month_day: i32,
    has_year: bool,
    has_month: bool,
    has_day: bool,
}

impl Date {
    fn set_number(&mut self, number: i64) {
        let day = civil::day_from_number(number);
        (self.year, self.month, self.month_day) = (day.year, day.month, day.day);
        (self.has_year, self.has_month, self.has_day) = (true, true, true);
    }
}

/// Puts together what the fields said.
fn settle(found: Found, text: &str) -> Result<Moment> {
    let hour = settle_hour(&found)?;
    let (mut minute, mut second) = (found.second_of_day / 60 % 60, found.second_of_day % 60);
    if found.minute != 0 {
        minute = found.minute;
    }
    if found.second != 0 {
        second = found.second;
    }
    let micros = i64::from(found.millis) * 1_000 + i64::from(found.micros);
    let date = settle_date(&found)?;
    let out_of_range = || error(Wrong::Range, text, "timestamp");
    let is_month = (1..=12).contains(&date.month);
    let last = civil::days_in_month(date.year, if is_month { date.month } else { 1 });
    let is_full = date.has_year && date.has_month && date.has_day;
    if date.has_month && !is_month
        || date.has_day && !(1..=31).contains(&date.month_day)
        || is_full && date.month_day > last
        || !(0..24).contains(&hour)
        || !(0..60).contains(&minute)
        || !(0..60).contains(&second)
        || !(0..SECOND).contains(&micros)
    {
        return Err(out_of_range());
    }
    let mut zone_micros = 0;
    if found.zone_sign != 0 {
        let is_zone =
            (0..=ZONE_HOURS_MAX).contains(&found.zone_hour) && (0..60).contains(&found.zone_minute);
        if !is_zone {
            return Err(error(Wrong::RangeOfZone, text, "timestamp"));
        }
        zone_micros = i64::from(found.zone_sign)
            * (i64::from(found.zone_hour) * HOUR + i64::from(found.zone_minute) * MINUTE);
    }
    Ok(Moment {
        year: date.year,
        month: date.month,
        month_day: date.month_day,
        micros: i64::from(hour) * HOUR
            + i64::from(minute) * MINUTE
            + i64::from(second) * SECOND
            + micros,
        zone_micros,
        precision: match found.fraction_digits {
            0 => 1,
            digits => 10i64.pow(6 - digits),
        },
    })
}

fn settle_hour(found: &Found) -> Result<i32> {
    let hour = if found.hour != 0 { found.hour } else { found.second_of_day / 3_600 };
    if !found.is_half_day {
        return Ok(hour);
    }
    if !(1..=12).contains(&hour) {
        return Err(wrong(format!("hour \"{hour}\" is invalid for the 12-hour clock"))
            .hint("Use the 24-hour clock, or give an hour between 1 and 12.")
            .into());
    }
    Ok(hour % 12 + if found.is_afternoon != 0 { 12 } else { 0 })
}

/// The year, by its digits and its century; whether there is one at all.
fn settle_year(found: &Found) -> (i32, bool) {
    let is_before_christ = found.is_before_christ != 0;
    let signed = |number: i32| if is_before_christ { number.saturating_neg() } else { number };
    let century = signed(found.century);
    let hundreds = |century: i32| century.saturating_mul(100);
    if found.year == 0 {
        return match found.century {
            0 => (0, false),
            _ if century >= 0 => (hundreds(century - 1).saturating_add(1), true),
            _ => (hundreds(century).saturating_add(1), true),
        };
    }
    if found.century != 0 && found.year_digits <= 2 {
        let year = found.year % 100;
        let year = match (year, century >= 0) {
            (0, true) => hundreds(century),
            (0, false) => hundreds(century) + 1,
            (year, true) => hundreds(century - 1).saturating_add(year),
            (year, false) => hundreds(century + 1).saturating_sub(year) + 1,
        };
        return (year, true);
    }
    let year = signed(found.year);
    // There is no year 0: 1 BC is kept as 0.
    (if year < 0 { year + 1 } else { year }, true)
}

fn settle_date(found: &Found) -> Result<Date> {
    let (year, has_year) = settle_year(found);
    let mut date =
        Date { year, month: 1, month_day: 1, has_year, has_month: false, has_day: false };
    let is_iso = found.convention == Some(Convention::IsoWeek);
    let mut year_day = found.year_day;
    let mut month_day = found.month_day;
    if found.julian != 0 {
        date.set_number(i64::from(found.julian) - civil::JULIAN_DAY_OF_2000);
    }
    if found.year_week != 0 && is_iso {
        let after_monday = match found.weekday {
            0 => 0,
            ..=1 => 6,
            weekday => i64::from(weekday) - 2,
        };
        date.set_number(iso_monday(date.year, found.year_week) + after_monday);
    } else if found.year_week != 0 {
        year_day = found.year_week.saturating_sub(1).saturating_mul(7).saturating_add(1);
    }
    if found.month_week != 0 {
        month_day = found.month_week.saturating_sub(1).saturating_mul(7).saturating_add(1);
    }
    if month_day != 0 {
        (date.month_day, date.has_day) = (month_day, true);
    }
    if found.month != 0 {
        (date.month, date.has_month) = (found.month, true);
    }
    if year_day != 0 && (date.month <= 1 || date.month_day <= 1) {
        if date.year == 0 && found.is_before_christ == 0 {
            let message = "cannot calculate day of year without year information";
            return Err(wrong(message.to_string()).into());
        }
        if is_iso {
            date.set_number(iso_monday(date.year, 1) - 1 + i64::from(year_day));
        } else {
            set_year_day(&mut date, year_day);
        }
    }
    Ok(date)
}

/// The month and the day of a day of the year, where they are not known yet.
fn set_year_day(date: &mut Date, year_day: i32) {
    let is_within = |month: &i32| year_day <= days_before_month(date.year, month + 1);
    let month = (1..=12).find(is_within).unwrap_or(13);
    let before = days_before_month(date.year, month);
    if date.month <= 1 {
        date.month = month;
    }
    if date.month_day <= 1 {
        date.month_day = year_day - before;
    }
    (date.has_month, date.has_day) = (true, true);
}
