//! A lab: one database (later: a cluster of them) with its clock, chance and recording.

use std::collections::VecDeque;

use model::base::ids::ImageId;
use model::base::limits::{COMMANDS_WAITING_MAX, IMAGES_MAX};
use model::base::rng::Rng;
use model::message::command::Command;
use model::message::reply::Reply;
use model::message::settings::Setup;
use model::trace::event::Level;

use super::images::Images;
use super::power::recover;
use super::script::Script;
use crate::db::database::Database;
use crate::db::recovery::Recovery;
use crate::db::schema::SchemaWalk;
use crate::inspect::stills;
use crate::storage::disk::Disk;
use crate::storage::memory_disk::MemoryDisk;

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
    pub(super) database: Database,
    waiting: VecDeque<Command>,
    pub(super) work: Option<Work>,
    cancelled: bool,
    last_still: Option<u64>,
    /// What is left after a power cut is decided by chance of its own.
    pub(super) power: Rng,
    images: Images,
}

/// Replies of a script of one statement: it begins, header, rows, it ends, events, the end.
const REPLIES_OF_STATEMENT: usize = 6;

/// A command that goes on over several slices.
pub(super) enum Work {
    /// A script.
    Script(Script),
    /// Recovery after a power cut.
    Recovery(Recovery),
    /// The catalogue for a browser of tables.
    Schema(SchemaWalk),
}

/// What became of one unit of work.
pub(super) enum Unit {
    /// There is more to do.
    More,
    /// The command is done.
    Done,
}

impl Lab {
    /// An empty lab.
    pub fn new(setup: Setup) -> Lab {
        let disk = Box::new(MemoryDisk::new(setup.page_bytes));
        Lab::on_disk(setup, disk)
    }

    /// A lab of the database on a disk: an empty one is made there if it has none, else it waits
    /// for `Command::Recover`.
    pub fn on_disk(setup: Setup, disk: Box<dyn Disk>) -> Lab {
        Lab {
            database: open(&setup, disk),
            waiting: VecDeque::new(),
            work: None,
            cancelled: false,
            last_still: None,
            result_bytes_max: u64::MAX,
            power: Rng::stream(setup.seed, "power"),
            images: Images::default(),
            setup,
        }
    }

