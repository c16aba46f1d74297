//! Entries of new rows in every index of their table, row by row.
//!
//! An index whose keys are there once is asked at each row, as PostgreSQL does: what the statement
//! has not reached yet still counts.
//!
//! ```text
//!   before  1 2 3        UPDATE t SET id = id + 1
//!   1 -> 2               2 is there: the error is about this row
//! ```

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::ids::{RelId, TupleId, TxnId};

use super::key_set::pick;
use super::key_text::key_text;
use crate::catalog::info::TableInfo;
use crate::exec::context::ExecCtx;
use crate::exec::indexed::open::OpenIndex;
use crate::expr::batch::Batch;
use crate::index::method::{Holder, Holders, Insertion};
use crate::storage::access::Access;
use crate::storage::store::Store;
use crate::tracer::fault::{planted, Fault};
use crate::tracer::host::Tracer;
use crate::txn::fate::{fate, Fate};
use crate::txn::horizon::Horizon;
use crate::txn::manager::TxnManager;
use crate::txn::table::TxnTable;
use crate::txn::transaction::Transaction;

/// The indexes of a table.
pub struct Indexes {
    table: Arc<TableInfo>,
    open: Vec<OpenIndex>,
    /// Scratch: one entry.
    entry: Vec<u8>,
}

/// Answers what became of tuples that hold a key.
pub struct Witness<'a> {
    file: RelId,
    own: TxnId,
    txns: &'a TxnTable,
    horizon: Horizon,
}

impl<'a> Witness<'a> {
    /// Answers about tuples of a table, for a transaction.
    pub fn new(
        table: &TableInfo,
        txn: &Transaction,
        txns: &'a TxnManager,
        horizon: Horizon,
    ) -> Witness<'a> {
        let own = txn.id().unwrap_or_default();
        Witness { file: table.file, own, txns: txns.table(), horizon }
    }
}

impl Holders for Witness<'_> {
    fn holder(&mut self, place: TupleId, store: &mut Store, tracer: &mut Tracer) -> Result<Holder> {
        let page = store.heap_page(place.page(self.file), &mut Access::normal(), tracer)?;
        let Some(tuple) = page.tuple(place.slot_no) else { return Ok(Holder::Gone) };
        let header = tuple.header();
        Ok(match fate(&header, self.own, self.txns) {
            Fate::Gone if self.horizon.has_passed(&header, self.own, self.txns) => Holder::Dead,
            Fate::Gone => Holder::Gone,
            Fate::Stays => Holder::Stays,
            Fate::Undecided { by } => Holder::Undecided(by),
        })
    }
}

impl Indexes {
    /// The indexes of a table, in the order in which PostgreSQL asks them: that of their numbers.
    pub fn new(table: &Arc<TableInfo>) -> Indexes {
        let mut open: Vec<OpenIndex> =
            table.indexes.iter().map(|index| OpenIndex::new(table, index)).collect();
        open.sort_by_key(|index| index.info.rel);
        Indexes { table: table.clone(), open, entry: Vec::new() }
    }

    /// Enters a new row, which lies at that place, into every index. 23505 where a key that is
    /// there once belongs to another row.
    pub fn insert(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        rows: &Batch,
        row: usize,
        place: TupleId,
    ) -> Result<()> {
        if planted(Fault::SkipsIndexEntry) && place.slot_no % 8 == 5 {
            return Ok(());
        }
        for index in &self.open {
            self.entry.clear();
            let has_null = index.write_entry(rows, row, place, &mut self.entry);
            let txn = ctx.txns.stamp(ctx.txn, ctx.tracer).txn;
            // NULLs are never alike.
            if !index.info.unique || has_null {
                index.tree.insert(ctx.store, &self.entry, txn, ctx.tracer)?;
                continue;
            }
            let horizon = ctx.state.horizon;
            let mut witness = Witness::new(&self.table, ctx.txn, ctx.txns, horizon);
            let (entry, tracer) = (&self.entry, &mut *ctx.tracer);
            let inserted = index.tree.insert_unique(ctx.store, entry, &mut witness, txn, tracer)?;
            match inserted {
                Insertion::Done => {}
                Insertion::Taken(_) => return Err(self.duplicate(index, rows, row)),
                // One session at a time: nobody else can be at work.
                Insertion::WaitFor(with) => return Err(Error::Conflict { with }),
            }
        }
        Ok(())
    }

    fn duplicate(&self, index: &OpenIndex, rows: &Batch, row: usize) -> Error {
        let name = &index.info.name;
        let message = format!("duplicate key value violates unique constraint \"{name}\"");
        let key = key_text(&self.table, &index.columns, &pick(rows, &index.columns), row);
        SqlError::new(sqlstate::UNIQUE_VIOLATION, message)
            .detail(format!("Key {key} already exists."))
            .into()
    }
}
