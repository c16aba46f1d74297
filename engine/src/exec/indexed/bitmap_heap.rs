//! Bitmap heap scan: the pages that a set names, each once, in the order of the table.
//!
//! Where the set knows single places, those rows fulfil what it stands for. Where it knows only a
//! page, all rows of the page are looked at and the condition is asked again.

use model::base::error::Result;
use model::base::ids::{PageId, TupleId};

use super::bitmap::{Bitmap, Slots};
use super::bitmap_index::Gather;
use super::fetch::Fetcher;
use crate::exec::compute::Predicate;
use crate::exec::context::ExecCtx;
use crate::exec::heap_reader::{Found, HeapReader};
use crate::exec::operator::{Operator, Step, ALL};
use crate::exec::outbox::Outbox;
use crate::expr::batch::Batch;
use crate::storage::slotted;

/// Most pages looked at in one step.
const PAGES_MAX: usize = 64;

/// The rows of the places in a set.
pub struct BitmapHeapScan {
    reader: HeapReader,
    input: Gather,
    recheck: Option<Predicate>,
    filter: Option<Predicate>,
    bitmap: Bitmap,
    is_gathered: bool,
    fetcher: Fetcher,
    outbox: Outbox,
}

impl BitmapHeapScan {
    /// Reads the rows of the places that the input hands on. Neither condition may be one that
    /// changes each time.
    pub fn new(
        reader: HeapReader,
        input: Box<dyn Operator>,
        recheck: Option<Predicate>,
        filter: Option<Predicate>,
    ) -> BitmapHeapScan {
        BitmapHeapScan {
            reader,
            input: Gather::new(input),
            recheck,
            filter,
            bitmap: Bitmap::default(),
            is_gathered: false,
            fetcher: Fetcher::default(),
            outbox: Outbox::default(),
        }
    }

    /// Looks at some pages: until there are rows enough, or up to one of another kind.
    fn refill(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<()> {
        let rows = if wanted == ALL { ctx.batch_rows } else { 1 };
        let mut found = Found::new(&self.reader);
        for _ in 0..PAGES_MAX {
            if found.row_count() >= rows {
                break;
            }
            let Some((page_no, slots)) = self.bitmap.pop_page() else { break };
            if slots == Slots::All {
                if found.row_count() > 0 {
                    self.bitmap.add(TupleId { page_no, slot_no: 0 });
                    break;
                }
                ctx.state.notes.heap_blocks_lossy += 1;
                self.look_at_all(ctx, page_no, &mut found)?;
                let batch = found.into_batch(&self.reader);
                return self.put_rechecked(ctx, batch);
            }
            ctx.state.notes.heap_blocks_exact += 1;
            let places = slots.numbers().map(|slot_no| TupleId { page_no, slot_no });
            self.fetcher.fetch(ctx, &self.reader, places, &mut found)?;
        }
        let batch = found.into_batch(&self.reader);
        self.put_filtered(ctx, batch, None);
        Ok(())
    }

    fn look_at_all(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        page_no: u32,
        found: &mut Found,
    ) -> Result<()> {
        let page = PageId { rel: self.reader.rel(), no: page_no };
        let slot_count = slotted::slot_count(&ctx.store.pool().peek(page));
        let places = (1..=slot_count).map(|slot_no| TupleId { page_no, slot_no });
        self.fetcher.fetch(ctx, &self.reader, places, found)
    }

    fn put_rechecked(&mut self, ctx: &mut ExecCtx<'_>, batch: Batch) -> Result<()> {
        let Some(recheck) = &self.recheck else {
            self.put_filtered(ctx, batch, None);
            return Ok(());
        };
        if batch.is_empty() {
            return Ok(());
        }
        let selected = recheck.select(ctx, &batch);
        let away = batch.row_count() - selected.made.len();
        ctx.state.notes.rows_rechecked_away += away as u64;
        self.put_filtered(ctx, batch.take(&selected.made), selected.error);
        Ok(())
    }

    fn put_filtered(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        batch: Batch,
        error: Option<model::base::error::Error>,
    ) {
        let Some(filter) = self.filter.as_ref().filter(|_| !batch.is_empty()) else {
            self.outbox.put(batch, error);
            return;
        };
        let selected = filter.select(ctx, &batch);
        ctx.state.notes.rows_removed += (batch.row_count() - selected.made.len()) as u64;
        self.outbox.put(batch.take(&selected.made), selected.error.or(error));
    }
}

impl Operator for BitmapHeapScan {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        if !self.is_gathered {
            self.is_gathered = self.input.step(ctx, &mut self.bitmap)?;
            return Ok(Step::Busy);
        }
        if self.outbox.is_empty() && !self.bitmap.is_empty() {
            self.refill(ctx, wanted)?;
        }
        if self.outbox.is_empty() && self.bitmap.is_empty() {
            return Ok(Step::Done);
        }
        Ok(self.outbox.hand_on(ctx, wanted))
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.bitmap = Bitmap::default();
        self.is_gathered = false;
        self.fetcher.forget();
        self.outbox.clear();
        self.input.rewind(ctx)
    }

    fn renew(&mut self) -> bool {
        self.bitmap = Bitmap::default();
        self.is_gathered = false;
        self.fetcher.forget();
        self.outbox.clear();
        self.input.renew()
    }
}
