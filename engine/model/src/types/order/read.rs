//! Sort keys read back: where each column's bytes end, and the value for people to read.
//!
//! A key forgets what does not count for the order: how many zeros a number ended with, whether a
//! span was days or months, the blanks of `char(n)`. So a value read back is equal to the one that
//! was written, and may be spelt otherwise.
//!
//! Keys that separate nodes of an index may be cut off anywhere. Such a key reads as the smallest
//! value that begins like it.

use super::key::{Direction, Nulls};
use crate::types::data_type::DataType;
use crate::types::datetime::civil::DAY;
use crate::types::datetime::Interval;
use crate::types::numeric::Numeric;
use crate::types::text::from_text;
use crate::types::value::Value;

/// The byte before a value; NULLs have 0 or 2.
const VALUE: u8 = 1;
/// Decimal digits that eight bytes hold.
const CHUNK_DIGITS: usize = 19;

/// Takes the first column off a key and reads it.
pub fn read_key(key: &mut &[u8], data_type: DataType, (direction, _): (Direction, Nulls)) -> Value {
    let end = key_end(key, data_type, direction);
    let (column, rest) = key.split_at(end);
    *key = rest;
    match column.split_first() {
        Some((&VALUE, value)) => read_value(value, data_type, direction),
        _ => Value::Null,
    }
}

/// Where the first column of a key ends. A key that is cut off ends where it is cut off.
pub fn key_end(key: &[u8], data_type: DataType, direction: Direction) -> usize {
    if key.first() != Some(&VALUE) {
        return key.len().min(1);
    }
    let turn = turn_of(direction);
    let end = match width(data_type) {
        Some(width) => 1 + width,
        None if matches!(data_type, DataType::Numeric(_)) => 1 + numeric_end(&key[1..], turn),
        None => key[1..].iter().position(|byte| byte ^ turn == 0).map_or(key.len(), |at| at + 2),
    };
    end.min(key.len())
}

/// Bytes of a value of that type; `None` where they vary.
fn width(data_type: DataType) -> Option<usize> {
    match data_type {
        DataType::Void => Some(0),
        DataType::Bool => Some(1),
        DataType::Int2 => Some(2),
        DataType::Int4 | DataType::Date | DataType::Float4 => Some(4),
        DataType::Int8
        | DataType::Oid
        | DataType::Float8
        | DataType::Time
        | DataType::Timestamp
        | DataType::TimestampTz => Some(8),
        DataType::Interval | DataType::Uuid => Some(16),
        DataType::Unknown
        | DataType::Numeric(_)
        | DataType::Text
        | DataType::Varchar(_)
        | DataType::Char(_)
        | DataType::Name => None,
    }
}

fn turn_of(direction: Direction) -> u8 {
    match direction {
        Direction::Ascending => 0,
        Direction::Descending => u8::MAX,
    }
}

/// Whether a number's bytes are turned, being below nought, and how its exponent is written.
fn numeric_head(first: u8) -> (u8, Head) {
    let below = if first < 0x80 && first != 0x00 { u8::MAX } else { 0 };
    let head = match first ^ below {
        0x00 => Head::Alone(Numeric::NEG_INFINITY),
        0x80 => Head::Alone(Numeric::ZERO),
        0xfe => Head::Alone(Numeric::INFINITY),
        0xff => Head::Alone(Numeric::NAN),
        0x83 | 0xfd => Head::Far,
        near => Head::Near(i32::from(near) - 0x84 - 60),
    };
    (below, head)
}

enum Head {
    /// The byte says all.
    Alone(Numeric),
    /// The byte says the exponent.
    Near(i32),
    /// Three bytes of exponent follow.
    Far,
}

fn numeric_end(value: &[u8], turn: u8) -> usize {
    let Some(first) = value.first() else { return 0 };
    let (below, head) = numeric_head(first ^ turn);
    let mut at = match head {
        Head::Alone(_) => return 1,
        Head::Near(_) => 1,
        Head::Far => 4,
    };
    loop {
        at += 8;
        match value.get(at) {
            Some(byte) if byte ^ turn ^ below == 1 => at += 1,
            Some(_) => return at + 1,
            None => return value.len(),
        }
    }
}

