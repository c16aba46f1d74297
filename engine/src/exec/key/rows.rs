//! The keys of many rows in a form that is equal, bit for bit, exactly where the keys are.
//!
//! ```text
//!   (int4, date)          words    | 7 | 9131 |          one word each, NULL has a word of its own
//!   (int8, uuid)          words    | flags | 7 | lo | hi |  flags: which are NULL
//!   (text)                bytes    | s e n t |             NULL is the byte 0xff, no UTF-8
//!   (text, int4)          bytes    | 4 0 0 0 | s e n t | 7 0 0 0 0 0 0 0 |
//! ```
//!
//! Equal is what `=` of the type says: -0.0 and 0.0, 1.0 and 1.00, `1 mon` and `30 days`, and
//! strings of type `character` that differ only in the spaces at their end.

use model::types::column::{Column, ColumnData, TextColumn};
use model::types::data_type::DataType;
use model::types::datetime::Interval;
use model::types::numeric::Numeric;

use crate::expr::batch::Batch;

/// The keys of many rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyRows {
    /// `stride` words for each row.
    Words {
        /// Words of a row; 0 if the key has no columns.
        stride: usize,
        /// All words.
        words: Vec<u64>,
    },
    /// Bytes of any length for each row.
    Bytes {
        /// All bytes.
        bytes: Vec<u8>,
        /// Where each row ends in `bytes`.
        ends: Vec<u32>,
    },
}

/// How keys of some types are laid out.
#[derive(Clone, Debug)]
pub struct KeyShape {
    types: Vec<DataType>,
    /// Words of a row; `None` if some column needs bytes.
    stride: Option<usize>,
    /// First words that say which columns are NULL, a bit for each.
    flag_words: usize,
}

/// A word that no 32-bit value is.
const NULL_SMALL: u64 = 1 << 40;
/// A not-a-number that no computation makes.
const NULL_FLOAT: u64 = 0x7ff8_dead_dead_dead;
/// A point in time between the last one and infinity.
const NULL_TIME: u64 = i64::MAX as u64 - 1;
/// The length of a NULL among strings; no string is that long.
const NULL_LENGTH: u32 = u32::MAX;
/// A byte that no UTF-8 text has.
const NULL_BYTE: u8 = 0xff;
/// Microseconds of the day and the month by which intervals are compared.
const DAY_MICROS: i128 = 86_400_000_000;
const MONTH_MICROS: i128 = 30 * DAY_MICROS;

impl KeyShape {
    /// The layout of keys whose columns have those types.
    pub fn new(types: &[DataType]) -> KeyShape {
        let has_flags = types.iter().any(|data_type| uses_all_bits(*data_type));
        let flag_words = if has_flags { types.len().div_ceil(64) } else { 0 };
        let words: Option<usize> = types.iter().map(|data_type| word_count(*data_type)).sum();
        let stride = words.map(|words| words + flag_words);
        KeyShape { types: types.to_vec(), stride, flag_words }
    }

    /// The keys of no rows.
    pub fn no_rows(&self) -> KeyRows {
        match self.stride {
            Some(stride) => KeyRows::Words { stride, words: Vec::new() },
            None => KeyRows::Bytes { bytes: Vec::new(), ends: Vec::new() },
        }
    }

    /// The keys of a batch whose key columns are at those places.
    pub fn encode_places(&self, batch: &Batch, places: &[usize]) -> KeyRows {
        let columns: Vec<&Column> = places.iter().map(|&place| &**batch.column(place)).collect();
        self.encode(&columns, batch.row_count())
    }

    /// The keys of a batch all of whose columns are key columns.
    pub fn encode_all(&self, batch: &Batch) -> KeyRows {
        let columns: Vec<&Column> = batch.columns().iter().map(|column| &**column).collect();
        self.encode(&columns, batch.row_count())
    }

    fn encode(&self, columns: &[&Column], rows: usize) -> KeyRows {
        assert_eq!(columns.len(), self.types.len(), "a column for each type");
        match self.stride {
            Some(stride) => KeyRows::Words { stride, words: self.words(columns, rows, stride) },
            None => self.bytes(columns, rows),
        }
    }

    fn words(&self, columns: &[&Column], rows: usize, stride: usize) -> Vec<u64> {
        let mut words = vec![0; rows * stride];
        let mut at = self.flag_words;
        for (number, (column, &data_type)) in columns.iter().zip(&self.types).enumerate() {
            let count = word_count(data_type).expect("only types of words are laid out in words");
            let mut lane = Lane { words: &mut words, stride, at, count };
            lane.write(column);
            lane.write_nulls(column, null_word(data_type));
            if self.flag_words > 0 {
                flag_nulls(column, number, &mut words, stride);
            }
            at += count;
        }
        words
    }

