//! Closures: everything that a set of attributes determines.
//!
//! ```text
//!   {order}                    order -> customer
//!   {order, customer}          customer -> city
//!   {order, customer, city}    no other left side is within: done
//! ```
//!
//! Where multivalued dependencies take part, a functional one may determine more than its own left
//! side does: if the closure multidetermines an attribute alone, and some dependency whose left
//! side does not have the attribute determines it, then so does the closure (coalescence). That is
//! all there is to add: Beeri, "On the Membership Problem for Functional and Multivalued
//! Dependencies in Relational Databases" (1980).

use model::trace::derivation::Closure;
use model::trace::event::theory::{ClosureRule, ClosureStep};
use model::types::attributes::AttributeSet;
use model::types::dependency::{Dependency, DependencyKind, Scheme};

use super::basis;
use super::fault::{planted, Fault};

/// What `from` determines by functional dependencies alone. Multivalued ones are passed over.
pub fn of_functional(dependencies: &[Dependency], from: AttributeSet) -> AttributeSet {
    let mut closure = from;
    loop {
        let before = closure;
        for dependency in dependencies {
            if dependency.is_functional() && dependency.left.is_within(closure) {
                closure |= dependency.right;
            }
        }
        if closure == before || planted(Fault::ClosureLooksOnce) {
            return closure;
        }
    }
}

/// What `from` determines in the scheme.
pub fn of(scheme: &Scheme, from: AttributeSet) -> AttributeSet {
    let dependencies = scheme.dependencies();
    let mut closure = of_functional(dependencies, from);
    if scheme.is_functional() {
        return closure;
    }
    while let Some((_, gained)) = coalesced(scheme, closure) {
        closure = of_functional(dependencies, closure | gained);
    }
    closure
}

/// The same, step by step.
pub fn proved(scheme: &Scheme, from: AttributeSet) -> Closure {
    let mut steps: Vec<ClosureStep> = Vec::new();
    let mut closure = from;
    loop {
        let step = within(scheme, closure).or_else(|| coalesced(scheme, closure));
        let Some((by, gained)) = step else { break };
        let left_within = scheme.dependencies()[by].left.is_within(closure);
        let rule = if left_within { ClosureRule::LeftWithin } else { ClosureRule::Coalescence };
        closure |= gained;
        steps.push(ClosureStep { by: by as u32, rule, gained, closure });
    }
    assert_eq!(closure, of(scheme, from), "both ways lead to the same closure");
    Closure { from, closure, steps }
}

/// Whether the scheme implies the dependency.
pub fn implies(scheme: &Scheme, dependency: &Dependency) -> bool {
    match dependency.kind {
        DependencyKind::Functional => dependency.right.is_within(of(scheme, dependency.left)),
        DependencyKind::Multivalued => {
            let beyond = dependency.right - dependency.left;
            let cut = |block: &AttributeSet| block.meets(beyond) && !block.is_within(beyond);
            !basis::blocks(scheme, dependency.left).iter().any(cut)
        }
    }
}

/// The first functional dependency with its left side within the closure that adds to it.
fn within(scheme: &Scheme, closure: AttributeSet) -> Option<(usize, AttributeSet)> {
    scheme.dependencies().iter().enumerate().find_map(|(at, dependency)| {
        let gained = dependency.right - closure;
        let adds = dependency.is_functional() && dependency.left.is_within(closure);
        (adds && !gained.is_empty()).then_some((at, gained))
    })
}

/// The first attribute that coalescence adds to the closure, and the dependency that gives it.
fn coalesced(scheme: &Scheme, closure: AttributeSet) -> Option<(usize, AttributeSet)> {
    if scheme.is_functional() || planted(Fault::ForgetsCoalescence) {
        return None;
    }
    let blocks = basis::blocks(scheme, closure);
    scheme.dependencies().iter().enumerate().find_map(|(at, dependency)| {
        let determined = dependency.right - dependency.left;
        let alone = blocks.iter().find(|block| block.len() == 1 && block.is_within(determined));
        alone.filter(|_| dependency.is_functional()).map(|block| (at, *block))
    })
}
