//! What a kernel is given: its operands, each a column or one value for all rows.
//!
//! ```text
//!   a + 1   over 3 rows      operands[0]  column [4, 5, 6]   place = row & !0
//!                            operands[1]  column [1]         place = row & 0
//! ```
//!
//! A constant is a column of length one that every row reads, so no constant is ever written out
//! `rows` times, and one loop serves both.

use std::sync::Arc;

use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::bound::Expr;
use super::form::Form;

/// One argument: a value for each row, or one value for all.
#[derive(Clone, Debug)]
pub struct Operand {
    column: Arc<Column>,
    is_constant: bool,
}

impl Operand {
    /// A value for each row.
    pub fn vector(column: Arc<Column>) -> Operand {
        Operand { column, is_constant: false }
    }

    /// One value for all rows.
    pub fn constant(column: Column) -> Operand {
        assert_eq!(column.len(), 1, "a constant is a column of one value");
        Operand { column: Arc::new(column), is_constant: true }
    }

    /// One value for all rows.
    pub fn of_value(data_type: DataType, value: &Value) -> Operand {
        let mut column = Column::empty(data_type);
        column.push(value);
        Operand::constant(column)
    }

    /// The values: one for each row, or one.
    pub fn column(&self) -> &Column {
        &self.column
    }

    /// Whether one value stands for all rows.
    pub fn is_constant(&self) -> bool {
        self.is_constant
    }

    /// Where that row's value is.
    #[inline]
    pub fn place(&self, row: usize) -> usize {
        if self.is_constant {
            0
        } else {
            row
        }
    }

    /// Whether that row's value is there.
    #[inline]
    pub fn is_valid(&self, row: usize) -> bool {
        self.column.is_valid(self.place(row))
    }

    /// Whether the value that stands for all rows is NULL.
    pub fn is_constant_null(&self) -> bool {
        self.is_constant && !self.column.is_valid(0)
    }

    /// Which rows hold a value; `None` when all do.
    pub fn valid(&self) -> Option<&[bool]> {
        if self.is_constant {
            None
        } else {
            self.column.valid.as_deref()
        }
    }

    /// A column of `rows` values.
    pub fn into_column(self, rows: usize) -> Arc<Column> {
        if self.is_constant && rows != 1 {
            Arc::new(self.column.take(&vec![0; rows]))
        } else {
            self.column
        }
    }
}

/// An operand seen in its form.
pub struct View<'a, F: Form> {
    view: F::View<'a>,
    mask: usize,
}

impl<F: Form> Clone for View<'_, F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: Form> Copy for View<'_, F> {}

impl<'a, F: Form> View<'a, F> {
    /// The operand's values in that form.
    pub fn of(operand: &'a Operand) -> View<'a, F> {
        let mask = if operand.is_constant { 0 } else { usize::MAX };
        View { view: F::view(&operand.column.data), mask }
    }

    /// The value of a row.
    #[inline]
    pub fn at(self, row: usize) -> F::Item<'a> {
        F::at(self.view, row & self.mask)
    }

    /// All values: one for each row, or one.
    pub fn all(self) -> F::View<'a> {
        self.view
    }

    /// The value that stands for all rows, if one does.
    pub fn constant(self) -> Option<F::Item<'a>> {
        (self.mask == 0).then(|| F::at(self.view, 0))
    }
}

/// One call of a kernel.
pub struct Call<'a> {
    /// The operands, of the function's argument types.
    pub operands: &'a [Operand],
    /// The expressions that they come from, for the kernels that ask for their types.
    pub exprs: &'a [Expr],
    /// How many rows to compute.
    pub rows: usize,
    /// Which rows a strict kernel must compute; `None` when all. What it leaves in the others is
    /// never seen.
    pub valid: Option<&'a [bool]>,
}

impl<'a> Call<'a> {
    /// One operand in its form.
    pub fn view<F: Form>(&self, at: usize) -> View<'a, F> {
        View::of(&self.operands[at])
    }

    /// Whether a strict kernel must compute that row.
    #[inline]
    pub fn wants(&self, row: usize) -> bool {
        self.valid.is_none_or(|valid| valid[row])
    }

    /// The type of one argument.
    pub fn arg_type(&self, at: usize) -> DataType {
        self.exprs[at].data_type()
    }
}
