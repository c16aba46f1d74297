//! `numeric` to text and back.

use core::fmt;

use num_bigint::BigInt;

use super::scale::{big_power, checked, overflow};
use super::{Numeric, Special, View};
use crate::base::error::{sqlstate, Error, Result};
use crate::types::text::buffer::Buffer;
use crate::types::text::{is_space, trim};

/// Digits that always fit 128 bits.
const SMALL_DIGITS: usize = 38;
/// Digits that always fit 64 bits.
const WORD_DIGITS: usize = 19;
/// 10^19
const HALF: u128 = 10_000_000_000_000_000_000;
/// An exponent beyond this cannot be meant: PostgreSQL's bound.
const EXPONENT_MAX: i64 = i32::MAX as i64 / 2;

/// The pieces of a number as written: `-12.5e3` is negative, "125", 1 after the point, 3.
struct Written<'a> {
    negative: bool,
    whole: &'a [u8],
    fraction: &'a [u8],
    exponent: i64,
}

impl Numeric {
    /// The number that a text names, as PostgreSQL's input function reads it.
    pub fn parse(text: &str) -> Result<Numeric> {
        let trimmed = trim(text).as_bytes();
        if let Some(special) = parse_special(trimmed) {
            return Ok(Numeric::from_special(special));
        }
        match parse_written(trimmed) {
            Some(written) => from_written(&written),
            None => Err(Error::sql(
                sqlstate::INVALID_TEXT_REPRESENTATION,
                format!("invalid input syntax for type numeric: \"{text}\""),
            )),
        }
    }

    /// The text form at the end of a string.
    pub fn write(&self, out: &mut String) {
        match self.view() {
            View::Small(mantissa, scale) => write_small(mantissa, usize::from(scale), out),
            View::Big(mantissa, scale) => {
                if mantissa.sign() == num_bigint::Sign::Minus {
                    out.push('-');
                }
                let digits = mantissa.magnitude().to_str_radix(10);
                write_digits(&digits, usize::from(scale), out);
            }
            View::Special(Special::NaN) => out.push_str("NaN"),
            View::Special(Special::Infinity) => out.push_str("Infinity"),
            View::Special(Special::NegInfinity) => out.push_str("-Infinity"),
        }
    }
}

impl fmt::Display for Numeric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.write_str(&text)
    }
}

impl fmt::Debug for Numeric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn parse_special(text: &[u8]) -> Option<Special> {
    let (sign, name) = match text {
        [sign @ (b'+' | b'-'), rest @ ..] => (Some(*sign), rest),
        _ => (None, text),
    };
    if name.eq_ignore_ascii_case(b"nan") && sign.is_none() {
        return Some(Special::NaN);
    }
    if name.eq_ignore_ascii_case(b"infinity") || name.eq_ignore_ascii_case(b"inf") {
        let negative = sign == Some(b'-');
        return Some(if negative { Special::NegInfinity } else { Special::Infinity });
    }
    None
}

/// The run of digits that a text begins with, and what follows.
fn split_digits(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

fn parse_written(text: &[u8]) -> Option<Written<'_>> {
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let (whole, rest) = split_digits(rest);
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => split_digits(rest),
        _ => (&rest[..0], rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let exponent = match rest {
        [] => 0,
        [b'e' | b'E', rest @ ..] => parse_exponent(rest)?,
        _ => return None,
    };
    Some(Written { negative, whole, fraction, exponent })
}

/// A whole number after `e`. White space may come before it, as the C library allows.
fn parse_exponent(text: &[u8]) -> Option<i64> {
    let start = text.iter().position(|byte| !is_space(*byte))?;
    let (negative, rest) = match &text[start..] {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let (digits, rest) = split_digits(rest);
    if digits.is_empty() || !rest.is_empty() {
        return None;
    }
    let magnitude = digits
        .iter()
        .fold(0i64, |sum, digit| sum.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
    Some(if negative { -magnitude } else { magnitude })
}

fn from_written(written: &Written<'_>) -> Result<Numeric> {
    let Written { negative, fraction, exponent, .. } = *written;
    if exponent.abs() >= EXPONENT_MAX {
        return Err(overflow());
    }
    let whole = match written.whole.iter().position(|digit| *digit != b'0') {
        Some(start) => &written.whole[start..],
        None => &[],
    };
    let point = fraction.len() as i64 - exponent;
    let scale = u32::try_from(point.max(0)).map_err(|_| overflow())?;
    let zeros_added = (-point).max(0);
    let digit_count = whole.len() + fraction.len();
    if digit_count <= SMALL_DIGITS && zeros_added as usize <= SMALL_DIGITS - digit_count {
        let mut mantissa = accumulate(whole, fraction);
        for _ in 0..zeros_added {
            mantissa *= 10;
        }
        let mantissa = if negative { -mantissa } else { mantissa };
        return match u16::try_from(scale) {
            Ok(scale) if scale <= super::SCALE_MAX => Ok(Numeric::from_parts(mantissa, scale)),
            _ => Err(overflow()),
        };
    }
    let digits = [whole, fraction].concat();
    let mantissa = BigInt::parse_bytes(&digits, 10).unwrap_or_default();
    if mantissa == BigInt::ZERO {
        return checked(mantissa, scale);
    }
    let zeros_added = u32::try_from(zeros_added)
        .ok()
        .filter(|zeros| *zeros <= super::WHOLE_DIGITS_MAX)
        .ok_or_else(overflow)?;
    let mantissa = mantissa * big_power(zeros_added);
    checked(if negative { -mantissa } else { mantissa }, scale)
}

/// The whole number that at most 38 digits write; 64-bit steps as long as they last.
fn accumulate(whole: &[u8], fraction: &[u8]) -> i128 {
    let mut digits = whole.iter().chain(fraction);
    let word = digits
        .by_ref()
        .take(WORD_DIGITS)
        .fold(0u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    digits.fold(i128::from(word), |sum, digit| sum * 10 + i128::from(digit - b'0'))
}

fn write_small(mantissa: i128, scale: usize, out: &mut String) {
    if mantissa < 0 {
        out.push('-');
    }
    let mut buffer = Buffer::new();
    let magnitude = mantissa.unsigned_abs();
    match u64::try_from(magnitude) {
        Ok(0) => {}
        Ok(word) => buffer.push_number(word, 1),
        Err(_) => {
            // Two halves of at most 20 and 19 digits: 128-bit division is slow.
            buffer.push_number((magnitude / HALF) as u64, 1);
            buffer.push_number((magnitude % HALF) as u64, 19);
        }
    }
    write_digits(buffer.as_str(), scale, out);
}

/// Digits with a point before the last `scale` of them.
fn write_digits(digits: &str, scale: usize, out: &mut String) {
    if digits.len() > scale {
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        out.push_str(whole);
        if scale > 0 {
            out.push('.');
            out.push_str(fraction);
        }
        return;
    }
    out.push('0');
    if scale > 0 {
        out.push('.');
        (digits.len()..scale).for_each(|_| out.push('0'));
        out.push_str(digits);
    }
}
