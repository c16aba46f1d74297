//! Minimal covers: the same functional dependencies with nothing to spare.
//!
//! ```text
//!   1. right sides split     a -> b, c        becomes  a -> b  and  a -> c
//!   2. left sides shortened  a, b -> c        becomes  a -> c   if a alone determines c
//!   3. redundant ones dropped                 those that the others imply
//! ```
//!
//! The order matters: a redundant dependency may only be seen once left sides are short.
//! Left out: multivalued dependencies. They are passed over; what they and the functional ones say
//! together is in `implied`.
//! Source: Maier, "Minimum Covers in the Relational Database Model" (1980).

use model::trace::derivation::Cover;
use model::trace::event::theory::CoverStep;
use model::types::dependency::{Dependency, Scheme};

use super::closure::of_functional;
use super::fault::{planted, Fault};

/// A minimal cover of the scheme's functional dependencies, step by step.
pub fn minimal(scheme: &Scheme) -> Cover {
    minimal_of(&scheme.functional())
}

/// A minimal cover of these, step by step.
pub fn minimal_of(dependencies: &[Dependency]) -> Cover {
    let mut steps = Vec::new();
    let mut cover = split(dependencies, &mut steps);
    shorten(&mut cover, &mut steps);
    drop_redundant(&mut cover, &mut steps);
    Cover { dependencies: cover, steps }
}

/// One dependency for each attribute of a right side, without the trivial ones.
fn split(dependencies: &[Dependency], steps: &mut Vec<CoverStep>) -> Vec<Dependency> {
    let mut parts = Vec::new();
    for dependency in dependencies.iter().filter(|given| given.is_functional()) {
        for attribute in dependency.right.singles() {
            let part = Dependency::functional(dependency.left, attribute);
            if part != *dependency {
                steps.push(CoverStep::RightSplit { from: *dependency, part });
            }
            if attribute.is_within(dependency.left) {
                steps.push(CoverStep::TrivialDropped { dependency: part });
            } else {
                parts.push(part);
            }
        }
    }
    parts
}

/// Drops from left sides what the rest of them can do without. The others stay as strong as they
/// were all along, so each may be looked at alone.
fn shorten(cover: &mut [Dependency], steps: &mut Vec<CoverStep>) {
    if planted(Fault::KeepsExtraneous) {
        return;
    }
    for at in 0..cover.len() {
        for attribute in cover[at].left.singles() {
            let from = cover[at];
            let to = Dependency::functional(from.left - attribute, from.right);
            if to.right.is_within(of_functional(cover, to.left)) {
                steps.push(CoverStep::LeftShortened { from, to });
                cover[at] = to;
            }
        }
    }
}

/// Drops what follows from the others, one after the other.
fn drop_redundant(cover: &mut Vec<Dependency>, steps: &mut Vec<CoverStep>) {
    if planted(Fault::DropsNeeded) {
        cover.pop();
    }
    let mut at = 0;
    while at < cover.len() {
        let dependency = cover.remove(at);
        if dependency.right.is_within(of_functional(cover, dependency.left)) {
            steps.push(CoverStep::RedundantDropped { dependency });
        } else {
            cover.insert(at, dependency);
            at += 1;
        }
    }
}
