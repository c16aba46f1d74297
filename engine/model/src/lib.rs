//! The plain data that crosses to the page: no engine, no browser, nothing that acts.
//!
//! ```text
//!   base      ids, time, errors, random numbers, codec, limits
//!   types     SQL data types, values, typed columns, text forms
//!   trace     events: past-tense facts that the engine emitted
//!   still     plain pictures of engine state, and the recording that joins stills and events
//!   message   commands to the engine and replies from it
//!   metrics   folds over the trace
//! ```
//!
//! Invariant: only this crate derives serde. What is serialised is a promise.
//! Boundary: `apply` of a still assigns what an event carries. It never computes.

pub mod base;
pub mod message;
pub mod metrics;
pub mod still;
pub mod trace;
pub mod types;
