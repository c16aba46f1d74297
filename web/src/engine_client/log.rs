//! The command log: what a fresh worker replays to have the same tables again.
//!
//! ```text
//!   script    CREATE TABLE t..; SELECT * FROM t; INSERT INTO t..; SELEC 1;
//!   outcome   changed           read              changed         failed
//!   logged    CREATE TABLE t..;                   INSERT INTO t..;
//! ```
//!
//! Only statements that succeeded and changed something are kept; a script that failed or died
//! half way leaves what it had done by then. A failure inside a transaction block changes
//! something too (the block is aborted), so it is kept as a statement that fails at once.
//!
//! Left out: the simulated clock. Statements that only read are not replayed, so `now()` gives
//! other microseconds in a replay. Draws of `random()` are the same, see [`DRAWING_NAMES`].

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use model::base::codec;
use model::base::ids::{ImageId, SessionId};
use model::message::command::Command;
use model::message::reply::Reply;
use model::message::settings::Setup;
use model::metrics::summary::Summary;
use model::trace::event::Level;

/// Most bytes of records in a log: about one script of the longest size that the engine takes.
pub const LOG_BYTES_MAX: u64 = model::base::limits::STATEMENT_BYTES_MAX as u64;

/// Tags of statements that change nothing, unless they wrote tuples.
const READING_TAGS: [&str; 3] = ["SELECT", "EXPLAIN", "SHOW"];

/// Names in a reading statement that leave a trace in the lab: sequences, and the generator
/// whose next draw would otherwise differ. A mere mention costs a replay, nothing else.
const DRAWING_NAMES: [&str; 6] = ["random", "uuid", "nextval", "setval", "setseed", "set_config"];

/// Stands for a statement that failed inside a transaction block.
pub const FAILING_STATEMENT: &str = "SELECT 1/0;";

/// Commands in order, the setup they start from, and the recording level now.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandLog {
    setup: Setup,
    now: Version,
    /// What the log was at each image that the engine keeps: going back to the image goes back to
    /// that, and on to another image on another branch is on to that.
    at_images: BTreeMap<ImageId, Version>,
}

impl CommandLog {
    /// The empty log of a lab of that setup.
    pub fn new(setup: Setup) -> CommandLog {
        CommandLog { setup, now: Version::default(), at_images: BTreeMap::new() }
    }

    /// The setup with the recording level of now.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The commands in order.
    pub fn commands(&self) -> impl ExactSizeIterator<Item = &Command> {
        self.now.commands.iter().map(|command| &**command)
    }

    /// Whether the bound was reached, so that later commands are missing.
    pub fn is_cut(&self) -> bool {
        self.now.is_cut
    }

    /// The engine is another one: it keeps no image of before.
    pub fn forget_images(&mut self) {
        self.at_images.clear();
    }

    /// Goes to what the log was at an image. Whether that is known.
    fn return_to(&mut self, image: ImageId) -> bool {
        let Some(version) = self.at_images.get(&image) else { return false };
        self.now = version.whole();
        true
    }

    /// Notes the recording level.
    pub fn set_level(&mut self, level: Level) {
        self.setup.level = level;
    }

    /// Adds what a request did. Returns what belongs at the end of the file: nothing once the log
    /// has reached its bound.
    fn push(&mut self, command: Command) -> Vec<u8> {
        let record = record_of(&command);
        self.now.bytes += record.len() as u64;
        self.now.is_cut |= self.now.bytes > LOG_BYTES_MAX;
        if self.now.is_cut {
            return Vec::new();
        }
        self.now.commands.push(Rc::new(command));
        record
    }

    /// The whole log as the bytes of a file.
    pub fn to_file(&self) -> Vec<u8> {
        let mut file = record_of(&Command::Open(self.setup.clone()));
        self.commands().for_each(|command| file.extend(record_of(command)));
        file
    }

    /// The log in the bytes of a file. A torn record at the end is let go, as an unfinished write.
    pub fn from_file(file: &[u8]) -> Option<CommandLog> {
        let mut records = records_of(file);
        let Some(Command::Open(setup)) = records.next() else {
            return None;
        };
        let mut log = CommandLog::new(setup);
        for command in records {
            match command {
                Command::SetLevel(level) => log.set_level(level),
                command => drop(log.push(command)),
            }
        }
        Some(log)
    }
}

/// The log at one moment. Versions share their commands.
#[derive(Clone, Debug, Default, PartialEq)]
struct Version {
    commands: Vec<Rc<Command>>,
    /// The beginning of one more script, in bytes: for an image taken within it.
    part: Option<(Rc<Command>, usize)>,
    bytes: u64,
    is_cut: bool,
    /// Sessions that may have a transaction block open. A ROLLBACK may be one to a savepoint, so
    /// only COMMIT takes a session out; a failure too many in the log changes nothing.
    in_block: BTreeSet<SessionId>,
}

