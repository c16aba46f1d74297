//! `to_number`: texts read by a template.
//!
//! Each piece of the template takes what it names from the text, or nothing; letters take one
//! letter whatever it is. Digits beyond the template's are not read.
//! Source: PostgreSQL manual, "Data Type Formatting Functions".

use super::picture::{Picture, Piece};
use super::Numeric;
use crate::base::error::{sqlstate, Error, Result};

/// `to_number(text, template)`; `None` for an empty template.
pub fn scan_numeric(text: &str, template: &Picture) -> Result<Option<Numeric>> {
    if template.is_empty {
        return Ok(None);
    }
    let unsupported = |pattern: &str| {
        let message = format!("\"{pattern}\" not supported for input");
        Err(Error::sql(sqlstate::FEATURE_NOT_SUPPORTED, message))
    };
    if template.is_scientific {
        return unsupported("EEEE");
    }
    if template.is_roman {
        return unsupported("RN");
    }
    let mut reader = Reader {
        picture: template,
        rest: text,
        sign: None,
        number: String::new(),
        has_point: false,
        before: 0,
        after: 0,
    };
    for piece in &template.pieces {
        if reader.rest.is_empty() {
            break;
        }
        reader.read(*piece);
    }
    reader.finish().map(Some)
}

/// What is left of the text, and what was read of it.
struct Reader<'a> {
    picture: &'a Picture,
    rest: &'a str,
    sign: Option<char>,
    number: String,
    has_point: bool,
    /// Digits read before the point, and after it.
    before: usize,
    after: usize,
}

impl Reader<'_> {
    fn next_letter(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn skip(&mut self) {
        let mut letters = self.rest.chars();
        letters.next();
        self.rest = letters.as_str();
    }

    fn read(&mut self, piece: Piece) {
        match piece {
            Piece::Nine | Piece::Zero | Piece::Point => self.read_digit(piece),
            // A comma is a digit group's where there may be one, and else stays.
            Piece::Comma if self.picture.is_unfilled => {}
            Piece::Comma => {
                if self.next_letter() == Some(',') {
                    self.skip();
                }
            }
            Piece::Minus => self.read_sign("-"),
            Piece::Plus => self.read_sign("+"),
            Piece::Sign => self.read_sign("+-"),
            Piece::Currency => self.skip_unread(1),
            Piece::Ordinal { .. } if self.picture.has_point => {}
            Piece::Ordinal { .. } => self.skip_unread(2),
            Piece::Text(_) => self.skip(),
            Piece::Roman { .. } | Piece::Silent => {}
        }
    }

    /// One of those signs, or a letter that is no part of a number.
    fn read_sign(&mut self, signs: &str) {
        match self.next_letter() {
            Some(sign) if signs.contains(sign) => {
                self.sign = Some(sign);
                self.skip();
            }
            _ => self.skip_unread(1),
        }
    }

    /// Skips letters that are no part of a number.
    fn skip_unread(&mut self, count: usize) {
        for _ in 0..count {
            match self.next_letter() {
                Some(letter) if !"0123456789.,+-".contains(letter) => self.skip(),
                _ => return,
            }
        }
    }

    fn read_digit(&mut self, piece: Piece) {
        if self.next_letter() == Some(' ') {
            self.skip();
        }
        let digits = self.before + self.after;
        if self.sign.is_none() && piece != Piece::Point && digits == 0 {
            self.read_sign_before();
        }
        let mut is_read = false;
        match self.next_letter() {
            None => return,
            Some(digit) if digit.is_ascii_digit() => {
                if self.has_point && self.after == self.picture.after {
                    self.skip();
                    return;
                }
                self.number.push(digit);
                match self.has_point {
                    true => self.after += 1,
                    false => self.before += 1,
                }
                is_read = true;
            }
            Some('.') if self.picture.has_point && !self.has_point => {
                self.number.push('.');
                self.has_point = true;
                is_read = true;
            }
            Some(_) => {}
        }
        if self.sign.is_none() && self.before + self.after > 0 {
            self.read_sign_after(is_read);
        }
        // The letter that was looked at is done with, read or not.
        self.skip();
    }

    /// A sign before the first digit.
    fn read_sign_before(&mut self) {
        let sign = match self.next_letter() {
            Some(sign @ ('-' | '+')) => sign,
            Some('<') if self.picture.has_brackets => '-',
            _ => return,
        };
        self.sign = Some(sign);
        self.skip();
    }

    /// A sign behind the last digit: that of `S` where the next letter is one, or that of `MI`,
    /// `PL` and `SG` where this letter is, before its turn.
    fn read_sign_after(&mut self, is_read: bool) {
        let letter = |text: &str| text.chars().next().filter(|sign| matches!(sign, '+' | '-'));
        if self.picture.anchor.is_some() {
            let mut after = self.rest.chars();
            after.next();
            if let (true, Some(sign)) = (is_read, letter(after.as_str())) {
                self.sign = Some(sign);
                self.skip();
            }
        } else if !is_read && (self.picture.has_plus || self.picture.has_minus) {
            self.sign = letter(self.rest);
        }
    }

    fn finish(self) -> Result<Numeric> {
        let sign = self.sign.unwrap_or(' ');
        let number = self.number.strip_suffix('.').unwrap_or(&self.number);
        let text = format!("{sign}{number}");
        let number = Numeric::parse(&text)?;
        let scale = self.after;
        let precision = self.picture.before + self.picture.moved + scale;
        let fit = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        let number = number.fit(fit(precision), fit(scale) as i16)?;
        if !self.picture.has_shift {
            return Ok(number);
        }
        let power = Numeric::from(-(self.picture.moved as i64));
        number.mul(&Numeric::from(10).power(&power)?)
    }
}
