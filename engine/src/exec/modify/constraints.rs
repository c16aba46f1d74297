//! NOT NULL and CHECK: what a row must fulfil by itself.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::column::{Column, ColumnData};

use super::key_text::failing_row;
use crate::catalog::info::TableInfo;
use crate::exec::compute::call_count;
use crate::exec::context::ExecCtx;
use crate::expr::batch::Batch;
use crate::expr::eval::eval;
use crate::plan::physical::Check;

/// The rules that each row of a table must fulfil by itself.
pub struct RowRules {
    table: Arc<TableInfo>,
    checks: Vec<Check>,
    calls: u64,
}

impl RowRules {
    /// The rules of a table, its checks in the order of their names.
    pub fn new(table: Arc<TableInfo>, mut checks: Vec<Check>) -> RowRules {
        checks.sort_by(|left, right| left.name.cmp(&right.name));
        let calls = checks.iter().map(|check| call_count(&check.expr)).sum();
        RowRules { table, checks, calls }
    }

    /// Nothing, or the first row that breaks a rule and its error.
    pub fn verify(&self, ctx: &mut ExecCtx<'_>, rows: &Batch) -> Result<(), (usize, Error)> {
        ctx.spend_calls(self.calls * rows.row_count() as u64);
        let Err(error) = self.verify_at_once(ctx, rows) else { return Ok(()) };
        // Some row breaks some rule; another may do so before it.
        for row in 0..rows.row_count() {
            self.verify_at_once(ctx, &rows.slice(row, row + 1)).map_err(|error| (row, error))?;
        }
        Err((0, error))
    }

    fn verify_at_once(&self, ctx: &mut ExecCtx<'_>, rows: &Batch) -> Result<()> {
        let table = &self.table;
        for (number, column) in table.live_columns().filter(|(_, column)| column.not_null) {
            if let Some(row) = first_null(rows.column(number)) {
                let message = format!(
                    "null value in column \"{}\" of relation \"{}\" violates not-null constraint",
                    column.name, table.name
                );
                let error = SqlError::new(sqlstate::NOT_NULL_VIOLATION, message);
                return Err(error.detail(failing_row(table, rows, row)).into());
            }
        }
        for check in &self.checks {
            if let Some(row) = first_false(&*eval(&check.expr, rows, ctx.env)?) {
                let message = format!(
                    "new row for relation \"{}\" violates check constraint \"{}\"",
                    table.name, check.name
                );
                let error = SqlError::new(sqlstate::CHECK_VIOLATION, message);
                return Err(error.detail(failing_row(table, rows, row)).into());
            }
        }
        Ok(())
    }
}

fn first_null(column: &Column) -> Option<usize> {
    match (&column.valid, &column.data) {
        (None, ColumnData::Null(0)) => None,
        (None, ColumnData::Null(_)) => Some(0),
        (None, _) => None,
        (Some(valid), _) => valid.iter().position(|valid| !valid),
    }
}

fn first_false(column: &Column) -> Option<usize> {
    match &column.data {
        ColumnData::Bool(truths) => {
            (0..truths.len()).find(|&row| !truths[row] && column.is_valid(row))
        }
        _ => None,
    }
}
