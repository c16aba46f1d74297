//! Window: columns computed from each row's neighbours.
//!
//! ```text
//!   operator   collects whole partitions, computes all calls over them, hands rows on
//!   block      some whole partitions side by side: where each row's partition and peers lie
//!   bounds     ROWS, RANGE and GROUPS frames: from where to where each row looks
//!     range    RANGE with an offset: the order column compared with itself moved
//!   call       one call: arguments computed, then its function
//!   rank       row_number, rank, dense_rank, percent_rank, cume_dist, ntile
//!   value      lag, lead, first_value, last_value, nth_value
//!   total      aggregates over frames
//! ```
//!
//! Partitions are collected until a batch is full, so that a thousand small ones are computed in
//! one go.
//!
//! Invariant: the input is sorted by partition and order; rows equal in both are peers.
//! Left out: handing on the first rows of a partition before its last one is read.
//! Source: PostgreSQL manual, "Window Function Calls" and "Window Functions".

pub mod block;
pub mod bounds;
pub mod call;
pub mod operator;
pub mod range;
pub mod rank;
pub mod total;
pub mod value;
