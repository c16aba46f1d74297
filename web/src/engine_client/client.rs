//! The client that the app holds: a thin shell around [`Machine`] that owns the worker.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use model::message::command::Command;
use model::message::wire::RequestId;
use wasm_bindgen::prelude::*;

use super::event::{ClientEvent, Keeping, Options};
use super::machine::{Act, Machine};
use super::port::{Heard, Port};

/// Milliseconds between two looks at a worker that has work.
const TICK_MILLIS: i32 = 1_000;

/// A conversation with the engine in its worker. Cheap to clone; all clones are one client.
///
/// ```text
///   let client = EngineClient::start(options, Rc::new(move |event| link.send_message(event)));
///   let request = client.send(Command::Execute { session: SessionId(0), sql });
///   // ClientEvent::Reply { request, reply }, ... until Reply::Finished
/// ```
#[derive(Clone)]
pub struct EngineClient {
    inner: Rc<Inner>,
}

struct Inner {
    worker_url: String,
    on_event: Rc<dyn Fn(ClientEvent)>,
    machine: RefCell<Machine>,
    port: RefCell<Option<Port>>,
    is_acting: Cell<bool>,
    ticker: RefCell<Option<Ticker>>,
}

struct Ticker {
    id: i32,
    _on_tick: Closure<dyn FnMut()>,
}

impl Drop for Ticker {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_interval_with_handle(self.id);
        }
    }
}

impl PartialEq for EngineClient {
    fn eq(&self, other: &EngineClient) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

/// The address of the worker's script, as the page's shell names it:
/// `<meta name="glassbox-worker" content="worker_entry.js">`, relative to the page.
pub fn worker_url_of_page() -> Option<String> {
    let document = web_sys::window()?.document()?;
    document.query_selector("meta[name=glassbox-worker]").ok()??.get_attribute("content")
}

impl EngineClient {
    /// Starts a worker and opens a lab in it. Events come from now on, first `Started`. Commands
    /// may be sent at once; they wait for the worker. Dropping the last clone ends the worker.
    pub fn start(options: Options, on_event: Rc<dyn Fn(ClientEvent)>) -> EngineClient {
        let inner = Rc::new(Inner {
            worker_url: options.worker_url,
            on_event,
            machine: RefCell::new(Machine::new(options.setup, options.keeping)),
            port: RefCell::new(None),
            is_acting: Cell::new(false),
            ticker: RefCell::new(None),
        });
        *inner.ticker.borrow_mut() = start_ticker(Rc::downgrade(&inner));
        inner.act();
        EngineClient { inner }
    }

    /// Sends a command. Its answers carry the number returned.
    pub fn send(&self, command: Command) -> RequestId {
        self.inner.change(|machine| machine.send(command))
    }

    /// Stops the request that runs, at the end of its slice: its statement fails with 57014 and is
    /// undone, and `Reply::Finished { cancelled: true }` follows. Nothing runs: nothing happens.
    pub fn cancel(&self) {
        self.inner.change(Machine::cancel);
    }

    /// Ends the worker at once and restores what was saved in a fresh one.
    pub fn restart(&self) {
        self.inner.change(Machine::restart);
    }

    /// What was changed so far, as commands that change it again; `None` once that is more than
    /// the log holds.
    pub fn commands(&self) -> Option<Vec<Command>> {
        self.inner.machine.borrow().commands()
    }

    /// Changes where the command log is kept. `Kept` tells what came of it.
    pub fn keep(&self, keeping: Keeping) {
        self.inner.change(|machine| machine.keep(keeping));
    }

    /// What comes from here on is not the reader's own: it is not kept, and what is kept stays.
    pub fn keep_apart(&self) {
        self.inner.change(Machine::keep_apart);
    }
}

impl Inner {
    /// Changes the state, then does what follows from it.
    fn change<T>(self: &Rc<Inner>, change: impl FnOnce(&mut Machine) -> T) -> T {
        let changed = change(&mut self.machine.borrow_mut());
        self.act();
        changed
    }

    /// Does what is to be done, in order. The app may call the client from within an event: what
    /// follows from that is done after what was to be done before.
    fn act(self: &Rc<Inner>) {
        if self.is_acting.replace(true) {
            return;
        }
        loop {
            let acts = self.machine.borrow_mut().take_acts();
            if acts.is_empty() {
                break;
            }
            acts.into_iter().for_each(|act| self.perform(act));
        }
        self.is_acting.set(false);
    }

    fn perform(self: &Rc<Inner>, act: Act) {
        let done = match act {
            Act::Spawn => self.spawn(),
            Act::Terminate => {
                *self.port.borrow_mut() = None;
                Ok(())
            }
            Act::Post(bytes) => self.with_port(|port| port.post(&bytes)),
            Act::Keep(keep) => self.with_port(|port| port.keep(&keep)),
            Act::Tell(event) => {
                (self.on_event)(event);
                Ok(())
            }
        };
        if let Err(problem) = done {
            self.machine.borrow_mut().fail(problem);
        }
    }

    fn with_port(&self, act: impl FnOnce(&Port) -> Result<(), String>) -> Result<(), String> {
        self.port.borrow().as_ref().map_or(Ok(()), act)
    }

    fn spawn(self: &Rc<Inner>) -> Result<(), String> {
        let inner = Rc::downgrade(self);
        let port = Port::start(&self.worker_url, move |heard| hear(&inner, heard))?;
        *self.port.borrow_mut() = Some(port);
        Ok(())
    }
}

/// Takes in what a worker says. The worker may be ended by it, and with it this very handler, which
/// wasm-bindgen then frees once it has returned.
fn hear(inner: &Weak<Inner>, heard: Heard) {
    let Some(inner) = inner.upgrade() else {
        return;
    };
    inner.change(|machine| match heard {
        Heard::Bytes(bytes) => machine.hear(&bytes),
        Heard::Kept(kept) => machine.hear_kept(kept),
        Heard::Failed(detail) => machine.fail(detail),
    });
}

fn start_ticker(inner: Weak<Inner>) -> Option<Ticker> {
    let on_tick = Closure::new(move || {
        if let Some(inner) = inner.upgrade() {
            inner.change(Machine::tick);
        }
    });
    let handler = on_tick.as_ref().unchecked_ref();
    let id = web_sys::window()?
        .set_interval_with_callback_and_timeout_and_arguments_0(handler, TICK_MILLIS)
        .ok()?;
    Some(Ticker { id, _on_tick: on_tick })
}
