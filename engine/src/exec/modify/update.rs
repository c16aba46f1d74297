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
    started: Option<(Rules, Target)>,
}

impl Update {
    /// Updates rows of a table.
    pub fn new(table: Arc<TableInfo>, checks: Vec<Check>) -> Update {
        let row_rules = RowRules::new(table.clone(), checks);
        Update { row_rules, indexes: Indexes::new(&table), table, started: None }
    }

    /// Writes the new versions of rows that fulfil the row's own rules; the places of those that
    /// were written.
    fn write(&mut self, ctx: &mut ExecCtx<'_>, batch: &Batch, new: &Batch) -> Result<Vec<u32>> {
        let (rules, target) = self.started.as_mut().expect("it was started");
        let mut written = Vec::with_capacity(batch.row_count());
        let mut tuple = Vec::new();
        for (row, place) in places(batch.column(0)).into_iter().enumerate() {
            let Some(end) = target.end(ctx, place)? else { continue };
            let stamp = ctx.txns.stamp(ctx.txn, ctx.tracer);
            target.layout().encode_row(new, row, &mut tuple);
            let rel = self.table.file;
            let place = ctx.store.heap_update(rel, place, end, &mut tuple, stamp, ctx.tracer)?;
            self.indexes.insert(ctx, new, row, place)?;
            written.push(row as u32);
        }
        ctx.spend_tuples(written.len());
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
        let target = Target::new(&self.table, rules.watched());
        self.started = Some((rules, target));
        Ok(())
    }

    fn apply(&mut self, ctx: &mut ExecCtx<'_>, batch: &Batch) -> Result<Batch> {
        let width = self.table.columns.len();
        let rest = &batch.columns()[1..];
        let new = Batch::new(rest[..width].to_vec(), batch.row_count());
        let verified = self.row_rules.verify(ctx, &new);
        if let Err(failed) = verified {
            return Err(self.write_before(ctx, batch, &new, failed));
        }
        let written = self.write(ctx, batch, &new)?;
        let rest = Batch::new(rest.to_vec(), batch.row_count());
        Ok(if written.len() == batch.row_count() { rest } else { rest.take(&written) })
    }

    fn finish(&mut self, ctx: &mut ExecCtx<'_>) -> Result<Vec<Box<dyn Task>>> {
        self.started.take().map_or_else(|| Ok(Vec::new()), |(rules, _)| rules.into_tasks(ctx))
    }
}
