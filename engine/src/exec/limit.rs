//! Limit: some rows from the beginning, less some that are left out first.
//!
//! ```text
//!   OFFSET 2 LIMIT 3       - -  r r r  | asked for no more
//!   with ties              - -  r r r  t t | until a row differs from the last r
//! ```

use model::base::error::{sqlstate, Error, Result, SqlState};
use model::types::value::Value;

use super::context::ExecCtx;
use super::key::rows::{KeyRows, KeyShape};
use super::operator::{Operator, Step, ALL};
use super::values::value_of;
use crate::expr::batch::Batch;
use crate::expr::bound::Expr;
use crate::plan::physical::PlanSortKey;

/// Some rows from the beginning.
pub struct Limit {
    input: Box<dyn Operator>,
    limit: Option<Expr>,
    offset: Option<Expr>,
    ties: Option<Ties>,
    state: State,
}

#[derive(Clone, Copy)]
enum State {
    /// The bounds are not computed yet.
    Ready,
    /// That many rows to leave out, then that many to hand on; [`ALL`] has no end.
    Running { skip: u64, left: u64 },
    /// Handing on rows equal to the last.
    Tied,
    /// No more rows.
    Done,
}

/// What makes rows equal, and what the last row has there.
struct Ties {
    places: Vec<usize>,
    shape: KeyShape,
    last: KeyRows,
}

const UNBOUNDED: u64 = u64::MAX;

impl Limit {
    /// The limit above an input.
    pub fn new(
        input: Box<dyn Operator>,
        limit: Option<Expr>,
        offset: Option<Expr>,
        ties: Option<&[PlanSortKey]>,
    ) -> Limit {
        Limit { input, limit, offset, ties: ties.map(Ties::new), state: State::Ready }
    }

    fn start(&mut self, ctx: &mut ExecCtx<'_>) -> Result<State> {
        let skip = bound(
            ctx,
            self.offset.as_ref(),
            (sqlstate::INVALID_ROW_COUNT_IN_RESULT_OFFSET_CLAUSE, "OFFSET"),
        )?;
        let left = bound(
            ctx,
            self.limit.as_ref(),
            (sqlstate::INVALID_ROW_COUNT_IN_LIMIT_CLAUSE, "LIMIT"),
        )?;
        let (skip, left) = (skip.unwrap_or(0), left.unwrap_or(UNBOUNDED));
        Ok(if left == 0 { State::Done } else { State::Running { skip, left } })
    }

    fn run(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        wanted: usize,
        (skip, left): (u64, u64),
    ) -> Result<Step> {
        let batch = match self.input.step(ctx, asked(wanted, skip, left))? {
            Step::Batch(batch) => batch,
            Step::Busy => return Ok(Step::Busy),
            Step::Done => {
                self.state = State::Done;
                return Ok(Step::Done);
            }
        };
        let rows = batch.row_count();
        let skipped = usize::try_from(skip).map_or(rows, |skip| skip.min(rows));
        let skip = skip - skipped as u64;
        let handed_on = rows - skipped;
        let left = if left == UNBOUNDED { left } else { left - handed_on as u64 };
        self.state = match (left, &mut self.ties) {
            (0, None) => State::Done,
            (0, Some(ties)) => {
                ties.note_last(&batch);
                State::Tied
            }
            _ => State::Running { skip, left },
        };
        Ok(Step::of(batch.slice(skipped, rows)))
    }

    fn follow_ties(&mut self, ctx: &mut ExecCtx<'_>) -> Result<Step> {
        let step = self.input.step(ctx, 1)?;
        let is_tied = match (&step, &self.ties) {
            (Step::Batch(batch), Some(ties)) => ties.is_tied(batch),
            (Step::Busy, _) => return Ok(step),
            _ => false,
        };
        if is_tied {
            return Ok(step);
        }
        self.state = State::Done;
        Ok(Step::Done)
    }
}

/// How many rows to ask for: those to leave out, and those that are wanted and left.
fn asked(wanted: usize, skip: u64, left: u64) -> usize {
    if wanted == ALL && left == UNBOUNDED {
        return ALL;
    }
    let handed_on = left.min(wanted as u64);
    usize::try_from(skip.saturating_add(handed_on)).unwrap_or(ALL)
}

/// The value of LIMIT or OFFSET; `None` for NULL.
fn bound(
    ctx: &mut ExecCtx<'_>,
    expr: Option<&Expr>,
    (sqlstate, clause): (SqlState, &str),
) -> Result<Option<u64>> {
    let Some(expr) = expr else { return Ok(None) };
    let count = match value_of(ctx, expr)? {
        Value::Null => return Ok(None),
        Value::Int2(count) => i64::from(count),
        Value::Int4(count) => i64::from(count),
        Value::Int8(count) => count,
        other => panic!("{clause} is bound as a bigint, not {other:?}"),
    };
    match u64::try_from(count) {
        Ok(count) => Ok(Some(count)),
        Err(_) => Err(Error::sql(sqlstate, format!("{clause} must not be negative"))),
    }
}

impl Ties {
    fn new(keys: &[PlanSortKey]) -> Ties {
        let types: Vec<_> = keys.iter().map(|key| key.data_type).collect();
        let shape = KeyShape::new(&types);
        let places = keys.iter().map(|key| key.place).collect();
        Ties { places, last: shape.no_rows(), shape }
    }

    fn note_last(&mut self, batch: &Batch) {
        let last = batch.slice(batch.row_count() - 1, batch.row_count());
        self.last = self.shape.encode_places(&last, &self.places);
    }

    fn is_tied(&self, batch: &Batch) -> bool {
        self.shape.encode_places(batch, &self.places) == self.last
    }
}

impl Operator for Limit {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        if let State::Ready = self.state {
            self.state = self.start(ctx)?;
        }
        match self.state {
            State::Running { skip, left } => self.run(ctx, wanted, (skip, left)),
            State::Tied => self.follow_ties(ctx),
            State::Ready | State::Done => Ok(Step::Done),
        }
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.state = State::Ready;
        self.input.rewind(ctx)
    }

    fn renew(&mut self) -> bool {
        self.state = State::Ready;
        self.input.renew()
    }
}
