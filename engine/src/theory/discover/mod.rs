//! Discovery: which dependencies the rows of a table keep, and by which rows the others fail.
//!
//! ```text
//!   table         columns as numbers: equal values, equal numbers
//!   partition     rows grouped by their values in some columns
//!   examine       one dependency held against the rows
//!   lattice       all minimal functional dependencies and unique column combinations
//!   near          functional dependencies that fail for few rows
//!   independent   candidate multivalued dependencies
//!   redundant     cells that say again what an earlier row has said
//!   search        the three searches one after the other, in slices
//! ```
//!
//! A column is a list of numbers, one for each row, and two values are equal if their numbers are.
//! So it is for the caller to say what NULL is: one number for all of them makes NULL equal to
//! NULL, as GROUP BY and DISTINCT do; a number for each makes every NULL differ from all. A table
//! is a bag of rows; for multivalued dependencies equal rows count once.
//!
//! What holds in the rows need not be meant: a dependency that was discovered is a candidate.

pub mod examine;
pub mod independent;
pub mod lattice;
pub mod near;
pub mod partition;
pub mod redundant;
pub mod search;
pub mod table;