    fn bytes(&self, columns: &[&Column], rows: usize) -> KeyRows {
        if let (&[column], &[data_type]) = (columns, &self.types[..]) {
            if !matches!(data_type, DataType::Numeric(_)) {
                return lone_text(column, matches!(data_type, DataType::Char(_)));
            }
        }
        let fields: Vec<Field<'_>> = columns
            .iter()
            .zip(&self.types)
            .map(|(column, data_type)| Field::new(column, *data_type, rows))
            .collect();
        let (mut bytes, mut ends) = (Vec::new(), Vec::with_capacity(rows));
        for row in 0..rows {
            fields.iter().for_each(|field| field.write(row, &mut bytes));
            ends.push(end_of(&bytes));
        }
        KeyRows::Bytes { bytes, ends }
    }
}

impl KeyRows {
    /// The words of one row.
    #[inline]
    pub fn words_of(words: &[u64], stride: usize, row: usize) -> &[u64] {
        &words[row * stride..(row + 1) * stride]
    }

    /// The bytes of one row.
    #[inline]
    pub fn bytes_of<'a>(bytes: &'a [u8], ends: &[u32], row: usize) -> &'a [u8] {
        let start = if row == 0 { 0 } else { ends[row - 1] as usize };
        &bytes[start..ends[row] as usize]
    }

    /// Bytes that the keys take in memory.
    pub fn byte_count(&self) -> usize {
        match self {
            KeyRows::Words { words, .. } => 8 * words.len(),
            KeyRows::Bytes { bytes, ends } => bytes.len() + 4 * ends.len(),
        }
    }
}

/// Whether every bit pattern of the type's words is a value, so that NULL needs a flag.
fn uses_all_bits(data_type: DataType) -> bool {
    matches!(data_type, DataType::Int8 | DataType::Uuid)
}

/// Words of a value; `None` where the length varies.
fn word_count(data_type: DataType) -> Option<usize> {
    match data_type {
        DataType::Unknown
        | DataType::Numeric(_)
        | DataType::Text
        | DataType::Varchar(_)
        | DataType::Char(_)
        | DataType::Name => None,
        DataType::Interval | DataType::Uuid => Some(2),
        _ => Some(1),
    }
}

/// The word of a NULL of that type: no value of it, or 0 where a flag tells them apart.
fn null_word(data_type: DataType) -> u64 {
    match data_type {
        DataType::Int8 | DataType::Uuid => 0,
        DataType::Float4 | DataType::Float8 => NULL_FLOAT,
        DataType::Time | DataType::Timestamp | DataType::TimestampTz => NULL_TIME,
        DataType::Interval => NULL_TIME,
        _ => NULL_SMALL,
    }
}

/// One column's words among those of the other columns.
struct Lane<'a> {
    words: &'a mut [u64],
    /// Words of a row.
    stride: usize,
    /// The column's first word in a row.
    at: usize,
    /// The column's words in a row.
    count: usize,
}

impl Lane<'_> {
    fn write(&mut self, column: &Column) {
        match &column.data {
            ColumnData::Null(_) => {}
            ColumnData::Bool(values) => self.fill(values, u64::from),
            ColumnData::Int2(values) => self.fill(values, |value| u64::from(value as u16)),
            ColumnData::Int4(values) | ColumnData::Date(values) => {
                self.fill(values, |value| u64::from(value as u32));
            }
            ColumnData::Int8(values)
            | ColumnData::Time(values)
            | ColumnData::Timestamp(values)
            | ColumnData::TimestampTz(values) => self.fill(values, |value| value as u64),
            ColumnData::Float4(values) => self.fill(values, |value| float_word(value.into())),
            ColumnData::Float8(values) => self.fill(values, float_word),
            ColumnData::Interval(values) => {
                self.fill_pairs(values, |value| interval_micros(value) as u128);
            }
            ColumnData::Uuid(values) => self.fill_pairs(values, |value| value),
            data @ (ColumnData::Numeric(_) | ColumnData::Text(_)) => {
                panic!("{data:?} is not laid out in words")
            }
        }
    }

    fn fill<T: Copy>(&mut self, values: &[T], word: impl Fn(T) -> u64) {
        let (stride, at) = (self.stride, self.at);
        if stride == 1 {
            self.words.iter_mut().zip(values).for_each(|(place, &value)| *place = word(value));
            return;
        }
        for (row, &value) in self.words.chunks_exact_mut(stride).zip(values) {
            row[at] = word(value);
        }
    }

    fn fill_pairs<T: Copy>(&mut self, values: &[T], pair: impl Fn(T) -> u128) {
        let at = self.at;
        for (row, &value) in self.words.chunks_exact_mut(self.stride).zip(values) {
            let pair = pair(value);
            row[at] = pair as u64;
            row[at + 1] = (pair >> 64) as u64;
        }
    }

    fn write_nulls(&mut self, column: &Column, word: u64) {
        if has_no_nulls(column) {
            return;
        }
        let places = self.at..self.at + self.count;
        for (row, words) in self.words.chunks_exact_mut(self.stride).enumerate() {
            if !column.is_valid(row) {
                words[places.clone()].fill(word);
            }
        }
    }
}

