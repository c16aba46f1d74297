//! Sequential scan: every page of a table in order, and on each the tuples that the snapshot sees.
//!
//! One page is looked at in one go, as PostgreSQL does. The rows of a page that are not wanted yet
//! wait; no further page is read before they are.

use model::base::error::{Error, Result};

use super::compute::Predicate;
use super::context::ExecCtx;
use super::heap_reader::{Cursor, HeapReader};
use super::operator::{Operator, Step, ALL};
use crate::expr::batch::Batch;

/// Every page of a table in order.
pub struct SeqScan {
    reader: HeapReader,
    filter: Option<Predicate>,
    run: Option<Run>,
}

/// A scan under way.
struct Run {
    cursor: Cursor,
    /// Rows that were found, how many of them were handed on, and the error that comes after them.
    ready: Batch,
    ready_next: usize,
    ready_error: Option<Error>,
}

impl SeqScan {
    /// The scan of a table. The filter is evaluated on a page in one go, so it must not be one
    /// that changes each time.
    pub fn new(reader: HeapReader, filter: Option<Predicate>) -> SeqScan {
        SeqScan { reader, filter, run: None }
    }

    fn start(&self, ctx: &ExecCtx<'_>) -> Run {
        Run {
            cursor: self.reader.start(ctx, ctx.snapshot.clone()),
            ready: Batch::default(),
            ready_next: 0,
            ready_error: None,
        }
    }

    /// Fills `ready`.
    fn refill(&self, ctx: &mut ExecCtx<'_>, run: &mut Run, wanted: usize) -> Result<()> {
        run.ready_next = 0;
        let Some(filter) = &self.filter else {
            let rows = ctx.rows(wanted);
            run.ready = self.reader.read(ctx, &mut run.cursor, rows)?;
            return Ok(());
        };
        // Where all rows are wanted, a whole batch is worth collecting before it is filtered.
        let rows = if wanted == ALL { ctx.batch_rows } else { 1 };
        let batch = self.reader.read(ctx, &mut run.cursor, rows)?;
        if batch.is_empty() {
            run.ready = batch;
            return Ok(());
        }
        let selected = filter.select(ctx, &batch);
        run.ready_error = selected.error;
        run.ready = match selected.made.len() {
            all if all == batch.row_count() => batch,
            _ => batch.take(&selected.made),
        };
        Ok(())
    }
}

impl Run {
    fn is_empty(&self) -> bool {
        self.ready_next == self.ready.row_count()
    }

    /// Hands on rows that are ready.
    fn hand_on(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Batch {
        let (from, rows) = (self.ready_next, self.ready.row_count());
        self.ready_next = rows.min(from + ctx.rows(wanted));
        if self.ready_next == rows {
            self.ready_error.take().into_iter().for_each(|error| ctx.fail_next(error));
        }
        self.ready.slice(from, self.ready_next)
    }
}

impl Operator for SeqScan {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        let mut run = match self.run.take() {
            Some(run) => run,
            None => self.start(ctx),
        };
        let mut step = Step::Done;
        if run.is_empty() && !run.cursor.is_done() {
            self.refill(ctx, &mut run, wanted)?;
            step = Step::Busy;
        }
        if !run.is_empty() || run.ready_error.is_some() {
            step = Step::of(run.hand_on(ctx, wanted));
        }
        self.run = Some(run);
        Ok(step)
    }

    fn rewind(&mut self, _ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.run = None;
        Ok(())
    }
}
