//! Dependency bases: what a set of attributes multidetermines.
//!
//! ```text
//!   from {course}      {teacher, book, room}       course ->> teacher
//!                      {teacher} {book, room}      a block falls in two wherever a dependency
//!                                                  cuts it whose left side does not meet it
//! ```
//!
//! `from ->> Y` follows from the scheme exactly if `Y - from` is a union of blocks. A functional
//! dependency counts as a multivalued one for each attribute of its right side.
//! Source: Beeri (1980), as in `closure`.

use model::trace::derivation::Basis;
use model::trace::event::theory::BasisStep;
use model::types::attributes::AttributeSet;
use model::types::dependency::{Dependency, DependencyKind, Scheme};

/// The blocks of the basis of `from`, in order.
pub fn blocks(scheme: &Scheme, from: AttributeSet) -> Vec<AttributeSet> {
    proved(scheme, from).blocks
}

/// The basis of `from`, step by step.
pub fn proved(scheme: &Scheme, from: AttributeSet) -> Basis {
    let rest = scheme.all() - from;
    let mut blocks = if rest.is_empty() { Vec::new() } else { vec![rest] };
    let mut steps = Vec::new();
    // Each dependency in turn, until none of them has split anything since it was last asked.
    let given = scheme.dependencies();
    let (mut at, mut quiet) = (0, 0);
    while quiet < given.len() {
        match first_split(&given[at], &blocks) {
            Some((split, inside)) => {
                let block = blocks[split];
                let outside = block - inside;
                blocks[split] = inside;
                blocks.push(outside);
                steps.push(BasisStep { by: at as u32, block, inside, outside });
                quiet = 0;
            }
            None => {
                at = (at + 1) % given.len();
                quiet += 1;
            }
        }
    }
    blocks.sort_unstable();
    Basis { from, blocks, steps }
}

/// The first block that a dependency splits, and the part that it cuts off.
fn first_split(dependency: &Dependency, blocks: &[AttributeSet]) -> Option<(usize, AttributeSet)> {
    let apart = |block: &AttributeSet| !block.meets(dependency.left);
    let mut blocks = blocks.iter().enumerate().filter(|(_, block)| apart(block));
    blocks.find_map(|(at, block)| Some((at, cut(dependency, *block)?)))
}

/// The part of a block that a dependency cuts off, if it cuts it.
fn cut(dependency: &Dependency, block: AttributeSet) -> Option<AttributeSet> {
    let inside = dependency.right & block;
    let inside = match dependency.kind {
        DependencyKind::Multivalued => inside,
        DependencyKind::Functional => inside.singles().next().unwrap_or_default(),
    };
    (!inside.is_empty() && inside != block).then_some(inside)
}
