//! Structures to stills: one file per structure, one `capture` in each.
//!
//! The law: a still, moved on by the events since, equals the still that is captured then. Facts
//! that the tracer holds back must be written down before (`Tracer::flush`).

pub mod btree;
pub mod buffer;
pub mod heap;
pub mod stills;
pub mod wal;
