//! From what a query means to how it is run.
//!
//! ```text
//!   rewrite      a named list of passes over the relational tree, before and after kept
//!   rules/       one pass per file
//!   usage        which columns anyone needs
//!   cardinality  how many rows to expect
//!   cost         what paths cost, by PostgreSQL's constants
//!   settings     what the session's settings tell the planner
//!   choose       the relational tree to a physical plan;  change: INSERT, UPDATE, DELETE
//!   paths/       ways to run it, joins above all, and the one that is chosen
//!   story/       what was tried, for people
//!   lower        column numbers to places
//!   physical     the plan: one node per operator;  index_condition  what an index is asked
//!   explain      a plan as text;  explain/names  what it calls columns
//! ```
//!
//! Invariant: a plan says all that execution needs; nothing is decided later but by the data.

pub mod cardinality;
pub mod change;
pub mod choose;
pub mod cost;
pub mod explain;
pub mod index_condition;
pub mod lower;
pub mod paths;
pub mod physical;
pub mod rewrite;
pub mod rules;
pub mod settings;
pub mod story;
pub mod usage;
