//! The keys of many rows as bytes whose order is the rows' order.
//!
//! ```text
//!   (int4 DESC, text)      | 1 | ~(7 + 2^31), 4 bytes | 1 | a | b | c | 0 |
//!                            ^ 0 NULL first, 1 a value, 2 NULL last
//! ```
//!
//! Whole numbers are big-endian with their sign bit turned, floats have their bits turned so that
//! they count up, strings end with a zero byte, which no string holds. A descending column has all
//! its bits turned. So one comparison of bytes compares whole keys. How rows are put in the order
//! of their keys is in `order`.

use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;
use model::types::numeric::Numeric;
use model::types::order::interval_span;
use model::types::text::string::trim_char;

use crate::plan::physical::PlanSortKey;

/// The keys of many rows.
#[derive(Clone, Debug, Default)]
pub struct SortKeys {
    pub(super) bytes: Vec<u8>,
    pub(super) layout: Layout,
}

/// Where each key lies.
#[derive(Clone, Debug)]
pub(super) enum Layout {
    /// All have the same length.
    Fixed { stride: usize, rows: usize },
    /// Where each ends.
    Ends(Vec<u32>),
}

impl Default for Layout {
    fn default() -> Layout {
        Layout::Ends(Vec::new())
    }
}

const VALUE: u8 = 1;
const NULL_FIRST: u8 = 0;
const NULL_LAST: u8 = 2;

