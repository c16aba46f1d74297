//! One statement as a resumable task.
//!
//! ```text
//!   Task::start      it gets its number, and the trace its beginning
//!   Task::prepare    bind, plan, build; what has no plan is done at once
//!   Task::advance    one step of the operators; rows go out as they come
//!   Task::finish     the transaction ends or goes on; what was done is summed up
//!   Task::fail       everything the statement did is undone
//! ```

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::ids::{OpId, SessionId, StatementId};
use model::base::time;
use model::message::reply::Reply;
use model::metrics::summary::{Counters, Summary};
use model::trace::event::exec::ExecEvent;
use model::trace::event::plan::PlanEvent;
use model::trace::event::Level;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::analyze::Analysis;
use super::answer::{counting_tag, definition_tag, rows_reply, verb};
use super::carry_out::type_of;
use super::control::{commit, undo};
use super::database::{Database, Parts};
use super::define::carry_out::Fill;
use super::plan_cache::{Operators, Ready};
use super::runner::CatalogRunner;
use super::session::{Block, Frame};
use super::settings::values::Settings;
use crate::exec::context::ExecCtx;
use crate::exec::operator::{Operator, Step, ALL};
use crate::exec::state::ExecState;
use crate::plan::explain::{self, Actual};
use crate::plan::physical::Plan;
use crate::sql::bind_statement::bind;
use crate::sql::statement::{Explain, Statement, Transaction as Control};
use crate::storage::disk::power_is_off;
use crate::tracer::fault::{planted, Fault};
use crate::txn::snapshot::Snapshot;
use crate::txn::transaction::Transaction;

/// Characters of a statement's text that its event carries.
const TEXT_CHARS: usize = 200;

/// A running statement.
pub struct Task {
    pub(super) id: StatementId,
    pub(super) session: SessionId,
    pub(super) txn: Option<Transaction>,
    /// Settings that come back, where BEGIN opened the transaction.
    pub(super) frame: Option<Frame>,
    pub(super) changed_catalog: bool,
    pub(super) work: Option<Work>,
    /// Indexes still to be filled.
    pub(super) fills: VecDeque<Fill>,
    pub(super) before: Counters,
    pub(super) before_nanos: u64,
    pub(super) rows: u64,
    pub(super) tag: String,
    /// The kept plan that runs.
    pub(super) ready: Option<Rc<Ready>>,
    /// The values of `$1`, `$2`, ..., and after them what operators hand down.
    pub(super) params: Vec<Value>,
    /// Simulated nanoseconds from its beginning until its plan was made; for EXPLAIN ANALYZE.
    pub(super) planning_nanos: u64,
    /// Bytes of the rows that went out.
    pub(super) result_bytes: u64,
    /// The settings before it: they come back when it fails.
    pub(super) settings_before: Settings,
}

/// A plan that runs.
pub(super) struct Work {
    pub top: Box<dyn Operator>,
    pub state: ExecState,
    pub snapshot: Arc<Snapshot>,
    pub kind: Kind,
    /// The kept plan that the operators go back to.
    pub kept: Option<Rc<Ready>>,
}

/// What becomes of the rows of a plan.
pub(super) enum Kind {
    /// They go out.
    Rows(&'static str),
    /// They are counted, and the plan is shown.
    Explain(Explain, Box<(Plan, Vec<PlanEvent>)>),
    /// They fill a table that the statement defined.
    Moving,
    /// There are none: an index is filled.
    Filling,
    /// Some of them are kept, for ANALYZE.
    Analyze(Analysis),
}

/// What a statement is made from.
pub struct Request<'a> {
    /// The session that runs it.
    pub session: SessionId,
    /// Its text.
    pub text: &'a str,
    /// The values of `$1`, `$2`, ...
    pub params: &'a [Value],
    /// The data that follows COPY ... FROM STDIN.
    pub data: Option<&'a str>,
}

