//! What has been found so far of a date and time, and how one more field adds to it.
//!
//! ```text
//!   field        "2020-01-05"            "04:05"              "+02"
//!   found        YEAR MONTH DAY          HOUR MINUTE SECOND   ZONE
//! ```
//!
//! What a bare number means depends on what was found before it. A thing found twice is an error.
//! Numbers of two digits are a month, a day or a year in that order (DateOrder MDY), or a year
//! first where it has three digits or more.

use super::civil::{self, Clock, Day, DAY, HOUR, MINUTE, SECOND};
use super::words::{find, Word};
use super::wrong::Wrong;

/// Which parts a field gave, as bits.
pub(super) type Parts = u32;
pub(super) const YEAR: Parts = 1;
pub(super) const MONTH: Parts = 1 << 1;
pub(super) const MONTH_DAY: Parts = 1 << 2;
pub(super) const DATE: Parts = YEAR | MONTH | MONTH_DAY;
pub(super) const TIME: Parts = 1 << 3;
pub(super) const ZONE: Parts = 1 << 4;
pub(super) const SUMMER: Parts = 1 << 5;
pub(super) const YEAR_DAY: Parts = 1 << 6;
pub(super) const HALF_DAY: Parts = 1 << 7;
pub(super) const ERA: Parts = 1 << 8;
pub(super) const WEEKDAY: Parts = 1 << 9;
pub(super) const RESERVED: Parts = 1 << 10;

/// Hours that an offset from UTC may have.
const ZONE_HOURS_MAX: i32 = 15;

/// Whether the clock has two rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HalfDay {
    Morning,
    Afternoon,
}

/// What has been found so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    pub found: Parts,
    pub year: i32,
    pub month: i32,
    pub month_day: i32,
    pub year_day: i32,
    pub hour: i32,
    pub minute: i32,
    pub second: i32,
    /// Microseconds within the second; a whole second where a fraction rounds up.
    pub micros: i64,
    /// Seconds east of UTC.
    pub zone: i32,
    pub half_day: Option<HalfDay>,
    pub is_before_christ: bool,
    pub is_julian: bool,
    pub has_month_by_name: bool,
    pub has_short_year: bool,
}

/// The whole number that a text begins with, and what follows; no digits count as 0.
pub(super) fn leading_number(text: &str) -> Result<(i32, &str), Wrong> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    match digits {
        "" => Ok((0, rest)),
        _ => digits.parse().map(|number| (number, rest)).map_err(|_| Wrong::Range),
    }
}

/// A number of digits only, as C's `atoi` takes it where it is far too long.
fn wrapped(digits: &str) -> i32 {
    match digits {
        "" => 0,
        _ => digits.parse::<i64>().unwrap_or(i64::MAX) as i32,
    }
}

/// A fraction `.789` as microseconds, rounded to the even one.
pub(super) fn fraction_micros(text: &str) -> Result<i64, Wrong> {
    fraction(text).map(|fraction| libm::rint(fraction * SECOND as f64) as i64)
}

/// A fraction `.789`; a point alone is 0.
pub(super) fn fraction(text: &str) -> Result<f64, Wrong> {
    match text.strip_prefix('.') {
        Some("") => Ok(0.0),
        Some(digits) if digits.bytes().all(|digit| digit.is_ascii_digit()) => {
            text.parse().map_err(|_| Wrong::Format)
        }
        _ => Err(Wrong::Format),
    }
}

/// Hour, minute, second and microseconds of `04:05:06.789`; the hours of a span are not bounded
/// by a day.
pub(super) fn clock(text: &str) -> Result<(i64, i32, i32, i64), Wrong> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (hour, rest) = text.split_at(end);
    let hour: i64 = match hour {
        "" => 0,
        _ => hour.parse().map_err(|_| Wrong::Range)?,
    };
    let (minute, rest) = leading_number(rest.strip_prefix(':').ok_or(Wrong::Format)?)?;
    let (hour, minute, second, rest) = match rest.as_bytes() {
        [] => (hour, minute, 0, ""),
        // Two fields and a fraction are minutes and seconds.
        [b'.', ..] => {
            let hour = i32::try_from(hour).map_err(|_| Wrong::Range)?;
            (0, hour, minute, rest)
        }
        [b':', ..] => {
            let (second, rest) = leading_number(&rest[1..])?;
            (hour, minute, second, rest)
        }
        _ => return Err(Wrong::Format),
    };
    let micros = if rest.is_empty() { 0 } else { fraction_micros(rest)? };
    if minute > 59 || second > 60 || micros > SECOND {
        return Err(Wrong::Range);
    }
    Ok((hour, minute, second, micros))
}

