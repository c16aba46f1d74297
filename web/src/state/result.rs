//! The rows of one statement: kept as the columns they came in, read cell by cell.
//!
//! ```text
//!   chunks   [0 .. 1024)  [1024 .. 2048)  [2048 .. 2311)     each a set of typed columns
//!   order    none, or a permutation: row shown -> row as it came
//! ```

use std::rc::Rc;

use model::base::ids::StatementId;
use model::message::reply::HeaderColumn;
use model::types::column::Column;
use model::types::text::write_text;

use super::order::Order;

/// The rows of one statement, as far as they have come.
#[derive(Clone, Debug)]
pub struct ResultSet {
    /// The statement.
    pub statement: StatementId,
    /// The columns; names may repeat.
    pub header: Rc<[HeaderColumn]>,
    /// How many rows are kept: the first that came.
    pub row_count: u32,
    /// The order in which they are shown; as they came when there is none.
    pub order: Option<Rc<Order>>,
    chunks: Vec<Rc<Chunk>>,
}

#[derive(Debug)]
struct Chunk {
    row_first: u32,
    columns: Vec<Column>,
}

impl ResultSet {
    /// A result without rows yet.
    pub fn new(statement: StatementId, header: Vec<HeaderColumn>) -> ResultSet {
        ResultSet {
            statement,
            header: header.into(),
            row_count: 0,
            order: None,
            chunks: Vec::new(),
        }
    }

    /// Takes in more rows.
    pub fn push(&mut self, columns: Vec<Column>, row_count: u32) {
        if row_count == 0 {
            return;
        }
        self.chunks.push(Rc::new(Chunk { row_first: self.row_count, columns }));
        self.row_count += row_count;
    }

    /// Where a cell is: a piece of its column and the place in it. Rows count as they are shown.
    pub fn cell(&self, row_shown: u32, column: usize) -> (&Column, usize) {
        let row = self.row_as_it_came(row_shown);
        let after = self.chunks.partition_point(|chunk| chunk.row_first <= row);
        let chunk = &self.chunks[after - 1];
        (&chunk.columns[column], (row - chunk.row_first) as usize)
    }

    /// Appends a cell's text; appends nothing and says `false` for NULL.
    pub fn write_cell(&self, row_shown: u32, column: usize, text: &mut String) -> bool {
        let (piece, at) = self.cell(row_shown, column);
        write_text(piece, at, self.header[column].data_type, text)
    }

    /// Which of the rows as they came is shown there.
    pub fn row_as_it_came(&self, row_shown: u32) -> u32 {
        self.order.as_ref().map_or(row_shown, |order| order.rows[row_shown as usize])
    }

    /// All pieces of one column, in the order they came.
    pub fn pieces(&self, column: usize) -> impl Iterator<Item = &Column> + '_ {
        self.chunks.iter().map(move |chunk| &chunk.columns[column])
    }
}

#[cfg(test)]
mod tests {
    use model::types::data_type::DataType;
    use model::types::value::Value;

    use super::*;

    fn column(name: &str) -> HeaderColumn {
        HeaderColumn { name: name.into(), data_type: DataType::Int4 }
    }

    fn ints(values: &[i32]) -> Column {
        let values: Vec<Value> = values.iter().map(|value| Value::Int4(*value)).collect();
        Column::from_values(DataType::Int4, &values)
    }

    #[test]
    fn cells_are_found_across_chunks_and_equal_names() {
        let mut result = ResultSet::new(StatementId(1), vec![column("id"), column("id")]);
        result.push(vec![ints(&[1, 2]), ints(&[10, 20])], 2);
        result.push(vec![ints(&[]), ints(&[])], 0);
        result.push(vec![ints(&[3]), ints(&[30])], 1);
        let mut text = String::new();
        for row in 0..3 {
            assert!(result.write_cell(row, 1, &mut text));
            text.push(' ');
        }
        assert_eq!(text, "10 20 30 ");
    }
}
