//! What the database knows about itself: system tables, and a cache read from them.
//!
//! ```text
//!   info        a table as the planner and executor see it: plain data, shared
//!   path        the schemas that a bare name is looked up in
//!   cache       tables by name and number
//!   system      the system tables: numbers and columns of pg_class, pg_attribute, ...
//!   row         rows of system tables: written, found, ended
//!   dependency  declared dependencies: which columns decide which
//!   change      the rows that CREATE and DROP write
//!   load        the cache, read from the system tables under one snapshot
//!   statistics/ what ANALYZE learns of tables
//! ```
//!
//! Invariant: the system tables are heap tables like any other, written by transactions and read
//! through snapshots. The cache holds nothing that they do not: it follows each change, and is read
//! anew after a transaction with changes was undone, and after recovery.
//!
//! Source: PostgreSQL manual, chapter "System Catalogs". Lists (`conkey`, `indkey`) are text here.

pub mod cache;
pub mod change;
pub mod dependency;
pub mod info;
pub mod load;
pub mod path;
pub mod row;
pub mod statistics;
pub mod system;
