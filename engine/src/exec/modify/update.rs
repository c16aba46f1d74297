//! UPDATE: new versions of rows of a table.

use std::sync::Arc;

use model::base::error::{Error, Result};

use super::constraints::RowRules;
use super::indexes::Indexes;
use super::operator::Change;
use super::rules::Rules;
use super::target::{places, Target};
use super::task::Task;
use crate::catalog::info::TableInfo;
use crate::exec::context::ExecCtx;
use crate::expr::batch::Batch;
use crate::plan::physical::Check;

/// New versions of rows of a table.
pub struct Update {
    table: Arc<TableInfo>,
    row_rules: RowRules,
    indexes: Indexes,
    rules: Option<Rules>,
    /// Made with the first rules: those of a table are the same in every statement of a plan.
    target: Option<Target>,
    /// Scratch: one tuple.
    tuple: Vec<u8>,
}

impl Update {
    /// Updates rows of a table.
    pub fn new(table: Arc<TableInfo>, checks: Vec<Check>) -> Update {
        let row_rules = RowRules::new(table.clone(), checks);
        let indexes = Indexes::new(&table);
        Update { row_rules, indexes, table, rules: None, target: None, tuple: Vec::new() }
    }

    /// Writes the new versions of rows that fulfil the row's own rules; the places of those that
    /// were written.
    fn write(&mut self, ctx: &mut ExecCtx<'_>, batch: &Batch, new: &Batch) -> Result<Vec<u32>> {
        let (Some(rules), Some(target)) = (&mut self.rules, &mut self.target) else {
            panic!("it was started");
        };
        let tuple = &mut self.tuple;
        let mut written = Vec::with_capacity(batch.row_count());
        for (row, place) in places(batch.column(0)).enumerate() {
            let Some(end) = target.end(ctx, place)? else { continue };
            let stamp = ctx.txns.stamp(ctx.txn, ctx.tracer);
            target.layout().encode_row(new, row, tuple);
            let rel = self.table.file;
            let place = ctx.store.heap_update(rel, place, end, tuple, stamp, ctx.tracer)?;
            self.indexes.insert(ctx, new, row, place)?;
            written.push(row as u32);
        }
        ctx.spend_tuples(written.len());
        if rules.is_empty() {
            return Ok(written);
        }
        let old = target.take_old();
        match written.len() {
            all if all == new.row_count() => rules.note_updates(&old, new)?,
            _ => rules.note_updates(&old, &new.take(&written))?,
        }
        Ok(written)
    }

    fn write_before(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        batch: &Batch,
        new: &Batch,
        (row, error): (usize, Error),
    ) -> Error {
        match self.write(ctx, &batch.slice(0, row), &new.slice(0, row)) {
            Ok(_) => error,
            Err(earlier) => earlier,
        }
    }
}

impl Change for Update {
    fn start(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        let rules = Rules::for_update(ctx, &self.table)?;
        self.target.get_or_insert_with(|| Target::new(&self.table, rules.watched()));
        self.rules = Some(rules);
        Ok(())
    }

    fn apply(&mut self, ctx: &mut ExecCtx<'_>, batch: Batch) -> Result<Batch> {
        let width = self.table.columns.len();
        let rest = &batch.columns()[1..];
        let new = Batch::new(rest[..width].to_vec(), batch.row_count());
        let verified = self.row_rules.verify(ctx, &new);
        if let Err(failed) = verified {
            return Err(self.write_before(ctx, &batch, &new, failed));
        }
        let written = self.write(ctx, &batch, &new)?;
        let rest = Batch::new(rest.to_vec(), batch.row_count());
        Ok(if written.len() == batch.row_count() { rest } else { rest.take(&written) })
    }

    fn finish(&mut self, ctx: &mut ExecCtx<'_>) -> Result<Vec<Box<dyn Task>>> {
        self.rules.take().map_or_else(|| Ok(Vec::new()), |rules| rules.into_tasks(ctx))
    }
}
