//! Pointing: which mark lies at a point, and which one lies next in a direction.
//!
//! The same answers serve the pointer and the arrow keys, so that whoever cannot use the one can
//! use the other.

use super::cells::Cells;
use super::mark::{Area, Mark, Point, Shape, Target};
use super::scene::Scene;

/// A way to go by an arrow key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Upwards.
    Up,
    /// Downwards.
    Down,
}

/// The topmost mark at a point that stands for something, and its place.
pub fn target_at(scene: &Scene, at: Point) -> Option<(Target, Area)> {
    let mut found = None;
    scene.visit(|shape, origin| {
        let local = Point { x: at.x - origin.x, y: at.y - origin.y };
        let hit = match &shape.mark {
            Mark::Cells(cells) => cell_at(cells, local),
            _ => solid(shape).filter(|(_, area)| holds(area, local)),
        };
        if let Some((target, area)) = hit {
            found = Some((target, moved(area, origin)));
        }
    });
    found
}

/// The place of the mark that stands for a target. `None` when the picture does not show it.
pub fn area_of(scene: &Scene, target: Target) -> Option<Area> {
    let mut found = None;
    scene.visit(|shape, origin| {
        let area = match &shape.mark {
            Mark::Cells(cells) => cells
                .items
                .item(target)
                .filter(|item| *item < cells.item_count)
                .map(|item| cells.area(cells.cell_of(item))),
            _ => solid(shape).filter(|(known, _)| *known == target).map(|(_, area)| area),
        };
        if let (Some(area), None) = (area, found) {
            found = Some(moved(area, origin));
        }
    });
    found
}

/// The mark next to another one in a direction; the first mark of all from nowhere. `None` at the
/// edge.
pub fn target_towards(scene: &Scene, from: Option<Target>, towards: Direction) -> Option<Target> {
    let marks = all(scene);
    let here = from.and_then(|from| area_of(scene, from));
    let Some(here) = here else { return marks.first().map(|(target, _)| *target) };
    let ahead =
        marks.iter().filter_map(|(target, area)| Some((*target, distance(&here, area, towards)?)));
    let nearest = ahead.min_by(|(_, a), (_, b)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    nearest.map(|(target, _)| target)
}

/// How far a mark lies ahead, and how far beside the way. `None` when it is not ahead: left and
/// right stay in the row, up and down go to the nearest row.
fn distance(here: &Area, there: &Area, towards: Direction) -> Option<(f64, f64)> {
    let dx = there.x + there.width / 2.0 - here.x - here.width / 2.0;
    let dy = there.y + there.height / 2.0 - here.y - here.height / 2.0;
    let is_in_row = dy.abs() < here.height / 2.0;
    let (along, across, is_ahead) = match towards {
        Direction::Left => (-dx, dy, is_in_row && dx < 0.0),
        Direction::Right => (dx, dy, is_in_row && dx > 0.0),
        Direction::Up => (-dy, dx, !is_in_row && dy < 0.0),
        Direction::Down => (dy, dx, !is_in_row && dy > 0.0),
    };
    is_ahead.then_some((along, across.abs()))
}

/// Every mark that stands for something, in drawing order: squares and solid marks.
fn all(scene: &Scene) -> Vec<(Target, Area)> {
    let mut marks = Vec::new();
    scene.visit(|shape, origin| match &shape.mark {
        Mark::Cells(cells) => marks.extend((0..cells.cell_count).map(|cell| {
            let (first, _) = cells.items_of(cell);
            (cells.items.target(first), moved(cells.area(cell), origin))
        })),
        Mark::Group(_) => {
            marks.extend(solid(shape).map(|(target, area)| (target, moved(area, origin))));
        }
        _ => {}
    });
    marks
}

fn cell_at(cells: &Cells, at: Point) -> Option<(Target, Area)> {
    let cell = cells.cell_at(at)?;
    let (first, _) = cells.items_of(cell);
    Some((cells.items.target(first), cells.area(cell)))
}

/// A mark that stands for something by itself: a group by its first rectangle.
fn solid(shape: &Shape) -> Option<(Target, Area)> {
    let target = shape.target?;
    match &shape.mark {
        Mark::Group(inner) => inner.iter().find_map(|part| match part.mark {
            Mark::Rect { area, .. } => Some((target, area)),
            _ => None,
        }),
        _ => None,
    }
}

fn holds(area: &Area, at: Point) -> bool {
    at.x >= area.x && at.x < area.right() && at.y >= area.y && at.y < area.bottom()
}

fn moved(area: Area, by: Point) -> Area {
    Area { x: area.x + by.x, y: area.y + by.y, ..area }
}
