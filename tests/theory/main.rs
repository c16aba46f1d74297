//! The theory of dependencies: every answer against its definition, chapters to read, cases from
//! the literature, and bounds that hold.

mod bounds;
mod cases;
mod chapters;
mod laws;
mod parse;
