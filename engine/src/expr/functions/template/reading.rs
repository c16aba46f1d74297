//! Texts read by a template: the fields of `to_date` and `to_timestamp`, as they stand.
//!
//! Unless the template says FX, blanks and separators in the text need not be those of the
//! template: one in the template stands for one in the text or none, and blanks before a field go
//! unread.

use model::base::error::{sqlstate, Error, Result, SqlError};

use super::fields::{
    is_separator, Field, Piece, What, DAYS, ERAS, HALF_DAYS, MONTHS, ROMAN_MONTHS,
};

/// What the fields of a text said; 0 where nothing was said.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Whether hours go from 1 to 12.
    pub is_half_day_clock: bool,
    /// Whether the hour is after noon.
    pub is_late: bool,
    /// Whether the year is before Christ.
    pub is_before: bool,
    /// Whether weeks and days are those of the ISO calendar; `None` before any is read.
    pub is_iso: Option<bool>,
    /// Hours.
    pub hour: i32,
    /// Minutes.
    pub minute: i32,
    /// Seconds.
    pub second: i32,
    /// Seconds since midnight.
    pub second_of_day: i32,
    /// Thousandths of a second.
    pub milliseconds: i32,
    /// Millionths of a second.
    pub microseconds: i32,
    /// Of the week: 1 is Sunday, or Monday in the ISO calendar.
    pub day_of_week: i32,
    /// Of the month.
    pub day: i32,
    /// Of the year.
    pub day_of_year: i32,
    /// Month.
    pub month: i32,
    /// Year.
    pub year: i32,
    /// How many digits of the year its field has.
    pub year_digits: u8,
    /// Century.
    pub century: i32,
    /// Week of the year.
    pub week: i32,
    /// Week of the month.
    pub week_of_month: i32,
    /// Julian day.
    pub julian: i32,
    /// Minutes east of UTC, where the text names a zone.
    pub zone_minutes: Option<i32>,
}

/// Reads a text by a template.
pub fn read(text: &str, pieces: &[Piece]) -> Result<Said> {
    let mut reader =
        Reader { text, rest: text, said: Said::default(), is_exact: false, skipped: 0 };
    for (at, piece) in pieces.iter().enumerate() {
        if reader.rest.is_empty() {
            break;
        }
        reader.piece(piece, pieces.get(at + 1), at == 0)?;
    }
    Ok(reader.said)
}

struct Reader<'a> {
    text: &'a str,
    rest: &'a str,
    said: Said,
    is_exact: bool,
    /// Blanks that were passed over beyond those of the template.
    skipped: i32,
}

fn wrong(message: String) -> SqlError {
    SqlError::new(sqlstate::INVALID_DATETIME_FORMAT, message)
}

