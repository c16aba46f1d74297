//! Rewriting: a named list of passes over the relational tree. Each keeps what the query means.

use model::base::error::Result;
use model::trace::event::plan::PlanEvent;

use super::rules::{fold_constants, min_max, push_predicates, reduce_outer_joins, unnest};
use super::story::tree::tree;
use super::story::weigh::Story;
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
    Rule { name: "find min and max by index", apply: min_max::min_max },
];

/// The tree after all passes. `story`: gets the tree before and after each.
pub fn rewrite(mut rel: Rel, mut story: Option<&mut Story>) -> Result<Rel> {
    if let Some(story) = &mut story {
        story.trees.push(PlanEvent::TreeWritten { tree: tree(&rel) });
    }
    for Rule { name, apply } in RULES {
        let before = story.is_some().then(|| rel.clone());
        rel = apply(rel)?;
        if let (Some(story), Some(before)) = (&mut story, before) {
            let tree = (rel != before).then(|| tree(&rel));
            story.trees.push(PlanEvent::TreeRewritten { pass: (*name).to_string(), tree });
        }
    }
    Ok(rel)
}
