//! The bytes in which a tuple stores a number: base-10000 digits, without leading or trailing
//! noughts.
//!
//! ```text
//!   short   | header u16                                     | digit u16 | digit u16 ..
//!             1 0 sign  scale 6 bits  weight 7 bits, signed
//!   long    | header u16                | weight i16         | digit u16 | digit u16 ..
//!             0 sign  scale 14 bits
//!   other   | header u16: 0xc000 NaN, 0xd000 Infinity, 0xf000 -Infinity |
//!
//!   12345.67, scale 2:  digits 1, 2345, 6700;  weight 1: the first digit counts 10000s
//! ```
//!
//! Numbers are little-endian. The short form is used whenever scale and weight fit.
//! Source: PostgreSQL, source file `src/backend/utils/adt/numeric.c`, "On-disk format".

use num_bigint::{BigInt, Sign};

use super::scale::{big_power, power};
use super::{Numeric, Special, View, SCALE_MAX};

const NAN: u16 = 0xc000;
const INFINITY: u16 = 0xd000;
const NEG_INFINITY: u16 = 0xf000;
const SPECIAL_MASK: u16 = 0xc000;
const SHORT: u16 = 0x8000;
const SHORT_NEGATIVE: u16 = 0x2000;
const SHORT_SCALE_MAX: u16 = 63;
const LONG_NEGATIVE: u16 = 0x4000;

/// Most base-10000 digits of a number that fits 128 bits, with three noughts appended.
const SMALL_DIGITS_MAX: usize = 11;
const POWERS: [u64; 4] = [1, 10, 100, 1_000];

impl Numeric {
    /// Appends the bytes in which a tuple stores the number.
    pub fn write_stored(&self, bytes: &mut Vec<u8>) {
        match self.view() {
            View::Small(mantissa, scale) => write_small(mantissa, scale, bytes),
            View::Big(mantissa, scale) => write_big(mantissa, scale, bytes),
            View::Special(Special::NaN) => bytes.extend_from_slice(&NAN.to_le_bytes()),
            View::Special(Special::Infinity) => bytes.extend_from_slice(&INFINITY.to_le_bytes()),
            View::Special(Special::NegInfinity) => {
                bytes.extend_from_slice(&NEG_INFINITY.to_le_bytes());
            }
        }
    }

    /// The number of those bytes, or `None` where they are none.
    pub fn from_stored(bytes: &[u8]) -> Option<Numeric> {
        if bytes.len() < 2 || bytes.len() % 2 == 1 {
            return None;
        }
        let word = |place: usize| u16::from_le_bytes([bytes[place * 2], bytes[place * 2 + 1]]);
        let header = word(0);
        match header {
            NAN => return Some(Numeric::NAN),
            INFINITY => return Some(Numeric::INFINITY),
            NEG_INFINITY => return Some(Numeric::NEG_INFINITY),
            _ if header & SPECIAL_MASK == SPECIAL_MASK => return None,
            _ => {}
        }
        let (negative, scale, weight, digits) = if header & SHORT != 0 {
            // Seven bits with the sign in front: shifted up and down again to spread the sign.
            let weight = i32::from((header << 9) as i16 >> 9);
            (header & SHORT_NEGATIVE != 0, (header >> 7) & SHORT_SCALE_MAX, weight, &bytes[2..])
        } else {
            let weight = bytes.get(2..4)?;
            let weight = i32::from(i16::from_le_bytes([weight[0], weight[1]]));
            (header & LONG_NEGATIVE != 0, header & SCALE_MAX, weight, &bytes[4..])
        };
        assemble(negative, scale, weight, digits)
    }
}

fn write_small(mantissa: i128, scale: u16, bytes: &mut Vec<u8>) {
    let noughts = POWERS[usize::from((4 - scale % 4) % 4)];
    let Some(padded) = mantissa.unsigned_abs().checked_mul(u128::from(noughts)) else {
        return write_big(&BigInt::from(mantissa), scale, bytes);
    };
    let mut digits = [0; SMALL_DIGITS_MAX];
    let mut start = digits.len();
    // Division of one machine word is many times faster, and enough nearly always.
    let mut wide = padded;
    while wide > u128::from(u64::MAX) {
        start -= 1;
        digits[start] = (wide % 10_000) as u16;
        wide /= 10_000;
    }
    let mut narrow = wide as u64;
    while narrow > 0 {
        start -= 1;
        digits[start] = (narrow % 10_000) as u16;
        narrow /= 10_000;
    }
    write_digits(mantissa < 0, scale, &digits[start..], bytes);
}

