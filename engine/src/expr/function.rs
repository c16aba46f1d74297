//! The table of functions and operators.

use model::base::error::Result;
use model::types::column::Column;
use model::types::data_type::DataType;

use super::env::Env;

/// One row of the table: a function or operator on exact argument types.
#[derive(Debug)]
pub struct Function {
    /// Its name; an operator's is its sign.
    pub name: &'static str,
    /// Its argument types.
    pub args: &'static [DataType],
    /// What it returns.
    pub returns: DataType,
    /// The work, over whole columns of equal length (`rows`, for functions without arguments).
    pub kernel: fn(&[&Column], rows: usize, &mut dyn Env) -> Result<Column>,
}

impl PartialEq for Function {
    fn eq(&self, other: &Function) -> bool {
        self.name == other.name && self.args == other.args
    }
}
