//! Joins: pairs of rows.
//!
//! ```text
//!   pairs        candidates to rows: the condition, partners found, rows without any
//!   nested_loop  every right row for every left row; the right rows are kept
//!   lateral      the same where the right rows depend on the left row
//!   hash_join    right rows in a hash table, left rows looked up in it
//!     hash_side  the hash table
//!     hash_inputs  operators, or files where memory has no room
//!   merge_join   both sides sorted, walked side by side
//! ```
//!
//! Rows come in the order of the left ones, and for each in the order of the right ones; right rows
//! without a partner come last.
//!
//! Invariant: where a LIMIT above may stop early, a left row is asked for when all before it are
//! dealt with, and a right row when a left row needs it, so that no page is read in vain.

pub mod hash_inputs;
pub mod hash_join;
pub mod hash_side;
pub mod lateral;
pub mod merge_join;
pub mod nested_loop;
pub mod pairs;
