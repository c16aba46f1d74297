//! The trace: what the engine did, as past-tense facts in the order they happened.

pub mod derivation;
pub mod derivation_text;
pub mod event;
pub mod log;
pub mod text;
