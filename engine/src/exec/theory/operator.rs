//! The function scan: reads the table where the question is about rows, then answers.

use std::sync::Arc;

use model::base::error::{Error, Result};
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;
use model::types::dependency::{Dependency, Scheme};
use model::types::value::Value;

use super::answer::{of_scheme, Rows};
use super::findings;
use super::rows::KnownRows;
use super::script;
use super::subject::{Parts, Subject};
use crate::exec::context::ExecCtx;
use crate::exec::operator::{Operator, Step, ALL};
use crate::exec::values::value_of;
use crate::expr::batch::Batch;
use crate::expr::bound::Expr;
use crate::sql::theory::{Question, TheoryFunction};
use crate::theory::discover::search::{Discovery, Options, Progress};
use crate::theory::discover::table::Table;
use crate::theory::parse;

/// Rows that discovery touches in one step: some milliseconds of work.
const ROWS_PER_STEP: u64 = 100_000;

/// The call.
pub struct Asked {
    /// The function.
    pub function: &'static TheoryFunction,
    /// Its arguments after the table.
    pub args: Vec<Expr>,
    /// WITH ORDINALITY.
    pub counts: bool,
}

/// The rows of a function of schema `glassbox`.
pub struct TheoryScan {
    asked: Asked,
    subject: Subject,
    /// The table's rows.
    source: Box<dyn Operator>,
    state: State,
}

enum State {
    Start,
    Reading(Args, KnownRows),
    Checking(Box<Checking>),
    Searching(Scheme, Box<Discovery>),
    Ready { rows: Rows, next: usize },
}

/// The arguments after the table.
type Args = Vec<String>;

struct Checking {
    scheme: Scheme,
    rows: KnownRows,
    table: Table,
    left: std::vec::IntoIter<Dependency>,
    done: Rows,
}

impl TheoryScan {
    /// A scan of the answer; `source` reads the table.
    pub fn new(asked: Asked, subject: Subject, source: Box<dyn Operator>) -> TheoryScan {
        TheoryScan { asked, subject, source, state: State::Start }
    }

    /// One piece of work.
    fn advance(&mut self, ctx: &mut ExecCtx<'_>, state: State) -> Result<State> {
        match state {
            State::Start => self.start(ctx),
            State::Reading(args, mut rows) => match self.source.step(ctx, ALL)? {
                Step::Batch(batch) => {
                    ctx.spend_tuples(batch.row_count());
                    rows.push(batch)?;
                    Ok(State::Reading(args, rows))
                }
                Step::Busy => Ok(State::Reading(args, rows)),
                Step::Done => self.have_read(&args, rows),
            },
            State::Checking(mut checking) => {
                let Some(dependency) = checking.left.next() else {
                    return Ok(ready(checking.done));
                };
                let Checking { scheme, rows, table, done, .. } = &mut *checking;
                ctx.spend_tuples(table.row_count());
                done.push(findings::check(scheme, rows, table, &dependency));
                Ok(State::Checking(checking))
            }
            State::Searching(scheme, mut discovery) => {
                ctx.spend_tuples(ROWS_PER_STEP as usize);
                match discovery.step(ROWS_PER_STEP) {
                    Progress::Done => {
                        Ok(ready(findings::discovered(&scheme, &discovery.findings())))
                    }
                    _ => Ok(State::Searching(scheme, discovery)),
                }
            }
            ready @ State::Ready { .. } => Ok(ready),
        }
    }

    /// Computes the arguments, and answers what needs no rows. NULL has no answer.
    fn start(&mut self, ctx: &mut ExecCtx<'_>) -> Result<State> {
        let mut args = Vec::new();
        for arg in &self.asked.args {
            match value_of(ctx, arg)? {
                Value::Text(text) => args.push(text),
                _ => return Ok(ready(Rows::new())),
            }
        }
        let question = self.asked.function.question;
        match question {
            Question::Check
            | Question::Redundancy
            | Question::Discover
            | Question::Form
            | Question::Script => {
                let columns = self.subject.table.live_columns();
                let types: Vec<DataType> = columns.map(|(_, column)| column.data_type).collect();
                Ok(State::Reading(args, KnownRows::new(&types)))
            }
            _ => of_scheme(&self.subject, question, &args).map(ready),
        }
    }

    /// What comes after reading.
    fn have_read(&self, args: &[String], rows: KnownRows) -> Result<State> {
        let scheme = self.subject.scheme()?;
        match self.asked.function.question {
            Question::Check => {
                let dependencies = match args.first() {
                    Some(text) => parse::dependencies(&scheme.attributes, text)?,
                    None => scheme.dependencies().to_vec(),
                };
                let table = rows.table()?;
                let (left, done) = (dependencies.into_iter(), Rows::new());
                Ok(State::Checking(Box::new(Checking { scheme, rows, table, left, done })))
            }
            Question::Discover => {
                let discovery = Discovery::new(rows.table()?, Options::default());
                Ok(State::Searching(scheme, Box::new(discovery)))
            }
            Question::Redundancy => Ok(ready(findings::redundancy(&scheme, &rows.table()?))),
            Question::Form => findings::form(&scheme, &rows).map(ready),
            _ => {
                let arg = |at: usize| args.get(at).map(String::as_str);
                let parts = Parts::of(&scheme, arg(0).unwrap_or_default(), arg(1))?;
                let with_null = rows.with_null();
                script::rows(&self.subject, &scheme, &parts, with_null).map(ready)
            }
        }
    }

    /// Some rows of the answer.
    fn hand_on(&self, rows: &Rows, from: usize, to: usize) -> Batch {
        let types = self.asked.function.columns.iter().map(|(_, data_type)| *data_type);
        let column = |(place, data_type): (usize, DataType)| {
            let mut column = Column::empty(data_type);
            rows[from..to].iter().for_each(|row| column.push(&row[place]));
            Arc::new(column)
        };
        let mut columns: Vec<Arc<Column>> = types.enumerate().map(column).collect();
        if self.asked.counts {
            let numbers = (from + 1..=to).map(|number| number as i64).collect();
            columns.push(Arc::new(Column::new(ColumnData::Int8(numbers))));
        }
        Batch::new(columns, to - from)
    }
}

fn ready(rows: Rows) -> State {
    State::Ready { rows, next: 0 }
}

impl Operator for TheoryScan {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        let state = std::mem::replace(&mut self.state, ready(Rows::new()));
        let State::Ready { rows, next } = state else {
            self.state = self.advance(ctx, state).map_err(without_place)?;
            return Ok(Step::Busy);
        };
        let to = rows.len().min(next + ctx.rows(wanted));
        let step = match to - next {
            0 => Step::Done,
            count => {
                ctx.spend_tuples(count);
                Step::Batch(self.hand_on(&rows, next, to))
            }
        };
        self.state = State::Ready { rows, next: to };
        Ok(step)
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.state = State::Start;
        self.source.rewind(ctx)
    }
}

/// The same error without a place: it would be one in an argument's text, not in the statement's.
fn without_place(error: Error) -> Error {
    match error {
        Error::Sql(mut error) => {
            error.position = None;
            Error::Sql(error)
        }
        other => other,
    }
}
