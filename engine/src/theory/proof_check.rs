//! Holds every step of a proof against its rule. It knows the rules and nothing of how proofs are
//! found.

use model::trace::derivation::Proof;
use model::trace::event::theory::{ProofRule, ProofStep};
use model::types::dependency::{Dependency, DependencyKind, Scheme};

/// Whether the proof shows the goal from what the scheme gives; else what is wrong.
pub fn check(scheme: &Scheme, proof: &Proof, goal: &Dependency) -> Result<(), String> {
    for (at, step) in proof.steps.iter().enumerate() {
        let earlier = step.from.iter().all(|from| (*from as usize) < at);
        if !earlier {
            return Err(format!("step {at} rests on a later one"));
        }
        let premises: Vec<Dependency> =
            step.from.iter().map(|from| proof.steps[*from as usize].dependency).collect();
        if !follows(scheme, step, &premises) {
            return Err(format!("step {at} does not follow by {:?}", step.rule));
        }
    }
    match proof.steps.last() {
        Some(last) if last.dependency == *goal => Ok(()),
        _ => Err("the last step is not what was to be shown".to_string()),
    }
}

/// Whether a step follows from its premises by its rule; names are those of `ProofRule`.
fn follows(scheme: &Scheme, step: &ProofStep, premises: &[Dependency]) -> bool {
    use DependencyKind::{Functional, Multivalued};
    let all = scheme.all();
    let conclusion = step.dependency;
    let kinds: Vec<DependencyKind> = premises.iter().map(|premise| premise.kind).collect();
    match (step.rule, premises, conclusion.kind) {
        (ProofRule::Given(number), [], _) => {
            scheme.dependencies().get(number as usize) == Some(&conclusion)
        }
        (ProofRule::Reflexivity, [], Functional) => conclusion.right.is_within(conclusion.left),
        (ProofRule::Augmentation, [from], Functional) if kinds == [Functional] => {
            let added = (conclusion.left - from.left) | (conclusion.right - from.right);
            from.left.is_within(conclusion.left)
                && from.right.is_within(conclusion.right)
                && added.is_within(conclusion.left & conclusion.right)
        }
        (ProofRule::Transitivity, [first, second], Functional) => {
            kinds == [Functional, Functional]
                && first.right == second.left
                && conclusion == Dependency::functional(first.left, second.right)
        }
        (ProofRule::Complementation, [from], Multivalued) if kinds == [Multivalued] => {
            let whole = from.left | from.right | conclusion.right == all;
            let overlap = from.right & conclusion.right;
            conclusion.left == from.left && whole && overlap.is_within(from.left)
        }
        (ProofRule::MultivaluedAugmentation, [from], Multivalued) if kinds == [Multivalued] => {
            from.left.is_within(conclusion.left)
                && from.right.is_within(conclusion.right)
                && (conclusion.right - from.right).is_within(conclusion.left)
        }
        (ProofRule::MultivaluedTransitivity, [first, second], Multivalued) => {
            let right = second.right - first.right;
            kinds == [Multivalued, Multivalued]
                && first.right == second.left
                && conclusion == Dependency::multivalued(first.left, right)
        }
        (ProofRule::MultivaluedUnion, [first, second], Multivalued) => {
            let right = first.right | second.right;
            kinds == [Multivalued, Multivalued]
                && first.left == second.left
                && conclusion == Dependency::multivalued(first.left, right)
        }
        (ProofRule::Replication, [from], Multivalued) => {
            kinds == [Functional] && conclusion == Dependency::multivalued(from.left, from.right)
        }
        (ProofRule::Coalescence, [many, one], Functional) => {
            kinds == [Multivalued, Functional]
                && one.right.is_within(many.right)
                && !one.left.meets(many.right)
                && conclusion == Dependency::functional(many.left, one.right)
        }
        _ => false,
    }
}
