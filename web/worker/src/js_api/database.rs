//! One database behind a JavaScript handle.

use engine::api::lab::{Lab, SLICE_UNITS};
use model::base::ids::SessionId;
use model::base::limits::RESULT_BYTES_MAX;
use model::message::command::Command;
use model::message::reply::Reply;
use model::message::settings::Setup;
use model::trace::event::Level;
use wasm_bindgen::prelude::*;

use super::answer::Answer;
use super::params;
use crate::panics;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(message: &str);
}

/// The one session of a database that a caller holds directly.
const SESSION: SessionId = SessionId(0);

/// A database in the caller's thread.
#[wasm_bindgen]
pub struct Database {
    lab: Lab,
    answer: Answer,
    /// Where the values of parameters are laid out; words, so that they are aligned.
    params: Vec<u64>,
}

/// A statement that is run with values again and again.
#[wasm_bindgen]
pub struct Prepared {
    sql: String,
}

#[wasm_bindgen]
impl Prepared {
    /// Keeps the statement's text, so that it crosses once.
    #[wasm_bindgen(constructor)]
    pub fn new(sql: String) -> Prepared {
        Prepared { sql }
    }
}

#[wasm_bindgen]
impl Database {
    /// An empty database. Fails where a setting is out of its limits.
    #[wasm_bindgen(constructor)]
    pub fn new(
        seed: u64,
        level: &str,
        page_bytes: u32,
        pool_frames: u32,
    ) -> Result<Database, JsError> {
        panics::report_to(|message| console_error(&message));
        let level = Level::from_name(level).ok_or_else(|| {
            JsError::new(&format!("level must be counts, pages or rows: {level}"))
        })?;
        let setup = Setup { seed, page_bytes, pool_frames, ..Setup::at_level(level) };
        setup.check().map_err(|problem| JsError::new(&problem))?;
        let mut lab = Lab::new(setup);
        lab.bound_results(RESULT_BYTES_MAX);
        Ok(Database { lab, answer: Answer::default(), params: Vec::new() })
    }

    /// Runs a script. Returns where its answer lies in memory, until the next call.
    pub fn exec(&mut self, sql: String) -> *const u8 {
        self.answer(Command::Execute { session: SESSION, sql })
    }

    /// Makes room for that many bytes of parameters. Returns where it is, until the next call of
    /// this.
    pub fn params_room(&mut self, bytes: usize) -> *const u64 {
        let words = bytes.div_ceil(8);
        self.params.clear();
        self.params.shrink_to(words);
        self.params.resize(words, 0);
        self.params.as_ptr()
    }

    /// Runs a statement with values for `$1`, `$2`, ..., which take that many bytes of the room for
    /// them. Returns where its answer lies in memory, until the next call.
    pub fn run(&mut self, statement: &Prepared, bytes: usize) -> Result<*const u8, JsError> {
        let words = self.params.get(..bytes / 8).and_then(params::values_of);
        let params = words.ok_or_else(|| JsError::new("the parameters cannot be read"))?;
        let sql = statement.sql.clone();
        Ok(self.answer(Command::ExecuteWith { session: SESSION, sql, params }))
    }

    fn answer(&mut self, command: Command) -> *const u8 {
        self.answer.clear();
        self.lab.submit(command);
        while self.lab.is_busy() {
            self.lab.advance(SLICE_UNITS).iter().for_each(|reply| put(&mut self.answer, reply));
        }
        self.answer.put_end();
        self.answer.address()
    }
}

fn put(answer: &mut Answer, reply: &Reply) {
    match reply {
        Reply::Header { columns, .. } => answer.put_header(columns),
        Reply::Rows { columns, row_count, .. } => answer.put_rows(columns, *row_count),
        Reply::StatementFinished { tag, summary, .. } => answer.put_done(tag, summary.rows),
        Reply::StatementFailed { span, error, .. } => answer.put_failed(span.0, error),
        Reply::Notice { severity, error, .. } => answer.put_notice(severity, error),
        Reply::Opened
        | Reply::StatementStarted { .. }
        | Reply::Progress { .. }
        | Reply::Events(_)
        | Reply::Still { .. }
        | Reply::Schema(_)
        | Reply::SchemaFailed(_)
        | Reply::Refused(_)
        | Reply::Counters(_)
        | Reply::PowerCut(_)
        | Reply::Recovering { .. }
        | Reply::Recovered(_)
        | Reply::RecoveryFailed(_)
        | Reply::Image(_)
        | Reply::Restored(_)
        | Reply::ImageUnknown { .. }
        | Reply::Finished { .. } => {}
    }
}
