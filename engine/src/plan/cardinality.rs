//! How many rows to expect. Without statistics these are PostgreSQL's own defaults.
//!
//! Source: PostgreSQL manual, "Row Estimation Examples", and the defaults of `selfuncs.h`.

use model::types::data_type::DataType;

use crate::catalog::info::TableInfo;
use crate::expr::bound::Expr;
use crate::storage::tuple::header::TUPLE_HEADER_BYTES;

/// `DEFAULT_EQ_SEL`: x = constant.
const EQUAL: f64 = 0.005;
/// `DEFAULT_INEQ_SEL`: x < constant.
const INEQUALITY: f64 = 1.0 / 3.0;
/// `DEFAULT_MATCH_SEL`: x LIKE pattern.
const MATCH: f64 = 0.005;
/// `DEFAULT_UNK_SEL`: x IS NULL.
const UNKNOWN: f64 = 0.005;
/// A boolean about which nothing is known.
const BOOLEAN: f64 = 0.5;
/// `DEFAULT_NUM_DISTINCT`: groups of a key about which nothing is known.
const DISTINCT: f64 = 200.0;
/// Bytes of a string about which nothing is known (`get_typavgwidth`).
const STRING_BYTES: u32 = 32;

/// Pages of tables as they are now.
pub trait TableSizes {
    /// Pages of the table.
    fn page_count(&self, table: &TableInfo) -> u32;
    /// Bytes of a page.
    fn page_bytes(&self) -> u32;
    /// The rows that come with the statement, where its VALUES leaves them open.
    fn given_rows(&self) -> Option<usize> {
        None
    }
}

/// Rows of a table, from its pages and the width of its rows (`estimate_rel_size`).
pub fn table_rows(table: &TableInfo, sizes: &dyn TableSizes) -> f64 {
    // A table never looked at may be filled soon: PostgreSQL takes no fewer than 10 pages.
    let pages = match sizes.page_count(table) {
        0 => 10,
        pages => pages,
    };
    let bytes = row_bytes(table) + (TUPLE_HEADER_BYTES as u32).next_multiple_of(8) + 4;
    let usable = sizes.page_bytes().saturating_sub(24);
    let per_page = f64::from(usable / bytes.max(1)).max(1.0);
    (f64::from(pages) * per_page).round()
}

/// Bytes of a row's values.
pub fn row_bytes(table: &TableInfo) -> u32 {
    table.live_columns().map(|(_, column)| value_bytes(column.data_type)).sum()
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
        DataType::Varchar(Some(length)) | DataType::Char(length) => length.min(STRING_BYTES),
        DataType::Numeric(_)
        | DataType::Text
        | DataType::Varchar(None)
        | DataType::Unknown
        | DataType::Void => STRING_BYTES,
    }
}

/// The fraction of rows for which a condition is true.
pub fn selectivity(condition: &Expr) -> f64 {
    match condition {
        Expr::Const { value: model::types::value::Value::Bool(true), .. } => 1.0,
        Expr::Const { .. } => 0.0,
        Expr::And(parts) => parts.iter().map(selectivity).product(),
        Expr::Or(parts) => {
            let missed: f64 = parts.iter().map(|part| 1.0 - selectivity(part)).product();
            1.0 - missed
        }
        Expr::Not(part) => 1.0 - selectivity(part),
        Expr::IsNull(_) => UNKNOWN,
        Expr::InList { list, .. } => (EQUAL * list.len() as f64).min(1.0),
        Expr::IsDistinct { .. } => 1.0 - EQUAL,
        Expr::Call { function, .. } => match function.name {
            "=" => EQUAL,
            "<>" => 1.0 - EQUAL,
            "<" | "<=" | ">" | ">=" => INEQUALITY,
            "~~" | "~~*" | "~" | "~*" => MATCH,
            "!~~" | "!~~*" | "!~" | "!~*" => 1.0 - MATCH,
            _ => BOOLEAN,
        },
        _ => BOOLEAN,
    }
}

/// Rows left after a condition; never fewer than one, as PostgreSQL's `clamp_row_est`.
pub fn filtered(rows: f64, condition: &Expr) -> f64 {
    clamp(rows * selectivity(condition))
}

/// Groups of that many keys in that many rows.
pub fn groups(rows: f64, key_count: usize) -> f64 {
    let most = DISTINCT.powi(i32::try_from(key_count).unwrap_or(i32::MAX));
    clamp(rows.min(most))
}

/// A row count as the planner shows it: whole, and at least one.
pub fn clamp(rows: f64) -> f64 {
    rows.round().clamp(1.0, 1.0e15)
}
