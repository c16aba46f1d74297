//! Nodes at full size: what a card says, and how wide it has to be for that.
//!
//! ```text
//!   +-------------------------------+
//!   |# page 3, root    276 children |     # how its page was had
//!   |-------------------------------|
//!   |  …  |  38  |  75  |  112  | … |     separators, or the keys of a leaf with few
//!   +-------------------------------+
//!
//!   | ====####===================== |     the entries of a leaf with many, those taken lit
//!   | 11 entries from 120           |
//! ```

use crate::shape::mark::Area;
use crate::shape::measure::{text_cut, text_width, Face};
use crate::viz::view::View;
use crate::words::Word;

use super::data::TreeData;

/// Lengths of cards, for the size of text at hand.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Of text.
    pub size: f64,
    /// The height of the line that names the node.
    pub head: f64,
    /// The height of the line of keys.
    pub cells: f64,
    /// The height of the entries of a leaf with many.
    pub bar: f64,
    /// Least width of a card.
    pub width_min: f64,
    /// Room beside texts.
    pub padding: f64,
    /// The side of the square that tells how the page was had, and the space after it.
    pub swatch: f64,
}

/// Widest that one key may be.
const KEY_WIDTH_MAX: f64 = 120.0;
/// Stands for keys that are left out.
const MORE: &str = "…";
/// Between the two ends of a card's first line.
const WORD_SPACE: f64 = 12.0;

impl Sizes {
    /// Those of a view.
    pub fn of(view: &View<'_>) -> Sizes {
        let factor = view.options.factor();
        Sizes {
            size: view.options.label_pixels(),
            head: 22.0 * factor,
            cells: 24.0 * factor,
            bar: 38.0 * factor,
            width_min: 40.0 * factor,
            padding: 8.0 * factor,
            swatch: 14.0 * factor,
        }
    }
}

/// A node at full size.
#[derive(Clone, Debug)]
pub struct Card {
    /// Its page number.
    pub page_no: u32,
    /// Its place.
    pub area: Area,
    /// What it is called, where there is room.
    pub name: String,
    /// What it holds, where there is room.
    pub count: String,
    /// What it shows of that.
    pub body: Body,
}

/// What a card shows of what its node holds.
#[derive(Clone, Debug)]
pub enum Body {
    /// Keys, from one of them up to another.
    Keys {
        /// The texts from left to right with their widths.
        cells: Vec<Cell>,
        /// The first key's place among all.
        from: usize,
        /// Whether keys before the first are left out.
        has_before: bool,
    },
    /// How many entries there are, and which of them were taken: the first, and how many.
    Entries {
        /// All of them.
        all: u16,
        /// Those taken.
        taken: Option<(u16, u16)>,
    },
}

/// A key.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Its text, or an ellipsis.
    pub text: String,
    /// Its width.
    pub width: f64,
    /// Its place among all keys; none for an ellipsis.
    pub place: Option<usize>,
}

/// The card of a node, no wider than that.
pub fn card(
    view: &View<'_>,
    tree: &TreeData<'_>,
    page_no: u32,
    width_max: f64,
    sizes: &Sizes,
) -> Card {
    let width_of = |text: &str| text_width(text, Face::Ui, sizes.size);
    let body = body(tree, page_no, width_max, sizes);
    let body_width = match &body {
        Body::Keys { cells, .. } => cells.iter().map(|cell| cell.width).sum(),
        Body::Entries { .. } => width_max,
    };
    let names = super::say::names(view, tree, page_no);
    let count = super::say::count(view, tree, page_no);
    let beside = 2.0 * sizes.padding + sizes.swatch;
    let short = names.last().map_or(0.0, |name| width_of(name));
    let mut width = (short + beside).max(body_width).max(sizes.width_min).min(width_max);
    // A node whose level has room is as wide as what it is called and what it holds need.
    let whole = names.first().map_or(0.0, |name| width_of(name)) + WORD_SPACE + width_of(&count);
    if tree.levels.iter().any(|level| level.len() == 1 && level[0] == page_no) {
        width = width.max(whole + beside).min(width_max);
    }
    let width = width.ceil().min(width_max);
    let room = width - beside;
    let fits = |name: &&String| width_of(name) <= room;
    let name = names.iter().find(fits).cloned();
    let name = name.unwrap_or_else(|| {
        text_cut(names.last().map_or("", String::as_str), Face::Ui, sizes.size, room)
    });
    let has_room = width_of(&name) + WORD_SPACE + width_of(&count) <= room;
    let height = sizes.head
        + match body {
            Body::Keys { .. } => sizes.cells,
            Body::Entries { .. } => sizes.bar,
        };
    let area = Area { x: 0.0, y: 0.0, width, height };
    Card { page_no, area, name, count: if has_room { count } else { String::new() }, body }
}

