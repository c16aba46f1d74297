//! Charts: arrangements that know space but no database.
//!
//! `grid` lays equal cells out for a box; `tree` puts cards over and beside each other.

pub mod grid;
pub mod tree;
