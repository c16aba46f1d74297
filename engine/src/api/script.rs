//! A script that runs: its statements one after another.
//!
//! A query that ends with psql's `\gexec` returns statements, which run right after it:
//! `SELECT statement FROM glassbox.script('orders', 'bcnf') \gexec`.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::ids::SessionId;
use model::base::limits::STATEMENTS_MADE_MAX;
use model::message::reply::Reply;
use model::types::value::Value;

use super::lab::Unit;
use crate::db::database::{Database, State};
use crate::db::statement::{Request, Task};
use crate::sql::script::{next_piece, Piece, PieceKind};

/// A script under way.
pub(super) struct Script {
    session: SessionId,
    text: String,
    params: Vec<Value>,
    next: usize,
    /// Boxed, because it is moved at every unit of work.
    running: Option<(Piece, Box<Task>)>,
    has_ended: bool,
    has_failed: bool,
    /// Statements that the running query returned so far.
    returned: Vec<String>,
    /// The statements that a query returned, as a script of their own.
    made: Option<Box<Script>>,
    /// Where the query stands that made this script.
    made_at: Option<(u32, u32)>,
}

/// Bytes of a script that are looked through for its last statements.
const END_BYTES: usize = 16 * 1024;

impl Script {
    /// A script at its beginning.
    pub fn new(session: SessionId, text: String, params: Vec<Value>) -> Script {
        Script {
            session,
            text,
            params,
            next: 0,
            running: None,
            has_ended: false,
            has_failed: false,
            returned: Vec::new(),
            made: None,
            made_at: None,
        }
    }

    /// One unit: the beginning of a statement, or one step of it. The script is done after its last
    /// statement, and after the first that fails.
    pub fn unit(&mut self, cancelled: bool, database: &mut Database, out: &mut Vec<Reply>) -> Unit {
        if let Some(mut made) = self.made.take() {
            if let Unit::More = made.unit(cancelled, database, out) {
                self.made = Some(made);
                return Unit::More;
            }
            self.has_ended |= made.has_ended;
            self.has_failed = made.has_failed;
            return if made.has_failed { Unit::Done } else { Unit::More };
        }
        match self.running.take() {
            None => match next_piece(&self.text, self.next) {
                None => Unit::Done,
                Some(piece) => self.begin(piece, database, out),
            },
            Some((piece, task)) => self.step(piece, task, cancelled, database, out),
        }
    }

    /// How far the running statement has come.
    pub fn progress(&self, database: &Database) -> Option<Reply> {
        if let Some(made) = &self.made {
            return made.progress(database);
        }
        let (piece, task) = self.running.as_ref()?;
        Some(task.progress(database, self.span(piece).0))
    }

    /// Whether a statement has ended since this was asked last.
    pub fn take_ended(&mut self) -> bool {
        let made = self.made.as_mut().is_some_and(|made| made.take_ended());
        std::mem::take(&mut self.has_ended) || made
    }

    /// Whether so few statements are left, as far as that is soon seen.
    pub fn ends_within(&self, statement_count: usize) -> bool {
        let made_bytes = self.made.as_ref().map_or(0, |made| made.text.len() - made.next);
        self.text.len() - self.next + made_bytes <= END_BYTES
            && (self.count_left() as usize) < statement_count
    }

    /// How many statements have not begun: those that a failed script did not come to.
    pub fn count_left(&self) -> u32 {
        let next = |from: usize| next_piece(&self.text, from);
        let pieces = std::iter::successors(next(self.next), |piece| next(piece.next));
        let own = pieces.filter(|piece| piece.kind != PieceKind::Meta).count() as u32;
        own + self.made.as_ref().map_or(0, |made| made.count_left())
    }

    /// The power failed under the running statement, and is back.
    pub fn cut_off(&mut self, database: &mut Database, out: &mut Vec<Reply>) {
        if let Some(made) = &mut self.made {
            made.cut_off(database, out);
        }
        if let Some((piece, mut task)) = self.running.take() {
            let text = &self.text[piece.start..piece.end];
            task.cut_off(database, (text, self.span(&piece)), out);
        }
    }

