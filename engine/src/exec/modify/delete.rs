//! DELETE: an end for rows of a table.

use std::sync::Arc;

use model::base::error::Result;

use super::operator::Change;
use super::rules::Rules;
use super::target::{places, Target};
use super::task::Task;
use crate::catalog::info::TableInfo;
use crate::exec::context::ExecCtx;
use crate::expr::batch::Batch;

/// An end for rows of a table.
pub struct Delete {
    table: Arc<TableInfo>,
    rules: Option<Rules>,
    /// Made with the first rules: those of a table are the same in every statement of a plan.
    target: Option<Target>,
}

impl Delete {
    /// Deletes rows of a table.
    pub fn new(table: Arc<TableInfo>) -> Delete {
        Delete { table, rules: None, target: None }
    }
}

impl Change for Delete {
    fn start(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        let rules = Rules::for_delete(ctx, &self.table)?;
        self.target.get_or_insert_with(|| Target::new(&self.table, rules.watched()));
        self.rules = Some(rules);
        Ok(())
    }

    fn apply(&mut self, ctx: &mut ExecCtx<'_>, batch: Batch) -> Result<Batch> {
        let (Some(rules), Some(target)) = (&mut self.rules, &mut self.target) else {
            panic!("it was started");
        };
        let mut ended = Vec::with_capacity(batch.row_count());
        for (row, place) in places(batch.column(0)).enumerate() {
            if let Some(end) = target.end(ctx, place)? {
                ctx.store.heap_delete(self.table.file, place, end, ctx.tracer)?;
                ended.push(row as u32);
            }
        }
        ctx.spend_tuples(ended.len());
        if !rules.is_empty() {
            rules.note_deletes(&target.take_old())?;
        }
        let rest = Batch::new(batch.columns()[1..].to_vec(), batch.row_count());
        Ok(if ended.len() == batch.row_count() { rest } else { rest.take(&ended) })
    }

    fn finish(&mut self, ctx: &mut ExecCtx<'_>) -> Result<Vec<Box<dyn Task>>> {
        self.rules.take().map_or_else(|| Ok(Vec::new()), |rules| rules.into_tasks(ctx))
    }
}
