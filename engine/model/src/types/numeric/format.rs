//! `to_char` of numbers.
//!
//! The number is rounded to the template's digits and written as a text; then the template is
//! followed piece by piece, each digit piece taking one letter of that text. A number too long
//! for its template shows as `#`.
//! Source: PostgreSQL manual, "Data Type Formatting Functions".

use super::picture::{Anchor, Picture, Piece};
use super::{Numeric, View};
use crate::base::error::{sqlstate, Error, Result};

/// Places of a roman number.
const ROMAN_WIDTH: usize = 15;
/// The last number that is written in roman letters.
const ROMAN_MAX: i32 = 3_999;
/// Digits that a `double precision` is sure of, and a `real`.
const DOUBLE_DIGITS: usize = 15;
const REAL_DIGITS: usize = 6;

/// `to_char(numeric, template)`
pub fn format_numeric(number: &Numeric, template: &Picture) -> Result<String> {
    let mut picture = template.clone();
    if picture.is_roman {
        let roman = roman(number.round(0)?.to_i32()?);
        return Writer::new(picture, &roman, false, 0).write();
    }
    if picture.is_scientific {
        return Ok(match number.is_finite() {
            true => scientific(number, picture.after)?,
            false => unknown_scientific(&picture),
        });
    }
    let mut number = number.clone();
    if picture.has_shift {
        number = number.mul(&Numeric::from(10).power(&Numeric::from(picture.moved as i64))?)?;
        picture.before += picture.moved;
    }
    let text = number.round(picture.after as i32)?.to_string();
    write_text(picture, &text)
}

/// `to_char(integer, template)`
pub fn format_integer(number: i32, template: &Picture) -> Result<String> {
    format_whole(i64::from(number), template, "integer", i64::from(i32::MAX))
}

/// `to_char(bigint, template)`
pub fn format_bigint(number: i64, template: &Picture) -> Result<String> {
    format_whole(number, template, "bigint", i64::MAX)
}

/// A whole number; 22003 where `V` moves it out of its type.
fn format_whole(number: i64, template: &Picture, type_name: &str, max: i64) -> Result<String> {
    if template.is_scientific {
        return Ok(float_scientific(number as f64, template.after));
    }
    if template.has_shift && !template.is_roman {
        let moved = Numeric::from(10).power(&Numeric::from(template.moved as i64))?;
        if Numeric::from(number).mul(&moved)?.abs() > Numeric::from(max) {
            let message = format!("{type_name} out of range");
            return Err(Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, message));
        }
    }
    format_numeric(&Numeric::from(number), template)
}

/// `to_char(double precision, template)`
pub fn format_double(number: f64, template: &Picture) -> Result<String> {
    format_float(number, template, DOUBLE_DIGITS)
}

/// `to_char(real, template)`
pub fn format_real(number: f32, template: &Picture) -> Result<String> {
    format_float(f64::from(number), template, REAL_DIGITS)
}

fn format_float(number: f64, template: &Picture, digits: usize) -> Result<String> {
    let mut picture = template.clone();
    if picture.is_roman {
        // What 32 bits do not hold has no roman letters either.
        let whole = libm::rint(number) as i32;
        return Writer::new(picture, &roman(whole), false, 0).write();
    }
    if picture.is_scientific {
        return Ok(match number.is_finite() {
            true => float_scientific(number, picture.after),
            false => unknown_scientific(&picture),
        });
    }
    let mut number = number;
    if picture.has_shift {
        number *= libm::pow(10.0, picture.moved as f64);
        picture.before += picture.moved;
    }
    // Digits after the point that the type is not sure of are left out.
    let written = |number: f64, after: usize| match number {
        number if number.is_nan() => "NaN".to_string(),
        f64::INFINITY => "Infinity".to_string(),
        f64::NEG_INFINITY => "-Infinity".to_string(),
        number => format!("{number:.after$}"),
    };
    let whole_digits = written(libm::fabs(number), 0).len();
    picture.after = match digits.checked_sub(whole_digits) {
        None | Some(0) => 0,
        Some(left) => picture.after.min(left),
    };
    let text = written(number, picture.after);
    write_text(picture, &text)
}

