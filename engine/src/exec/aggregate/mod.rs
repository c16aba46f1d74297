//! Aggregate: one row for each group of rows.
//!
//! ```text
//!   operator   takes all rows in, then hands out groups
//!   runs      rows that come sorted, cut where a group ends
//!   set        the groups of one grouping set: keys to numbers, and the state of every call
//!   call       what one aggregate call takes of a batch: FILTER, arguments, DISTINCT, ORDER BY
//! ```
//!
//! Groups are numbered as they are first seen and handed out in that order. The rows of GROUPING
//! SETS follow one another, set by set.
//!
//! Invariant: a batch changes no state before all its expressions are computed, so that a batch of
//! which a row fails can be taken in again row by row, up to that row.

pub mod call;
pub mod operator;
pub mod runs;
pub mod set;
