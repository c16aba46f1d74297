//! The write-ahead log: what will be true of the pages, written down before the pages are.
//!
//! ```text
//!   LOG_START      redo               checkpoint        flushed     end
//!   |  ...         | record | record  | checkpoint | .. | record .. |
//!                  ^ recovery starts here           safe ^   ^ in memory, lost in a crash
//! ```
//!
//! A page is written only when the log is safe up to the record that last changed it. A commit is
//! told to the learner only when its record is safe. So after a crash the log knows everything
//! that was promised, and redo makes the pages say it too. Nothing is ever undone: rows of
//! transactions without a commit record are simply not seen.
//!
//! The first record about a page after a checkpoint carries the whole page, so that a page of which
//! the crash kept half is made whole.
//!
//! ```text
//!   checkpoint:  1 note the end of the log: redo starts here
//!                2 write every dirty page      3 make the pages safe
//!                4 log the checkpoint          5 point the control block at it
//!                6 let go of the log before redo
//! ```
//!
//! Invariants:
//! 1. `lsn` of a page on disk is at most what is safe of the log.
//! 2. Replaying a record on a page that has it already changes nothing, as its `lsn` shows.
//!
//! Left out: segment files and page headers within the log, archiving, timelines.
//! Source: PostgreSQL manual, chapter "Reliability and the Write-Ahead Log"; source file
//! `src/backend/access/transam/README`.

pub mod log;
pub mod record;
pub mod redo;
