//! The keys of many rows as bytes whose order is the rows' order.
//!
//! ```text
//!   (int4 DESC, text)      | 1 | ~(7 + 2^31), 4 bytes | 1 | a | b | c | 0 |
//!                            ^ 0 NULL first, 1 a value, 2 NULL last
//! ```
//!
//! Whole numbers are big-endian with their sign bit turned, floats have their bits turned so that
//! they count up, strings end with a zero byte, which no string holds. A descending column has all
//! its bits turned. So one comparison of bytes compares whole keys, and the first eight bytes, as
//! one word, settle most of them.

use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;
use model::types::numeric::Numeric;
use model::types::order::interval_span;
use model::types::text::string::trim_char;

use crate::plan::physical::PlanSortKey;

/// The keys of many rows.
#[derive(Clone, Debug, Default)]
pub struct SortKeys {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

/// A row's place with the beginning of its key.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The first eight bytes of the key, zeroes following a shorter one.
    pub prefix: u64,
    /// The row's place.
    pub row: u32,
}

const VALUE: u8 = 1;
const NULL_FIRST: u8 = 0;
const NULL_LAST: u8 = 2;

impl SortKeys {
    /// The keys of `rows` rows, each made of the columns at the keys' places.
    pub fn encode(keys: &[PlanSortKey], columns: &[&Column], rows: usize) -> SortKeys {
        let fields: Vec<Field<'_>> =
            keys.iter().map(|key| Field { column: columns[key.place], key }).collect();
        let mut made = SortKeys { bytes: Vec::new(), ends: Vec::with_capacity(rows) };
        for row in 0..rows {
            fields.iter().for_each(|field| field.write(row, &mut made.bytes));
            made.ends.push(u32::try_from(made.bytes.len()).expect("keys take less than 4 GiB"));
        }
        made
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes that the keys take in memory.
    pub fn byte_count(&self) -> usize {
        self.bytes.len() + 4 * self.ends.len()
    }

    /// One row's key.
    #[inline]
    pub fn key(&self, row: usize) -> &[u8] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.bytes[start..self.ends[row] as usize]
    }

    /// Whether two rows are equal in all keys.
    #[inline]
    pub fn is_tie(&self, left: usize, right: usize) -> bool {
        self.key(left) == self.key(right)
    }

    /// The places of all rows in the order of their keys; equal ones stay as they came.
    pub fn order(&self) -> Vec<u32> {
        let mut entries: Vec<Entry> = (0..self.len())
            .map(|row| Entry { prefix: prefix(self.key(row)), row: row as u32 })
            .collect();
        let is_prefix_enough = (0..self.len()).all(|row| self.key(row).len() <= 8);
        if is_prefix_enough {
            entries.sort_unstable_by_key(|entry| (entry.prefix, entry.row));
        } else {
            entries.sort_unstable_by(|left, right| {
                left.prefix
                    .cmp(&right.prefix)
                    .then_with(|| self.tail(left.row).cmp(self.tail(right.row)))
                    .then(left.row.cmp(&right.row))
            });
        }
        entries.into_iter().map(|entry| entry.row).collect()
    }

    fn tail(&self, row: u32) -> &[u8] {
        self.key(row as usize).get(8..).unwrap_or_default()
    }
}

/// The first eight bytes of a key as a number.
#[inline]
fn prefix(key: &[u8]) -> u64 {
    match key.first_chunk::<8>() {
        Some(bytes) => u64::from_be_bytes(*bytes),
        None => {
            let mut bytes = [0; 8];
            bytes[..key.len()].copy_from_slice(key);
            u64::from_be_bytes(bytes)
        }
    }
}

/// One column of the keys.
struct Field<'a> {
    column: &'a Column,
    key: &'a PlanSortKey,
}

impl Field<'_> {
    #[inline]
    fn write(&self, row: usize, bytes: &mut Vec<u8>) {
        if !self.column.is_valid(row) {
            bytes.push(if self.key.nulls_first { NULL_FIRST } else { NULL_LAST });
            return;
        }
        bytes.push(VALUE);
        let start = bytes.len();
        write_value(&self.column.data, row, self.key.data_type, bytes);
        if self.key.descending {
            bytes[start..].iter_mut().for_each(|byte| *byte = !*byte);
        }
    }
}

