//! A script that runs: its statements one after another.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::ids::SessionId;
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
}

/// Bytes of a script that are looked through for its last statements.
const END_BYTES: usize = 16 * 1024;

impl Script {
    /// A script at its beginning.
    pub fn new(session: SessionId, text: String, params: Vec<Value>) -> Script {
        Script { session, text, params, next: 0, running: None, has_ended: false }
    }

    /// One unit: the beginning of a statement, or one step of it. The script is done after its last
    /// statement, and after the first that fails.
    pub fn unit(&mut self, cancelled: bool, database: &mut Database, out: &mut Vec<Reply>) -> Unit {
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
        let (piece, task) = self.running.as_ref()?;
        Some(task.progress(database, piece.start as u32))
    }

    /// Whether a statement has ended since this was asked last.
    pub fn take_ended(&mut self) -> bool {
        std::mem::take(&mut self.has_ended)
    }

    /// Whether so few statements are left, as far as that is soon seen.
    pub fn ends_within(&self, statement_count: usize) -> bool {
        self.text.len() - self.next <= END_BYTES && (self.count_left() as usize) < statement_count
    }

    /// How many statements have not begun: those that a failed script did not come to.
    pub fn count_left(&self) -> u32 {
        let next = |from: usize| next_piece(&self.text, from);
        let pieces = std::iter::successors(next(self.next), |piece| next(piece.next));
        pieces.filter(|piece| piece.kind != PieceKind::Meta).count() as u32
    }

    /// The power failed under the running statement, and is back.
    pub fn cut_off(&mut self, database: &mut Database, out: &mut Vec<Reply>) {
        if let Some((piece, mut task)) = self.running.take() {
            let text = &self.text[piece.start..piece.end];
            task.cut_off(database, (text, span(&piece)), out);
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
                PieceKind::Sql | PieceKind::Meta => None,
            },
        };
        let mut task = Box::new(Task::start(database, &request));
        out.push(Reply::StatementStarted { statement: task.id(), span: span(&piece) });
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
                return Unit::More;
            }
            finished
        } else {
            task.advance(database, out)
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
            task.fail(database, error, (text, span(&piece)), out);
            if !is_off(database) {
                self.has_ended = true;
                return Unit::Done;
            }
        }
        self.running = Some((piece, task));
        Unit::More
    }
}

fn span(piece: &Piece) -> (u32, u32) {
    (piece.start as u32, piece.end as u32)
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
