//! Keys of rows: what makes rows alike, and what puts them in order.
//!
//! ```text
//!   rows    the keys of a batch as machine words, or as bytes where strings or decimals are in it
//!   table   keys to numbers, in the order in which they are first seen
//!   seen    which rows come for the first time
//!   sort    the keys of a batch as bytes whose order is the rows' order
//!   order   rows in the order of such bytes
//! ```
//!
//! Invariants:
//! 1. Two keys are equal exactly if their words or bytes are, NULL being equal to NULL.
//! 2. Nothing here depends on the addresses or the order of a hash table: numbers are given out in
//!    the order in which keys come.

pub mod order;
pub mod rows;
pub mod seen;
pub mod sort;
pub mod table;
