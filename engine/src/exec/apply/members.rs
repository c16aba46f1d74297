//! `x IN (subquery)` through a hash table, with SQL's rules for NULL.
//!
//! ```text
//!   x       subquery         x IN ..     x NOT IN ..
//!   any     no rows          false       true
//!   NULL    some             NULL        NULL
//!   5       1 5 NULL         true        false
//!   5       1 2 NULL         NULL        NULL
//!   5       1 2              false       true
//! ```

use model::types::column::{Column, ColumnData};

use crate::exec::compute::Exprs;
use crate::exec::join::hash_side::null_rows;
use crate::exec::key::rows::KeyShape;
use crate::exec::key::table::KeyTable;
use crate::expr::batch::Batch;
use crate::expr::bound::Expr;
use crate::plan::physical::PlanAsk;

/// The values of a subquery.
pub struct Members {
    /// What is looked for, over the input.
    needle: Exprs,
    /// What it is looked for among, over the subplan's own places.
    straw: Exprs,
    /// Whether the answer is turned: `<> ALL`.
    is_turned: bool,
    shape: KeyShape,
    table: KeyTable,
    has_null: bool,
}

impl Members {
    /// The hashed form of a question, where it has one: `=` ANY or `<>` ALL between an expression
    /// over the input, which has that many columns, and a column of the subplan.
    pub fn new(ask: &PlanAsk, input_width: usize) -> Option<Members> {
        let (compare, sign) = match ask {
            PlanAsk::Any(compare) => (compare, "="),
            PlanAsk::All(compare) => (compare, "<>"),
            PlanAsk::Scalar(_) | PlanAsk::Exists => return None,
        };
        let Expr::Call { function, args, .. } = compare else { return None };
        let [left, right] = args.as_slice() else { return None };
        let (needle, straw) = match (side_of(left, input_width), side_of(right, input_width)) {
            (Side::Input, Side::Subplan) => (left, right),
            (Side::Subplan, Side::Input) => (right, left),
            _ => return None,
        };
        let data_type = needle.data_type().unmodified();
        if function.name != sign || straw.data_type().unmodified() != data_type {
            return None;
        }
        // Anything else may fail on a row that a comparison one by one would not reach.
        let is_plain = match straw {
            Expr::Column { .. } => true,
            Expr::Cast { arg, .. } => matches!(**arg, Expr::Column { .. }),
            _ => false,
        };
        if !is_plain {
            return None;
        }
        let mut straw = straw.clone();
        shift(&mut straw, input_width);
        let shape = KeyShape::new(&[data_type]);
        Some(Members {
            needle: Exprs::new(vec![needle.clone()]),
            straw: Exprs::new(vec![straw]),
            is_turned: sign == "<>",
            table: KeyTable::new(shape.no_rows()),
            shape,
            has_null: false,
        })
    }

    /// What is looked for, over the input.
    pub fn needle(&self) -> &Exprs {
        &self.needle
    }

    /// What it is looked for among, over the subplan.
    pub fn straw(&self) -> &Exprs {
        &self.straw
    }

    /// Adds values.
    pub fn add(&mut self, values: &Batch) {
        let keys = self.shape.encode_all(values);
        let null = null_rows(values);
        for row in 0..values.row_count() {
            match null.as_ref().is_some_and(|null| null[row]) {
                true => self.has_null = true,
                false => {
                    self.table.number(&keys, row);
                }
            }
        }
    }

    /// The answer to each value.
    pub fn answer(&self, values: &Batch) -> Column {
        let rows = values.row_count();
        if self.table.is_empty() && !self.has_null {
            return Column::new(ColumnData::Bool(vec![self.is_turned; rows]));
        }
        let keys = self.shape.encode_all(values);
        let null = null_rows(values);
        let (mut truths, mut valid) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        for row in 0..rows {
            let is_null = null.as_ref().is_some_and(|null| null[row]);
            let is_found = !is_null && self.table.find(&keys, row).is_some();
            truths.push(is_found != self.is_turned);
            valid.push(is_found || !(is_null || self.has_null));
        }
        Column::with_valid(ColumnData::Bool(truths), valid)
    }

    /// Forgets all values.
    pub fn clear(&mut self) {
        self.table.clear();
        self.has_null = false;
    }
}

#[derive(PartialEq, Eq)]
enum Side {
    Input,
    Subplan,
    /// Columns of both, or of neither.
    Unclear,
}

fn side_of(expr: &Expr, input_width: usize) -> Side {
    let is_input = |expr: &Expr| matches!(expr, Expr::Column { place, .. } if *place < input_width);
    let is_subplan =
        |expr: &Expr| matches!(expr, Expr::Column { place, .. } if *place >= input_width);
    match (expr.any(&is_input), expr.any(&is_subplan)) {
        (_, false) => Side::Input,
        (false, true) => Side::Subplan,
        (true, true) => Side::Unclear,
    }
}

/// From places behind the input's to the subplan's own.
fn shift(expr: &mut Expr, input_width: usize) {
    if let Expr::Column { place, .. } = expr {
        *place -= input_width;
    }
    expr.children_mut().into_iter().for_each(|child| shift(child, input_width));
}
