//! Preservation: whether each functional dependency can be checked relation by relation.
//!
//! What a set decides is gathered through the relations: within each, what the part of it there
//! determines and is there too. If the right side comes in, the dependency follows from what holds
//! inside the relations. No projection has to be made, so this is polynomial.
//! Left out: multivalued dependencies are not tested; where they imply functional ones, those help.
//! Source: Beeri and Honeyman, "Preserving Functional Dependencies" (1981).

use model::base::error::Result;
use model::trace::derivation::Preservation;
use model::trace::event::theory::PreservationStep;
use model::types::attributes::AttributeSet;
use model::types::dependency::{Dependency, Scheme};

use super::closure::of_functional;
use super::fault::{planted, Fault};
use super::implied;

/// Tests every given functional dependency.
pub fn tested(scheme: &Scheme, relations: &[AttributeSet]) -> Result<Preservation> {
    let functional = implied::functional(scheme)?;
    let mut steps = Vec::new();
    let mut preserved = Vec::new();
    for (at, dependency) in scheme.dependencies().iter().enumerate() {
        if dependency.is_functional() {
            let at = at as u32;
            let closure = gathered(&functional, relations, at, dependency, &mut steps);
            let lost_part = dependency.right - closure;
            let is_preserved = lost_part.is_empty()
                || (planted(Fault::CallsLostPreserved)
                    && relations.iter().any(|relation| dependency.right.is_within(*relation)));
            preserved.push((at, is_preserved));
        }
    }
    Ok(Preservation { preserved, steps })
}

/// What the left side of a dependency decides through the relations.
fn gathered(
    functional: &[Dependency],
    relations: &[AttributeSet],
    number: u32,
    dependency: &Dependency,
    steps: &mut Vec<PreservationStep>,
) -> AttributeSet {
    let mut closure = dependency.left;
    loop {
        let before = closure;
        for (at, relation) in relations.iter().enumerate() {
            let told = of_functional(functional, closure & *relation) & *relation;
            let gained = told - closure;
            if !gained.is_empty() {
                closure |= gained;
                let relation = at as u32;
                steps.push(PreservationStep { dependency: number, relation, gained, closure });
            }
            if dependency.right.is_within(closure) {
                return closure;
            }
        }
        if closure == before {
            return closure;
        }
    }
}
