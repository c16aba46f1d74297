//! Rows as text for other programs: CSV, JSON, and tab-separated for a clipboard.
//!
//! All three come in pieces of bounded size, so that a million rows never are one string.
//!
//! - CSV as in RFC 4180. As PostgreSQL's COPY writes it, NULL is nothing and an empty text is `""`.
//! - For a clipboard the same with tabs between cells, as spreadsheets hand them to each other.
//! - JSON keeps columns beside rows, because names may repeat. It is what `glassbox sql --json`
//!   prints: values are PostgreSQL's text forms, so that no number loses a digit.

use std::fmt::Write as _;
use std::ops::Range;

use super::result::ResultSet;

/// Rows in one piece.
const PIECE_ROWS: u32 = 8_192;

/// A block of cells: rows as shown, and columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The rows.
    pub rows: Range<u32>,
    /// The columns.
    pub columns: Range<usize>,
}

impl Block {
    /// All cells of a result.
    pub fn whole(result: &ResultSet) -> Block {
        Block { rows: 0..result.row_count, columns: 0..result.header.len() }
    }
}

/// The whole result as CSV, in pieces.
pub fn csv(result: &ResultSet) -> Vec<String> {
    let mut head = String::new();
    for (at, column) in result.header.iter().enumerate() {
        separate(&mut head, at, ',');
        push_quoted(&mut head, &column.name, ',');
    }
    head.push_str("\r\n");
    let mut cell = String::new();
    let line = |text: &mut String, row: u32| {
        for column in 0..result.header.len() {
            separate(text, column, ',');
            cell.clear();
            if result.write_cell(row, column, &mut cell) {
                push_quoted(text, &cell, ',');
            }
        }
        text.push_str("\r\n");
    };
    pieces(head, 0..result.row_count, line)
}

/// A block as tab-separated lines with its headings, in pieces; a single cell as it is.
pub fn tabs(result: &ResultSet, block: &Block) -> Vec<String> {
    let mut head = String::new();
    if block.rows.len() > 1 {
        for (at, column) in block.columns.clone().enumerate() {
            separate(&mut head, at, '\t');
            push_quoted(&mut head, &result.header[column].name, '\t');
        }
        head.push('\n');
    }
    let is_single = block.rows.len() == 1 && block.columns.len() == 1;
    let mut cell = String::new();
    let line = |text: &mut String, row: u32| {
        for (at, column) in block.columns.clone().enumerate() {
            separate(text, at, '\t');
            cell.clear();
            let is_null = !result.write_cell(row, column, &mut cell);
            match is_single || is_null {
                true => text.push_str(&cell),
                false => push_quoted(text, &cell, '\t'),
            }
        }
        if !is_single {
            text.push('\n');
        }
    };
    pieces(head, block.rows.clone(), line)
}

/// The whole result as JSON, in pieces: the object that the command line prints with `--json`, with
/// each row on a line of its own.
pub fn json(result: &ResultSet) -> Vec<String> {
    let mut head = String::from("{\"ok\":true,\"columns\":[");
    for (at, column) in result.header.iter().enumerate() {
        separate(&mut head, at, ',');
        push_json(&mut head, &column.name);
    }
    head.push_str("],\"types\":[");
    for (at, column) in result.header.iter().enumerate() {
        separate(&mut head, at, ',');
        push_json(&mut head, column.data_type.short_name());
    }
    head.push_str("],\"rows\":[");
    let mut cell = String::new();
    let line = |text: &mut String, row: u32| {
        text.push_str(if row == 0 { "\n[" } else { ",\n[" });
        for column in 0..result.header.len() {
            separate(text, column, ',');
            cell.clear();
            match result.write_cell(row, column, &mut cell) {
                true => push_json(text, &cell),
                false => text.push_str("null"),
            }
        }
        text.push(']');
    };
    let mut pieces = pieces(head, 0..result.row_count, line);
    let mut tail = String::from("\n],\"command\":");
    push_json(&mut tail, &result.tag);
    tail.push_str("}\n");
    pieces.push(tail);
    pieces
}

fn pieces(head: String, rows: Range<u32>, mut line: impl FnMut(&mut String, u32)) -> Vec<String> {
    let mut pieces = vec![head];
    for first in rows.clone().step_by(PIECE_ROWS as usize) {
        let mut text = String::new();
        (first..rows.end.min(first + PIECE_ROWS)).for_each(|row| line(&mut text, row));
        pieces.push(text);
    }
    pieces
}

fn separate(text: &mut String, at: usize, separator: char) {
    if at > 0 {
        text.push(separator);
    }
}

fn push_quoted(text: &mut String, cell: &str, separator: char) {
    let needs_quotes = cell.is_empty() || cell.contains([separator, '"', '\n', '\r']);
    if !needs_quotes {
        text.push_str(cell);
        return;
    }
    text.push('"');
    text.push_str(&cell.replace('"', "\"\""));
    text.push('"');
}

fn push_json(text: &mut String, content: &str) {
    text.push('"');
    for letter in content.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            control if control < ' ' => {
                write!(text, "\\u{:04x}", control as u32).expect("a String takes all text");
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use model::base::ids::StatementId;
    use model::message::reply::HeaderColumn;
    use model::types::column::Column;
    use model::types::data_type::DataType;
    use model::types::value::Value;

    use super::*;
    use crate::state::result::Room;

    fn result() -> ResultSet {
        let column = |name: &str, data_type| HeaderColumn { name: name.into(), data_type };
        let header = vec![column("id", DataType::Int4), column("id", DataType::Text)];
        let mut result = ResultSet::new(StatementId(1), header);
        let ids = Column::from_values(DataType::Int4, &[Value::Int4(1), Value::Null]);
        let texts = [Value::Text("a, \"b\"\n".into()), Value::Text(String::new())];
        result.push(
            vec![ids, Column::from_values(DataType::Text, &texts)],
            2,
            &mut Room::default(),
        );
        result.tag = "SELECT 2".to_string();
        result
    }

    #[test]
    fn csv_tells_null_from_nothing_and_keeps_equal_names() {
        assert_eq!(csv(&result()).concat(), "id,id\r\n1,\"a, \"\"b\"\"\n\"\r\n,\"\"\r\n");
    }

    #[test]
    fn json_keeps_equal_names_and_nulls() {
        let expected = "{\"ok\":true,\"columns\":[\"id\",\"id\"],\"types\":[\"int4\",\"text\"],\
             \"rows\":[\n[\"1\",\"a, \\\"b\\\"\\n\"],\n[null,\"\"]\n],\"command\":\"SELECT 2\"}\n";
        assert_eq!(json(&result()).concat(), expected);
    }

    #[test]
    fn a_block_for_the_clipboard_tells_null_from_nothing() {
        let copied = tabs(&result(), &Block::whole(&result())).concat();
        assert_eq!(copied, "id\tid\n1\t\"a, \"\"b\"\"\n\"\n\t\"\"\n");
    }

    #[test]
    fn a_single_cell_is_copied_as_it_is() {
        let block = Block { rows: 0..1, columns: 1..2 };
        assert_eq!(tabs(&result(), &block).concat(), "a, \"b\"\n");
    }
}
