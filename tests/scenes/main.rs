//! Pictures: golden scenes, the audit of labels, the same scene however it was reached.

mod buffer;
mod drawn;
mod heap;
mod planted;
mod steps;
mod travel;
