//! A number as PostgreSQL stores it: base-10000 digits, each in two bytes.
//!
//! ```text
//!   12345.678, scale 3    digits 1, 2345, 6780    weight 1: the first digit counts 10000^1
//!
//!   short   0        2                     long   0         2        4
//!           | header | digits, 2 bytes each       | header  | weight | digits ...
//!     header 10 s ddd ddd w wwwwww           header 0s dd dddd dddd dddd
//!            s sign, d scale (6 bits),       s sign, d scale (14 bits)
//!            w weight (7 bits)               NaN 0xC000, Infinity 0xD000, -Infinity 0xF000
//! ```
//!
//! Zeros that begin or end the digits are not stored; nought has none. Little-endian.
//! Source: PostgreSQL 15, the comments on `NumericShort` and `NumericLong`.

use num_bigint::{BigInt, Sign};

use super::scale::{big_power, checked, shift_left};
use super::{Numeric, Special, View, SCALE_MAX};
use crate::base::error::{sqlstate, Error, Result};

const SHORT: u16 = 0x8000;
const SHORT_NEGATIVE: u16 = 0x2000;
const SHORT_SCALE_MAX: u16 = 0x3f;
const SHORT_WEIGHT_MIN: i32 = -64;
const SHORT_WEIGHT_MAX: i32 = 63;
const LONG_NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xc000;
const INFINITY: u16 = 0xd000;
const NEG_INFINITY: u16 = 0xf000;

/// The base of a stored digit.
const BASE: u16 = 10_000;
/// Digits of 128 bits, plus the one that aligning the point may add.
const SMALL_DIGITS_MAX: usize = 11;
/// Digits that always fit 128 bits.
const SMALL_DIGITS: usize = 9;

/// A finite number in base 10000.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digits {
    /// Whether it is below nought.
    pub negative: bool,
    /// The power of 10000 that the first digit counts.
    pub weight: i32,
    /// Decimal digits shown after the point.
    pub scale: u16,
    /// Digits below 10000, first the greatest; neither the first nor the last is 0.
    pub digits: Vec<u16>,
}

impl Numeric {
    /// The base-10000 digits; `None` for NaN and the infinities.
    pub fn to_digits(&self) -> Option<Digits> {
        let mut digits = Vec::new();
        let (negative, weight, scale) = self.each_digit(|digit| digits.push(digit))?;
        Some(Digits { negative, weight, scale, digits })
    }

    /// The number of base-10000 digits; decimal digits beyond the scale are dropped.
    pub fn from_digits(source: &Digits) -> Result<Numeric> {
        join(source.negative, source.weight, source.scale, source.digits.iter().copied())
    }

    /// The stored form at the end of `out`.
    pub fn pack(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&[0; 4]);
        let finite = self.each_digit(|digit| out.extend_from_slice(&digit.to_le_bytes()));
        let Some((negative, weight, scale)) = finite else {
            let header = match self.view() {
                View::Special(Special::NegInfinity) => NEG_INFINITY,
                View::Special(Special::Infinity) => INFINITY,
                _ => NAN,
            };
            out.truncate(start);
            out.extend_from_slice(&header.to_le_bytes());
            return;
        };
        let sign = |bit: u16| if negative { bit } else { 0 };
        if scale <= SHORT_SCALE_MAX && (SHORT_WEIGHT_MIN..=SHORT_WEIGHT_MAX).contains(&weight) {
            let header = SHORT | sign(SHORT_NEGATIVE) | scale << 7 | weight as u16 & 0x7f;
            out.drain(start..start + 2);
            out[start..start + 2].copy_from_slice(&header.to_le_bytes());
        } else {
            let header = sign(LONG_NEGATIVE) | scale;
            out[start..start + 2].copy_from_slice(&header.to_le_bytes());
            out[start + 2..start + 4].copy_from_slice(&(weight as i16).to_le_bytes());
        }
    }

    /// The number of a stored form; XX001 where the bytes are none.
    pub fn unpack(bytes: &[u8]) -> Result<Numeric> {
        let (header, rest) = bytes.split_first_chunk::<2>().ok_or_else(corrupt)?;
        let header = u16::from_le_bytes(*header);
        if header & SHORT == 0 {
            let (weight, rest) = rest.split_first_chunk::<2>().ok_or_else(corrupt)?;
            let weight = i32::from(i16::from_le_bytes(*weight));
            return join_bytes(header & LONG_NEGATIVE != 0, weight, header & SCALE_MAX, rest);
        }
        if header & NAN == NAN {
            return match header {
                NAN => Ok(Numeric::NAN),
                INFINITY => Ok(Numeric::INFINITY),
                NEG_INFINITY => Ok(Numeric::NEG_INFINITY),
                _ => Err(corrupt()),
            };
        }
        // Seven bits with sign.
        let weight = i32::from((header << 9) as i16 >> 9);
        let scale = header >> 7 & SHORT_SCALE_MAX;
        join_bytes(header & SHORT_NEGATIVE != 0, weight, scale, rest)
    }

    /// Hands out the digits, first the greatest; tells sign, weight and scale. Nought has weight 0.
    fn each_digit(&self, mut take: impl FnMut(u16)) -> Option<(bool, i32, u16)> {
        let (mantissa, scale) = match self.view() {
            View::Special(_) => return None,
            View::Small(0, scale) => return Some((false, 0, scale)),
            View::Small(mantissa, scale) => {
                if let Some(aligned) = shift_left(mantissa, align(scale)) {
                    let weight = split_small(aligned.unsigned_abs(), &mut take);
                    return Some((mantissa < 0, weight - point(scale), scale));
                }
                (BigInt::from(mantissa), scale)
            }
            View::Big(mantissa, scale) => (mantissa.clone(), scale),
        };
        let aligned = mantissa.magnitude() * big_power(align(scale)).magnitude();
        let text = aligned.to_str_radix(10);
        let head = text.len() % 4;
        let digits: Vec<u16> = core::iter::once(&text.as_bytes()[..head])
            .filter(|head| !head.is_empty())
            .chain(text.as_bytes()[head..].chunks(4))
            .map(|digits| digits.iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0')))
            .collect();
        let kept = digits.iter().rposition(|digit| *digit != 0).map_or(0, |last| last + 1);
        digits[..kept].iter().for_each(|digit| take(*digit));
        let negative = mantissa.sign() == Sign::Minus;
        Some((negative, digits.len() as i32 - 1 - point(scale), scale))
    }
}

