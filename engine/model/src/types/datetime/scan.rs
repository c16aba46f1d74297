//! `to_date` and `to_timestamp`: texts read by a template.
//!
//! Blanks before fields are skipped, a separator of the template takes a separator of the text or
//! nothing, and any other letter takes one letter whatever it is, unless `FX` asks for the exact
//! form. What two fields say of one thing must agree.
//! Source: PostgreSQL manual, "Data Type Formatting Functions", usage notes.

use super::arith::timestamp_out_of_range;
use super::civil::{self, DAY};
use super::format::{DAYS, MONTHS, ROMAN};
use super::settle::{settle, wrong, Convention, Found, Moment};
use super::template::{is_blank, is_separator, Field, FieldNode, Node, Ordinal, Template};
use super::wrong::{error, Wrong};
use crate::base::error::{sqlstate, Result, SqlError};

/// `to_date(text, template)`
pub fn scan_date(text: &str, template: &Template) -> Result<i32> {
    let parts = scan(text, template)?;
    let number = parts.day_number();
    match civil::is_date(number) {
        true => Ok(number as i32),
        false => Err(error(Wrong::RangeOfType, text, "date")),
    }
}

/// `to_timestamp(text, template)`: a moment with time zone, UTC where the text has no offset.
pub fn scan_timestamp(text: &str, template: &Template) -> Result<i64> {
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

fn scan(text: &str, template: &Template) -> Result<Moment> {
    let mut scanner = Scanner { rest: text, ..Scanner::default() };
    for (at, node) in template.nodes.iter().enumerate() {
        if scanner.rest.is_empty() {
            break;
        }
        scanner.step(node, &template.nodes[at + 1..], at == 0)?;
    }
    settle(scanner.found, text)
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
