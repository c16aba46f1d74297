//! Expressions over batches.
//!
//! ```text
//!   world    what the expressions may ask of
//!   build        expressions by hand
//!   fold         constants computed beforehand, and expressions printed
//!   lazy     which rows reach which part; NULLs, errors, what literals become
//!   aggregates   aggregates.table: aggregates with their answers
//!   tables   *.table: calls with PostgreSQL's answers, one by one and side by side
//! ```

mod aggregates;
mod build;
mod fold;
mod lazy;
mod tables;
mod world;
