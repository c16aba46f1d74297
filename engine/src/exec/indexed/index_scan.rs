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
/// Room for places that is kept for the next statement: those of a leaf.
const PLACES_KEPT_MAX: usize = 512;

/// Rows found through an index.
pub struct IndexScan {
    reader: HeapReader,
    index: OpenIndex,
    condition: IndexCondition,
    direction: ScanDirection,
    filter: Option<Predicate>,
    kind: ScanKind,
    run: Run,
}

/// What a scan hands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanKind {
    /// Columns of the table.
    Rows,
    /// Columns of the key alone.
    KeysOnly,
}

/// A scan under way, or room for one.
#[derive(Default)]
struct Run {
    /// `None` before the first row is asked for.
    walk: Option<Walk>,
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
        IndexScan { reader, index, condition, direction, filter, kind, run: Run::default() }
    }

    fn start(&self, ctx: &mut ExecCtx<'_>) -> Result<Walk> {
        Ok(Walk::new(ranges(ctx, &self.index, &self.condition)?, self.direction))
    }

    /// Reads leaves until there are as many places as rows are wanted, or some leaves were read.
    fn read_places(&self, ctx: &mut ExecCtx<'_>, run: &mut Run, rows: usize) -> Result<()> {
        let Run { walk: Some(walk), places, .. } = run else { return Ok(()) };
        for _ in 0..LEAVES_MAX {
            if places.len() >= rows || walk.is_done() {
                break;
            }
            walk.read_leaf(ctx, &self.index, &mut |place| places.push_back(place))?;
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

impl Run {
    /// Whether the index has nothing more, and all of its places were looked up.
    fn is_read(&self) -> bool {
        self.places.is_empty() && self.walk.as_ref().is_some_and(Walk::is_done)
    }

    /// Makes it room for another scan.
    fn clear(&mut self) {
        self.walk = None;
        self.places.clear();
        self.fetcher.forget();
        self.outbox.clear();
    }
}

impl Operator for IndexScan {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        let mut run = std::mem::take(&mut self.run);
        if run.walk.is_none() {
            run.walk = Some(self.start(ctx)?);
        }
        if run.outbox.is_empty() && !run.is_read() {
            self.refill(ctx, &mut run, wanted)?;
        }
        let is_done = run.outbox.is_empty() && run.is_read();
        let step = if is_done { Step::Done } else { run.outbox.hand_on(ctx, wanted) };
        self.run = run;
        Ok(step)
    }

    fn rewind(&mut self, _ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.run.clear();
        Ok(())
    }

    fn renew(&mut self) -> bool {
        self.run.clear();
        self.run.places.shrink_to(PLACES_KEPT_MAX);
        true
    }
}
