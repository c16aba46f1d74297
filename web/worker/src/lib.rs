//! The engine in a web worker, and the engine in the caller's own thread: two doors for JavaScript.
//!
//! ```text
//!   js/worker_entry.js  -> host_door -> host -> Lab      bytes in, bytes out, slice by slice
//!   js/keeper.js                                         the command log in a file of the browser
//!   js/glassbox.js      -> js_api    ---------> Lab      exec(sql) and rows, at once
//! ```
//!
//! - [`blocks`]: memory for small blocks
//! - `fault`: planted faults, in test builds only
//! - [`host`]: a slice of work, then a look at the messages; no browser in it
//! - [`host_door`]: what the worker's script calls
//! - [`js_api`]: what the in-thread interface calls, and the buffer its answers are laid out in
//! - [`panics`]: the last words of an engine that panicked
//!
//! Invariant: nothing here is `async`. A panic inside an event handler then ends in the worker's
//! `error` event, which the page hears; a panic inside a promise would end in silence.

pub mod blocks;
#[cfg(feature = "faults")]
pub mod fault;
pub mod host;
pub mod host_door;
pub mod js_api;
pub mod panics;

#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
#[global_allocator]
static MEMORY: blocks::Blocks = blocks::Blocks::empty();
