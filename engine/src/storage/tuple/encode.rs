//! Rows to tuples.

use model::types::column::Column;
use model::types::numeric::Numeric;
use model::types::value::Value;

use crate::expr::batch::Batch;
use crate::storage::bytes::{align, ALIGN_MAX};

use super::datum::Datum;
use super::header::{TupleHeader, HAS_NULL, HAS_VARIABLE, TUPLE_HEADER_BYTES, XMAX_INVALID};
use super::layout::{Form, RowLayout, NAME_BYTES};

/// Longest value that gets one length byte: the byte counts itself and has 7 bits.
const SHORT_BYTES_MAX: usize = 126;

impl RowLayout {
    /// The tuple of a row. Its header lacks what a transaction says: xmin, cid and ctid are 0.
    pub fn encode(&self, row: &[Value]) -> Vec<u8> {
        let mut tuple = Vec::new();
        self.encode_with(&mut tuple, |column_no| Datum::from(&row[column_no]));
        tuple
    }

    /// The tuple of one row of a batch, into a buffer that is used again and again.
    pub fn encode_row(&self, batch: &Batch, row_no: usize, tuple: &mut Vec<u8>) {
        let columns = batch.columns();
        self.encode_with(tuple, |column_no| Datum::of_column(&columns[column_no], row_no));
    }

    /// The same from columns side by side.
    pub fn encode_columns(&self, columns: &[&Column], row_no: usize, tuple: &mut Vec<u8>) {
        self.encode_with(tuple, |column_no| Datum::of_column(columns[column_no], row_no));
    }

    /// The tuple of the values that `datum` gives, in a buffer.
    #[inline]
    fn encode_with<'a>(&self, tuple: &mut Vec<u8>, datum: impl Fn(usize) -> Datum<'a>) {
        let count = self.attributes.len();
        let has_null = (0..count).any(|column_no| datum(column_no).is_null());
        let bitmap_bytes = if has_null { count.div_ceil(8) } else { 0 };
        let hoff = align(TUPLE_HEADER_BYTES + bitmap_bytes, ALIGN_MAX);
        tuple.clear();
        tuple.resize(hoff, 0);
        let mut infomask = XMAX_INVALID | if has_null { HAS_NULL } else { 0 };
        for (column_no, attribute) in self.attributes.iter().enumerate() {
            let datum = datum(column_no);
            if datum.is_null() {
                continue;
            }
            if has_null {
                tuple[TUPLE_HEADER_BYTES + column_no / 8] |= 1 << (column_no % 8);
            }
            if attribute.form.width().is_none() {
                infomask |= HAS_VARIABLE;
            }
            push_value(tuple, attribute.form, datum);
        }
        let header = TupleHeader {
            xmin: Default::default(),
            xmax: Default::default(),
            cid: Default::default(),
            ctid: Default::default(),
            infomask2: count as u16,
            infomask,
            hoff: hoff as u8,
        };
        header.write(tuple);
    }
}

/// Appends a value at its alignment. `hoff` is a multiple of 8, so offsets count from the tuple.
#[inline]
fn push_value(tuple: &mut Vec<u8>, form: Form, datum: Datum) {
    if let Some(width) = form.width() {
        let start = align(tuple.len(), form.alignment());
        tuple.resize(start, 0);
        push_fixed(tuple, form, datum);
        debug_assert_eq!(tuple.len(), start + width, "a fixed width is kept");
        return;
    }
    match datum {
        Datum::Text(text) => push_variable(tuple, text.as_bytes()),
        Datum::Numeric(numeric) => push_numeric(tuple, numeric),
        other => panic!("{other:?} is not stored as {form:?}"),
    }
}

#[inline]
fn push_fixed(tuple: &mut Vec<u8>, form: Form, datum: Datum) {
    match (form, datum) {
        (Form::Bool, Datum::Bool(value)) => tuple.push(u8::from(value)),
        (Form::Int2, Datum::Int2(value)) => tuple.extend_from_slice(&value.to_le_bytes()),
        (Form::Int4 | Form::Date, Datum::Int4(value)) => {
            tuple.extend_from_slice(&value.to_le_bytes());
        }
        (Form::Oid, Datum::Int8(value)) => {
            tuple.extend_from_slice(&(value as u32).to_le_bytes());
        }
        (Form::Float4, Datum::Float4(value)) => tuple.extend_from_slice(&value.to_le_bytes()),
        (Form::Int8 | Form::Time | Form::Timestamp | Form::TimestampTz, Datum::Int8(value)) => {
            tuple.extend_from_slice(&value.to_le_bytes());
        }
        (Form::Float8, Datum::Float8(value)) => tuple.extend_from_slice(&value.to_le_bytes()),
        (Form::Interval, Datum::Interval(value)) => {
            tuple.extend_from_slice(&value.micros.to_le_bytes());
            tuple.extend_from_slice(&value.days.to_le_bytes());
            tuple.extend_from_slice(&value.months.to_le_bytes());
        }
        (Form::Uuid, Datum::Uuid(value)) => tuple.extend_from_slice(&value.to_be_bytes()),
        (Form::Name, Datum::Text(text)) => {
            assert!(text.len() < NAME_BYTES, "a name is cut before it is stored");
            let end = tuple.len() + NAME_BYTES;
            tuple.extend_from_slice(text.as_bytes());
            tuple.resize(end, 0);
        }
        (form, datum) => panic!("{datum:?} is not stored as {form:?}"),
    }
}

/// A number goes behind a short length, and is moved in the rare case that it is longer.
#[inline]
fn push_numeric(tuple: &mut Vec<u8>, numeric: &Numeric) {
    let start = tuple.len();
    tuple.push(0);
    numeric.pack(tuple);
    let value_bytes = tuple.len() - start - 1;
    if value_bytes <= SHORT_BYTES_MAX {
        tuple[start] = ((value_bytes as u8 + 1) << 1) | 1;
    } else {
        let value = tuple.split_off(start + 1);
        tuple.truncate(start);
        push_variable(tuple, &value);
    }
}

#[inline]
fn push_variable(tuple: &mut Vec<u8>, bytes: &[u8]) {
    if bytes.len() <= SHORT_BYTES_MAX {
        tuple.push(((bytes.len() as u8 + 1) << 1) | 1);
    } else {
        tuple.resize(align(tuple.len(), 4), 0);
        tuple.extend_from_slice(&((bytes.len() as u32 + 4) << 2).to_le_bytes());
    }
    tuple.extend_from_slice(bytes);
}
