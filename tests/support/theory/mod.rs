//! The theory of dependencies, held against definitions.
//!
//! ```text
//!   chance    random schemes, decompositions and tables
//!   brute     what is implied, by looking at every pair of rows that could be
//!   rows      what holds in a table, by looking at every pair of rows that are
//!   laws      what every answer about a scheme must keep
//!   found     what every answer about a table must keep
//!   applied   what the statements of a decomposition must keep on rows
//!   script    golden scripts: a small language over schemes
//! ```

pub mod applied;
pub mod brute;
pub mod chance;
pub mod found;
pub mod laws;
pub mod rows;
pub mod script;
