//! INSERT: rows into a table.

use std::sync::Arc;

use model::base::error::Result;

use super::constraints::RowRules;
use super::indexes::Indexes;
use super::operator::Change;
use super::rules::Rules;
use super::task::Task;
use crate::catalog::info::TableInfo;
use crate::exec::context::ExecCtx;
use crate::expr::batch::Batch;
use crate::plan::physical::Check;
use crate::storage::tuple::layout::RowLayout;

/// Tuples for which there is room in the next statement: those of a short one.
const TUPLES_KEPT_MAX: usize = 16;

/// Rows into a table.
pub struct Insert {
    table: Arc<TableInfo>,
    layout: RowLayout,
    row_rules: RowRules,
    indexes: Indexes,
    rules: Option<Rules>,
    /// Scratch: the tuples of a batch.
    tuples: Vec<Vec<u8>>,
}

impl Insert {
    /// Inserts full rows into a table.
    pub fn new(table: Arc<TableInfo>, checks: Vec<Check>) -> Insert {
        Insert {
            layout: RowLayout::new(&table.data_types()),
            row_rules: RowRules::new(table.clone(), checks),
            indexes: Indexes::new(&table),
            table,
            rules: None,
            tuples: Vec::new(),
        }
    }

    fn write(&mut self, ctx: &mut ExecCtx<'_>, rows: &Batch) -> Result<()> {
        let count = rows.row_count();
        if count == 0 {
            return Ok(());
        }
        self.tuples.resize(count.max(self.tuples.len()), Vec::new());
        for (row, tuple) in self.tuples[..count].iter_mut().enumerate() {
            self.layout.encode_row(rows, row, tuple);
        }
        ctx.spend_tuples(count);
        let stamp = ctx.txns.stamp(ctx.txn, ctx.tracer);
        let tuples = &mut self.tuples[..count];
        let places = ctx.store.heap_insert_many(self.table.file, tuples, stamp, ctx.tracer)?;
        for (row, place) in places.into_iter().enumerate() {
            self.indexes.insert(ctx, rows, row, place)?;
        }
        let rules = self.rules.as_mut().expect("it was started");
        rules.note_inserts(rows)
    }
}

impl Change for Insert {
    fn start(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.rules = Some(Rules::for_insert(ctx, &self.table)?);
        Ok(())
    }

    fn apply(&mut self, ctx: &mut ExecCtx<'_>, batch: Batch) -> Result<Batch> {
        let verified = self.row_rules.verify(ctx, &batch);
        match verified {
            Ok(()) => self.write(ctx, &batch)?,
            Err((row, error)) => {
                self.write(ctx, &batch.slice(0, row))?;
                return Err(error);
            }
        }
        Ok(batch)
    }

    fn finish(&mut self, ctx: &mut ExecCtx<'_>) -> Result<Vec<Box<dyn Task>>> {
        self.rules.take().map_or_else(|| Ok(Vec::new()), |rules| rules.into_tasks(ctx))
    }

    fn renew(&mut self) {
        self.tuples.truncate(TUPLES_KEPT_MAX);
    }
}