#[inline]
fn write_value(data: &ColumnData, row: usize, data_type: DataType, bytes: &mut Vec<u8>) {
    match data {
        ColumnData::Null(_) => {}
        ColumnData::Bool(values) => bytes.push(values[row].into()),
        ColumnData::Int2(values) => {
            bytes.extend_from_slice(&(values[row] ^ i16::MIN).to_be_bytes());
        }
        ColumnData::Int4(values) | ColumnData::Date(values) => {
            bytes.extend_from_slice(&(values[row] ^ i32::MIN).to_be_bytes());
        }
        ColumnData::Int8(values)
        | ColumnData::Time(values)
        | ColumnData::Timestamp(values)
        | ColumnData::TimestampTz(values) => {
            bytes.extend_from_slice(&(values[row] ^ i64::MIN).to_be_bytes());
        }
        ColumnData::Float4(values) => write_float(f64::from(values[row]), bytes),
        ColumnData::Float8(values) => write_float(values[row], bytes),
        ColumnData::Text(text) => {
            let string = text.get(row);
            let string =
                if matches!(data_type, DataType::Char(_)) { trim_char(string) } else { string };
            bytes.extend_from_slice(string.as_bytes());
            bytes.push(0);
        }
        ColumnData::Interval(values) => {
            bytes.extend_from_slice(&(interval_span(values[row]) ^ i128::MIN).to_be_bytes());
        }
        ColumnData::Uuid(values) => bytes.extend_from_slice(&values[row].to_be_bytes()),
        ColumnData::Numeric(numbers) => write_numeric(&numbers[row], bytes),
    }
}

/// One zero, one not-a-number above everything.
fn write_float(value: f64, bytes: &mut Vec<u8>) {
    let value = if value == 0.0 { 0.0 } else { value };
    let bits = if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() };
    let turned = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    bytes.extend_from_slice(&turned.to_be_bytes());
}

/// ```text
///   | class | exponent | digits, two to a byte, plus 1 | 0 |     0.d1d2d3.. * 10^exponent
/// ```
/// The class tells minus infinity, negative, nought, positive, infinity and not-a-number apart.
/// Below nought all that follows the class is turned.
fn write_numeric(number: &Numeric, bytes: &mut Vec<u8>) {
    if !number.is_finite() {
        bytes.push(match number {
            number if number.is_nan() => 5,
            number if number.signum() < 0 => 0,
            _ => 4,
        });
        return;
    }
    if number.is_zero() {
        bytes.push(2);
        return;
    }
    let (digits, exponent) = digits_of(number);
    bytes.push(if number.signum() < 0 { 1 } else { 3 });
    let start = bytes.len();
    bytes.extend_from_slice(&(exponent ^ i32::MIN).to_be_bytes());
    for pair in digits.chunks(2) {
        bytes.push(10 * pair[0] + pair.get(1).copied().unwrap_or(0) + 1);
    }
    bytes.push(0);
    if number.signum() < 0 {
        bytes[start..].iter_mut().for_each(|byte| *byte = !*byte);
    }
}

/// The digits from the first to the last that is not 0, and the exponent that puts them behind
/// the point.
fn digits_of(number: &Numeric) -> (Vec<u8>, i32) {
    let mut text = String::new();
    let scale = match number.parts() {
        Some((mantissa, scale)) => {
            text = mantissa.unsigned_abs().to_string();
            i32::from(scale)
        }
        None => {
            number.write(&mut text);
            let fraction = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            text.retain(|character| character.is_ascii_digit());
            fraction as i32
        }
    };
    let significant = text.trim_start_matches('0');
    let exponent = significant.len() as i32 - scale;
    let digits = significant.trim_end_matches('0').bytes().map(|byte| byte - b'0').collect();
    (digits, exponent)
}
