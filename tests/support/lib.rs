//! Helpers shared by the integration tests.
//!
//! ```text
//!   golden    files that hold what a test saw when somebody last found it right
//!   hand      recordings written by hand, without an engine
//!   tidy      the house's rules, checked on the source text
//! ```

pub mod golden;
pub mod hand;
pub mod tidy;
