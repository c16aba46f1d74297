//! Changes of the catalogue carried out: rows in the system tables, relations in the store, and the
//! cache moved along.
//!
//! ```text
//!   carry_out   which definition, and what is left to do after it
//!   table       CREATE TABLE
//!   index       CREATE INDEX, and indexes in step with their table
//!   other       CREATE SCHEMA, VIEW, SEQUENCE
//!   drop        DROP and TRUNCATE
//!   depend      what depends on what is about to go
//!   alter       ALTER TABLE
//!   sequence    ALTER SEQUENCE
//!   rewrite     every row of a table into new pages
//! ```
//!
//! Everything is written by the statement's transaction; where that is undone, so is this.

pub mod alter;
pub mod carry_out;
pub mod depend;
pub mod drop;
pub mod index;
pub mod other;
pub mod rewrite;
pub mod sequence;
pub mod table;
