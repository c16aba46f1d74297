//! Texts to dates, times and timestamps.
//!
//! ```text
//!   '1962/2/18'  '2009-1-1 00:00:00'  'Jan 5, 2020'  '20200105'  'J2451187'
//!   '04:05 PM'  'infinity'  'now'  '44-03-15 BC'  '2020-01-05T04:05:06Z'
//! ```
//!
//! Source: PostgreSQL manual, "Date/Time Input" and appendix "Date/Time Support".

use super::civil::{self, DAY, SECOND};
use super::fields::{split, Field, Kind};
use super::reading::{self, leading_number, HalfDay, Parts, Reading};
use super::reading::{
    DATE, ERA, HALF_DAY, MONTH, MONTH_DAY, RESERVED, SUMMER, TIME, WEEKDAY, ZONE,
};
use super::words::{find, is_word, Word};
use super::wrong::{error, refused_zone, Wrong};
use crate::base::error::Result;

/// Seconds that summer time adds.
const SUMMER_SECONDS: i32 = 3_600;

/// A `date`. `now` is the clock for `'today'`: microseconds since 2000-01-01 UTC.
pub fn parse_date(text: &str, now: Option<i64>) -> Result<i32> {
    read_date(text, now).map_err(|wrong| error(wrong, text, "date"))
}

/// A `time`.
pub fn parse_time(text: &str, now: Option<i64>) -> Result<i64> {
    read_time(text, now).map_err(|wrong| error(wrong, text, "time"))
}

/// A `timestamp`; an offset in the text is read and not looked at.
pub fn parse_timestamp(text: &str, now: Option<i64>) -> Result<i64> {
    read_moment(text, now, false).map_err(|wrong| error(wrong, text, "timestamp"))
}

/// A `timestamp with time zone`; without an offset the text means UTC.
pub fn parse_timestamptz(text: &str, now: Option<i64>) -> Result<i64> {
    read_moment(text, now, true).map_err(|wrong| error(wrong, text, "timestamp with time zone"))
}

fn read_date(text: &str, now: Option<i64>) -> Result<i32, Wrong> {
    let mut reader = Reader { now, ..Reader::default() };
    let number = match reader.read(text)? {
        Meant::Fields => reader.reading.day_number(),
        Meant::Epoch => i64::from(civil::UNIX_EPOCH_DAY),
        Meant::Infinity => return Ok(civil::DATE_INFINITY),
        Meant::NegInfinity => return Ok(civil::DATE_NEG_INFINITY),
    };
    match civil::is_date(number) {
        true => Ok(number as i32),
        false => Err(Wrong::RangeOfType),
    }
}

fn read_moment(text: &str, now: Option<i64>, has_zone: bool) -> Result<i64, Wrong> {
    let mut reader = Reader { now, ..Reader::default() };
    let days = match reader.read(text)? {
        Meant::Fields => reader.reading.day_number(),
        Meant::Epoch => return Ok(i64::from(civil::UNIX_EPOCH_DAY) * DAY),
        Meant::Infinity => return Ok(civil::TIMESTAMP_INFINITY),
        Meant::NegInfinity => return Ok(civil::TIMESTAMP_NEG_INFINITY),
    };
    let offset = if has_zone { i64::from(reader.reading.zone) * SECOND } else { 0 };
    days.checked_mul(DAY)
        .and_then(|micros| micros.checked_add(reader.reading.micros_of_day()))
        .and_then(|micros| micros.checked_sub(offset))
        .filter(|micros| civil::is_timestamp(*micros))
        .ok_or(Wrong::RangeOfType)
}

/// What a text meant as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Meant {
    #[default]
    Fields,
    Epoch,
    Infinity,
    NegInfinity,
}

/// What a word said about the number after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Julian,
    Time,
    /// A unit, which no number can follow.
    Unit,
}

/// Reads the fields of one date and time.
#[derive(Default)]
struct Reader {
    reading: Reading,
    now: Option<i64>,
    meant: Meant,
    label: Option<Label>,
}

impl Reader {
    /// Reads a whole text; what it says is in `reading`, unless it means a moment by name.
    fn read(&mut self, text: &str) -> Result<Meant, Wrong> {
        let fields = split(text, is_word)?;
        for (at, field) in fields.iter().enumerate() {
            if let Some(parts) = self.read_field(field, fields.get(at + 1))? {
                self.reading.add(parts)?;
            }
        }
        self.reading.settle_date()?;
        self.reading.settle_hour()?;
        if self.meant == Meant::Fields && self.reading.found & DATE != DATE {
            return Err(Wrong::Format);
        }
        Ok(self.meant)
    }

