//! Spans of ISO 8601: `P1Y2M3DT4H5M6S`, `P0001-02-03T04:05:06`, `P00010203T040506`.

use super::span::Span;
use super::words::Unit;
use super::wrong::Wrong;

/// Numbers beyond this would lose digits as floats; PostgreSQL's bound.
const NUMBER_MAX: f64 = 1.0e15;

/// What is left of a text, and what was read of it.
struct Reader<'a> {
    rest: &'a str,
    span: Span,
}

/// A number as its whole part, its fraction, and how many digits the whole part has.
struct Number {
    whole: i64,
    fraction: f64,
    digits: usize,
}

/// The span that a text names.
pub(super) fn read(text: &str) -> Result<Span, Wrong> {
    let rest = text.strip_prefix('P').filter(|rest| !rest.is_empty()).ok_or(Wrong::Format)?;
    let mut reader = Reader { rest, span: Span::default() };
    let mut is_first = true;
    let mut is_time = false;
    while !reader.rest.is_empty() {
        if let Some(rest) = reader.rest.strip_prefix('T') {
            reader.rest = rest;
            (is_time, is_first) = (true, true);
            continue;
        }
        let number = reader.number()?;
        is_first = match is_time {
            false => reader.date_part(&number, is_first)?,
            true => reader.time_part(&number, is_first)?,
        };
    }
    Ok(reader.span)
}

impl Reader<'_> {
    fn number(&mut self) -> Result<Number, Wrong> {
        let bytes = self.rest.as_bytes();
        let digits_from = |from: usize| {
            bytes[from..]
                .iter()
                .position(|byte| !byte.is_ascii_digit())
                .unwrap_or(bytes.len() - from)
        };
        let start = usize::from(bytes.first() == Some(&b'-'));
        let digits = digits_from(start);
        let mut end = start + digits;
        let mut fraction_digits = 0;
        if bytes.get(end) == Some(&b'.') {
            fraction_digits = digits_from(end + 1);
            end += 1 + fraction_digits;
        }
        if digits + fraction_digits == 0 {
            return Err(Wrong::Format);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let signed = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let exponent =
                bytes.get(end + 1 + signed..).map_or(0, |_| digits_from(end + 1 + signed));
            if exponent > 0 {
                end += 1 + signed + exponent;
            }
        }
        let (number, rest) = self.rest.split_at(end);
        let value: f64 = number.parse().map_err(|_| Wrong::Format)?;
        if value.is_infinite() {
            return Err(Wrong::Format);
        }
        if value.abs() > NUMBER_MAX {
            return Err(Wrong::Range);
        }
        self.rest = rest;
        let whole = libm::trunc(value);
        Ok(Number { whole: whole as i64, fraction: value - whole, digits })
    }

    /// The letter after a number.
    fn designator(&mut self) -> Option<u8> {
        let (letter, rest) = self.rest.as_bytes().split_first()?;
        self.rest = self.rest.get(self.rest.len() - rest.len()..).unwrap_or_default();
        Some(*letter)
    }

    fn add(&mut self, number: &Number, unit: Unit) -> Result<(), Wrong> {
        self.span.add(number.whole, number.fraction, unit)
    }

    /// What a number before `T` counts. Tells whether the next is the first of its part.
    fn date_part(&mut self, number: &Number, is_first: bool) -> Result<bool, Wrong> {
        let is_end = self.rest.is_empty() || self.rest.starts_with('T');
        if is_end && number.digits == 8 && is_first {
            self.span.add(number.whole / 10_000, 0.0, Unit::Year)?;
            self.span.add(number.whole / 100 % 100, 0.0, Unit::Month)?;
            self.span.add(number.whole % 100, number.fraction, Unit::Day)?;
            return Ok(true);
        }
        if is_end || self.rest.starts_with('-') {
            return self.joined(number, is_first, b'-', [Unit::Year, Unit::Month, Unit::Day]);
        }
        let unit = match self.designator() {
            Some(b'Y') => Unit::Year,
            Some(b'M') => Unit::Month,
            Some(b'W') => Unit::Week,
            Some(b'D') => Unit::Day,
            _ => return Err(Wrong::Format),
        };
        self.add(number, unit)?;
        Ok(false)
    }

    /// What a number after `T` counts.
    fn time_part(&mut self, number: &Number, is_first: bool) -> Result<bool, Wrong> {
        if self.rest.is_empty() && number.digits == 6 && is_first {
            self.span.add(number.whole / 10_000, 0.0, Unit::Hour)?;
            self.span.add(number.whole / 100 % 100, 0.0, Unit::Minute)?;
            self.span.add(number.whole % 100, 0.0, Unit::Second)?;
            self.span.add(0, number.fraction, Unit::Microsecond)?;
            return Ok(true);
        }
        if self.rest.is_empty() || self.rest.starts_with(':') {
            return self.joined(number, is_first, b':', [Unit::Hour, Unit::Minute, Unit::Second]);
        }
        let unit = match self.designator() {
            Some(b'H') => Unit::Hour,
            Some(b'M') => Unit::Minute,
            Some(b'S') => Unit::Second,
            _ => return Err(Wrong::Format),
        };
        self.add(number, unit)?;
        Ok(false)
    }

    /// Up to three numbers with a separator between them, which must be all of their part.
    fn joined(
        &mut self,
        first: &Number,
        is_first: bool,
        separator: u8,
        units: [Unit; 3],
    ) -> Result<bool, Wrong> {
        if !is_first {
            return Err(Wrong::Format);
        }
        self.add(first, units[0])?;
        for unit in &units[1..] {
            if self.rest.as_bytes().first() != Some(&separator) {
                break;
            }
            self.rest = &self.rest[1..];
            let number = self.number()?;
            self.add(&number, *unit)?;
        }
        match self.rest.as_bytes().first() {
            None => Ok(true),
            Some(b'T') if separator == b'-' => Ok(true),
            _ => Err(Wrong::Format),
        }
    }
}
