//! Glassbox, the engine: a compact SQL database that writes down what it does.
//!
//! ```text
//!   api        the one door: a lab takes commands and gives replies
//!   inspect    structures to stills
//!   db         database, session, statement
//!   exec       operators, one bounded step at a time
//!   plan       logical tree, rewriting, choice, EXPLAIN
//!   sql        text to bound statements; the only room that knows the parser
//!   catalog    system tables and their cache
//!   index      B+-trees
//!   txn        transactions, snapshots, visibility
//!   storage    disk, pages, tuples, buffer pool, heap
//!   tracer  expr  theory
//! ```
//!
//! A room imports from the rows below its own only (`tests/tidy.rs` checks).
//! Outside this crate only `api` is for use; the rest is open so that tests can look in.

pub mod api;
pub mod catalog;
pub mod db;
pub mod exec;
pub mod expr;
pub mod index;
pub mod inspect;
pub mod plan;
pub mod sql;
pub mod storage;
pub mod theory;
pub mod tracer;
pub mod txn;
