//! One statement as a resumable task.
//!
//! ```text
//!   Task::start      it gets its number, and the trace its beginning
//!   Task::prepare    bind, plan, build; what has no plan is done at once
//!   Task::advance    one step of the operators; rows go out as they come
//!   Task::finish     the transaction ends or goes on; what was done is summed up
//!   Task::fail       everything the statement did is undone
//! ```

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::ids::{OpId, SessionId, StatementId};
use model::base::time;
use model::message::reply::{HeaderColumn, Reply};
use model::metrics::summary::{Counters, Summary};
use model::trace::event::exec::ExecEvent;
use model::trace::event::Level;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;
use model::types::value::Value;

use super::database::{Database, StoreSizes};
use super::runner::CatalogRunner;
use super::session::Block;
use crate::exec::build::build;
use crate::exec::context::ExecCtx;
use crate::exec::operator::{Operator, Step, ALL};
use crate::exec::state::ExecState;
use crate::expr::batch::Batch;
use crate::plan::choose::plan;
use crate::plan::explain::{self, Actual};
use crate::plan::physical::Plan;
use crate::sql::bind_statement::bind;
use crate::sql::statement::{Explain, OutputColumn, Statement, Transaction as Control};
use crate::txn::isolation::Isolation;
use crate::txn::transaction::Transaction;

/// Characters of a statement's text that its event carries.
const TEXT_CHARS: usize = 200;
/// Bytes that one operator may keep before it spills: PostgreSQL's `work_mem` of 4 MB.
const WORK_MEM_BYTES: u64 = 4 * 1024 * 1024;

/// A running statement.
pub struct Task {
    id: StatementId,
    session: SessionId,
    txn: Option<Transaction>,
    in_block: bool,
    changed_catalog: bool,
    work: Option<Work>,
    before: Counters,
    before_nanos: u64,
    rows: u64,
    tag: String,
}

/// A plan that runs.
struct Work {
    plan: Plan,
    top: Box<dyn Operator>,
    state: ExecState,
    snapshot: std::sync::Arc<crate::txn::snapshot::Snapshot>,
    kind: Kind,
}

/// What becomes of the rows of a plan.
enum Kind {
    /// They go out.
    Rows(&'static str),
    /// They are counted, and the plan is shown.
    Explain(Explain),
}

/// What a statement is made from.
pub struct Request<'a> {
    /// The session that runs it.
    pub session: SessionId,
    /// Its text.
    pub text: &'a str,
    /// The values of `$1`, `$2`, ...
    pub params: &'a [Value],
}

impl Task {
    /// Begins a statement.
    pub fn start(database: &mut Database, request: &Request<'_>) -> Task {
        let id = database.new_statement();
        database.tracer.set_statement(id);
        let task = Task {
            id,
            session: request.session,
            txn: None,
            in_block: false,
            changed_catalog: false,
            work: None,
            before: database.tracer.counters,
            before_nanos: database.tracer.nanos(),
            rows: 0,
            tag: String::new(),
        };
        database.tracer.emit(Level::Counts, || ExecEvent::StatementStarted {
            session: request.session,
            text: request.text.chars().take(TEXT_CHARS).collect(),
        });
        task
    }

    /// The statement's number.
    pub fn id(&self) -> StatementId {
        self.id
    }

    /// Binds, plans and builds; carries out what has no plan.
    pub fn prepare(
        &mut self,
        database: &mut Database,
        request: &Request<'_>,
        out: &mut Vec<Reply>,
    ) -> Result<()> {
        database.tracer.spend(time::STATEMENT);
        let types: Vec<DataType> = request.params.iter().map(type_of).collect();
        let catalog = database.catalog().clone();
        let bound = bind(request.text, &catalog, types);
        self.check_block(database, bound.as_ref().ok())?;
        let statement = bound?;
        if let Statement::Transaction(control) = &statement {
            return self.control(database, control, out);
        }
        self.open_transaction(database);
        database.world.params = request.params.to_vec();
        self.carry_out(database, statement, request.params.len(), out)
    }

