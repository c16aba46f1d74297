//! Lanes: where each picture stands in the glass.
//!
//! ```text
//!   wide                        wide, and the plan is, too     narrow
//!   | plan | memory       |     | plan              |          | plan   |
//!   |      |--------------|     |-------------------|          | memory |   the stage
//!   |      | heap         |     | memory | heap     |          | heap   |   scrolls
//!
//!   | plan | tree | memory |    a statement that reads an index has its tree between plan and
//!   |      |      |--------|    heap, so that the way goes on from the leaf to the squares
//!   |      |      | heap   |
//! ```
//!
//! A lane over another takes the height that its picture fills, up to a bound; the last takes all
//! that is left.

use model::base::pictures::{Picture, PICTURES};
use scene::shape::mark::{Mark, Point, Shape};
use scene::shape::scene::Scene;

/// From this width on, lanes stand beside each other.
const WIDE_PIXELS: f64 = 640.0;
/// Below this height lanes stand under each other however wide the stage is.
const HIGH_PIXELS: f64 = 280.0;
/// Width of the plan's column: one card, and room at its sides.
const PLAN_PIXELS: f64 = 252.0;
/// The pool's part of the height over the heap, at most.
const MEMORY_SHARE: f64 = 0.5;
/// The plan's part of the height over the others, at most.
const PLAN_SHARE: f64 = 0.52;
/// The pool's part of the width beside the heap.
const MEMORY_WIDTH_SHARE: f64 = 0.4;
/// The tree's part of the width beside the heap alone.
const TREE_WIDTH_SHARE: f64 = 0.58;
/// From this width on, tree and heap stand beside each other right of the plan.
const TREE_BESIDE_PIXELS: f64 = 520.0;
/// The tree's and the pool's parts of the height over the heap, at most, where they do not.
const TREE_SHARE: f64 = 0.5;
const MEMORY_SHARE_LOW: f64 = 0.22;
/// Heights of plan, tree and memory, at most, where lanes stand under each other.
const STACKED_PIXELS_MAX: [f64; 3] = [420.0, 340.0, 260.0];
/// Least height of the last of lanes under each other.
const LAST_PIXELS_MIN: f64 = 180.0;
/// Space between a lane's edge and its picture.
pub const PADDING: f64 = 8.0;
/// Space under a picture.
const SPACE_BELOW: f64 = 6.0;

/// What the glass shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// Plan, memory and heap together.
    #[default]
    Together,
    /// One picture.
    One(Picture),
    /// Two runs of one query beside each other.
    Compare,
}

impl Look {
    /// All looks, in the order of their tabs.
    pub fn all() -> impl Iterator<Item = Look> {
        let one = PICTURES.iter().map(|(picture, _)| Look::One(*picture));
        [Look::Together].into_iter().chain(one).chain([Look::Compare])
    }

    /// The name that attributes use.
    pub fn name(self) -> &'static str {
        match self {
            Look::Together => "lookup",
            Look::One(picture) => picture.name(),
            Look::Compare => "compare",
        }
    }
}

/// Whose picture it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The one run that is shown.
    Alone,
    /// The run before, of two.
    A,
    /// The last run, of two.
    B,
}

impl Side {
    /// Both of two.
    pub const BOTH: [Side; 2] = [Side::A, Side::B];

    /// The letter that attributes use.
    pub fn letter(self) -> &'static str {
        match self {
            Side::Alone => "",
            Side::A => "A",
            Side::B => "B",
        }
    }
}

/// A picture's place in the stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lane {
    /// The picture.
    pub picture: Picture,
    /// Whose it is.
    pub side: Side,
    /// Its left edge.
    pub left: f64,
    /// Its top edge.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Default for Lane {
    fn default() -> Lane {
        let (picture, side) = (Picture::Heap, Side::Alone);
        Lane { picture, side, left: 0.0, top: 0.0, width: 0.0, height: 0.0 }
    }
}

/// Draws a picture for a box of a width and a height.
pub type Draw<'a> = dyn FnMut(Picture, f64, f64) -> Scene + 'a;

/// Whether the statement reads or changes an index, so that its tree belongs to the pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    /// It does.
    Used,
    /// It does not.
    Unused,
}

