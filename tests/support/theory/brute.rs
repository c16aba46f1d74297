//! What a scheme implies, by definition: a dependency follows if every relation of two rows that
//! keeps the given ones keeps it too.
//!
//! Two rows matter by the set of attributes that they agree on, so there are no more cases than
//! sets. For functional and multivalued dependencies two rows are enough: Sagiv, Delobel, Parker
//! and Fagin, "An Equivalence between Relational Database Dependencies and a Fragment of
//! Propositional Logic" (1981).

use model::trace::event::theory::NormalForm;
use model::types::attributes::AttributeSet;
use model::types::dependency::{Dependency, DependencyKind, Scheme};

/// A scheme as the sets that two rows of its relations may agree on.
pub struct Brute {
    /// All attributes.
    pub all: AttributeSet,
    allowed: Vec<AttributeSet>,
}

/// Whether two rows that agree on exactly these attributes keep a dependency: each may take the
/// other's right side if they agree on it, or on all the rest.
fn keeps(all: AttributeSet, agreed: AttributeSet, dependency: &Dependency) -> bool {
    let Dependency { left, right, kind } = *dependency;
    let rest = all - left - right;
    !left.is_within(agreed)
        || right.is_within(agreed)
        || (kind == DependencyKind::Multivalued && rest.is_within(agreed))
}

impl Brute {
    /// A scheme's.
    pub fn new(scheme: &Scheme) -> Brute {
        Brute::of(scheme.all(), scheme.dependencies())
    }

    /// Of all attributes and dependencies.
    pub fn of(all: AttributeSet, dependencies: &[Dependency]) -> Brute {
        let kept = |agreed: &AttributeSet| dependencies.iter().all(|d| keeps(all, *agreed, d));
        Brute { all, allowed: all.subsets().filter(kept).collect() }
    }

    /// Whether the dependency follows.
    pub fn implies(&self, dependency: &Dependency) -> bool {
        self.allowed.iter().all(|agreed| keeps(self.all, *agreed, dependency))
    }

    /// What a set determines: what any two rows that agree on it agree on.
    pub fn closure(&self, from: AttributeSet) -> AttributeSet {
        let agreed = self.allowed.iter().filter(|agreed| from.is_within(**agreed));
        agreed.fold(self.all, |common, agreed| common & *agreed)
    }

    /// The candidate keys of the part of the scheme in `relation`, by length and bits.
    pub fn keys(&self, relation: AttributeSet) -> Vec<AttributeSet> {
        let is_superkey = |set: AttributeSet| relation.is_within(self.closure(set));
        let is_key = |set: &AttributeSet| {
            is_superkey(*set) && set.singles().all(|one| !is_superkey(*set - one))
        };
        let mut keys: Vec<AttributeSet> = relation.subsets().filter(is_key).collect();
        keys.sort_unstable_by_key(|key| (key.len(), *key));
        keys
    }

    /// The highest normal form of the part of the scheme in `relation`, by definition. The fourth
    /// takes time that grows with the fourth power of two to the number of attributes.
    pub fn form(&self, relation: AttributeSet) -> NormalForm {
        let keys = self.keys(relation);
        let prime = keys.iter().fold(AttributeSet::EMPTY, |all, key| all | *key);
        let mut form = NormalForm::Fourth;
        for left in relation.subsets() {
            let closure = self.closure(left) & relation;
            if closure == relation {
                continue;
            }
            let nonprime = closure - left - prime;
            let breaks = if nonprime.is_empty() && closure == left {
                continue;
            } else if nonprime.is_empty() {
                NormalForm::Third
            } else if keys.iter().any(|key| left.is_strictly_within(*key)) {
                NormalForm::First
            } else {
                NormalForm::Second
            };
            form = form.min(breaks);
        }
        if form == NormalForm::Fourth && self.breaks_fourth(relation) {
            form = NormalForm::BoyceCodd;
        }
        form
    }

    /// Whether a set that is no superkey multidetermines something that is not trivial.
    fn breaks_fourth(&self, relation: AttributeSet) -> bool {
        let lefts = relation.subsets().filter(|left| !relation.is_within(self.closure(*left)));
        lefts.into_iter().any(|left| {
            let mut rights = (self.all - left).subsets();
            rights.any(|right| {
                let says_something = right.meets(relation) && !(relation - left).is_within(right);
                says_something && self.implies(&Dependency::multivalued(left, right))
            })
        })
    }

    /// Everything that is determined within `relation`, as functional dependencies.
    pub fn projected(&self, relation: AttributeSet) -> Vec<Dependency> {
        let within = |left| Dependency::functional(left, self.closure(left) & relation);
        relation.subsets().map(within).collect()
    }
}