    /// In a failed transaction nothing is taken but its end.
    fn check_block(&self, database: &mut Database, statement: Option<&Statement>) -> Result<()> {
        let failed =
            database.session(self.session).block.as_ref().is_some_and(|block| block.failed);
        let ends = matches!(
            statement,
            Some(Statement::Transaction(
                Control::Commit | Control::Rollback | Control::RollbackTo(_)
            ))
        );
        if failed && !ends {
            let message = "current transaction is aborted, commands ignored until end of \
                transaction block";
            return Err(Error::sql(sqlstate::IN_FAILED_SQL_TRANSACTION, message));
        }
        Ok(())
    }

    fn open_transaction(&mut self, database: &mut Database) {
        match database.session(self.session).block.take() {
            Some(Block { txn, changed_catalog, .. }) => {
                self.txn = Some(txn);
                self.changed_catalog = changed_catalog;
                self.in_block = true;
            }
            None => {
                self.txn = Some(database.txns.begin(Isolation::ReadCommitted));
                database.world.transaction_micros = database.tracer.now().micros;
            }
        }
    }

    fn carry_out(
        &mut self,
        database: &mut Database,
        statement: Statement,
        param_count: usize,
        out: &mut Vec<Reply>,
    ) -> Result<()> {
        let mut txn = self.txn.take().expect("opened just before");
        let result = match statement {
            Statement::CreateTable(create) => {
                self.changed_catalog = true;
                self.tag = "CREATE TABLE".to_string();
                database.create_table(&create, &mut txn).map(|said| self.say(said.notices, out))
            }
            Statement::Drop(drop) => {
                self.changed_catalog = true;
                self.tag = "DROP TABLE".to_string();
                database.drop_tables(&drop, &mut txn).map(|said| self.say(said.notices, out))
            }
            Statement::Set { name, value } => {
                self.tag = "SET".to_string();
                database.world.set(&name, value.as_deref())
            }
            Statement::Show { name } => self.show(database, &name, out),
            Statement::Explain(explain) => {
                self.explain(database, explain, param_count, &mut txn, out)
            }
            Statement::Transaction(_) => unreachable!("handled by control"),
            Statement::Query(_)
            | Statement::Insert(_)
            | Statement::Update(_)
            | Statement::Delete(_) => {
                let columns = statement.columns().to_vec();
                self.begin_plan(database, &statement, param_count, &mut txn).map(|()| {
                    if !columns.is_empty() || matches!(statement, Statement::Query(_)) {
                        out.push(self.header(&columns));
                    }
                })
            }
        };
        self.txn = Some(txn);
        result
    }

    fn begin_plan(
        &mut self,
        database: &mut Database,
        statement: &Statement,
        param_count: usize,
        txn: &mut Transaction,
    ) -> Result<()> {
        let plan = make_plan(database, statement, param_count)?;
        let top = build(&plan)?;
        let snapshot = database.txns.snapshot(txn);
        let kind = Kind::Rows(verb(statement));
        self.work = Some(Work { plan, top, state: ExecState::new(), snapshot, kind });
        Ok(())
    }

    fn explain(
        &mut self,
        database: &mut Database,
        explain: Explain,
        param_count: usize,
        txn: &mut Transaction,
        out: &mut Vec<Reply>,
    ) -> Result<()> {
        self.tag = "EXPLAIN".to_string();
        let plan = make_plan(database, &explain.statement, param_count)?;
        out.push(self.header(&[OutputColumn {
            id: 0,
            name: "QUERY PLAN".to_string(),
            data_type: DataType::Text,
        }]));
        if !explain.analyze {
            let lines = explain::lines(&plan, &explain, None);
            self.hand_out_lines(&lines, out);
            return Ok(());
        }
        let top = build(&plan)?;
        let snapshot = database.txns.snapshot(txn);
        let kind = Kind::Explain(explain);
        self.work = Some(Work { plan, top, state: ExecState::new(), snapshot, kind });
        Ok(())
    }

