//! The rows of a table, with a number for each different value of a column.

use model::base::error::{Error, Result};
use model::base::limits::THEORY_ROWS_MAX;
use model::types::attributes::{AttributeNo, AttributeSet};
use model::types::data_type::DataType;
use model::types::text::to_text;
use model::types::value::Value;

use crate::exec::kept_rows::Batches;
use crate::exec::key::rows::KeyShape;
use crate::exec::key::table::KeyTable;
use crate::expr::batch::Batch;
use crate::theory::discover::table::Table;

/// Rows that were read.
pub struct KnownRows {
    batches: Batches,
    columns: Vec<NumberedColumn>,
}

/// One column: a number for each row, equal where the values are.
struct NumberedColumn {
    data_type: DataType,
    shape: KeyShape,
    known: KeyTable,
    numbers: Vec<u32>,
}

impl KnownRows {
    /// No rows yet, of columns of those types.
    pub fn new(types: &[DataType]) -> KnownRows {
        let column = |data_type: &DataType| {
            let shape = KeyShape::new(&[*data_type]);
            let known = KeyTable::new(shape.no_rows());
            NumberedColumn { data_type: *data_type, shape, known, numbers: Vec::new() }
        };
        KnownRows { batches: Batches::default(), columns: types.iter().map(column).collect() }
    }

    /// Adds rows; refused past `THEORY_ROWS_MAX`.
    pub fn push(&mut self, batch: Batch) -> Result<()> {
        if self.batches.row_count() + batch.row_count() > THEORY_ROWS_MAX {
            let what = "rows that dependencies are looked for in".to_string();
            return Err(Error::Limit { what, max: THEORY_ROWS_MAX as u64 });
        }
        let mut new_rows = Vec::new();
        for (at, column) in self.columns.iter_mut().enumerate() {
            let keys = column.shape.encode_places(&batch, &[at]);
            let numbers = &mut column.numbers;
            column.known.number_all(&keys, batch.row_count(), numbers, &mut new_rows);
        }
        self.batches.push(batch);
        Ok(())
    }

    /// The rows as discovery sees them.
    pub fn table(&self) -> Result<Table> {
        let numbers: Vec<Vec<u32>> =
            self.columns.iter().map(|column| column.numbers.clone()).collect();
        Table::new(&numbers)
    }

    /// A row as PostgreSQL writes a composite value: `(7,"Ada L",)`.
    pub fn text(&self, row: u32) -> String {
        let values = self.row(row);
        let fields = values.iter().zip(&self.columns);
        let field = |(value, column): (&Value, &NumberedColumn)| match value {
            Value::Null => String::new(),
            _ => quoted_field(&to_text(value, column.data_type)),
        };
        format!("({})", fields.map(field).collect::<Vec<_>>().join(","))
    }

    /// The columns in which some row has NULL.
    pub fn with_null(&self) -> AttributeSet {
        let mut found = AttributeSet::EMPTY;
        let mut next = 0;
        while let Some(batch) = self.batches.read(&mut next, usize::MAX) {
            for (at, column) in batch.columns().iter().enumerate() {
                if (0..batch.row_count()).any(|row| column.get(row).is_null()) {
                    found |= AttributeSet::of(at as AttributeNo);
                }
            }
        }
        found
    }

    /// The cells of a column of text, row by row; none of any other.
    pub fn cells(&self, column: AttributeNo) -> Vec<Option<String>> {
        let at = usize::from(column);
        let mut cells = Vec::new();
        let is_text = |data_type| {
            matches!(data_type, DataType::Text | DataType::Varchar(_) | DataType::Char(_))
        };
        if !is_text(self.columns[at].data_type) {
            return cells;
        }
        let mut next = 0;
        while let Some(batch) = self.batches.read(&mut next, usize::MAX) {
            cells.extend((0..batch.row_count()).map(|row| match batch.column(at).get(row) {
                Value::Text(text) => Some(text),
                _ => None,
            }));
        }
        cells
    }

    fn row(&self, row: u32) -> Vec<Value> {
        let mut next = row as usize;
        self.batches.read(&mut next, 1).map_or(Vec::new(), |batch| batch.row(0))
    }
}

/// A field of a composite value's text.
fn quoted_field(text: &str) -> String {
    let is_special = |c: char| matches!(c, '(' | ')' | ',' | '"' | '\\') || c.is_whitespace();
    if !text.is_empty() && !text.contains(is_special) {
        return text.to_string();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\"\""))
}
