//! What each kind of statement does: definitions and settings at once, plans from here on.

use model::base::error::{sqlstate, Result, SqlError};
use model::message::reply::Reply;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::analyze::Analysis;
use super::answer::{definition_tag, verb};
use super::database::Database;
use super::define::carry_out::Fill;
use super::plan_cache::Operators;
use super::statement::{Kind, Task, Work};
use crate::exec::build::build;
use crate::exec::indexed::build::BuildIndex;
use crate::expr::bound::Expr;
use crate::plan::explain;
use crate::plan::physical::Plan;
use crate::sql::bind_statement::bind_kept;
use crate::sql::definition::Definition;
use crate::sql::shape::Shape;
use crate::sql::statement::{Explain, OutputColumn, Statement};
use crate::txn::transaction::Transaction;

impl Task {
    pub(super) fn carry_out(
        &mut self,
        database: &mut Database,
        statement: Statement,
        out: &mut Vec<Reply>,
    ) -> Result<()> {
        let mut txn = self.txn.take().expect("opened just before");
        let result = match statement {
            Statement::Definition(definition) => self.define(database, &definition, &mut txn, out),
            Statement::Accepted { tag, notice } => {
                self.tag = tag.to_string();
                let notice =
                    notice.map(|words| SqlError::new(sqlstate::SUCCESSFUL_COMPLETION, words));
                self.say(notice.into_iter().collect(), out);
                Ok(())
            }
            Statement::Analyze { tables, skipped } => {
                self.tag = "ANALYZE".to_string();
                if let Some(name) = skipped {
                    let words = format!("skipping \"{name}\" --- cannot analyze non-tables");
                    self.warn(sqlstate::WARNING, &words, out);
                }
                self.analyze_next(database, Analysis::new(tables), &mut txn)
            }
            Statement::Prepare { name, types, sql } => {
                self.tag = "PREPARE".to_string();
                database.session(self.session).prepare(name, types, sql)
            }
            Statement::Execute { name, args } => {
                self.execute(database, &name, &args, &mut txn, out)
            }
            Statement::Deallocate(name) => {
                self.tag = "DEALLOCATE".to_string();
                database.session(self.session).deallocate(name.as_deref())
            }
            Statement::Discard(what) => self.discard(database, what, &mut txn),
            Statement::ResetAll => {
                self.tag = "RESET".to_string();
                database.session(self.session).settings.reset_all();
                Ok(())
            }
            Statement::Set(set) => self.set(database, &set, out),
            Statement::Checkpoint => {
                self.tag = "CHECKPOINT".to_string();
                database.checkpoint()
            }
            Statement::Show { name } => self.show(database, &name, out),
            Statement::Explain(explain) => self.explain(database, explain, &mut txn, out),
            Statement::Transaction(_) => unreachable!("handled by control"),
            Statement::Query(_)
            | Statement::Copy(_)
            | Statement::Insert(_)
            | Statement::Update(_)
            | Statement::Delete(_) => {
                let columns = statement.columns().to_vec();
                self.begin_plan(database, &statement, &mut txn).map(|()| {
                    if !columns.is_empty() || matches!(statement, Statement::Query(_)) {
                        out.push(self.header(&columns));
                    }
                })
            }
        };
        self.txn = Some(txn);
        result
    }

    fn define(
        &mut self,
        database: &mut Database,
        definition: &Definition,
        txn: &mut Transaction,
        out: &mut Vec<Reply>,
    ) -> Result<()> {
        self.changed_catalog = true;
        self.tag = definition_tag(definition).to_string();
        let done = database.define(definition, &self.settings_before.now.path, txn)?;
        self.say(done.notices, out);
        self.fills = done.fills.into();
        let Some(rows) = done.rows else { return self.fill_next(database, txn) };
        let plan = database.plan(&rows, self.session, 0)?;
        self.run_plan(database, &plan, Kind::Moving, txn)
    }

    /// Begins to fill the next index that waits for it.
    pub(super) fn fill_next(
        &mut self,
        database: &mut Database,
        txn: &mut Transaction,
    ) -> Result<()> {
        let Some(Fill { table, index }) = self.fills.pop_front() else { return Ok(()) };
        let top = Box::new(BuildIndex::new(table, &index));
        self.begin_work(database, Operators::new(top), Kind::Filling, txn);
        Ok(())
    }