fn write_big(mantissa: &BigInt, scale: u16, bytes: &mut Vec<u8>) {
    let padded = mantissa.magnitude() * POWERS[usize::from((4 - scale % 4) % 4)];
    // Decimal digits in one go: taking base-10000 digits off one by one would be quadratic.
    let decimal = padded.to_radix_be(10);
    let first_count = (decimal.len() + 3) % 4 + 1;
    let (first, rest) = decimal.split_at(first_count.min(decimal.len()));
    let digits: Vec<u16> = core::iter::once(first)
        .chain(rest.chunks(4))
        .map(|chunk| chunk.iter().fold(0, |digit, next| digit * 10 + u16::from(*next)))
        .collect();
    write_digits(mantissa.sign() == Sign::Minus, scale, &digits, bytes);
}

/// Writes digits of which the last `scale` decimal places, filled to fours, are after the point.
fn write_digits(negative: bool, scale: u16, digits: &[u16], bytes: &mut Vec<u8>) {
    let after_point = i32::from(scale.div_ceil(4));
    let weight = match digits.is_empty() {
        true => 0,
        false => digits.len() as i32 - after_point - 1,
    };
    let kept = digits.iter().rposition(|digit| *digit != 0).map_or(0, |last| last + 1);
    if scale <= SHORT_SCALE_MAX && (-64..=63).contains(&weight) {
        let sign = if negative { SHORT_NEGATIVE } else { 0 };
        let header = SHORT | sign | scale << 7 | (weight as u16 & 0x7f);
        bytes.extend_from_slice(&header.to_le_bytes());
    } else {
        let sign = if negative { LONG_NEGATIVE } else { 0 };
        bytes.extend_from_slice(&(sign | scale).to_le_bytes());
        bytes.extend_from_slice(&(weight as i16).to_le_bytes());
    }
    digits[..kept].iter().for_each(|digit| bytes.extend_from_slice(&digit.to_le_bytes()));
}

/// The number of stored digits.
fn assemble(negative: bool, scale: u16, weight: i32, digits: &[u8]) -> Option<Numeric> {
    let digits = digits.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let count = digits.len();
    if count == 0 {
        return Some(Numeric::from_parts(0, scale));
    }
    // The mantissa is the digits' number times ten to this.
    let exponent = 4 * (weight + 1 - count as i32) + i32::from(scale);
    let small = match count {
        // One machine word is many times faster, and enough nearly always.
        0..=4 => {
            let number = digits.clone().fold(0, |sum, digit| sum * 10_000 + u64::from(digit));
            shift_word(number, exponent)
        }
        5..=9 => {
            let number = digits.clone().fold(0, |sum, digit| sum * 10_000 + i128::from(digit));
            shift_small(number, exponent)
        }
        _ => None,
    };
    if let Some(mantissa) = small {
        return Some(Numeric::from_parts(if negative { -mantissa } else { mantissa }, scale));
    }
    let decimal: Vec<u8> = digits
        .flat_map(|digit| [1_000, 100, 10, 1].map(|power| (digit / power % 10) as u8))
        .collect();
    let number = BigInt::from_radix_be(Sign::Plus, &decimal, 10)?;
    let power = big_power(exponent.unsigned_abs());
    let mantissa = if exponent >= 0 { number * power } else { number / power };
    Some(Numeric::from_big(if negative { -mantissa } else { mantissa }, scale))
}

/// A number below 10^16 times ten to `exponent`, where that is quick. The noughts that go were
/// appended when the number was stored.
#[inline]
fn shift_word(number: u64, exponent: i32) -> Option<i128> {
    match exponent {
        0..=3 => Some(i128::from(number * POWERS[exponent as usize])),
        -3..=-1 => Some(i128::from(number / POWERS[exponent.unsigned_abs() as usize])),
        _ => shift_small(i128::from(number), exponent),
    }
}

/// A number times ten to `exponent`, where it fits 128 bits.
fn shift_small(number: i128, exponent: i32) -> Option<i128> {
    let power = power(exponent.unsigned_abs())?;
    if exponent >= 0 {
        number.checked_mul(power)
    } else {
        Some(number / power)
    }
}