/// A value from its bytes without the mark before it. What is missing counts as zeroes.
fn read_value(value: &[u8], data_type: DataType, direction: Direction) -> Value {
    let mut reader = Reader { bytes: value, turn: turn_of(direction) };
    match data_type {
        DataType::Void => Value::Null,
        DataType::Bool => Value::Bool(reader.byte() != 0),
        DataType::Int2 => Value::Int2(i16::from_be_bytes(reader.take()) ^ i16::MIN),
        DataType::Int4 => Value::Int4(i32::from_be_bytes(reader.take()) ^ i32::MIN),
        DataType::Date => Value::Date(i32::from_be_bytes(reader.take()) ^ i32::MIN),
        DataType::Int8 | DataType::Oid => Value::Int8(reader.word()),
        DataType::Time => Value::Time(reader.word()),
        DataType::Timestamp => Value::Timestamp(reader.word()),
        DataType::TimestampTz => Value::TimestampTz(reader.word()),
        DataType::Float4 => {
            let bits = u32::from_be_bytes(reader.take());
            let turned = if bits >> 31 == 0 { !bits } else { bits & !(1 << 31) };
            Value::Float4(f32::from_bits(turned))
        }
        DataType::Float8 => {
            let bits = u64::from_be_bytes(reader.take());
            let turned = if bits >> 63 == 0 { !bits } else { bits & !(1 << 63) };
            Value::Float8(f64::from_bits(turned))
        }
        DataType::Interval => {
            let span = i128::from_be_bytes(reader.take()) ^ i128::MIN;
            let (days, micros) = (span / i128::from(DAY), span % i128::from(DAY));
            Value::Interval(Interval { months: 0, days: days as i32, micros: micros as i64 })
        }
        DataType::Uuid => Value::Uuid(u128::from_be_bytes(reader.take())),
        DataType::Numeric(_) => Value::Numeric(reader.numeric()),
        DataType::Unknown
        | DataType::Text
        | DataType::Varchar(_)
        | DataType::Char(_)
        | DataType::Name => Value::Text(reader.text()),
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    /// What each byte is turned by.
    turn: u8,
}

impl Reader<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        first ^ self.turn
    }

    fn take<const WIDTH: usize>(&mut self) -> [u8; WIDTH] {
        core::array::from_fn(|_| self.byte())
    }

    fn word(&mut self) -> i64 {
        i64::from_be_bytes(self.take()) ^ i64::MIN
    }

    fn text(&mut self) -> String {
        let mut text = Vec::with_capacity(self.bytes.len());
        loop {
            match self.byte() {
                0 => break,
                1 => text.push(self.byte().saturating_sub(1)),
                byte => text.push(byte),
            }
        }
        String::from_utf8_lossy(&text).into_owned()
    }

    fn numeric(&mut self) -> Numeric {
        let (below, head) = numeric_head(self.byte());
        self.turn ^= below;
        let exponent = match head {
            Head::Alone(number) => return number,
            Head::Near(exponent) => exponent,
            Head::Far => {
                let [high, middle, low] = self.take();
                i32::from_be_bytes([0, high, middle, low]) - (1 << 23)
            }
        };
        let mut digits = String::new();
        loop {
            let chunk = u64::from_be_bytes(self.take());
            digits.push_str(&format!("{chunk:0CHUNK_DIGITS$}"));
            if self.byte() != 1 {
                break;
            }
        }
        let digits = digits.trim_end_matches('0');
        let sign = if below == 0 { "" } else { "-" };
        let text = format!("{sign}0.{digits}e{exponent}");
        match from_text(&text, DataType::Numeric(None)) {
            Ok(Value::Numeric(number)) => number,
            // Only bytes that nobody wrote name a number that is none.
            _ => Numeric::NAN,
        }
    }
}