    /// Whether there is nothing left to step.
    pub fn is_done(&self) -> bool {
        self.work.is_none()
    }

    /// One step of the operators.
    pub fn advance(&mut self, database: &mut Database, out: &mut Vec<Reply>) -> Result<()> {
        let (Some(work), Some(txn)) = (self.work.as_mut(), self.txn.as_mut()) else {
            return Ok(());
        };
        let batch_rows = database.batch_rows as usize;
        let mut runner = CatalogRunner { catalog: database.world.catalog.clone() };
        let mut ctx = ExecCtx {
            tracer: &mut database.tracer,
            env: &mut database.world,
            store: &mut database.store,
            txns: &mut database.txns,
            txn,
            snapshot: work.snapshot.clone(),
            runner: &mut runner,
            state: &mut work.state,
            batch_rows,
            work_mem_bytes: WORK_MEM_BYTES,
        };
        match work.top.step(&mut ctx, ALL)? {
            Step::Busy => Ok(()),
            Step::Batch(batch) => {
                self.rows += batch.row_count() as u64;
                if matches!(work.kind, Kind::Rows(_)) {
                    out.push(rows_reply(self.id, &batch));
                }
                Ok(())
            }
            Step::Done => {
                self.end_plan(out);
                Ok(())
            }
        }
    }

    fn end_plan(&mut self, out: &mut Vec<Reply>) {
        let Some(work) = self.work.take() else { return };
        match &work.kind {
            Kind::Rows("INSERT") => {
                self.rows = work.state.affected;
                self.tag = format!("INSERT 0 {}", self.rows);
            }
            Kind::Rows("SELECT") => self.tag = format!("SELECT {}", self.rows),
            Kind::Rows(verb) => {
                self.rows = work.state.affected;
                self.tag = format!("{verb} {}", self.rows);
            }
            Kind::Explain(options) => {
                let lines =
                    explain::lines(&work.plan, options, Some(&|op| actual(&work.state, op)));
                self.rows = 0;
                self.hand_out_lines(&lines, out);
            }
        }
    }

    /// Ends a statement that worked.
    pub fn finish(&mut self, database: &mut Database, out: &mut Vec<Reply>) -> Result<()> {
        database.world.sequences.write_back(&mut database.store, &mut database.tracer)?;
        let changed_catalog = self.changed_catalog;
        if let Some(mut txn) = self.txn.take() {
            txn.next_command();
            if self.in_block {
                database.session(self.session).block =
                    Some(Block { txn, failed: false, changed_catalog });
            } else {
                commit(database, txn)?;
            }
        }
        let rows = self.rows;
        database.tracer.flush();
        database.tracer.emit(Level::Counts, || ExecEvent::StatementFinished { rows });
        let (statement, tag, summary) = (self.id, self.tag.clone(), self.summary(database));
        out.push(Reply::StatementFinished { statement, tag, summary });
        Ok(())
    }

    /// Ends a statement that failed: nothing of it stays.
    pub fn fail(
        &mut self,
        database: &mut Database,
        error: &Error,
        span: (u32, u32),
        out: &mut Vec<Reply>,
    ) {
        self.work = None;
        let error = error.to_sql();
        // Sequences are not undone, so their rows are written even now. A store that cannot write
        // them has said so already.
        let written =
            database.world.sequences.write_back(&mut database.store, &mut database.tracer);
        debug_assert!(written.is_ok(), "sequences lie on pages of their own");
        let changed_catalog = self.changed_catalog;
        match (self.txn.take(), self.in_block) {
            (Some(txn), true) => {
                let block = Block { txn, failed: true, changed_catalog };
                database.session(self.session).block = Some(block);
            }
            (Some(txn), false) => undo(database, txn, changed_catalog),
            (None, _) => {
                if let Some(block) = &mut database.session(self.session).block {
                    block.failed = true;
                }
            }
        }
        database.tracer.flush();
        let sqlstate = error.sqlstate.to_string();
        database.tracer.emit(Level::Counts, || ExecEvent::StatementFailed { sqlstate });
        let (statement, summary) = (self.id, self.summary(database));
        out.push(Reply::StatementFailed { statement, span, error, summary });
    }

