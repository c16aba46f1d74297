//! Recordings made by the engine: SQL in, recording out, as the page has it.

use engine::api::lab::Lab;
use model::base::ids::SessionId;
use model::message::command::Command;
use model::message::reply::{PlainCounters, Reply};
use model::message::settings::Setup;
use model::metrics::summary::Summary;
use model::still::recording::Recording;

/// A lab and what it has recorded.
pub struct Live {
    /// What there is so far.
    pub recording: Recording,
    /// What each statement did, in order.
    pub summaries: Vec<Summary>,
    lab: Lab,
}

impl Live {
    /// An empty lab of that setup.
    pub fn new(setup: Setup) -> Live {
        let mut live = Live {
            recording: Recording::default(),
            summaries: Vec::new(),
            lab: Lab::new(setup.clone()),
        };
        live.send(Command::Open(setup));
        live
    }

    /// Runs a script, whose statements must succeed.
    pub fn run(&mut self, sql: &str) {
        self.send(Command::Execute { session: SessionId(0), sql: sql.to_string() });
    }

    /// The counters that disk and pool keep for themselves.
    pub fn counters(&mut self) -> PlainCounters {
        let replies = self.lab.handle(Command::Counters);
        let counters = replies.into_iter().find_map(|reply| match reply {
            Reply::Counters(counters) => Some(counters),
            _ => None,
        });
        counters.expect("the lab answers with its counters")
    }

    /// Sends a command and takes in what the lab answers.
    pub fn send(&mut self, command: Command) {
        for reply in self.lab.handle(command) {
            match reply {
                Reply::Opened => self.recording = Recording::default(),
                Reply::Events(events) => self.recording.append_events(events),
                Reply::Still { seq, stills } => self.recording.append_still(seq, *stills),
                Reply::StatementFinished { summary, .. } => self.summaries.push(summary),
                Reply::StatementFailed { error, .. } => panic!("{}", error.message),
                _ => {}
            }
        }
    }
}
