//! Whole numbers.

use super::buffer::Buffer;
use super::{invalid_syntax, trim};
use crate::base::error::{sqlstate, Error, Result};

/// Digits that never leave 64 bits.
const SAFE_DIGITS: usize = 18;

/// What is wrong with a text that is no whole number.
enum Wrong {
    Syntax,
    Range,
}

/// A `smallint`.
pub fn parse_i16(text: &str) -> Result<i16> {
    parse(text, "smallint", i64::from(i16::MIN), i64::from(i16::MAX)).map(|value| value as i16)
}

/// An `integer`.
pub fn parse_i32(text: &str) -> Result<i32> {
    parse(text, "integer", i64::from(i32::MIN), i64::from(i32::MAX)).map(|value| value as i32)
}

/// A `bigint`.
pub fn parse_i64(text: &str) -> Result<i64> {
    parse(text, "bigint", i64::MIN, i64::MAX)
}

/// An `oid`: 32 bits without sign. Negative texts wrap around, as they always have; a stray
/// letter counts before the range of 32 bits, and after that of 64.
pub fn parse_oid(text: &str) -> Result<i64> {
    let word = trim(text);
    let (is_negative, digits) = match word.as_bytes() {
        [b'-', ..] => (true, &word[1..]),
        [b'+', ..] => (false, &word[1..]),
        _ => (false, word),
    };
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    let (digits, rest) = digits.split_at(end);
    if digits.is_empty() {
        return Err(invalid_syntax(text, "oid"));
    }
    let value = digits.parse::<u64>().map_err(|_| out_of_range(text, "oid"))?;
    if !rest.is_empty() {
        return Err(invalid_syntax(text, "oid"));
    }
    let bound = if is_negative { 1 << 31 } else { u64::from(u32::MAX) };
    match value <= bound {
        true if is_negative => Ok(i64::from((value as u32).wrapping_neg())),
        true => Ok(value as i64),
        false => Err(out_of_range(text, "oid")),
    }
}

fn out_of_range(text: &str, type_name: &str) -> Error {
    Error::sql(
        sqlstate::NUMERIC_VALUE_OUT_OF_RANGE,
        format!("value \"{text}\" is out of range for type {type_name}"),
    )
}

fn parse(text: &str, type_name: &str, least: i64, greatest: i64) -> Result<i64> {
    digits(trim(text).as_bytes(), least, greatest).map_err(|wrong| match wrong {
        Wrong::Syntax => invalid_syntax(text, type_name),
        Wrong::Range => out_of_range(text, type_name),
    })
}

/// The number that sign and digits write. Leaving the range counts before a stray letter later.
fn digits(text: &[u8], least: i64, greatest: i64) -> Result<i64, Wrong> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() {
        return Err(Wrong::Syntax);
    }
    if digits.len() <= SAFE_DIGITS {
        let mut value = 0i64;
        for digit in digits {
            if !digit.is_ascii_digit() {
                break;
            }
            value = value * 10 + i64::from(digit - b'0');
        }
        let value = if negative { -value } else { value };
        if digits.iter().all(u8::is_ascii_digit) && (least..=greatest).contains(&value) {
            return Ok(value);
        }
    }
    let mut value = 0i64;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return Err(Wrong::Syntax);
        }
        // Negative all the way: the least number has no positive twin.
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_sub(i64::from(digit - b'0')))
            .filter(|value| !negative || *value >= least)
            .filter(|value| negative || *value >= -greatest)
            .ok_or(Wrong::Range)?;
    }
    Ok(if negative { value } else { -value })
}

/// The digits at the end of a string.
pub fn write(value: i64, out: &mut String) {
    let mut buffer = Buffer::new();
    if value < 0 {
        buffer.push(b'-');
    }
    buffer.push_number(value.unsigned_abs(), 1);
    out.push_str(buffer.as_str());
}
