//! What the client tells the app, and what it is started with.

use model::message::reply::Reply;
use model::message::settings::Setup;
use model::message::wire::RequestId;

/// What a client is started with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The address of the worker's module script.
    pub worker_url: String,
    /// The setup of the first lab.
    pub setup: Setup,
    /// Where the command log is kept besides the page's memory.
    pub keeping: Keeping,
}

/// Where the command log is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// In the page's memory alone: a panic of the engine is survived, a reload is not.
    Memory,
    /// In the browser's file system too: a reload brings the database back.
    Browser,
}

/// What the client tells the app.
#[derive(Clone, Debug, PartialEq)]
pub enum ClientEvent {
    /// The engine is loaded and listens. Comes again after each restart.
    Started,
    /// An answer to a request, in order. `Reply::Finished` is the last.
    Reply {
        /// The number that `send` returned, or one of the client's own: the opening at the start,
        /// and the still with which a recording begins anew after `Restored`.
        request: RequestId,
        /// The answer.
        reply: Reply,
    },
    /// A request runs and nothing was heard from the worker for some time. It may come back by
    /// itself; `restart` ends it.
    Silent {
        /// The request.
        request: RequestId,
        /// For how long.
        seconds: u32,
    },
    /// The worker is gone. After a panic a fresh one is already being started; `Restored` follows.
    Stopped {
        /// Why.
        reason: StopReason,
        /// What is known about it, for whoever reports it.
        detail: String,
        /// Requests that will not be answered any more.
        lost: Vec<RequestId>,
    },
    /// A restore has come this far. The recording of the old worker is history.
    Restoring {
        /// Commands replayed.
        done: u32,
        /// Commands to replay.
        total: u32,
    },
    /// The fresh worker has what was saved. Its recording starts anew: drop the old one; a still
    /// follows as a `Reply`.
    Restored {
        /// Commands that were replayed.
        statements: u32,
        /// From what.
        how: RestoredHow,
    },
    /// Where the log is kept from now on. Comes when keeping in the browser was asked for.
    Kept {
        /// Where.
        keeping: Keeping,
        /// Why it is not where it was asked to be.
        problem: Option<KeepProblem>,
    },
}

/// Why a file in the browser does not hold what happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeepProblem {
    /// It holds something that is no log of ours.
    Unreadable,
    /// What it holds stops the engine.
    StopsEngine,
    /// The log has reached its bound: later changes are not in it.
    Full,
    /// Another page has it open.
    Locked,
    /// This page may not store files.
    Refused,
    /// The browser has no file system that a worker can write to.
    Absent,
    /// What the browser said.
    Other(String),
}

/// Why a worker is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The engine panicked, or ran out of memory or stack.
    Panicked,
    /// The worker's script or its WebAssembly could not be loaded. `restart` tries again.
    NotLoaded,
    /// `restart` was called.
    Restarted,
}

/// What a restore was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoredHow {
    /// The command log in the page's memory, all of it.
    Log,
    /// The command log, which had reached its bound: what came after is missing.
    LogCut,
    /// The log in the browser's file system, from before a reload.
    File,
    /// Nothing: the log could not be replayed, and the database is empty.
    Nothing,
}
