//! Decomposition by splitting: a relation that breaks the form falls in two along a dependency
//! that breaks it, until none does.
//!
//! ```text
//!                order item customer city
//!                /  customer -> city    \
//!       customer city               order item customer
//! ```
//!
//! Every split is lossless: the parts share the left side, which decides one of them, or the set
//! of its values. Dependencies can be lost; `preserve` says which. Which of the dependencies that
//! break the form is split by may be chosen, and different choices give different relations.
//! Sources: Codd (1974) for Boyce and Codd's form, Fagin (1977) for the fourth.

use model::base::error::{sqlstate, Error, Result};
use model::base::limits::RELATIONS_MAX;
use model::trace::derivation::{Decomposition, DecompositionNode, Relation};
use model::trace::event::theory::{NormalForm, SplitStep};
use model::types::attributes::AttributeSet;
use model::types::dependency::{Dependency, Scheme};

use super::{implied, keys, projection, violations};

/// Decomposes a scheme into relations in Boyce and Codd's form or the fourth.
///
/// `choices` says by which of its violations each relation that breaks the form is split, in the
/// order of the tree; by the first where it says nothing.
pub fn split(scheme: &Scheme, form: NormalForm, choices: &[u32]) -> Result<Decomposition> {
    assert!(form >= NormalForm::BoyceCodd, "lower forms are synthesised");
    let functional = implied::functional(scheme)?;
    let mut choices = choices.iter();
    let mut nodes: Vec<DecompositionNode> = Vec::new();
    let mut pending = vec![(scheme.all(), None)];
    while let Some((attributes, parent)) = pending.pop() {
        if nodes.len() >= RELATIONS_MAX {
            let what = "relations of a decomposition".to_string();
            return Err(Error::Limit { what, max: RELATIONS_MAX as u64 });
        }
        let violations = violations::of_relation(scheme, &functional, attributes, form)?;
        let mut node = DecompositionNode { attributes, parent, violations, split: None };
        if !node.violations.is_empty() {
            let split = split_of(&node, choices.next().copied().unwrap_or(0))?;
            let at = Some(nodes.len() as u32);
            pending.push((split.outside, at));
            pending.push((split.inside, at));
            node.split = Some(split);
        }
        nodes.push(node);
    }
    let whole = nodes.iter().filter(|node| node.split.is_none()).map(|node| node.attributes);
    let relations = without_contained(whole.collect());
    let relations = relations.into_iter().map(|attributes| relation(&functional, attributes));
    Ok(Decomposition { form, relations: relations.collect::<Result<_>>()?, nodes })
}

/// How a relation is split by the violation of that number.
fn split_of(node: &DecompositionNode, choice: u32) -> Result<SplitStep> {
    let Some(violation) = node.violations.get(choice as usize).copied() else {
        let message = format!("there is no violation {choice} to split by");
        return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
    };
    let Dependency { left, right, .. } = violation.dependency;
    let (relation, inside) = (node.attributes, left | right);
    let outside = relation - (right - left);
    assert!(inside != relation && outside != relation, "both parts are smaller");
    Ok(SplitStep { relation, violation, inside, outside })
}

/// A relation with its keys.
pub fn relation(functional: &[Dependency], attributes: AttributeSet) -> Result<Relation> {
    let projected = projection::of_functional_scheme(functional, attributes)?;
    let keys = keys::of_functional_scheme(attributes, &projected)?.keys;
    Ok(Relation { attributes, keys })
}

/// The sets that no other contains, in order; of equal ones the first.
pub fn without_contained(sets: Vec<AttributeSet>) -> Vec<AttributeSet> {
    let is_contained = |at: usize| {
        let others = sets.iter().enumerate().filter(|(other, _)| *other != at);
        others.into_iter().any(|(other, set)| {
            sets[at].is_strictly_within(*set) || (sets[at] == *set && other < at)
        })
    };
    (0..sets.len()).filter(|at| !is_contained(*at)).map(|at| sets[at]).collect()
}
