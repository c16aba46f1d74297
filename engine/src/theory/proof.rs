//! Proofs: how a dependency follows from those of a scheme, rule by rule.
//!
//! ```text
//!   0  order -> customer         given
//!   1  customer -> city          given
//!   2  order -> city             transitivity of 0 and 1
//! ```
//!
//! The proof of a functional dependency follows the steps of its closure that it needs, and carries
//! along only what later steps ask for. The proof of a multivalued one follows the splits of its
//! dependency basis. Every step is held against its rule by `proof_check`.

use model::trace::derivation::Proof;
use model::trace::event::theory::{BasisStep, ClosureRule, ClosureStep, ProofRule, ProofStep};
use model::types::attributes::AttributeSet;
use model::types::dependency::{Dependency, DependencyKind, Scheme};

use super::fault::{planted, Fault};
use super::{basis, closure, proof_check};

/// A proof that the scheme implies the dependency; none if it does not.
pub fn of(scheme: &Scheme, goal: &Dependency) -> Option<Proof> {
    if !closure::implies(scheme, goal) {
        return None;
    }
    let mut writer = Writer { scheme, steps: Vec::new() };
    let last = match goal.kind {
        DependencyKind::Functional => writer.functional(goal.left, goal.right),
        DependencyKind::Multivalued => writer.multivalued(goal.left, goal.right),
    };
    let proof = Proof { steps: needed(writer.steps, last) };
    let sound = proof_check::check(scheme, &proof, goal);
    assert_eq!(sound, Ok(()), "every step follows from its rule");
    Some(proof)
}

/// Writes steps, and knows each by its number.
struct Writer<'a> {
    scheme: &'a Scheme,
    steps: Vec<ProofStep>,
}

