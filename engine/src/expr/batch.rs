//! A batch: columns of equal length.

use std::sync::Arc;

use model::types::column::Column;
use model::types::value::Value;

/// Rows side by side as columns. Columns are shared: a batch that only drops, repeats or reorders
/// columns copies nothing.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    columns: Vec<Arc<Column>>,
    row_count: usize,
}

impl Batch {
    /// A batch of columns, each `row_count` long. There may be no columns at all.
    pub fn new(columns: Vec<Arc<Column>>, row_count: usize) -> Batch {
        assert!(columns.iter().all(|column| column.len() == row_count), "columns of equal length");
        Batch { columns, row_count }
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
    pub fn columns(&self) -> &[Arc<Column>] {
        &self.columns
    }

    /// The columns, for whoever needs nothing else.
    pub fn into_columns(self) -> Vec<Arc<Column>> {
        self.columns
    }

    /// One column.
    pub fn column(&self, at: usize) -> &Arc<Column> {
        &self.columns[at]
    }

    /// The rows at those places, in that order.
    pub fn take(&self, places: &[u32]) -> Batch {
        let columns = self.columns.iter().map(|column| Arc::new(column.take(places))).collect();
        Batch { columns, row_count: places.len() }
    }

    /// The rows from one place up to another. The whole batch is not copied.
    pub fn slice(&self, from: usize, to: usize) -> Batch {
        if from == 0 && to == self.row_count {
            return self.clone();
        }
        let cut = |column: &Arc<Column>| Arc::new(column.slice(from, to - from));
        Batch { columns: self.columns.iter().map(cut).collect(), row_count: to - from }
    }

    /// One row as values.
    pub fn row(&self, at: usize) -> Vec<Value> {
        self.columns.iter().map(|column| column.get(at)).collect()
    }
}
