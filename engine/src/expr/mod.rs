//! Bound expressions and how they are computed over batches.
//!
//! ```text
//!   batch      columns of equal length: what flows between operators
//!   bound      the expression tree: every name resolved, every type known
//!   env        what an expression may ask of the world: now, random, the next of a sequence
//!   eval       expression + batch -> column
//!   function   one row per function and operator; the families are in functions/
//!   aggregate  one row per aggregate, and its running state by group
//! ```
//!
//! Invariants:
//! 1. CASE, COALESCE, AND and OR evaluate only the rows that reach each branch, so that
//!    `CASE WHEN x <> 0 THEN 1 / x END` never divides by zero.
//! 2. The rows of a batch, and so errors, do not depend on how rows were cut into batches.
//!
//! Left out: subqueries. The planner turns them into operators, so that an expression never runs
//! a plan.

pub mod aggregate;
pub mod batch;
pub mod bound;
pub mod env;
pub mod function;
