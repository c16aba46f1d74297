//! From text to bound statements. The only room that knows the parser.
//!
//! ```text
//!   script      a script cut into statements, each with its place
//!   parse       one statement's text to the parser's tree; errors in PostgreSQL's words
//!   position    lines and columns of the parser to characters of the statement
//!   unsupported what is refused, in one table, each with a hint
//!   scope       which names mean which columns here
//!   bind_*      the parser's tree to ours: names resolved, types known
//!   algebra     the relational tree that queries become
//!   statement   bound statements
//! ```
//!
//! Invariants:
//! 1. Every node of the parser's tree is destructured in full: a clause that nobody handles does
//!    not compile, and is refused with a hint, never ignored.
//! 2. Nesting is bounded before parsing and binding, by `limits::NESTING_MAX`.
//! 3. In the algebra every column that any node makes has a number of its own in the statement.
//!    A column that a subtree uses and does not make comes from outside: a correlated subquery.

pub mod algebra;
