//! Tuples to columns, read in place from the page.

use model::base::error::{sqlstate, Error, Result};
use model::types::column::{Column, ColumnData};
use model::types::datetime::Interval;
use model::types::numeric::Numeric;
use model::types::value::Value;

use crate::storage::bytes::{align, get_u32};

use crate::tracer::fault::{planted, Fault};

use super::header::{TupleHeader, HAS_NULL, TUPLE_HEADER_BYTES};
use super::layout::{Attribute, Form, RowLayout, NAME_BYTES};

impl RowLayout {
    /// Appends the wanted values of a tuple, each to its column: `wanted[i]` goes to `columns[i]`.
    /// `wanted` holds column numbers from 0, rising.
    #[inline]
    pub fn decode(&self, tuple: &[u8], wanted: &[usize], columns: &mut [Column]) -> Result<()> {
        let header = TupleHeader::read(tuple);
        let has_null = header.infomask & HAS_NULL != 0;
        let count = header.attribute_count();
        let mut walk = Walk { tuple, next_no: 0, offset: usize::from(header.hoff) };
        for (&column_no, column) in wanted.iter().zip(columns) {
            debug_assert!(column_no >= walk.next_no, "wanted columns rise");
            if column_no >= count {
                column.push(self.missing.get(column_no).unwrap_or(&Value::Null));
                continue;
            }
            if has_null {
                walk.skip_to(&self.attributes, column_no, |no| is_null(tuple, no))?;
                if is_null(tuple, column_no) {
                    column.push(&Value::Null);
                    walk.next_no = column_no + 1;
                    continue;
                }
            } else if let Some(fixed) = self.attributes[column_no].fixed_offset {
                walk.offset = usize::from(header.hoff) + fixed as usize;
                walk.next_no = column_no;
            } else {
                walk.skip_to(&self.attributes, column_no, |_| false)?;
            }
            walk.push(self.attributes[column_no].form, column)?;
        }
        Ok(())
    }

    /// All values of a tuple, one by one: for system tables and tests rather than for scans.
    pub fn values(&self, tuple: &[u8]) -> Result<Vec<Value>> {
        let wanted: Vec<usize> = (0..self.column_count()).collect();
        let mut columns: Vec<Column> =
            self.attributes.iter().map(|attribute| empty_column(attribute.form)).collect();
        self.decode(tuple, &wanted, &mut columns)?;
        Ok(columns.iter().map(|column| column.get(0)).collect())
    }
}

/// A walk over the values of one tuple.
struct Walk<'a> {
    tuple: &'a [u8],
    /// The value that starts at or, but for padding, just after `offset`.
    next_no: usize,
    offset: usize,
}

impl<'a> Walk<'a> {
    fn skip_to(
        &mut self,
        attributes: &[Attribute],
        column_no: usize,
        is_null: impl Fn(usize) -> bool,
    ) -> Result<()> {
        while self.next_no < column_no {
            if !is_null(self.next_no) {
                let form = attributes[self.next_no].form;
                match form.width() {
                    Some(width) => self.offset = align(self.offset, form.alignment()) + width,
                    None => {
                        self.take_variable()?;
                    }
                }
            }
            self.next_no += 1;
        }
        Ok(())
    }

    #[inline]
    fn take<const WIDTH: usize>(&mut self) -> Result<[u8; WIDTH]> {
        let bytes = self.tuple.get(self.offset..self.offset + WIDTH).ok_or_else(cut_short)?;
        self.offset += WIDTH;
        let mut array = [0; WIDTH];
        array.copy_from_slice(bytes);
        Ok(array)
    }

