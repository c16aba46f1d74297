//! The table of aggregates.

use model::types::data_type::DataType;

/// One row of the table: an aggregate on exact argument types.
#[derive(Debug)]
pub struct Aggregate {
    /// Its name.
    pub name: &'static str,
    /// Its argument types; none for `count(*)`.
    pub args: &'static [DataType],
    /// What it returns.
    pub returns: DataType,
}

impl PartialEq for Aggregate {
    fn eq(&self, other: &Aggregate) -> bool {
        self.name == other.name && self.args == other.args
    }
}
