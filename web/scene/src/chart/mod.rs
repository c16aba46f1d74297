//! Charts: arrangements that know space but no database.
//!
//! `grid` lays equal cells out for a box; `timeline` lays moments out on a line.

pub mod grid;
