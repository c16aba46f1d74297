//! Storage: pages on disk, tuples in pages, and the pool between.
//!
//! ```text
//!   store           all relations of a database; everything above asks here
//!     fsm           where a tuple may fit
//!     buffer        the pool: the only way to a page
//!       replacer/   who leaves when the pool is full
//!       access      one by one, or by a large scan
//!       page_table  which page is in which frame
//!     heap          tuples of one page
//!     heap_write    insert, delete, update
//!     change        what happens to a page, as small records
//!     edit          several pages changed as one, for indexes
//!     wal/          the log of those records, checkpoints, recovery
//!     tuple/        rows as bytes
//!     slotted       items in a page
//!     page          the header of a page
//!     checksum      sound pages and records told from torn ones
//!   disk            relations as rows of copy-on-write pages, and the log
//!   spill           temporary files of batches, for operators past their memory
//! ```
//!
//! Invariants: each file states its own, and has a `check` for them.
//!
//! Left out: values outside their row (TOAST), pruning while reading (HOT), hint bits (who
//! committed is an array look-up here), several databases.
//! Source: PostgreSQL manual, chapter "Database Physical Storage".

pub mod access;
pub mod buffer;
pub mod bytes;
pub mod change;
pub mod checksum;
pub mod disk;
pub mod edit;
pub mod fsm;
pub mod heap;
pub mod heap_write;
pub mod memory_disk;
pub mod page;
pub mod page_table;
pub mod replacer;
pub mod slotted;
pub mod spill;
pub mod store;
pub mod tuple;
pub mod wal;
