//! Some rows of a table, each as likely as any other: a reservoir.
//!
//! Rows are taken as they come. Once the reservoir is full, the nth row takes the place of a random
//! one with probability size/n. Source: Knuth, "The Art of Computer Programming", volume 2, 3.4.2.

use model::base::rng::Rng;
use model::types::column::Column;
use model::types::data_type::DataType;

/// Rows that ANALYZE looks at for each unit of the target: PostgreSQL's 300, after Chaudhuri,
/// Motwani and Narasayya, "Random Sampling for Histogram Construction" (1998).
const ROWS_PER_TARGET: usize = 300;
/// `default_statistics_target`: common values and steps of a histogram that are kept at most.
pub const TARGET: usize = 100;
/// Rows that are kept.
pub const SAMPLE_ROWS: usize = ROWS_PER_TARGET * TARGET;

/// A reservoir under way.
#[derive(Debug)]
pub struct Sample {
    /// Rows kept, and rows that were kept once and have lost their place.
    columns: Vec<Column>,
    /// For each place of the reservoir the row in `columns`.
    kept: Vec<u32>,
    rows_seen: u64,
    rng: Rng,
}

impl Sample {
    /// An empty reservoir for rows of those types.
    pub fn new(types: &[DataType], rng: Rng) -> Sample {
        let columns = types.iter().map(|data_type| Column::empty(*data_type)).collect();
        Sample { columns, kept: Vec::new(), rows_seen: 0, rng }
    }

    /// How many rows have been seen.
    pub fn rows_seen(&self) -> u64 {
        self.rows_seen
    }

    /// Takes the rows of a batch as the dice fall.
    pub fn add(&mut self, columns: &[&Column], rows: usize) {
        let mut taken: Vec<u32> = Vec::new();
        let first = self.row_count();
        for row in 0..rows {
            self.rows_seen += 1;
            let next = (first + taken.len()) as u32;
            if self.kept.len() < SAMPLE_ROWS {
                self.kept.push(next);
            } else {
                let place = self.rng.below(self.rows_seen) as usize;
                let Some(kept) = self.kept.get_mut(place) else { continue };
                *kept = next;
            }
            taken.push(row as u32);
        }
        for (own, column) in self.columns.iter_mut().zip(columns) {
            own.append(&column.take(&taken));
        }
        if self.row_count() > 2 * SAMPLE_ROWS {
            self.forget_lost_rows();
        }
    }

    /// The columns of the rows kept, in the order in which they came.
    pub fn finish(mut self) -> Vec<Column> {
        self.forget_lost_rows();
        self.columns
    }

    fn row_count(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }

    fn forget_lost_rows(&mut self) {
        self.kept.sort_unstable();
        for column in &mut self.columns {
            *column = column.take(&self.kept);
        }
        for (place, kept) in self.kept.iter_mut().enumerate() {
            *kept = place as u32;
        }
    }
}
