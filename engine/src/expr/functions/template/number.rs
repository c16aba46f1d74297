//! Numbers written by a template: `to_char`.
//!
//! The writer goes through the marks with two fingers: one on the template's place, one on the
//! number's next digit. The number is padded on the left, so that both meet at the point.

use std::borrow::Cow;

use model::base::error::Result;
use model::types::column::Column;
use model::types::numeric::Numeric as Number;

use super::fields::Letters;
use super::moment::ordinal_ending;
use super::picture::{Mark, Picture, SignPlace};
use crate::expr::call::{Call, View};
use crate::expr::env::Env;
use crate::expr::form::{Float4, Float8, Form, Int4, Int8, Numeric, Text};
use crate::expr::kernel::each_row_or_null;

/// A number as a template writes it: sign and digits.
struct Digits {
    is_negative: bool,
    /// Digits, and a point where there are any after it.
    text: String,
    /// Places of the template before the first digit.
    blanks: usize,
    /// Digits after the point: the template's, or as many as a float has.
    after: usize,
}

impl Digits {
    /// The digits of a text form, padded to the template; `#` where they do not fit.
    fn fit(text: &str, picture: &Picture) -> Digits {
        let is_negative = text.starts_with('-');
        let text = text.trim_start_matches('-');
        let length = text.find('.').unwrap_or(text.len());
        let after = match text.starts_with(|sign: char| sign.is_ascii_digit()) {
            true => text.len().saturating_sub(length + 1),
            false => picture.after,
        };
        let places = picture.before + picture.shift;
        if length <= places {
            return Digits { is_negative, text: text.to_string(), blanks: places - length, after };
        }
        let filled = format!("{}.{}", "#".repeat(places), "#".repeat(after));
        Digits { is_negative, text: filled, blanks: 0, after }
    }
}

/// Writes one number.
struct Writer<'a> {
    picture: &'a Picture,
    number: Digits,
    /// Where in the number's text the next digit is.
    next: usize,
    /// The place of the template, counting digits and points.
    place: usize,
    /// In fill mode: the last character of the number that is written.
    last: Option<usize>,
    sign: Option<SignPlace>,
    has_brackets: bool,
    is_sign_written: bool,
    /// Whether the last place wrote a digit, so that a comma belongs behind it.
    is_inside: bool,
    /// How many places there are.
    count: usize,
    /// Whether a float had no more digits to give: the text ends there.
    is_cut: bool,
    out: String,
}

