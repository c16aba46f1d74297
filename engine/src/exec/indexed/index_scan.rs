//! Index scan: rows in the order of an index, each looked up in the table.
//!
//! An index-only scan is the same while no map says which pages everybody sees as a whole: each of
//! its rows costs a look at the table, and counts as a heap fetch.

use std::collections::VecDeque;

use model::base::error::Result;
use model::base::ids::TupleId;

use super::condition::ranges;
use super::fetch::Fetcher;
use super::open::OpenIndex;
use super::walk::Walk;
use crate::exec::compute::Predicate;
use crate::exec::context::ExecCtx;
use crate::exec::heap_reader::{Found, HeapReader};
use crate::exec::operator::{Operator, Step, ALL};
use crate::exec::outbox::Outbox;
use crate::plan::index_condition::{IndexCondition, ScanDirection};

/// Most leaves read in one step.
const LEAVES_MAX: usize = 16;

/// Rows found through an index.
pub struct IndexScan {
    reader: HeapReader,
    index: OpenIndex,
    condition: IndexCondition,
    direction: ScanDirection,
    filter: Option<Predicate>,
    kind: ScanKind,
    run: Option<Run>,
}

/// What a scan hands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanKind {
    /// Columns of the table.
    Rows,
    /// Columns of the key alone.
    KeysOnly,
}

/// A scan under way.
struct Run {
    walk: Walk,
    /// Places that were read and not looked up yet.
    places: VecDeque<TupleId>,
    fetcher: Fetcher,
    outbox: Outbox,
}

impl IndexScan {
    /// A scan of the entries that fulfil a condition. The filter is evaluated on many rows in one
    /// go, so it must not be one that changes each time.
    pub fn new(
        reader: HeapReader,
        (index, condition): (OpenIndex, IndexCondition),
        direction: ScanDirection,
        filter: Option<Predicate>,
        kind: ScanKind,
    ) -> IndexScan {
        IndexScan { reader, index, condition, direction, filter, kind, run: None }
    }

    fn start(&self, ctx: &mut ExecCtx<'_>) -> Result<Run> {
        let ranges = ranges(ctx, &self.index, &self.condition)?;
        Ok(Run {
            walk: Walk::new(ranges, self.direction),
            places: VecDeque::new(),
            fetcher: Fetcher::default(),
            outbox: Outbox::default(),
        })
    }

    /// Reads leaves until there are as many places as rows are wanted, or some leaves were read.
    fn read_places(&self, ctx: &mut ExecCtx<'_>, run: &mut Run, rows: usize) -> Result<()> {
        for _ in 0..LEAVES_MAX {
            if run.places.len() >= rows || run.walk.is_done() {
                break;
            }
            let places = &mut run.places;
            run.walk.read_leaf(ctx, &self.index, &mut |place| places.push_back(place))?;
        }
        Ok(())
    }

    /// Looks some rows up.
    fn refill(&self, ctx: &mut ExecCtx<'_>, run: &mut Run, wanted: usize) -> Result<()> {
        let rows = ctx.rows(wanted);
        // A leaf is read as a whole; a row only when it may be needed.
        let ahead = if wanted == ALL { rows } else { 1 };
        self.read_places(ctx, run, ahead)?;
        let count = run.places.len().min(rows);
        let mut found = Found::new(&self.reader);
        run.fetcher.fetch(ctx, &self.reader, run.places.drain(..count), &mut found)?;
        if self.kind == ScanKind::KeysOnly {
            ctx.state.notes.heap_fetches += count as u64;
        }
        let batch = found.into_batch(&self.reader);
        let Some(filter) = &self.filter else {
            run.outbox.put(batch, None);
            return Ok(());
        };
        if batch.is_empty() {
            return Ok(());
        }
        let selected = filter.select(ctx, &batch);
        ctx.state.notes.rows_removed += (batch.row_count() - selected.made.len()) as u64;
        run.outbox.put(batch.take(&selected.made), selected.error);
        Ok(())
    }
}

impl Operator for IndexScan {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        let mut run = match self.run.take() {
            Some(run) => run,
            None => self.start(ctx)?,
        };
        if run.outbox.is_empty() && !(run.places.is_empty() && run.walk.is_done()) {
            self.refill(ctx, &mut run, wanted)?;
        }
        let is_done = run.outbox.is_empty() && run.places.is_empty() && run.walk.is_done();
        let step = if is_done { Step::Done } else { run.outbox.hand_on(ctx, wanted) };
        self.run = Some(run);
        Ok(step)
    }

    fn rewind(&mut self, _ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.run = None;
        Ok(())
    }
}