    #[inline]
    fn take_variable(&mut self) -> Result<&'a [u8]> {
        let first = *self.tuple.get(self.offset).ok_or_else(cut_short)?;
        let (start, end) = if first & 1 == 1 {
            (self.offset + 1, self.offset + usize::from(first >> 1))
        } else {
            let at = align(self.offset, 4);
            if at + 4 > self.tuple.len() {
                return Err(cut_short());
            }
            (at + 4, at + (get_u32(self.tuple, at) >> 2) as usize)
        };
        let bytes = self.tuple.get(start..end).ok_or_else(cut_short)?;
        self.offset = end;
        Ok(bytes)
    }

    /// Appends the next value to its column.
    #[inline]
    fn push(&mut self, form: Form, column: &mut Column) -> Result<()> {
        if form.width().is_some() {
            self.offset = align(self.offset, form.alignment());
        }
        match (form, &mut column.data) {
            (Form::Bool, ColumnData::Bool(vector)) => vector.push(self.take::<1>()?[0] != 0),
            (Form::Int2, ColumnData::Int2(vector)) => {
                vector.push(i16::from_le_bytes(self.take()?));
            }
            (Form::Int4, ColumnData::Int4(vector)) | (Form::Date, ColumnData::Date(vector)) => {
                vector.push(i32::from_le_bytes(self.take()?));
            }
            (Form::Oid, ColumnData::Int8(vector)) => {
                vector.push(i64::from(u32::from_le_bytes(self.take()?)));
            }
            (Form::Float4, ColumnData::Float4(vector)) => {
                vector.push(f32::from_le_bytes(self.take()?));
            }
            (Form::Int8, ColumnData::Int8(vector))
            | (Form::Time, ColumnData::Time(vector))
            | (Form::Timestamp, ColumnData::Timestamp(vector))
            | (Form::TimestampTz, ColumnData::TimestampTz(vector)) => {
                vector.push(i64::from_le_bytes(self.take()?));
            }
            (Form::Float8, ColumnData::Float8(vector)) => {
                vector.push(f64::from_le_bytes(self.take()?));
            }
            (Form::Interval, ColumnData::Interval(vector)) => vector.push(self.take_interval()?),
            (Form::Uuid, ColumnData::Uuid(vector)) => {
                vector.push(u128::from_be_bytes(self.take()?));
            }
            (Form::Name, ColumnData::Text(text)) => text.push(name(&self.take()?)?),
            (Form::Text, ColumnData::Text(text)) => text.push(utf8(self.take_variable()?)?),
            (Form::Numeric, ColumnData::Numeric(vector)) => {
                vector.push(Numeric::unpack(self.take_variable()?)?);
            }
            (form, data) => panic!("{form:?} does not fit a column of {data:?}"),
        }
        if let Some(valid) = &mut column.valid {
            valid.push(true);
        }
        self.next_no += 1;
        Ok(())
    }

    fn take_interval(&mut self) -> Result<Interval> {
        let micros = i64::from_le_bytes(self.take()?);
        let days = i32::from_le_bytes(self.take()?);
        let months = i32::from_le_bytes(self.take()?);
        Ok(Interval { months, days, micros })
    }
}

#[inline]
fn is_null(tuple: &[u8], column_no: usize) -> bool {
    let bit = tuple[TUPLE_HEADER_BYTES + column_no / 8] & (1 << (column_no % 8));
    bit == 0 && !planted(Fault::ForgetsNull)
}

#[inline]
fn utf8(bytes: &[u8]) -> Result<&str> {
    core::str::from_utf8(bytes).map_err(|_| damaged("a string of a tuple is not UTF-8"))
}

fn name(bytes: &[u8; NAME_BYTES]) -> Result<&str> {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(NAME_BYTES);
    utf8(&bytes[..end])
}

#[cold]
fn cut_short() -> Error {
    damaged("a tuple ends before its values do")
}

#[cold]
fn damaged(what: &str) -> Error {
    Error::sql(sqlstate::DATA_CORRUPTED, what)
}

fn empty_column(form: Form) -> Column {
    Column::new(match form {
        Form::Bool => ColumnData::Bool(Vec::new()),
        Form::Int2 => ColumnData::Int2(Vec::new()),
        Form::Int4 => ColumnData::Int4(Vec::new()),
        Form::Date => ColumnData::Date(Vec::new()),
        Form::Float4 => ColumnData::Float4(Vec::new()),
        Form::Oid | Form::Int8 => ColumnData::Int8(Vec::new()),
        Form::Time => ColumnData::Time(Vec::new()),
        Form::Timestamp => ColumnData::Timestamp(Vec::new()),
        Form::TimestampTz => ColumnData::TimestampTz(Vec::new()),
        Form::Float8 => ColumnData::Float8(Vec::new()),
        Form::Interval => ColumnData::Interval(Vec::new()),
        Form::Uuid => ColumnData::Uuid(Vec::new()),
        Form::Name | Form::Text => ColumnData::Text(Default::default()),
        Form::Numeric => ColumnData::Numeric(Vec::new()),
    })
}
