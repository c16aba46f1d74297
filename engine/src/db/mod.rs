//! The database: sessions run statements on one store.
//!
//! ```text
//!   database    store, transactions, catalogue, clock: everything a statement works on
//!   session     what one conversation keeps: its open transaction, settings, drawn numbers
//!   settings/   which settings there are, what values they take, who reads them
//!   statement   one statement as a resumable task
//!     shaped    the same for a shape that is known, with its kept plan
//!     carry_out what each kind of statement does
//!     analyze   ANALYZE
//!     control   BEGIN, COMMIT, savepoints
//!     tell      SET, RESET, SHOW
//!     answer    headers, rows, notices, tags
//!   plan_cache  kept plans by the shape of their statements
//!   define/     changes of the catalogue carried out
//!   runner      what operators that change rows ask: tables and their rules
//!   world       what expressions may ask: time, chance, sequences, settings, parameters
//!   recovery    a power cut, and the way back
//!   sequence    counters: in memory while a statement runs, on their page after it
//!   schema      the catalogue as a browser of tables shows it
//! ```
//!
//! Invariants:
//! 1. A statement that fails leaves nothing that anyone sees.
//! 2. What a slice of work is, is decided by the caller's units, never by a clock.

pub mod analyze;
pub mod answer;
pub mod carry_out;
pub mod control;
pub mod database;
pub mod define;
pub mod plan_cache;
pub mod recovery;
pub mod runner;
pub mod schema;
pub mod sequence;
pub mod session;
pub mod settings;
pub mod shaped;
pub mod statement;
pub mod tell;
pub mod world;
