//! Reads the rows of a table page by page: the tuples that a snapshot sees, of each only the
//! attributes asked for, decoded straight into columns.

use std::sync::Arc;

use model::base::error::Result;
use model::base::ids::{CommandId, PageId, RelId, TupleId, TxnId};
use model::trace::event::page::PageEvent;
use model::trace::event::Level;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use super::context::ExecCtx;
use crate::catalog::info::TableInfo;
use crate::expr::batch::Batch;
use crate::storage::access::Access;
use crate::storage::heap::{HeapPage, Tuple};
use crate::storage::tuple::layout::RowLayout;
use crate::txn::snapshot::Snapshot;
use crate::txn::visibility::visible;

/// What to read of a table.
pub struct HeapReader {
    rel: RelId,
    layout: RowLayout,
    /// The attributes read, and their types.
    attributes: Vec<usize>,
    types: Vec<DataType>,
    with_row_id: bool,
}

/// A reading under way. It ends with the last page that there was when it began.
pub struct Cursor {
    access: Access,
    next_page: u32,
    page_count: u32,
    snapshot: Arc<Snapshot>,
}

/// Most pages looked at in one go: a table of nothing but dead rows is left page by page too.
const PAGES_MAX: u32 = 64;

impl HeapReader {
    /// Reads attributes (numbers less one, rising) of a table.
    pub fn new(table: &TableInfo, attributes: Vec<usize>) -> HeapReader {
        assert!(attributes.windows(2).all(|pair| pair[0] < pair[1]), "attributes rise");
        let data_types = table.data_types();
        HeapReader {
            rel: table.file,
            types: attributes.iter().map(|&number| data_types[number]).collect(),
            layout: RowLayout::new(&data_types),
            attributes,
            with_row_id: false,
        }
    }

    /// The same with one more column that holds each row's place.
    pub fn with_row_id(self) -> HeapReader {
        HeapReader { with_row_id: true, ..self }
    }

    /// Begins with the first page.
    pub fn start(&self, ctx: &ExecCtx<'_>, snapshot: Arc<Snapshot>) -> Cursor {
        Cursor {
            access: ctx.store.scan_access(self.rel),
            next_page: 0,
            page_count: ctx.store.page_count(self.rel),
            snapshot,
        }
    }

    /// Reads pages until there are `rows` rows or the next page might not fit a batch.
    pub fn read(&self, ctx: &mut ExecCtx<'_>, cursor: &mut Cursor, rows: usize) -> Result<Batch> {
        let mut found = Found::new(self);
        let pages_left = cursor.page_count - cursor.next_page;
        for _ in 0..pages_left.min(PAGES_MAX) {
            let page = PageId { rel: self.rel, no: cursor.next_page };
            cursor.next_page += 1;
            let page = ctx.store.heap_page(page, &mut cursor.access, ctx.tracer)?;
            let rows_before = found.rows;
            self.look_at(ctx, &page, &cursor.snapshot, &mut found)?;
            let page_rows = found.rows - rows_before;
            if found.rows >= rows || found.rows + page_rows > ctx.batch_rows {
                break;
            }
        }
        Ok(found.into_batch(self))
    }

    /// The pages that it reads.
    pub fn rel(&self) -> RelId {
        self.rel
    }

    /// Takes a tuple that is seen.
    #[inline]
    pub fn take(&self, tuple: Tuple<'_>, found: &mut Found) -> Result<()> {
        self.layout.decode(tuple.bytes, &self.attributes, &mut found.columns)?;
        if self.with_row_id {
            found.row_ids.push(row_id(tuple.id));
        }
        found.rows += 1;
        Ok(())
    }

    /// Looks at every tuple of a page.
    fn look_at(
        &self,
        ctx: &mut ExecCtx<'_>,
        page: &HeapPage,
        snapshot: &Snapshot,
        found: &mut Found,
    ) -> Result<()> {
        let (mut examined, rows_before) = (0, found.rows);
        let table = ctx.txns.table();
        // Tuples that one statement made share what decides who sees them: few need to be judged.
        let mut last: Option<(Marks, bool)> = None;
        for tuple in page.tuples() {
            examined += 1;
            let header = tuple.header();
            let marks = (header.xmin, header.xmax, header.cid, header.infomask);
            let is_visible = match last {
                Some((same, is_visible)) if same == marks => is_visible,
                _ => visible(&header, snapshot, table),
            };
            last = Some((marks, is_visible));
            if !is_visible {
                continue;
            }
            self.take(tuple, found)?;
        }
        let visible = (found.rows - rows_before) as u16;
        ctx.spend_tuples(usize::from(examined));
        ctx.tracer.counters.tuples_read += u64::from(examined);
        let page = page.id();
        ctx.tracer.emit(Level::Pages, || PageEvent::Scanned { page, examined, visible });
        Ok(())
    }
}

/// What of a tuple's header decides who sees it.
type Marks = (TxnId, TxnId, CommandId, u16);

impl Cursor {
    /// Whether all pages have been read.
    pub fn is_done(&self) -> bool {
        self.next_page == self.page_count
    }
}

/// Rows as they are found.
pub struct Found {
    columns: Vec<Column>,
    row_ids: Vec<i64>,
    rows: usize,
}

impl Found {
    /// No rows of that reader yet.
    pub fn new(reader: &HeapReader) -> Found {
        let columns = reader.types.iter().map(|&data_type| Column::empty(data_type)).collect();
        Found { columns, row_ids: Vec::new(), rows: 0 }
    }

    /// How many rows there are.
    pub fn row_count(&self) -> usize {
        self.rows
    }

    /// The rows as that reader hands them on.
    pub fn into_batch(self, reader: &HeapReader) -> Batch {
        let mut columns: Vec<Arc<Column>> = self.columns.into_iter().map(Arc::new).collect();
        if reader.with_row_id {
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
