//! The page's side of the worker: requests out, replies in, and what happens when it dies.
//!
//! ```text
//!   app ---- send(command) ----> client --- Run{7, command} ---> worker: a slice, look, a slice
//!   app <--- ClientEvent ------- client <-- Replies{7, [..]} ---
//!                                  |
//!                                  +- command log: what to replay in a fresh worker
//! ```
//!
//! - [`event`]: what the client tells the app, and the options it starts with
//! - [`client`]: [`client::EngineClient`], the thin browser shell
//! - [`machine`]: everything it decides, as a state machine without a browser
//! - [`log`]: the commands that changed something, kept outside the worker
//! - [`port`]: the web worker and its messages
//!
//! Invariants:
//! 1. Requests are answered in the order in which they were sent; `Reply::Finished` ends each.
//! 2. The log is a prefix of what happened: past its bound nothing is added, and a restore says so.
//! 3. A request is answered to its end or named in `Stopped { lost }`, never forgotten.
//!
//! Left out: an image of the database instead of the log. Replaying costs what the commands cost,
//! and the same commands from the same seed give the same database.

pub mod client;
pub mod event;
pub mod log;
mod machine;
mod port;
