//! Operators: a plan as a tree of tasks, each of which does one bounded thing per step.
//!
//! ```text
//!   operator     the trait, and what a step can say
//!   context      what an operator may use: store, snapshot, tracer, environment
//!   state        what a statement keeps between steps;  stats  what each operator did
//!   build        a plan to operators
//!     fixed      which parts give the same rows every time they start again
//!     root       the top: announces operators, notes their end
//!     instrument the pen around each operator: the one place that writes down what it does
//!   compute      expressions as operators run them
//!   key          what makes rows alike, and what puts them in order
//!   row_store    rows kept side by side;  kept_rows  rows made once and read by several
//!   outbox       rows made and not wanted yet;  partitions  rows parted on disk
//!   heap_reader  rows read from pages;  indexed  rows found through indexes, and their upkeep
//!   runner       what operators ask of the database above
//!
//!   values  function_scan (series)  theory  seq_scan        where rows come from
//!   filter  project  limit  sort  distinct
//!   aggregate  window                                      what becomes of them
//!   join  apply  set_operation                             two inputs
//!   cte  recursive_union                                   rows under a name
//!   modify                                                 INSERT, UPDATE, DELETE
//! ```
//!
//! Invariants:
//! 1. A step does a bounded amount of work: about one batch, or one page.
//! 2. A step hands on at most `wanted` rows, and reads no page that PostgreSQL would not read to
//!    make that many. LIMIT 1 and EXISTS stop early because they want one row.
//! 3. Rows and errors do not depend on how rows are cut into batches: where a row fails, the rows
//!    before it are handed on first, and an expression that changes each time goes row by row.

pub mod aggregate;
pub mod apply;
pub mod build;
pub mod compute;
pub mod context;
pub mod cte;
pub mod distinct;
pub mod filter;
pub mod fixed;
pub mod function_scan;
pub mod given;
pub mod heap_reader;
pub mod indexed;
pub mod instrument;
pub mod join;
pub mod kept_rows;
pub mod key;
pub mod limit;
pub mod modify;
pub mod operator;
pub mod outbox;
pub mod partitions;
pub mod project;
pub mod recursive_union;
pub mod root;
pub mod row_store;
pub mod runner;
pub mod seq_scan;
pub mod series;
pub mod set_operation;
pub mod sort;
pub mod state;
pub mod stats;
pub mod theory;
pub mod values;
pub mod window;
