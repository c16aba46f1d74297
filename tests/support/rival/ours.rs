//! A lab that is asked one statement after another, in bounded time, and survives a panic.

use std::panic::{catch_unwind, AssertUnwindSafe};

use engine::api::lab::{Lab, SLICE_UNITS};
use model::base::ids::SessionId;
use model::message::command::Command;
use model::message::settings::Setup;

use super::said::Said;
use crate::outcome::{outcomes, Outcome};

/// Slices after which a statement counts as one that never ends: minutes of work.
const SLICES_MAX: u32 = 40_000;

/// The code given to a statement that ended the engine.
pub const PANICKED: &str = "panic";
/// The code given to a statement that did not end.
pub const ENDLESS: &str = "endless";

/// A lab that is asked.
pub struct Ours {
    lab: Lab,
}

impl Ours {
    /// An empty lab of that setup.
    pub fn new(setup: Setup) -> Ours {
        Ours { lab: Lab::new(setup) }
    }

    /// Runs one statement.
    pub fn ask(&mut self, sql: &str) -> Said {
        let lab = &mut self.lab;
        let answered = catch_unwind(AssertUnwindSafe(|| {
            let sql = sql.to_string();
            lab.submit(Command::Execute { session: SessionId(0), sql });
            let mut replies = Vec::new();
            for _ in 0..SLICES_MAX {
                if !lab.is_busy() {
                    return Some(replies);
                }
                replies.extend(lab.advance(SLICE_UNITS));
            }
            lab.cancel();
            while lab.is_busy() {
                lab.advance(SLICE_UNITS);
            }
            None
        }));
        match answered {
            Ok(Some(replies)) => said(outcomes(&replies).into_iter().next_back()),
            Ok(None) => Said::failed(ENDLESS, "the statement does not end"),
            Err(panic) => {
                let words = panic.downcast_ref::<String>().map(String::as_str);
                let words = words.or(panic.downcast_ref::<&str>().copied());
                Said::failed(PANICKED, words.unwrap_or_default())
            }
        }
    }
}

fn said(outcome: Option<Outcome>) -> Said {
    let Some(outcome) = outcome else { return Said::default() };
    if let Some(error) = outcome.error {
        return Said::failed(error.sqlstate.as_str(), error.message);
    }
    let columns = outcome.columns.unwrap_or_default();
    let columns = columns.into_iter().map(|c| (c.name, c.data_type.short_name().to_string()));
    Said {
        columns: columns.collect(),
        rows: outcome.rows,
        tag: outcome.tag.unwrap_or_default(),
        error: None,
    }
}
