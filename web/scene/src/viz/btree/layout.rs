//! Where the levels go: as cards side by side while they fit, below that as bands of lines.
//!
//! ```text
//!        [ root ]            Open: every node a card, parents over the middle of their children
//!       /        \
//!   [ node ]  [ node ]
//!   ||||||||||#|||||||       Band: one line for each node
//!            / \
//!        [ leaf ]            and the node on the way under it
//! ```

use super::cards::{card, Card, Sizes};
use super::data::TreeData;
use crate::shape::mark::Area;
use crate::viz::pen::{LINE, MARGIN, SPACE};
use crate::viz::view::View;

/// Room for badges and rings at the sides.
const SIDE: f64 = 14.0;
/// Between cards of a level.
const GAP_X: f64 = 18.0;
/// A card that cannot show all of its keys is at least so wide.
const CARD_WIDTH_MIN: f64 = 96.0;
/// Between levels, for links: as it should be, and where there is little or very little room.
const GAPS_Y: [f64; 3] = [30.0, 18.0, 18.0];
/// Between a band and the card under it, likewise.
const LENS_GAPS: [f64; 2] = [22.0, 14.0];
/// Height of a band.
pub const BAND_HEIGHT: f64 = 26.0;

/// Where everything goes.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The levels, the root's first.
    pub levels: Vec<LevelPlace>,
    /// Where the last level ends.
    pub bottom: f64,
}

/// Where a level goes.
#[derive(Clone, Debug)]
pub enum LevelPlace {
    /// Every node is a card.
    Open(Vec<Card>),
    /// Every node is a line.
    Band {
        /// The space of the lines.
        area: Area,
        /// The baseline of the words over them.
        words_y: f64,
        /// The node that is shown at full size.
        lens: Option<Card>,
    },
}

impl LevelPlace {
    /// The card of a node, if it has one.
    pub fn card(&self, page_no: u32) -> Option<&Card> {
        match self {
            LevelPlace::Open(cards) => cards.iter().find(|card| card.page_no == page_no),
            LevelPlace::Band { lens, .. } => lens.as_ref().filter(|card| card.page_no == page_no),
        }
    }
}

/// Lays the levels out from `top` on.
pub fn layout(view: &View<'_>, tree: &TreeData<'_>, top: f64, footer: f64) -> Layout {
    let fits = |layout: &Layout| layout.bottom + footer <= view.options.height;
    let forms = [Form::Roomy, Form::Tight];
    let fitting = forms.iter().map(|form| laid_out(view, tree, top, *form)).find(fits);
    fitting.unwrap_or_else(|| laid_out(view, tree, top, Form::Bare))
}

/// How much is shown, by the height there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// All of it, with space between.
    Roomy,
    /// All of it.
    Tight,
    /// No card under a band: the way ends at its line.
    Bare,
}

fn laid_out(view: &View<'_>, tree: &TreeData<'_>, top: f64, form: Form) -> Layout {
    let factor = view.options.factor();
    let sizes = Sizes::of(view);
    let width = view.options.width - 2.0 * SIDE;
    let mut levels = Vec::new();
    let mut y = top;
    for (depth, level) in tree.levels.iter().enumerate() {
        let is_below_band = matches!(levels.last(), Some(LevelPlace::Band { .. }));
        let open = if is_below_band { None } else { open_level(view, tree, level, &sizes) };
        let place = match open {
            Some(mut cards) => {
                cards.iter_mut().for_each(|card| card.area.y = y + 0.5);
                y += cards.iter().map(|card| card.area.height).fold(0.0, f64::max);
                LevelPlace::Open(cards)
            }
            None => {
                let words_y = y + SPACE * factor + sizes.size * 0.72;
                y += LINE * factor;
                let area = Area { x: SIDE, y, width, height: BAND_HEIGHT * factor };
                y += area.height;
                let opened = tree.opened(level).filter(|_| form != Form::Bare);
                let lens = opened.map(|page_no| {
                    let mut lens = card(view, tree, page_no, width, &sizes);
                    y += LENS_GAPS[form as usize] * factor;
                    lens.area.y = y + 0.5;
                    y += lens.area.height;
                    lens
                });
                LevelPlace::Band { area, words_y, lens }
            }
        };
        levels.push(place);
        if depth + 1 < tree.levels.len() {
            y += GAPS_Y[form as usize] * factor;
        }
    }
    place_across(tree, &mut levels, width);
    Layout { levels, bottom: y + MARGIN }
}

