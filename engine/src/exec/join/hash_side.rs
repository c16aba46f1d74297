//! The hashed side of a join: right rows by the number of their key.
//!
//! ```text
//!   rows      0  1  2  3  4        in the order in which they came
//!   numbers   0  1  0  -  1        the number of each key; - where it has a NULL
//!   starts    0     2     4        once all rows are there: the rows of key n are
//!   order     0  2  1  4           order[starts[n] .. starts[n + 1]]
//! ```

use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use crate::exec::key::rows::KeyShape;
use crate::exec::key::table::{hash_of, KeyTable};
use crate::exec::row_store::RowStore;
use crate::expr::batch::Batch;
use crate::tracer::fault::{planted, Fault};

/// No key, or none that is there.
const NO_NUMBER: u32 = u32::MAX;

/// Rows by the number of their key.
pub struct HashSide {
    shape: KeyShape,
    table: KeyTable,
    rows: RowStore,
    numbers: Vec<u32>,
    starts: Vec<u32>,
    order: Vec<u32>,
}

/// The number of the key of each left row.
#[derive(Default)]
pub struct Numbers(Vec<u32>);

impl HashSide {
    /// No rows of columns of those types, keys of those.
    pub fn new(types: &[DataType], key_types: &[DataType]) -> HashSide {
        let shape = KeyShape::new(key_types);
        HashSide {
            table: KeyTable::new(shape.no_rows()),
            shape,
            rows: RowStore::new(types),
            numbers: Vec::new(),
            starts: Vec::new(),
            order: Vec::new(),
        }
    }

    /// The rows.
    pub fn rows(&self) -> &RowStore {
        &self.rows
    }

    /// Bytes that it takes in memory.
    pub fn byte_count(&self) -> usize {
        self.rows.byte_count() + self.table.byte_count() + 4 * self.numbers.len()
    }

    /// The hash of each key, the same on both sides.
    pub fn hashes(&self, keys: &Batch) -> Vec<u32> {
        let encoded = self.shape.encode_all(keys);
        (0..keys.row_count()).map(|row| hash_of(&encoded, row)).collect()
    }

    /// Adds rows with their keys. Rows whose key has a NULL find no partner.
    pub fn add(&mut self, rows: &Batch, keys: &Batch) {
        let encoded = self.shape.encode_all(keys);
        let null = null_rows(keys);
        for row in 0..rows.row_count() {
            let is_null = null.as_ref().is_some_and(|null| null[row]);
            self.numbers.push(match is_null {
                true => NO_NUMBER,
                false => self.table.number(&encoded, row),
            });
        }
        self.rows.append(rows);
    }

    /// Hands all rows over and is empty.
    pub fn take_rows(&mut self) -> Batch {
        let rows = self.rows.drain();
        self.clear();
        rows
    }

    /// All rows are there: puts them in the order of their keys.
    pub fn finish(&mut self) {
        let mut starts = vec![0u32; self.table.len() + 2];
        for &number in self.numbers.iter().filter(|&&number| number != NO_NUMBER) {
            starts[number as usize + 2] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut order = vec![0; starts[starts.len() - 1] as usize];
        for (row, &number) in self.numbers.iter().enumerate() {
            if number != NO_NUMBER {
                let place = &mut starts[number as usize + 1];
                order[*place as usize] = row as u32;
                *place += 1;
            }
        }
        (self.starts, self.order) = (starts, order);
    }

    /// The numbers of the keys of left rows.
    pub fn look_up(&self, keys: &Batch) -> Numbers {
        let encoded = self.shape.encode_all(keys);
        let null = null_rows(keys);
        let number = |row: usize| match null.as_ref().is_some_and(|null| null[row]) {
            true => NO_NUMBER,
            false => self.table.find(&encoded, row).unwrap_or(NO_NUMBER),
        };
        Numbers((0..keys.row_count()).map(number).collect())
    }

    /// The right rows with the key of a left row, in the order in which they came.
    #[inline]
    pub fn partners(&self, numbers: &Numbers, left_row: usize) -> &[u32] {
        let number = numbers.0[left_row];
        if number == NO_NUMBER {
            return &[];
        }
        let number = number as usize;
        &self.order[self.starts[number] as usize..self.starts[number + 1] as usize]
    }

    /// Lets everything go.
    pub fn clear(&mut self) {
        self.table.clear();
        self.rows.clear();
        self.numbers.clear();
        self.starts.clear();
        self.order.clear();
    }
}

/// Which rows have a NULL in their key; `None` if none has.
pub fn null_rows(keys: &Batch) -> Option<Vec<bool>> {
    let has_nulls =
        |column: &Column| column.valid.is_some() || matches!(column.data, ColumnData::Null(_));
    if !keys.columns().iter().any(|column| has_nulls(column)) || planted(Fault::JoinsNulls) {
        return None;
    }
    let is_null = |row| keys.columns().iter().any(|column| !column.is_valid(row));
    Some((0..keys.row_count()).map(is_null).collect())
}
