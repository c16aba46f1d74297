//! ON CONFLICT's question: which row has this key already? The key's index answers.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::TupleId;

use super::indexes::Witness;
use crate::catalog::info::{TableInfo, UniqueKey};
use crate::exec::context::ExecCtx;
use crate::exec::indexed::open::OpenIndex;
use crate::expr::batch::Batch;
use crate::index::method::Insertion;
use crate::storage::access::Access;
use crate::txn::visibility::visible;

/// One unique key.
pub struct Arbiter {
    table: Arc<TableInfo>,
    index: OpenIndex,
    /// Scratch: one key.
    key: Vec<u8>,
}

/// The row that has a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// It was there before the statement.
    Old(TupleId),
    /// The statement wrote it.
    Own,
}

impl Arbiter {
    /// The arbiter of a key.
    pub fn new(table: &Arc<TableInfo>, key: &UniqueKey) -> Result<Arbiter> {
        let index = table.indexes.iter().find(|index| index.name == key.name).ok_or_else(|| {
            let message = format!("the key \"{}\" has no index", key.name);
            Error::sql(sqlstate::INTERNAL_ERROR, message)
        })?;
        let index = OpenIndex::new(table, index);
        Ok(Arbiter { table: table.clone(), index, key: Vec::new() })
    }

    /// Who has the key of a row; `None` if nobody has, or if a NULL is in it.
    pub fn holder(&mut self, ctx: &mut ExecCtx<'_>, row: &Batch) -> Result<Option<Holder>> {
        self.key.clear();
        let columns = row.columns();
        let column = |at: usize| &*columns[self.index.columns[at]];
        if self.index.tree.shape().write(column, 0, &mut self.key) {
            return Ok(None);
        }
        let mut witness = Witness::new(&self.table, ctx.txn, ctx.txns, ctx.state.horizon);
        let tree = &self.index.tree;
        match tree.find_holder(ctx.store, &self.key, &mut witness, ctx.tracer)? {
            Insertion::Done => Ok(None),
            Insertion::WaitFor(with) => Err(Error::Conflict { with }),
            Insertion::Taken(place) => {
                let page = place.page(self.table.file);
                let page = ctx.store.heap_page(page, &mut Access::normal(), ctx.tracer)?;
                let is_seen = |header| visible(&header, &ctx.snapshot, ctx.txns.table());
                let tuple = page.tuple(place.slot_no);
                let is_old = tuple.is_some_and(|tuple| is_seen(tuple.header()));
                Ok(Some(if is_old { Holder::Old(place) } else { Holder::Own }))
            }
        }
    }
}
