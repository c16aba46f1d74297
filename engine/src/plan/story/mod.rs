//! What planning leaves behind for people: the tree before and after each pass, and of all that was
//! weighed what lost, and to what.
//!
//! ```text
//!   rewrite  --tree-->   tree     a relational tree in lines
//!   search   --sets-->   weigh    ways of a relation, a join, a grouping: kept ones and lost ones
//!                        name     what EXPLAIN calls a way
//!   plan     ------->    weigh    which of them the plan is made of, and as which operators
//! ```
//!
//! Invariant: a story changes no plan. It is told only where someone asked ([`PlanInputs`]).
//!
//! Ways are told apart by what can be seen of them: name, inputs, costs, rows. Two that agree in
//! all of that are one to a reader.
//!
//! Left out: ways to join relations that no way of the whole uses. There are exponentially many.
//!
//! [`PlanInputs`]: super::settings::PlanInputs

pub mod name;
pub mod tree;
pub mod weigh;
