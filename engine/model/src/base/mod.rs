//! The ground floor: names of things, time, errors, chance, bytes and bounds.

pub mod codec;
pub mod error;
pub mod ids;
pub mod limits;
pub mod pictures;
pub mod place;
pub mod replacement;
pub mod rng;
pub mod time;
