//! What the database knows about itself: system tables, and a cache read from them.
//!
//! ```text
//!   info     a table as the planner and executor see it: plain data, shared
//!   system   the system tables: names, numbers and columns of pg_class, pg_attribute, ...
//!   cache    tables by name and number, read from the system tables under one snapshot
//!   change   the rows that CREATE, DROP and ALTER write
//! ```
//!
//! Invariant: the system tables are heap tables like any other, written by transactions and read
//! through snapshots. The cache holds nothing that they do not, and is read anew when they change.

pub mod info;