/// Decimal zeros to add so that the point falls between two base-10000 digits.
fn align(scale: u16) -> u32 {
    u32::from((4 - scale % 4) % 4)
}

/// How many base-10000 digits lie after the point.
fn point(scale: u16) -> i32 {
    i32::from(scale.div_ceil(4))
}

/// Hands out the digits of a magnitude without the zeros that end them; tells the power of the
/// first.
fn split_small(magnitude: u128, take: &mut impl FnMut(u16)) -> i32 {
    let mut digits = [0u16; SMALL_DIGITS_MAX];
    let mut start = SMALL_DIGITS_MAX;
    let mut rest = magnitude;
    while rest > u128::from(u64::MAX) {
        start -= 1;
        digits[start] = (rest % u128::from(BASE)) as u16;
        rest /= u128::from(BASE);
    }
    let mut rest = rest as u64;
    while rest > 0 {
        start -= 1;
        digits[start] = (rest % u64::from(BASE)) as u16;
        rest /= u64::from(BASE);
    }
    let end = digits.iter().rposition(|digit| *digit != 0).map_or(start, |last| last + 1);
    digits[start..end].iter().for_each(|digit| take(*digit));
    (SMALL_DIGITS_MAX - start) as i32 - 1
}

fn corrupt() -> Error {
    Error::sql(sqlstate::DATA_CORRUPTED, "invalid stored numeric")
}

fn join_bytes(negative: bool, weight: i32, scale: u16, bytes: &[u8]) -> Result<Numeric> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(corrupt());
    }
    join(negative, weight, scale, pairs.iter().map(|pair| u16::from_le_bytes(*pair)))
}

/// The number of those digits.
fn join(
    negative: bool,
    weight: i32,
    scale: u16,
    digits: impl ExactSizeIterator<Item = u16> + Clone,
) -> Result<Numeric> {
    if scale > SCALE_MAX || digits.clone().any(|digit| digit >= BASE) {
        return Err(corrupt());
    }
    let count = digits.len();
    // value = digits * 10^exponent / 10^scale
    let exponent = i64::from(scale) + 4 * (i64::from(weight) + 1 - count as i64);
    if count <= SMALL_DIGITS {
        let sum =
            digits.clone().fold(0i128, |sum, digit| sum * i128::from(BASE) + i128::from(digit));
        let sum = if negative { -sum } else { sum };
        let mantissa = match u32::try_from(exponent) {
            Ok(exponent) => shift_left(sum, exponent),
            Err(_) => {
                u32::try_from(-exponent).ok().and_then(super::scale::power).map(|by| sum / by)
            }
        };
        if let Some(mantissa) = mantissa {
            return Ok(Numeric::from_parts(mantissa, scale));
        }
    }
    let text: String = digits.map(|digit| format!("{digit:04}")).collect();
    let magnitude = BigInt::parse_bytes(text.as_bytes(), 10).unwrap_or_default();
    let mantissa = if negative { -magnitude } else { magnitude };
    if mantissa == BigInt::ZERO {
        return Ok(Numeric::from_parts(0, scale));
    }
    // A weight of 16 bits and a scale of 14 keep the exponent within 32.
    let by = u32::try_from(exponent.unsigned_abs()).map_err(|_| corrupt())?;
    match exponent >= 0 {
        true => checked(mantissa * big_power(by), u32::from(scale)),
        false => checked(mantissa / big_power(by), u32::from(scale)),
    }
}
