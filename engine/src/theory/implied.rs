//! Functional dependencies that say all that a scheme determines, whatever says it.
//!
//! For a scheme without multivalued dependencies these are the given ones. With them, more can
//! follow than the given functional ones imply, and it is learned from what they miss:
//!
//! ```text
//!   largest sets that do not determine a, as far as is known
//!        |  one of them multidetermines a alone, and a is determined by something
//!        v
//!   coalescence says that it determines a: the least part of it that does is a new dependency
//! ```
//!
//! Larger sets multidetermine more finely, so it is enough to look at the largest. And it takes a
//! multivalued dependency to begin with, so they have the left side of one. When none has anything
//! to add for any attribute, closures by the functional dependencies are those of the scheme. This
//! is exact, and bounded by the number of such sets.
//!
//! Each attribute is done once: what is learned later for others only makes the sets that do not
//! determine it smaller, and those multidetermine less.

use model::base::error::{Error, Result};
use model::base::limits::PROJECTED_MAX;
use model::types::attributes::AttributeSet;
use model::types::dependency::{Dependency, Scheme};

use super::closure::{self, of_functional};
use super::fault::{planted, Fault};
use super::{basis, borders};

/// Functional dependencies whose closures are those of the scheme: the given ones, then those that
/// were learned.
pub fn functional(scheme: &Scheme) -> Result<Vec<Dependency>> {
    let mut known = scheme.functional();
    if scheme.is_functional() || planted(Fault::ForgetsCoalescence) {
        return Ok(known);
    }
    let determined = known.iter().map(|dependency| dependency.right - dependency.left);
    let determined = determined.fold(AttributeSet::EMPTY, |all, right| all | right);
    for attribute in determined.singles() {
        while learn(scheme, &mut known, attribute)? {
            if known.len() > PROJECTED_MAX {
                let what = "functional dependencies that are implied".to_string();
                return Err(Error::Limit { what, max: PROJECTED_MAX as u64 });
            }
        }
    }
    Ok(known)
}

/// Adds dependencies with that right side that the scheme implies and the known ones do not; false
/// if there are none.
fn learn(scheme: &Scheme, known: &mut Vec<Dependency>, attribute: AttributeSet) -> Result<bool> {
    let before = known.len();
    for begun in beginnings(scheme, known) {
        let rest = scheme.all() - attribute - begun;
        let largest = borders::of(rest, |more| determines(known, begun | more, attribute))?;
        for left in largest.maximal.into_iter().map(|more| begun | more) {
            let is_news = !determines(known, left, attribute);
            if is_news && basis::blocks(scheme, left).contains(&attribute) {
                let determines = |left| attribute.is_within(closure::of(scheme, left));
                let left = borders::shrunk(left, determines);
                known.push(Dependency::functional(left, attribute));
            }
        }
    }
    Ok(known.len() > before)
}

/// Whether these attributes determine that one by functional dependencies.
fn determines(known: &[Dependency], left: AttributeSet, attribute: AttributeSet) -> bool {
    let mut closure = left;
    loop {
        let before = closure;
        for dependency in known {
            if dependency.left.is_within(closure) {
                closure |= dependency.right;
            }
        }
        if closure == before || attribute.is_within(closure) {
            return attribute.is_within(closure);
        }
    }
}

/// What the left sides of the multivalued dependencies determine, without what contains another.
fn beginnings(scheme: &Scheme, known: &[Dependency]) -> Vec<AttributeSet> {
    let given = scheme.dependencies().iter().filter(|given| !given.is_functional());
    let mut closures: Vec<AttributeSet> =
        given.map(|given| of_functional(known, given.left)).collect();
    closures.sort_unstable();
    closures.dedup();
    let contains_another =
        |set: &AttributeSet| closures.iter().any(|other| other.is_strictly_within(*set));
    closures.iter().filter(|set| !contains_another(set)).copied().collect()
}
