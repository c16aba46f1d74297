//! Blocks of equal cells under each other, all at one scale, as large as the box allows.
//!
//! ```text
//!   +- width ------------------+     block 0: header_height
//!   | header                   |              cells at the common pitch
//!   | [][][][][][][][][][]     |              footer_height
//!   | [][][]                   |     gap
//!   | footer                   |     block 1 ...
//!   | header ...               |
//! ```
//!
//! One pitch for all blocks: areas can be compared. When even the smallest pitch does not fit,
//! one cell stands for several items, in all blocks alike.

/// A block to be laid out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Block {
    /// How many items it has.
    pub item_count: u32,
    /// Space over its cells.
    pub header_height: f64,
    /// Space under its cells.
    pub footer_height: f64,
}

/// The box and the bounds of the scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Space between blocks.
    pub gap: f64,
    /// Smallest pitch at which a square can be told from its neighbour.
    pub pitch_min: u32,
    /// Largest pitch, so that a table of two pages is no chessboard.
    pub pitch_max: u32,
}

/// The common scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// From one cell to the next, in whole pixels, so that edges are sharp.
    pub pitch: u32,
    /// The side of a cell.
    pub side: u32,
    /// Cells in a row.
    pub columns: u32,
    /// How many items one cell stands for.
    pub items_per_cell: u32,
}

impl Scale {
    /// How many cells so many items take.
    pub fn cell_count(&self, item_count: u32) -> u32 {
        item_count.div_ceil(self.items_per_cell)
    }

    /// The height of the rows that so many items take.
    pub fn height(&self, item_count: u32) -> f64 {
        let rows = self.cell_count(item_count).div_ceil(self.columns);
        (f64::from(rows) * f64::from(self.pitch) - f64::from(self.pitch - self.side)).max(0.0)
    }
}

/// The largest scale at which all blocks fit. `None` when the headers alone do not.
pub fn scale_for(blocks: &[Block], room: &Room) -> Option<Scale> {
    let pitches = (room.pitch_min..=room.pitch_max).rev().map(|pitch| (pitch, 1));
    let folds = FOLDS.iter().map(|fold| (room.pitch_min, *fold));
    pitches
        .chain(folds)
        .map(|(pitch, items_per_cell)| scale(pitch, items_per_cell, room.width))
        .find(|scale| total_height(blocks, scale, room.gap) <= room.height)
}

/// Items per cell that are easy to read.
const FOLDS: [u32; 20] = [
    2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000,
    500_000, 1_000_000, 2_000_000, 5_000_000,
];
/// From this pitch on two pixels part the squares, below it one.
const PITCH_WIDE: u32 = 12;

fn scale(pitch: u32, items_per_cell: u32, width: f64) -> Scale {
    let gap = if pitch >= PITCH_WIDE { 2 } else { 1 };
    let columns = (width + f64::from(gap)) / f64::from(pitch);
    Scale { pitch, side: pitch - gap, columns: (columns as u32).max(1), items_per_cell }
}

fn total_height(blocks: &[Block], scale: &Scale, gap: f64) -> f64 {
    let gaps = gap * blocks.len().saturating_sub(1) as f64;
    let heights = blocks
        .iter()
        .map(|block| block.header_height + scale.height(block.item_count) + block.footer_height);
    heights.sum::<f64>() + gaps
}
