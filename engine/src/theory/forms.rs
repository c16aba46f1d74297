//! Normal forms: the highest that a scheme is in, and what keeps it from the next.
//!
//! ```text
//!   1NF   every cell holds one value          broken by what the data show, see `first`
//!   2NF   a part of a key -> a nonprime attribute           is a partial dependency
//!   3NF   no superkey     -> a nonprime attribute           is a transitive dependency
//!   BCNF  no superkey     -> a prime attribute
//!   4NF   no superkey     ->> anything that is not trivial
//! ```
//!
//! An attribute is prime if it is in some candidate key. For the second form all keys have to be
//! known. For the third and Boyce and Codd's it is enough to look at a cover: if none of its
//! dependencies breaks the form, none that follows does. For the fourth it is enough to look at
//! the given multivalued dependencies once the relation is in Boyce and Codd's form: if all left
//! sides are superkeys, then all that is said follows from keys, and keys alone make nothing
//! multidetermine.
//! Sources: Codd, "Further Normalization of the Data Base Relational Model" (1972); Fagin (1977).

use std::collections::BTreeMap;

use model::base::error::Result;
use model::trace::derivation::{FirstFormSign, Verdict};
use model::trace::event::theory::{NormalForm, Violation};
use model::types::attributes::AttributeSet;
use model::types::dependency::{Dependency, Scheme};

use super::closure::of_functional;
use super::fault::{planted, Fault};
use super::{borders, cover, implied, keys};

/// The highest normal form of a scheme whose data show these signs.
pub fn verdict(scheme: &Scheme, signs: &[FirstFormSign]) -> Result<Verdict> {
    let cover = cover::minimal_of(&implied::functional(scheme)?).dependencies;
    let all = scheme.all();
    let prime = keys::prime_among(all, &cover, all)?;
    let mut violations = functional(all, &cover, prime)?;
    violations.extend(multivalued(scheme, &cover));
    let broken = violations.first().map(|violation| violation.breaks);
    let form = match broken {
        _ if !signs.is_empty() => NormalForm::Unnormalized,
        Some(NormalForm::Second) => NormalForm::First,
        Some(NormalForm::Third) => NormalForm::Second,
        Some(NormalForm::BoyceCodd) => NormalForm::Third,
        Some(_) => NormalForm::BoyceCodd,
        None => NormalForm::Fourth,
    };
    Ok(Verdict { form, prime, violations })
}

/// What a set that is not a superkey determines, by left side.
type Determined = BTreeMap<AttributeSet, AttributeSet>;

/// The functional dependencies that break a form, the lowest form first.
fn functional(
    all: AttributeSet,
    cover: &[Dependency],
    prime: AttributeSet,
) -> Result<Vec<Violation>> {
    let keys = match prime == all || planted(Fault::MissesPartial) {
        true => Vec::new(),
        false => keys::of_functional_scheme(all, cover)?.keys,
    };
    let mut partial = partial(cover, &keys, prime);
    let (mut transitive, mut prime_only) = (Determined::new(), Determined::new());
    for dependency in cover {
        let Dependency { left, right, .. } = *dependency;
        if all.is_within(of_functional(cover, left)) {
            continue;
        }
        let by_left = if right.is_within(prime) || planted(Fault::MistakesPrime) {
            &mut prime_only
        } else if keys.iter().any(|key| left.is_strictly_within(*key)) {
            &mut partial
        } else {
            &mut transitive
        };
        *by_left.entry(left).or_default() |= right;
    }
    let by_form = [
        (NormalForm::Second, partial),
        (NormalForm::Third, transitive),
        (NormalForm::BoyceCodd, prime_only),
    ];
    let violation = |breaks, left: AttributeSet, right| {
        let part_of = keys.iter().find(|key| left.is_strictly_within(**key)).copied();
        let part_of = part_of.filter(|_| breaks == NormalForm::Second);
        Violation { breaks, dependency: Dependency::functional(left, right), part_of }
    };
    let violations = by_form.into_iter().flat_map(|(breaks, by_left)| {
        by_left.into_iter().map(move |(left, right)| (breaks, left, right))
    });
    Ok(violations.map(|(breaks, left, right)| violation(breaks, left, right)).collect())
}

/// The least parts of keys that determine attributes which no key has.
fn partial(cover: &[Dependency], keys: &[AttributeSet], prime: AttributeSet) -> Determined {
    let mut found = Determined::new();
    for key in keys {
        for attribute in key.singles() {
            let part = *key - attribute;
            for right in (of_functional(cover, part) - prime).singles() {
                let determines = |left| right.is_within(of_functional(cover, left));
                *found.entry(borders::shrunk(part, determines)).or_default() |= right;
            }
        }
    }
    found
}

/// The given multivalued dependencies that break the fourth form and no lower one.
fn multivalued(scheme: &Scheme, cover: &[Dependency]) -> Vec<Violation> {
    let all = scheme.all();
    let given = scheme.dependencies().iter().filter(|given| !given.is_functional());
    let breaking = given.filter(|given| {
        let closure = of_functional(cover, given.left);
        let (inside, outside) = (given.right - closure, all - given.right - closure);
        !inside.is_empty() && !outside.is_empty()
    });
    let violation = |dependency: &Dependency| Violation {
        breaks: NormalForm::Fourth,
        dependency: *dependency,
        part_of: None,
    };
    breaking.map(violation).collect()
}