/// The pictures that a look is named by in links.
pub fn pictures(look: Look) -> Vec<Picture> {
    match look {
        Look::Together => vec![Picture::Plan, Picture::Buffer, Picture::Heap],
        Look::One(picture) => vec![picture],
        Look::Compare => Vec::new(),
    }
}

/// The pictures that a look shows. A tree always has the heap beside it: its entries lead there.
pub fn shown(look: Look, index: Index) -> Vec<Picture> {
    match (look, index) {
        (Look::Together, Index::Used) => {
            vec![Picture::Plan, Picture::Btree, Picture::Buffer, Picture::Heap]
        }
        (Look::One(Picture::Btree), _) => vec![Picture::Btree, Picture::Heap],
        (look, _) => pictures(look),
    }
}

/// Draws the pictures of a look and places them in a stage of that size.
pub fn place(
    look: Look,
    index: Index,
    (width, height): (f64, f64),
    draw: &mut Draw<'_>,
) -> Vec<(Lane, Scene)> {
    let (picture, side) = (Picture::Plan, Side::Alone);
    let stage = Lane { picture, side, left: 0.0, top: 0.0, width, height };
    let is_wide = width >= WIDE_PIXELS && height >= HIGH_PIXELS;
    match look {
        Look::One(Picture::Btree) if is_wide => {
            let share = [TREE_WIDTH_SHARE, 1.0 - TREE_WIDTH_SHARE];
            beside(stage, &[Picture::Btree, Picture::Heap], &share, draw)
        }
        Look::One(picture) if picture != Picture::Btree => {
            vec![fill(Lane { picture, ..stage }, draw)]
        }
        Look::Together if is_wide => place_wide(stage, index, draw),
        Look::Compare => Vec::new(),
        Look::Together | Look::One(_) => place_stacked(stage, &shown(look, index), draw),
    }
}

fn place_wide(stage: Lane, index: Index, draw: &mut Draw<'_>) -> Vec<(Lane, Scene)> {
    let plan = fill(Lane { width: PLAN_PIXELS, ..stage }, draw);
    if plan.1.width <= inside(PLAN_PIXELS) {
        let left = PLAN_PIXELS;
        let right = Lane { left, width: stage.width - left, ..stage };
        let mut lanes = vec![plan];
        lanes.extend(match index {
            Index::Unused => under_each_other(right, &[(Picture::Buffer, MEMORY_SHARE)], draw),
            Index::Used if right.width >= TREE_BESIDE_PIXELS => {
                let width = (right.width / 2.0).floor();
                let tree = fill(Lane { picture: Picture::Btree, width, ..right }, draw);
                let left = left + width;
                let right = Lane { left, width: stage.width - left, ..stage };
                let mut lanes = vec![tree];
                lanes.extend(under_each_other(right, &[(Picture::Buffer, MEMORY_SHARE)], draw));
                lanes
            }
            Index::Used => {
                let over = [(Picture::Btree, TREE_SHARE), (Picture::Buffer, MEMORY_SHARE_LOW)];
                under_each_other(right, &over, draw)
            }
        });
        return lanes;
    }
    let plan = fit(stage, stage.height * PLAN_SHARE, draw);
    let top = plan.0.height;
    let below = Lane { top, height: stage.height - top, ..stage };
    let mut lanes = vec![plan];
    lanes.extend(match index {
        Index::Unused => {
            let share = [MEMORY_WIDTH_SHARE, 1.0 - MEMORY_WIDTH_SHARE];
            beside(below, &[Picture::Buffer, Picture::Heap], &share, draw)
        }
        Index::Used => {
            let pictures = [Picture::Btree, Picture::Buffer, Picture::Heap];
            beside(below, &pictures, &[0.4, 0.27, 0.33], draw)
        }
    });
    lanes
}

/// Pictures with their parts of the height at most, and the heap in all that is left.
fn under_each_other(
    stage: Lane,
    over: &[(Picture, f64)],
    draw: &mut Draw<'_>,
) -> Vec<(Lane, Scene)> {
    let mut lanes = Vec::new();
    let mut top = stage.top;
    for (picture, share) in over {
        let lane = fit(Lane { picture: *picture, top, ..stage }, stage.height * share, draw);
        top += lane.0.height;
        lanes.push(lane);
    }
    let height = stage.top + stage.height - top;
    lanes.push(fill(Lane { picture: Picture::Heap, top, height, ..stage }, draw));
    lanes
}

