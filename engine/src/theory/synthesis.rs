//! Synthesis: relations in third normal form, made of a minimal cover.
//!
//! Dependencies with the same left side make a relation, relations that others contain go, and if
//! none has a key of the whole, one is made of a key. The result is lossless and preserves every
//! functional dependency.
//! Left out: multivalued dependencies, which the third form does not know; they are heard where
//! they imply functional ones.
//! Sources: Bernstein, "Synthesizing Third Normal Form Relations from Functional Dependencies"
//! (1976); Biskup, Dayal and Bernstein, "Synthesizing Independent Database Schemas" (1979) for the
//! relation of a key.

use model::base::error::{Error, Result};
use model::base::limits::RELATIONS_MAX;
use model::trace::derivation::Synthesis;
use model::trace::event::theory::SynthesisStep;
use model::types::attributes::AttributeSet;
use model::types::dependency::{Dependency, Scheme};

use super::closure::of_functional;
use super::decompose::{relation, without_contained};
use super::fault::{planted, Fault};
use super::{cover, implied, keys};

/// Relations in third normal form for a scheme.
pub fn third(scheme: &Scheme) -> Result<Synthesis> {
    let functional = implied::functional(scheme)?;
    let cover = cover::minimal_of(&functional);
    let mut steps = Vec::new();
    let grouped = grouped(&cover.dependencies, &mut steps);
    let mut sets = without_contained(grouped.clone());
    for (at, set) in grouped.iter().enumerate() {
        let is_kept = sets.contains(set) && !grouped[..at].contains(set);
        if let (false, Some(into)) = (is_kept, sets.iter().find(|kept| set.is_within(**kept))) {
            steps.push(SynthesisStep::Absorbed { relation: *set, into: *into });
        }
    }
    let all = scheme.all();
    let has_key = |set: &AttributeSet| all.is_within(of_functional(&functional, *set));
    if !sets.iter().any(has_key) && !planted(Fault::ForgetsKeyRelation) {
        let key = keys::within(all, all, &functional);
        steps.push(SynthesisStep::KeyAdded { key });
        sets.push(key);
    }
    if sets.len() > RELATIONS_MAX {
        let what = "relations of a decomposition".to_string();
        return Err(Error::Limit { what, max: RELATIONS_MAX as u64 });
    }
    let relations = sets.into_iter().map(|set| relation(&functional, set));
    Ok(Synthesis { relations: relations.collect::<Result<_>>()?, cover, steps })
}

/// One relation for each left side, in the order of the cover.
fn grouped(cover: &[Dependency], steps: &mut Vec<SynthesisStep>) -> Vec<AttributeSet> {
    let mut groups: Vec<(AttributeSet, AttributeSet)> = Vec::new();
    for dependency in cover {
        match groups.iter_mut().find(|(left, _)| *left == dependency.left) {
            Some((_, relation)) => *relation |= dependency.right,
            None => groups.push((dependency.left, dependency.left | dependency.right)),
        }
    }
    let step = |(left, relation): &(AttributeSet, AttributeSet)| SynthesisStep::Grouped {
        left: *left,
        relation: *relation,
    };
    steps.extend(groups.iter().map(step));
    groups.into_iter().map(|(_, relation)| relation).collect()
}
