//! What crosses the boundary between the engine and whoever uses it: commands in, replies out.

pub mod command;
pub mod link;
pub mod reply;
pub mod settings;
pub mod wire;