/// The offset that `+02`, `-0530` or `+05:30:15` names: seconds east of UTC.
pub(super) fn zone(text: &str) -> Result<i32, Wrong> {
    let (is_west, digits) = match text.as_bytes() {
        [b'+', ..] => (false, &text[1..]),
        [b'-', ..] => (true, &text[1..]),
        _ => return Err(Wrong::Format),
    };
    let number = |text| leading_number(text).map_err(|_| Wrong::RangeOfZone);
    let (mut hour, mut rest) = number(digits)?;
    let (mut minute, mut second) = (0, 0);
    if let Some(after) = rest.strip_prefix(':') {
        (minute, rest) = number(after)?;
        if let Some(after) = rest.strip_prefix(':') {
            (second, rest) = number(after)?;
        }
    } else if rest.is_empty() && text.len() > 3 {
        (hour, minute) = (hour / 100, hour % 100);
    }
    if hour > ZONE_HOURS_MAX || minute > 59 || second > 59 {
        return Err(Wrong::RangeOfZone);
    }
    if !rest.is_empty() {
        return Err(Wrong::Format);
    }
    let seconds = (hour * 60 + minute) * 60 + second;
    Ok(if is_west { -seconds } else { seconds })
}

/// The runs of digits and of letters in a date. One letter after a run is its separator,
/// whatever it is.
fn date_parts(text: &str) -> Result<Vec<&str>, Wrong> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        rest = rest.trim_start_matches(|letter: char| !letter.is_ascii_alphanumeric());
        let is_digits = rest.starts_with(|letter: char| letter.is_ascii_digit());
        let is_same = |letter: char| match is_digits {
            true => letter.is_ascii_digit(),
            false => letter.is_ascii_alphabetic(),
        };
        let end = rest.find(|letter| !is_same(letter)).unwrap_or(rest.len());
        if end == 0 {
            return Err(Wrong::Format);
        }
        parts.push(&rest[..end]);
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    Ok(parts)
}

impl Reading {
    /// Notes what a field gave; twice is once too often.
    pub fn add(&mut self, parts: Parts) -> Result<(), Wrong> {
        if self.found & parts != 0 {
            return Err(Wrong::Format);
        }
        self.found |= parts;
        Ok(())
    }

    /// A field of a whole date: `2020-01-05`, `5/1/2020`, `05-Jan-2020`, `2020.005`.
    pub fn read_date(&mut self, text: &str) -> Result<Parts, Wrong> {
        let parts = date_parts(text)?;
        let mut given = 0;
        let mut has_month_by_name = false;
        let add = |given: &mut Parts, found: Parts, parts: Parts| {
            let is_new = (found | *given) & parts == 0;
            *given |= parts;
            if is_new {
                Ok(())
            } else {
                Err(Wrong::Format)
            }
        };
        for part in parts.iter().filter(|part| part.starts_with(|l: char| l.is_alphabetic())) {
            match find(part) {
                Some(Word::Filler) => {}
                Some(Word::Month(month)) => {
                    self.month = month;
                    has_month_by_name = true;
                    add(&mut given, self.found, MONTH)?;
                }
                _ => return Err(Wrong::Format),
            }
        }
        for part in parts.iter().filter(|part| part.starts_with(|l: char| l.is_ascii_digit())) {
            let part = self.read_number(part, has_month_by_name, self.found | given)?;
            add(&mut given, self.found, part)?;
        }
        if (self.found | given) & !(YEAR_DAY | ZONE) != DATE {
            return Err(Wrong::Format);
        }
        Ok(given)
    }

    /// A bare number, after `found`.
    pub fn read_number(
        &mut self,
        text: &str,
        has_month_by_name: bool,
        found: Parts,
    ) -> Result<Parts, Wrong> {
        let (number, rest) = leading_number(text)?;
        if rest.len() == text.len() {
            return Err(Wrong::Format);
        }
        if rest.starts_with('.') {
            if text.len() - rest.len() > 2 {
                return self.read_digits(text, found | DATE);
            }
            self.micros = fraction_micros(rest)?;
        } else if !rest.is_empty() {
            return Err(Wrong::Format);
        }
        let digits = text.len();
        if digits == 3 && found & DATE == YEAR && (1..=366).contains(&number) {
            self.year_day = number;
            return Ok(YEAR_DAY | MONTH | MONTH_DAY);
        }
        let part = match found & DATE {
            0 if digits >= 3 => YEAR,
            0 | YEAR | MONTH_DAY => MONTH,
            MONTH if has_month_by_name && digits >= 3 => YEAR,
            MONTH => MONTH_DAY,
            parts if parts == YEAR | MONTH => {
                if has_month_by_name && digits >= 3 && self.has_short_year {
                    // The first number was the day after all.
                    self.month_day = self.year;
                    self.year = number;
                    self.has_short_year = false;
                    return Ok(MONTH_DAY);
                }
                MONTH_DAY
            }
            parts if parts == MONTH | MONTH_DAY => YEAR,
            DATE => return self.read_digits(text, found),
            _ => return Err(Wrong::Format),
        };
        match part {
            YEAR => {
                self.year = number;
                self.has_short_year = digits <= 2;
            }
            MONTH => self.month = number,
            _ => self.month_day = number,
        }
        Ok(part)
    }

