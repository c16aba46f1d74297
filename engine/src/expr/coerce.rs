//! Which type becomes which without being asked: `pg_cast` for the types that we have, and the
//! rules built on it.
//!
//! ```text
//!   smallint -> integer -> bigint -> numeric -> real -> double precision       implicit
//!   date -> timestamp -> timestamp with time zone                             implicit
//!   back again                                                                assignment
//!   anything -> text: assignment;  text -> anything: only when written
//! ```
//!
//! Source: PostgreSQL manual, "Type Conversion" (chapter 10) and "pg_cast".

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::{Category, DataType};

/// When a cast may happen. Each level allows what the ones before allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coercion {
    /// Anywhere.
    Implicit,
    /// When a value is stored in a column.
    Assignment,
    /// When it is written: `CAST`, `::`.
    Explicit,
}

/// Whether two types are the same but for their modifiers.
pub fn is_same(a: DataType, b: DataType) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

/// Whether a value of one type is already one of the other: nothing is computed.
pub fn is_relabel(from: DataType, to: DataType) -> bool {
    use DataType::{Name, Text, Unknown, Varchar};
    match (from, to) {
        (Unknown | Text | Varchar(_) | Name, Text | Varchar(None)) => true,
        (DataType::Numeric(_), DataType::Numeric(None)) => true,
        (DataType::Oid, DataType::Int8) => true,
        _ => from == to,
    }
}

/// The type in each category that all others of it prefer to become (`pg_type.typispreferred`).
pub fn is_preferred(data_type: DataType) -> bool {
    matches!(
        data_type,
        DataType::Bool
            | DataType::Float8
            | DataType::Oid
            | DataType::Text
            | DataType::TimestampTz
            | DataType::Interval
    )
}

/// When a value of one type may become one of another; `None` when there is no such cast.
pub fn coercion(from: DataType, to: DataType) -> Option<Coercion> {
    use Coercion::{Assignment, Explicit, Implicit};
    if is_same(from, to) || from == DataType::Unknown {
        return Some(Implicit);
    }
    if to == DataType::Void || to == DataType::Unknown || from == DataType::Void {
        return None;
    }
    match (from.category(), to.category()) {
        (Category::Number, Category::Number) => number(from, to),
        (Category::String, Category::String) => Some(match (from, to) {
            (DataType::Name, DataType::Varchar(_) | DataType::Char(_)) => Assignment,
            _ => Implicit,
        }),
        (_, Category::String) => Some(Assignment),
        (Category::String, _) => Some(Explicit),
        (Category::DateTime, _) | (_, Category::DateTime) => date_time(from, to),
        _ => match (from, to) {
            (DataType::Int4, DataType::Bool) | (DataType::Bool, DataType::Int4) => Some(Explicit),
            _ => None,
        },
    }
}

/// The whole numbers and numeric in order of width, then the floating-point ones.
fn number(from: DataType, to: DataType) -> Option<Coercion> {
    let width = |data_type| match data_type {
        DataType::Int2 => 0,
        DataType::Int4 => 1,
        DataType::Int8 => 2,
        DataType::Numeric(_) => 3,
        DataType::Float4 => 4,
        _ => 5,
    };
    match (from, to) {
        (DataType::Int2 | DataType::Int4 | DataType::Int8, DataType::Oid) => {
            Some(Coercion::Implicit)
        }
        (DataType::Oid, DataType::Int4 | DataType::Int8) => Some(Coercion::Assignment),
        (DataType::Oid, _) | (_, DataType::Oid) => None,
        _ if width(from) < width(to) => Some(Coercion::Implicit),
        _ => Some(Coercion::Assignment),
    }
}

fn date_time(from: DataType, to: DataType) -> Option<Coercion> {
    use DataType::{Date, Interval, Time, Timestamp, TimestampTz};
    Some(match (from, to) {
        (Date, Timestamp | TimestampTz) | (Timestamp, TimestampTz) | (Time, Interval) => {
            Coercion::Implicit
        }
        (Timestamp, Date | Time) | (TimestampTz, Date | Time | Timestamp) | (Interval, Time) => {
            Coercion::Assignment
        }
        _ => return None,
    })
}

/// Whether a value of one type may become one of another in that context.
pub fn can_coerce(from: DataType, to: DataType, context: Coercion) -> bool {
    coercion(from, to).is_some_and(|least| least <= context)
}

/// The one type that the branches of `context` (`CASE`, `UNION`, `VALUES`, ...) become.
/// PostgreSQL manual, "UNION, CASE, and Related Constructs".
pub fn common_type(types: &[DataType], context: &str) -> Result<DataType> {
    let known = || types.iter().copied().filter(|data_type| *data_type != DataType::Unknown);
    let Some(first) = known().next() else {
        return Ok(DataType::Text);
    };
    if types.iter().all(|data_type| *data_type == first) {
        return Ok(first);
    }
    let mut chosen = first;
    for next in known().filter(|next| !is_same(*next, first)) {
        if next.category() != chosen.category() {
            let message =
                format!("{context} types {} and {} cannot be matched", chosen.name(), next.name());
            return Err(Error::sql(sqlstate::DATATYPE_MISMATCH, message));
        }
        let there = can_coerce(chosen, next, Coercion::Implicit);
        let back = can_coerce(next, chosen, Coercion::Implicit);
        if !is_preferred(chosen) && there && !back {
            chosen = next;
        }
    }
    for from in known() {
        if !can_coerce(from, chosen, Coercion::Implicit) {
            return Err(SqlError::new(
                sqlstate::CANNOT_COERCE,
                format!("{context} could not convert type {} to {}", from.name(), chosen.name()),
            )
            .into());
        }
    }
    Ok(if known().all(|data_type| data_type == chosen) { chosen } else { chosen.unmodified() })
}
