//! Values as bytes whose order is the values' order: sort keys.
//!
//! ```text
//!   NULL          | 0 | where NULLs come first, | 2 | where they come last
//!   a value       | 1 | its bytes               all but the 1 turned where descending
//!
//!   whole number  big-endian, the sign bit turned
//!   float         big-endian; the sign bit turned, or all bits below nought; one 0, one NaN
//!   text          its bytes, then 0; a byte 0 or 1 inside becomes 1 1 or 1 2
//!   numeric       | class and exponent | 19 digits, 8 bytes | 1 | 19 more ... | 0 |
//! ```
//!
//! No key is the beginning of another of the same column, so that keys of several columns may
//! follow one another and one comparison of bytes settles all.

use num_bigint::BigInt;

use crate::types::column::{Column, ColumnData};
use crate::types::data_type::DataType;
use crate::types::numeric::scale::{digit_count, POWERS};
use crate::types::numeric::{Numeric, Special, View};
use crate::types::text::string::trim_char;

/// Which way a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Small values first.
    Ascending,
    /// Great values first.
    Descending,
}

/// Where NULLs come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// Before all values.
    First,
    /// After all values.
    Last,
}

const NULL_FIRST: u8 = 0;
const VALUE: u8 = 1;
const NULL_LAST: u8 = 2;

/// The key of a column's place at the end of `out`.
#[inline]
pub fn write_key(
    column: &Column,
    at: usize,
    data_type: DataType,
    (direction, nulls): (Direction, Nulls),
    out: &mut Vec<u8>,
) {
    if !column.is_valid(at) {
        out.push(if nulls == Nulls::First { NULL_FIRST } else { NULL_LAST });
        return;
    }
    out.push(VALUE);
    let start = out.len();
    write_value(&column.data, at, data_type, out);
    if direction == Direction::Descending {
        out[start..].iter_mut().for_each(|byte| *byte = !*byte);
    }
}

/// The bytes of a valid place, ascending and without the mark before it.
#[inline]
pub fn write_value(data: &ColumnData, at: usize, data_type: DataType, out: &mut Vec<u8>) {
    match data {
        ColumnData::Null(_) => {}
        ColumnData::Bool(values) => out.push(u8::from(values[at])),
        ColumnData::Int2(values) => out.extend_from_slice(&(values[at] ^ i16::MIN).to_be_bytes()),
        ColumnData::Int4(values) | ColumnData::Date(values) => {
            out.extend_from_slice(&(values[at] ^ i32::MIN).to_be_bytes());
        }
        ColumnData::Int8(values)
        | ColumnData::Time(values)
        | ColumnData::Timestamp(values)
        | ColumnData::TimestampTz(values) => {
            out.extend_from_slice(&(values[at] ^ i64::MIN).to_be_bytes());
        }
        ColumnData::Float4(values) => write_real(values[at], out),
        ColumnData::Float8(values) => write_double(values[at], out),
        ColumnData::Text(texts) => match data_type {
            DataType::Char(_) => write_text(trim_char(texts.get(at)), out),
            _ => write_text(texts.get(at), out),
        },
        ColumnData::Interval(values) => {
            let span = super::interval_span(values[at]);
            out.extend_from_slice(&(span ^ i128::MIN).to_be_bytes());
        }
        ColumnData::Uuid(values) => out.extend_from_slice(&values[at].to_be_bytes()),
        ColumnData::Numeric(values) => write_numeric(&values[at], out),
    }
}

/// Adding nought makes one of the two noughts; of the many NaNs one is taken.
fn write_real(value: f32, out: &mut Vec<u8>) {
    let bits = if value.is_nan() { f32::NAN.to_bits() } else { (value + 0.0).to_bits() };
    let turned = if bits >> 31 == 1 { !bits } else { bits | 1 << 31 };
    out.extend_from_slice(&turned.to_be_bytes());
}