    /// How far it has come.
    pub fn progress(&self, database: &Database, script_bytes: u32) -> Reply {
        let counters = database.tracer.counters.since(&self.before);
        let rows = self.rows.max(counters.tuples_written).max(counters.tuples_read);
        Reply::Progress { statement: self.id, rows, pages: counters.pages_read(), script_bytes }
    }

    fn summary(&self, database: &Database) -> Summary {
        Summary {
            rows: self.rows,
            counters: database.tracer.counters.since(&self.before),
            sim_nanos: database.tracer.nanos() - self.before_nanos,
        }
    }

    /// BEGIN, COMMIT and their like.
    fn control(
        &mut self,
        database: &mut Database,
        control: &Control,
        out: &mut Vec<Reply>,
    ) -> Result<()> {
        let block = database.session(self.session).block.take();
        match (control, block) {
            (Control::Begin, None) => {
                self.tag = "BEGIN".to_string();
                let txn = database.txns.begin(Isolation::ReadCommitted);
                database.world.transaction_micros = database.tracer.now().micros;
                let block = Block { txn, failed: false, changed_catalog: false };
                database.session(self.session).block = Some(block);
            }
            (Control::Begin, Some(block)) => {
                self.tag = "BEGIN".to_string();
                database.session(self.session).block = Some(block);
                let words = "there is already a transaction in progress";
                self.warn(sqlstate::ACTIVE_SQL_TRANSACTION, words, out);
            }
            (Control::Commit, Some(block)) if !block.failed => {
                self.tag = "COMMIT".to_string();
                commit(database, block.txn)?;
            }
            (Control::Commit | Control::Rollback, Some(block)) => {
                self.tag = "ROLLBACK".to_string();
                undo(database, block.txn, block.changed_catalog);
            }
            (Control::Commit | Control::Rollback, None) => {
                let commits = *control == Control::Commit;
                self.tag = if commits { "COMMIT" } else { "ROLLBACK" }.to_string();
                let words = "there is no transaction in progress";
                self.warn(sqlstate::NO_ACTIVE_SQL_TRANSACTION, words, out);
            }
            (savepoint, block) => return self.savepoint(database, savepoint, block),
        }
        Ok(())
    }

    fn savepoint(
        &mut self,
        database: &mut Database,
        control: &Control,
        block: Option<Block>,
    ) -> Result<()> {
        let what = match control {
            Control::Savepoint(_) => "SAVEPOINT",
            Control::Release(_) => "RELEASE SAVEPOINT",
            _ => "ROLLBACK TO SAVEPOINT",
        };
        let Some(mut block) = block else {
            let message = format!("{what} can only be used in transaction blocks");
            return Err(Error::sql(sqlstate::NO_ACTIVE_SQL_TRANSACTION, message));
        };
        let Database { txns, store, tracer, .. } = database;
        let result = match control {
            Control::Savepoint(name) => {
                txns.savepoint(&mut block.txn, name);
                Ok("SAVEPOINT")
            }
            Control::Release(name) => txns.release(&mut block.txn, name).map(|()| "RELEASE"),
            Control::RollbackTo(name) => {
                let result = txns.rollback_to(&mut block.txn, name, store, tracer);
                block.failed &= result.is_err();
                result.map(|()| "ROLLBACK")
            }
            _ => Ok(""),
        };
        let undone = matches!(control, Control::RollbackTo(_)) && block.changed_catalog;
        database.session(self.session).block = Some(block);
        self.tag = result?.to_string();
        if undone {
            self.reload_in_block(database)?;
        }
        Ok(())
    }