/// The cards of a level if they fit beside each other, with all they have to show or with less,
/// else `None`. The root always fits.
fn open_level(
    view: &View<'_>,
    tree: &TreeData<'_>,
    level: &[u32],
    sizes: &Sizes,
) -> Option<Vec<Card>> {
    let width = view.options.width - 2.0 * SIDE;
    let share = (width + GAP_X) / level.len() as f64 - GAP_X;
    let least = sizes.width_min.max(CARD_WIDTH_MIN * view.options.factor());
    let is_crowded = share < sizes.width_min;
    let widths = [width, share].into_iter().filter(|_| !is_crowded || level.len() == 1);
    widths.into_iter().find_map(|width_max| {
        let cards = level.iter().map(|page_no| card(view, tree, *page_no, width_max, sizes));
        let cards: Vec<Card> = cards.collect();
        let is_readable = width_max >= least || width_max == width;
        (cards.len() == 1 || is_readable && total_width(&cards) <= width).then_some(cards)
    })
}

fn total_width(cards: &[Card]) -> f64 {
    let gaps = GAP_X * cards.len().saturating_sub(1) as f64;
    cards.iter().map(|card| card.area.width).sum::<f64>() + gaps
}

/// The lowest level of cards in the middle of the box, those above over their children; the card
/// under a band below its line.
fn place_across(tree: &TreeData<'_>, levels: &mut [LevelPlace], width: f64) {
    let mut middles: Vec<(u32, f64)> = Vec::new();
    for (place, nodes) in levels.iter_mut().zip(&tree.levels).rev() {
        match place {
            LevelPlace::Band { area, lens, .. } => {
                middles.clear();
                if let Some(card) = lens {
                    let at = nodes.iter().position(|no| *no == card.page_no).unwrap_or(0);
                    let share = (at as f64 + 0.5) / nodes.len().max(1) as f64;
                    let middle = area.x + share * area.width;
                    card.area.x = kept_inside(middle - card.area.width / 2.0, card, width);
                }
            }
            LevelPlace::Open(cards) => {
                let mut x = SIDE + (width - total_width(cards)) / 2.0;
                for card in cards.iter_mut() {
                    let over = over_children(tree, card.page_no, &middles);
                    let wish = over.map_or(x, |middle| middle - card.area.width / 2.0);
                    card.area.x = wish;
                    x += card.area.width + GAP_X;
                }
                part(cards, width);
                let middle = |card: &Card| card.area.x + card.area.width / 2.0;
                middles = cards.iter().map(|card| (card.page_no, middle(card))).collect();
            }
        }
    }
}

/// The middle of a node's children that are cards.
fn over_children(tree: &TreeData<'_>, page_no: u32, middles: &[(u32, f64)]) -> Option<f64> {
    let node = tree.node(page_no)?;
    let of = |no: u32| middles.iter().find(|(known, _)| *known == no).map(|(_, middle)| *middle);
    let first = of(node.children.first()?.page_no)?;
    let last = of(node.children.last()?.page_no)?;
    Some((first + last) / 2.0)
}

/// Moves cards apart that would meet, and back into the box; edges on whole pixels and a half.
fn part(cards: &mut [Card], width: f64) {
    let mut left = SIDE;
    for card in cards.iter_mut() {
        card.area.x = card.area.x.max(left).floor() + 0.5;
        left = card.area.x + card.area.width + GAP_X;
    }
    let mut right = SIDE + width;
    for card in cards.iter_mut().rev() {
        card.area.x = card.area.x.min((right - card.area.width).floor() + 0.5);
        right = card.area.x - GAP_X;
    }
}

fn kept_inside(x: f64, card: &Card, width: f64) -> f64 {
    x.min(SIDE + width - card.area.width).max(SIDE).floor() + 0.5
}
