//! Casts: which there are, who may ask for them, and what they do.
//!
//! ```text
//!   smallint -> integer -> bigint -> numeric -> real -> double precision     implicit
//!   date -> timestamp -> timestamp with time zone,  time -> interval        implicit
//!   the other way                                                           assignment
//!   anything -> text  assignment;   text -> anything  only when written
//!
//!   value     one value made one of another type
//!   column    the same for columns, with fast ways for the frequent pairs
//!   fit       values made to fit a modifier: varchar(n), char(n), numeric(p,s)
//! ```
//!
//! Invariants:
//! 1. A cast that exists never panics: it gives a value of the target's physical form, or an
//!    error in PostgreSQL's words.
//! 2. A column's cast gives what the casts of its values give.
//!
//! Source: PostgreSQL manual, "Type Conversion" and the system catalog `pg_cast`.

use super::data_type::{Category, DataType};

pub mod column;
pub mod fit;
pub mod value;

/// Who may ask for a cast. Each allows what the ones before it allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// Anybody: it happens by itself.
    Implicit,
    /// Whoever stores into a column.
    Assignment,
    /// Only who writes `CAST(x AS t)` or `x::t`.
    Explicit,
}

/// The least context in which a value of one type becomes one of another; `None` where never.
/// Modifiers do not matter.
pub fn cast_path(from: DataType, to: DataType) -> Option<Context> {
    use DataType::{Bool, Char, Int4, Name, Unknown, Varchar, Void};
    let (from, to) = (from.unmodified(), to.unmodified());
    if from == to {
        return Some(Context::Implicit);
    }
    match (from, to) {
        (Void, _) | (_, Void) | (_, Unknown) => return None,
        (Unknown, _) => return Some(Context::Implicit),
        (Bool, Int4) | (Int4, Bool) => return Some(Context::Explicit),
        (Name, Varchar(_) | Char(_)) => return Some(Context::Assignment),
        _ => {}
    }
    match (from.category(), to.category()) {
        (Category::String, Category::String) => Some(Context::Implicit),
        (_, Category::String) => Some(Context::Assignment),
        (Category::String, _) => Some(Context::Explicit),
        (Category::Number, Category::Number) => cast_number(from, to),
        _ => cast_datetime(from, to),
    }
}

fn cast_number(from: DataType, to: DataType) -> Option<Context> {
    use DataType::{Float4, Float8, Int2, Int4, Int8, Numeric, Oid};
    // Each becomes the later ones by itself.
    const WIDENING: [DataType; 6] = [Int2, Int4, Int8, Numeric(None), Float4, Float8];
    let rank = |data_type| WIDENING.iter().position(|other| *other == data_type);
    match (from, to) {
        (Int2 | Int4 | Int8, Oid) => Some(Context::Implicit),
        (Oid, Int4 | Int8) => Some(Context::Assignment),
        _ => match rank(from)? < rank(to)? {
            true => Some(Context::Implicit),
            false => Some(Context::Assignment),
        },
    }
}

fn cast_datetime(from: DataType, to: DataType) -> Option<Context> {
    use DataType::{Date, Interval, Time, Timestamp, TimestampTz};
    match (from, to) {
        (Date, Timestamp | TimestampTz) | (Timestamp, TimestampTz) | (Time, Interval) => {
            Some(Context::Implicit)
        }
        (Timestamp, Date | Time) | (TimestampTz, Date | Time | Timestamp) | (Interval, Time) => {
            Some(Context::Assignment)
        }
        _ => None,
    }
}

/// Whether a value of one type may become one of another in that context.
pub fn can_cast(from: DataType, to: DataType, context: Context) -> bool {
    cast_path(from, to).is_some_and(|least| least <= context)
}

/// Whether a value of one type is one of the other as it stands: same physical form, same
/// meaning, nothing to cut or to fill.
pub fn is_relabel(from: DataType, to: DataType) -> bool {
    use DataType::{Char, Name, Numeric, Text, Unknown, Varchar};
    match (from, to) {
        _ if from == to => true,
        (Unknown | Text | Varchar(_) | Name, Text | Varchar(None) | Char(0)) => true,
        (Char(_), Char(0)) | (Numeric(_), Numeric(None)) => true,
        (Varchar(Some(have)), Varchar(Some(room))) => have <= room,
        _ => false,
    }
}

/// The one type that the branches of CASE, COALESCE, UNION, VALUES or IN become: text where
/// none is known; the two types that cannot be matched where there is none.
///
/// A modifier that all share is kept, as PostgreSQL keeps it.
pub fn common_type(types: &[DataType]) -> Result<DataType, (DataType, DataType)> {
    let first = types.first().copied().unwrap_or(DataType::Unknown);
    if first != DataType::Unknown && types.iter().all(|data_type| *data_type == first) {
        return Ok(first);
    }
    let mut common = first.unmodified();
    for next in types.iter().map(|data_type| data_type.unmodified()) {
        if next == DataType::Unknown || next == common {
            continue;
        }
        if common == DataType::Unknown {
            common = next;
        } else if next.category() != common.category() {
            return Err((common, next));
        } else if !common.is_preferred()
            && can_cast(common, next, Context::Implicit)
            && !can_cast(next, common, Context::Implicit)
        {
            common = next;
        }
    }
    match common {
        DataType::Unknown => Ok(DataType::Text),
        common => Ok(common),
    }
}