    fn begin(&mut self, piece: Piece, database: &mut Database, out: &mut Vec<Reply>) -> Unit {
        self.next = piece.next;
        let request = Request {
            session: self.session,
            text: &self.text[piece.start..piece.end],
            params: &self.params,
            data: match piece.kind {
                PieceKind::Copy { data_start, data_end } => Some(&self.text[data_start..data_end]),
                PieceKind::Sql | PieceKind::Maker | PieceKind::Meta => None,
            },
        };
        let mut task = Box::new(Task::start(database, &request));
        out.push(Reply::StatementStarted { statement: task.id(), span: self.span(&piece) });
        let result = match database.state() {
            State::Open => task.prepare(database, &request, out),
            State::Crashed => Err(closed()),
        };
        self.go_on(piece, task, result, database, out)
    }

    fn step(
        &mut self,
        piece: Piece,
        mut task: Box<Task>,
        cancelled: bool,
        database: &mut Database,
        out: &mut Vec<Reply>,
    ) -> Unit {
        let result = if cancelled {
            let message = "canceling statement due to user request";
            Err(Error::sql(sqlstate::QUERY_CANCELED, message))
        } else if task.is_done() {
            let finished = task.finish(database, out);
            if finished.is_ok() && !is_off(database) {
                self.has_ended = true;
                self.run_returned(&piece);
                return Unit::More;
            }
            finished
        } else {
            let known = out.len();
            let result = task.advance(database, out);
            match piece.kind {
                PieceKind::Maker => result.and_then(|()| self.gather(&out[known..])),
                _ => result,
            }
        };
        self.go_on(piece, task, result, database, out)
    }

    /// Keeps a statement that goes on, and ends one that failed. Without power there is nothing
    /// that could be undone: the statement waits for [`Script::cut_off`].
    fn go_on(
        &mut self,
        piece: Piece,
        mut task: Box<Task>,
        result: Result<()>,
        database: &mut Database,
        out: &mut Vec<Reply>,
    ) -> Unit {
        if let (Err(error), false) = (result, is_off(database)) {
            let text = &self.text[piece.start..piece.end];
            task.fail(database, error, (text, self.span(&piece)), out);
            if !is_off(database) {
                self.has_ended = true;
                self.has_failed = true;
                return Unit::Done;
            }
        }
        self.running = Some((piece, task));
        Unit::More
    }

    /// Keeps what a query returns as statements: every value but NULL, row by row.
    fn gather(&mut self, replies: &[Reply]) -> Result<()> {
        for reply in replies {
            let Reply::Rows { columns, row_count, .. } = reply else { continue };
            let cells = (0..*row_count as usize)
                .flat_map(|row| columns.iter().map(move |column| column.get(row)));
            self.returned.extend(cells.filter_map(|value| match value {
                Value::Text(text) => Some(text),
                _ => None,
            }));
        }
        if self.returned.len() > STATEMENTS_MADE_MAX {
            let what = "statements that a query returns to be run".to_string();
            return Err(Error::Limit { what, max: STATEMENTS_MADE_MAX as u64 });
        }
        Ok(())
    }

    /// The statements that a query returned come next. They stand where the query stands; one
    /// among them that makes others again only shows them.
    fn run_returned(&mut self, piece: &Piece) {
        let returned = std::mem::take(&mut self.returned);
        if returned.is_empty() || self.made_at.is_some() {
            return;
        }
        let text = returned.join(";\n");
        let made = Script::new(self.session, text, Vec::new());
        self.made = Some(Box::new(Script { made_at: Some(self.span(piece)), ..made }));
    }

    /// Where a statement stands in what the learner wrote.
    fn span(&self, piece: &Piece) -> (u32, u32) {
        self.made_at.unwrap_or((piece.start as u32, piece.end as u32))
    }
}

fn is_off(database: &Database) -> bool {
    database.store.pool().disk().is_off()
}

/// What a database answers that has crashed.
fn closed() -> Error {
    let message = "the database system is not accepting connections";
    SqlError::new(sqlstate::CANNOT_CONNECT_NOW, message)
        .detail("The power was cut, and the database has not recovered since.")
        .hint("Recover it first.")
        .into()
}
