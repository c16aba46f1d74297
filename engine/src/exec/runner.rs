//! What operators ask of the database above them.

use std::sync::Arc;

use model::base::error::Result;
use model::base::ids::RelId;

use crate::catalog::info::{ConstraintInfo, TableInfo};
use crate::expr::bound::Expr;
use crate::plan::physical::Check;

/// The catalog as operators that enforce foreign keys see it. The database answers.
pub trait Runner {
    /// The table of that number.
    fn table(&mut self, rel: RelId) -> Result<Arc<TableInfo>>;
    /// The foreign keys that refer to a table, each with the table that has it, in a fixed order.
    fn referrers(&mut self, rel: RelId) -> Result<Vec<(Arc<TableInfo>, ConstraintInfo)>>;
    /// The CHECK constraints of a table, bound over its attributes.
    fn checks(&mut self, table: &TableInfo) -> Result<Vec<Check>>;
    /// The default of a column (attribute number less one), bound, of the column's type.
    fn default_of(&mut self, table: &TableInfo, column: usize) -> Result<Expr>;
}
