//! Candidate keys: the least sets that determine everything.
//!
//! Any key is found by shrinking all attributes. From a known key `K` and a dependency `X -> Y`
//! comes the superkey `X + (K - Y)`; if it holds no known key, it shrinks to a new one, and when
//! no key and no dependency give anything new, all are found. The work is polynomial in what is
//! given and found; but there may be exponentially many keys, so they are bounded.
//! Source: Lucchesi and Osborn, "Candidate Keys for Relations" (1978).

use model::base::error::{Error, Result};
use model::base::limits::KEYS_MAX;
use model::trace::derivation::Keys;
use model::trace::event::theory::KeyStep;
use model::types::attributes::AttributeSet;
use model::types::dependency::{Dependency, Scheme};

use super::closure::of_functional;
use super::fault::{planted, Fault};
use super::{borders, implied};

/// All candidate keys of a scheme.
pub fn all(scheme: &Scheme) -> Result<Keys> {
    let dependencies = implied::functional(scheme)?;
    let mut keys = of_functional_scheme(scheme.all(), &dependencies)?;
    if !scheme.is_functional() {
        // The steps name dependencies that nobody gave.
        keys.steps.clear();
    }
    Ok(keys)
}

/// All candidate keys of a relation that has these functional dependencies.
pub fn of_functional_scheme(all: AttributeSet, dependencies: &[Dependency]) -> Result<Keys> {
    let mut search = Search::new(all, dependencies);
    while search.advance() {
        if search.steps.len() > KEYS_MAX {
            let what = "candidate keys".to_string();
            return Err(Error::Limit { what, max: KEYS_MAX as u64 });
        }
    }
    let mut keys: Vec<AttributeSet> = search.steps.iter().map(|step| step.key).collect();
    keys.sort_unstable_by_key(|key| (key.len(), *key));
    Ok(Keys { keys, steps: search.steps })
}

/// The attributes that are in some key, as long as one of `wanted` is not known to be.
///
/// The search ends early once all wanted ones are found, which exponentially many keys often are
/// quick to show.
pub fn prime_among(
    all: AttributeSet,
    dependencies: &[Dependency],
    wanted: AttributeSet,
) -> Result<AttributeSet> {
    let mut search = Search::new(all, dependencies);
    let mut prime = AttributeSet::EMPTY;
    while !wanted.is_within(prime) && search.advance() {
        if search.steps.len() > KEYS_MAX {
            let what = "candidate keys".to_string();
            return Err(Error::Limit { what, max: KEYS_MAX as u64 });
        }
        prime |= search.steps.last().expect("it advanced").key;
    }
    Ok(prime)
}

/// A least part of a superkey that is one too.
pub fn within(
    superkey: AttributeSet,
    all: AttributeSet,
    dependencies: &[Dependency],
) -> AttributeSet {
    if planted(Fault::KeepsSuperkey) {
        return superkey;
    }
    borders::shrunk(superkey, |set| all.is_within(of_functional(dependencies, set)))
}

/// The search for keys, one at a time.
struct Search<'a> {
    all: AttributeSet,
    dependencies: &'a [Dependency],
    steps: Vec<KeyStep>,
    /// The next pair to look at: a known key and a dependency.
    next: (usize, usize),
}

impl<'a> Search<'a> {
    fn new(all: AttributeSet, dependencies: &'a [Dependency]) -> Search<'a> {
        Search { all, dependencies, steps: Vec::new(), next: (0, 0) }
    }

    /// Looks for one more key; false if there is none.
    fn advance(&mut self) -> bool {
        if self.steps.is_empty() {
            self.found(self.all, None);
            return true;
        }
        while let Some(KeyStep { key, .. }) = self.steps.get(self.next.0).copied() {
            let at = self.next.1;
            let Some(dependency) = self.dependencies.get(at) else {
                self.next = (self.next.0 + 1, 0);
                continue;
            };
            self.next.1 += 1;
            if planted(Fault::MissesKey) && at + 1 == self.dependencies.len() {
                continue;
            }
            let superkey = (dependency.left | (key - dependency.right)) & self.all;
            let useful = dependency.is_functional() && key.meets(dependency.right);
            if useful && !self.steps.iter().any(|known| known.key.is_within(superkey)) {
                self.found(superkey, Some((key, at as u32)));
                return true;
            }
        }
        false
    }

    fn found(&mut self, superkey: AttributeSet, from: Option<(AttributeSet, u32)>) {
        let key = within(superkey, self.all, self.dependencies);
        self.steps.push(KeyStep { key, superkey, from });
    }
}
