//! Texts read as numbers by a template: `to_number`.
//!
//! A digit of the template takes a digit of the text, a comma one comma, a sign one sign; anything
//! else takes one character, whatever it is.

use model::base::error::{sqlstate, Error, Result};
use model::types::column::Column;
use model::types::numeric::Numeric as Number;

use super::picture::{Mark, Picture, SignPlace};
use crate::expr::call::{Call, View};
use crate::expr::env::Env;
use crate::expr::form::{Numeric, Text};
use crate::expr::kernel::each_row_or_null;

struct Reader<'a> {
    picture: &'a Picture,
    letters: Vec<char>,
    at: usize,
    sign: Option<char>,
    digits: String,
    /// Digits read after the point; `None` before it.
    after: Option<usize>,
}

impl Reader<'_> {
    fn next(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn has_digits(&self) -> bool {
        self.digits.contains(|sign: char| sign.is_ascii_digit())
    }

    /// One place for a digit or the point: takes whichever comes, and a sign where one may be.
    fn place(&mut self, mark: Mark) {
        if self.next() == Some(' ') {
            self.at += 1;
        }
        if mark != Mark::Point && self.sign.is_none() && !self.has_digits() {
            self.sign_before();
        }
        let is_read = match self.next() {
            Some(digit) if digit.is_ascii_digit() => {
                if self.after.is_some_and(|after| after == self.picture.after) {
                    return;
                }
                self.digits.push(digit);
                self.after = self.after.map(|after| after + 1);
                true
            }
            Some('.') if self.picture.has_point && self.after.is_none() => {
                self.digits.push('.');
                self.after = Some(0);
                true
            }
            _ => false,
        };
        if self.sign.is_none() && self.has_digits() {
            self.sign_behind(is_read);
        }
    }

    fn sign_before(&mut self) {
        let is_sign_before = matches!(self.picture.sign, Some(SignPlace::Before(_)));
        match self.next() {
            Some('<') if self.picture.has_brackets && !is_sign_before => self.sign = Some('-'),
            Some(sign @ ('-' | '+')) => self.sign = Some(sign),
            _ => return,
        }
        self.at += 1;
    }

    /// `S` is anchored to the last digit; a sign that no mark speaks of may stand there too.
    fn sign_behind(&mut self, is_read: bool) {
        let picture = self.picture;
        if picture.sign.is_some() {
            if let (true, Some(sign @ ('-' | '+'))) =
                (is_read, self.letters.get(self.at + 1).copied())
            {
                self.sign = Some(sign);
                self.at += 1;
            }
        } else if !is_read {
            self.sign = self.next().filter(|sign| matches!(sign, '-' | '+'));
        }
    }

    /// Passes over characters that cannot belong to a number.
    fn skip_foreign(&mut self, count: usize) {
        for _ in 0..count {
            match self.next() {
                Some(letter) if !"0123456789.,+-".contains(letter) => self.at += 1,
                _ => break,
            }
        }
    }

    fn mark(&mut self, mark: Mark) {
        match mark {
            Mark::Nine | Mark::Zero | Mark::Point => {
                self.place(mark);
                self.at += 1;
            }
            Mark::Comma if self.next() == Some(',') => self.at += 1,
            Mark::Minus if self.next() == Some('-') => {
                self.sign = Some('-');
                self.at += 1;
            }
            Mark::Plus if self.next() == Some('+') => {
                self.sign = Some('+');
                self.at += 1;
            }
            Mark::Sign if matches!(self.next(), Some('-' | '+')) => {
                self.sign = self.next();
                self.at += 1;
            }
            Mark::Minus | Mark::Plus | Mark::Sign | Mark::Currency => self.skip_foreign(1),
            Mark::Ordinal(_) => self.skip_foreign(2),
            Mark::Letter(_) => self.at += 1,
            _ => {}
        }
    }
}

/// The number that a text is by a template; `None` for an empty template.
fn to_number(text: &str, template: &str) -> Result<Option<Number>> {
    if template.is_empty() {
        return Ok(None);
    }
    let picture = Picture::new(template)?;
    for (is_there, name) in [(picture.is_scientific, "EEEE"), (picture.is_roman, "RN")] {
        if is_there {
            let message = format!("\"{name}\" not supported for input");
            return Err(Error::sql(sqlstate::FEATURE_NOT_SUPPORTED, message));
        }
    }
    let mut reader = Reader {
        picture: &picture,
        letters: text.chars().collect(),
        at: 0,
        sign: None,
        digits: String::new(),
        after: None,
    };
    for mark in &picture.marks {
        if reader.at >= reader.letters.len() {
            break;
        }
        reader.mark(*mark);
    }
    // Where nothing was read, the message shows the place that was kept for the sign.
    let sign = reader.sign.unwrap_or(' ');
    let number = Number::parse(&format!("{sign}{}", reader.digits.trim_end_matches('.')))?;
    // What was read must fit the template's places.
    let after = reader.after.unwrap_or(0);
    let precision = picture.before + picture.shift + after;
    let number = number.fit(precision.max(1) as u16, after as i16)?;
    match picture.shift {
        0 => Ok(Some(number)),
        shift => {
            let scale = Number::from(10).power(&Number::from(shift as i64))?;
            number.div(&scale).map(Some)
        }
    }
}

functions! {
    /// Numbers of texts, by a template.
    NUMBER_READING;
    Stable "to_number" (Text, Text) -> Numeric : read_all;
}

fn read_all(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let texts: View<Text> = call.view(0);
    let templates: View<Text> = call.view(1);
    each_row_or_null::<Numeric>(call, |row| to_number(texts.at(row), templates.at(row)))
}