    /// The database, for tests to look in.
    pub fn database(&self) -> &Database {
        &self.database
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

    /// Has statements fail (53100) that would have the disk take more bytes.
    pub fn bound_disk(&mut self, bytes: u64) {
        self.database.bound_disk(bytes);
    }

    /// Puts a command at the end of the line, in which there is room for
    /// [`COMMANDS_WAITING_MAX`]: whoever takes commands from others refuses them beyond.
    pub fn submit(&mut self, command: Command) {
        assert!(self.waiting.len() < COMMANDS_WAITING_MAX, "the line has an end");
        self.waiting.push_back(command);
    }

    /// Whether there is work left.
    pub fn is_busy(&self) -> bool {
        self.work.is_some() || !self.waiting.is_empty()
    }

    /// Does a slice of work and hands over what there is to say. Each command ends with
    /// `Reply::Finished`.
    pub fn advance(&mut self, units: u32) -> Vec<Reply> {
        let mut out = Vec::with_capacity(REPLIES_OF_STATEMENT);
        if self.last_still.is_none() {
            self.take_still(&mut out);
        }
        if self.work.is_none() {
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
        match &self.work {
            Some(Work::Script(script)) => out.extend(script.progress(&self.database)),
            Some(Work::Recovery(recovery)) => out.push(recovery.progress()),
            Some(Work::Schema(_)) | None => {}
        }
        out
    }

    /// Stops the running command at the end of its slice: its statement fails with 57014
    /// `canceling statement due to user request`, is undone, and the database lives on. Recovery is
    /// stopped as by another power cut, and can begin again. The catalogue is not told.
    pub fn cancel(&mut self) {
        self.cancelled = self.work.is_some();
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

    /// Begins a command. Scripts, recovery and the catalogue may go on over several slices.
    fn begin(&mut self, command: Command, out: &mut Vec<Reply>) {
        match command {
            Command::Open(setup) => {
                let line = std::mem::take(&mut self.waiting);
                let bytes_max = self.result_bytes_max;
                *self = Lab { waiting: line, ..Lab::new(setup) };
                self.bound_results(bytes_max);
                out.clear();
                out.push(Reply::Opened);
                self.take_still(out);
            }
            Command::Execute { session, sql } => {
                self.work = Some(Work::Script(Script::new(session, sql, Vec::new())));
            }
            Command::ExecuteWith { session, sql, params } => {
                self.work = Some(Work::Script(Script::new(session, sql, params)));
            }
            Command::Schema => {
                self.work = Some(Work::Schema(SchemaWalk::start(&self.database)));
            }
            Command::SetLevel(level) => {
                self.database.tracer.set_level(level);
                self.hand_over_events(out);
                self.take_still(out);
            }
            Command::Counters => out.push(Reply::Counters(self.database.plain_counters())),
            Command::Crash { at_write } => self.crash(at_write, out),
            Command::Recover => self.begin_recovery(out),
            Command::Restore { image } => self.restore(image, out),
        }
    }

    /// One unit of the running command. The power may fail in it.
    fn unit(&mut self, out: &mut Vec<Reply>) -> Unit {
        let said = out.len();
        let mut ended = false;
        let database = &mut self.database;
        let unit = match &mut self.work {
            None => Unit::Done,
            Some(Work::Script(script)) => {
                let unit = script.unit(self.cancelled, database, out);
                ended = script.take_ended();
                unit
            }
            Some(Work::Recovery(_)) if self.cancelled => return self.stop_recovery(out),
            Some(Work::Recovery(recovery)) => recover(recovery, database, out),
            Some(Work::Schema(_)) if self.cancelled => Unit::Done,
            Some(Work::Schema(walk)) => look_up(walk, database, out),
        };
        if self.database.store.pool().disk().is_off() {
            return self.lose_power(said, out);
        }
        if ended {
            self.take_image(out);
        }
        unit
    }

    fn end(&mut self, out: &mut Vec<Reply>) {
        let statements_left = match &self.work {
            Some(Work::Script(script)) => script.count_left(),
            _ => 0,
        };
        self.work = None;
        self.hand_over_events(out);
        let cancelled = std::mem::take(&mut self.cancelled);
        out.push(Reply::Finished { cancelled, statements_left });
    }

    /// Takes an image at the end of a statement. Those that the rest of a long script would let go
    /// again are not taken, nor those of a lab whose recording nobody can look back in.
    fn take_image(&mut self, out: &mut Vec<Reply>) {
        let is_wanted = self.database.tracer.level() >= Level::Pages
            && match &self.work {
                Some(Work::Script(script)) => script.ends_within(IMAGES_MAX),
                _ => true,
            };
        if is_wanted {
            let statement = self.database.last_statement();
            out.push(Reply::Image(self.images.take(
                statement,
                &self.database,
                (&self.power, self.last_still),
            )));
        }
    }

    /// Goes to an image, if it is kept. The recording goes on from there with a still.
    fn restore(&mut self, image: ImageId, out: &mut Vec<Reply>) {
        let Some(restored) = self.images.restore(image) else {
            out.push(Reply::ImageUnknown { image });
            return;
        };
        self.hand_over_events(out);
        (self.database, self.power) = (restored.database, restored.power);
        out.push(Reply::Restored(restored.taken));
        self.take_still(out);
        self.last_still = restored.last_still;
    }

    pub(super) fn hand_over_events(&mut self, out: &mut Vec<Reply>) {
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

    pub(super) fn take_still(&mut self, out: &mut Vec<Reply>) {
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

/// One step of the catalogue's walk.
fn look_up(walk: &mut SchemaWalk, database: &Database, out: &mut Vec<Reply>) -> Unit {
    out.push(match walk.step(database) {
        Ok(None) => return Unit::More,
        Ok(Some(schema)) => Reply::Schema(schema),
        Err(error) => Reply::SchemaFailed(error.to_sql()),
    });
    Unit::Done
}

fn open(setup: &Setup, disk: Box<dyn Disk>) -> Database {
    Database::on_disk(setup, disk).expect("an empty database needs nothing that could fail")
}