    fn read_field(&mut self, field: &Field, next: Option<&Field>) -> Result<Option<Parts>, Wrong> {
        match field.kind {
            Kind::Date => self.read_date(&field.text).map(Some),
            Kind::Time => {
                match self.label.take() {
                    None | Some(Label::Time) => {}
                    Some(_) => return Err(Wrong::Format),
                }
                let parts = self.reading.read_clock(&field.text)?;
                match self.reading.is_time_too_late() {
                    true => Err(Wrong::Range),
                    false => Ok(Some(parts)),
                }
            }
            Kind::Zone => {
                self.reading.zone = reading::zone(&field.text)?;
                Ok(Some(ZONE))
            }
            Kind::Number => self.read_number(&field.text).map(Some),
            Kind::Word | Kind::SignedWord => self.read_word(&field.text, next),
        }
    }

    /// A field of digits and separators: a date, or a run-together time with its offset.
    fn read_date(&mut self, text: &str) -> Result<Parts, Wrong> {
        let found = self.reading.found;
        if self.label == Some(Label::Julian) {
            let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
            self.reading.read_julian(&text[..end])?;
            self.reading.zone = reading::zone(&text[end..])?;
            self.label = None;
            return Ok(DATE | TIME | ZONE);
        }
        if self.label.is_none() && found & (MONTH | MONTH_DAY) != MONTH | MONTH_DAY {
            return self.reading.read_date(text);
        }
        if self.label.is_none() && !text.starts_with(|letter: char| letter.is_ascii_digit()) {
            return Err(refused_zone(text));
        }
        match self.label.take() {
            None | Some(Label::Time) => read_time_with_zone(&mut self.reading, text, found),
            Some(_) => Err(Wrong::Format),
        }
    }

    fn read_number(&mut self, text: &str) -> Result<Parts, Wrong> {
        let found = self.reading.found;
        if let Some(label) = self.label.take() {
            leading_number(text)?;
            self.meant = Meant::Fields;
            return match label {
                Label::Julian => self.reading.read_julian(text),
                Label::Time => match self.reading.read_digits(text, found | DATE)? {
                    TIME => Ok(TIME),
                    _ => Err(Wrong::Format),
                },
                Label::Unit => Err(Wrong::Format),
            };
        }
        match text.find('.') {
            Some(_) if found & DATE == 0 => self.reading.read_date(text),
            Some(point) if point > 2 => self.reading.read_digits(text, found),
            _ if text.len() >= 6 && (found & DATE == 0 || found & TIME == 0) => {
                self.reading.read_digits(text, found)
            }
            _ => self.reading.read_number(text, self.reading.has_month_by_name, found),
        }
    }

    fn read_word(&mut self, text: &str, next: Option<&Field>) -> Result<Option<Parts>, Wrong> {
        let word = find(text).ok_or(Wrong::Format)?;
        Ok(Some(match word {
            Word::Filler => return Ok(None),
            Word::Now => {
                self.meant = Meant::Fields;
                let now = self.now.ok_or(Wrong::NoClock)?;
                let (number, micros) = civil::split_timestamp(now);
                self.reading.set_day_number(number);
                self.reading.set_clock(micros);
                self.reading.zone = 0;
                DATE | TIME | ZONE
            }
            Word::Today(offset) => {
                self.meant = Meant::Fields;
                let now = self.now.ok_or(Wrong::NoClock)?;
                self.reading.set_day_number(now.div_euclid(DAY) + i64::from(offset));
                DATE
            }
            Word::Epoch => self.mean(Meant::Epoch),
            Word::Infinity => self.mean(Meant::Infinity),
            Word::NegInfinity => self.mean(Meant::NegInfinity),
            Word::Month(month) => self.read_month(month),
            Word::Weekday => WEEKDAY,
            Word::Unit => {
                self.label = Some(Label::Unit);
                return Ok(None);
            }
            Word::JulianFollows => {
                self.label = Some(Label::Julian);
                return Ok(None);
            }
            Word::TimeFollows => {
                let is_time = next.is_some_and(|next| is_time(next.kind));
                if self.reading.found & DATE != DATE || !is_time {
                    return Err(Wrong::Format);
                }
                self.label = Some(Label::Time);
                return Ok(None);
            }
            word => read_clock_word(&mut self.reading, word)?,
        }))
    }

    fn mean(&mut self, meant: Meant) -> Parts {
        self.meant = meant;
        RESERVED
    }

    /// A month by name. A number taken for the month before it was the day.
    fn read_month(&mut self, month: i32) -> Parts {
        let reading = &mut self.reading;
        let is_day_first = reading.found & (MONTH | MONTH_DAY) == MONTH
            && !reading.has_month_by_name
            && (1..=31).contains(&reading.month);
        let parts = if is_day_first { MONTH_DAY } else { MONTH };
        if is_day_first {
            reading.month_day = reading.month;
        }
        reading.has_month_by_name = true;
        reading.month = month;
        parts
    }
}

