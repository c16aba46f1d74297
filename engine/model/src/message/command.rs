//! What one may ask of a lab.

use serde::{Deserialize, Serialize};

use super::settings::Setup;
use crate::base::ids::SessionId;
use crate::trace::event::Level;
use crate::types::value::Value;

/// A command to a lab. Commands run one after another, each to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Starts afresh: an empty database of that setup. Answers `Opened`.
    Open(Setup),
    /// Runs a script: statements apart by `;`. Stops at the first that fails.
    Execute {
        /// The session that runs it.
        session: SessionId,
        /// The script.
        sql: String,
    },
    /// Runs one statement with values for `$1`, `$2`, ...
    ExecuteWith {
        /// The session that runs it.
        session: SessionId,
        /// The statement.
        sql: String,
        /// The values, in order.
        params: Vec<Value>,
    },
    /// Asks for the catalogue. Answers `Schema`.
    Schema,
    /// Changes how much is written down, from the next event on.
    SetLevel(Level),
    /// Asks for the plain counters. Answers `Counters`.
    Counters,
}
