//! What breaks Boyce and Codd's form, or the fourth, in one relation of a decomposition.
//!
//! Functional dependencies are projected to the relation, which shows all that break the form. For
//! multivalued ones the given left sides are tried. If nothing was found by then, an exact search
//! decides: a set `X` that is no superkey leaves out some attribute `c`; if it breaks the form, it
//! keeps some `a` apart from `c`, and so does every larger set that has neither and does not
//! determine `c`. So only the largest sets that do not determine `c` need be tried, less `a`.

use std::collections::BTreeMap;

use model::base::error::{Error, Result};
use model::trace::event::theory::{NormalForm, Violation};
use model::types::attributes::AttributeSet;
use model::types::dependency::{Dependency, DependencyKind, Scheme};

use super::closure::of_functional;
use super::{basis, borders, projection};

/// What breaks `form`, which is Boyce and Codd's or the fourth, in a relation of the scheme, whose
/// implied functional dependencies are `functional`. Empty exactly if the relation is in the form.
pub fn of_relation(
    scheme: &Scheme,
    functional: &[Dependency],
    relation: AttributeSet,
    form: NormalForm,
) -> Result<Vec<Violation>> {
    let projected = projection::of_functional_scheme(functional, relation);
    let mut found = by_functional(functional, relation, projected)?;
    if form == NormalForm::Fourth && !scheme.is_functional() {
        found.extend(by_given(scheme, functional, relation));
        if found.is_empty() {
            found.extend(by_search(scheme, functional, relation)?);
        }
    }
    let violation = |dependency: Dependency| {
        let breaks = match dependency.kind {
            DependencyKind::Functional => NormalForm::BoyceCodd,
            DependencyKind::Multivalued => NormalForm::Fourth,
        };
        Violation { breaks, dependency, part_of: None }
    };
    Ok(found.into_iter().map(violation).collect())
}

/// Left sides that are no superkeys, each with all that it determines in the relation.
///
/// Where the projection is too large, the given left sides may still have one to show; only when
/// they do not is that an error.
fn by_functional(
    functional: &[Dependency],
    relation: AttributeSet,
    projected: Result<Vec<Dependency>>,
) -> Result<Vec<Dependency>> {
    let lefts_of = |dependencies: &[Dependency]| -> Vec<AttributeSet> {
        let within = dependencies.iter().filter(|given| given.left.is_within(relation));
        within.map(|given| given.left).collect()
    };
    let (lefts, error): (Vec<AttributeSet>, Option<Error>) = match projected {
        Ok(projected) => (lefts_of(&projected), None),
        Err(error) => (lefts_of(functional), Some(error)),
    };
    let mut found: Vec<Dependency> = Vec::new();
    for left in lefts {
        let closure = of_functional(functional, left) & relation;
        let known = found.iter().any(|known| known.left == left);
        if !known && closure != left && closure != relation {
            found.push(Dependency::functional(left, closure - left));
        }
    }
    match error {
        Some(error) if found.is_empty() => Err(error),
        _ => Ok(found),
    }
}

/// The given multivalued dependencies that still say something in the relation.
fn by_given(scheme: &Scheme, functional: &[Dependency], relation: AttributeSet) -> Vec<Dependency> {
    let mut found: BTreeMap<AttributeSet, Dependency> = BTreeMap::new();
    for given in scheme.dependencies().iter().filter(|given| !given.is_functional()) {
        let closure = of_functional(functional, given.left);
        let inside = (given.right & relation) - closure;
        let outside = relation - given.right - closure;
        if given.left.is_within(relation) && !inside.is_empty() && !outside.is_empty() {
            let right = (given.right & relation) - given.left;
            let dependency = Dependency::multivalued(given.left, right);
            found.entry(given.left).or_insert(dependency);
        }
    }
    found.into_values().collect()
}

/// One dependency that breaks the fourth form, if any does.
fn by_search(
    scheme: &Scheme,
    functional: &[Dependency],
    relation: AttributeSet,
) -> Result<Option<Dependency>> {
    for apart in relation.singles() {
        let determines = |left| apart.is_within(of_functional(functional, left));
        let largest = borders::of(relation - apart, determines)?.maximal;
        for set in largest {
            for attribute in (relation - apart).singles() {
                let separates = |left| block_without(scheme, left, attribute, apart).is_some();
                if separates(set - attribute) {
                    let left = borders::shrunk(set - attribute, separates);
                    let block = block_without(scheme, left, attribute, apart)
                        .expect("it still separates them");
                    return Ok(Some(Dependency::multivalued(left, block & relation)));
                }
            }
        }
    }
    Ok(None)
}

/// The block of the basis of `left` that has `attribute`, if it does not have `apart`.
fn block_without(
    scheme: &Scheme,
    left: AttributeSet,
    attribute: AttributeSet,
    apart: AttributeSet,
) -> Option<AttributeSet> {
    let blocks = basis::blocks(scheme, left);
    let block = blocks.into_iter().find(|block| attribute.is_within(*block))?;
    (!apart.is_within(block)).then_some(block)
}
