//! Expressions over batches.
//!
//! ```text
//!   world        what the expressions may ask of
//!   build        expressions by hand
//!   lazy         which rows reach which part; NULLs, errors, what literals become
//!   fold         constants computed beforehand, and expressions printed
//!   regex        regular expressions over several lines, and expensive ones
//!   session      functions that ask the session
//!   tables       *.table: calls with PostgreSQL's answers, one by one and side by side
//!   aggregates   aggregates.table: aggregates with their answers
//! ```

mod aggregates;
mod build;
mod fold;
mod lazy;
mod regex;
mod session;
mod tables;
mod world;
