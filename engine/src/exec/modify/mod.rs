//! INSERT, UPDATE and DELETE.
//!
//! ```text
//!   operator               rows in, changes made, RETURNING out; then what follows
//!     insert update delete what each kind of statement does with its rows
//!     upsert               INSERT ... ON CONFLICT; arbiter: which row has a key already
//!     target               one tuple to end, and whether it may be
//!   constraints            NOT NULL and CHECK, row by row before anything is written
//!   rules                  the rules that look at other rows, gathered for one statement
//!     unique               PRIMARY KEY and UNIQUE, by one scan after the last row
//!     foreign_key          both ends of FOREIGN KEY, by scans after that
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
pub mod insert;
pub mod key_set;
pub mod key_text;
pub mod operator;
pub mod rules;
pub mod target;
pub mod task;
pub mod unique;
pub mod update;
pub mod upsert;
