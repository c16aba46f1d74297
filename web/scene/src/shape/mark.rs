//! Marks: rectangle, line, path, text, a grid of cells, and groups of these.

use model::base::ids::{FrameNo, OpId, PageId};

use super::cells::Cells;
use super::measure::{text_width, Face};

/// One mark with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Names the thing drawn, not its place: the same page has the same key in every scene.
    pub key: String,
    /// Classes of the style sheet, apart by spaces.
    pub class: &'static str,
    /// Moves the mark, so that the page can let it travel.
    pub shift: Option<Point>,
    /// What a screen reader says; a mark without one is for the eye only.
    pub label: Option<String>,
    /// What the mark stands for, to ask `viz::detail` about.
    pub target: Option<Target>,
    /// What is drawn.
    pub mark: Mark,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A rectangle.
    Rect {
        /// Its place and size.
        area: Area,
        /// The radius of its corners.
        radius: f64,
    },
    /// A straight line.
    Line {
        /// From here.
        from: Point,
        /// To here.
        to: Point,
    },
    /// Any outline, in SVG's path language.
    Path {
        /// The commands.
        commands: String,
    },
    /// One line of text.
    Text(Text),
    /// A grid of equal squares.
    Cells(Cells),
    /// Marks that move together.
    Group(Vec<Shape>),
}

/// One line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Where its baseline is anchored.
    pub at: Point,
    /// Which part of it lies there.
    pub anchor: Anchor,
    /// The typeface.
    pub face: Face,
    /// Its size in pixels.
    pub size: f64,
    /// What it says.
    pub content: String,
}

impl Text {
    /// The space it takes: from the tallest letter to the lowest.
    pub fn area(&self) -> Area {
        let width = text_width(&self.content, self.face, self.size);
        let left = match self.anchor {
            Anchor::Start => self.at.x,
            Anchor::Middle => self.at.x - width / 2.0,
            Anchor::End => self.at.x - width,
        };
        let (above, below) = (self.size * ASCENT, self.size * DESCENT);
        Area { x: left, y: self.at.y - above, width, height: above + below }
    }
}

/// Height of a digit or capital over the baseline, in parts of the size (Arial's cap height).
const ASCENT: f64 = 0.72;
/// Depth of a `g` under the baseline, in parts of the size (Arial's descender).
const DESCENT: f64 = 0.21;

/// Which part of a text lies at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A point, in pixels from the scene's top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Area {
    /// Its left edge.
    pub x: f64,
    /// Its top edge.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Area {
    /// Its right edge.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Its bottom edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// Whether the two share more than an edge.
    pub fn overlaps(&self, other: &Area) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// The rectangle with its edges moved outward by so much.
    pub fn grown(&self, by: f64) -> Area {
        Area {
            x: self.x - by,
            y: self.y - by,
            width: self.width + 2.0 * by,
            height: self.height + 2.0 * by,
        }
    }
}

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A page on disk.
    Page(PageId),
    /// A place in the buffer pool.
    Frame(FrameNo),
    /// An operator of the plan.
    Operator(OpId),
    /// An event of the recording, by number.
    Event(u64),
}

impl Shape {
    /// A mark without label or target.
    pub fn new(key: impl Into<String>, class: &'static str, mark: Mark) -> Shape {
        Shape { key: key.into(), class, shift: None, label: None, target: None, mark }
    }

    /// The mark with something to say to a screen reader.
    pub fn labelled(mut self, label: impl Into<String>) -> Shape {
        self.label = Some(label.into());
        self
    }

    /// The mark with something to ask about.
    pub fn standing_for(mut self, target: Target) -> Shape {
        self.target = Some(target);
        self
    }

    /// Calls `visit` with this mark and all marks in it, each with how far it is moved in all.
    pub fn visit(&self, origin: Point, visit: &mut impl FnMut(&Shape, Point)) {
        let shift = self.shift.unwrap_or_default();
        let origin = Point { x: origin.x + shift.x, y: origin.y + shift.y };
        visit(self, origin);
        if let Mark::Group(shapes) = &self.mark {
            shapes.iter().for_each(|shape| shape.visit(origin, visit));
        }
    }
}

/// A coordinate as SVG text: at most two decimals, no needless zeros.
pub fn number_text(value: f64) -> String {
    let hundredths = nearest(value * 100.0);
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
    match (rest, rest % 10) {
        (0, _) => format!("{sign}{whole}"),
        (_, 0) => format!("{sign}{whole}.{}", rest / 10),
        _ => format!("{sign}{whole}.{rest:02}"),
    }
}

/// Halves go up. `f64::round` would do, but coordinates become integers here anyway.
fn nearest(value: f64) -> i64 {
    (value + 0.5).floor() as i64
}