    /// Digits run together: `20200105` or `200105`, then `040506.789` or `0405`.
    pub fn read_digits(&mut self, text: &str, found: Parts) -> Result<Parts, Wrong> {
        let (digits, fraction) = match text.find('.') {
            Some(point) => text.split_at(point),
            None => (text, ""),
        };
        if !fraction.is_empty() {
            let fraction = if fraction == "." { ".0" } else { fraction };
            let fraction: f64 = fraction.parse().map_err(|_| Wrong::Format)?;
            self.micros = libm::rint(fraction * SECOND as f64) as i64;
        } else if found & DATE != DATE && digits.len() >= 6 {
            let (rest, month_day) = digits.split_at(digits.len() - 2);
            let (year, month) = rest.split_at(rest.len() - 2);
            self.year = wrapped(year);
            self.month = wrapped(month);
            self.month_day = wrapped(month_day);
            self.has_short_year |= year.len() == 2;
            return Ok(DATE);
        }
        if found & TIME == 0 && matches!(digits.len(), 4 | 6) {
            self.hour = wrapped(&digits[..2]);
            self.minute = wrapped(&digits[2..4]);
            self.second = wrapped(&digits[4..]);
            return Ok(TIME);
        }
        Err(Wrong::Format)
    }

    /// A time with colons.
    pub fn read_clock(&mut self, text: &str) -> Result<Parts, Wrong> {
        let (hour, minute, second, micros) = clock(text)?;
        self.hour = i32::try_from(hour).map_err(|_| Wrong::Range)?;
        (self.minute, self.second, self.micros) = (minute, second, micros);
        Ok(TIME)
    }

    /// Days of the Julian count, with a fraction for the time of day.
    pub fn read_julian(&mut self, text: &str) -> Result<Parts, Wrong> {
        let (number, rest) = leading_number(text)?;
        self.set_day_number(i64::from(number) - civil::JULIAN_DAY_OF_2000);
        self.is_julian = true;
        if rest.is_empty() {
            return Ok(DATE);
        }
        let micros = (fraction(rest)? * DAY as f64) as i64;
        let clock = civil::clock_from_micros(micros);
        (self.hour, self.minute, self.second) = (clock.hour, clock.minute, clock.second);
        self.micros = i64::from(clock.micros);
        Ok(DATE | TIME)
    }

    /// The day of that number.
    pub fn set_day_number(&mut self, number: i64) {
        let day = civil::day_from_number(number);
        (self.year, self.month, self.month_day) = (day.year, day.month, day.day);
    }

    /// The time of that many microseconds after midnight.
    pub fn set_clock(&mut self, micros: i64) {
        let Clock { hour, minute, second, micros } = civil::clock_from_micros(micros);
        (self.hour, self.minute, self.second) = (hour, minute, second);
        self.micros = i64::from(micros);
    }

    /// Settles year, month and day once all fields are read.
    pub fn settle_date(&mut self) -> Result<(), Wrong> {
        if self.found & YEAR != 0 && !self.is_julian {
            if self.is_before_christ {
                if self.year <= 0 {
                    return Err(Wrong::Range);
                }
                self.year = 1 - self.year;
            } else if self.has_short_year {
                self.year += match self.year {
                    ..70 => 2000,
                    70..100 => 1900,
                    _ => 0,
                };
            } else if self.year <= 0 {
                return Err(Wrong::Range);
            }
        }
        if self.found & YEAR_DAY != 0 {
            let first = civil::day_number(Day { year: self.year, month: 1, day: 1 });
            self.set_day_number(first + i64::from(self.year_day) - 1);
        }
        if self.found & MONTH != 0 && !(1..=12).contains(&self.month)
            || self.found & MONTH_DAY != 0 && !(1..=31).contains(&self.month_day)
        {
            return Err(Wrong::RangeOfMonthOrDay);
        }
        if self.found & DATE == DATE && self.month_day > civil::days_in_month(self.year, self.month)
        {
            return Err(Wrong::Range);
        }
        Ok(())
    }

    /// Settles the hour by `am` and `pm`.
    pub fn settle_hour(&mut self) -> Result<(), Wrong> {
        let Some(half_day) = self.half_day else { return Ok(()) };
        if self.hour > 12 {
            return Err(Wrong::Range);
        }
        self.hour = match half_day {
            HalfDay::Morning => self.hour % 12,
            HalfDay::Afternoon => self.hour % 12 + 12,
        };
        Ok(())
    }

    /// Whether the time of day is after `24:00:00`.
    pub fn is_time_too_late(&self) -> bool {
        self.hour > 24
            || self.minute > 59
            || self.second > 60
            || self.micros > SECOND
            || self.micros_of_day() > DAY
    }

    /// Microseconds after midnight; more than a day where a run of digits said so.
    pub fn micros_of_day(&self) -> i64 {
        i64::from(self.hour) * HOUR
            + i64::from(self.minute) * MINUTE
            + i64::from(self.second) * SECOND
            + self.micros
    }

    /// The number of the day.
    pub fn day_number(&self) -> i64 {
        civil::day_number(Day { year: self.year, month: self.month, day: self.month_day })
    }
}
