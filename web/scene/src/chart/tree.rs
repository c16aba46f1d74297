//! Trees of cards of different sizes: parents over the middle of their children, no two cards
//! meeting, as narrow as the outlines of the subtrees allow.
//!
//! ```text
//!          [   0   ]           level 0
//!        [ 1 ]  [   2   ]      level 1: tops aligned, the tallest card sets the height
//!               [ 3 ] [ 4 ]
//! ```
//!
//! Each subtree keeps its outline, the leftmost and rightmost edge on every level; a subtree is
//! moved right until the outlines are a gap apart. Source: Reingold and Tilford, "Tidier Drawings
//! of Trees" (1981), with van der Ploeg's varying widths (2014) and the plain quadratic outlines.

use crate::shape::mark::Point;

/// A card to be placed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Card {
    /// The card above it, which comes earlier in the list. The first card has none.
    pub parent: Option<usize>,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

/// Where the cards go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TreeLayout {
    /// The top left corner of each card.
    pub corners: Vec<Point>,
    /// The width of all.
    pub width: f64,
    /// The height of all.
    pub height: f64,
}

/// A subtree's outline: for each level below its root the edges, relative to the root's middle.
struct Outline {
    levels: Vec<(f64, f64)>,
}

/// Places the cards with these gaps between neighbours and between levels.
pub fn tree_layout(cards: &[Card], gap_x: f64, gap_y: f64) -> TreeLayout {
    if cards.is_empty() {
        return TreeLayout::default();
    }
    let children = children_of(cards);
    let mut offsets = vec![0.0; cards.len()];
    let mut outlines: Vec<Option<Outline>> = cards.iter().map(|_| None).collect();
    for at in (0..cards.len()).rev() {
        let subtrees: Vec<Outline> =
            children[at].iter().filter_map(|child| outlines[*child].take()).collect();
        let (places, outline) = joined(cards[at].width, subtrees, gap_x);
        for (child, place) in children[at].iter().zip(places) {
            offsets[*child] = place;
        }
        outlines[at] = Some(outline);
    }
    let outline = outlines[0].take().map_or(Vec::new(), |outline| outline.levels);
    let left = outline.iter().map(|(left, _)| *left).fold(f64::INFINITY, f64::min);
    let right = outline.iter().map(|(_, right)| *right).fold(f64::NEG_INFINITY, f64::max);
    let (tops, height) = level_tops(cards, gap_y);
    let mut middles = vec![-left; cards.len()];
    let mut corners = Vec::with_capacity(cards.len());
    for (at, card) in cards.iter().enumerate() {
        if let Some(parent) = card.parent {
            middles[at] = middles[parent] + offsets[at];
        }
        corners.push(Point { x: middles[at] - card.width / 2.0, y: tops[at] });
    }
    TreeLayout { corners, width: right - left, height }
}

fn children_of(cards: &[Card]) -> Vec<Vec<usize>> {
    let mut children = vec![Vec::new(); cards.len()];
    for (at, card) in cards.iter().enumerate() {
        if let Some(parent) = card.parent {
            assert!(parent < at, "a card comes after the one above it");
            children[parent].push(at);
        }
    }
    children
}

/// Moves subtrees beside each other and puts a card over their middle: their places relative to
/// the card, and the outline of it all.
fn joined(width: f64, subtrees: Vec<Outline>, gap: f64) -> (Vec<f64>, Outline) {
    let mut places: Vec<f64> = Vec::new();
    let mut merged: Vec<(f64, f64)> = Vec::new();
    for subtree in subtrees {
        let pairs = merged.iter().zip(&subtree.levels);
        let needed = pairs.map(|((_, right), (left, _))| right + gap - left);
        let place = needed.fold(0.0, f64::max);
        for (level, (left, right)) in subtree.levels.iter().enumerate() {
            let (left, right) = (left + place, right + place);
            match merged.get_mut(level) {
                Some(edges) => edges.1 = right,
                None => merged.push((left, right)),
            }
        }
        places.push(place);
    }
    let middle = match (places.first(), places.last()) {
        (Some(first), Some(last)) => (first + last) / 2.0,
        _ => 0.0,
    };
    let mut levels = vec![(-width / 2.0, width / 2.0)];
    levels.extend(merged.iter().map(|(left, right)| (left - middle, right - middle)));
    (places.iter().map(|place| place - middle).collect(), Outline { levels })
}

/// The top of each card, and the height of all levels.
fn level_tops(cards: &[Card], gap: f64) -> (Vec<f64>, f64) {
    let mut levels = vec![0; cards.len()];
    let mut heights: Vec<f64> = Vec::new();
    for (at, card) in cards.iter().enumerate() {
        let level = card.parent.map_or(0, |parent| levels[parent] + 1);
        levels[at] = level;
        if heights.len() <= level {
            heights.push(0.0);
        }
        heights[level] = f64::max(heights[level], card.height);
    }
    let mut top = 0.0;
    let mut tops = Vec::with_capacity(heights.len());
    for height in &heights {
        tops.push(top);
        top += height + gap;
    }
    (levels.iter().map(|level| tops[*level]).collect(), top - gap)
}
