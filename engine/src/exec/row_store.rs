//! Rows kept side by side: what an operator fills that must see all rows before the first answer.

use std::sync::Arc;

use model::types::column::Column;
use model::types::data_type::DataType;

use crate::expr::batch::Batch;

/// Rows as columns that grow.
#[derive(Clone, Debug)]
pub struct RowStore {
    types: Vec<DataType>,
    columns: Vec<Column>,
    row_count: usize,
}

impl RowStore {
    /// No rows of columns of those types.
    pub fn new(types: &[DataType]) -> RowStore {
        RowStore { types: types.to_vec(), columns: empty_columns(types), row_count: 0 }
    }

    /// How many rows there are.
    pub fn row_count(&self) -> usize {
        self.row_count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.row_count == 0
    }

    /// The columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Bytes that the rows take in memory.
    pub fn byte_count(&self) -> usize {
        self.columns.iter().map(Column::byte_count).sum()
    }

    /// Adds the rows of a batch.
    pub fn append(&mut self, batch: &Batch) {
        assert_eq!(batch.columns().len(), self.columns.len(), "rows of one shape");
        for (column, more) in self.columns.iter_mut().zip(batch.columns()) {
            column.append(more);
        }
        self.row_count += batch.row_count();
    }

    /// The rows at those places, in that order.
    pub fn take(&self, places: &[u32]) -> Batch {
        let columns = self.columns.iter().map(|column| Arc::new(column.take(places))).collect();
        Batch::new(columns, places.len())
    }

    /// The rows at those places; NULLs where there is no place.
    pub fn take_or_null(&self, places: &[Option<u32>]) -> Batch {
        let take = |column: &Column| Arc::new(column.take_or_null(places));
        Batch::new(self.columns.iter().map(take).collect(), places.len())
    }

    /// The rows from one place up to another.
    pub fn slice(&self, from: usize, to: usize) -> Batch {
        let columns =
            self.columns.iter().map(|column| Arc::new(column.slice(from, to - from))).collect();
        Batch::new(columns, to - from)
    }

    /// Lets all rows go.
    pub fn clear(&mut self) {
        self.columns = empty_columns(&self.types);
        self.row_count = 0;
    }

    /// Hands all rows over and is empty.
    pub fn drain(&mut self) -> Batch {
        let columns = std::mem::replace(&mut self.columns, empty_columns(&self.types));
        let row_count = std::mem::take(&mut self.row_count);
        Batch::new(columns.into_iter().map(Arc::new).collect(), row_count)
    }
}

fn empty_columns(types: &[DataType]) -> Vec<Column> {
    types.iter().map(|data_type| Column::empty(*data_type)).collect()
}