/// Pictures side by side with their parts of the width; the last takes what is left.
fn beside(
    stage: Lane,
    pictures: &[Picture],
    shares: &[f64],
    draw: &mut Draw<'_>,
) -> Vec<(Lane, Scene)> {
    let mut left = stage.left;
    let end = stage.left + stage.width;
    let lanes = pictures.iter().zip(shares).enumerate().map(|(at, (picture, share))| {
        let is_last = at + 1 == pictures.len();
        let width = if is_last { end - left } else { (stage.width * share).floor() };
        let lane = Lane { picture: *picture, left, width, ..stage };
        left += width;
        lane
    });
    let lanes: Vec<Lane> = lanes.collect();
    lanes.into_iter().map(|lane| fill(lane, draw)).collect()
}

fn place_stacked(stage: Lane, pictures: &[Picture], draw: &mut Draw<'_>) -> Vec<(Lane, Scene)> {
    let mut lanes = Vec::new();
    let mut top = 0.0;
    for picture in pictures.iter().filter(|picture| **picture != Picture::Heap) {
        let height_max = match picture {
            Picture::Plan => STACKED_PIXELS_MAX[0],
            Picture::Btree => STACKED_PIXELS_MAX[1],
            _ => STACKED_PIXELS_MAX[2],
        };
        let lane = fit(Lane { picture: *picture, top, ..stage }, height_max, draw);
        top += lane.0.height;
        lanes.push(lane);
    }
    let height = (stage.height - top).max(LAST_PIXELS_MIN);
    lanes.push(fill(Lane { picture: Picture::Heap, top, height, ..stage }, draw));
    lanes
}

/// Height of the words over each side of a comparison.
const SIDE_HEAD_PIXELS: f64 = 66.0;
/// Height of the strip of differences, under both sides.
const STRIP_PIXELS: f64 = 114.0;
/// The same where lanes stand under each other, and the strip has lines.
const STRIP_PIXELS_NARROW: f64 = 270.0;
/// The tree's part of a side's height.
const SIDE_TREE_SHARE: f64 = 0.5;
/// Least height of a side.
const SIDE_PIXELS_MIN: f64 = 300.0;

/// Where two runs stand beside each other: both sides alike, so that areas can be compared.
#[derive(Clone, Debug, PartialEq)]
pub struct ContestPlaces {
    /// The place of each side's words.
    pub heads: [Lane; 2],
    /// The lanes of each side.
    pub lanes: Vec<Lane>,
    /// The top of the strip of differences.
    pub strip_top: f64,
}

/// Places two runs in a stage of that size.
pub fn place_contest(index: Index, (width, height): (f64, f64)) -> ContestPlaces {
    let is_wide = width >= WIDE_PIXELS;
    let strip = if is_wide { STRIP_PIXELS } else { STRIP_PIXELS_NARROW };
    let (columns, rows) = if is_wide { (2.0, 1.0) } else { (1.0, 2.0) };
    let side_width = (width / columns).floor();
    let side_height = ((height - strip) / rows).max(SIDE_PIXELS_MIN).floor();
    let mut places =
        ContestPlaces { heads: [Lane::default(); 2], lanes: Vec::new(), strip_top: 0.0 };
    for (at, side) in Side::BOTH.into_iter().enumerate() {
        let (left, top) = match is_wide {
            true => (side_width * at as f64, 0.0),
            false => (0.0, side_height * at as f64),
        };
        let head = Lane {
            picture: Picture::Heap,
            side,
            left,
            top,
            width: side_width,
            height: SIDE_HEAD_PIXELS,
        };
        let body = Lane { top: top + head.height, height: side_height - head.height, ..head };
        let tree = match index {
            Index::Used => (body.height * SIDE_TREE_SHARE).floor(),
            Index::Unused => 0.0,
        };
        if index == Index::Used {
            places.lanes.push(Lane { picture: Picture::Btree, height: tree, ..body });
        }
        places.lanes.push(Lane { top: body.top + tree, height: body.height - tree, ..body });
        places.heads[at] = head;
        places.strip_top = top + side_height;
    }
    places
}