impl<'a> Writer<'a> {
    fn new(picture: &'a Picture, number: Digits) -> Writer<'a> {
        let is_bare = picture.is_bare;
        let has_own_marks = picture.has_plus || picture.has_minus;
        let is_sign_written = match has_own_marks {
            true => picture.has_minus,
            false => !number.is_negative && is_bare && picture.sign.is_none(),
        };
        let mut sign = picture.sign;
        let mut has_brackets = picture.has_brackets;
        if !has_own_marks {
            has_brackets &= number.is_negative || !is_bare;
            // A sign behind all digits before the point is one behind the number.
            if sign == Some(SignPlace::Before(picture.before)) {
                sign = Some(SignPlace::After);
            }
        }
        let last = (is_bare && picture.has_point).then(|| last_digit(picture, &number)).flatten();
        let mut count = picture.before + picture.shift + number.after;
        if is_sign_written || number.blanks > 0 {
            count -= 1.min(count);
        }
        let out = String::new();
        Writer {
            picture,
            number,
            next: 0,
            place: 0,
            last,
            sign,
            has_brackets,
            is_sign_written,
            is_inside: false,
            count,
            is_cut: false,
            out,
        }
    }

    fn run(mut self) -> String {
        for mark in &self.picture.marks {
            self.mark(*mark);
            if self.is_cut {
                break;
            }
        }
        self.out
    }

    fn mark(&mut self, mark: Mark) {
        let is_bare = self.picture.is_bare;
        let is_negative = self.number.is_negative;
        match mark {
            Mark::Nine | Mark::Zero | Mark::Point => self.digit(mark),
            Mark::Comma if self.is_inside => self.out.push(','),
            Mark::Comma if !is_bare => self.out.push(' '),
            Mark::Currency => self.out.push(' '),
            Mark::Minus if is_negative => self.out.push('-'),
            Mark::Plus if !is_negative => self.out.push('+'),
            Mark::Minus | Mark::Plus if !is_bare => self.out.push(' '),
            Mark::Sign => self.out.push(if is_negative { '-' } else { '+' }),
            Mark::Ordinal(is_capital) => {
                let is_odd = self.number.text.starts_with('#') || self.picture.has_point;
                if !is_negative && !is_odd {
                    let letters = if is_capital { Letters::Capitals } else { Letters::Small };
                    self.out.push_str(ordinal_ending(&self.number.text, letters));
                }
            }
            Mark::Letter(letter) => self.out.push(letter),
            _ => {}
        }
    }

    fn peek(&self) -> Option<u8> {
        self.number.text.as_bytes().get(self.next).copied()
    }

    /// Whether the next digit is the lone 0 before a point, for which `9` leaves a blank.
    fn is_lone_zero(&self) -> bool {
        self.picture.zeros_from.is_none()
            && self.next == 0
            && self.peek() == Some(b'0')
            && self.number.after != 0
    }

    fn is_last_the_point(&self) -> bool {
        self.last.is_some_and(|last| self.number.text.as_bytes().get(last) == Some(&b'.'))
    }

    fn zeros_begin(&self) -> bool {
        self.picture.zeros_from.is_some_and(|from| from <= self.place)
    }

    /// One place for a digit or the point.
    fn digit(&mut self, mark: Mark) {
        self.is_inside = false;
        self.sign_before();
        if self.place < self.number.blanks {
            if self.zeros_begin() {
                self.out.push('0');
                self.is_inside = true;
            } else if !self.picture.is_bare {
                self.out.push(' ');
            }
        } else {
            self.next_digit(mark);
        }
        self.sign_after();
        self.place += 1;
    }

    fn next_digit(&mut self, mark: Mark) {
        match self.peek() {
            Some(b'.') => self.out.push('.'),
            // What fill mode drops, unless a 0 asks for it.
            _ if self.last.is_some_and(|last| self.next > last) && mark != Mark::Zero => {}
            None => self.is_cut = true,
            Some(_) if self.is_lone_zero() => {
                if !self.picture.is_bare {
                    self.out.push(' ');
                } else if self.is_last_the_point() {
                    self.out.push('0');
                }
            }
            Some(digit) => {
                self.out.push(char::from(digit));
                self.is_inside = true;
            }
        }
        if self.next < self.number.text.len() {
            self.next += 1;
        }
    }

    /// The sign, where the number is about to begin.
    fn sign_before(&mut self) {
        let begins =
            self.place >= self.number.blanks || self.picture.zeros_from == Some(self.place);
        if self.is_sign_written || !begins || self.is_lone_zero() && !self.is_last_the_point() {
            return;
        }
        let is_negative = self.number.is_negative;
        match self.sign {
            Some(SignPlace::Before(_)) => self.out.push(if is_negative { '-' } else { '+' }),
            Some(SignPlace::After) => return,
            None if self.has_brackets => self.out.push(if is_negative { '<' } else { ' ' }),
            None if is_negative => self.out.push('-'),
            None if !self.picture.is_bare => self.out.push(' '),
            None => {}
        }
        self.is_sign_written = true;
    }

    /// The sign or bracket behind the last place.
    fn sign_after(&mut self) {
        let extra = usize::from(self.number.blanks > 0) + usize::from(self.picture.has_point);
        let mut end = self.count + extra;
        if self.last == Some(self.next) {
            end = self.place;
        }
        if self.place + 1 != end {
            return;
        }
        let is_negative = self.number.is_negative;
        if self.is_sign_written && self.has_brackets {
            self.out.push(if is_negative { '>' } else { ' ' });
        } else if self.sign == Some(SignPlace::After) {
            self.out.push(if is_negative { '-' } else { '+' });
        }
    }
}

/// The last character that fill mode writes: the last digit that is no zero, the point, or where a
/// `0` of the template asks for a zero.
fn last_digit(picture: &Picture, number: &Digits) -> Option<usize> {
    let text = number.text.as_bytes();
    let point = text.iter().position(|sign| *sign == b'.')?;
    let kept = text.iter().rposition(|sign| *sign != b'0').unwrap_or(point).max(point);
    if picture.zeros_to <= number.blanks {
        return Some(kept);
    }
    let asked = (text.len() - 1).min(picture.zeros_to - number.blanks);
    Some(kept.max(asked))
}

/// A number to a power of ten: `1.50e+02`, with a blank for a plus.
fn scientific(mantissa: &str, exponent: i32) -> String {
    let plus = if mantissa.starts_with('-') { "" } else { " " };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{plus}{mantissa}e{sign}{:02}", exponent.abs())
}

/// What stands for infinities and NaN beside an exponent.
fn scientific_blank(picture: &Picture) -> String {
    format!(" {}.{}", "#".repeat(picture.before), "#".repeat(picture.after + 4))
}

/// A Roman number of 15 places; `#` outside 1 to 3999.
fn roman(number: Option<i64>, picture: &Picture, is_capital: bool) -> String {
    const ROMANS: [(i64, &str); 13] = [
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
    let Some(mut rest) = number.filter(|number| (1..=3_999).contains(number)) else {
        return "#".repeat(15);
    };
    let mut text = String::new();
    for (value, letters) in ROMANS {
        while rest >= value {
            text.push_str(letters);
            rest -= value;
        }
    }
    if !is_capital {
        text.make_ascii_lowercase();
    }
    if picture.is_bare {
        text
    } else {
        format!("{text:>15}")
    }
}

/// A form that a template can write.
trait Shown: Form {
    /// Its text form with so many digits after the point, shifted to the left.
    fn rounded(value: Self::Item<'_>, picture: &Picture) -> Result<String>;
    /// Mantissa and exponent; `None` where there are none.
    fn mantissa(value: Self::Item<'_>, digits: usize) -> Result<Option<(String, i32)>>;
    /// The nearest whole number.
    fn whole(value: Self::Item<'_>) -> Option<i64>;
}

impl Shown for Numeric {
    fn rounded(value: &Number, picture: &Picture) -> Result<String> {
        let shifted = match picture.shift {
            0 => value.clone(),
            shift => value.mul(&Number::from(10).power(&Number::from(shift as i64))?)?,
        };
        Ok(shifted.round(picture.after as i32)?.to_string())
    }

    fn mantissa(value: &Number, digits: usize) -> Result<Option<(String, i32)>> {
        if !value.is_finite() {
            return Ok(None);
        }
        let text = value.abs().to_string();
        let point = text.find('.').unwrap_or(text.len()) as i32;
        let first = text.find(|sign: char| !matches!(sign, '0' | '.'));
        let exponent = match first.map(|first| first as i32) {
            None => 0,
            Some(first) if first < point => point - first - 1,
            Some(first) => point - first,
        };
        let scale = Number::from(10).power(&Number::from(i64::from(exponent.abs())))?;
        // Exact: a power of ten only moves the point.
        let rounded = match exponent >= 0 {
            true => value.div(&scale)?.round(digits as i32)?,
            false => value.mul(&scale)?.round(digits as i32)?,
        };
        Ok(Some((rounded.to_string(), exponent)))
    }

    fn whole(value: &Number) -> Option<i64> {
        value.to_i64().ok()
    }
}

macro_rules! whole_numbers {
    ($($form:ident)*) => { $(
        impl Shown for $form {
            fn rounded(value: Self::Item<'_>, picture: &Picture) -> Result<String> {
                Numeric::rounded(&Number::from(value), picture)
            }
            fn mantissa(value: Self::Item<'_>, digits: usize) -> Result<Option<(String, i32)>> {
                Float8::mantissa(value as f64, digits)
            }
            fn whole(value: Self::Item<'_>) -> Option<i64> {
                Some(i64::from(value))
            }
        }
    )* };
}

whole_numbers!(Int4 Int8);

/// A float is written with no more digits than its type keeps.
fn rounded_float(value: f64, picture: &Picture, kept: usize) -> String {
    let shifted = value * libm::pow(10.0, picture.shift as f64);
    if !shifted.is_finite() {
        let sign = if shifted < 0.0 { "-" } else { "" };
        let word = if shifted.is_nan() { "NaN" } else { "Infinity" };
        return format!("{sign}{word}");
    }
    let length = format!("{:.0}", shifted.abs()).len();
    let after = if length >= kept { 0 } else { picture.after.min(kept - length) };
    format!("{shifted:.after$}")
}

impl Shown for Float8 {
    fn rounded(value: f64, picture: &Picture) -> Result<String> {
        Ok(rounded_float(value, picture, 15))
    }

    fn mantissa(value: f64, digits: usize) -> Result<Option<(String, i32)>> {
        if !value.is_finite() {
            return Ok(None);
        }
        let text = format!("{value:.digits$e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        Ok(Some((mantissa.to_string(), exponent.parse().unwrap_or(0))))
    }

    fn whole(value: f64) -> Option<i64> {
        (value.abs() < 1e18).then(|| libm::rint(value) as i64)
    }
}

impl Shown for Float4 {
    fn rounded(value: f32, picture: &Picture) -> Result<String> {
        Ok(rounded_float(f64::from(value), picture, 6))
    }

    fn mantissa(value: f32, digits: usize) -> Result<Option<(String, i32)>> {
        Float8::mantissa(f64::from(value), digits)
    }

    fn whole(value: f32) -> Option<i64> {
        Float8::whole(f64::from(value))
    }
}

/// One number by one template.
fn write<F: Shown>(value: F::Item<'_>, picture: &Picture) -> Result<String> {
    if picture.is_scientific {
        return Ok(match F::mantissa(value, picture.after)? {
            Some((mantissa, exponent)) => scientific(&mantissa, exponent),
            None => scientific_blank(picture),
        });
    }
    if picture.is_roman {
        let number = F::whole(value);
        let mut out = String::new();
        for mark in &picture.marks {
            match mark {
                Mark::Roman(is_capital) => out.push_str(&roman(number, picture, *is_capital)),
                Mark::Letter(letter) => out.push(*letter),
                _ => {}
            }
        }
        return Ok(out);
    }
    let number = Digits::fit(&F::rounded(value, picture)?, picture);
    Ok(Writer::new(picture, number).run())
}

/// `to_char(number, template)`: an empty template gives an empty text.
fn to_char<F: Shown>(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let values: View<F> = call.view(0);
    let templates: View<Text> = call.view(1);
    let fixed = templates.constant().map(Picture::new).transpose()?;
    each_row_or_null::<Text>(call, |row| {
        let text = match &fixed {
            Some(picture) => write::<F>(values.at(row), picture)?,
            None => write::<F>(values.at(row), &Picture::new(templates.at(row))?)?,
        };
        Ok(Some(Cow::Owned(text)))
    })
}

functions! {
    /// Numbers by a template.
    NUMBER_TEMPLATE;
    Stable "to_char" (Int4, Text) -> Text : to_char::<Int4>;
    Stable "to_char" (Int8, Text) -> Text : to_char::<Int8>;
    Stable "to_char" (Numeric, Text) -> Text : to_char::<Numeric>;
    Stable "to_char" (Float4, Text) -> Text : to_char::<Float4>;
    Stable "to_char" (Float8, Text) -> Text : to_char::<Float8>;
}
