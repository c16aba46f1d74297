//! A naive database: vectors of rows, nested loops, whole copies for every savepoint. So plain that
//! it is right by reading it; the engine is held against it.
//!
//! ```text
//!   term    expressions over integers and NULL, in SQL and in plain Rust
//!   query   joins, conditions, groups and subqueries, row by row
//!   tables  tables with a key, changes, transactions and errors
//!   write   random statements, each as SQL and as what the naive database does
//!   play    the engine and the naive database play the same
//! ```
//!
//! All values are integers or NULL: what types do is the business of other tests.

pub mod play;
pub mod query;
pub mod tables;
pub mod term;
pub mod write;
