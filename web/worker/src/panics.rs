//! The last words of an engine that panicked: WebAssembly then traps, and nothing more is said.

use std::panic;

/// From now on, a panic's message and place are handed to `tell` before the trap.
pub fn report_to(tell: impl Fn(String) + Send + Sync + 'static) {
    panic::set_hook(Box::new(move |info| tell(info.to_string())));
}
