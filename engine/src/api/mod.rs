//! The one door: a lab is a world from a setup; it takes commands and gives replies.
//!
//! ```text
//!   lab      commands in line, slices of work, events and stills on their way out
//!     script   one that runs: its statements one after another
//!     power    fails, and the database comes back
//! ```

pub mod lab;
mod power;
mod script;
