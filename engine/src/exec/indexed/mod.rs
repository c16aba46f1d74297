//! What reads and fills indexes.
//!
//! ```text
//!   open             an index of a table, ready for use
//!   condition        what a plan asks of an index, as ranges of its entries
//!   walk             the entries of those ranges, leaf by leaf
//!   fetch            rows by their places
//!   index_scan       rows in the order of an index
//!   bitmap           places as a set, page by page;  bitmap_index  bitmap_heap
//!   build            CREATE INDEX: all rows of a table, sorted, into a new tree
//! ```
//!
//! Invariants:
//! 1. An entry is a hint: the tuple's own header says whether the snapshot sees it. There is no map
//!    of pages that everybody sees as a whole, so an index-only scan looks every row up.
//! 2. A scan that starts again asks for its values again: they may be parameters.

pub mod bitmap;
pub mod bitmap_heap;
pub mod bitmap_index;
pub mod build;
pub mod condition;
pub mod fetch;
pub mod index_scan;
pub mod open;
pub mod walk;