impl Task {
    /// Begins a statement.
    pub fn start(database: &mut Database, request: &Request<'_>) -> Task {
        let id = database.new_statement();
        database.tracer.set_statement(id);
        let settings_before = database.session(request.session).settings.clone();
        let task = Task {
            id,
            session: request.session,
            txn: None,
            frame: None,
            changed_catalog: false,
            work: None,
            fills: VecDeque::new(),
            before: database.tracer.counters,
            before_nanos: database.tracer.nanos(),
            rows: 0,
            tag: String::new(),
            ready: None,
            params: Vec::new(),
            planning_nanos: 0,
            result_bytes: 0,
            settings_before,
        };
        database.tracer.emit(Level::Counts, || ExecEvent::StatementStarted {
            session: request.session,
            text: beginning(request.text).to_string(),
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
        if let Some(begun) = self.prepare_shaped(database, request, &types, out) {
            return begun;
        }
        let catalog = database.catalog().clone();
        let path = self.settings_before.now.path.clone();
        let bound = bind(request.text, request.data, (&catalog, path), types);
        self.check_block(database, bound.as_ref().ok())?;
        let statement = bound?;
        if let Statement::Transaction(control) = &statement {
            return self.control(database, control, out);
        }
        self.open_transaction(database);
        self.check_access(database, &statement)?;
        self.params = request.params.to_vec();
        self.carry_out(database, statement, out)
    }

    /// In a failed transaction nothing is taken but its end.
    pub(super) fn check_block(
        &self,
        database: &mut Database,
        statement: Option<&Statement>,
    ) -> Result<()> {
        let failed =
            database.session(self.session).block.as_ref().is_some_and(|block| block.failed);
        let ends = matches!(
            statement,
            Some(Statement::Transaction(
                Control::Commit(_) | Control::Rollback(_) | Control::RollbackTo(_)
            ))
        );
        if failed && !ends {
            let message = "current transaction is aborted, commands ignored until end of \
                transaction block";
            return Err(Error::sql(sqlstate::IN_FAILED_SQL_TRANSACTION, message));
        }
        Ok(())
    }

    pub(super) fn open_transaction(&mut self, database: &mut Database) {
        match database.session(self.session).block.take() {
            Some(block) => {
                self.changed_catalog = block.changed_catalog;
                self.frame = Some(block.frame);
                self.txn = Some(block.txn);
            }
            None => {
                let now = database.tracer.now().micros;
                let session = database.session(self.session);
                session.transaction_micros = now;
                session.access = session.settings.now.access;
                let isolation = session.settings.now.isolation;
                session.isolation = isolation;
                self.txn = Some(database.txns.begin(isolation));
            }
        }
    }

    /// A transaction that only reads refuses what writes.
    fn check_access(&mut self, database: &mut Database, statement: &Statement) -> Result<()> {
        let what = match statement {
            Statement::Set(_) | Statement::Show { .. } => return Ok(()),
            Statement::Definition(definition) => Some(definition_tag(definition)),
            Statement::Copy(_) => Some("COPY FROM"),
            Statement::Insert(_) | Statement::Update(_) | Statement::Delete(_) => {
                Some(verb(statement))
            }
            _ => None,
        };
        self.check_write(database, what)
    }

    /// The same for a statement that writes by the command `what`, or only reads.
    pub(super) fn check_write(
        &mut self,
        database: &mut Database,
        what: Option<&str>,
    ) -> Result<()> {
        if let Some(frame) = &mut self.frame {
            frame.has_queried = true;
        }
        what.map_or(Ok(()), |what| database.session(self.session).check_access(what))
    }

    /// Whether there is nothing left to step.
    pub fn is_done(&self) -> bool {
        self.work.is_none()
    }

    /// Refuses to go on past the time and the temporary files that one statement may take.
    fn check_bounds(&self, database: &Database) -> Result<()> {
        let spent = database.tracer.nanos() - self.before_nanos;
        if self.settings_before.now.timeout_nanos.is_some_and(|limit| spent > limit) {
            let message = "canceling statement due to statement timeout";
            return Err(Error::sql(sqlstate::QUERY_CANCELED, message));
        }
        let counters = database.tracer.counters.since(&self.before);
        let page_bytes = u64::from(database.store.pool().page_bytes());
        let bytes_max = database.store.pool().disk_bytes_max();
        match counters.spill_pages_written * page_bytes > bytes_max {
            false => Ok(()),
            true => {
                let kilobytes = bytes_max / 1024;
                let message =
                    format!("temporary file size exceeds temp_file_limit ({kilobytes}kB)");
                Err(SqlError::new(sqlstate::CONFIGURATION_LIMIT_EXCEEDED, message)
                    .hint("Sort, group or join fewer rows, or columns that take less.")
                    .into())
            }
        }
    }

    /// One step of the operators.
    pub fn advance(&mut self, database: &mut Database, out: &mut Vec<Reply>) -> Result<()> {
        self.check_bounds(database)?;
        let (Some(work), Some(txn)) = (self.work.as_mut(), self.txn.as_mut()) else {
            return Ok(());
        };
        let settings = &self.settings_before.now;
        let result_bytes_max = database.result_bytes_max;
        let mut runner = CatalogRunner { catalog: database.catalog.clone() };
        let Parts { store, txns, tracer, mut world } =
            database.parts(self.session, &mut self.params);
        let mut ctx = ExecCtx {
            tracer,
            env: &mut world,
            store,
            txns,
            txn,
            snapshot: work.snapshot.clone(),
            runner: &mut runner,
            state: &mut work.state,
            batch_rows: settings.batch_rows,
            work_mem_bytes: settings.work_mem_bytes,
        };
        match work.top.step(&mut ctx, ALL)? {
            Step::Busy => Ok(()),
            Step::Batch(batch) => {
                self.rows += batch.row_count() as u64;
                match &mut work.kind {
                    Kind::Rows(_) => {
                        let bytes = batch.columns().iter().map(|column| column.byte_count());
                        self.result_bytes += bytes.sum::<usize>() as u64;
                        if self.result_bytes > result_bytes_max {
                            return Err(too_large(result_bytes_max));
                        }
                        out.push(rows_reply(self.id, batch));
                    }
                    Kind::Analyze(analysis) => analysis.add(&batch),
                    Kind::Explain(..) | Kind::Moving | Kind::Filling => {}
                }
                Ok(())
            }
            Step::Done => self.end_plan(database, out),
        }
    }

    fn end_plan(&mut self, database: &mut Database, out: &mut Vec<Reply>) -> Result<()> {
        let Some(mut work) = self.work.take() else { return Ok(()) };
        match &mut work.kind {
            Kind::Analyze(_) => {
                let Kind::Analyze(analysis) = work.kind else { return Ok(()) };
                self.rows = 0;
                let mut txn = self.txn.take().expect("a plan runs in a transaction");
                let result = self.analyze_next(database, analysis, &mut txn);
                self.txn = Some(txn);
                return result;
            }
            Kind::Rows("INSERT") => {
                self.rows = work.state.affected;
                self.tag = counting_tag("INSERT 0", self.rows);
            }
            Kind::Rows("SELECT") => self.tag = counting_tag("SELECT", self.rows),
            Kind::Rows(verb) => {
                self.rows = work.state.affected;
                self.tag = counting_tag(verb, self.rows);
            }
            Kind::Moving => {
                if self.tag == "SELECT" {
                    self.rows = work.state.affected;
                    self.tag = counting_tag("SELECT", self.rows);
                }
                return self.fill_more(database);
            }
            Kind::Filling => return self.fill_more(database),
            Kind::Explain(options, told) => {
                let (plan, story) = &**told;
                let actuals = |op| actual(&work.state, op);
                let planning_nanos = self.planning_nanos;
                let lines =
                    explain::explain((plan, story), options, Some(&actuals), planning_nanos);
                self.rows = 0;
                self.hand_out_lines(&lines, out);
            }
        }
        if let Some(kept) = work.kept {
            kept.keep(Operators { top: work.top, state: work.state });
        }
        Ok(())
    }

    fn fill_more(&mut self, database: &mut Database) -> Result<()> {
        let mut txn = self.txn.take().expect("a plan runs in a transaction");
        let result = self.fill_next(database, &mut txn);
        self.txn = Some(txn);
        result
    }

    /// Ends a statement that worked.
    pub fn finish(&mut self, database: &mut Database, out: &mut Vec<Reply>) -> Result<()> {
        let has_drawn = database.sequences.write_back(&mut database.store, &mut database.tracer)?;
        let changed_catalog = self.changed_catalog;
        if let Some(mut txn) = self.txn.take() {
            if has_drawn && !planted(Fault::ForgetsDraws) {
                // A transaction with a number is safe before it is told. What was drawn must be
                // too, or the same number might be drawn again after a crash.
                database.txns.stamp(&mut txn, &mut database.tracer);
            }
            txn.next_command();
            match self.frame.take() {
                Some(frame) => {
                    let block = Block { txn, failed: false, changed_catalog, frame };
                    database.session(self.session).block = Some(block);
                }
                None => {
                    commit(database, txn)?;
                    database.session(self.session).settings.end_transaction();
                }
            }
        }
        let rows = self.rows;
        database.tracer.flush();
        database.tracer.emit(Level::Counts, || ExecEvent::StatementFinished { rows });
        let (statement, summary) = (self.id, self.summary(database));
        let tag = std::mem::take(&mut self.tag);
        out.push(Reply::StatementFinished { statement, tag, summary });
        Ok(())
    }

    /// Ends a statement that failed: nothing of it stays.
    pub fn fail(
        &mut self,
        database: &mut Database,
        error: Error,
        (text, span): (&str, (u32, u32)),
        out: &mut Vec<Reply>,
    ) {
        self.work = None;
        let error = self.placed(error, text).to_sql();
        // Sequences are not undone, so their rows are written even now. A store that cannot write
        // them has said so already.
        let written = database.sequences.write_back(&mut database.store, &mut database.tracer);
        let changed_catalog = self.changed_catalog;
        let undone = match (self.txn.take(), self.frame.take()) {
            (Some(txn), Some(frame)) => {
                let block = Block { txn, failed: true, changed_catalog, frame };
                database.session(self.session).block = Some(block);
                Ok(())
            }
            (Some(txn), None) => {
                database.session(self.session).settings = self.settings_before.clone();
                undo(database, txn, changed_catalog)
            }
            (None, _) => {
                if let Some(block) = &mut database.session(self.session).block {
                    block.failed = true;
                }
                Ok(())
            }
        };
        let is_off = database.store.pool().disk().is_off();
        assert!(is_off || (written.is_ok() && undone.is_ok()), "undoing takes nothing but power");
        database.tracer.flush();
        let sqlstate = error.sqlstate.to_string();
        database.tracer.emit(Level::Counts, || ExecEvent::StatementFailed { sqlstate });
        let (statement, summary) = (self.id, self.summary(database));
        out.push(Reply::StatementFailed { statement, span, error, summary });
    }

    /// Ends a statement that a power cut ended: what it knew of transactions is gone.
    pub fn cut_off(
        &mut self,
        database: &mut Database,
        place: (&str, (u32, u32)),
        out: &mut Vec<Reply>,
    ) {
        (self.txn, self.frame, self.work) = (None, None, None);
        self.fail(database, power_is_off(), place, out);
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
}

/// As much of a text as its event carries.
fn beginning(text: &str) -> &str {
    // No character takes less than a byte.
    if text.len() <= TEXT_CHARS {
        return text;
    }
    let end = text.char_indices().nth(TEXT_CHARS).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// 54000 for a result that its reader keeps whole and cannot.
fn too_large(max: u64) -> Error {
    let message = format!("result is larger than {} MB", max >> 20);
    SqlError::new(sqlstate::PROGRAM_LIMIT_EXCEEDED, message)
        .hint("Ask for fewer rows with LIMIT, or for fewer columns.")
        .into()
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
        rows_removed: stats.notes.rows_removed,
        rows_rechecked_away: stats.notes.rows_rechecked_away,
        heap_blocks_exact: stats.notes.heap_blocks_exact,
        heap_blocks_lossy: stats.notes.heap_blocks_lossy,
        heap_fetches: stats.notes.heap_fetches,
    }
}