impl Version {
    /// This version and so many bytes of the script that a later one has as its next command.
    fn with_part(&self, later: &Version, bytes: usize, block: Option<Block>) -> Version {
        let mut version = self.clone();
        let next = later.commands.get(self.commands.len()).cloned();
        version.is_cut |= next.is_none() && bytes > 0;
        version.part = next.map(|command| (command, bytes));
        if let Some((Command::Execute { session, .. }, block)) =
            version.part.as_ref().map(|(command, _)| &**command).zip(block)
        {
            let session = *session;
            match block {
                Block::Begins => version.in_block.insert(session),
                Block::Commits => version.in_block.remove(&session),
            };
        }
        version
    }

    /// The version with its part as a command of its own.
    fn whole(&self) -> Version {
        let mut whole = self.clone();
        if let Some((command, bytes)) = whole.part.take().filter(|(_, bytes)| *bytes > 0) {
            let command = match &*command {
                Command::Execute { session, sql } => {
                    Command::Execute { session: *session, sql: sql[..bytes].to_string() }
                }
                other => other.clone(),
            };
            whole.bytes += record_of(&command).len() as u64;
            whole.commands.push(Rc::new(command));
        }
        whole
    }
}

/// A command as a record of the file: its length in four bytes, little-endian, and its bytes.
pub fn record_of(command: &Command) -> Vec<u8> {
    let bytes = codec::encode(command);
    let length = u32::try_from(bytes.len()).expect("the log's bound is far below 4 GiB");
    [&length.to_le_bytes()[..], &bytes].concat()
}

fn records_of(mut file: &[u8]) -> impl Iterator<Item = Command> + '_ {
    std::iter::from_fn(move || {
        let (length, rest) = file.split_first_chunk::<4>()?;
        let (bytes, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        file = rest;
        codec::decode(bytes).ok()
    })
}

/// Follows the replies of one running command to learn what of it belongs into the log.
#[derive(Clone, Debug)]
pub struct Follower {
    command: Command,
    statements: Vec<Statement>,
    has_failed: bool,
    has_lost_power: bool,
    is_done: bool,
    /// Images that the engine took meanwhile, each after so many statements; those let go.
    images: Vec<(ImageId, usize)>,
    let_go: Vec<ImageId>,
    restored: Option<ImageId>,
}

#[derive(Clone, Copy, Debug)]
struct Statement {
    /// Where its text begins and ends.
    span: (u32, u32),
    /// Where the next one begins: the data of a COPY lies before it. `None` for the last.
    next: Option<u32>,
    changed: bool,
    block: Option<Block>,
}

/// What a statement does to the transaction block of its session.
#[derive(Clone, Copy, Debug)]
enum Block {
    Begins,
    Commits,
}

impl Follower {
    /// Follows that command from its beginning.
    pub fn new(command: Command) -> Follower {
        Follower {
            command,
            statements: Vec::new(),
            has_failed: false,
            has_lost_power: false,
            is_done: false,
            images: Vec::new(),
            let_go: Vec::new(),
            restored: None,
        }
    }

    /// Takes note of a reply.
    pub fn note(&mut self, reply: &Reply) {
        match reply {
            Reply::StatementStarted { span, .. } => self.start(*span),
            Reply::StatementFinished { tag, summary, .. } => self.finish(tag, summary),
            Reply::StatementFailed { span, .. } => {
                self.end_last(span.0);
                self.has_failed = true;
            }
            Reply::PowerCut(_) => self.has_lost_power = true,
            Reply::Image(taken) => {
                let count = if self.has_failed { usize::MAX } else { self.statements.len() };
                self.images.push((taken.image, count));
                self.let_go.push(taken.let_go);
            }
            Reply::Restored(taken) => self.restored = Some(taken.image),
            Reply::Finished { .. } => self.is_done = true,
            _ => {}
        }
    }

    fn start(&mut self, span: (u32, u32)) {
        self.end_last(span.0);
        self.statements.push(Statement { span, next: None, changed: false, block: None });
    }

    fn end_last(&mut self, next: u32) {
        if let Some(last) = self.statements.last_mut() {
            last.next.get_or_insert(next);
        }
    }

    fn finish(&mut self, tag: &str, summary: &Summary) {
        let Some(span) = self.statements.last().map(|last| last.span) else {
            return;
        };
        let text = self.text(span.0 as usize..span.1 as usize);
        let reads = READING_TAGS.iter().any(|reading| tag.starts_with(reading));
        let changed = !reads || summary.counters.tuples_written > 0 || draws(text);
        let block = match tag {
            "BEGIN" | "START TRANSACTION" => Some(Block::Begins),
            "COMMIT" => Some(Block::Commits),
            _ => None,
        };
        if let Some(last) = self.statements.last_mut() {
            (last.changed, last.block) = (changed, block);
        }
    }

