//! From what a query means to how it is run.
//!
//! ```text
//!   rewrite    a named list of passes over the relational tree, before and after kept
//!   cost       what paths cost, by PostgreSQL's constants
//!   choose     the relational tree to a physical plan, the cheapest path of each kind
//!   physical   the plan: one node per operator, expressions lowered to places
//!   explain    a plan as text
//! ```
//!
//! Invariant: a plan says all that execution needs; nothing is decided later but by the data.

pub mod physical;
