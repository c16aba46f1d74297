//! Helpers shared by the integration tests.
//!
//! ```text
//!   tidy      the house's rules, checked on the source text
//! ```

pub mod tidy;