/// Whether a field may be a time, perhaps run together or with an offset.
fn is_time(kind: Kind) -> bool {
    matches!(kind, Kind::Number | Kind::Time | Kind::Date)
}

/// Words that a date with a time and a time alone share.
fn read_clock_word(reading: &mut Reading, word: Word) -> Result<Parts, Wrong> {
    Ok(match word {
        Word::Midnight => {
            reading.set_clock(0);
            reading.zone = 0;
            TIME | ZONE
        }
        Word::Zone(seconds) => {
            reading.zone = seconds;
            ZONE
        }
        Word::SummerZone(seconds) => {
            reading.zone = seconds;
            ZONE | SUMMER
        }
        Word::SummerTime => {
            reading.zone += SUMMER_SECONDS;
            SUMMER
        }
        Word::Morning => {
            reading.half_day = Some(HalfDay::Morning);
            HALF_DAY
        }
        Word::Afternoon => {
            reading.half_day = Some(HalfDay::Afternoon);
            HALF_DAY
        }
        Word::AfterChrist | Word::BeforeChrist => {
            reading.is_before_christ = word == Word::BeforeChrist;
            ERA
        }
        _ => return Err(Wrong::Format),
    })
}

/// `040506-08`: a run-together time and its offset.
fn read_time_with_zone(reading: &mut Reading, text: &str, found: Parts) -> Result<Parts, Wrong> {
    if found & TIME != 0 {
        return Err(Wrong::Format);
    }
    let (time, zone) = text.split_at(text.find('-').ok_or(Wrong::Format)?);
    reading.zone = reading::zone(zone)?;
    Ok(reading.read_digits(time, found)? | ZONE)
}

fn read_time(text: &str, now: Option<i64>) -> Result<i64, Wrong> {
    let fields = split(text, is_word)?;
    let mut reader = Reader { now, ..Reader::default() };
    for at in 0..fields.len() {
        if let Some(parts) = read_time_field(&mut reader, &fields, at)? {
            reader.reading.add(parts)?;
        }
    }
    let mut reading = reader.reading;
    reading.settle_date()?;
    reading.settle_hour()?;
    if reading.is_time_too_late() {
        return Err(Wrong::Range);
    }
    match reading.found & TIME {
        0 => Err(Wrong::Format),
        _ => Ok(reading.micros_of_day()),
    }
}

/// One field of a time alone. A date may stand first, and is not looked at.
fn read_time_field(
    reader: &mut Reader,
    fields: &[Field],
    at: usize,
) -> Result<Option<Parts>, Wrong> {
    let text = fields[at].text.as_str();
    let kind_at = |at: usize| fields.get(at).map(|field| field.kind);
    let is_first_of_many = at == 0 && fields.len() >= 2;
    let ends_with_date = fields.last().is_some_and(|field| field.kind == Kind::Date);
    let reading = &mut reader.reading;
    let found = reading.found | DATE;
    Ok(Some(match fields[at].kind {
        Kind::Date if is_first_of_many && (ends_with_date || kind_at(1) == Some(Kind::Time)) => {
            reading.read_date(text)?
        }
        Kind::Date if !text.starts_with(|letter: char| letter.is_ascii_digit()) => {
            return Err(refused_zone(text));
        }
        Kind::Date => read_time_with_zone(reading, text, found)?,
        Kind::Time => reading.read_clock(text)?,
        Kind::Zone => {
            reading.zone = reading::zone(text)?;
            ZONE
        }
        Kind::Number if reader.label.is_some() => return reader.read_number(text).map(Some),
        Kind::Number => match text.find('.') {
            Some(_) if is_first_of_many && ends_with_date => reading.read_date(text)?,
            Some(point) if point > 2 => reading.read_digits(text, found)?,
            Some(_) => return Err(Wrong::Format),
            None if text.len() > 4 => reading.read_digits(text, found)?,
            None => reading.read_number(text, false, found)?,
        },
        Kind::Word | Kind::SignedWord => return read_time_word(reader, text, kind_at(at + 1)),
    }))
}

fn read_time_word(
    reader: &mut Reader,
    text: &str,
    next: Option<Kind>,
) -> Result<Option<Parts>, Wrong> {
    match find(text).ok_or(Wrong::Format)? {
        Word::Filler => {}
        Word::Now => {
            let now = reader.now.ok_or(Wrong::NoClock)?;
            reader.reading.set_clock(now.rem_euclid(DAY));
            return Ok(Some(TIME));
        }
        Word::JulianFollows => reader.label = Some(Label::Julian),
        Word::TimeFollows if !next.is_some_and(is_time) => return Err(Wrong::Format),
        Word::TimeFollows => reader.label = Some(Label::Time),
        Word::Unit => reader.label = Some(Label::Unit),
        word => return read_clock_word(&mut reader.reading, word).map(Some),
    }
    Ok(None)
}
