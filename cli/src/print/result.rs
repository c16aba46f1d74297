//! One statement's result, gathered from its replies.

use std::sync::Arc;

use model::message::reply::{HeaderColumn, Reply};
use model::types::column::Column;
use model::types::text;

/// A result: its columns, its rows as they came, and the command tag.
#[derive(Debug, Default)]
pub struct StatementResult {
    /// The columns; `None` where the statement returns no rows at all.
    pub header: Option<Arc<[HeaderColumn]>>,
    /// Batches of rows: columns of equal length, and how many rows.
    pub batches: Vec<(Vec<Column>, u32)>,
    /// PostgreSQL's command tag.
    pub tag: String,
}

impl StatementResult {
    /// Takes in a reply that belongs to the result; others change nothing.
    pub fn take(&mut self, reply: Reply) {
        match reply {
            Reply::StatementStarted { .. } => *self = StatementResult::default(),
            Reply::Header { columns, .. } => self.header = Some(columns),
            Reply::Rows { columns, row_count, .. } => self.batches.push((columns, row_count)),
            Reply::StatementFinished { tag, .. } => self.tag = tag,
            _ => {}
        }
    }

    /// The columns, if any.
    pub fn columns(&self) -> &[HeaderColumn] {
        self.header.as_deref().unwrap_or_default()
    }

    /// How many rows there are.
    pub fn row_count(&self) -> usize {
        self.batches.iter().map(|(_, row_count)| *row_count as usize).sum()
    }

    /// Calls `each` for every row with its batch's columns and its place in them.
    pub fn each_row(&self, mut each: impl FnMut(&[Column], usize)) {
        for (columns, row_count) in &self.batches {
            (0..*row_count as usize).for_each(|at| each(columns, at));
        }
    }

    /// Writes the text form of a value at the end of `out`; false, and nothing, for NULL.
    pub fn write(&self, columns: &[Column], column: usize, at: usize, out: &mut String) -> bool {
        text::write_text(&columns[column], at, self.columns()[column].data_type, out)
    }
}
