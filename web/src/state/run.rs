//! A script that was sent, and what came back.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use model::base::error::SqlError;
use model::base::ids::StatementId;
use model::message::reply::Reply;
use model::message::wire::RequestId;
use model::metrics::summary::Summary;
use model::trace::event::Level;

use super::ending::{Block, Ending, EndingHow};
use super::place;
use super::result::{ResultSet, Room};
use super::shared::Shared;

/// Most results of one script that are kept; the oldest are let go, and the page says how many.
pub const RESULTS_MAX: usize = 64;
/// Most command tags that are kept, for a script that returns no rows.
pub const TAGS_MAX: usize = 200;
/// Most places of statements that are kept, to mark the one at the cursor.
const SPANS_MAX: usize = 20_000;

/// A script that runs or has run.
#[derive(Clone, Debug)]
pub struct Run {
    /// The request that carries it, once it was sent.
    pub request: Option<RequestId>,
    /// Where the script came from.
    pub origin: Origin,
    /// The script.
    pub script: Rc<str>,
    /// When it was sent, in milliseconds of the browser's clock.
    pub sent_millis: f64,
    /// How long it took in real time, once it is done.
    pub real_millis: Option<f64>,
    /// How far it has come.
    pub progress: Progress,
    /// Statements that are done.
    pub statement_count: u32,
    /// Statements that were not begun, because the one before them did not go through.
    pub statements_left: u32,
    /// Whether the session has a transaction block open.
    pub block: Block,
    /// How much of it is written down.
    pub level: Level,
    /// What the statements did, added up.
    pub total: Summary,
    /// The results, one for each statement that returns rows.
    pub results: Vec<Shared<ResultSet>>,
    /// How many results were let go.
    pub results_left_out: u32,
    /// The last command tags.
    pub tags: VecDeque<Tag>,
    /// What went wrong.
    pub failure: Option<Failure>,
    /// Whether it was cut short on request.
    pub was_cancelled: bool,
    /// Whether the engine stopped before it was done.
    pub was_lost: bool,
    room: Room,
    spans: BTreeMap<StatementId, (u32, u32)>,
}

/// Where a script came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The editor: all of its text, or the part from this UTF-16 offset on.
    Editor {
        /// The offset.
        start: u32,
    },
    /// The page itself, to compare two runs.
    Aside,
    /// A file or a sample of that name.
    File {
        /// The name.
        name: Rc<str>,
    },
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows handled by the running statement.
    pub rows: u64,
    /// Pages read by the running statement.
    pub pages: u64,
    /// Bytes of the script that are done.
    pub script_bytes: u32,
}

/// What a statement that returns no rows says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// PostgreSQL's command tag, or a notice.
    pub text: String,
    /// Whether it is a notice.
    pub is_notice: bool,
}

/// A statement that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Where its text begins and ends in the script, in bytes.
    pub span: (u32, u32),
    /// What is wrong.
    pub error: SqlError,
}

impl Run {
    /// A run that is about to be sent.
    pub fn new(origin: Origin, script: Rc<str>, sent_millis: f64) -> Run {
        Run {
            request: None,
            origin,
            script,
            sent_millis,
            real_millis: None,
            progress: Progress::default(),
            statement_count: 0,
            statements_left: 0,
            block: Block::None,
            level: Level::Pages,
            total: Summary::default(),
            results: Vec::new(),
            results_left_out: 0,
            tags: VecDeque::new(),
            failure: None,
            was_cancelled: false,
            was_lost: false,
            room: Room::default(),
            spans: BTreeMap::new(),
        }
    }

    /// Whether it is done.
    pub fn is_over(&self) -> bool {
        self.real_millis.is_some()
    }

