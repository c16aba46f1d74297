//! What is asked of a subplan, and when its rows have answered it.

use model::base::error::{sqlstate, Error, Result};
use model::types::column::{Column, ColumnData};
use model::types::value::Value;

use crate::exec::compute::Exprs;
use crate::exec::context::ExecCtx;
use crate::exec::join::pairs::side_by_side;
use crate::expr::batch::Batch;
use crate::plan::physical::PlanAsk;

/// What is asked.
pub enum Question {
    /// Its only value, at that place.
    Scalar(usize),
    /// Whether it has a row.
    Exists,
    /// Whether the comparison holds for any row.
    Any(Exprs),
    /// Whether the comparison holds for all rows.
    All(Exprs),
}

/// What the rows so far say.
#[derive(Default)]
pub struct SoFar {
    value: Option<Value>,
    saw_null: bool,
}

impl Question {
    /// Prepares what the plan asks.
    pub fn new(ask: &PlanAsk) -> Question {
        match ask {
            PlanAsk::Scalar(place) => Question::Scalar(*place),
            PlanAsk::Exists => Question::Exists,
            PlanAsk::Any(compare) => Question::Any(Exprs::new(vec![compare.clone()])),
            PlanAsk::All(compare) => Question::All(Exprs::new(vec![compare.clone()])),
        }
    }

    /// Whether rows with other values in the input may get other answers from the same subplan.
    pub fn depends_on_input(&self) -> bool {
        matches!(self, Question::Any(_) | Question::All(_))
    }

    /// How many rows to ask the subplan for.
    pub fn wanted(&self, so_far: &SoFar) -> usize {
        match self {
            Question::Scalar(_) if so_far.value.is_none() => 2,
            _ => 1,
        }
    }

    /// Takes rows of the subplan; the answer to a row of the input, once it is settled.
    pub fn take(
        &self,
        ctx: &mut ExecCtx<'_>,
        so_far: &mut SoFar,
        (input, row): (&Batch, usize),
        rows: &Batch,
    ) -> Result<Option<Value>> {
        match self {
            Question::Scalar(place) => {
                if so_far.value.is_some() || rows.row_count() > 1 {
                    let message = "more than one row returned by a subquery used as an expression";
                    return Err(Error::sql(sqlstate::CARDINALITY_VIOLATION, message));
                }
                so_far.value = Some(rows.column(*place).get(0));
                Ok(None)
            }
            Question::Exists => Ok(Some(Value::Bool(true))),
            Question::Any(compare) => look_for(true, ctx, so_far, compare, (input, row), rows),
            Question::All(compare) => look_for(false, ctx, so_far, compare, (input, row), rows),
        }
    }

    /// The answer, where there are no more rows.
    pub fn finish(&self, so_far: SoFar) -> Value {
        match self {
            Question::Scalar(_) => so_far.value.unwrap_or(Value::Null),
            Question::Exists => Value::Bool(false),
            Question::Any(_) | Question::All(_) if so_far.saw_null => Value::Null,
            Question::Any(_) => Value::Bool(false),
            Question::All(_) => Value::Bool(true),
        }
    }
}

/// Looks for a row for which the comparison is `decisive`.
fn look_for(
    decisive: bool,
    ctx: &mut ExecCtx<'_>,
    so_far: &mut SoFar,
    compare: &Exprs,
    (input, row): (&Batch, usize),
    rows: &Batch,
) -> Result<Option<Value>> {
    let repeated = input.take(&vec![row as u32; rows.row_count()]);
    let compared = compare.compute(ctx, &side_by_side(repeated, rows.clone()));
    let truths = compared.made.column(0);
    if (0..truths.len()).any(|at| truth(truths, at) == Some(decisive)) {
        return Ok(Some(Value::Bool(decisive)));
    }
    so_far.saw_null |= (0..truths.len()).any(|at| truth(truths, at).is_none());
    compared.error.map_or(Ok(None), Err)
}

fn truth(truths: &Column, at: usize) -> Option<bool> {
    match &truths.data {
        ColumnData::Bool(values) if truths.is_valid(at) => Some(values[at]),
        _ => None,
    }
}
