//! Aligned columns, in the shape that psql has made familiar.
//!
//! ```text
//!    id | note
//!   ----+--------
//!     1 | first +       a value of several lines
//!       | second
//!    10 | [null]        NULL, which no text looks like by chance
//!   (2 rows)
//! ```

use unicode_width::UnicodeWidthStr;

use super::result::StatementResult;
use crate::args::Talk;

/// What NULL is shown as.
pub const NULL: &str = "[null]";

/// The result as text: the table, or the tag of a statement that returns no rows at all.
pub fn text_of(result: &StatementResult, talk: Talk) -> String {
    if result.header.is_none() {
        return match talk {
            Talk::Tags => format!("{}\n", result.tag),
            Talk::Quiet => String::new(),
        };
    }
    let cells = cells_of(result);
    let widths = widths_of(result, &cells);
    let mut text = String::new();
    add_head(&mut text, result, &widths);
    cells.iter().for_each(|row| add_row(&mut text, result, row, &widths));
    if talk == Talk::Tags {
        let row_count = result.row_count();
        let rows = if row_count == 1 { "row" } else { "rows" };
        text.push_str(&format!("({row_count} {rows})\n\n"));
    }
    text
}

/// A value as lines of text.
type Cell = Vec<String>;

fn cells_of(result: &StatementResult) -> Vec<Vec<Cell>> {
    let mut rows = Vec::with_capacity(result.row_count());
    result.each_row(|columns, at| {
        let cell = |column| {
            let mut text = String::new();
            match result.write(columns, column, at, &mut text) {
                true => text.split('\n').map(shown).collect(),
                false => vec![NULL.to_string()],
            }
        };
        rows.push((0..columns.len()).map(cell).collect());
    });
    rows
}

/// A line without characters that would move the terminal's cursor.
fn shown(line: &str) -> String {
    if !line.contains(char::is_control) {
        return line.to_string();
    }
    let visible = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.into() };
    line.chars().map(visible).collect()
}

fn widths_of(result: &StatementResult, cells: &[Vec<Cell>]) -> Vec<usize> {
    let names = result.columns().iter().map(|column| column.name.width());
    let mut widths: Vec<usize> = names.collect();
    for row in cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.iter().map(|line| line.width()).fold(*width, usize::max);
        }
    }
    widths
}

fn add_head(text: &mut String, result: &StatementResult, widths: &[usize]) {
    for (at, (column, &width)) in result.columns().iter().zip(widths).enumerate() {
        let room = width - column.name.width();
        text.push_str(if at > 0 { "|" } else { "" });
        let (left, right) = (room / 2 + 1, room - room / 2 + 1);
        text.push_str(&format!("{:left$}{}{:right$}", "", column.name, ""));
    }
    end_line(text);
    let rules: Vec<String> = widths.iter().map(|width| "-".repeat(width + 2)).collect();
    text.push_str(&rules.join("+"));
    text.push('\n');
}

fn add_row(text: &mut String, result: &StatementResult, row: &[Cell], widths: &[usize]) {
    let height = row.iter().map(Vec::len).max().unwrap_or(1);
    for line_no in 0..height {
        for (at, (cell, &width)) in row.iter().zip(widths).enumerate() {
            let line = cell.get(line_no).map_or("", String::as_str);
            let room = width - line.width();
            let goes_on = line_no + 1 < cell.len();
            text.push_str(if at > 0 { "| " } else { " " });
            match result.columns()[at].data_type.is_number() {
                true => text.push_str(&format!("{:room$}{line}", "")),
                false => text.push_str(&format!("{line}{:room$}", "")),
            }
            text.push(if goes_on { '+' } else { ' ' });
        }
        end_line(text);
    }
}

/// Ends a line without blanks at its end.
fn end_line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    text.push('\n');
}
