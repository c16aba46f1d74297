//! A lab that works in slices, so that its worker can look at its messages in between.
//!
//! ```text
//!   take(Run 7) take(Run 8)  slice -> Replies 7   slice -> Beat 7   slice -> Replies 7 (Finished)
//! ```
//!
//! Invariants:
//! 1. A slice speaks of one request only, the first in line.
//! 2. At most [`COMMANDS_WAITING_MAX`] requests are in line; further ones are refused and said so.
//! 3. A cancel reaches only the request it names, and only while that one runs.

use std::collections::VecDeque;

use engine::api::lab::{Lab, SLICE_UNITS};
use model::base::error::{sqlstate, SqlError};
use model::base::limits::COMMANDS_WAITING_MAX;
use model::message::reply::Reply;
use model::message::settings::Setup;
use model::message::wire::{FromWorker, RequestId, ToWorker};

/// Replies after which a slice ends even if it has time left: a few hundred batches of rows or
/// events, so that a message stays some megabytes at most.
pub const SLICE_REPLIES_MAX: usize = 256;

/// A lab with a line of numbered requests.
pub struct Host {
    lab: Lab,
    line: VecDeque<RequestId>,
}

impl Host {
    /// A host of an empty lab.
    pub fn new(setup: Setup) -> Host {
        Host { lab: Lab::new(setup), line: VecDeque::new() }
    }

    /// Takes in what the page said. A command past the end of the line is refused at once.
    pub fn take(&mut self, message: ToWorker) -> Option<FromWorker> {
        match message {
            ToWorker::Run { request, .. } if self.line.len() >= COMMANDS_WAITING_MAX => {
                let replies = vec![
                    Reply::Refused(line_is_full()),
                    Reply::Finished { cancelled: false, statements_left: 0 },
                ];
                return Some(FromWorker::Replies { request, replies });
            }
            ToWorker::Run { request, command } => {
                self.line.push_back(request);
                self.lab.submit(command);
            }
            ToWorker::Cancel { request } if self.line.front() == Some(&request) => {
                self.lab.cancel();
            }
            ToWorker::Cancel { .. } => {}
        }
        None
    }

    /// Whether a request is left to work on.
    pub fn is_busy(&self) -> bool {
        !self.line.is_empty()
    }

    /// Works on the first request in line until it is done or `is_over` says that the slice has
    /// lasted long enough. Nothing in line: nothing to say.
    pub fn slice(&mut self, mut is_over: impl FnMut() -> bool) -> Option<FromWorker> {
        let request = *self.line.front()?;
        let mut replies: Vec<Reply> = Vec::new();
        loop {
            assert!(self.lab.is_busy(), "a lab forgot {request:?}");
            // Of what a slice says about progress only the last word counts.
            replies
                .pop_if(|last| matches!(last, Reply::Progress { .. } | Reply::Recovering { .. }));
            replies.extend(self.lab.advance(SLICE_UNITS));
            if matches!(replies.last(), Some(Reply::Finished { .. })) {
                self.line.pop_front();
                break;
            }
            if is_over() || replies.len() >= SLICE_REPLIES_MAX {
                break;
            }
        }
        Some(match replies.is_empty() {
            true => FromWorker::Beat { request },
            false => FromWorker::Replies { request, replies },
        })
    }
}

fn line_is_full() -> SqlError {
    let message = format!("{COMMANDS_WAITING_MAX} commands wait already");
    SqlError::new(sqlstate::PROGRAM_LIMIT_EXCEEDED, message)
        .hint("Wait for some of them, or send several statements as one script.")
}
