//! The operator that asks a subplan about each row.

use std::sync::Arc;

use model::base::error::{Error, Result};
use model::types::column::Column;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::members::Members;
use super::question::{Question, SoFar};
use crate::exec::context::ExecCtx;
use crate::exec::kept_rows::KeptRows;
use crate::exec::operator::{Operator, Step};
use crate::expr::batch::Batch;

/// For each row, one more column that a subplan answers.
pub struct Apply {
    input: Box<dyn Operator>,
    /// The type of the answers.
    data_type: DataType,
    source: Source,
    /// Whether a rewind leaves the subplan's rows as they are.
    keeps_rows: bool,
    rows: Option<Rows>,
}

/// Where answers come from.
pub enum Source {
    /// The subplan, started again for each row with these parameters: (number, place in the input).
    Each {
        /// The subplan.
        subplan: Box<dyn Operator>,
        /// What is handed to it.
        params: Vec<(u16, usize)>,
        /// What is asked of it.
        question: Question,
    },
    /// The subplan's rows, which are the same for every row.
    Same {
        /// The subplan's rows.
        rows: KeptRows,
        /// What is asked of them.
        question: Question,
        /// The answer, once it is known, where it is the same for every row too.
        answer: Option<Value>,
    },
    /// The subplan's rows in a hash table.
    Hashed {
        /// The subplan.
        subplan: Box<dyn Operator>,
        /// Its values.
        members: Members,
        /// Whether all of them are there.
        is_built: bool,
    },
}

/// An input batch, and the answers so far.
struct Rows {
    batch: Batch,
    answers: Column,
    /// What the subplan said so far about the row at hand; `None`: it has not been asked.
    so_far: Option<SoFar>,
    /// Where in rows that stay the same the row at hand has come to.
    next: usize,
}

/// Most steps of a subplan in one step of the operator.
const SUBPLAN_STEPS_MAX: usize = 256;

impl Apply {
    /// Answers of that type for the rows of an input.
    pub fn new(input: Box<dyn Operator>, data_type: DataType, source: Source) -> Apply {
        Apply { input, data_type, source, keeps_rows: false, rows: None }
    }

    /// The same where the subplan gives the same rows after every rewind.
    pub fn keeping_rows(self) -> Apply {
        Apply { keeps_rows: true, ..self }
    }

    /// Asks about rows until all are answered, the subplan is busy, or enough was done.
    fn run(&mut self, ctx: &mut ExecCtx<'_>, mut rows: Rows) -> Result<Step> {
        for _ in 0..SUBPLAN_STEPS_MAX {
            if rows.answers.len() == rows.batch.row_count() {
                return Ok(Step::Batch(with_answers(rows.batch, rows.answers)));
            }
            match self.ask(ctx, &mut rows) {
                Ok(Asked::Answered(answer)) => {
                    rows.answers.push(&answer);
                    (rows.so_far, rows.next) = (None, 0);
                }
                Ok(Asked::More) => {}
                Ok(Asked::Busy) => break,
                Err(error) => return Ok(fail_after(ctx, rows, error)),
            }
        }
        self.rows = Some(rows);
        Ok(Step::Busy)
    }

    /// One step of the subplan about the row at hand.
    fn ask(&mut self, ctx: &mut ExecCtx<'_>, rows: &mut Rows) -> Result<Asked> {
        let row = rows.answers.len();
        let is_new = rows.so_far.is_none();
        let so_far = rows.so_far.get_or_insert_with(SoFar::default);
        let (step, question) = match &mut self.source {
            Source::Each { subplan, params, question } => {
                if is_new {
                    for (number, place) in params.iter() {
                        ctx.env.set_param(*number, rows.batch.column(*place).get(row));
                    }
                    subplan.rewind(ctx)?;
                }
                (subplan.step(ctx, question.wanted(so_far))?, &*question)
            }
            Source::Same { answer: Some(answer), .. } => {
                return Ok(Asked::Answered(answer.clone()));
            }
            Source::Same { rows: kept, question, .. } => {
                let wanted = question.wanted(so_far);
                let wanted = if kept.is_complete() { ctx.batch_rows } else { wanted };
                (kept.read(ctx, &mut rows.next, wanted)?, &*question)
            }
            Source::Hashed { .. } => panic!("hashed values answer a batch in one go"),
        };
        let answer = match step {
            Step::Busy => return Ok(Asked::Busy),
            Step::Batch(made) => match question.take(ctx, so_far, (&rows.batch, row), &made)? {
                Some(answer) => answer,
                None => return Ok(Asked::More),
            },
            Step::Done => question.finish(std::mem::take(so_far)),
        };
        let is_for_all = !question.depends_on_input();
        if let (Source::Same { answer: kept, .. }, true) = (&mut self.source, is_for_all) {
            *kept = Some(answer.clone());
        }
        Ok(Asked::Answered(answer))
    }
}

enum Asked {
    /// The answer about the row at hand.
    Answered(Value),
    /// No answer yet.
    More,
    /// The subplan worked, but had no rows yet.
    Busy,
}

/// The rows that were answered; the error follows them.
fn fail_after(ctx: &mut ExecCtx<'_>, rows: Rows, error: Error) -> Step {
    ctx.fail_next(error);
    let batch = rows.batch.slice(0, rows.answers.len());
    Step::of(with_answers(batch, rows.answers))
}

fn with_answers(batch: Batch, answers: Column) -> Batch {
    let rows = batch.row_count();
    let columns = batch.columns().iter().cloned().chain([Arc::new(answers)]).collect();
    Batch::new(columns, rows)
}

/// Fills the hash table, then answers a batch in one go.
fn answer_hashed(
    ctx: &mut ExecCtx<'_>,
    subplan: &mut dyn Operator,
    (members, is_built): (&mut Members, &mut bool),
    batch: &Batch,
) -> Result<Option<Step>> {
    if !*is_built {
        match subplan.step(ctx, crate::exec::operator::ALL)? {
            Step::Batch(rows) => {
                let values = members.straw().compute(ctx, &rows);
                values.error.map_or(Ok(()), Err)?;
                members.add(&values.made);
            }
            Step::Busy => {}
            Step::Done => *is_built = true,
        }
        return Ok(None);
    }
    let values = members.needle().compute(ctx, batch);
    ctx.spend_calls(values.rows as u64);
    let answers = members.answer(&values.made);
    let rows = batch.slice(0, values.rows);
    values.error.into_iter().for_each(|error| ctx.fail_next(error));
    Ok(Some(Step::of(with_answers(rows, answers))))
}

impl Operator for Apply {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        let rows = match self.rows.take() {
            Some(rows) => rows,
            None => match self.input.step(ctx, wanted)? {
                Step::Batch(batch) => {
                    let answers = Column::empty(self.data_type);
                    Rows { batch, answers, so_far: None, next: 0 }
                }
                other => return Ok(other),
            },
        };
        if let Source::Hashed { subplan, members, is_built } = &mut self.source {
            let answered = answer_hashed(ctx, &mut **subplan, (members, is_built), &rows.batch)?;
            if answered.is_none() {
                self.rows = Some(rows);
            }
            return Ok(answered.unwrap_or(Step::Busy));
        }
        self.run(ctx, rows)
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.rows = None;
        if !self.keeps_rows {
            match &mut self.source {
                Source::Each { .. } => {}
                Source::Same { rows, answer, .. } => {
                    *answer = None;
                    rows.rewind(ctx)?;
                }
                Source::Hashed { subplan, members, is_built } => {
                    members.clear();
                    *is_built = false;
                    subplan.rewind(ctx)?;
                }
            }
        }
        self.input.rewind(ctx)
    }
}
