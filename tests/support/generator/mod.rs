//! Random SQL over random tables: every feature that the engine has, in a fixed mix.
//!
//! ```text
//!   draw       chance
//!   feature    what a statement exercises
//!   kind       types;  literal: constants of them;  forms: operators and functions on them
//!   world      the tables and other things that there are;  scope: what can be named at a place
//!   pen        writes one statement: expressions
//!   test       conditions;  aggregate: grouping;  window: window functions
//!   from       FROM;  select: queries
//!   change     INSERT, UPDATE, DELETE, TRUNCATE
//!   define     tables, views, indexes;  control: transactions, prepared statements, sequences
//!   statement  one of a case;  case: a set-up and the statements after it
//! ```
//!
//! Invariants:
//! 1. A statement's answer leaves no choice: LIMIT, DISTINCT ON and window functions stand over
//!    orders that tell all rows apart, aggregates that depend on order have one.
//! 2. Expressions rarely fail, so that few answers depend on the order in which rows are tested.
//! 3. The same seed and the same answers give the same statements.

pub mod aggregate;
pub mod case;
pub mod change;
pub mod control;
pub mod define;
pub mod draw;
pub mod feature;
pub mod forms;
pub mod from;
pub mod kind;
pub mod literal;
pub mod pen;
pub mod scope;
pub mod select;
pub mod statement;
pub mod test;
pub mod window;
pub mod world;
