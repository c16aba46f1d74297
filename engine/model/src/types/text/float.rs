//! `real` and `double precision`: read to the nearest, written in the fewest digits that read
//! back the same.

use core::fmt::Write;

use super::{invalid_syntax, is_space};
use crate::base::error::{sqlstate, Error, Result};

/// A `double precision`.
pub fn parse_f64(text: &str) -> Result<f64> {
    let number = split_number(text, "double precision")?;
    let value = match number {
        Number::Special(value) => return Ok(value),
        Number::Decimal(digits) => {
            digits.parse::<f64>().map_err(|_| invalid_syntax(text, "double precision"))?
        }
    };
    let Number::Decimal(digits) = number else { return Ok(value) };
    if value.is_infinite() || value == 0.0 && !is_nought(digits) {
        return Err(out_of_range(digits, "double precision"));
    }
    Ok(value)
}

/// A `real`.
pub fn parse_f32(text: &str) -> Result<f32> {
    let digits = match split_number(text, "real")? {
        Number::Special(value) => return Ok(value as f32),
        Number::Decimal(digits) => digits,
    };
    let value = digits.parse::<f32>().map_err(|_| invalid_syntax(text, "real"))?;
    if value.is_infinite() || value == 0.0 && !is_nought(digits) {
        return Err(out_of_range(digits, "real"));
    }
    Ok(value)
}

/// A text as C's `strtod` takes it apart.
#[derive(Clone, Copy)]
enum Number<'a> {
    Special(f64),
    Decimal(&'a str),
}

/// The names of what no digits write. Longer ones come first.
const SPECIALS: [(&str, f64); 3] =
    [("infinity", f64::INFINITY), ("inf", f64::INFINITY), ("nan", f64::NAN)];

/// The number between white space, or a syntax error.
fn split_number<'a>(text: &'a str, type_name: &str) -> Result<Number<'a>> {
    let word = super::trim(text);
    let (negative, name) = match word.as_bytes() {
        [b'-', ..] => (true, &word[1..]),
        [b'+', ..] => (false, &word[1..]),
        _ => (false, word),
    };
    for (special, value) in SPECIALS {
        if name.eq_ignore_ascii_case(special) {
            return Ok(Number::Special(if negative { -value } else { value }));
        }
    }
    if name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
        && !name.is_empty()
    {
        return Ok(Number::Decimal(word));
    }
    Err(invalid_syntax(text, type_name))
}

/// Whether the digits before the exponent are all zeros.
fn is_nought(digits: &str) -> bool {
    let mantissa = digits.split(['e', 'E']).next().unwrap_or_default();
    !mantissa.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

fn out_of_range(digits: &str, type_name: &str) -> Error {
    Error::sql(
        sqlstate::NUMERIC_VALUE_OUT_OF_RANGE,
        format!("\"{digits}\" is out of range for type {type_name}"),
    )
}

/// A `double precision` at the end of a string.
pub fn write_f64(value: f64, out: &mut String) {
    if !write_special(value, out) {
        let mut digits = Digits::default();
        // `Digits` takes 24 bytes, more than any shortest form has.
        let _ = write!(digits, "{value:e}");
        digits.write(15, out);
    }
}

/// A `real` at the end of a string.
pub fn write_f32(value: f32, out: &mut String) {
    if !write_special(f64::from(value), out) {
        let mut digits = Digits::default();
        let _ = write!(digits, "{value:e}");
        digits.write(6, out);
    }
}

fn write_special(value: f64, out: &mut String) -> bool {
    let name = match value {
        _ if value.is_nan() => "NaN",
        f64::INFINITY => "Infinity",
        f64::NEG_INFINITY => "-Infinity",
        _ => return false,
    };
    out.push_str(name);
    true
}

/// A float in scientific form, `-1.25e-7`, without an allocation.
#[derive(Default)]
struct Digits {
    bytes: [u8; 32],
    len: usize,
}

impl Write for Digits {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        let end = self.len + text.len();
        self.bytes.get_mut(self.len..end).ok_or(core::fmt::Error)?.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

impl Digits {
    /// The digits in PostgreSQL's form: plain where the exponent is from -4 to below `plain_end`,
    /// else with an exponent of at least two digits.
    fn write(&self, plain_end: i32, out: &mut String) {
        let text = core::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default();
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let exponent: i32 = exponent.parse().unwrap_or(0);
        let mantissa = match mantissa.strip_prefix('-') {
            Some(rest) => {
                out.push('-');
                rest
            }
            None => mantissa,
        };
        if !(-4..plain_end).contains(&exponent) {
            out.push_str(mantissa);
            let sign = if exponent < 0 { '-' } else { '+' };
            let _ = write!(out, "e{sign}{:02}", exponent.abs());
            return;
        }
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        match usize::try_from(exponent) {
            Ok(places) if places >= fraction.len() => {
                out.push_str(whole);
                out.push_str(fraction);
                (fraction.len()..places).for_each(|_| out.push('0'));
            }
            Ok(places) => {
                let (before, after) = fraction.split_at(places);
                out.push_str(whole);
                out.push_str(before);
                out.push('.');
                out.push_str(after);
            }
            Err(_) => {
                out.push_str("0.");
                (1..-exponent).for_each(|_| out.push('0'));
                out.push_str(whole);
                out.push_str(fraction);
            }
        }
    }
}

/// Whether a text is nothing but white space: what no number may be.
pub fn is_blank(text: &str) -> bool {
    text.bytes().all(is_space)
}
