//! How many rows to expect.
//!
//! ```text
//!   columns    which column of which table a column of the query is, and its statistics
//!   restrict   the fraction of rows for which a condition is true
//!   ranges     x < constant, by common values and histogram;  pattern: x LIKE 'abc%'
//!   pairs      the fraction of pairs for which left = right is true
//!   groups     how many different rows there are in some columns
//! ```
//!
//! Here: the size of a table. Without statistics everything rests on PostgreSQL's own defaults.
//!
//! Source: PostgreSQL manual, "How the Planner Uses Statistics"; the methods are those that the
//! comments of `selfuncs.c`, `plancat.c` and `clausesel.c` describe.

use model::types::data_type::DataType;

use crate::catalog::info::{IndexInfo, TableInfo};
use crate::storage::tuple::header::TUPLE_HEADER_BYTES;

pub mod columns;
pub mod groups;
pub mod pairs;
pub mod pattern;
pub mod ranges;
pub mod restrict;

/// Bytes of a string about which nothing is known (`get_typavgwidth`).
const STRING_BYTES: u32 = 32;
/// Pages that a table never looked at is taken to have at least: it may be filled soon
/// (`estimate_rel_size`).
const UNKNOWN_PAGES_MIN: u32 = 10;

/// Pages of tables and indexes as they are now.
pub trait TableSizes {
    /// Pages of the table.
    fn page_count(&self, table: &TableInfo) -> u32;
    /// Bytes of a page.
    fn page_bytes(&self) -> u32;
    /// The rows that come with the statement, where its VALUES leaves them open.
    fn given_rows(&self) -> Option<usize> {
        None
    }
    /// The size of an index; `None` if it has no pages that a plan can read.
    fn index_size(&self, index: &IndexInfo) -> Option<IndexSize>;
}

/// An index in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexSize {
    /// Its pages.
    pub pages: u32,
    /// Its levels above the leaves.
    pub levels: u32,
}

/// Pages and rows that a table is taken to have.
pub fn table_size(table: &TableInfo, sizes: &dyn TableSizes) -> (f64, f64) {
    let now = sizes.page_count(table);
    if let Some(stats) = table.stats.as_ref().filter(|stats| stats.pages > 0) {
        // As full as it was, however many pages there are now.
        let per_page = stats.rows / f64::from(stats.pages);
        return (f64::from(now), (per_page * f64::from(now)).round());
    }
    let pages = match &table.stats {
        Some(_) => now,
        None => now.max(UNKNOWN_PAGES_MIN),
    };
    let bytes = row_bytes(table) + (TUPLE_HEADER_BYTES as u32).next_multiple_of(8) + 4;
    let usable = sizes.page_bytes().saturating_sub(24);
    let per_page = f64::from(usable / bytes.max(1)).max(1.0);
    (f64::from(pages), (f64::from(pages) * per_page).round())
}

/// Bytes of a row's values.
fn row_bytes(table: &TableInfo) -> u32 {
    table.live_columns().map(|(at, column)| column_bytes(table, at, column.data_type)).sum()
}

/// Bytes of a column's values on average.
pub fn column_bytes(table: &TableInfo, at: usize, data_type: DataType) -> u32 {
    let stats = table.stats.as_ref().and_then(|stats| stats.columns.get(&at));
    match stats {
        Some(stats) if stats.width_bytes > 0 => stats.width_bytes,
        _ => value_bytes(data_type),
    }
}

/// Bytes of a value of that type, as the planner takes it.
pub fn value_bytes(data_type: DataType) -> u32 {
    match data_type {
        DataType::Bool => 1,
        DataType::Int2 => 2,
        DataType::Int4 | DataType::Float4 | DataType::Date | DataType::Oid => 4,
        DataType::Int8
        | DataType::Float8
        | DataType::Time
        | DataType::Timestamp
        | DataType::TimestampTz => 8,
        DataType::Interval | DataType::Uuid => 16,
        DataType::Name => 64,
        DataType::Char(length) => length,
        // Long limits are seldom used up (`get_typavgwidth`).
        DataType::Varchar(Some(length)) if length <= STRING_BYTES => length,
        DataType::Varchar(Some(length)) if length < 1_000 => {
            STRING_BYTES + (length - STRING_BYTES) / 2
        }
        DataType::Varchar(Some(_)) => STRING_BYTES + (1_000 - STRING_BYTES) / 2,
        DataType::Numeric(_)
        | DataType::Text
        | DataType::Varchar(None)
        | DataType::Unknown
        | DataType::Void => STRING_BYTES,
    }
}

/// A row count as the planner shows it: whole, and at least one (`clamp_row_est`).
pub fn clamp(rows: f64) -> f64 {
    rows.round().clamp(1.0, 1.0e100)
}
