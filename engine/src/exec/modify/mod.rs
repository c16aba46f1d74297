//! INSERT, UPDATE and DELETE.
//!
//! ```text
//!   operator               rows in, changes made, RETURNING out; then what follows
//!     insert update delete what each kind of statement does with its rows
//!     upsert               INSERT ... ON CONFLICT; arbiter: which row has a key already
//!     target               one tuple to end, and whether it may be
//!   constraints            NOT NULL and CHECK, row by row before anything is written
//!   indexes                entries of new rows, and keys that are there once, row by row
//!   rules                  foreign keys, gathered for one statement
//!     foreign_key          both ends of FOREIGN KEY, after the last row
//!     key_search           which keys a table has: asked of an index, or by a scan
//!     cascade              what ON DELETE and ON UPDATE do to the rows that refer
//!   task                   a piece of what follows
//!   key_set  key_text      keys to look for, and as messages show them
//! ```
//!
//! Invariants:
//! 1. A statement never sees its own rows: its snapshot ends before its command.
//! 2. Of two rows that break a rule, the error is about the one that PostgreSQL reaches first.
//!
//! Source: PostgreSQL, source files `src/backend/executor/nodeModifyTable.c` and
//! `src/backend/utils/adt/ri_triggers.c` (behaviour and wording).

pub mod arbiter;
pub mod cascade;
pub mod constraints;
pub mod delete;
pub mod foreign_key;
pub mod indexes;
pub mod insert;
pub mod key_search;
pub mod key_set;
pub mod key_text;
pub mod operator;
pub mod rules;
pub mod target;
pub mod task;
pub mod update;
pub mod upsert;
