//! CREATE INDEX: the rows of a table, sorted by key, into a new tree.
//!
//! ```text
//!   reading   every tuple that may be seen by anybody, page by page, into the sorter
//!   filling   in order, into the tree; two rows of one key that count are refused here
//! ```

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::ids::PageId;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use super::open::OpenIndex;
use crate::catalog::info::{IndexInfo, TableInfo};
use crate::exec::context::ExecCtx;
use crate::exec::heap_reader::{row_id, tuple_id};
use crate::exec::modify::key_text::key_text;
use crate::exec::operator::{Operator, Step};
use crate::exec::sort::sorter::Sorter;
use crate::expr::batch::Batch;
use crate::index::btree::build::Build;
use crate::index::key::push_tuple;
use crate::plan::physical::PlanSortKey;
use crate::storage::access::Access;
use crate::storage::tuple::layout::RowLayout;
use crate::txn::fate::{fate, Fate};
use crate::txn::table::Status;

/// Pages of the table that are read in one step.
const PAGES_MAX: u32 = 16;

/// The rows of a table into an index.
pub struct BuildIndex {
    table: Arc<TableInfo>,
    index: OpenIndex,
    layout: RowLayout,
    /// The attributes of the key, rising, and the place of each key column among them.
    attributes: Vec<usize>,
    key_places: Vec<usize>,
    sorter: Sorter,
    phase: Phase,
    access: Access,
    /// The key of the last row that counts, without its NULLs being looked at.
    last_key: Vec<u8>,
}

enum Phase {
    /// This page of the table is next.
    Reading(u32),
    Filling(Build),
    Done,
}

impl BuildIndex {
    /// Fills an index of a table, whose tree is new.
    pub fn new(table: Arc<TableInfo>, info: &Arc<IndexInfo>) -> BuildIndex {
        let index = OpenIndex::new(&table, info);
        let types = table.data_types();
        let mut attributes = index.columns.clone();
        attributes.sort_unstable();
        attributes.dedup();
        let place = |column: &usize| attributes.binary_search(column).expect("it is among them");
        let key_places: Vec<usize> = index.columns.iter().map(place).collect();
        let mut row_types: Vec<DataType> = attributes.iter().map(|&at| types[at]).collect();
        row_types.extend([DataType::Int8, DataType::Bool]);
        let mut keys: Vec<PlanSortKey> = (info.keys.iter().zip(&key_places))
            .map(|(key, &place)| PlanSortKey {
                place,
                data_type: types[key.column],
                descending: key.descending,
                nulls_first: key.nulls_first,
            })
            .collect();
        let place = attributes.len();
        let (data_type, descending, nulls_first) = (DataType::Int8, false, false);
        keys.push(PlanSortKey { place, data_type, descending, nulls_first });
        BuildIndex {
            layout: RowLayout::new(&types),
            sorter: Sorter::new(&row_types, keys),
            table,
            index,
            attributes,
            key_places,
            phase: Phase::Reading(0),
            access: Access::normal(),
            last_key: Vec::new(),
        }
    }

    /// Reads some pages; the next one to read.
    fn read(&mut self, ctx: &mut ExecCtx<'_>, next_page: u32) -> Result<u32> {
        let rel = self.table.file;
        let page_count = ctx.store.page_count(rel);
        if next_page == 0 {
            self.access = ctx.store.scan_access(rel);
        }
        let types = self.table.data_types();
        let mut columns: Vec<Column> =
            self.attributes.iter().map(|&at| Column::empty(types[at])).collect();
        let (mut row_ids, mut counts) = (Vec::new(), Vec::new());
        let end = page_count.min(next_page + PAGES_MAX);
        let own = ctx.txn.id().unwrap_or_default();
        for no in next_page..end {
            let page = ctx.store.heap_page(PageId { rel, no }, &mut self.access, ctx.tracer)?;
            for tuple in page.tuples() {
                let header = tuple.header();
                let count = fate(&header, own, ctx.txns.table());
                // An older snapshot may still see what was ended, but not what never was.
                if count == Fate::Gone && ctx.txns.table().status(header.xmin) == Status::Aborted {
                    continue;
                }
                self.layout.decode(tuple.bytes, &self.attributes, &mut columns)?;
                row_ids.push(row_id(tuple.id));
                counts.push(count != Fate::Gone);
            }
        }
        let rows = row_ids.len();
        ctx.spend_tuples(rows);
        ctx.tracer.counters.tuples_read += rows as u64;
        let mut columns: Vec<Arc<Column>> = columns.into_iter().map(Arc::new).collect();
        columns.push(Arc::new(Column::new(ColumnData::Int8(row_ids))));
        columns.push(Arc::new(Column::new(ColumnData::Bool(counts))));
        self.sorter.push(ctx, &Batch::new(columns, rows));
        Ok(end)
    }

    fn finish_reading(&mut self, ctx: &mut ExecCtx<'_>) -> Result<Phase> {
        self.sorter.finish(ctx)?;
        let stamp = ctx.txns.stamp(ctx.txn, ctx.tracer);
        Ok(Phase::Filling(self.index.tree.build(ctx.store, stamp.txn)?))
    }

    /// Adds sorted rows to the tree.
    fn fill(&mut self, ctx: &mut ExecCtx<'_>, build: &mut Build, rows: &Batch) -> Result<()> {
        let width = self.attributes.len();
        let (ColumnData::Int8(row_ids), ColumnData::Bool(counts)) =
            (&rows.column(width).data, &rows.column(width + 1).data)
        else {
            panic!("a row ends with its place and whether it counts");
        };
        let mut entry = Vec::new();
        for row in 0..rows.row_count() {
            entry.clear();
            let columns = |at: usize| &**rows.column(self.key_places[at]);
            let has_null = self.index.tree.shape().write(columns, row, &mut entry);
            if self.index.info.unique && counts[row] && !has_null {
                if self.last_key == entry {
                    return Err(self.duplicate(rows, row));
                }
                self.last_key.clone_from(&entry);
            }
            push_tuple(tuple_id(row_ids[row]), &mut entry);
            build.add(ctx.store, &entry, ctx.tracer)?;
        }
        ctx.spend_tuples(rows.row_count());
        Ok(())
    }

    fn duplicate(&self, rows: &Batch, row: usize) -> Error {
        let message = format!("could not create unique index \"{}\"", self.index.info.name);
        let keys = self.key_places.iter().map(|&place| rows.column(place).clone()).collect();
        let keys = Batch::new(keys, rows.row_count());
        let key = key_text(&self.table, &self.index.columns, &keys, row);
        SqlError::new(sqlstate::UNIQUE_VIOLATION, message)
            .detail(format!("Key {key} is duplicated."))
            .into()
    }
}

impl Operator for BuildIndex {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, _wanted: usize) -> Result<Step> {
        self.phase = match std::mem::replace(&mut self.phase, Phase::Done) {
            Phase::Reading(next) if next < ctx.store.page_count(self.table.file) => {
                Phase::Reading(self.read(ctx, next)?)
            }
            Phase::Reading(_) => self.finish_reading(ctx)?,
            Phase::Filling(mut build) => match self.sorter.next(ctx, ctx.batch_rows)? {
                Some(rows) => {
                    self.fill(ctx, &mut build, &rows)?;
                    Phase::Filling(build)
                }
                None => {
                    build.finish(ctx.store, ctx.tracer)?;
                    Phase::Done
                }
            },
            Phase::Done => return Ok(Step::Done),
        };
        Ok(Step::Busy)
    }

    fn rewind(&mut self, _ctx: &mut ExecCtx<'_>) -> Result<()> {
        panic!("an index is built once")
    }
}
