//! The cell under the cursor, and the block that is chosen from there.

use crate::state::export::Block;

/// A cell: a row as shown, and a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The row as shown.
    pub row: u32,
    /// The column.
    pub column: usize,
}

/// The cell under the cursor, and the block that is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    /// The cell under the cursor.
    pub current: Cell,
    /// The opposite corner of the block.
    pub anchor: Cell,
}

/// How far Page Up and Page Down go, and where the rows end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How many rows there are.
    pub rows: u32,
    /// How many columns there are.
    pub columns: usize,
    /// Rows in view.
    pub page: u32,
}

/// Whether a move takes the block along or leaves it behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The block becomes one cell.
    One,
    /// The block stretches from its anchor to the new cell.
    Block,
}

impl Cells {
    /// Goes to a cell.
    pub fn go(&mut self, cell: Cell, reach: Reach) {
        self.current = cell;
        if reach == Reach::One {
            self.anchor = cell;
        }
    }

    /// Chooses all cells.
    pub fn choose_all(&mut self, bounds: Bounds) {
        self.anchor = Cell::default();
        self.current =
            Cell { row: bounds.rows.saturating_sub(1), column: bounds.columns.saturating_sub(1) };
    }

    /// The block that is chosen.
    pub fn block(&self) -> Block {
        let (a, b) = (self.anchor, self.current);
        Block {
            rows: a.row.min(b.row)..a.row.max(b.row) + 1,
            columns: a.column.min(b.column)..a.column.max(b.column) + 1,
        }
    }

    /// The cell that a key leads to; `None` where the key leads nowhere.
    pub fn by_key(&self, key: &str, is_far: bool, bounds: Bounds) -> Option<Cell> {
        let Cell { row, column } = self.current;
        let last_row = bounds.rows.checked_sub(1)?;
        let last_column = bounds.columns.checked_sub(1)?;
        let (row, column) = match (key, is_far) {
            ("ArrowUp", false) => (row.saturating_sub(1), column),
            ("ArrowUp", true) => (0, column),
            ("ArrowDown", false) => (row.saturating_add(1), column),
            ("ArrowDown", true) => (last_row, column),
            ("ArrowLeft", false) => (row, column.saturating_sub(1)),
            ("ArrowLeft", true) => (row, 0),
            ("ArrowRight", false) => (row, column + 1),
            ("ArrowRight", true) => (row, last_column),
            ("PageUp", _) => (row.saturating_sub(bounds.page), column),
            ("PageDown", _) => (row.saturating_add(bounds.page), column),
            ("Home", false) => (row, 0),
            ("End", false) => (row, last_column),
            ("Home", true) => (0, 0),
            ("End", true) => (last_row, last_column),
            _ => return None,
        };
        Some(Cell { row: row.min(last_row), column: column.min(last_column) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_inside() {
        let bounds = Bounds { rows: 3, columns: 2, page: 10 };
        let mut cells = Cells::default();
        for key in ["ArrowUp", "ArrowLeft", "PageUp"] {
            assert_eq!(cells.by_key(key, false, bounds), Some(Cell::default()));
        }
        cells.go(Cell { row: 2, column: 1 }, Reach::Block);
        assert_eq!(cells.block(), Block { rows: 0..3, columns: 0..2 });
        assert_eq!(cells.by_key("PageDown", false, bounds), Some(cells.current));
        assert_eq!(cells.by_key("a", false, bounds), None);
    }
}
