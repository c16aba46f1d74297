//! What one may ask of a lab.

use serde::{Deserialize, Serialize};

use super::settings::Setup;
use crate::base::ids::{ImageId, SessionId};
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
    /// Cuts the power: at once, or just before an act that changes the disk. Whoever is connected
    /// then is cut off, what was not safe is lost or half there as chance decides, and nothing but
    /// `Recover` is carried out from then on. Answers `PowerCut` when it happens.
    Crash {
        /// Which act from now on: 1 is the next. 0 is at once.
        at_write: u64,
    },
    /// Brings the database back after a power cut. Answers `Recovering` while it goes on, and
    /// `Recovered` or `RecoveryFailed`; a database that was not cut off has nothing to recover.
    Recover,
    /// Goes back, or forward again, to an image: the lab is what it was then, clock and chance and
    /// all, so that the same commands give the same recording from there on. What came after the
    /// image stays as a branch, as far as its images are kept. Answers `Restored`, or
    /// `ImageUnknown`.
    Restore {
        /// The image.
        image: ImageId,
    },
}