/// A number's text by its template.
fn write_text(picture: Picture, text: &str) -> Result<String> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let whole = digits.find('.').unwrap_or(digits.len());
    if whole > picture.before {
        let mut overflow = "#".repeat(picture.before);
        overflow.push('.');
        overflow.push_str(&"#".repeat(picture.after));
        return Writer::new(picture, &overflow, is_negative, 0).write();
    }
    let missing = picture.before - whole;
    Writer::new(picture, digits, is_negative, missing).write()
}

/// A number as `d.ddde+dd`, with a blank where a minus would be. Rounding may show it as ten,
/// as PostgreSQL does.
fn scientific(number: &Numeric, digits: usize) -> Result<String> {
    let exponent = match number.view() {
        View::Small(0, _) => 0,
        _ => number.exponent(),
    };
    let one = Numeric::from_parts(1, 0);
    let shifted = match exponent >= 0 {
        true => number.div_at_power(exponent as u32, digits)?,
        false => number
            .mul(&one.mul(&Numeric::from(10).power(&Numeric::from(-exponent))?)?)?
            .round(digits as i32)?,
    };
    Ok(signed_scientific(&shifted.to_string(), exponent))
}

fn signed_scientific(mantissa: &str, exponent: i32) -> String {
    let blank = if mantissa.starts_with('-') { "" } else { " " };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{blank}{mantissa}e{sign}{:02}", exponent.abs())
}

fn float_scientific(number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    signed_scientific(mantissa, exponent.parse().unwrap_or(0))
}

/// What is shown of an infinity or of no number: `#` with a point where one would be.
fn unknown_scientific(picture: &Picture) -> String {
    let mut letters = vec![b'#'; picture.before + picture.after + 6];
    letters[0] = b' ';
    if let Some(letter) = letters.get_mut(picture.before + 1) {
        *letter = b'.';
    }
    letters.into_iter().map(char::from).collect()
}

/// A number in roman letters, or `#` in all places.
fn roman(number: i32) -> String {
    const LETTERS: [(i32, &str); 13] = [
        (1_000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..=ROMAN_MAX).contains(&number) {
        return "#".repeat(ROMAN_WIDTH);
    }
    let mut rest = number;
    let mut text = String::new();
    for (value, letters) in LETTERS {
        while rest >= value {
            text.push_str(letters);
            rest -= value;
        }
    }
    text
}

impl Numeric {
    /// The number over a power of ten, at that many digits after the point.
    fn div_at_power(&self, power: u32, digits: usize) -> Result<Numeric> {
        let divisor = Numeric::from_big(super::scale::big_power(power), 0);
        self.div_at(&divisor, digits.min(usize::from(super::SCALE_MAX)) as u16)
    }
}

/// Follows a template.
struct Writer<'a> {
    picture: Picture,
    /// The number's letters: digits and a point, or `#`.
    number: &'a [u8],
    /// The next letter of the number.
    at: usize,
    is_negative: bool,
    /// Digit pieces before the number's first digit.
    missing: usize,
    /// Digit pieces so far.
    place: usize,
    /// Digit pieces after which the number ends.
    place_count: i64,
    is_sign_written: bool,
    /// The last letter of the number that `FM` keeps.
    last_kept: Option<usize>,
    /// Whether the last digit piece wrote a digit.
    is_in_number: bool,
    out: String,
}

