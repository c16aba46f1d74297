//! The function table, one file per family.
//!
//! ```text
//!   arithmetic   + - * / % and signs
//!   comparison   = <> < <= > >=
//! ```

use super::function::Function;

pub mod arithmetic;
pub mod comparison;

/// Every family's part of the table.
pub static FAMILIES: &[&[Function]] =
    &[arithmetic::ARITHMETIC, comparison::COMPARISON, comparison::MIXED];
