//! One tuple that UPDATE or DELETE is about to end.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::{RelId, TupleId};
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use crate::catalog::info::TableInfo;
use crate::exec::context::ExecCtx;
use crate::exec::heap_reader::tuple_id;
use crate::expr::batch::Batch;
use crate::storage::access::Access;
use crate::storage::store::EndStamp;
use crate::storage::tuple::layout::RowLayout;
use crate::txn::isolation::Isolation;
use crate::txn::recheck::{update_check, Verdict};

/// Finds tuples to end, and keeps the values of their rows that rules ask for.
pub struct Target {
    rel: RelId,
    layout: RowLayout,
    types: Vec<DataType>,
    /// Attributes that some rule asks for, rising.
    watched: Vec<usize>,
    old: Vec<Column>,
    old_rows: usize,
}

impl Target {
    /// A table's tuples; `watched` are the attributes to keep, rising.
    pub fn new(table: &TableInfo, watched: Vec<usize>) -> Target {
        let types = table.data_types();
        let layout = RowLayout::new(&types);
        let mut target =
            Target { rel: table.file, layout, types, watched, old: Vec::new(), old_rows: 0 };
        target.forget();
        target
    }

    /// How to lay out the table's rows.
    pub fn layout(&self) -> &RowLayout {
        &self.layout
    }

    /// Who ends the tuple, or `None` where the statement has ended it already or somebody else
    /// has deleted it. Keeps the watched values of the first kind.
    pub fn end(&mut self, ctx: &mut ExecCtx<'_>, place: TupleId) -> Result<Option<EndStamp>> {
        // A transaction gets its number with its first write; its snapshot is older than that.
        if let (0, Some(own)) = (ctx.snapshot.own.0, ctx.txn.id()) {
            Arc::make_mut(&mut ctx.snapshot).own = own;
        }
        let page = ctx.store.heap_page(place.page(self.rel), &mut Access::normal(), ctx.tracer)?;
        let tuple = page.tuple(place.slot_no).ok_or_else(lost)?;
        let header = tuple.header();
        match update_check(&header, place, &ctx.snapshot, ctx.txns.table()) {
            Verdict::Ok => {
                self.layout.decode(tuple.bytes, &self.watched, &mut self.old)?;
                self.old_rows += 1;
                Ok(Some(ctx.txns.end(ctx.txn, &header, ctx.tracer)))
            }
            Verdict::SelfEnded { .. } => Ok(None),
            Verdict::Deleted { .. } if ctx.txn.isolation == Isolation::ReadCommitted => Ok(None),
            Verdict::Deleted { by } | Verdict::Updated { by, .. } | Verdict::BeingEnded { by } => {
                Err(Error::Conflict { with: by })
            }
            Verdict::Invisible => Err(lost()),
        }
    }

    /// The rows ended since the last call, at their attributes' places; NULL where nobody watches.
    pub fn take_old(&mut self) -> Batch {
        let rows = self.old_rows;
        let nulls = Arc::new(Column::new(ColumnData::Null(rows as u32)));
        let mut columns = vec![nulls; self.types.len()];
        for (&place, column) in self.watched.iter().zip(std::mem::take(&mut self.old)) {
            columns[place] = Arc::new(column);
        }
        self.forget();
        Batch::new(columns, rows)
    }

    fn forget(&mut self) {
        self.old = self.watched.iter().map(|&place| Column::empty(self.types[place])).collect();
        self.old_rows = 0;
    }
}

/// The places that a column of row ids names.
pub fn places(column: &Column) -> impl Iterator<Item = TupleId> + '_ {
    match &column.data {
        ColumnData::Int8(row_ids) => row_ids.iter().map(|&row_id| tuple_id(row_id)),
        data => panic!("row ids are bigints, not {data:?}"),
    }
}

fn lost() -> Error {
    Error::sql(sqlstate::INTERNAL_ERROR, "attempted to change a tuple that is not visible")
}
