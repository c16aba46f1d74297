//! Operators: a plan as a tree of tasks, each of which does one bounded thing per step.
//!
//! ```text
//!   operator   the trait, and what a step can say
//!   context    what an operator may use: store, snapshot, tracer, environment
//!   build      a plan to operators, and the one place that writes down what they do
//!   ...        then one file per operator
//! ```
//!
//! Invariants:
//! 1. A step does a bounded amount of work: about one batch, or one page.
//! 2. A step hands on at most `wanted` rows, and reads no page that PostgreSQL would not read to
//!    make that many. LIMIT 1 and EXISTS stop early because they want one row.
//! 3. Rows and errors do not depend on how rows are cut into batches.

pub mod context;
pub mod operator;
