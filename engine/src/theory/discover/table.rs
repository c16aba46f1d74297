//! A table as discovery sees it: columns of small numbers.

use model::base::error::{sqlstate, Error, Result};
use model::base::limits::ATTRIBUTES_MAX;
use model::types::attributes::{AttributeNo, AttributeSet};

/// Columns of one length, whose values are numbered from 0 without gaps.
pub struct Table {
    columns: Vec<Vec<u32>>,
    /// How many different values each column has.
    value_counts: Vec<u32>,
    row_count: usize,
}

impl Table {
    /// A table of these columns; refused if they differ in length or are too many.
    pub fn new(columns: &[Vec<u32>]) -> Result<Table> {
        if columns.len() > ATTRIBUTES_MAX {
            let what = "columns that dependencies are looked for in".to_string();
            return Err(Error::Limit { what, max: ATTRIBUTES_MAX as u64 });
        }
        let row_count = columns.first().map_or(0, Vec::len);
        if columns.iter().any(|column| column.len() != row_count) {
            let message = "columns must have the same number of rows";
            return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
        }
        if u32::try_from(row_count).is_err() {
            let what = "rows that dependencies are looked for in".to_string();
            return Err(Error::Limit { what, max: u64::from(u32::MAX) });
        }
        let (columns, value_counts) = columns.iter().map(|column| numbered(column)).unzip();
        Ok(Table { columns, value_counts, row_count })
    }

    /// How many rows there are.
    pub fn row_count(&self) -> usize {
        self.row_count
    }

    /// All columns.
    pub fn all(&self) -> AttributeSet {
        AttributeSet::first(self.columns.len())
    }

    /// A column's numbers, row by row.
    pub fn column(&self, column: AttributeNo) -> &[u32] {
        &self.columns[usize::from(column)]
    }

    /// How many different values a column has.
    pub fn value_count(&self, column: AttributeNo) -> usize {
        self.value_counts[usize::from(column)] as usize
    }
}

/// The same column with its values numbered from 0 without gaps, in their order, and how many
/// there are.
pub fn numbered<T: Ord + Copy>(column: &[T]) -> (Vec<u32>, u32) {
    let mut values = column.to_vec();
    values.sort_unstable();
    values.dedup();
    let number = |value: &T| values.binary_search(value).expect("every value is there") as u32;
    (column.iter().map(number).collect(), values.len() as u32)
}