fn flag_nulls(column: &Column, number: usize, words: &mut [u64], stride: usize) {
    if has_no_nulls(column) {
        return;
    }
    for (row, words) in words.chunks_exact_mut(stride).enumerate() {
        if !column.is_valid(row) {
            words[number / 64] |= 1 << (number % 64);
        }
    }
}

fn has_no_nulls(column: &Column) -> bool {
    column.valid.is_none() && !matches!(column.data, ColumnData::Null(_))
}

/// Bits that are equal where floats are: one zero, one not-a-number.
fn float_word(value: f64) -> u64 {
    if value == 0.0 {
        0
    } else if value.is_nan() {
        f64::NAN.to_bits()
    } else {
        value.to_bits()
    }
}

/// The length by which intervals are compared: a month is 30 days, a day is 24 hours.
fn interval_micros(value: Interval) -> i128 {
    i128::from(value.months) * MONTH_MICROS
        + i128::from(value.days) * DAY_MICROS
        + i128::from(value.micros)
}

/// One column of a key that is laid out in bytes.
enum Field<'a> {
    Words { stride: usize, words: Vec<u64>, flag_words: usize },
    Text { text: &'a TextColumn, column: &'a Column, is_padded: bool },
    Numeric { numbers: &'a [Numeric], column: &'a Column },
    Null,
}

impl<'a> Field<'a> {
    fn new(column: &'a Column, data_type: DataType, rows: usize) -> Field<'a> {
        match &column.data {
            ColumnData::Text(text) => {
                Field::Text { text, column, is_padded: matches!(data_type, DataType::Char(_)) }
            }
            ColumnData::Numeric(numbers) => Field::Numeric { numbers, column },
            ColumnData::Null(_) if word_count(data_type).is_none() => Field::Null,
            _ => {
                let shape = KeyShape::new(&[data_type]);
                let stride = shape.stride.expect("all but text and numeric are types of words");
                let words = shape.words(&[column], rows, stride);
                Field::Words { stride, words, flag_words: shape.flag_words }
            }
        }
    }

    fn write(&self, row: usize, bytes: &mut Vec<u8>) {
        match self {
            Field::Words { stride, words, flag_words } => {
                let (flags, words) = KeyRows::words_of(words, *stride, row).split_at(*flag_words);
                bytes.extend(flags.iter().map(|flags| *flags as u8));
                for word in words {
                    bytes.extend_from_slice(&word.to_le_bytes());
                }
            }
            Field::Text { text, column, is_padded } if column.is_valid(row) => {
                let string = unpadded(text.get(row), *is_padded);
                bytes.extend_from_slice(&(string.len() as u32).to_le_bytes());
                bytes.extend_from_slice(string.as_bytes());
            }
            Field::Numeric { numbers, column } if column.is_valid(row) => {
                write_numeric(&numbers[row], bytes);
            }
            _ => bytes.extend_from_slice(&NULL_LENGTH.to_le_bytes()),
        }
    }
}

fn unpadded(string: &str, is_padded: bool) -> &str {
    if is_padded {
        string.trim_end_matches(' ')
    } else {
        string
    }
}

/// The shortest form of a number, which equal numbers share, behind its length.
fn write_numeric(number: &Numeric, bytes: &mut Vec<u8>) {
    let shortest = number.trim_scale();
    match shortest.parts() {
        Some((mantissa, scale)) => {
            bytes.extend_from_slice(&18u32.to_le_bytes());
            bytes.extend_from_slice(&mantissa.to_le_bytes());
            bytes.extend_from_slice(&scale.to_le_bytes());
        }
        None => {
            let mut digits = String::new();
            shortest.write(&mut digits);
            // Longer than any key of parts, so that no digits are taken for parts.
            bytes.extend_from_slice(&(digits.len() as u32 + 32).to_le_bytes());
            bytes.extend_from_slice(digits.as_bytes());
        }
    }
}

fn lone_text(column: &Column, is_padded: bool) -> KeyRows {
    let (mut bytes, mut ends) = (Vec::new(), Vec::with_capacity(column.len()));
    match &column.data {
        ColumnData::Text(text) => {
            bytes.reserve(text.byte_count());
            for row in 0..text.len() {
                if column.is_valid(row) {
                    bytes.extend_from_slice(unpadded(text.get(row), is_padded).as_bytes());
                } else {
                    bytes.push(NULL_BYTE);
                }
                ends.push(end_of(&bytes));
            }
        }
        ColumnData::Null(count) => {
            bytes.resize(*count as usize, NULL_BYTE);
            ends.extend(1..=*count);
        }
        data => panic!("{data:?} is no text"),
    }
    KeyRows::Bytes { bytes, ends }
}

fn end_of(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("the keys of a batch take less than 4 GiB")
}