fn write_double(value: f64, out: &mut Vec<u8>) {
    let bits = if value.is_nan() { f64::NAN.to_bits() } else { (value + 0.0).to_bits() };
    let turned = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    out.extend_from_slice(&turned.to_be_bytes());
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    if bytes.iter().all(|byte| *byte > 1) {
        out.extend_from_slice(bytes);
    } else {
        for byte in bytes {
            match byte {
                0 | 1 => out.extend_from_slice(&[1, byte + 1]),
                byte => out.push(*byte),
            }
        }
    }
    out.push(0);
}

/// Decimal digits that eight bytes hold.
const CHUNK_DIGITS: u32 = 19;
/// 10^19
const CHUNK: u128 = 10_000_000_000_000_000_000;

/// The first byte of a number above nought with an exponent of -60; those up to 60 follow.
const NEAR: i32 = 0x84;
const NEAR_MAX: i32 = 60;
/// Before and after those: three bytes of exponent follow.
const TINY: u8 = 0x83;
const HUGE: u8 = 0xfd;
/// Below nought all bytes are turned. These stand apart.
const NEG_INFINITY: u8 = 0x00;
const NOUGHT: u8 = 0x80;
const INFINITY: u8 = 0xfe;
const NAN: u8 = 0xff;

/// A number as the sign, the exponent of `0.ddd * 10^exponent`, and its digits without the zeros
/// around them.
fn write_numeric(number: &Numeric, out: &mut Vec<u8>) {
    let start = out.len();
    match number.view() {
        View::Special(Special::NaN) => out.push(NAN),
        View::Special(Special::Infinity) => out.push(INFINITY),
        View::Special(Special::NegInfinity) => out.push(NEG_INFINITY),
        View::Small(0, _) => out.push(NOUGHT),
        View::Small(mantissa, scale) => {
            let magnitude = mantissa.unsigned_abs();
            let count = digit_count(magnitude);
            if count > 2 * CHUNK_DIGITS {
                write_long(&BigInt::from(magnitude), scale, out);
            } else {
                write_exponent(count as i32 - i32::from(scale), out);
                write_digits(magnitude, count, out);
            }
        }
        View::Big(mantissa, scale) => write_long(mantissa, scale, out),
    }
    if number.is_finite() && number.signum() < 0 {
        out[start..].iter_mut().for_each(|byte| *byte = !*byte);
    }
}

fn write_exponent(exponent: i32, out: &mut Vec<u8>) {
    if (-NEAR_MAX..=NEAR_MAX).contains(&exponent) {
        out.push((NEAR + NEAR_MAX + exponent) as u8);
        return;
    }
    out.push(if exponent < 0 { TINY } else { HUGE });
    // Within 2^18 either way.
    let biased = (exponent + (1 << 23)) as u32;
    out.extend_from_slice(&biased.to_be_bytes()[1..]);
}

/// Up to 38 digits, moved to the left of one or two chunks.
fn write_digits(magnitude: u128, count: u32, out: &mut Vec<u8>) {
    if count <= CHUNK_DIGITS {
        let shifted = magnitude as u64 * POWERS[(CHUNK_DIGITS - count) as usize] as u64;
        out.extend_from_slice(&shifted.to_be_bytes());
    } else {
        let shifted = magnitude * POWERS[(2 * CHUNK_DIGITS - count) as usize] as u128;
        out.extend_from_slice(&((shifted / CHUNK) as u64).to_be_bytes());
        let rest = (shifted % CHUNK) as u64;
        if rest > 0 {
            out.push(1);
            out.extend_from_slice(&rest.to_be_bytes());
        }
    }
    out.push(0);
}

fn write_long(mantissa: &BigInt, scale: u16, out: &mut Vec<u8>) {
    let text = mantissa.magnitude().to_str_radix(10);
    write_exponent(text.len() as i32 - i32::from(scale), out);
    let digits = text.trim_end_matches('0').as_bytes();
    for (at, chunk) in digits.chunks(CHUNK_DIGITS as usize).enumerate() {
        if at > 0 {
            out.push(1);
        }
        let value = chunk.iter().fold(0u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        let missing = CHUNK_DIGITS as usize - chunk.len();
        out.extend_from_slice(&(value * POWERS[missing] as u64).to_be_bytes());
    }
    out.push(0);
}
