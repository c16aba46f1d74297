//! Function scan: the rows of a function, made as they are asked for and never kept.

use std::sync::Arc;

use model::base::error::Result;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;
use model::types::value::Value;

use super::context::ExecCtx;
use super::operator::{Operator, Step};
use super::series::Series;
use super::values::value_of;
use crate::expr::batch::Batch;
use crate::expr::bound::Expr;

/// The rows of `generate_series`.
pub struct FunctionScan {
    args: Vec<Expr>,
    data_type: DataType,
    with_ordinality: bool,
    /// The series, once the arguments are computed.
    series: Option<Series>,
    /// Rows handed on.
    rows_made: i64,
}

impl FunctionScan {
    /// A scan of the series with those arguments, whose values have that type.
    pub fn new(args: Vec<Expr>, data_type: DataType, with_ordinality: bool) -> FunctionScan {
        FunctionScan { args, data_type, with_ordinality, series: None, rows_made: 0 }
    }

    fn start(&self, ctx: &mut ExecCtx<'_>) -> Result<Series> {
        let values: Result<Vec<Value>> = self.args.iter().map(|arg| value_of(ctx, arg)).collect();
        Series::new(&values?)
    }
}

impl Operator for FunctionScan {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        if self.series.is_none() {
            self.series = Some(self.start(ctx)?);
        }
        let most = ctx.rows(wanted);
        let series = self.series.as_mut().expect("it was started above");
        let (data, error) = series.take(most, self.data_type);
        let rows = data.len();
        if rows == 0 {
            return error.map_or(Ok(Step::Done), Err);
        }
        error.into_iter().for_each(|error| ctx.fail_next(error));
        ctx.spend_tuples(rows);
        let mut columns = vec![Arc::new(Column::new(data))];
        if self.with_ordinality {
            let numbers = (1..=rows as i64).map(|number| self.rows_made + number).collect();
            columns.push(Arc::new(Column::new(ColumnData::Int8(numbers))));
        }
        self.rows_made += rows as i64;
        Ok(Step::Batch(Batch::new(columns, rows)))
    }

    fn rewind(&mut self, _ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.series = None;
        self.rows_made = 0;
        Ok(())
    }
}
