//! From text to bound statements. The only room that knows the parser.
//!
//! ```text
//!   script      a script cut into statements, each with its place
//!   psql        commands to psql that scripts hold; copy_text: the data of COPY
//!   token_forms forms that the parser lacks, put into ones that it knows; sequence_text: options
//!   nesting     how deep a statement may nest; chains: how high its expressions will be
//!   height      how high trees came out
//!   parse       one statement's text to the parser's tree; errors in PostgreSQL's words
//!   position    lines and columns of the parser to characters of the statement
//!   unsupported what is refused, in one table, each with a hint
//!   scope       which names mean which columns here
//!   bind_*      the parser's tree to ours: names resolved, types known
//!   theory      questions about dependencies, in schema glassbox
//!   view_text   a view's query as the catalogue keeps it
//!   algebra     the relational tree that queries become
//!   statement   bound statements; definition: those that change the catalogue
//! ```
//!
//! Invariants:
//! 1. Every node of the parser's tree is destructured in full: a clause that nobody handles does
//!    not compile, and is refused with a hint, never ignored.
//! 2. Nesting is bounded while parsing and binding, by `limits::NESTING_MAX`, and the height of
//!    what comes out by `CHAIN_MAX` and `PLAN_STACK_KILOBYTES_MAX`. Width is not.
//! 3. In the algebra every column that any node makes has a number of its own in the statement.
//!    A column that a subtree uses and does not make comes from outside: a correlated subquery.

pub mod algebra;
pub mod bind_alter;
pub mod bind_analyze;
pub mod bind_call;
pub mod bind_change;
pub mod bind_conflict;
pub mod bind_copy;
pub mod bind_create;
pub mod bind_define;
pub mod bind_drop;
pub mod bind_explain;
pub mod bind_expr;
pub mod bind_from;
pub mod bind_insert;
pub mod bind_query;
pub mod bind_rewrite;
pub mod bind_select;
pub mod bind_sequence;
pub mod bind_set;
pub mod bind_settings;
pub mod bind_special;
pub mod bind_statement;
pub mod bind_subquery;
pub mod bind_test;
pub mod bind_transaction;
pub mod bind_using;
pub mod bind_utility;
pub mod bind_window;
pub mod binder;
pub mod chains;
pub mod coerce;
pub mod copy_text;
pub mod create_options;
pub mod definition;
pub mod free;
pub mod group;
pub mod height;
pub mod lift;
pub mod literal;
pub mod names;
pub mod nesting;
pub mod output_name;
pub mod parse;
pub mod position;
pub mod psql;
pub mod recursion;
pub mod same;
pub mod scope;
pub mod script;
pub mod sequence_text;
pub mod shape;
pub mod statement;
pub mod theory;
pub mod token_forms;
pub mod unsupported;
pub mod view_text;
pub mod within_group;
