//! Keys of an index: the key columns of a row as bytes, and the entries made of them.
//!
//! ```text
//!   entry   | column | column | .. | page u32 | slot u16 |        both big-endian
//!           '------- key ---------'----- tuple ----------'
//! ```
//!
//! Column bytes are those of `model::types::order::key`, so one comparison of bytes compares keys
//! of any number of columns, of any type, in any direction, with NULLs on either side. No key is
//! the beginning of another. The place of the tuple is a last column: entries of equal keys are in
//! the order of their tuples, and no two entries are equal.

use model::base::ids::TupleId;
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::order::key::{write_key, Direction, Nulls};
use model::types::order::read::{key_end, read_key};
use model::types::text::to_text;

use crate::storage::bytes::get_u32;
use crate::tracer::fault::{planted, Fault};

/// Bytes of a tuple's place at the end of an entry.
pub const TUPLE_BYTES: usize = 6;
/// The byte with which every value begins, whatever its column's direction.
pub const VALUE: u8 = 1;
/// Characters of a column that facts and pictures show.
const TEXT_CHARS: usize = 24;
/// Bytes of a column in [`KeyShape::to_bytes`].
const COLUMN_BYTES: usize = 9;

/// The columns of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyShape {
    columns: Vec<KeyColumn>,
}

/// One column of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyColumn {
    /// Its type.
    pub data_type: DataType,
    /// Which way it is sorted.
    pub direction: Direction,
    /// Where NULLs come.
    pub nulls: Nulls,
}

impl KeyColumn {
    /// Small values first and NULLs last: what an index does unless told otherwise.
    pub fn ascending(data_type: DataType) -> KeyColumn {
        KeyColumn { data_type, direction: Direction::Ascending, nulls: Nulls::Last }
    }
}

impl KeyShape {
    /// Keys of those columns.
    pub fn new(columns: Vec<KeyColumn>) -> KeyShape {
        KeyShape { columns }
    }

    /// The columns.
    pub fn columns(&self) -> &[KeyColumn] {
        &self.columns
    }

    /// Appends the key of a row, whose key columns `values` gives. Whether it has a NULL.
    #[inline]
    pub fn write<'v>(
        &self,
        values: impl Fn(usize) -> &'v Column,
        row: usize,
        out: &mut Vec<u8>,
    ) -> bool {
        let mut has_null = false;
        for (at, column) in self.columns.iter().enumerate() {
            let values = values(at);
            has_null |= !values.is_valid(row);
            if planted(Fault::ForgetsNullKey) && !values.is_valid(row) {
                out.push(1);
                continue;
            }
            write_key(values, row, column.data_type, (column.direction, column.nulls), out);
        }
        has_null
    }

    /// Where the first `count` columns of a key end.
    pub fn end_of(&self, key: &[u8], count: usize) -> usize {
        self.columns[..count]
            .iter()
            .fold(0, |at, column| at + key_end(&key[at..], column.data_type, column.direction))
    }

    /// A key, or an entry, or the beginning of one, for people: `42, Berlin`.
    pub fn text(&self, key: &[u8]) -> Box<str> {
        self.text_while(key, |rest| !rest.is_empty())
    }

    /// The beginning of a key that a range starts or ends at. A column of which there is nothing
    /// but the mark that it has a value is open: it is not named.
    pub fn text_of_beginning(&self, key: &[u8]) -> Box<str> {
        self.text_while(key, |rest| !rest.is_empty() && *rest != [VALUE])
    }

    fn text_while(&self, mut key: &[u8], is_more: impl Fn(&[u8]) -> bool) -> Box<str> {
        let mut text = String::new();
        for column in &self.columns {
            if !is_more(key) {
                break;
            }
            if !text.is_empty() {
                text.push_str(", ");
            }
            let value = read_key(&mut key, column.data_type, (column.direction, column.nulls));
            if value.is_null() {
                text.push_str("NULL");
                continue;
            }
            let whole = to_text(&value, column.data_type);
            // The end of a range may be a text with its last byte counted up, which is no letter.
            let letters = whole.chars().filter(|letter| !letter.is_control());
            text.extend(letters.take(TEXT_CHARS));
            if whole.chars().nth(TEXT_CHARS).is_some() {
                text.push('…');
            }
        }
        text.into()
    }

    /// The shape in bytes, as an index keeps it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.columns.len() * COLUMN_BYTES);
        for column in &self.columns {
            bytes.extend_from_slice(&column.data_type.oid().to_le_bytes());
            bytes.extend_from_slice(&column.data_type.modifier().to_le_bytes());
            let descending = u8::from(column.direction == Direction::Descending);
            bytes.push(descending | u8::from(column.nulls == Nulls::First) << 1);
        }
        bytes
    }

    /// The shape of those bytes, or `None` where they are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<KeyShape> {
        let column = |bytes: &[u8]| {
            let modifier = get_u32(bytes, 4) as i32;
            let flags = bytes[8];
            Some(KeyColumn {
                data_type: DataType::from_oid(get_u32(bytes, 0), modifier)?,
                direction: match flags & 1 {
                    0 => Direction::Ascending,
                    _ => Direction::Descending,
                },
                nulls: if flags & 2 == 0 { Nulls::Last } else { Nulls::First },
            })
        };
        let columns: Option<Vec<KeyColumn>> =
            bytes.chunks_exact(COLUMN_BYTES).map(column).collect();
        columns.map(KeyShape::new)
    }
}

/// Makes a key an entry: the place of its tuple follows.
#[inline]
pub fn push_tuple(place: TupleId, key: &mut Vec<u8>) {
    key.extend_from_slice(&place.page_no.to_be_bytes());
    key.extend_from_slice(&place.slot_no.to_be_bytes());
}

/// The tuple that an entry leads to.
#[inline]
pub fn tuple_of(entry: &[u8]) -> TupleId {
    let mut bytes = [0; TUPLE_BYTES];
    bytes.copy_from_slice(&entry[entry.len() - TUPLE_BYTES..]);
    let [a, b, c, d, slot @ ..] = bytes;
    let page_no = u32::from_be_bytes([a, b, c, d]);
    TupleId { page_no, slot_no: u16::from_be_bytes(slot) }
}

/// The key of an entry.
#[inline]
pub fn key_of(entry: &[u8]) -> &[u8] {
    &entry[..entry.len() - TUPLE_BYTES]
}

/// The first string of bytes after all those that begin so; `None` if there is none.
pub fn after(beginning: &[u8]) -> Option<Vec<u8>> {
    let last = beginning.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut after = beginning[..=last].to_vec();
    after[last] += 1;
    Some(after)
}