    fn begin_plan(
        &mut self,
        database: &mut Database,
        statement: &Statement,
        txn: &mut Transaction,
    ) -> Result<()> {
        let plan = database.plan(statement, self.session, self.params.len())?;
        self.run_plan(database, &plan, Kind::Rows(verb(statement)), txn)
    }

    pub(super) fn run_plan(
        &mut self,
        database: &mut Database,
        plan: &Plan,
        kind: Kind,
        txn: &mut Transaction,
    ) -> Result<()> {
        let top = build(plan)?;
        self.begin_work(database, Operators::new(top), kind, txn);
        Ok(())
    }

    /// Operators begin to run in a transaction.
    pub(super) fn begin_work(
        &mut self,
        database: &mut Database,
        Operators { top, mut state }: Operators,
        kind: Kind,
        txn: &mut Transaction,
    ) {
        // What the statement wrote so far, definitions among it, is there for its rows.
        txn.next_command();
        let snapshot = database.txns.snapshot(txn);
        state.horizon = database.horizon(&snapshot);
        self.work = Some(Work { top, state, snapshot, kind, kept: None });
    }

    /// EXECUTE: the arguments first, then the statement they were prepared for.
    fn execute(
        &mut self,
        database: &mut Database,
        name: &str,
        args: &[Expr],
        txn: &mut Transaction,
        out: &mut Vec<Reply>,
    ) -> Result<()> {
        let prepared = database.session(self.session).prepared(name)?.clone();
        let mut params = Vec::new();
        let mut world = database.world(self.session, &mut params);
        let values = prepared.values(name, args, &mut world)?;
        let types = values
            .iter()
            .zip(prepared.all_types(values.len()))
            .map(|(value, said)| said.unwrap_or_else(|| type_of(value)));
        let types: Vec<DataType> = types.collect();
        let shape = Shape::of_prepared(&prepared.sql);
        let known = match self.settings_before.now.keeps_plans {
            true => self.plan_of_shape(database, shape, (&types, &values)),
            false => None,
        };
        if let Some((ready, _)) = known {
            self.params = values;
            return self.begin_kept(database, &ready, None, txn, out);
        }
        let path = self.settings_before.now.path.clone();
        let statement = bind_kept(&prepared.sql, (&database.catalog().clone(), path), types)?;
        self.params = values;
        let columns = statement.columns().to_vec();
        self.begin_plan(database, &statement, txn)?;
        if !columns.is_empty() || matches!(statement, Statement::Query(_)) {
            out.push(self.header(&columns));
        }
        Ok(())
    }

    fn explain(
        &mut self,
        database: &mut Database,
        explain: Explain,
        txn: &mut Transaction,
        out: &mut Vec<Reply>,
    ) -> Result<()> {
        self.tag = "EXPLAIN".to_string();
        let (plan, story) =
            database.plan_told(&explain.statement, self.session, self.params.len())?;
        out.push(self.header(&[OutputColumn {
            id: 0,
            name: "QUERY PLAN".to_string(),
            data_type: DataType::Text,
        }]));
        if !explain.analyze {
            let planning_nanos = database.tracer.nanos() - self.before_nanos;
            let lines = explain::explain((&plan, &story), &explain, None, planning_nanos);
            self.hand_out_lines(&lines, out);
            return Ok(());
        }
        let top = build(&plan)?;
        self.planning_nanos = database.tracer.nanos() - self.before_nanos;
        let kind = Kind::Explain(explain, Box::new((plan, story)));
        self.begin_work(database, Operators::new(top), kind, txn);
        Ok(())
    }
}

/// The type that a given value says it has. A string may still become anything.
pub(super) fn type_of(value: &Value) -> DataType {
    match value {
        Value::Null | Value::Text(_) => DataType::Unknown,
        Value::Bool(_) => DataType::Bool,
        Value::Int2(_) => DataType::Int2,
        Value::Int4(_) => DataType::Int4,
        Value::Int8(_) => DataType::Int8,
        Value::Numeric(_) => DataType::Numeric(None),
        Value::Float4(_) => DataType::Float4,
        Value::Float8(_) => DataType::Float8,
        Value::Date(_) => DataType::Date,
        Value::Time(_) => DataType::Time,
        Value::Timestamp(_) => DataType::Timestamp,
        Value::TimestampTz(_) => DataType::TimestampTz,
        Value::Interval(_) => DataType::Interval,
        Value::Uuid(_) => DataType::Uuid,
    }
}
