//! The borders of a monotone property of attribute sets: the least sets that have it, and the
//! largest that do not.
//!
//! ```text
//!   minimal   {a} {b, c}          whatever has one of these has the property
//!   maximal   {b, d} {c, d}       whatever lies within one of these has it not
//! ```
//!
//! The complement of a maximal set meets every minimal one, and is least in that. So from the
//! minimal sets known so far come candidates for maximal ones; a candidate that has the property
//! after all holds a minimal set that was not known. Both borders can be exponentially large, so
//! they are bounded.
//! Source: Gunopulos, Khardon, Mannila, Saluja, Toivonen and Sharma, "Discovering All Most Specific
//! Sentences" (2003).

use model::base::error::{Error, Result};
use model::base::limits::BORDER_SETS_MAX;
use model::types::attributes::AttributeSet;

/// Both borders within a universe.
pub struct Borders {
    /// The least sets that have the property, in the order they were found.
    pub minimal: Vec<AttributeSet>,
    /// The largest sets that do not have it.
    pub maximal: Vec<AttributeSet>,
}

/// The borders of a property that every superset of a set with it has too.
pub fn of(universe: AttributeSet, has_it: impl Fn(AttributeSet) -> bool) -> Result<Borders, Error> {
    let mut minimal = Vec::new();
    // The least sets that meet every minimal one, and whether the complement was looked at.
    let mut hitting = vec![(AttributeSet::EMPTY, false)];
    while let Some(at) = hitting.iter().position(|(_, looked_at)| !looked_at) {
        let candidate = universe - hitting[at].0;
        if !has_it(candidate) {
            hitting[at].1 = true;
            continue;
        }
        let least = shrunk(candidate, &has_it);
        minimal.push(least);
        hitting = meeting(hitting, least);
        if minimal.len().max(hitting.len()) > BORDER_SETS_MAX {
            let what = "sets on the border of what is determined".to_string();
            return Err(Error::Limit { what, max: BORDER_SETS_MAX as u64 });
        }
    }
    let maximal = hitting.into_iter().map(|(set, _)| universe - set).collect();
    Ok(Borders { minimal, maximal })
}

/// A least subset that still has the property: the last attributes go first.
pub fn shrunk(set: AttributeSet, has_it: impl Fn(AttributeSet) -> bool) -> AttributeSet {
    set.singles().rev().fold(set, |kept, attribute| {
        let without = kept - attribute;
        if has_it(without) {
            without
        } else {
            kept
        }
    })
}

/// The least sets that meet all that these meet, and one more.
fn meeting(hitting: Vec<(AttributeSet, bool)>, more: AttributeSet) -> Vec<(AttributeSet, bool)> {
    let (mut kept, missing): (Vec<_>, Vec<_>) =
        hitting.into_iter().partition(|(set, _)| set.meets(more));
    let old = kept.len();
    for attribute in more.singles() {
        for (set, _) in &missing {
            let extended = *set | attribute;
            if !kept[..old].iter().any(|(other, _)| other.is_within(extended)) {
                kept.push((extended, false));
            }
        }
    }
    kept
}
