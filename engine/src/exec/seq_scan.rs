//! Sequential scan: every page of a table in order, and on each the tuples that the snapshot sees.
//!
//! One page is looked at in one go, as PostgreSQL does. The rows of a page that are not wanted yet
//! wait; no further page is read before they are.

use model::base::error::Result;

use super::compute::Predicate;
use super::context::ExecCtx;
use super::heap_reader::{Cursor, HeapReader};
use super::operator::{Operator, Step, ALL};
use super::outbox::Outbox;

/// Every page of a table in order.
pub struct SeqScan {
    reader: HeapReader,
    filter: Option<Predicate>,
    run: Option<Run>,
}

/// A scan under way.
struct Run {
    cursor: Cursor,
    outbox: Outbox,
}

impl SeqScan {
    /// The scan of a table. The filter is evaluated on a page in one go, so it must not be one
    /// that changes each time.
    pub fn new(reader: HeapReader, filter: Option<Predicate>) -> SeqScan {
        SeqScan { reader, filter, run: None }
    }

    fn start(&self, ctx: &ExecCtx<'_>) -> Run {
        Run { cursor: self.reader.start(ctx, ctx.snapshot.clone()), outbox: Outbox::default() }
    }

    /// Reads some pages.
    fn refill(&self, ctx: &mut ExecCtx<'_>, run: &mut Run, wanted: usize) -> Result<()> {
        let Some(filter) = &self.filter else {
            let rows = ctx.rows(wanted);
            run.outbox.put(self.reader.read(ctx, &mut run.cursor, rows)?, None);
            return Ok(());
        };
        // Where all rows are wanted, a whole batch is worth collecting before it is filtered.
        let rows = if wanted == ALL { ctx.batch_rows } else { 1 };
        let batch = self.reader.read(ctx, &mut run.cursor, rows)?;
        if batch.is_empty() {
            return Ok(());
        }
        let selected = filter.select(ctx, &batch);
        ctx.state.notes.rows_removed += (batch.row_count() - selected.made.len()) as u64;
        let kept = match selected.made.len() {
            all if all == batch.row_count() => batch,
            _ => batch.take(&selected.made),
        };
        run.outbox.put(kept, selected.error);
        Ok(())
    }
}

impl Operator for SeqScan {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        let mut run = match self.run.take() {
            Some(run) => run,
            None => self.start(ctx),
        };
        let mut step = Step::Done;
        if run.outbox.is_empty() && !run.cursor.is_done() {
            self.refill(ctx, &mut run, wanted)?;
            step = Step::Busy;
        }
        if !run.outbox.is_empty() {
            step = run.outbox.hand_on(ctx, wanted);
        }
        self.run = Some(run);
        Ok(step)
    }

    fn rewind(&mut self, _ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.run = None;
        Ok(())
    }

    fn renew(&mut self) -> bool {
        self.run = None;
        true
    }
}
