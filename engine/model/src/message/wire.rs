//! What page and worker say to each other: numbered requests one way, what came of them the other.
//! Each message is one buffer of compact bytes ([`crate::base::codec`]), handed over, not copied.

use serde::{Deserialize, Serialize};

use super::command::Command;
use super::reply::Reply;

/// A request, counted from 1 over the life of a client.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct RequestId(pub u32);

/// What the page says to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToWorker {
    /// Puts a command at the end of the line.
    Run {
        /// The number its replies will carry.
        request: RequestId,
        /// The command.
        command: Command,
    },
    /// Stops that request at the end of the running slice; no effect once it is done.
    Cancel {
        /// The request.
        request: RequestId,
    },
}

/// What the worker says to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// The engine is loaded and listens.
    Ready,
    /// What one slice had to say, in order. `Reply::Finished` ends a request.
    Replies {
        /// The request.
        request: RequestId,
        /// The replies.
        replies: Vec<Reply>,
    },
    /// A slice had nothing to say, and the request still runs.
    Beat {
        /// The request.
        request: RequestId,
    },
    /// The engine panicked. Nothing more will come from this worker.
    Panicked {
        /// The panic's message and place.
        message: String,
    },
}
