//! What `worker_entry.js` calls: bytes in, slices of work, bytes out.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use model::base::codec;
use model::message::settings::Setup;
use model::message::wire::FromWorker;
use model::trace::event::Level;
use wasm_bindgen::prelude::*;

#[cfg(feature = "faults")]
use crate::fault;
use crate::host::Host;
use crate::panics;

/// How long a slice works before it looks at the messages, in milliseconds. A cancel waits half of
/// it on average; the look costs about 0.05 ms, so less than 1 % of the time goes there.
pub const SLICE_MILLIS: f64 = 8.0;
/// How long the worker may say nothing while it works, in milliseconds. Far less than the seconds
/// after which the page begins to wonder.
pub const BEAT_MILLIS: f64 = 500.0;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = postMessage)]
    fn post_message(message: &ArrayBuffer, transfer: &Array);

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn millis_now() -> f64;
}

/// The host of one worker.
#[wasm_bindgen]
pub struct WorkerHost {
    host: Host,
    spoke_at_millis: f64,
    #[cfg(feature = "faults")]
    fault: Option<fault::Fault>,
}

#[wasm_bindgen]
impl WorkerHost {
    /// A host that says it is ready, and from then on listens.
    pub fn start() -> WorkerHost {
        panics::report_to(|message| speak(&FromWorker::Panicked { message }));
        speak(&FromWorker::Ready);
        WorkerHost {
            host: Host::new(Setup::at_level(Level::Pages)),
            spoke_at_millis: millis_now(),
            #[cfg(feature = "faults")]
            fault: None,
        }
    }

    /// Takes in a message of the page.
    pub fn hear(&mut self, bytes: &[u8]) {
        let message = codec::decode(bytes).expect("page and worker are of one build");
        if let Some(refusal) = self.host.take(message) {
            speak(&refusal);
        }
    }

    /// Works for a slice and says what came of it. Returns whether there is more to do.
    pub fn slice(&mut self) -> bool {
        #[cfg(feature = "faults")]
        if let Some(fault) = self.fault.take() {
            fault.strike();
        }
        let end_millis = millis_now() + SLICE_MILLIS;
        match self.host.slice(|| millis_now() >= end_millis) {
            Some(FromWorker::Beat { .. }) if millis_now() < self.spoke_at_millis + BEAT_MILLIS => {}
            Some(message) => {
                self.spoke_at_millis = millis_now();
                speak(&message);
            }
            None => {}
        }
        self.host.is_busy()
    }
}

/// Hands a message over to the page.
fn speak(message: &FromWorker) {
    let buffer = Uint8Array::from(&codec::encode(message)[..]).buffer();
    post_message(&buffer, &Array::of1(&buffer));
}

#[cfg(feature = "faults")]
#[wasm_bindgen]
impl WorkerHost {
    /// Plants the fault of that name.
    pub fn plant(&mut self, name: &str) {
        self.fault = fault::Fault::from_name(name);
    }
}
