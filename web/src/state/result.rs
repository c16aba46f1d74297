//! The rows of one statement: kept as the columns they came in, read cell by cell.
//!
//! ```text
//!   chunks   [0 .. 1024)  [1024 .. 2048)  [2048 .. 2311)     each a set of typed columns
//!   order    none, or a permutation: row shown -> row as it came
//! ```
//!
//! A script's results share a bounded [`Room`]: what comes when it is full is counted, not kept.
//! The rows kept are always the first ones, without a gap.

use std::rc::Rc;

use model::base::ids::StatementId;
use model::message::reply::HeaderColumn;
use model::types::column::Column;
use model::types::text::write_text;

use super::order::Order;

/// Most rows of a script's results that are kept: more than anybody scrolls through, and as many as
/// are sorted in about a second.
pub const ROWS_KEPT_MAX: u32 = 1_000_000;
/// Most bytes that they are kept in, so that wide rows do not fill the page's memory either.
pub const BYTES_KEPT_MAX: usize = 64 * 1024 * 1024;

/// Room for the rows of a script's results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    rows: u32,
    bytes: usize,
}

impl Default for Room {
    fn default() -> Room {
        Room { rows: ROWS_KEPT_MAX, bytes: BYTES_KEPT_MAX }
    }
}

impl Room {
    /// How many of a chunk's rows it takes, from the first on.
    fn rows_of(&self, row_count: u32, bytes: usize) -> u32 {
        let share = u64::from(row_count) * self.bytes as u64 / bytes.max(1) as u64;
        u64::from(row_count.min(self.rows)).min(share) as u32
    }

    fn take(&mut self, row_count: u32, bytes: usize) {
        self.rows = self.rows.saturating_sub(row_count);
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// A result is let go: its room is free again.
    pub fn give_back(&mut self, result: &ResultSet) {
        self.rows += result.row_count;
        self.bytes += result.bytes;
    }
}

/// The rows of one statement, as far as they have come.
#[derive(Clone, Debug)]
pub struct ResultSet {
    /// The statement.
    pub statement: StatementId,
    /// The columns; names may repeat.
    pub header: Rc<[HeaderColumn]>,
    /// How many rows are kept: the first that came.
    pub row_count: u32,
    /// How many rows have come.
    pub rows_come: u64,
    /// PostgreSQL's command tag, once the statement is done.
    pub tag: String,
    /// The order in which they are shown; as they came when there is none.
    pub order: Option<Rc<Order>>,
    chunks: Vec<Rc<Chunk>>,
    bytes: usize,
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
            rows_come: 0,
            tag: String::new(),
            order: None,
            chunks: Vec::new(),
            bytes: 0,
        }
    }

    /// Takes in more rows, as far as there is room for them.
    pub fn push(&mut self, mut columns: Vec<Column>, row_count: u32, room: &mut Room) {
        let is_complete = self.is_complete();
        self.rows_come += u64::from(row_count);
        if row_count == 0 || !is_complete {
            return;
        }
        let bytes_of = |columns: &[Column]| columns.iter().map(Column::byte_count).sum::<usize>();
        let kept = room.rows_of(row_count, bytes_of(&columns));
        if kept == 0 {
            return;
        }
        if kept < row_count {
            columns = columns.iter().map(|column| column.slice(0, kept as usize)).collect();
        }
        let bytes = bytes_of(&columns);
        room.take(kept, bytes);
        self.bytes += bytes;
        self.chunks.push(Rc::new(Chunk { row_first: self.row_count, columns }));
        self.row_count += kept;
    }

    /// Whether every row that has come is kept.
    pub fn is_complete(&self) -> bool {
        self.rows_come == u64::from(self.row_count)
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
        let mut room = Room::default();
        result.push(vec![ints(&[1, 2]), ints(&[10, 20])], 2, &mut room);
        result.push(vec![ints(&[]), ints(&[])], 0, &mut room);
        result.push(vec![ints(&[3]), ints(&[30])], 1, &mut room);
        let mut text = String::new();
        for row in 0..3 {
            assert!(result.write_cell(row, 1, &mut text));
            text.push(' ');
        }
        assert_eq!(text, "10 20 30 ");
    }
    #[test]
    fn what_finds_no_room_is_counted_and_the_rest_has_no_gap() {
        let mut room = Room { rows: 5, bytes: 1_000 };
        let mut first = ResultSet::new(StatementId(1), vec![column("n")]);
        first.push(vec![ints(&[1, 2])], 2, &mut room);
        first.push(vec![ints(&[3, 4, 5, 6])], 4, &mut room);
        first.push(vec![ints(&[7])], 1, &mut room);
        assert_eq!((first.row_count, first.rows_come), (5, 7));
        let mut second = ResultSet::new(StatementId(2), vec![column("n")]);
        second.push(vec![ints(&[1])], 1, &mut room);
        assert_eq!((second.row_count, second.rows_come), (0, 1));
        room.give_back(&first);
        second.push(vec![ints(&[2])], 1, &mut room);
        assert_eq!((second.row_count, second.rows_come), (0, 2));
    }

    #[test]
    fn wide_rows_are_bounded_by_their_bytes() {
        let mut room = Room { rows: 100, bytes: 10 };
        let mut result = ResultSet::new(StatementId(1), vec![column("n")]);
        result.push(vec![ints(&[1, 2, 3, 4])], 4, &mut room);
        assert!(result.row_count < 4 && result.row_count > 0 && !result.is_complete());
    }
}
