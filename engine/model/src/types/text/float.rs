//! `real` and `double precision`: read to the nearest, written in the fewest digits that read
//! back the same.

use core::fmt::Write;

use super::{invalid_syntax, is_space};
use crate::base::error::{sqlstate, Error, Result};
use crate::types::numeric::Numeric;

/// A `double precision`.
pub fn parse_f64(text: &str) -> Result<f64> {
    let syntax = || invalid_syntax(text, "double precision");
    let (number, rest) = split_number(text).ok_or_else(syntax)?;
    let value = match number {
        Number::Special(value) => value,
        Number::Decimal(digits) => {
            let value = digits.parse::<f64>().map_err(|_| syntax())?;
            if value.is_infinite() || value == 0.0 && !is_nought(digits) {
                return Err(out_of_range(digits, "double precision"));
            }
            value
        }
    };
    match is_blank(rest) {
        true => Ok(value),
        false => Err(syntax()),
    }
}

/// A `real`.
pub fn parse_f32(text: &str) -> Result<f32> {
    let syntax = || invalid_syntax(text, "real");
    let (number, rest) = split_number(text).ok_or_else(syntax)?;
    let value = match number {
        Number::Special(value) => value as f32,
        Number::Decimal(digits) => {
            let value = digits.parse::<f32>().map_err(|_| syntax())?;
            if value.is_infinite() || value == 0.0 && !is_nought(digits) {
                return Err(out_of_range(text, "real"));
            }
            value
        }
    };
    match is_blank(rest) {
        true => Ok(value),
        false => Err(syntax()),
    }
}

/// A number as C's `strtod` sees it.
enum Number<'a> {
    Special(f64),
    Decimal(&'a str),
}

/// The names of what no digits write; of two that begin alike the longer comes first.
const SPECIALS: [(&str, f64); 3] =
    [("infinity", f64::INFINITY), ("inf", f64::INFINITY), ("nan", f64::NAN)];

/// The longest number that a text begins with, after white space, and what follows.
fn split_number(text: &str) -> Option<(Number<'_>, &str)> {
    let word = text.trim_start_matches(|letter: char| u8::try_from(letter).is_ok_and(is_space));
    let bytes = word.as_bytes();
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    for (special, value) in SPECIALS {
        let end = sign + special.len();
        if bytes.get(sign..end).is_some_and(|name| name.eq_ignore_ascii_case(special.as_bytes())) {
            let value = if bytes[0] == b'-' { -value } else { value };
            return Some((Number::Special(value), &word[end..]));
        }
    }
    let digits_from = |start: usize| {
        let rest = bytes.get(start..).unwrap_or_default();
        rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len())
    };
    let whole = digits_from(sign);
    let mut end = sign + whole;
    let mut fraction = 0;
    if bytes.get(end) == Some(&b'.') {
        fraction = digits_from(end + 1);
        end += 1 + fraction;
    }
    if whole + fraction == 0 {
        return None;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let start = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits_from(start);
        if exponent > 0 {
            end = start + exponent;
        }
    }
    Some((Number::Decimal(&word[..end]), &word[end..]))
}

/// Whether the digits before the exponent are all zeros.
fn is_nought(digits: &str) -> bool {
    let mantissa = digits.split(['e', 'E']).next().unwrap_or_default();
    !mantissa.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(is_space)
}

fn out_of_range(digits: &str, type_name: &str) -> Error {
    Error::sql(
        sqlstate::NUMERIC_VALUE_OUT_OF_RANGE,
        format!("\"{digits}\" is out of range for type {type_name}"),
    )
}

/// A `double precision` at the end of a string.
pub fn write_f64(value: f64, out: &mut String) {
    if write_special(value, out) || write_short(value, out) {
        return;
    }
    let bits = value.abs().to_bits();
    let binary = Binary::of(bits & ((1 << 52) - 1), (bits >> 52) as i32, 52, 1_075);
    let shortest = Digits::shortest(binary, |digits, out| match digits {
        None => write!(out, "{value:e}"),
        Some(digits) => write!(out, "{value:.digits$e}"),
    });
    shortest.write(15, out);
}

