//! How the answer to one call lies in memory, for `answer.js` to read.
//!
//! ```text
//!   answer  = part*  end                      kind = 0
//!   header  = kind 1, number, column_count,   a number below HEADERS_KEPT
//!             strings                         name, type, name, type, ...
//!           | kind 6, number                  the header that had that number last
//!   rows    = kind 2, row_count, column*      one for each column of the header
//!   done    = kind 3, rows (8 bytes, a float64 is at home there), strings     tag
//!   failed  = kind 4, position, start,        in characters from 1, in bytes of the script
//!             strings                         SQLSTATE, message, detail, hint
//!   notice  = kind 5, strings                 severity, SQLSTATE, message, detail, hint
//!   strings = byte_count, bytes               UTF-8, apart by a zero byte
//!   column  = form, has_valid, [valid], data
//!   valid   = one byte for each row           1 where there is a value
//!   data    = form 0 nulls: nothing           form 1 bool: a byte each
//!             form 2 int32  form 3 float64    form 4 int64, some past 2^53
//!             form 5 text: byte_count, bytes, ends as uint32 in UTF-16 units
//! ```
//!
//! Every number not named otherwise is a uint32. Each part, column, and array begins at a multiple
//! of 8 bytes. Position 0 and an empty detail or hint stand for none.

use std::sync::Arc;

use model::base::error::SqlError;
use model::message::reply::HeaderColumn;
use model::types::column::{Column, ColumnData, TextColumn};
use model::types::data_type::DataType;
use model::types::text;

const END: u32 = 0;
const HEADER: u32 = 1;
const ROWS: u32 = 2;
const DONE: u32 = 3;
const FAILED: u32 = 4;
const NOTICE: u32 = 5;
const KNOWN_HEADER: u32 = 6;

const FORM_NULLS: u32 = 0;
const FORM_BOOL: u32 = 1;
const FORM_INT32: u32 = 2;
const FORM_FLOAT64: u32 = 3;
const FORM_INT64: u32 = 4;
const FORM_TEXT: u32 = 5;

/// Integers up to here are exact as a float64: `Number.MAX_SAFE_INTEGER`.
const SAFE_MAX: i64 = (1 << 53) - 1;

/// Bytes of buffer that are kept for the next answer; a larger one is given back first.
const BYTES_KEPT_MAX: usize = 1 << 20;

/// Headers that are named by their numbers when they come again: more statements are seldom run in
/// turns, and all are looked through.
const HEADERS_KEPT: usize = 16;

/// The buffer that answers are laid out in.
#[derive(Debug, Default)]
pub struct Answer {
    bytes: Vec<u8>,
    /// Headers that the reader knows, by their numbers. A kept plan has one for all its runs.
    headers: Vec<Arc<[HeaderColumn]>>,
    /// The number of the header written last.
    header: usize,
}

