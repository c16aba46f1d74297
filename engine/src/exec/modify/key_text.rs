//! Rows and keys as error messages show them.

use model::types::column::Column;
use model::types::text::write_text;

use crate::catalog::info::TableInfo;
use crate::expr::batch::Batch;

/// Longest value that a message shows whole, in bytes (`errdetail` of ExecConstraints).
const VALUE_BYTES_MAX: usize = 64;

/// `(id, name)=(7, x)`: a key of those columns of a table; `keys` has one column for each.
pub fn key_text(table: &TableInfo, columns: &[usize], keys: &Batch, row: usize) -> String {
    let names: Vec<&str> =
        columns.iter().map(|&column| table.columns[column].name.as_str()).collect();
    let values: Vec<String> = (columns.iter().zip(keys.columns()))
        .map(|(&column, values)| value_text(table, column, values, row))
        .collect();
    format!("({})=({})", names.join(", "), values.join(", "))
}

/// `Failing row contains (7, null).`
pub fn failing_row(table: &TableInfo, rows: &Batch, row: usize) -> String {
    let values: Vec<String> = table
        .live_columns()
        .map(|(column, _)| cut(value_text(table, column, rows.column(column), row)))
        .collect();
    format!("Failing row contains ({}).", values.join(", "))
}

fn value_text(table: &TableInfo, column: usize, values: &Column, row: usize) -> String {
    let mut text = String::new();
    if !write_text(values, row, table.columns[column].data_type, &mut text) {
        text.push_str("null");
    }
    text
}

fn cut(text: String) -> String {
    if text.len() <= VALUE_BYTES_MAX {
        return text;
    }
    let end = (0..=VALUE_BYTES_MAX).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    format!("{}...", &text[..end])
}