    /// After a rollback to a savepoint the catalogue is what the open transaction sees now.
    fn reload_in_block(&mut self, database: &mut Database) -> Result<()> {
        let Some(mut block) = database.session(self.session).block.take() else { return Ok(()) };
        let loaded = crate::catalog::load::load(&mut database.pen(&mut block.txn));
        database.session(self.session).block = Some(block);
        database.world.catalog = std::sync::Arc::new(loaded?);
        Ok(())
    }

    fn show(&mut self, database: &Database, name: &str, out: &mut Vec<Reply>) -> Result<()> {
        self.tag = "SHOW".to_string();
        let setting = crate::expr::env::Env::setting(&database.world, name);
        let value = setting.ok_or_else(|| {
            let message = format!("unrecognized configuration parameter \"{name}\"");
            Error::sql(sqlstate::UNDEFINED_OBJECT, message)
        })?;
        let data_type = DataType::Text;
        out.push(self.header(&[OutputColumn { id: 0, name: name.to_string(), data_type }]));
        self.hand_out_lines(&[value], out);
        Ok(())
    }

    fn hand_out_lines(&self, lines: &[String], out: &mut Vec<Reply>) {
        let text = lines.iter().map(String::as_str).collect();
        out.push(Reply::Rows {
            statement: self.id,
            columns: vec![Column::new(ColumnData::Text(text))],
            row_count: lines.len() as u32,
        });
    }

    fn header(&self, columns: &[OutputColumn]) -> Reply {
        let columns = columns
            .iter()
            .map(|column| HeaderColumn { name: column.name.clone(), data_type: column.data_type })
            .collect();
        Reply::Header { statement: self.id, columns }
    }

    fn say(&self, notices: Vec<SqlError>, out: &mut Vec<Reply>) {
        out.extend(notices.into_iter().map(|error| Reply::Notice {
            statement: self.id,
            severity: "NOTICE".to_string(),
            error,
        }));
    }

    fn warn(&self, code: model::base::error::SqlState, words: &str, out: &mut Vec<Reply>) {
        let error = SqlError::new(code, words);
        out.push(Reply::Notice { statement: self.id, severity: "WARNING".to_string(), error });
    }
}

fn actual(state: &ExecState, op: OpId) -> Actual {
    let stats = state.operator(op);
    Actual {
        loops: stats.loops,
        rows: stats.rows,
        nanos_first: stats.nanos_first,
        nanos_total: stats.nanos_total,
        pages_hit: stats.pages_hit,
        pages_missed: stats.pages_missed,
    }
}

/// Makes a transaction's rows visible.
fn commit(database: &mut Database, txn: Transaction) -> Result<()> {
    database.txns.commit(txn, &mut database.store, &mut database.tracer)
}

/// Undoes a transaction: its rows were never there.
fn undo(database: &mut Database, txn: Transaction, changed_catalog: bool) {
    let undone = database.txns.abort(txn, &mut database.store, &mut database.tracer);
    let loaded = if changed_catalog { database.reload_catalog() } else { Ok(()) };
    undone.and(loaded).expect("undoing writes no page, and the system tables were written whole");
}

fn make_plan(database: &Database, statement: &Statement, param_count: usize) -> Result<Plan> {
    let sizes = StoreSizes { store: &database.store };
    plan(statement, &sizes, param_count)?
        .ok_or_else(|| Error::sql(sqlstate::INTERNAL_ERROR, "the statement has no plan"))
}

fn verb(statement: &Statement) -> &'static str {
    match statement {
        Statement::Insert(_) => "INSERT",
        Statement::Update(_) => "UPDATE",
        Statement::Delete(_) => "DELETE",
        _ => "SELECT",
    }
}

fn rows_reply(statement: StatementId, batch: &Batch) -> Reply {
    let columns = batch.columns().iter().map(|column| (**column).clone()).collect();
    Reply::Rows { statement, columns, row_count: batch.row_count() as u32 }
}

/// The type that a given value says it has. A string may still become anything.
fn type_of(value: &Value) -> DataType {
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
