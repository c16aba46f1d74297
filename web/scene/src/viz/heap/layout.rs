//! Where each table goes: headers and grids under each other, all squares of one size.

use crate::chart::grid::{scale_for, Block, Room, Scale};
use crate::shape::mark::Point;
use crate::viz::pen::{BASELINE, LINE, MARGIN, SPACE};
use crate::viz::relations::RelationData;
use crate::viz::view::View;

/// Where everything goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The common scale. `None` when not even the headers fit.
    pub scale: Option<Scale>,
    /// The tables that are drawn, in order.
    pub places: Vec<Place>,
    /// Tables left out because there are too many, and their pages.
    pub left_out: Option<LeftOut>,
}

/// Where one table goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Its index in the list of tables.
    pub index: usize,
    /// The baseline of its heading.
    pub heading_y: f64,
    /// The top left corner of its squares.
    pub grid: Point,
    /// The baseline of its footer.
    pub footer_y: Option<f64>,
}

/// Tables left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeftOut {
    /// How many.
    pub table_count: u64,
    /// Their pages.
    pub page_count: u64,
    /// The baseline of the line that says so.
    pub y: f64,
}

/// Between two tables.
const GAP: f64 = 16.0;
/// Smallest pitch of squares: 4 px, of which one is the gap.
const PITCH_MIN: f64 = 4.0;
/// Largest pitch of squares.
const PITCH_MAX: f64 = 20.0;

/// Lays the tables out. Those that the statement touches come before others when not all fit.
pub fn layout(view: &View<'_>, relations: &[RelationData<'_>]) -> Plan {
    let factor = view.options.factor();
    let mut chosen: Vec<usize> = (0..relations.len()).collect();
    loop {
        let blocks: Vec<Block> =
            chosen.iter().map(|index| block(&relations[*index], factor)).collect();
        let left_out_height = if chosen.len() < relations.len() { LINE * factor } else { 0.0 };
        let room = Room {
            width: view.options.width - 2.0 * MARGIN,
            height: view.options.height - 2.0 * MARGIN - left_out_height,
            gap: GAP * factor,
            pitch_min: (PITCH_MIN * factor) as u32,
            pitch_max: (PITCH_MAX * factor) as u32,
        };
        let scale = scale_for(&blocks, &room);
        if scale.is_some() || chosen.len() <= 1 {
            return place(relations, &chosen, &blocks, scale, factor);
        }
        let least = least_telling(relations, &chosen);
        chosen.remove(least);
    }
}

/// The place in `chosen` of the table that is missed least: untouched, and with fewest pages.
fn least_telling(relations: &[RelationData<'_>], chosen: &[usize]) -> usize {
    let weight = |index: &usize| {
        let relation = &relations[*index];
        (relation.is_touched(), relation.pages.len(), std::cmp::Reverse(*index))
    };
    let least = chosen.iter().enumerate().min_by_key(|(_, index)| weight(index));
    least.map_or(0, |(at, _)| at)
}

fn block(relation: &RelationData<'_>, factor: f64) -> Block {
    let footer = if relation.is_touched() { SPACE + LINE } else { 0.0 };
    Block {
        item_count: relation.pages.len() as u32,
        header_height: (LINE + SPACE) * factor,
        footer_height: footer * factor,
    }
}

fn place(
    relations: &[RelationData<'_>],
    chosen: &[usize],
    blocks: &[Block],
    scale: Option<Scale>,
    factor: f64,
) -> Plan {
    let mut plan = Plan { scale, places: Vec::new(), left_out: None };
    let Some(scale) = scale else { return plan };
    let mut top = MARGIN;
    for (index, block) in chosen.iter().zip(blocks) {
        let heading_y = top + BASELINE * factor;
        let grid = Point { x: MARGIN, y: top + block.header_height };
        let bottom = grid.y + scale.height(block.item_count);
        let footer_y = (block.footer_height > 0.0).then_some(bottom + (SPACE + BASELINE) * factor);
        plan.places.push(Place { index: *index, heading_y, grid, footer_y });
        top = bottom + block.footer_height + GAP * factor;
    }
    if chosen.len() < relations.len() {
        let missing = || (0..relations.len()).filter(|index| !chosen.contains(index));
        plan.left_out = Some(LeftOut {
            table_count: missing().count() as u64,
            page_count: missing().map(|index| relations[index].still.pages.len() as u64).sum(),
            y: top - GAP * factor + BASELINE * factor,
        });
    }
    plan
}