impl Writer<'_> {
    fn new(mut picture: Picture, number: &str, is_negative: bool, missing: usize) -> Writer<'_> {
        let number = number.as_bytes();
        if picture.is_roman {
            picture = Picture {
                pieces: picture.pieces,
                is_unfilled: picture.is_unfilled,
                is_roman: true,
                ..Picture::default()
            };
        }
        let mut is_sign_written;
        if picture.has_plus || picture.has_minus {
            is_sign_written = picture.has_minus;
        } else {
            picture.has_brackets &= is_negative || !picture.is_unfilled;
            is_sign_written = !is_negative && picture.is_unfilled && picture.anchor.is_none();
            if picture.anchor == Some(Anchor::Before)
                && picture.before == picture.digits_before_sign
            {
                picture.anchor = Some(Anchor::After);
            }
        }
        is_sign_written |= picture.is_roman;
        let last_kept = last_kept(&picture, number, missing);
        let extra = i64::from(!is_sign_written && missing == 0);
        Writer {
            place_count: (picture.before + picture.after) as i64 + extra - 1,
            picture,
            number,
            at: 0,
            is_negative,
            missing,
            place: 0,
            is_sign_written,
            last_kept,
            is_in_number: false,
            out: String::new(),
        }
    }

    fn write(mut self) -> Result<String> {
        let pieces = core::mem::take(&mut self.picture.pieces);
        for piece in &pieces {
            self.write_piece(*piece)?;
        }
        // A digit piece after the number's end ends the text, as it does in PostgreSQL.
        Ok(match self.out.find('\0') {
            Some(end) => self.out[..end].to_string(),
            None => self.out,
        })
    }

    fn write_piece(&mut self, piece: Piece) -> Result<()> {
        let is_unfilled = self.picture.is_unfilled;
        match piece {
            Piece::Nine | Piece::Zero | Piece::Point => self.write_digit(piece),
            Piece::Comma if self.is_in_number => self.out.push(','),
            Piece::Comma if is_unfilled => {}
            Piece::Comma | Piece::Currency => self.out.push(' '),
            Piece::Roman { is_lower } => self.write_roman(is_lower),
            Piece::Ordinal { is_lower } => self.write_ordinal(is_lower)?,
            Piece::Minus if self.is_negative => self.out.push('-'),
            Piece::Plus if !self.is_negative && !self.picture.is_roman => self.out.push('+'),
            Piece::Minus | Piece::Plus if is_unfilled => {}
            Piece::Minus | Piece::Plus => self.out.push(' '),
            // A roman number has no sign, and PostgreSQL ends the text there.
            Piece::Sign if self.picture.is_roman => self.out.push('\0'),
            Piece::Sign => self.out.push(if self.is_negative { '-' } else { '+' }),
            Piece::Silent => {}
            Piece::Text(letter) => self.out.push(letter),
        }
        Ok(())
    }

    fn write_roman(&mut self, is_lower: bool) {
        let text: String = self.number.iter().map(|letter| char::from(*letter)).collect();
        let text = if is_lower { text.to_ascii_lowercase() } else { text };
        if !self.picture.is_unfilled {
            (text.len()..ROMAN_WIDTH).for_each(|_| self.out.push(' '));
        }
        self.out.push_str(&text);
    }

    /// The ending of an ordinal, of whole numbers above nought.
    fn write_ordinal(&mut self, is_lower: bool) -> Result<()> {
        let is_plain = !self.picture.is_roman
            && self.number.first() != Some(&b'#')
            && !self.is_negative
            && !self.picture.has_point;
        let (true, Some(last)) = (is_plain, self.number.last()) else { return Ok(()) };
        if !last.is_ascii_digit() {
            let text = String::from_utf8_lossy(self.number);
            let message = format!("\"{text}\" is not a number");
            return Err(Error::sql(sqlstate::INVALID_TEXT_REPRESENTATION, message));
        }
        let tens = self.number.len().checked_sub(2).map(|at| self.number[at]);
        let ending = match (tens, last) {
            (Some(b'1'), _) => "th",
            (_, b'1') => "st",
            (_, b'2') => "nd",
            (_, b'3') => "rd",
            _ => "th",
        };
        match is_lower {
            true => self.out.push_str(ending),
            false => self.out.push_str(&ending.to_ascii_uppercase()),
        }
        Ok(())
    }

    /// Whether the next letter is the 0 before a point, which `9.9` does not show.
    fn is_silent_nought(&self) -> bool {
        self.picture.zero_start.is_none()
            && self.at == 0
            && self.number.first() == Some(&b'0')
            && self.picture.after != 0
    }

    /// Whether nothing after the point is kept.
    fn keeps_point_last(&self) -> bool {
        self.last_kept.is_some_and(|last| self.number.get(last) == Some(&b'.'))
    }

    fn write_digit(&mut self, piece: Piece) {
        if self.picture.is_roman {
            return;
        }
        self.is_in_number = false;
        self.write_sign();
        let is_missing = self.place < self.missing;
        let is_zero = self.picture.zero_start.is_some_and(|start| start <= self.place);
        if is_missing && !is_zero {
            if !self.picture.is_unfilled {
                self.out.push(' ');
            }
        } else if is_missing {
            self.out.push('0');
            self.is_in_number = true;
        } else {
            self.write_letter(piece);
            self.at += usize::from(self.at < self.number.len());
        }
        self.write_sign_after();
        self.place += 1;
    }

    /// The sign, before the first place that is written.
    fn write_sign(&mut self) {
        let begins = self.place >= self.missing || self.picture.zero_start == Some(self.place);
        let is_due = begins && (!self.is_silent_nought() || self.keeps_point_last());
        if self.is_sign_written || !is_due {
            return;
        }
        match self.picture.anchor {
            Some(Anchor::Before) => self.out.push(if self.is_negative { '-' } else { '+' }),
            Some(Anchor::After) => return,
            None if self.picture.has_brackets => {
                self.out.push(if self.is_negative { '<' } else { ' ' });
            }
            None if self.is_negative => self.out.push('-'),
            None if !self.picture.is_unfilled => self.out.push(' '),
            None => {}
        }
        self.is_sign_written = true;
    }

    /// The next letter of the number.
    fn write_letter(&mut self, piece: Piece) {
        let letter = self.number.get(self.at).copied();
        if letter == Some(b'.') {
            if !self.keeps_point_last() || self.picture.is_unfilled {
                self.out.push('.');
            }
            return;
        }
        let is_dropped = self.last_kept.is_some_and(|last| self.at > last) && piece != Piece::Zero;
        if is_dropped {
            return;
        }
        if self.is_silent_nought() {
            if !self.picture.is_unfilled {
                self.out.push(' ');
            } else if self.keeps_point_last() {
                self.out.push('0');
            }
            return;
        }
        self.out.push(letter.map_or('\0', char::from));
        self.is_in_number = true;
    }

    /// The closing bracket or the anchored sign, after the last place.
    fn write_sign_after(&mut self) {
        let end = match self.last_kept {
            Some(last) if last == self.at => self.place as i64,
            _ => {
                self.place_count + i64::from(self.missing != 0) + i64::from(self.picture.has_point)
            }
        };
        if self.place as i64 + 1 != end {
            return;
        }
        if self.is_sign_written && self.picture.has_brackets {
            self.out.push(if self.is_negative { '>' } else { ' ' });
        } else if self.picture.anchor == Some(Anchor::After) {
            self.out.push(if self.is_negative { '-' } else { '+' });
        }
    }
}

/// The last letter that `FM` keeps of a number with a point: no zeros at the end, save those that
/// the template has a `0` for.
fn last_kept(picture: &Picture, number: &[u8], missing: usize) -> Option<usize> {
    if !picture.is_unfilled || !picture.has_point {
        return None;
    }
    let point = number.iter().position(|letter| *letter == b'.')?;
    let last = number.iter().rposition(|letter| *letter != b'0').unwrap_or(point).max(point);
    match picture.zero_end.checked_sub(missing) {
        Some(kept) if kept > 0 => Some(last.max(kept.min(number.len() - 1))),
        _ => Some(last),
    }
}