/// A `real` at the end of a string.
pub fn write_f32(value: f32, out: &mut String) {
    if write_special(f64::from(value), out) {
        return;
    }
    let bits = value.abs().to_bits();
    let binary = Binary::of(u64::from(bits & ((1 << 23) - 1)), (bits >> 23) as i32, 23, 150);
    let shortest = Digits::shortest(binary, |digits, out| match digits {
        None => write!(out, "{value:e}"),
        Some(digits) => write!(out, "{value:.digits$e}"),
    });
    shortest.write(6, out);
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

/// The first power of ten that is written with an exponent.
const PLAIN_END: f64 = 1e15;

/// A number with at most four digits after the point, which most are: the whole number that it
/// is after a move of the point. False, and nothing written, for others.
///
/// The fewest such digits are the fewest of all: no two decimals of 15 digits are one float.
fn write_short(value: f64, out: &mut String) -> bool {
    let size = libm::fabs(value);
    if !(1e-3..PLAIN_END).contains(&size) {
        return false;
    }
    let (mut power, mut scale) = (1.0, 0);
    loop {
        // Exact in 53 bits, and so the quotient is what the text would read back as.
        let moved = libm::rint(size * power);
        if moved >= PLAIN_END {
            return false;
        }
        if moved / power == size {
            let number = moved as i128;
            let number = if value < 0.0 { -number } else { number };
            Numeric::from_parts(number, scale).write(out);
            return true;
        }
        if scale == 4 {
            return false;
        }
        power *= 10.0;
        scale += 1;
    }
}

/// A float's size as `mantissa * 2^exponent`, and whether the gap below it is half as wide.
#[derive(Clone, Copy)]
struct Binary {
    mantissa: u64,
    exponent: i32,
    is_edge: bool,
}

impl Binary {
    /// From the fields of IEEE 754: fraction of that many bits, and exponent with its bias.
    fn of(fraction: u64, exponent: i32, bits: u32, bias: i32) -> Binary {
        match exponent {
            0 => Binary { mantissa: fraction, exponent: 1 - bias, is_edge: false },
            _ => Binary {
                mantissa: fraction | 1 << bits,
                exponent: exponent - bias,
                is_edge: fraction == 0 && exponent > 1,
            },
        }
    }

    /// Whether `digits * 10^power` lies exactly half way to a neighbour. Such a text reads back
    /// only where ties go to the even one, so PostgreSQL does not write it.
    fn is_half_way(self, digits: u64, power: i32) -> bool {
        let below = match self.is_edge {
            true => (self.mantissa * 4 - 1, self.exponent - 2),
            false => ((self.mantissa * 2).saturating_sub(1), self.exponent - 1),
        };
        is_equal((digits, power), (self.mantissa * 2 + 1, self.exponent - 1))
            || is_equal((digits, power), below)
    }

    /// Whether the float lies exactly half way between `digits * 10^power` and the number of as
    /// many digits before or after it.
    fn is_tie(self, digits: u64, power: i32) -> bool {
        let float = (self.mantissa, self.exponent);
        is_equal((digits * 10 + 5, power - 1), float)
            || is_equal((digits.saturating_mul(10).saturating_sub(5), power - 1), float)
    }
}

/// Whether `digits * 10^power` is `mantissa * 2^exponent`.
fn is_equal((digits, power): (u64, i32), (mantissa, exponent): (u64, i32)) -> bool {
    let (twos_left, twos_right) = (digits.trailing_zeros(), mantissa.trailing_zeros());
    if digits == 0 || mantissa == 0 || twos_left as i32 + power != twos_right as i32 + exponent {
        return false;
    }
    // What is left is odd: digits * 5^power = mantissa.
    let (left, right) = (u128::from(digits >> twos_left), u128::from(mantissa >> twos_right));
    let Some(fives) = 5u128.checked_pow(power.unsigned_abs()) else { return false };
    match power >= 0 {
        true => left.checked_mul(fives) == Some(right),
        false => right.checked_mul(fives) == Some(left),
    }
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
    /// The fewest digits that read back the same, wherever ties go. `write` writes that many
    /// after the point, or the fewest where ties go to the even one.
    fn shortest(
        binary: Binary,
        write: impl Fn(Option<usize>, &mut Digits) -> core::fmt::Result,
    ) -> Digits {
        let mut shortest = Digits::default();
        // 32 bytes are more than any form of 17 digits has.
        let _ = write(None, &mut shortest);
        let (digits, power) = shortest.number();
        if binary.is_tie(digits, power) {
            // Of two equally near the one that ends in an even digit, as precision chooses.
            let fraction = shortest.fraction_digits();
            shortest = Digits::default();
            let _ = write(Some(fraction), &mut shortest);
        }
        // One more digit is nearer. No float needs more than 17.
        loop {
            let (digits, power) = shortest.number();
            let fraction = shortest.fraction_digits() + 1;
            if fraction > 17 || !binary.is_half_way(digits, power) {
                return shortest;
            }
            shortest = Digits::default();
            let _ = write(Some(fraction), &mut shortest);
        }
    }

    fn as_str(&self) -> &str {
        core::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }

    fn fraction_digits(&self) -> usize {
        let mantissa = self.as_str().split('e').next().unwrap_or_default();
        mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len())
    }

    /// The number as whole digits and a power of ten.
    fn number(&self) -> (u64, i32) {
        let (mantissa, exponent) = self.as_str().split_once('e').unwrap_or(("0", "0"));
        let digits = mantissa.bytes().filter(u8::is_ascii_digit);
        let digits = digits.fold(0u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        let exponent: i32 = exponent.parse().unwrap_or(0);
        (digits, exponent - self.fraction_digits() as i32)
    }

    /// The digits in PostgreSQL's form: plain where the exponent is from -4 to below `plain_end`,
    /// else with an exponent of at least two digits.
    fn write(&self, plain_end: i32, out: &mut String) {
        let text = self.as_str();
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
