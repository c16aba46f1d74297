//! Rewriting: a named list of passes over the relational tree. Each keeps what the query means.

use model::base::error::Result;

use super::rules::{fold_constants, push_predicates, reduce_outer_joins, unnest};
use crate::sql::algebra::Rel;

/// One pass.
pub struct Rule {
    /// Its name, for people.
    pub name: &'static str,
    /// The tree after it.
    pub apply: fn(Rel) -> Result<Rel>,
}

/// The passes in order.
pub const RULES: &[Rule] = &[
    Rule { name: "fold constants", apply: fold_constants::fold_constants },
    Rule { name: "unnest subqueries", apply: unnest::unnest },
    Rule { name: "push predicates down", apply: push_predicates::push_predicates },
    Rule { name: "reduce outer joins", apply: reduce_outer_joins::reduce_outer_joins },
];

/// The tree after all passes.
pub fn rewrite(rel: Rel) -> Result<Rel> {
    RULES.iter().try_fold(rel, |rel, rule| (rule.apply)(rel))
}
