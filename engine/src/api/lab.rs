//! A lab: one database (later: a cluster of them) with its clock, chance and recording.

use std::collections::VecDeque;

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::SessionId;
use model::message::command::Command;
use model::message::reply::Reply;
use model::message::settings::Setup;
use model::trace::event::Level;
use model::types::value::Value;

use crate::db::database::Database;
use crate::db::statement::{Request, Task};
use crate::inspect::stills;
use crate::sql::script::{next_piece, Piece, PieceKind};

/// Units of work in one slice: about a batch of rows each, so a slice takes a few milliseconds.
pub const SLICE_UNITS: u32 = 64;

/// A still is taken when that many events have gone by since the last: any moment is then at most
/// that many events (and one slice's) from a still.
const STILL_EVENTS: u64 = 4_096;

/// A world made from a setup. Commands wait in line and run in slices.
///
/// ```text
///   lab.submit(command);
///   while lab.is_busy() {
///       for reply in lab.advance(SLICE_UNITS) { send(reply) }
///       if asked_to_stop { lab.cancel() }
///   }
/// ```
pub struct Lab {
    setup: Setup,
    /// Most bytes of one statement's result.
    result_bytes_max: u64,
    database: Database,
    waiting: VecDeque<Command>,
    script: Option<Script>,
    cancelled: bool,
    /// Statements that a failed script did not come to.
    statements_left: u32,
    last_still: Option<u64>,
}

/// A script that runs: its statements one after another.
struct Script {
    session: SessionId,
    text: String,
    params: Vec<Value>,
    next: usize,
    /// Boxed, because it is moved at every unit of work.
    running: Option<(Piece, Box<Task>)>,
}

/// What became of one unit of work.
enum Unit {
    /// There is more to do.
    More,
    /// The command is done.
    Done,
}

impl Lab {
    /// An empty lab.
    pub fn new(setup: Setup) -> Lab {
        let database = open(&setup);
        Lab {
            setup,
            database,
            waiting: VecDeque::new(),
            script: None,
            cancelled: false,
            statements_left: 0,
            last_still: None,
            result_bytes_max: u64::MAX,
        }
    }

    /// The setup it was made from.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Has statements fail (54000) whose results take more bytes: for readers that keep a result
    /// whole. Without it there is no bound, as for readers who keep what they have room for.
    pub fn bound_results(&mut self, bytes: u64) {
        self.result_bytes_max = bytes;
        self.database.result_bytes_max = bytes;
    }

    /// Puts a command at the end of the line.
    pub fn submit(&mut self, command: Command) {
        self.waiting.push_back(command);
    }

    /// Whether there is work left.
    pub fn is_busy(&self) -> bool {
        self.script.is_some() || !self.waiting.is_empty()
    }

    /// Does a slice of work and hands over what there is to say. Each command ends with
    /// `Reply::Finished`.
    pub fn advance(&mut self, units: u32) -> Vec<Reply> {
        let mut out = Vec::new();
        if self.last_still.is_none() {
            self.take_still(&mut out);
        }
        if self.script.is_none() {
            match self.waiting.pop_front() {
                Some(command) => self.begin(command, &mut out),
                None => return out,
            }
        }
        for _ in 0..units {
            match self.unit(&mut out) {
                Unit::More => {}
                Unit::Done => {
                    self.end(&mut out);
                    return out;
                }
            }
        }
        self.hand_over_events(&mut out);
        if let Some(Script { running: Some((piece, task)), .. }) = &self.script {
            out.push(task.progress(&self.database, piece.start as u32));
        }
        out
    }

    /// Stops the running command at the end of its slice: its statement fails with 57014
    /// `canceling statement due to user request`, is undone, and the database lives on.
    pub fn cancel(&mut self) {
        self.cancelled = self.script.is_some();
    }

    /// Runs one command to its end.
    pub fn handle(&mut self, command: Command) -> Vec<Reply> {
        self.submit(command);
        let mut replies = Vec::new();
        while self.is_busy() {
            replies.extend(self.advance(SLICE_UNITS));
        }
        replies
    }