impl Reader<'_> {
    fn skip_blanks(&mut self) -> i32 {
        let trimmed = self.rest.trim_start_matches(|sign: char| sign.is_ascii_whitespace());
        let count = self.rest.len() - trimmed.len();
        self.rest = trimmed;
        count as i32
    }

    fn skip_one(&mut self) {
        let mut letters = self.rest.chars();
        letters.next();
        self.rest = letters.as_str();
    }

    fn piece(&mut self, piece: &Piece, next: Option<&Piece>, is_first: bool) -> Result<()> {
        let is_field = matches!(piece, Piece::Field(field) if field.what != What::Exact);
        if !self.is_exact && (is_field || is_first && !matches!(piece, Piece::Field(_))) {
            self.skipped += self.skip_blanks();
        }
        match piece {
            Piece::Blank(_) | Piece::Separator(_) if self.is_exact => self.skip_one(),
            Piece::Blank(_) | Piece::Separator(_) => {
                self.skipped -= 1;
                let is_one = |sign: char| sign.is_ascii_whitespace() || is_separator(sign);
                if self.rest.starts_with(is_one) {
                    self.skip_one();
                    self.skipped += 1;
                }
            }
            // What was passed over before may have been this letter's place.
            Piece::Letter(_) if !self.is_exact && self.skipped > 0 => self.skipped -= 1,
            Piece::Letter(_) => self.skip_one(),
            Piece::Field(field) => {
                if let Some(is_iso) = field.what.is_iso() {
                    self.set_calendar(is_iso)?;
                }
                self.field(field, next)?;
                if field.ordinal.is_some() {
                    self.skip_one();
                    self.skip_one();
                }
                if !self.is_exact {
                    self.skipped = self.skip_blanks();
                }
            }
        }
        Ok(())
    }

    /// One calendar for all fields.
    fn set_calendar(&mut self, is_iso: bool) -> Result<()> {
        match self.said.is_iso {
            Some(known) if known != is_iso => {
                let message = "invalid combination of date conventions".to_string();
                let hint = "Do not mix Gregorian and ISO week date conventions in a formatting \
                            template.";
                Err(wrong(message).hint(hint).into())
            }
            _ => {
                self.said.is_iso = Some(is_iso);
                Ok(())
            }
        }
    }

    fn field(&mut self, field: &Field, next: Option<&Piece>) -> Result<()> {
        let said = &mut self.said;
        match field.what {
            What::Exact => {
                self.is_exact = true;
                Ok(())
            }
            What::Hour12 => {
                said.is_half_day_clock = true;
                self.slot_number(field, next, 2, |said| &mut said.hour)
            }
            What::Hour24 => self.slot_number(field, next, 2, |said| &mut said.hour),
            What::Minute => self.slot_number(field, next, 2, |said| &mut said.minute),
            What::Second => self.slot_number(field, next, 2, |said| &mut said.second),
            What::SecondOfDay => {
                self.slot_number(field, next, field.name.len(), |said| &mut said.second_of_day)
            }
            What::Milliseconds => self.fraction(field, next, 3, |said| &mut said.milliseconds),
            What::Microseconds => self.fraction(field, next, 6, |said| &mut said.microseconds),
            What::Fraction(digits) => {
                let digits = usize::from(digits);
                self.fraction(field, next, digits, |said| &mut said.microseconds)?;
                // The digits that the field does not have are zeros of a millionth.
                let scale = 10_i32.pow(6 - digits as u32);
                self.said.microseconds *= scale;
                Ok(())
            }
            What::Day => self.slot_number(field, next, 2, |said| &mut said.day),
            What::DayOfYear | What::IsoDayOfYear => {
                self.slot_number(field, next, 3, |said| &mut said.day_of_year)
            }
            What::DayOfWeek => self.slot_number(field, next, 1, |said| &mut said.day_of_week),
            What::IsoDayOfWeek => self.slot_number(field, next, 1, |said| &mut said.day_of_week),
            What::Week | What::IsoWeek => self.slot_number(field, next, 2, |said| &mut said.week),
            What::WeekOfMonth => self.slot_number(field, next, 1, |said| &mut said.week_of_month),
            What::Month => self.slot_number(field, next, 2, |said| &mut said.month),
            What::Century => self.slot_number(field, next, 2, |said| &mut said.century),
            What::Julian => self.slot_number(field, next, 1, |said| &mut said.julian),
            What::Quarter => self.number(field, next, 1).map(|_| ()),
            What::Year(digits) | What::IsoYear(digits) => self.year(field, next, digits),
            _ => self.word(field),
        }
    }

    /// The fields that are not plain numbers.
    fn word(&mut self, field: &Field) -> Result<()> {
        match field.what {
            What::HalfDay(has_points) => {
                let names = &HALF_DAYS[usize::from(has_points)];
                self.said.is_late = self.name(field, names)? == 1;
                self.said.is_half_day_clock = true;
            }
            What::Era(has_points) => {
                let names = &ERAS[usize::from(has_points)];
                self.said.is_before = self.name(field, names)? == 1;
            }
            What::MonthName => {
                let month = self.name(field, &MONTHS)?;
                set(&mut self.said.month, month as i32 + 1, field)?;
            }
            What::MonthShort => {
                let month = self.name(field, &MONTHS.map(|name| &name[..3]))?;
                set(&mut self.said.month, month as i32 + 1, field)?;
            }
            What::MonthRoman => {
                // The longest first: VIII before VII before VI.
                let mut names = ROMAN_MONTHS;
                names.sort_by_key(|name| std::cmp::Reverse(name.len()));
                let found = names[self.name(field, &names)?];
                let month = ROMAN_MONTHS.iter().position(|name| *name == found).unwrap_or(0);
                set(&mut self.said.month, month as i32 + 1, field)?;
            }
            What::DayName => {
                let day = self.name(field, &DAYS)?;
                set(&mut self.said.day_of_week, day as i32 + 1, field)?;
            }
            What::DayShort => {
                let day = self.name(field, &DAYS.map(|name| &name[..3]))?;
                set(&mut self.said.day_of_week, day as i32 + 1, field)?;
            }
            What::YearWithComma => self.year_with_comma(field)?,
            What::ZoneHour => {
                // The sign may have been passed over as a separator.
                let before = &self.text[..self.text.len() - self.rest.len()];
                let is_west =
                    self.rest.starts_with('-') || self.skipped > 0 && before.ends_with('-');
                if self.rest.starts_with(['+', '-', ' ']) {
                    self.skip_one();
                }
                let hours = self.number(field, None, 2)?.0;
                let minutes = if is_west { -hours * 60 } else { hours * 60 };
                self.said.zone_minutes = Some(minutes);
            }
            What::ZoneMinute => {
                let minutes = self.number(field, None, 2)?.0;
                let hours = self.said.zone_minutes.unwrap_or(0);
                self.said.zone_minutes =
                    Some(if hours < 0 { hours - minutes } else { hours + minutes });
            }
            _ => {
                let name = &field.name;
                return Err(Error::sql(
                    sqlstate::FEATURE_NOT_SUPPORTED,
                    format!("formatting field \"{name}\" is only supported in to_char"),
                ));
            }
        }
        Ok(())
    }

    /// A number, put where it belongs.
    fn slot_number(
        &mut self,
        field: &Field,
        next: Option<&Piece>,
        width: usize,
        slot: impl Fn(&mut Said) -> &mut i32,
    ) -> Result<()> {
        let (value, _) = self.number(field, next, width)?;
        set(slot(&mut self.said), value, field)
    }

    /// A fraction: fewer digits than the field has stand for its first ones.
    fn fraction(
        &mut self,
        field: &Field,
        next: Option<&Piece>,
        width: usize,
        slot: impl Fn(&mut Said) -> &mut i32,
    ) -> Result<()> {
        let (value, digits) = self.number(field, next, width)?;
        let missing = width.saturating_sub(digits) as u32;
        set(slot(&mut self.said), value.saturating_mul(10_i32.pow(missing)), field)
    }

    /// A year of some digits; fewer than four mean the year nearest to 2020.
    fn year(&mut self, field: &Field, next: Option<&Piece>, digits: u8) -> Result<()> {
        let (mut year, length) = self.number(field, next, digits.into())?;
        if digits < 4 && length < 4 {
            year += match year {
                0..70 => 2_000,
                70..100 => 1_900,
                100..520 => 2_000,
                520..1_000 => 1_000,
                _ => 0,
            };
        }
        set(&mut self.said.year, year, field)?;
        self.said.year_digits = digits;
        Ok(())
    }

    fn year_with_comma(&mut self, field: &Field) -> Result<()> {
        let parts = self.rest.split_once(',').and_then(|(thousands, rest)| {
            let digits = rest.get(..3)?;
            Some((thousands.parse::<i32>().ok()?, digits.parse::<i32>().ok()?, &rest[3..]))
        });
        let Some((thousands, year, rest)) = parts else {
            return Err(wrong("invalid input string for \"Y,YYY\"".to_string()).into());
        };
        self.rest = rest;
        self.said.year_digits = 4;
        set(&mut self.said.year, thousands * 1_000 + year, field)
    }

    /// A whole number and how many characters it took. Where another number follows at once, it
    /// has exactly the field's width; else it goes as far as there are digits.
    fn number(
        &mut self,
        field: &Field,
        next: Option<&Piece>,
        width: usize,
    ) -> Result<(i32, usize)> {
        self.skip_blanks();
        let is_open = field.is_bare || field.ordinal.is_some() || next.is_none_or(ends_number);
        let here = match is_open {
            true => self.rest,
            false => self.exactly(width, field)?,
        };
        let sign = usize::from(here.starts_with(['+', '-']));
        let digits = here[sign..].find(|letter: char| !letter.is_ascii_digit());
        let end = digits.map_or(here.len(), |end| sign + end);
        if end == sign {
            return Err(self.no_number(field).into());
        }
        if !is_open && end < width {
            return Err(self.too_short(field, width, end, "could be parsed").into());
        }
        let value = here[..end].trim_start_matches('+').parse::<i32>().map_err(|_| {
            let name = &field.name;
            let message = format!("value for \"{name}\" in source string is out of range");
            SqlError::new(sqlstate::DATETIME_FIELD_OVERFLOW, message)
                .detail("Value must be in the range -2147483648 to 2147483647.")
        })?;
        self.rest = &self.rest[end..];
        Ok((value, end))
    }

    /// The next characters, as many as the field is wide.
    fn exactly(&self, width: usize, field: &Field) -> Result<&str> {
        let have = self.rest.chars().count();
        if have < width {
            let name = &field.name;
            let message = format!("source string too short for \"{name}\" formatting field");
            let detail = format!("Field requires {width} characters, but only {have} remain.");
            return Err(wrong(message).detail(detail).hint(NOT_FIXED_WIDTH).into());
        }
        let end = self.rest.char_indices().nth(width).map_or(self.rest.len(), |(at, _)| at);
        Ok(&self.rest[..end])
    }

    fn no_number(&self, field: &Field) -> SqlError {
        self.invalid(field, field.name.len()).detail("Value must be an integer.")
    }

    fn too_short(&self, field: &Field, width: usize, have: usize, what: &str) -> SqlError {
        let detail = format!("Field requires {width} characters, but only {have} {what}.");
        self.invalid(field, width).detail(detail).hint(NOT_FIXED_WIDTH)
    }

    /// The error of a text that is no value of the field.
    fn invalid(&self, field: &Field, shown: usize) -> SqlError {
        let shown: String = self.rest.chars().take(shown).collect();
        wrong(format!("invalid value \"{shown}\" for \"{}\"", field.name))
    }

    /// Which of the names comes next, in any case.
    fn name(&mut self, field: &Field, names: &[&str]) -> Result<usize> {
        let is_next = |name: &&str| {
            self.rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        };
        match names.iter().position(is_next) {
            Some(place) => {
                self.rest = &self.rest[names[place].len()..];
                Ok(place)
            }
            None => {
                let word = self.rest.find(|letter: char| letter.is_ascii_whitespace());
                let shown = word.unwrap_or(self.rest.len());
                let shown = self.rest[..shown].chars().count();
                let detail = "The given value did not match any of the allowed values for this \
                              field.";
                Err(self.invalid(field, shown).detail(detail).into())
            }
        }
    }
}

const NOT_FIXED_WIDTH: &str =
    "If your source string is not fixed-width, try using the \"FM\" modifier.";

/// Whether a number surely ends before this piece.
fn ends_number(next: &Piece) -> bool {
    match next {
        Piece::Field(field) => !field.what.is_digits(),
        Piece::Blank(sign) | Piece::Separator(sign) | Piece::Letter(sign) => !sign.is_ascii_digit(),
    }
}

/// A part may be said twice, but not in two ways.
fn set(slot: &mut i32, value: i32, field: &Field) -> Result<()> {
    if *slot != 0 && *slot != value {
        let name = &field.name;
        let message = format!("conflicting values for \"{name}\" field in formatting string");
        let detail = "This value contradicts a previous setting for the same field type.";
        return Err(wrong(message).detail(detail).into());
    }
    *slot = value;
    Ok(())
}
