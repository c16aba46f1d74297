//! INSERT ... ON CONFLICT: row by row, since what becomes of one depends on those before it.
//!
//! ```text
//!   key is free      the row is inserted
//!   key is taken     DO NOTHING: it is left out
//!                    DO UPDATE: the row that has the key becomes what SET says, unless WHERE
//!                    says no; a row that the statement itself wrote must not be touched again
//! ```

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::ids::TupleId;
use model::types::column::ColumnData;

use super::arbiter::{Arbiter, Holder};
use super::constraints::RowRules;
use super::indexes::Indexes;
use super::operator::Change;
use super::rules::Rules;
use super::target::Target;
use super::task::Task;
use crate::catalog::info::TableInfo;
use crate::exec::compute::call_count;
use crate::exec::context::ExecCtx;
use crate::exec::row_store::RowStore;
use crate::expr::batch::Batch;
use crate::expr::eval::eval;
use crate::plan::physical::{Check, PlanConflict, PlanConflictUpdate};

/// Rows into a table, unless their keys are taken.
pub struct Upsert {
    table: Arc<TableInfo>,
    row_rules: RowRules,
    conflict: PlanConflict,
    started: Option<Started>,
}

struct Started {
    rules: Rules,
    target: Target,
    indexes: Indexes,
    arbiters: Vec<Arbiter>,
    /// Rows written, as RETURNING sees them.
    written: RowStore,
}

impl Upsert {
    /// Inserts full rows into a table, or what ON CONFLICT says.
    pub fn new(table: Arc<TableInfo>, checks: Vec<Check>, conflict: PlanConflict) -> Upsert {
        let row_rules = RowRules::new(table.clone(), checks);
        Upsert { table, row_rules, conflict, started: None }
    }

    fn take_row(&mut self, ctx: &mut ExecCtx<'_>, row: &Batch) -> Result<()> {
        self.row_rules.verify(ctx, row).map_err(|(_, error)| error)?;
        let started = self.started.as_mut().expect("it was started");
        let mut holder = None;
        for arbiter in &mut started.arbiters {
            holder = arbiter.holder(ctx, row)?;
            if holder.is_some() {
                break;
            }
        }
        match (holder, &self.conflict.update) {
            (None, _) => started.insert(ctx, &self.table, row),
            (Some(_), None) => Ok(()),
            (Some(Holder::Own), Some(_)) => Err(second_touch()),
            (Some(Holder::Old(place)), Some(update)) => {
                started.update(ctx, (&self.table, &self.row_rules), (place, row), update)
            }
        }
    }
}

impl Started {
    fn insert(&mut self, ctx: &mut ExecCtx<'_>, table: &TableInfo, row: &Batch) -> Result<()> {
        let mut tuple = Vec::new();
        self.target.layout().encode_row(row, 0, &mut tuple);
        ctx.spend_tuples(1);
        let stamp = ctx.txns.stamp(ctx.txn, ctx.tracer);
        let place = ctx.store.heap_insert(table.file, &mut tuple, stamp, ctx.tracer)?;
        self.indexes.insert(ctx, row, 0, place)?;
        self.written.append(row);
        self.rules.note_inserts(row)
    }

    fn update(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        (table, row_rules): (&TableInfo, &RowRules),
        (place, excluded): (TupleId, &Batch),
        update: &PlanConflictUpdate,
    ) -> Result<()> {
        let Some(end) = self.target.end(ctx, place)? else { return Err(second_touch()) };
        let old = self.target.take_old();
        let both = Batch::new([old.columns(), excluded.columns()].concat(), 1);
        if let Some(condition) = &update.condition {
            ctx.spend_calls(call_count(condition));
            let answer = eval(condition, &both, ctx.env)?;
            let holds = matches!(&answer.data, ColumnData::Bool(truths) if truths[0]);
            if !holds || !answer.is_valid(0) {
                return Ok(());
            }
        }
        let mut columns = Vec::with_capacity(update.values.len());
        for value in &update.values {
            ctx.spend_calls(call_count(value));
            columns.push(eval(value, &both, ctx.env)?);
        }
        let new = Batch::new(columns, 1);
        row_rules.verify(ctx, &new).map_err(|(_, error)| error)?;
        let mut tuple = Vec::new();
        self.target.layout().encode_row(&new, 0, &mut tuple);
        ctx.spend_tuples(1);
        let stamp = ctx.txns.stamp(ctx.txn, ctx.tracer);
        let place = ctx.store.heap_update(table.file, place, end, &mut tuple, stamp, ctx.tracer)?;
        self.indexes.insert(ctx, &new, 0, place)?;
        self.written.append(&new);
        self.rules.note_updates(&old, &new)
    }
}

impl Change for Upsert {
    fn start(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        let table = &self.table;
        let keys = self.conflict.arbiters.iter();
        let arbiters =
            keys.map(|key| Arbiter::new(table, key)).collect::<Result<Vec<Arbiter>>>()?;
        let attributes = (0..table.columns.len()).collect();
        self.started = Some(Started {
            rules: Rules::for_update(ctx, table)?,
            target: Target::new(table, attributes),
            indexes: Indexes::new(table),
            arbiters,
            written: RowStore::new(&table.data_types()),
        });
        Ok(())
    }

    fn apply(&mut self, ctx: &mut ExecCtx<'_>, batch: Batch) -> Result<Batch> {
        for row in 0..batch.row_count() {
            self.take_row(ctx, &batch.slice(row, row + 1))?;
        }
        Ok(self.started.as_mut().expect("it was started").written.drain())
    }

    fn finish(&mut self, ctx: &mut ExecCtx<'_>) -> Result<Vec<Box<dyn Task>>> {
        self.started.take().map_or_else(|| Ok(Vec::new()), |started| started.rules.into_tasks(ctx))
    }
}

fn second_touch() -> Error {
    let message = "ON CONFLICT DO UPDATE command cannot affect row a second time";
    SqlError::new(sqlstate::CARDINALITY_VIOLATION, message)
        .hint(
            "Ensure that no rows proposed for insertion within the same command have duplicate \
             constrained values.",
        )
        .into()
}