    /// Begins a command. Only scripts go on over several slices.
    fn begin(&mut self, command: Command, out: &mut Vec<Reply>) {
        let script =
            |session, text, params| Script { session, text, params, next: 0, running: None };
        match command {
            Command::Open(setup) => {
                self.database = open(&setup);
                self.database.result_bytes_max = self.result_bytes_max;
                self.setup = setup;
                self.last_still = None;
                out.clear();
                out.push(Reply::Opened);
                self.take_still(out);
            }
            Command::Execute { session, sql } => {
                self.script = Some(script(session, sql, Vec::new()));
            }
            Command::ExecuteWith { session, sql, params } => {
                self.script = Some(script(session, sql, params));
            }
            Command::Schema => match self.database.schema() {
                Ok(schema) => out.push(Reply::Schema(schema)),
                Err(error) => panic!("the catalogue cannot be read: {error:?}"),
            },
            Command::SetLevel(level) => {
                self.database.tracer.set_level(level);
                self.hand_over_events(out);
                self.take_still(out);
            }
            Command::Counters => out.push(Reply::Counters(self.database.plain_counters())),
        }
    }

    /// One unit of the running script: the beginning of a statement, or one step of it.
    fn unit(&mut self, out: &mut Vec<Reply>) -> Unit {
        let Some(mut script) = self.script.take() else { return Unit::Done };
        let database = &mut self.database;
        let result = match script.running.take() {
            None => match next_piece(&script.text, script.next) {
                None => return Unit::Done,
                Some(piece) => script.begin(piece, database, out),
            },
            Some((piece, task)) => script.step(piece, task, self.cancelled, database, out),
        };
        match result {
            Ok(()) => {
                self.script = Some(script);
                Unit::More
            }
            Err(Stopped) => {
                self.statements_left = script.count_left();
                Unit::Done
            }
        }
    }

    fn end(&mut self, out: &mut Vec<Reply>) {
        let statements_left = std::mem::take(&mut self.statements_left);
        self.script = None;
        self.hand_over_events(out);
        let cancelled = std::mem::take(&mut self.cancelled);
        out.push(Reply::Finished { cancelled, statements_left });
    }

    fn hand_over_events(&mut self, out: &mut Vec<Reply>) {
        let tracer = &mut self.database.tracer;
        let is_due = tracer.level() >= Level::Pages
            && self.last_still.is_some_and(|last| tracer.next_seq() - last >= STILL_EVENTS);
        if is_due {
            tracer.flush();
        }
        let events = tracer.drain();
        if !events.is_empty() {
            out.push(Reply::Events(events));
        }
        if is_due {
            self.take_still(out);
        }
    }

    fn take_still(&mut self, out: &mut Vec<Reply>) {
        let database = &mut self.database;
        database.tracer.flush();
        let events = database.tracer.drain();
        if !events.is_empty() && self.last_still.is_some() {
            out.push(Reply::Events(events));
        }
        let seq = database.tracer.next_seq();
        self.last_still = Some(seq);
        out.push(Reply::Still { seq, stills: Box::new(stills::capture(&database.store)) });
    }
}

/// A statement failed: the rest of the script is not run.
struct Stopped;

impl Script {
    /// How many statements have not begun.
    fn count_left(&self) -> u32 {
        let next = |from: usize| next_piece(&self.text, from);
        let pieces = std::iter::successors(next(self.next), |piece| next(piece.next));
        pieces.filter(|piece| piece.kind != PieceKind::Meta).count() as u32
    }

    fn begin(
        &mut self,
        piece: Piece,
        database: &mut Database,
        out: &mut Vec<Reply>,
    ) -> Result<(), Stopped> {
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
        let span = (piece.start as u32, piece.end as u32);
        out.push(Reply::StatementStarted { statement: task.id(), span });
        match task.prepare(database, &request, out) {
            Ok(()) => {
                self.running = Some((piece, task));
                Ok(())
            }
            Err(error) => {
                task.fail(database, error, (request.text, span), out);
                Err(Stopped)
            }
        }
    }

    fn step(
        &mut self,
        piece: Piece,
        mut task: Box<Task>,
        cancelled: bool,
        database: &mut Database,
        out: &mut Vec<Reply>,
    ) -> Result<(), Stopped> {
        let result = if cancelled {
            let message = "canceling statement due to user request";
            Err(Error::sql(sqlstate::QUERY_CANCELED, message))
        } else if task.is_done() {
            task.finish(database, out)
        } else {
            let result = task.advance(database, out);
            if result.is_ok() {
                self.running = Some((piece, task));
                return Ok(());
            }
            result
        };
        result.map_err(|error| {
            let text = &self.text[piece.start..piece.end];
            task.fail(database, error, (text, (piece.start as u32, piece.end as u32)), out);
            Stopped
        })
    }
}

fn open(setup: &Setup) -> Database {
    Database::new(setup).expect("an empty database needs nothing that could fail")
}
