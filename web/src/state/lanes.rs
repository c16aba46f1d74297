//! Lanes: where each picture stands in the glass.
//!
//! ```text
//!   wide                               narrow
//!   | plan | memory          |         | plan   |
//!   |      |-----------------|         | memory |   the stage scrolls
//!   |      | heap            |         | heap   |
//! ```
//!
//! Lanes of a column take the height that their picture fills, up to a bound; the last takes all
//! that is left.

use model::base::pictures::{Picture, PICTURES};
use scene::shape::mark::{Mark, Point, Shape};
use scene::shape::scene::Scene;

/// From this width on, columns stand beside each other.
const WIDE_PIXELS: f64 = 640.0;
/// Below this height lanes stand under each other however wide the stage is.
const HIGH_PIXELS: f64 = 280.0;
/// Width of the plan's column: one card, and room at its sides.
const PLAN_PIXELS: f64 = 252.0;
/// The pool's part of the height, at most.
const MEMORY_SHARE: f64 = 0.5;
/// Heights of plan and memory, at most, where lanes stand under each other.
const STACKED_PIXELS_MAX: [f64; 2] = [420.0, 260.0];
/// Least height of the last lane of a column.
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
}

impl Look {
    /// All looks, in the order of their tabs.
    pub fn all() -> impl Iterator<Item = Look> {
        let one = PICTURES.iter().map(|(picture, _)| Look::One(*picture));
        std::iter::once(Look::Together).chain(one)
    }

    /// The name that attributes use.
    pub fn name(self) -> &'static str {
        match self {
            Look::Together => "lookup",
            Look::One(picture) => picture.name(),
        }
    }
}

/// A picture's place in the stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lane {
    /// The picture.
    pub picture: Picture,
    /// Its left edge.
    pub left: f64,
    /// Its top edge.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

/// Lanes under each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its left edge.
    pub left: f64,
    /// Its width.
    pub width: f64,
    /// Its pictures from the top, each with its greatest height; the last takes what is left.
    pub pictures: Vec<(Picture, f64)>,
}

/// The columns for a stage of that size.
pub fn columns(look: Look, width: f64, height: f64) -> Vec<Column> {
    let column = |left, width, pictures| Column { left, width, pictures };
    let [plan, memory] = STACKED_PIXELS_MAX;
    match look {
        Look::One(picture) => vec![column(0.0, width, vec![(picture, height)])],
        Look::Together if width >= WIDE_PIXELS && height >= HIGH_PIXELS => {
            let right = vec![(Picture::Buffer, height * MEMORY_SHARE), (Picture::Heap, height)];
            vec![
                column(0.0, PLAN_PIXELS, vec![(Picture::Plan, height)]),
                column(PLAN_PIXELS, width - PLAN_PIXELS, right),
            ]
        }
        Look::Together => {
            let all =
                vec![(Picture::Plan, plan), (Picture::Buffer, memory), (Picture::Heap, height)];
            vec![column(0.0, width, all)]
        }
    }
}

impl Column {
    /// Draws the column's pictures and places them. `draw` gets a picture and its box.
    pub fn place(
        &self,
        stage_height: f64,
        mut draw: impl FnMut(Picture, f64, f64) -> Scene,
    ) -> Vec<(Lane, Scene)> {
        let mut placed = Vec::new();
        let mut top = 0.0;
        let inside = |length: f64| (length - 2.0 * PADDING).max(1.0);
        for (at, (picture, height_max)) in self.pictures.iter().enumerate() {
            let is_last = at + 1 == self.pictures.len();
            let left_over = (stage_height - top).max(LAST_PIXELS_MIN);
            let room = if is_last { left_over } else { height_max.floor() };
            let scene = draw(*picture, inside(self.width), inside(room));
            let height = match is_last {
                true => left_over,
                false => room.min((content_height(&scene) + 2.0 * PADDING + SPACE_BELOW).ceil()),
            };
            let lane = Lane { picture: *picture, left: self.left, top, width: self.width, height };
            placed.push((lane, scene));
            top += height;
        }
        placed
    }
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

    fn box_of(height: f64) -> Scene {
        let area = Area { x: 0.0, y: 0.0, width: 10.0, height };
        let mut scene = Scene::new(10.0, height, "");
        scene.shapes.push(Shape::new("a", "card", Mark::Rect { area, radius: 0.0 }));
        scene
    }

    #[test]
    fn lanes_fill_the_stage_without_gaps() {
        let columns = columns(Look::Together, 812.0, 600.0);
        let lanes: Vec<Lane> = columns
            .iter()
            .flat_map(|column| column.place(600.0, |_, _, _| box_of(100.0)))
            .map(|(lane, _)| lane)
            .collect();
        let area: f64 = lanes.iter().map(|lane| lane.width * lane.height).sum();
        assert_eq!(area, 812.0 * 600.0);
        assert_eq!(lanes[1].height, 122.0);
    }
}