impl SortKeys {
    /// The keys of `rows` rows, each made of the columns at the keys' places.
    pub fn encode(keys: &[PlanSortKey], columns: &[&Column], rows: usize) -> SortKeys {
        let fields: Vec<Field<'_>> =
            keys.iter().map(|key| Field { column: columns[key.place], key }).collect();
        let widths: Option<usize> = keys.iter().map(|key| width(key.data_type)).sum();
        match widths {
            Some(widths) => fixed(&fields, rows, widths + keys.len()),
            None => varying(&fields, rows),
        }
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        match &self.layout {
            Layout::Fixed { rows, .. } => *rows,
            Layout::Ends(ends) => ends.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One row's key.
    #[inline]
    pub fn key(&self, row: usize) -> &[u8] {
        match &self.layout {
            Layout::Fixed { stride, .. } => &self.bytes[row * stride..(row + 1) * stride],
            Layout::Ends(ends) => {
                let start = if row == 0 { 0 } else { ends[row - 1] as usize };
                &self.bytes[start..ends[row] as usize]
            }
        }
    }
}

/// One column of the keys.
struct Field<'a> {
    column: &'a Column,
    key: &'a PlanSortKey,
}

/// Bytes of a value of that type; `None` where they vary.
fn width(data_type: DataType) -> Option<usize> {
    match data_type {
        DataType::Bool => Some(1),
        DataType::Int2 => Some(2),
        DataType::Int4 | DataType::Date => Some(4),
        DataType::Int8
        | DataType::Oid
        | DataType::Float4
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
        | DataType::Name
        | DataType::Void => None,
    }
}

/// Keys of one length, column by column. A NULL is followed by zeroes.
fn fixed(fields: &[Field<'_>], rows: usize, stride: usize) -> SortKeys {
    let mut bytes = vec![0; rows * stride];
    let mut at = 0;
    for field in fields {
        let width = width(field.key.data_type).expect("only types of one width are laid out so");
        field.write_fixed(&mut bytes, stride, at);
        at += width + 1;
    }
    SortKeys { bytes, layout: Layout::Fixed { stride, rows } }
}

/// Keys of any length, row by row.
fn varying(fields: &[Field<'_>], rows: usize) -> SortKeys {
    let (mut bytes, mut ends) = (Vec::new(), Vec::with_capacity(rows));
    for row in 0..rows {
        fields.iter().for_each(|field| field.write(row, &mut bytes));
        ends.push(u32::try_from(bytes.len()).expect("keys take less than 4 GiB"));
    }
    SortKeys { bytes, layout: Layout::Ends(ends) }
}

impl Field<'_> {
    fn null_byte(&self) -> u8 {
        if self.key.nulls_first {
            NULL_FIRST
        } else {
            NULL_LAST
        }
    }

    #[inline]
    fn write(&self, row: usize, bytes: &mut Vec<u8>) {
        if !self.column.is_valid(row) {
            bytes.push(self.null_byte());
            return;
        }
        bytes.push(VALUE);
        let start = bytes.len();
        write_value(&self.column.data, row, self.key.data_type, bytes);
        if self.key.descending {
            bytes[start..].iter_mut().for_each(|byte| *byte = !*byte);
        }
    }

    /// Writes the column's bytes of all rows, which lie `stride` apart.
    fn write_fixed(&self, bytes: &mut [u8], stride: usize, at: usize) {
        let turn = if self.key.descending { u64::MAX } else { 0 };
        let mut lane = Lane { bytes, stride, at };
        match &self.column.data {
            ColumnData::Null(_) => {}
            ColumnData::Bool(values) => {
                lane.fill(values, |value| [u8::from(value) ^ turn as u8]);
            }
            ColumnData::Int2(values) => {
                lane.fill(values, |value| (value ^ i16::MIN ^ turn as i16).to_be_bytes());
            }
            ColumnData::Int4(values) | ColumnData::Date(values) => {
                lane.fill(values, |value| (value ^ i32::MIN ^ turn as i32).to_be_bytes());
            }
            ColumnData::Int8(values)
            | ColumnData::Time(values)
            | ColumnData::Timestamp(values)
            | ColumnData::TimestampTz(values) => {
                lane.fill(values, |value| (value ^ i64::MIN ^ turn as i64).to_be_bytes());
            }
            ColumnData::Float4(values) => {
                lane.fill(values, |value| (float_bits(value.into()) ^ turn).to_be_bytes());
            }
            ColumnData::Float8(values) => {
                lane.fill(values, |value| (float_bits(value) ^ turn).to_be_bytes());
            }
            ColumnData::Interval(values) => lane.fill(values, |value| {
                let turn = if self.key.descending { -1 } else { 0 };
                (interval_span(value) ^ i128::MIN ^ turn).to_be_bytes()
            }),
            ColumnData::Uuid(values) => lane.fill(values, |value| {
                let turn = if self.key.descending { u128::MAX } else { 0 };
                (value ^ turn).to_be_bytes()
            }),
            data @ (ColumnData::Numeric(_) | ColumnData::Text(_)) => {
                panic!("{data:?} has no fixed width")
            }
        }
        let width = width(self.key.data_type).expect("only types of one width are laid out so");
        lane.write_nulls(self.column, width, self.null_byte());
    }
}

/// One column's bytes among those of the others.
struct Lane<'a> {
    bytes: &'a mut [u8],
    stride: usize,
    at: usize,
}

impl Lane<'_> {
    #[inline]
    fn fill<T: Copy, const WIDTH: usize>(
        &mut self,
        values: &[T],
        value_bytes: impl Fn(T) -> [u8; WIDTH],
    ) {
        let at = self.at;
        for (row, &value) in self.bytes.chunks_exact_mut(self.stride).zip(values) {
            row[at] = VALUE;
            row[at + 1..at + 1 + WIDTH].copy_from_slice(&value_bytes(value));
        }
    }

    fn write_nulls(&mut self, column: &Column, width: usize, null_byte: u8) {
        if column.valid.is_none() && !matches!(column.data, ColumnData::Null(_)) {
            return;
        }
        let at = self.at;
        for (row, bytes) in self.bytes.chunks_exact_mut(self.stride).enumerate() {
            if !column.is_valid(row) {
                bytes[at] = null_byte;
                bytes[at + 1..at + 1 + width].fill(0);
            }
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
        ColumnData::Float4(values) => {
            bytes.extend_from_slice(&float_bits(values[row].into()).to_be_bytes());
        }
        ColumnData::Float8(values) => {
            bytes.extend_from_slice(&float_bits(values[row]).to_be_bytes());
        }
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

/// Bits that count up with the value: one zero, one not-a-number above everything.
#[inline]
fn float_bits(value: f64) -> u64 {
    let value = if value == 0.0 { 0.0 } else { value };
    let bits = if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() };
    if bits >> 63 == 1 {
        !bits
    } else {
        bits | 1 << 63
    }
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
