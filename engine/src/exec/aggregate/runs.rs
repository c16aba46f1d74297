//! Rows that come sorted by their keys, cut where a group ends.
//!
//! ```text
//!   keys   1 1 2 | 2 3 3 | 3 4        batches
//!                      ^ 3 goes on: the cut is behind it, once enough groups have begun
//! ```

use model::types::data_type::DataType;
use model::types::order::compare_at;

use crate::expr::batch::Batch;

/// Where rows that come sorted may be cut.
#[derive(Default)]
pub struct Runs {
    /// The last row taken in: one row.
    last: Option<Batch>,
    /// Rows behind the cut.
    pending: Option<Batch>,
    /// Whether the input has no more rows.
    is_input_read: bool,
}

impl Runs {
    /// Notes that the input has no more rows.
    pub fn end(&mut self) {
        self.is_input_read = true;
    }

    /// Whether rows are left for another run.
    pub fn has_more(&self) -> bool {
        self.pending.is_some() || !self.is_input_read
    }

    /// The rows that wait behind the cut.
    pub fn take_pending(&mut self) -> Option<Batch> {
        self.pending.take()
    }

    /// The rows of a batch that still belong to the last group. The others, if there are any, wait.
    pub fn cut(&mut self, batch: &Batch, keys: &[(usize, DataType)]) -> Batch {
        let rows = batch.row_count();
        let same = match &self.last {
            None => rows,
            Some(last) => (0..rows).take_while(|&row| is_same(last, batch, row, keys)).count(),
        };
        if same < rows {
            self.pending = Some(batch.slice(same, rows));
        }
        batch.slice(0, same)
    }

    /// Notes the last row that was taken in.
    pub fn note_last(&mut self, batch: &Batch) {
        let rows = batch.row_count();
        if rows > 0 {
            self.last = Some(batch.slice(rows - 1, rows));
        }
    }
}

fn is_same(last: &Batch, batch: &Batch, row: usize, keys: &[(usize, DataType)]) -> bool {
    keys.iter().all(|&(place, data_type)| {
        compare_at(last.column(place), 0, batch.column(place), row, data_type).is_eq()
    })
}
