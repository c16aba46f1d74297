//! Which rows come for the first time.

use model::types::data_type::DataType;

use super::rows::KeyShape;
use super::table::KeyTable;
use crate::exec::context::ExecCtx;
use crate::expr::batch::Batch;

/// Rows that there were.
pub struct Seen {
    /// Places that make rows alike.
    places: Vec<usize>,
    shape: KeyShape,
    table: KeyTable,
}

impl Seen {
    /// No rows yet of columns of those types; those at `places` make rows alike.
    pub fn new(types: &[DataType], places: Vec<usize>) -> Seen {
        let key_types: Vec<DataType> = places.iter().map(|&place| types[place]).collect();
        let shape = KeyShape::new(&key_types);
        Seen { places, table: KeyTable::new(shape.no_rows()), shape }
    }

    /// The same where all columns do.
    pub fn of_rows(types: &[DataType]) -> Seen {
        Seen::new(types, (0..types.len()).collect())
    }

    /// The rows of a batch that come for the first time.
    pub fn first_of(&mut self, ctx: &mut ExecCtx<'_>, batch: Batch) -> Batch {
        let rows = batch.row_count();
        ctx.spend_calls((self.places.len() * rows) as u64);
        let keys = self.shape.encode_places(&batch, &self.places);
        let (mut numbers, mut new_rows) = (Vec::new(), Vec::new());
        self.table.number_all(&keys, rows, &mut numbers, &mut new_rows);
        if new_rows.len() == rows {
            batch
        } else {
            batch.take(&new_rows)
        }
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.table.clear();
    }
}