impl Answer {
    /// Empties the buffer for the next answer.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.bytes.shrink_to(BYTES_KEPT_MAX);
    }

    /// Where the answer begins in memory.
    pub fn address(&self) -> *const u8 {
        let address = self.bytes.as_ptr();
        assert!((address as usize).is_multiple_of(8), "the allocator aligns to 8 bytes");
        address
    }

    /// The answer.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The columns of the rows that follow.
    pub fn put_header(&mut self, columns: &Arc<[HeaderColumn]>) {
        if let Some(known) = self.headers.iter().position(|known| Arc::ptr_eq(known, columns)) {
            self.header = known;
            return self.put_words(&[KNOWN_HEADER, known as u32]);
        }
        if self.headers.len() == HEADERS_KEPT {
            self.headers.clear();
        }
        self.header = self.headers.len();
        self.headers.push(columns.clone());
        self.put_words(&[HEADER, self.header as u32, columns.len() as u32]);
        let names = columns.iter().map(|column| column.name.as_str());
        let types = columns.iter().map(|column| column.data_type.short_name());
        let strings: Vec<&str> = names.zip(types).flat_map(|(name, ty)| [name, ty]).collect();
        self.put_strings(&strings);
    }

    /// Some rows of the header's columns.
    pub fn put_rows(&mut self, columns: &[Column], row_count: u32) {
        self.put_words(&[ROWS, row_count]);
        let header = self.headers[self.header].clone();
        for (column, head) in columns.iter().zip(&*header) {
            self.put_column(column, head.data_type);
        }
    }

    /// The statement is done.
    pub fn put_done(&mut self, tag: &str, rows: u64) {
        self.put_words(&[DONE]);
        self.pad();
        self.bytes.extend_from_slice(&(rows as f64).to_le_bytes());
        self.put_strings(&[tag]);
    }

    /// The statement that begins at that byte of the script failed.
    pub fn put_failed(&mut self, start: u32, error: &SqlError) {
        self.put_words(&[FAILED, error.position.unwrap_or(0), start]);
        let (detail, hint) = (error.detail.as_deref(), error.hint.as_deref());
        let more = [detail.unwrap_or_default(), hint.unwrap_or_default()];
        self.put_strings(&[error.sqlstate.as_str(), &error.message, more[0], more[1]]);
    }

    /// Something to know that is no error.
    pub fn put_notice(&mut self, severity: &str, error: &SqlError) {
        self.put_words(&[NOTICE]);
        let (detail, hint) = (error.detail.as_deref(), error.hint.as_deref());
        let more = [detail.unwrap_or_default(), hint.unwrap_or_default()];
        self.put_strings(&[severity, error.sqlstate.as_str(), &error.message, more[0], more[1]]);
    }

    /// The end of the answer.
    pub fn put_end(&mut self) {
        self.put_words(&[END]);
        self.pad();
    }

    fn put_words(&mut self, words: &[u32]) {
        words.iter().for_each(|word| self.bytes.extend_from_slice(&word.to_le_bytes()));
    }

    fn pad(&mut self) {
        let missing = self.bytes.len().next_multiple_of(8) - self.bytes.len();
        self.bytes.extend_from_slice(&[0; 8][..missing]);
    }

    fn put_strings(&mut self, strings: &[&str]) {
        let apart = strings.len().saturating_sub(1);
        let byte_count = strings.iter().map(|string| string.len()).sum::<usize>() + apart;
        self.put_words(&[byte_count as u32]);
        for (at, string) in strings.iter().enumerate() {
            self.bytes.extend_from_slice(string.as_bytes());
            if at < apart {
                self.bytes.push(0);
            }
        }
        self.pad();
    }

    fn put_column(&mut self, column: &Column, data_type: DataType) {
        let form = form_of(&column.data);
        self.put_words(&[form, u32::from(column.valid.is_some())]);
        if let Some(valid) = &column.valid {
            self.bytes.extend(valid.iter().map(|&is_valid| u8::from(is_valid)));
            self.pad();
        }
        match &column.data {
            ColumnData::Null(_) => {}
            ColumnData::Bool(values) => {
                self.bytes.extend(values.iter().map(|&value| u8::from(value)))
            }
            ColumnData::Int2(values) => {
                self.put_each(values, |value| i32::from(value).to_le_bytes())
            }
            ColumnData::Int4(values) => self.put_each(values, i32::to_le_bytes),
            ColumnData::Int8(values) if form == FORM_FLOAT64 => {
                self.put_each(values, |value| (value as f64).to_le_bytes());
            }
            ColumnData::Int8(values) => self.put_each(values, i64::to_le_bytes),
            ColumnData::Float4(values) => {
                self.put_each(values, |value| double_of(value).to_le_bytes());
            }
            ColumnData::Float8(values) => self.put_each(values, f64::to_le_bytes),
            ColumnData::Text(texts) => self.put_text(texts),
            _ => self.put_text(&texts_of(column, data_type)),
        }
        self.pad();
    }

    fn put_each<T: Copy, const N: usize>(&mut self, values: &[T], bytes: impl Fn(T) -> [u8; N]) {
        self.bytes.reserve(values.len() * N);
        values.iter().for_each(|&value| self.bytes.extend_from_slice(&bytes(value)));
    }

    fn put_text(&mut self, texts: &TextColumn) {
        let all = texts.joined();
        self.put_words(&[all.len() as u32]);
        self.bytes.extend_from_slice(all.as_bytes());
        self.pad();
        if all.is_ascii() {
            return self.put_each(texts.ends(), u32::to_le_bytes);
        }
        let mut end = 0;
        for text in texts.iter() {
            end += text.encode_utf16().count() as u32;
            self.put_words(&[end]);
        }
    }
}

fn form_of(data: &ColumnData) -> u32 {
    match data {
        ColumnData::Null(_) => FORM_NULLS,
        ColumnData::Bool(_) => FORM_BOOL,
        ColumnData::Int2(_) | ColumnData::Int4(_) => FORM_INT32,
        ColumnData::Float4(_) | ColumnData::Float8(_) => FORM_FLOAT64,
        ColumnData::Int8(values) => {
            match values.iter().all(|value| value.unsigned_abs() <= SAFE_MAX as u64) {
                true => FORM_FLOAT64,
                false => FORM_INT64,
            }
        }
        _ => FORM_TEXT,
    }
}

/// The double whose shortest text is that of the single: 0.1, not 0.10000000149011612.
fn double_of(value: f32) -> f64 {
    value.to_string().parse().expect("the text of a number is a number")
}

fn texts_of(column: &Column, data_type: DataType) -> TextColumn {
    let mut texts = TextColumn::with_capacity(column.len());
    let mut one = String::new();
    for at in 0..column.len() {
        one.clear();
        text::write_text(column, at, data_type, &mut one);
        texts.push(&one);
    }
    texts
}
