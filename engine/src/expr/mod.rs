//! Bound expressions and how they are computed over batches.
//!
//! ```text
//!   batch      columns of equal length: what flows between operators
//!   bound      the expression tree: every name resolved, every type known
//!   env        what an expression may ask of the world: now, random, the next of a sequence
//!   eval       expression + batch -> column;  member: IN
//!   lazy       the parts that only some rows reach
//!   select     predicate + batch -> places of the rows for which it is true
//!   input      which rows of the batch an expression is evaluated for
//!   call       what a kernel is given: operands, each a column or one value for all rows
//!   form       physical forms as types;  kernel: loops over them;  compare;  cast
//!   function   one row per function and operator; the families are in functions/
//!   aggregate  one row per aggregate, and its running state by group; in aggregates/
//!   coerce     which type becomes which without being asked
//!   resolve    a name and argument types -> the row that is meant
//!   fold       constants computed once;  print: an expression as EXPLAIN shows it
//! ```
//!
//! Invariants:
//! 1. CASE, COALESCE, AND and OR evaluate only the rows that reach each branch, so that
//!    `CASE WHEN x <> 0 THEN 1 / x END` never divides by zero.
//! 2. The rows of a batch, and so errors, do not depend on how rows were cut into batches.
//!
//! Left out: subqueries. The planner turns them into operators, so that an expression never runs
//! a plan.

// First, because the families are made by its macros.
#[macro_use]
pub mod kernel;

pub mod aggregate;
pub mod aggregates;
pub mod batch;
pub mod bound;
pub mod call;
pub mod cast;
pub mod coerce;
pub mod compare;
pub mod env;
pub mod eval;
pub mod fold;
pub mod form;
pub mod function;
pub mod functions;
pub mod input;
pub mod lazy;
pub mod member;
pub mod print;
pub mod resolve;
pub mod select;