fn body(tree: &TreeData<'_>, page_no: u32, width_max: f64, sizes: &Sizes) -> Body {
    let Some(node) = tree.node(page_no) else {
        return Body::Entries { all: 0, taken: None };
    };
    let step = tree.on_way(page_no).map(|(_, step)| step);
    if node.level == 0 && node.keys.len() != usize::from(node.entry_count) {
        return Body::Entries { all: node.entry_count, taken: step.and_then(|step| step.taken) };
    }
    let keys: Vec<&str> = match node.level {
        0 => node.keys.iter().map(|key| &**key).collect(),
        _ => node.children.iter().skip(1).map(|child| &*child.separator).collect(),
    };
    let middle = step.and_then(|step| step.place).map_or(0, usize::from);
    window(&keys, middle, width_max, sizes)
}

/// As many keys around a place as have room.
fn window(keys: &[&str], middle: usize, width_max: f64, sizes: &Sizes) -> Body {
    let cell = |place: usize| {
        let text = text_cut(keys[place], Face::Mono, sizes.size, KEY_WIDTH_MAX);
        let width = text_width(&text, Face::Mono, sizes.size) + 2.0 * sizes.padding;
        Cell { text, width: width.ceil(), place: Some(place) }
    };
    let more = || {
        let width = text_width(MORE, Face::Mono, sizes.size) + 2.0 * sizes.padding;
        Cell { text: MORE.to_string(), width: width.ceil(), place: None }
    };
    let room = width_max - 2.0 * more().width;
    let middle = middle.min(keys.len());
    let (mut from, mut to) = (middle, middle);
    let mut used = 0.0;
    // One more on the left, one more on the right, while there is room on either side.
    let mut is_growing = true;
    while is_growing {
        is_growing = false;
        for side in [from.checked_sub(1), (to < keys.len()).then_some(to)] {
            let Some(place) = side else { continue };
            let wider = used + cell(place).width;
            let is_all = to - from + 1 == keys.len();
            if wider <= if is_all { width_max } else { room } {
                used = wider;
                is_growing = true;
                if place < from {
                    from = place;
                } else {
                    to = place + 1;
                }
            }
        }
    }
    let mut cells: Vec<Cell> = (from..to).map(cell).collect();
    if to < keys.len() {
        cells.push(more());
    }
    let has_before = from > 0;
    if has_before {
        cells.insert(0, more());
    }
    Body::Keys { cells, from, has_before }
}

impl Card {
    /// Where the cells begin: in the middle of the card if it is wider.
    pub fn cells_left(&self) -> f64 {
        let Body::Keys { cells, .. } = &self.body else { return self.area.x };
        let width: f64 = cells.iter().map(|cell| cell.width).sum();
        self.area.x + ((self.area.width - width) / 2.0).max(0.0)
    }

    /// Where the way to a child leaves the card: between the separators around it. `None` where
    /// these are left out.
    pub fn slot_x(&self, child: usize) -> Option<f64> {
        let Body::Keys { cells, from, has_before } = &self.body else { return None };
        if cells.is_empty() {
            return Some(self.area.x + self.area.width / 2.0);
        }
        let at = child.checked_sub(*from)? + usize::from(*has_before);
        let widths = cells.iter().take(at).map(|cell| cell.width);
        (at <= cells.len()).then(|| self.cells_left() + widths.sum::<f64>())
    }
}

/// What a leaf says about the entries that were taken.
pub fn taken_words(view: &View<'_>, all: u16, taken: Option<(u16, u16)>) -> String {
    match taken {
        Some((_, 0)) => view.words.say(Word::TreeTakenNone, &[]),
        Some((first, count)) => {
            let args =
                [("count", u32::from(count).into()), ("first", (u32::from(first) + 1).into())];
            view.words.say(Word::TreeTaken, &args)
        }
        None => view.words.say(Word::TreeEntries, &[("entries", u32::from(all).into())]),
    }
}
