//! Folds over the trace: every number on screen is one of these.

pub mod change;
pub mod summary;
