//! The scene: shapes for a box of a given size, with its numbers, legend and description.

use super::mark::{Point, Shape, Target};

/// A picture, ready to be drawn in real pixels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// The box's width in pixels.
    pub width: f64,
    /// The box's height in pixels.
    pub height: f64,
    /// What it is a picture of.
    pub title: String,
    /// What is to be seen, in a sentence or two: the picture for those who do not see it.
    pub description: String,
    /// Bottom to top.
    pub shapes: Vec<Shape>,
    /// Its numbers.
    pub figures: Vec<Figure>,
    /// The states that occur, in the order of look.md 3: at hand, fetched, now, to come, others.
    pub legend: Vec<LegendItem>,
}

/// A number of the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Names the number, not its value.
    pub key: String,
    /// The class of its colour.
    pub class: &'static str,
    /// The number.
    pub value: u64,
    /// What is counted.
    pub unit: String,
    /// The last event that counts towards it, to jump to.
    pub source: Option<Target>,
}

/// One state that occurs.
#[derive(Clone, Debug, PartialEq)]
pub struct LegendItem {
    /// The class of the mark.
    pub class: &'static str,
    /// How the mark is drawn.
    pub swatch: Swatch,
    /// What it means.
    pub label: String,
}

/// The mark beside a legend's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swatch {
    /// A filled square.
    Filled,
    /// The edge of a square.
    Hollow,
    /// A square with a folded corner.
    Corner,
    /// A square with a ring around it.
    Ring,
}

impl Scene {
    /// An empty picture.
    pub fn new(width: f64, height: f64, title: impl Into<String>) -> Scene {
        Scene { width, height, title: title.into(), ..Scene::default() }
    }

    /// Calls `visit` with every mark, bottom to top, each with how far it is moved in all.
    pub fn visit(&self, mut visit: impl FnMut(&Shape, Point)) {
        self.shapes.iter().for_each(|shape| shape.visit(Point::default(), &mut visit));
    }

    /// The number of that key.
    pub fn figure(&self, key: &str) -> Option<u64> {
        self.figures.iter().find(|figure| figure.key == key).map(|figure| figure.value)
    }
}
