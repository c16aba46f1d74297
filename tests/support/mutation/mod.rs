//! Broken SQL: whole statements with something wrong done to them.
//!
//! ```text
//!   corpus   statements to begin with: golden scripts and generated ones
//!   mutate   one change at the level of tokens, characters or structure
//! ```

pub mod corpus;
pub mod mutate;
