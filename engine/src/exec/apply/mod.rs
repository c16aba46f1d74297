//! Apply: for each row, one more column that a subplan answers.
//!
//! ```text
//!   operator    runs the subplan for each row, or reads its rows again where they stay the same
//!   question    what is asked: a value, EXISTS, ANY, ALL; and when the answer is settled
//!   members     `x IN (subquery)` through a hash table
//! ```
//!
//! Invariant: the subplan is asked for no more rows than the answer needs: one for EXISTS, two for
//! a value, up to the one that decides for ANY and ALL.

pub mod members;
pub mod operator;
pub mod question;
