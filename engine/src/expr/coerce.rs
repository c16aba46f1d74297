//! Which type becomes which without being asked, in the words of the binder.
//!
//! The rules are `model::types::cast`'s; here they meet constructs and their errors.

use model::base::error::{sqlstate, Error, Result};
use model::types::cast::{self, can_cast, Context};
use model::types::data_type::DataType;

/// When a cast may happen. Each level allows what the ones before allow.
pub type Coercion = Context;

/// Whether two types are the same but for their modifiers.
pub fn is_same(left: DataType, right: DataType) -> bool {
    left.unmodified() == right.unmodified()
}

/// Whether a value of one type may become one of another in that context.
pub fn can_coerce(from: DataType, to: DataType, context: Coercion) -> bool {
    can_cast(from, to, context)
}

/// The one type that the branches of `construct` (`CASE`, `UNION`, `VALUES`, ...) become.
pub fn common_type(types: &[DataType], construct: &str) -> Result<DataType> {
    cast::common_type(types).map_err(|(left, right)| {
        let (left, right) = (left.name(), right.name());
        let message = format!("{construct} types {left} and {right} cannot be matched");
        Error::sql(sqlstate::DATATYPE_MISMATCH, message)
    })
}
