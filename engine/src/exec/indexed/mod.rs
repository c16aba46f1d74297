//! What reads and fills indexes.
//!
//! ```text
//!   open             an index of a table, ready for use
//!   fetch            rows by their places
//!   build            CREATE INDEX: all rows of a table, sorted, into a new tree
//! ```
//!
//! Invariant: an entry is a hint: the tuple's own header says whether the snapshot sees it.

pub mod build;
pub mod fetch;
pub mod open;
