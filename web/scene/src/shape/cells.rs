//! A grid of equal squares, drawn state by state: thousands of pages are a handful of paths.
//!
//! ```text
//!   columns = 4        layers, bottom to top
//!   [0][1][2][3]       idle  members 0 2 3 5   filled
//!   [4][5]             hit   members 1         filled
//!                      todo  members 4         hollow
//!                      dirty members 1         corner (over the square, not instead of it)
//! ```
//!
//! A cell stands for one item, or for several in a row when there are too many to draw
//! (`items_per_cell`). Cell `c` stands for items `c * items_per_cell ..`.

use model::base::ids::{FrameNo, PageId, RelId};

use super::mark::{number_text, Area, Point, Target};

/// A grid of equal squares.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// The top left corner of the first cell.
    pub origin: Point,
    /// Cells in a row.
    pub columns: u32,
    /// How many cells there are.
    pub cell_count: u32,
    /// From one cell's left edge to the next one's.
    pub pitch: f64,
    /// The side of a square.
    pub side: f64,
    /// How many items one cell stands for.
    pub items_per_cell: u32,
    /// How many items there are.
    pub item_count: u32,
    /// What the items are.
    pub items: Items,
    /// The states, bottom to top. A cell is in one layer of squares, and may be in corner layers.
    pub layers: Vec<Layer>,
}

/// What the items of a grid are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Items {
    /// The pages of a relation, from its first.
    Pages(RelId),
    /// The frames of the buffer pool, from the first.
    Frames,
}

impl Items {
    /// What the item of that number is.
    pub fn target(self, item: u32) -> Target {
        match self {
            Items::Pages(rel) => Target::Page(PageId { rel, no: item }),
            Items::Frames => Target::Frame(FrameNo(item)),
        }
    }

    /// The number of the item that a target is, if it is one of these.
    pub fn item(self, target: Target) -> Option<u32> {
        match (self, target) {
            (Items::Pages(rel), Target::Page(page)) => (page.rel == rel).then_some(page.no),
            (Items::Frames, Target::Frame(frame)) => Some(frame.0),
            _ => None,
        }
    }
}

/// The cells of one state.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// The class of the style sheet.
    pub class: &'static str,
    /// How its squares are drawn.
    pub form: Form,
    /// The letter of golden text.
    pub letter: char,
    /// The cells, ascending.
    pub members: Vec<u32>,
}

/// How the squares of a layer are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A filled square.
    Filled,
    /// The edge of a square.
    Hollow,
    /// A folded top right corner.
    Corner,
}

impl Cells {
    /// The square of a cell.
    pub fn area(&self, cell: u32) -> Area {
        let column = cell % self.columns;
        let row = cell / self.columns;
        Area {
            x: self.origin.x + f64::from(column) * self.pitch,
            y: self.origin.y + f64::from(row) * self.pitch,
            width: self.side,
            height: self.side,
        }
    }

    /// The space that all cells take.
    pub fn bounds(&self) -> Area {
        let gap = self.pitch - self.side;
        let rows = self.cell_count.div_ceil(self.columns.max(1));
        let columns = self.columns.min(self.cell_count);
        Area {
            x: self.origin.x,
            y: self.origin.y,
            width: (f64::from(columns) * self.pitch - gap).max(0.0),
            height: (f64::from(rows) * self.pitch - gap).max(0.0),
        }
    }

    /// The cell under a point, the gap to its right and below counted in.
    pub fn cell_at(&self, at: Point) -> Option<u32> {
        let column = (at.x - self.origin.x) / self.pitch;
        let row = (at.y - self.origin.y) / self.pitch;
        if column < 0.0 || row < 0.0 || column >= f64::from(self.columns) {
            return None;
        }
        let cell = (row as u64) * u64::from(self.columns) + column as u64;
        u32::try_from(cell).ok().filter(|cell| *cell < self.cell_count)
    }

    /// The cell that shows an item.
    pub fn cell_of(&self, item: u32) -> u32 {
        item / self.items_per_cell
    }

    /// The items that a cell stands for, from the first up to but not including the last.
    pub fn items_of(&self, cell: u32) -> (u32, u32) {
        let first = cell * self.items_per_cell;
        (first, (first + self.items_per_cell).min(self.item_count))
    }

    /// The outline of all squares of a layer, in SVG's path language.
    pub fn path(&self, layer: &Layer) -> String {
        let mut path = String::with_capacity(layer.members.len() * 20);
        let inset = if layer.form == Form::Hollow { HOLLOW_INSET } else { 0.0 };
        let side = number_text(self.side - 2.0 * inset);
        let tail = match layer.form {
            Form::Filled | Form::Hollow => format!("h{side}v{side}h-{side}z"),
            Form::Corner => {
                let fold = number_text(self.fold());
                format!("h{fold}v{fold}z")
            }
        };
        let left = match layer.form {
            Form::Corner => self.side - self.fold(),
            Form::Filled | Form::Hollow => inset,
        };
        let columns: Vec<String> = (0..self.columns.min(self.cell_count))
            .map(|column| format!("M{} ", number_text(self.area(column).x + left)))
            .collect();
        let (mut row_before, mut y) = (None, String::new());
        for cell in &layer.members {
            let row = cell / self.columns;
            if row_before != Some(row) {
                y = number_text(self.area(*cell).y + inset);
                row_before = Some(row);
            }
            path.push_str(&columns[(cell % self.columns) as usize]);
            path.push_str(&y);
            path.push_str(&tail);
        }
        path
    }

    /// The class of a cell's square.
    pub fn class_of(&self, cell: u32) -> Option<&'static str> {
        self.layer_of(cell).map(|layer| layer.class)
    }

    /// The layer that holds a cell's square.
    pub fn layer_of(&self, cell: u32) -> Option<&Layer> {
        self.layers
            .iter()
            .filter(|layer| layer.form != Form::Corner)
            .find(|layer| layer.members.binary_search(&cell).is_ok())
    }

    /// The side of a folded corner.
    fn fold(&self) -> f64 {
        (self.side * FOLD_SHARE).max(FOLD_MIN).min(self.side)
    }
}

/// Half the stroke of a hollow square (look.md 4: an edge of 1.25 px), so that it stays inside.
const HOLLOW_INSET: f64 = 0.75;
/// A folded corner takes this part of a square's side.
const FOLD_SHARE: f64 = 0.45;
/// A folded corner under this many pixels cannot be told from a speck.
const FOLD_MIN: f64 = 3.0;
