//! The page: what is shown, and the client that talks to the engine in its worker.
//!
//! ```text
//!   ui             components: the state as HTML and SVG, keys and pointers as messages
//!   state          what the page knows; changed by messages at one place
//!   engine_client  the worker's other end
//!   dom            what only a browser can do
//!   text           every word, from static/text/en.json
//! ```

mod dom;
pub mod engine_client;
pub mod start;
mod state;
mod text;
mod ui;
