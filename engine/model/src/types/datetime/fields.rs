//! A text cut into fields by their looks: the first half of reading dates, times and spans.
//!
//! ```text
//!   "Jan 5, 2020 04:05:06 +02"
//!    Word Number Number Time  Zone
//! ```
//!
//! A field's kind is a first guess from its letters and separators; what it means depends on the
//! fields around it and is decided by the reader.
//! Source: PostgreSQL manual, appendix "Date/Time Support", "Date/Time Input Interpretation".

use super::wrong::Wrong;
use crate::types::text::is_space;

/// Most fields of one text. PostgreSQL's bound.
const FIELDS_MAX: usize = 25;
/// Most letters that one text may have. PostgreSQL's bound on all fields together.
const BYTES_MAX: usize = 128;

/// The looks of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Digits, perhaps with a point.
    Number,
    /// Digits and colons.
    Time,
    /// Digits or letters joined by `-`, `/` or `.`
    Date,
    /// A sign and digits.
    Zone,
    /// Letters.
    Word,
    /// A sign and letters: `-infinity`.
    SignedWord,
}

/// A field, its letters in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub kind: Kind,
    pub text: String,
}

/// What is left of a text while it is cut.
struct Cutter<'a> {
    rest: &'a [u8],
    /// The field being gathered.
    text: String,
}

impl Cutter<'_> {
    fn peek(&self) -> u8 {
        self.rest.first().copied().unwrap_or(0)
    }

    /// Moves one letter into the field.
    fn take(&mut self) {
        if let Some((letter, rest)) = self.rest.split_first() {
            self.text.push(char::from(letter.to_ascii_lowercase()));
            self.rest = rest;
        }
    }

    fn take_while(&mut self, test: impl Fn(u8) -> bool) {
        while !self.rest.is_empty() && test(self.peek()) {
            self.take();
        }
    }

    fn skip_spaces(&mut self) {
        while is_space(self.peek()) {
            self.rest = &self.rest[1..];
        }
    }
}

/// The fields of a text, at least none. `is_word` tells the words that may stand before digits.
pub(super) fn split(text: &str, is_word: fn(&str) -> bool) -> Result<Vec<Field>, Wrong> {
    let mut cutter = Cutter { rest: text.as_bytes(), text: String::new() };
    let mut fields = Vec::new();
    let mut bytes = 0;
    loop {
        cutter.skip_spaces();
        if cutter.rest.is_empty() {
            return Ok(fields);
        }
        let letter = cutter.peek();
        let kind = match letter {
            b'0'..=b'9' => numeric(&mut cutter),
            b'.' => {
                cutter.take();
                cutter.take_while(|letter| letter.is_ascii_digit());
                Kind::Number
            }
            b'a'..=b'z' | b'A'..=b'Z' => worded(&mut cutter, is_word),
            b'+' | b'-' => signed(&mut cutter)?,
            _ if letter.is_ascii_punctuation() => {
                cutter.rest = &cutter.rest[1..];
                continue;
            }
            _ => return Err(Wrong::Format),
        };
        let text = core::mem::take(&mut cutter.text);
        bytes += text.len() + 1;
        if fields.len() >= FIELDS_MAX || bytes > BYTES_MAX + FIELDS_MAX {
            return Err(Wrong::Format);
        }
        fields.push(Field { kind, text });
    }
}

/// A field that begins with a digit.
fn numeric(cutter: &mut Cutter<'_>) -> Kind {
    let is_digit = |letter: u8| letter.is_ascii_digit();
    cutter.take_while(is_digit);
    match cutter.peek() {
        b':' => {
            cutter.take_while(|letter| is_digit(letter) || letter == b':' || letter == b'.');
            Kind::Time
        }
        separator @ (b'-' | b'/' | b'.') => {
            cutter.take();
            if !is_digit(cutter.peek()) {
                // A month by name, or nothing more.
                cutter.take_while(|letter| letter.is_ascii_alphanumeric() || letter == separator);
                return Kind::Date;
            }
            cutter.take_while(is_digit);
            if cutter.peek() != separator {
                return if separator == b'.' { Kind::Number } else { Kind::Date };
            }
            cutter.take_while(|letter| is_digit(letter) || letter == separator);
            Kind::Date
        }
        _ => Kind::Number,
    }
}

/// A field that begins with a letter: a word, or a date or zone that begins with one.
fn worded(cutter: &mut Cutter<'_>, is_word: fn(&str) -> bool) -> Kind {
    cutter.take_while(|letter| letter.is_ascii_alphabetic());
    let goes_on = match cutter.peek() {
        b'-' | b'/' | b'.' => true,
        b'+' | b'0'..=b'9' => !is_word(&cutter.text),
        _ => false,
    };
    if !goes_on {
        return Kind::Word;
    }
    cutter.take_while(|letter| letter.is_ascii_alphanumeric() || b"+-/_.:".contains(&letter));
    Kind::Date
}

/// A field that begins with a sign.
fn signed(cutter: &mut Cutter<'_>) -> Result<Kind, Wrong> {
    cutter.take();
    cutter.skip_spaces();
    match cutter.peek() {
        b'0'..=b'9' => {
            cutter.take_while(|letter| letter.is_ascii_digit() || b":.-".contains(&letter));
            Ok(Kind::Zone)
        }
        letter if letter.is_ascii_alphabetic() => {
            cutter.take_while(|letter| letter.is_ascii_alphabetic());
            Ok(Kind::SignedWord)
        }
        _ => Err(Wrong::Format),
    }
}
