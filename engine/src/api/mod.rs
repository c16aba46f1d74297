//! The one door: a lab is a world from a setup; it takes commands and gives replies.
//!
//! ```text
//!   lab      commands in line, slices of work, events and stills on their way out
//!     script   one that runs: its statements one after another
//!     power    fails, and the database comes back
//!     images   how it was after each of the last statements, to go back to
//! ```

mod images;
pub mod lab;
mod power;
mod script;
