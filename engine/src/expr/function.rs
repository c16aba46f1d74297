//! The shape of the function table: one row per function or operator and argument types.
//!
//! The families in `functions/` fill it; `resolve` finds the row that a name and types mean.

use model::base::error::Result;
use model::types::column::Column;
use model::types::data_type::DataType;

use super::call::{Call, Operand};
use super::env::Env;

/// One row of the table: a function or operator on exact argument types.
#[derive(Debug)]
pub struct Function {
    /// Its name; an operator's is its sign.
    pub name: &'static str,
    /// Its argument types. [`ANY`] takes a value of any type as it is.
    pub args: &'static [DataType],
    /// The further arguments it takes after `args`.
    pub rest: Rest,
    /// What it returns.
    pub returns: DataType,
    /// What a NULL argument does.
    pub nulls: Nulls,
    /// When the same arguments give the same result.
    pub volatility: Volatility,
    /// The work, over all rows of a batch at once.
    pub kernel: Kernel,
    /// The rows for which it is true, found without making a column of truth values. Comparisons
    /// have it.
    pub select: Option<SelectKernel>,
}

/// An argument of any type, taken as it is.
pub const ANY: DataType = DataType::Unknown;

/// The work of a function over all rows. A strict one is called only where no argument is NULL.
pub type Kernel = fn(&Call<'_>, &mut dyn Env) -> Result<Column>;

/// The rows among those at `places` (all, where `None`) for which a comparison is true, in order.
pub type SelectKernel = fn(&[Operand], rows: usize, places: Option<&[u32]>) -> Vec<u32>;

/// Which arguments may follow the named ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// None.
    Nothing,
    /// At least that many, of any types: `VARIADIC "any"`.
    Any {
        /// The fewest.
        min: usize,
    },
}

/// What a NULL argument does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// The result is NULL, and the kernel does not see the row.
    Strict,
    /// The kernel looks at validity itself.
    Seen,
}

/// When the same arguments give the same result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Volatility {
    /// Always: may be computed once and for all.
    Immutable,
    /// Within one statement.
    Stable,
    /// Never: must be computed for each row.
    Volatile,
}

impl Function {
    /// A strict and immutable row.
    pub const fn strict(
        name: &'static str,
        args: &'static [DataType],
        returns: DataType,
        kernel: Kernel,
    ) -> Function {
        Function {
            name,
            args,
            rest: Rest::Nothing,
            returns,
            nulls: Nulls::Strict,
            volatility: Volatility::Immutable,
            kernel,
            select: None,
        }
    }

    /// The same, looking at NULLs itself.
    pub const fn seeing_nulls(self) -> Function {
        Function { nulls: Nulls::Seen, ..self }
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Function) -> bool {
        self.name == other.name && self.args == other.args
    }
}

impl Eq for Function {}