    /// Takes a reply in.
    pub fn take(&mut self, reply: Reply, now_millis: f64) {
        match reply {
            Reply::StatementStarted { statement, span } => self.start(statement, span),
            Reply::Header { statement, columns } => {
                if self.results.len() == RESULTS_MAX {
                    self.room.give_back(&self.results.remove(0));
                    self.results_left_out += 1;
                }
                self.results.push(Shared::new(ResultSet::new(statement, columns.to_vec())));
            }
            Reply::Rows { statement, columns, row_count } => {
                let mut room = self.room;
                if let Some(result) = self.result_of(statement) {
                    result.change().push(columns, row_count, &mut room);
                }
                self.room = room;
            }
            Reply::Notice { severity, error, .. } => {
                self.push_tag(format!("{severity}: {}", error.message), true);
            }
            Reply::Progress { rows, pages, script_bytes, .. } => {
                self.progress = Progress { rows, pages, script_bytes };
            }
            Reply::StatementFinished { statement, tag, summary } => {
                self.statement_count += 1;
                self.block = self.block.after(&tag, self.text_of(statement));
                self.add(&summary);
                if let Some(result) = self.result_of(statement) {
                    result.change().tag.clone_from(&tag);
                }
                self.push_tag(tag, false);
            }
            Reply::StatementFailed { statement, span, error, summary } => {
                self.add(&summary);
                self.drop_empty(statement);
                self.failure = Some(Failure { span, error });
            }
            Reply::Finished { cancelled, statements_left } => {
                self.was_cancelled = cancelled;
                self.statements_left = statements_left;
                self.real_millis = Some(now_millis - self.sent_millis);
            }
            _ => {}
        }
    }

    /// Ends it without an answer: the engine stopped.
    pub fn give_up(&mut self, now_millis: f64) {
        self.was_lost = true;
        if let Some((statement, _)) = self.spans.last_key_value() {
            self.drop_empty(*statement);
        }
        self.real_millis = Some(now_millis - self.sent_millis);
    }

    /// How it ended, if it did not go through.
    pub fn ending(&self) -> Option<Ending> {
        let how = match &self.failure {
            _ if self.was_lost => EndingHow::Lost,
            _ if self.was_cancelled => EndingHow::Cancelled { rows: self.progress.rows },
            Some(failure) => EndingHow::Failed { error: failure.error.clone() },
            None => return None,
        };
        let (ran, left) = (self.statement_count, self.statements_left);
        Some(Ending { how, ran, left, block: self.block })
    }

    /// Whether rows of this statement came.
    pub fn returns_rows(&self, statement: StatementId) -> bool {
        self.results.iter().any(|result| result.statement == statement)
    }

    /// How much of the script is done, from 0 to 1, where that says something: of a script of
    /// several statements.
    pub fn share(&self) -> Option<f64> {
        let is_file = matches!(self.origin, Origin::File { .. });
        let share = f64::from(self.progress.script_bytes) / (self.script.len().max(1) as f64);
        is_file.then(|| share.min(1.0))
    }

    /// Where a statement stands in the editor, in UTF-16 units; `None` if it is not from there.
    pub fn place_in_editor(&self, statement: StatementId) -> Option<(u32, u32)> {
        let (from, to) = *self.spans.get(&statement)?;
        self.in_editor(from as usize, to as usize)
    }

    /// A range of the script's bytes in the editor's UTF-16 units.
    pub fn in_editor(&self, from: usize, to: usize) -> Option<(u32, u32)> {
        let Origin::Editor { start } = self.origin else { return None };
        let unit = |byte| start + place::utf16_of_byte(&self.script, byte);
        Some((unit(from), unit(to)))
    }

    fn result_of(&mut self, statement: StatementId) -> Option<&mut Shared<ResultSet>> {
        self.results.iter_mut().rev().find(|result| result.statement == statement)
    }

    /// A statement that did not go through has no empty result: it has none.
    fn drop_empty(&mut self, statement: StatementId) {
        self.results.retain(|result| result.statement != statement || result.rows_come > 0);
    }

    /// The whole text of one of its statements, without the semicolon.
    pub fn text_of(&self, statement: StatementId) -> &str {
        let span = self.spans.get(&statement);
        span.and_then(|(from, to)| self.script.get(*from as usize..*to as usize)).unwrap_or("")
    }

    fn start(&mut self, statement: StatementId, span: (u32, u32)) {
        self.progress = Progress { script_bytes: span.0, ..Progress::default() };
        self.spans.insert(statement, span);
        if self.spans.len() > SPANS_MAX {
            self.spans.pop_first();
        }
    }

    fn add(&mut self, summary: &Summary) {
        let total = &mut self.total;
        total.rows += summary.rows;
        total.sim_nanos += summary.sim_nanos;
        total.counters.pages_hit += summary.counters.pages_hit;
        total.counters.pages_missed += summary.counters.pages_missed;
        self.progress.rows = summary.rows;
        self.progress.pages = summary.counters.pages_read();
    }

    fn push_tag(&mut self, text: String, is_notice: bool) {
        if self.tags.len() == TAGS_MAX {
            self.tags.pop_front();
        }
        self.tags.push_back(Tag { text, is_notice });
    }
}
