//! Rewriting: a named list of passes over the relational tree. Each keeps what the query means.

use super::rules::push_predicates;
use crate::sql::algebra::Rel;

/// One pass.
pub struct Rule {
    /// Its name, for people.
    pub name: &'static str,
    /// The tree after it.
    pub apply: fn(Rel) -> Rel,
}

/// The passes in order.
pub const RULES: &[Rule] =
    &[Rule { name: "push predicates down", apply: push_predicates::push_predicates }];

/// The tree after all passes.
pub fn rewrite(rel: Rel) -> Rel {
    RULES.iter().fold(rel, |rel, rule| (rule.apply)(rel))
}