    fn text(&self, range: std::ops::Range<usize>) -> &str {
        match &self.command {
            Command::Execute { sql, .. } | Command::ExecuteWith { sql, .. } => {
                sql.get(range.start..range.end.min(sql.len())).unwrap_or_default()
            }
            _ => "",
        }
    }

    /// Adds to the log what the command did, now that it is over: at its end, or cut short by the
    /// death of its worker.
    pub fn close(mut self, log: &mut CommandLog) -> Records {
        let before = log.now.clone();
        let has_lost_power = self.has_lost_power;
        let images = std::mem::take(&mut self.images);
        let let_go = std::mem::take(&mut self.let_go);
        let statements = std::mem::take(&mut self.statements);
        let ends = self.ends_of_kept(&statements);
        let count = statements.len();
        self.statements = statements;
        let mut records = self.close_command(log);
        if let (Records::More(bytes), true) = (&mut records, has_lost_power) {
            // It was cut where it was; a replay that leaves out what only read has other writes.
            bytes.extend(log.push(Command::Crash { at_write: 0 }));
            log.now.in_block.clear();
        }
        for (image, after) in images {
            let version = match ends.get(after.wrapping_sub(1)).filter(|_| after < count) {
                Some((bytes, in_block)) => before.with_part(&log.now, *bytes, *in_block),
                None => log.now.clone(),
            };
            log.at_images.insert(image, version);
        }
        let_go.iter().for_each(|image| drop(log.at_images.remove(image)));
        records
    }

    fn close_command(self, log: &mut CommandLog) -> Records {
        match self.command {
            Command::Open(_) | Command::SetLevel(_) if !self.is_done => Records::More(Vec::new()),
            Command::Open(setup) => {
                *log = CommandLog::new(setup);
                Records::Anew
            }
            Command::SetLevel(level) => {
                log.set_level(level);
                Records::More(record_of(&Command::SetLevel(level)))
            }
            Command::Execute { session, .. } | Command::ExecuteWith { session, .. } => {
                let mut records = self.close_changes(session, log);
                records.extend(self.close_block(session, log));
                Records::More(records)
            }
            Command::Recover => Records::More(log.push(Command::Recover)),
            Command::Restore { .. } => match self.restored {
                Some(image) if log.return_to(image) => Records::Anew,
                _ => Records::More(Vec::new()),
            },
            Command::Schema | Command::Counters | Command::Crash { .. } => {
                Records::More(Vec::new())
            }
        }
    }

    fn close_changes(&self, session: SessionId, log: &mut CommandLog) -> Vec<u8> {
        let mut kept = String::new();
        self.statements.iter().for_each(|statement| self.keep(statement, &mut kept));
        if kept.is_empty() {
            return Vec::new();
        }
        let command = match &self.command {
            Command::Execute { .. } => Command::Execute { session, sql: kept },
            other => other.clone(),
        };
        log.push(command)
    }

    /// Adds a statement to what is kept of its script, if it changed something.
    fn keep(&self, statement: &Statement, kept: &mut String) {
        if !statement.changed {
            return;
        }
        let (start, end) = (statement.span.0 as usize, statement.span.1 as usize);
        let after = self.text(end..statement.next.unwrap_or(u32::MAX) as usize);
        kept.push_str(self.text(start..end));
        kept.push_str(after);
        // A comment may follow the semicolon, or a statement may have none.
        if !after.trim_start().starts_with(';') {
            kept.push_str(if after.contains("--") { "\n;\n" } else { ";\n" });
        }
    }

    /// For each statement how many bytes are kept up to its end, and whether its session may have a
    /// block open then because of it or one before it in the script.
    fn ends_of_kept(&self, statements: &[Statement]) -> Vec<(usize, Option<Block>)> {
        let (mut bytes, mut block) = (0, None);
        let end = |statement: &Statement| {
            let mut kept = String::new();
            self.keep(statement, &mut kept);
            bytes += kept.len();
            block = statement.block.or(block);
            (bytes, block)
        };
        statements.iter().map(end).collect()
    }

    /// Keeps track of the session's transaction block, and notes the failure that aborted it.
    fn close_block(&self, session: SessionId, log: &mut CommandLog) -> Vec<u8> {
        match self.statements.iter().rev().find_map(|statement| statement.block) {
            Some(Block::Begins) => log.now.in_block.insert(session),
            Some(Block::Commits) => log.now.in_block.remove(&session),
            None => false,
        };
        if !(self.has_failed && log.now.in_block.contains(&session)) {
            return Vec::new();
        }
        let command = Command::Execute { session, sql: FAILING_STATEMENT.to_string() };
        log.push(command)
    }
}

/// What a closed command means for the file that mirrors the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Records {
    /// These bytes belong at its end.
    More(Vec<u8>),
    /// It is to be written anew.
    Anew,
}

/// Whether a reading statement names something that leaves a trace.
fn draws(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    DRAWING_NAMES.iter().any(|name| text.contains(name))
}

#[cfg(test)]
mod tests;