impl Writer<'_> {
    fn step(&mut self, dependency: Dependency, rule: ProofRule, from: &[u32]) -> u32 {
        let known = self.steps.iter().position(|step| step.dependency == dependency);
        if let Some(known) = known {
            return known as u32;
        }
        self.steps.push(ProofStep { dependency, rule, from: from.to_vec() });
        self.steps.len() as u32 - 1
    }

    fn said_by(&self, step: u32) -> Dependency {
        self.steps[step as usize].dependency
    }

    fn given(&mut self, number: u32) -> u32 {
        let dependency = self.scheme.dependencies()[number as usize];
        self.step(dependency, ProofRule::Given(number), &[])
    }

    /// `left -> right`, which the scheme implies.
    fn functional(&mut self, left: AttributeSet, right: AttributeSet) -> u32 {
        // Statement `left -> held`; none while that is `left` itself and need not be said.
        let mut said: Option<u32> = None;
        let mut held = left;
        let path = self.path(left, right);
        for (at, step) in path.iter().enumerate() {
            let used = self.scheme.dependencies()[step.by as usize].left;
            let adding = match step.rule {
                ClosureRule::LeftWithin => self.given(step.by),
                ClosureRule::Coalescence => self.coalescence(step),
            };
            let added = self.said_by(adding);
            let used = if step.rule == ClosureRule::LeftWithin { used } else { added.left };
            // What later steps ask for and this one would let go is carried along.
            let later = asked_for(self.scheme, &path[at + 1..], right);
            let carried = (held - used) | (held & later & used);
            let widened = Dependency::functional(used | carried, added.right | carried);
            let adding = self.step(widened, ProofRule::Augmentation, &[adding]);
            assert_eq!(widened.left, held, "what is held is what the next step starts from");
            held = widened.right;
            said = Some(match said {
                None => adding,
                Some(said) => {
                    let conclusion = Dependency::functional(left, held);
                    self.step(conclusion, ProofRule::Transitivity, &[said, adding])
                }
            });
        }
        self.narrowed(left, held, said, right)
    }

    /// `left -> right` from `left -> held`, of which it is a part.
    fn narrowed(
        &mut self,
        left: AttributeSet,
        held: AttributeSet,
        said: Option<u32>,
        right: AttributeSet,
    ) -> u32 {
        let goal = Dependency::functional(left, right);
        if planted(Fault::ProvesTooMuch) {
            return self.step(goal, ProofRule::Reflexivity, &[]);
        }
        match said {
            Some(said) if held == right => said,
            Some(said) => {
                let part = Dependency::functional(held, right);
                let part = self.step(part, ProofRule::Reflexivity, &[]);
                self.step(goal, ProofRule::Transitivity, &[said, part])
            }
            None => self.step(goal, ProofRule::Reflexivity, &[]),
        }
    }

    /// The steps of the closure that the goal needs.
    fn path(&self, left: AttributeSet, right: AttributeSet) -> Vec<ClosureStep> {
        let steps = closure::proved(self.scheme, left).steps;
        let mut asked = right - left;
        let mut path: Vec<ClosureStep> = Vec::new();
        for (at, step) in steps.iter().enumerate().rev() {
            if step.gained.meets(asked) {
                let before = if at == 0 { left } else { steps[at - 1].closure };
                asked = (asked - step.gained) | (starts_from(self.scheme, step, before) - left);
                path.push(*step);
            }
        }
        path.reverse();
        path
    }

    /// `closure -> attribute`, where the closure multidetermines the attribute alone.
    fn coalescence(&mut self, step: &ClosureStep) -> u32 {
        let (from, attribute) = (step.closure - step.gained, step.gained);
        let alone = self.multivalued(from, attribute);
        let given = self.given(step.by);
        let used = self.said_by(given);
        let single = self.narrowed(used.left, used.right, Some(given), attribute);
        let conclusion = Dependency::functional(from, attribute);
        self.step(conclusion, ProofRule::Coalescence, &[alone, single])
    }

    /// `left ->> right`, which the scheme implies.
    fn multivalued(&mut self, left: AttributeSet, right: AttributeSet) -> u32 {
        let goal = Dependency::multivalued(left, right);
        let single_closure = closure::of_functional(self.scheme.dependencies(), left);
        if right.is_within(single_closure) && self.scheme.is_functional() {
            let functional = self.functional(left, right);
            return self.step(goal, ProofRule::Replication, &[functional]);
        }
        let beyond = right - left;
        let blocks = self.blocks(left);
        let mut parts = blocks.iter().filter(|(block, _)| block.is_within(beyond)).copied();
        let Some(first) = parts.next() else {
            let part = self.step(Dependency::functional(left, right), ProofRule::Reflexivity, &[]);
            return self.step(goal, ProofRule::Replication, &[part]);
        };
        let parts: Vec<(AttributeSet, u32)> = parts.collect();
        let (together, said) = parts.into_iter().fold(first, |(held, said), (block, by)| {
            let both = Dependency::multivalued(left, held | block);
            (held | block, self.step(both, ProofRule::MultivaluedUnion, &[said, by]))
        });
        assert_eq!(together, beyond, "what is implied is a union of blocks");
        self.step(goal, ProofRule::MultivaluedAugmentation, &[said])
    }

    /// `left ->> block` for every block of the basis, each with the step that says so.
    fn blocks(&mut self, left: AttributeSet) -> Vec<(AttributeSet, u32)> {
        let basis = basis::proved(self.scheme, left);
        let all = self.scheme.all();
        let nothing = Dependency::functional(left, AttributeSet::EMPTY);
        let nothing = self.step(nothing, ProofRule::Reflexivity, &[]);
        let no_block = Dependency::multivalued(left, AttributeSet::EMPTY);
        let no_block = self.step(no_block, ProofRule::Replication, &[nothing]);
        let whole = Dependency::multivalued(left, all - left);
        let whole = self.step(whole, ProofRule::Complementation, &[no_block]);
        let mut blocks = vec![(all - left, whole)];
        for step in &basis.steps {
            let at = blocks.iter().position(|(block, _)| *block == step.block);
            let (_, said) = blocks.swap_remove(at.expect("a split block was there"));
            let (inside, outside) = self.halves(left, step, said);
            blocks.push((step.inside, inside));
            blocks.push((step.outside, outside));
        }
        blocks.sort_unstable();
        blocks
    }

    /// Both halves of a block that a dependency cuts.
    fn halves(&mut self, left: AttributeSet, step: &BasisStep, block: u32) -> (u32, u32) {
        let all = self.scheme.all();
        let around = all - step.block;
        let outer = Dependency::multivalued(left, around);
        let outer = self.step(outer, ProofRule::Complementation, &[block]);
        let cutting = self.cutting(step);
        let Dependency { left: used, right, .. } = self.said_by(cutting);
        let other = Dependency::multivalued(used, all - used - right);
        let other = self.step(other, ProofRule::Complementation, &[cutting]);
        let half = |writer: &mut Self, by: u32, set: AttributeSet| {
            let right = writer.said_by(by).right;
            let widened = Dependency::multivalued(around, right);
            let widened = writer.step(widened, ProofRule::MultivaluedAugmentation, &[by]);
            let conclusion = Dependency::multivalued(left, set);
            writer.step(conclusion, ProofRule::MultivaluedTransitivity, &[outer, widened])
        };
        (half(self, cutting, step.inside), half(self, other, step.outside))
    }

    /// The multivalued dependency that cuts a block.
    fn cutting(&mut self, step: &BasisStep) -> u32 {
        let given = self.given(step.by);
        let dependency = self.said_by(given);
        if !dependency.is_functional() {
            return given;
        }
        let single = self.narrowed(dependency.left, dependency.right, Some(given), step.inside);
        let said = Dependency::multivalued(dependency.left, step.inside);
        self.step(said, ProofRule::Replication, &[single])
    }
}

/// What has to be held before a step of a closure.
fn starts_from(scheme: &Scheme, step: &ClosureStep, before: AttributeSet) -> AttributeSet {
    match step.rule {
        ClosureRule::LeftWithin => scheme.dependencies()[step.by as usize].left,
        ClosureRule::Coalescence => before,
    }
}

/// What is asked for by the rest of a path, and by the goal in the end.
fn asked_for(scheme: &Scheme, path: &[ClosureStep], goal: AttributeSet) -> AttributeSet {
    path.iter().rev().fold(goal, |asked, step| {
        (asked - step.gained) | starts_from(scheme, step, step.closure - step.gained)
    })
}

/// The steps that the last one rests on, numbered anew, with it at the end.
fn needed(steps: Vec<ProofStep>, last: u32) -> Vec<ProofStep> {
    let mut is_needed = vec![false; steps.len()];
    is_needed[last as usize] = true;
    for at in (0..=last as usize).rev() {
        if is_needed[at] {
            steps[at].from.iter().for_each(|from| is_needed[*from as usize] = true);
        }
    }
    let number = |from: u32| is_needed[..from as usize].iter().filter(|needed| **needed).count();
    let kept = steps.into_iter().enumerate().filter(|(at, _)| is_needed[*at]);
    let renumbered = kept.map(|(_, mut step)| {
        step.from.iter_mut().for_each(|from| *from = number(*from) as u32);
        step
    });
    renumbered.collect()
}
