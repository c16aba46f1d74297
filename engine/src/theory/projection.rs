//! Projections: the functional dependencies that still hold when only some attributes are kept.
//!
//! ```text
//!   order -> customer, customer -> city     onto {order, city}     order -> city
//! ```
//!
//! Small relations are looked through set by set. In larger ones the attributes that go are
//! eliminated one by one: what determines the attribute takes its place wherever it determines
//! something. Both are exact. A projection can need exponentially many dependencies, so it is
//! bounded.
//! Source: Gottlob, "Computing Covers for Embedded Functional Dependencies" (1987).

use std::collections::BTreeSet;

use model::base::error::{Error, Result};
use model::base::limits::PROJECTED_MAX;
use model::types::attributes::AttributeSet;
use model::types::dependency::{Dependency, Scheme};

use super::closure::of_functional;
use super::fault::{planted, Fault};
use super::{cover, implied};

/// The largest relation that is looked through set by set: some thousand closures.
const LOOKED_THROUGH_MAX: usize = 10;
/// How many more dependencies an elimination may make than remain after it.
const MADE_FACTOR: usize = 8;

/// A minimal cover of the functional dependencies that a scheme implies between these attributes.
pub fn of(scheme: &Scheme, onto: AttributeSet) -> Result<Vec<Dependency>> {
    of_functional_scheme(&implied::functional(scheme)?, onto)
}

/// The same of functional dependencies alone.
pub fn of_functional_scheme(
    dependencies: &[Dependency],
    onto: AttributeSet,
) -> Result<Vec<Dependency>> {
    let is_within = |given: &Dependency| (given.left | given.right).is_within(onto);
    if dependencies.iter().all(is_within) || planted(Fault::ProjectsNaively) {
        let kept: Vec<Dependency> = dependencies.iter().copied().filter(is_within).collect();
        return Ok(cover::minimal_of(&kept).dependencies);
    }
    if onto.len() <= LOOKED_THROUGH_MAX {
        return Ok(by_looking_through(dependencies, onto));
    }
    by_elimination(dependencies, onto)
}

/// The projection to a small relation, set by set.
pub fn by_looking_through(dependencies: &[Dependency], onto: AttributeSet) -> Vec<Dependency> {
    let mut found: Vec<Dependency> = Vec::new();
    // In the order of their bits, parts come before the whole.
    for left in onto.subsets() {
        let determined = (of_functional(dependencies, left) & onto) - left;
        for right in determined.singles() {
            let known = |known: &Dependency| known.right == right && known.left.is_within(left);
            if !found.iter().any(known) {
                found.push(Dependency::functional(left, right));
            }
        }
    }
    cover::minimal_of(&found).dependencies
}

/// The projection to any relation, by eliminating one attribute after the other: each time the one
/// that makes the fewest new dependencies.
pub fn by_elimination(dependencies: &[Dependency], onto: AttributeSet) -> Result<Vec<Dependency>> {
    let mut kept = cover::minimal_of(dependencies).dependencies;
    loop {
        let named = kept.iter().map(|dependency| dependency.left | dependency.right);
        let gone = named.fold(AttributeSet::EMPTY, |all, named| all | named) - onto;
        let Some(attribute) = gone.singles().min_by_key(|gone| replacements(&kept, *gone)) else {
            return Ok(kept);
        };
        kept = without(&kept, attribute)?;
    }
}

/// How many dependencies an elimination makes, at most.
fn replacements(dependencies: &[Dependency], attribute: AttributeSet) -> usize {
    let determining = dependencies.iter().filter(|given| given.right == attribute).count();
    let determined = dependencies.iter().filter(|given| attribute.is_within(given.left)).count();
    determining * determined
}

/// A minimal cover of what holds between all attributes but one.
fn without(dependencies: &[Dependency], attribute: AttributeSet) -> Result<Vec<Dependency>> {
    let mut kept = BTreeSet::new();
    for user in dependencies.iter().filter(|user| user.right != attribute) {
        if !attribute.is_within(user.left) {
            kept.insert(*user);
            continue;
        }
        for source in dependencies.iter().filter(|source| source.right == attribute) {
            let left = source.left | (user.left - attribute);
            if !user.right.is_within(left) {
                kept.insert(Dependency::functional(left, user.right));
            }
        }
        bounded(kept.len(), MADE_FACTOR * PROJECTED_MAX)?;
    }
    let is_shorter = |other: &Dependency, than: &Dependency| {
        other.right == than.right && other.left.is_strictly_within(than.left)
    };
    let shortest = kept.iter().filter(|one| !kept.iter().any(|other| is_shorter(other, one)));
    let shortest: Vec<Dependency> = shortest.copied().collect();
    bounded(shortest.len(), PROJECTED_MAX)?;
    Ok(cover::minimal_of(&shortest).dependencies)
}

fn bounded(count: usize, max: usize) -> Result<()> {
    if count > max {
        let what = "dependencies of a projection".to_string();
        return Err(Error::Limit { what, max: max as u64 });
    }
    Ok(())
}
