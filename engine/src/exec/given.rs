//! Rows that come with a statement and are no part of its plan: those that an INSERT writes out.
//!
//! The plan's Values node has one row, in which a parameter stands for each column that is given.

use crate::expr::batch::Batch;
use crate::expr::bound::Expr;

/// Given rows, and the number of the parameter that stands for their first column.
#[derive(Clone, Debug)]
pub struct Given {
    /// The parameter of the first column; the others follow.
    pub first: u16,
    /// The rows.
    pub rows: Batch,
}

impl Given {
    /// The expressions of a Values node's row over the given rows; `None` where it uses none.
    pub fn exprs(&self, rows: &[Vec<Expr>]) -> Option<Vec<Expr>> {
        let [row] = rows else { return None };
        let column_of = |expr: &Expr| match expr {
            Expr::Param { number, data_type } => {
                let place = usize::from(number.checked_sub(self.first)?);
                (place < self.rows.columns().len())
                    .then_some(Expr::Column { place, data_type: *data_type })
            }
            _ => None,
        };
        let columns: Vec<Option<Expr>> = row.iter().map(column_of).collect();
        columns.iter().any(Option::is_some).then(|| {
            columns.into_iter().zip(row).map(|(made, expr)| made.unwrap_or(expr.clone())).collect()
        })
    }
}
