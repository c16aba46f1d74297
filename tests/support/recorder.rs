//! The bytes that page and worker exchange when a script runs, as they would without a clock: every
//! slice lasts until its bound of replies.
//!
//! ```text
//!   requests: length u32 | ToWorker ..      messages: length u32 | FromWorker ..
//! ```
//!
//! Lengths are little-endian. The same requests must draw the same messages from the engine in
//! WebAssembly: `tests/wasm/determinism.test.js` plays them there.

use std::error::Error;

use goldenscript::{Command, Context};
use model::base::codec;
use model::message::command;
use model::message::wire::{FromWorker, RequestId, ToWorker};
use worker::host::Host;

use crate::script::{Act, Reader};

/// Plays a script against the worker's host.
pub struct Recorder {
    host: Host,
    reader: Reader,
    request: RequestId,
    /// What the page says, message by message with its length before it.
    pub requests: Vec<u8>,
    /// What the worker says.
    pub messages: Vec<u8>,
}

impl Default for Recorder {
    fn default() -> Recorder {
        let reader = Reader::new(|_| {});
        let mut recorder = Recorder {
            host: Host::new(reader.default_setup()),
            reader,
            request: RequestId(0),
            requests: Vec::new(),
            messages: Vec::new(),
        };
        append(&mut recorder.messages, &codec::encode(&FromWorker::Ready));
        recorder
    }
}

impl Recorder {
    fn play(&mut self, command: command::Command) {
        self.request = RequestId(self.request.0 + 1);
        let message = ToWorker::Run { request: self.request, command };
        append(&mut self.requests, &codec::encode(&message));
        if let Some(refusal) = self.host.take(message) {
            append(&mut self.messages, &codec::encode(&refusal));
        }
        while self.host.is_busy() {
            if let Some(message) = self.host.slice(|| false) {
                append(&mut self.messages, &codec::encode(&message));
            }
        }
    }
}

impl goldenscript::Runner for Recorder {
    type Command = Command;

    fn run(&mut self, line: &Command, context: &Context) -> Result<String, Box<dyn Error>> {
        let command = match self.reader.act(line, context)? {
            Act::Open(setup) => command::Command::Open(setup),
            Act::Execute(session, sql) => command::Command::Execute { session, sql },
            Act::Power(command) => command,
        };
        self.play(command);
        Ok(String::new())
    }
}

fn append(bytes: &mut Vec<u8>, message: &[u8]) {
    let length = u32::try_from(message.len()).expect("a message is far below 4 GiB");
    bytes.extend(length.to_le_bytes());
    bytes.extend(message);
}
