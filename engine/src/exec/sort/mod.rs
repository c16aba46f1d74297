//! Sort: the same rows in order.
//!
//! ```text
//!   operator   takes all rows in, then hands them on in order; the first few only, where those
//!              are all that is asked for
//!   sorter     rows in, rows in order out; past the memory allowed through sorted runs on disk
//!     merge    sorted runs to one order
//! ```
//!
//! ```text
//!   rows  ..........  |  run  2 5 9 | run  1 4 4 7 | run  0 3 |  merged  0 1 2 3 4 4 5 7 9
//! ```
//!
//! Invariant: rows equal in all keys stay as they came, wherever runs are cut.
//! Source: Knuth, "The Art of Computer Programming", volume 3, section 5.4.

pub mod merge;
pub mod operator;
pub mod sorter;
