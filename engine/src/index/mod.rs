//! Indexes: from a key to the places of the tuples that have it.
//!
//! ```text
//!   key       a row's key columns as bytes whose order is the order of the index
//!   method    what every kind of index answers: who holds a key, what became of an insert
//!   btree/    the B+-tree
//! ```
//!
//! Invariants:
//! 1. Straight-line code: nothing here waits. Who must wait is told for whom, with nothing
//!    changed.
//! 2. An index knows keys and places, not rows: whether a tuple still counts is asked of the
//!    caller.
//! 3. An entry stays until nobody can see its tuple. Whoever follows it looks at the tuple's
//!    header.
//!
//! Source: PostgreSQL manual, chapter "Index Access Method Interface Definition".

pub mod btree;
pub mod key;
pub mod method;
