//! The web worker and its messages, by hand: buffers of bytes that are handed over.
//!
//! A message is an `ArrayBuffer` for the engine, or a small object: `{keep: ..}` for the keeper of
//! the file, `{read: true}` for each message of the engine that was taken in. Dropping the port
//! ends the worker and its handlers.

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::event::KeepProblem;
use super::machine::{KeepAct, Kept};

/// What comes out of a worker.
pub enum Heard {
    /// Bytes from the engine.
    Bytes(Vec<u8>),
    /// The file keeper's answer.
    Kept(Kept),
    /// An error that nobody caught, or a script that could not be loaded.
    Failed(String),
}

/// A living worker.
pub struct Port {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Port {
    /// Starts a worker from the module script at that address.
    pub fn start(url: &str, hear: impl Fn(Heard) + Clone + 'static) -> Result<Port, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name("glassbox");
        let worker = Worker::new_with_options(url, &options).map_err(|error| text_of(&error))?;
        let hear_error = hear.clone();
        let reader = worker.clone();
        let on_message = Closure::new(move |event: MessageEvent| {
            let Some(heard) = heard_in(&event.data()) else { return };
            let is_engine = matches!(heard, Heard::Bytes(_));
            hear(heard);
            if is_engine {
                say_read(&reader);
            }
        });
        let on_error = Closure::new(move |event: ErrorEvent| {
            event.prevent_default();
            hear_error(Heard::Failed(text_of_event(&event)));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Port { worker, _on_message: on_message, _on_error: on_error })
    }

    /// Sends bytes to the engine.
    pub fn post(&self, bytes: &[u8]) -> Result<(), String> {
        let buffer = Uint8Array::from(bytes).buffer();
        self.send(&buffer, &buffer)
    }

    /// Asks the file keeper.
    pub fn keep(&self, act: &KeepAct) -> Result<(), String> {
        let (name, bytes) = match act {
            KeepAct::Open => ("open", None),
            KeepAct::Append(bytes) => ("append", Some(bytes)),
            KeepAct::Replace(bytes) => ("replace", Some(bytes)),
            KeepAct::Forget => ("forget", None),
        };
        let buffer = Uint8Array::from(bytes.map_or(&[][..], Vec::as_slice)).buffer();
        let message = Object::new();
        let set = |key: &str, value: &JsValue| {
            Reflect::set(&message, &key.into(), value).map_err(|error| text_of(&error))
        };
        set("keep", &name.into())?;
        set("bytes", &buffer)?;
        self.send(&message, &buffer)
    }

    fn send(&self, message: &JsValue, buffer: &ArrayBuffer) -> Result<(), String> {
        self.worker
            .post_message_with_transfer(message, &Array::of1(buffer))
            .map_err(|error| text_of(&error))
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// Tells the worker that one of its messages was taken in: it waits while several are not.
fn say_read(worker: &Worker) {
    let message = Object::new();
    // A plain object takes any property; a worker that was just ended needs no word.
    let _ = Reflect::set(&message, &"read".into(), &JsValue::TRUE);
    let _ = worker.post_message(&message);
}

fn heard_in(data: &JsValue) -> Option<Heard> {
    if let Some(buffer) = data.dyn_ref::<ArrayBuffer>() {
        return Some(Heard::Bytes(Uint8Array::new(buffer).to_vec()));
    }
    let field = |key: &str| Reflect::get(data, &key.into()).ok();
    match field("kept")?.as_string()?.as_str() {
        "opened" => {
            let bytes = Uint8Array::new(&field("bytes")?).to_vec();
            Some(Heard::Kept(Kept::Opened(bytes)))
        }
        _ => Some(Heard::Kept(Kept::Failed(problem_of(&field("problem")?.as_string()?)))),
    }
}

/// The problem that `keeper.js` names, or what the browser said in its own words.
fn problem_of(said: &str) -> KeepProblem {
    match said {
        "locked" => KeepProblem::Locked,
        "refused" => KeepProblem::Refused,
        "absent" => KeepProblem::Absent,
        other => KeepProblem::Other(other.to_string()),
    }
}

fn text_of(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => format!("{error:?}"),
    }
}

/// A script that could not be loaded fires a plain event: it has no message.
fn text_of_event(event: &ErrorEvent) -> String {
    let field = |key: &str| Reflect::get(event, &key.into()).ok();
    let message = field("message").and_then(|message| message.as_string()).unwrap_or_default();
    match field("filename").and_then(|name| name.as_string()) {
        Some(name) if !name.is_empty() => {
            let line = field("lineno").and_then(|line| line.as_f64()).unwrap_or_default();
            format!("{message} ({name}:{line})")
        }
        _ => message,
    }
}