/// Draws a lane's picture for all of its height.
fn fill(lane: Lane, draw: &mut Draw<'_>) -> (Lane, Scene) {
    (lane, draw(lane.picture, inside(lane.width), inside(lane.height)))
}

/// Draws a lane's picture and makes the lane as high as the picture is, up to a bound.
fn fit(lane: Lane, height_max: f64, draw: &mut Draw<'_>) -> (Lane, Scene) {
    let height_max = height_max.floor();
    let scene = draw(lane.picture, inside(lane.width), inside(height_max));
    let height = (content_height(&scene) + 2.0 * PADDING + SPACE_BELOW).ceil();
    (Lane { height: height.min(height_max), ..lane }, scene)
}

/// The length that is left for a picture between the edges of its lane.
pub fn inside(length: f64) -> f64 {
    (length - 2.0 * PADDING).max(1.0)
}

/// How far down a scene's marks reach. A path has no place of its own; what it belongs to has.
pub fn content_height(scene: &Scene) -> f64 {
    let mut height: f64 = 0.0;
    scene.visit(|shape, origin| height = height.max(bottom(shape, origin)));
    height
}

fn bottom(shape: &Shape, origin: Point) -> f64 {
    let bottom = match &shape.mark {
        Mark::Rect { area, .. } => area.bottom(),
        Mark::Line { from, to } => from.y.max(to.y),
        Mark::Text(text) => text.area().bottom(),
        Mark::Cells(cells) => cells.bounds().bottom(),
        Mark::Path { .. } | Mark::Group(_) => 0.0,
    };
    bottom + origin.y
}

#[cfg(test)]
mod tests {
    use scene::shape::mark::Area;

    use super::*;

    fn box_of(width: f64, height: f64) -> Scene {
        let area = Area { x: 0.0, y: 0.0, width, height };
        let mut scene = Scene::new(width, height, "");
        scene.shapes.push(Shape::new("a", "card", Mark::Rect { area, radius: 0.0 }));
        scene
    }

    fn area(lanes: &[(Lane, Scene)]) -> f64 {
        lanes.iter().map(|(lane, _)| lane.width * lane.height).sum()
    }

    #[test]
    fn lanes_fill_the_stage_without_gaps() {
        let lanes = place(Look::Together, Index::Unused, (812.0, 600.0), &mut |_, _, _| {
            box_of(10.0, 100.0)
        });
        assert_eq!(area(&lanes), 812.0 * 600.0);
        assert_eq!(lanes[1].0.height, 122.0);
    }

    #[test]
    fn both_sides_of_a_comparison_are_alike() {
        for (width, height) in [(812.0, 600.0), (390.0, 500.0)] {
            let places = place_contest(Index::Used, (width, height));
            let sizes = |side| {
                let lanes = places.lanes.iter().filter(move |lane| lane.side == side);
                lanes.map(|lane| (lane.picture, lane.width, lane.height)).collect::<Vec<_>>()
            };
            assert_eq!(sizes(Side::A), sizes(Side::B));
            assert_eq!(sizes(Side::A).len(), 2);
        }
    }

    #[test]
    fn a_tree_stands_between_plan_and_heap() {
        for (width, height) in [(812.0, 600.0), (700.0, 500.0), (1_100.0, 800.0)] {
            let size = (width, height);
            for look in [Look::Together, Look::One(Picture::Btree)] {
                let lanes = place(look, Index::Used, size, &mut |_, _, _| box_of(10.0, 100.0));
                assert_eq!(area(&lanes), width * height);
                let drawn: Vec<Picture> = lanes.iter().map(|(lane, _)| lane.picture).collect();
                assert_eq!(drawn, shown(look, Index::Used));
            }
        }
    }

    #[test]
    fn a_wide_plan_stands_over_the_others() {
        let lanes = place(Look::Together, Index::Unused, (812.0, 600.0), &mut |_, _, _| {
            box_of(700.0, 100.0)
        });
        assert_eq!(area(&lanes), 812.0 * 600.0);
        assert_eq!((lanes[0].0.width, lanes[0].0.height), (812.0, 122.0));
        assert_eq!(lanes[1].0.top, lanes[2].0.top);
    }
}
