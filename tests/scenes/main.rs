//! Pictures: golden scenes, the audit of labels, the same scene however it was reached.

mod btree;
mod buffer;
mod drawn;
mod heap;
mod live;
mod plan;
mod planted;
mod pointing;
mod steps;
mod travel;
mod wal;
mod words;
