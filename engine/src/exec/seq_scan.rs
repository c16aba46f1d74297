//! Sequential scan: every page of a table in order, and on each the tuples that the snapshot sees.
//!
//! One page is looked at in one go, as PostgreSQL does: all its tuples are tried against the
//! snapshot, then only the attributes that the query reads are decoded, straight into columns. The
//! rows of a page that are not wanted yet wait; no further page is read before they are.

use std::sync::Arc;

use model::base::error::{Error, Result};
use model::base::ids::{PageId, RelId, TupleId};
use model::trace::event::page::PageEvent;
use model::trace::event::Level;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use super::compute::Predicate;
use super::context::ExecCtx;
use super::operator::{Operator, Step, ALL};
use crate::catalog::info::TableInfo;
use crate::expr::batch::Batch;
use crate::storage::access::Access;
use crate::storage::heap::HeapPage;
use crate::storage::tuple::layout::RowLayout;
use crate::txn::visibility::visible;

/// Every page of a table in order.
pub struct SeqScan {
    rel: RelId,
    layout: RowLayout,
    /// The attributes read, and their types.
    attributes: Vec<usize>,
    types: Vec<DataType>,
    with_row_id: bool,
    filter: Option<Predicate>,
    run: Option<Run>,
}

/// A scan under way.
struct Run {
    access: Access,
    next_page: u32,
    page_count: u32,
    /// Rows that were found, how many of them were handed on, and the error that comes after them.
    ready: Batch,
    ready_next: usize,
    ready_error: Option<Error>,
}

/// Most pages looked at in one step: a table of nothing but dead rows is left page by page too.
const STEP_PAGES_MAX: u32 = 64;

impl SeqScan {
    /// The scan of a table's attributes (numbers less one, rising).
    pub fn new(
        table: &TableInfo,
        attributes: Vec<usize>,
        with_row_id: bool,
        filter: Option<Predicate>,
    ) -> SeqScan {
        assert!(attributes.windows(2).all(|pair| pair[0] < pair[1]), "attributes rise");
        let data_types = table.data_types();
        SeqScan {
            rel: table.rel,
            types: attributes.iter().map(|&number| data_types[number]).collect(),
            layout: RowLayout::new(&data_types),
            attributes,
            with_row_id,
            filter,
            run: None,
        }
    }

    fn start(&self, ctx: &ExecCtx<'_>) -> Run {
        Run {
            access: ctx.store.scan_access(self.rel),
            next_page: 0,
            page_count: ctx.store.page_count(self.rel),
            ready: Batch::default(),
            ready_next: 0,
            ready_error: None,
        }
    }

    /// Reads pages until there are `rows` rows or the next page might not fit a batch.
    fn read(&self, ctx: &mut ExecCtx<'_>, run: &mut Run, rows: usize) -> Result<Batch> {
        let mut found = Found::new(&self.types);
        let pages_left = run.page_count - run.next_page;
        for _ in 0..pages_left.min(STEP_PAGES_MAX) {
            let page = PageId { rel: self.rel, no: run.next_page };
            run.next_page += 1;
            let page = ctx.store.heap_page(page, &mut run.access, ctx.tracer)?;
            let rows_before = found.rows;
            self.look_at(ctx, &page, &mut found)?;
            let page_rows = found.rows - rows_before;
            if found.rows >= rows || found.rows + page_rows > ctx.batch_rows {
                break;
            }
        }
        Ok(found.into_batch(self.with_row_id))
    }

    /// Looks at every tuple of a page.
    fn look_at(&self, ctx: &mut ExecCtx<'_>, page: &HeapPage, found: &mut Found) -> Result<()> {
        let (mut examined, rows_before) = (0, found.rows);
        let table = ctx.txns.table();
        for tuple in page.tuples() {
            examined += 1;
            if !visible(&tuple.header(), &ctx.snapshot, table) {
                continue;
            }
            self.layout.decode(tuple.bytes, &self.attributes, &mut found.columns)?;
            if self.with_row_id {
                found.row_ids.push(row_id(tuple.id));
            }
            found.rows += 1;
        }
        let visible = (found.rows - rows_before) as u16;
        ctx.spend_tuples(usize::from(examined));
        ctx.tracer.counters.tuples_read += u64::from(examined);
        let page = page.id();
        ctx.tracer.emit(Level::Pages, || PageEvent::Scanned { page, examined, visible });
        Ok(())
    }

    /// Fills `ready`.
    fn refill(&self, ctx: &mut ExecCtx<'_>, run: &mut Run, wanted: usize) -> Result<()> {
        run.ready_next = 0;
        let Some(filter) = &self.filter else {
            run.ready = self.read(ctx, run, ctx.rows(wanted))?;
            return Ok(());
        };
        // Where all rows are wanted, a whole batch is worth collecting before it is filtered.
        let rows = if wanted == ALL { ctx.batch_rows } else { 1 };
        let batch = self.read(ctx, run, rows)?;
        if batch.is_empty() {
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

/// Rows as they are found.
struct Found {
    columns: Vec<Column>,
    row_ids: Vec<i64>,
    rows: usize,
}

impl Found {
    fn new(types: &[DataType]) -> Found {
        let columns = types.iter().map(|&data_type| Column::empty(data_type)).collect();
        Found { columns, row_ids: Vec::new(), rows: 0 }
    }

    fn into_batch(self, with_row_id: bool) -> Batch {
        let mut columns: Vec<Arc<Column>> = self.columns.into_iter().map(Arc::new).collect();
        if with_row_id {
            columns.push(Arc::new(Column::new(ColumnData::Int8(self.row_ids))));
        }
        Batch::new(columns, self.rows)
    }
}

/// A tuple's place as a number: what the column of row ids holds.
pub fn row_id(place: TupleId) -> i64 {
    i64::from(place.page_no) << 16 | i64::from(place.slot_no)
}

/// The place that a number of the column of row ids names.
pub fn tuple_id(row_id: i64) -> TupleId {
    TupleId { page_no: (row_id >> 16) as u32, slot_no: row_id as u16 }
}

impl Run {
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
        if run.ready_next == run.ready.row_count() {
            if run.next_page == run.page_count {
                self.run = Some(run);
                return Ok(Step::Done);
            }
            self.refill(ctx, &mut run, wanted)?;
        }
        let batch = run.hand_on(ctx, wanted);
        self.run = Some(run);
        Ok(Step::of(batch))
    }

    fn rewind(&mut self, _ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.run = None;
        Ok(())
    }
}
