//! The statistics of a table as the planner asks them: plain data, shared.

use std::collections::BTreeMap;

use model::types::value::Value;

/// What ANALYZE found of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableStats {
    /// Rows that lived then (`reltuples`).
    pub rows: f64,
    /// Pages there were then (`relpages`).
    pub pages: u32,
    /// Its columns, by attribute number less one.
    pub columns: BTreeMap<usize, ColumnStats>,
}

/// How the values of a column lie.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnStats {
    /// The fraction of NULLs.
    pub null_fraction: f64,
    /// Bytes of a value that is not NULL, on average.
    pub width_bytes: u32,
    /// Different values: their number, or less than 0 for that fraction of the rows. 0: unknown.
    pub distinct: f64,
    /// The most common values and the fraction of all rows that each has, commonest first.
    pub common: Vec<(Value, f64)>,
    /// Bounds that part the other values into equally many, in order.
    pub histogram: Vec<Value>,
    /// How well the order of values follows the order of rows, from -1 to 1.
    pub correlation: Option<f64>,
}

impl ColumnStats {
    /// How many different values there are in that many rows.
    pub fn distinct_in(&self, rows: f64) -> Option<f64> {
        match self.distinct {
            fraction if fraction < 0.0 => Some((-fraction * rows).max(1.0)),
            count if count > 0.0 => Some(count),
            _ => None,
        }
    }

    /// The fraction of rows that the common values have together.
    pub fn common_fraction(&self) -> f64 {
        self.common.iter().map(|(_, fraction)| fraction).sum()
    }
}
