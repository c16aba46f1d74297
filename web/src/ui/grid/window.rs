//! Which rows and columns are in view.

use std::ops::Range;

/// The height of a row in pixels (tokens.css, `--row`).
pub const ROW_PIXELS: f64 = 25.0;
/// Highest space that is asked of a browser: below every cap known, and exact in 32-bit floats to
/// half a pixel.
pub const SPACE_PIXELS_MAX: f64 = 8_000_000.0;
/// Rows drawn above and below the window, so that a fast scroll finds some there.
const ROWS_BEYOND: u32 = 8;
/// A move of the scroll bar longer than so many windows is a jump to a proportion.
const JUMP_WINDOWS: f64 = 3.0;

/// The window's place over the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Window {
    /// The window's width in pixels.
    pub width: f64,
    /// The window's height in pixels, without the head.
    pub height: f64,
    /// How far the element is scrolled to the right.
    pub left: f64,
    /// How far the element is scrolled down.
    pub scrolled: f64,
    /// How far down the window is over all rows, were there no cap.
    pub top: f64,
}

/// The height of all rows, were there no cap.
pub fn rows_pixels(row_count: u32) -> f64 {
    f64::from(row_count) * ROW_PIXELS
}

/// The height of the space that stands for all rows.
pub fn space_pixels(row_count: u32) -> f64 {
    rows_pixels(row_count).min(SPACE_PIXELS_MAX)
}

impl Window {
    /// Takes the element's scroll place in.
    pub fn scroll(&mut self, left: f64, scrolled: f64, row_count: u32) {
        self.left = left;
        let all = rows_pixels(row_count);
        let space = space_pixels(row_count);
        let farthest = (all - self.height).max(0.0);
        let change = scrolled - self.scrolled;
        self.scrolled = scrolled;
        let is_capped = all > space;
        let is_at_end = scrolled <= 0.5 || scrolled >= space - self.height - 0.5;
        let is_jump = change.abs() > JUMP_WINDOWS * self.height.max(1.0);
        self.top = if !is_capped {
            scrolled
        } else if is_at_end || is_jump {
            scrolled / (space - self.height).max(1.0) * farthest
        } else {
            self.top + change
        };
        self.top = self.top.clamp(0.0, farthest);
    }

    /// The rows to draw.
    pub fn rows(&self, row_count: u32) -> Range<u32> {
        let first = (self.top / ROW_PIXELS) as u32;
        let count = (self.height / ROW_PIXELS) as u32 + 2;
        let from = first.saturating_sub(ROWS_BEYOND);
        from.min(row_count)..(first + count + ROWS_BEYOND).min(row_count)
    }

    /// Where in the space the first of the drawn rows goes.
    pub fn body_top(&self, row_count: u32) -> f64 {
        let first = f64::from(self.rows(row_count).start) * ROW_PIXELS;
        self.scrolled + first - self.top
    }

    /// Where the element must be scrolled to for a row to be in view; `None` if it is.
    pub fn scrolled_for(&self, row: u32, row_count: u32) -> Option<f64> {
        let (from, to) = (f64::from(row) * ROW_PIXELS, f64::from(row + 1) * ROW_PIXELS);
        let top = if from < self.top {
            from
        } else if to > self.top + self.height {
            to - self.height
        } else {
            return None;
        };
        let all = rows_pixels(row_count);
        let space = space_pixels(row_count);
        if all <= space {
            return Some(top);
        }
        let near = top - self.top;
        if near.abs() <= JUMP_WINDOWS * self.height {
            return Some((self.scrolled + near).clamp(0.0, space - self.height));
        }
        Some(top / (all - self.height).max(1.0) * (space - self.height))
    }
}

/// The columns in view, by their left edges (one more than there are columns).
pub fn columns(edges: &[f64], left: f64, width: f64) -> Range<usize> {
    let count = edges.len().saturating_sub(1);
    let first = edges.partition_point(|edge| *edge <= left).saturating_sub(1);
    let last = edges.partition_point(|edge| *edge < left + width);
    first.min(count)..last.clamp(first.min(count), count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(height: f64) -> Window {
        Window { width: 400.0, height, ..Window::default() }
    }

    #[test]
    fn a_million_rows_are_reached_from_end_to_end() {
        let rows = 1_000_000;
        let mut window = window(500.0);
        window.scroll(0.0, space_pixels(rows) - 500.0, rows);
        assert_eq!(window.rows(rows).end, rows);
        window.scroll(0.0, 0.0, rows);
        assert_eq!(window.rows(rows).start, 0);
    }

    #[test]
    fn a_small_move_is_a_move_by_pixels_even_past_the_cap() {
        let rows = 1_000_000;
        let mut window = window(500.0);
        window.scroll(0.0, 4_000_000.0, rows);
        let before = window.top;
        window.scroll(0.0, 4_000_100.0, rows);
        assert_eq!(window.top, before + 100.0);
    }

    #[test]
    fn few_rows_scroll_as_they_are() {
        let mut window = window(100.0);
        window.scroll(0.0, 250.0, 40);
        assert_eq!(window.rows(40), 2..24);
        assert_eq!(window.body_top(40), 50.0);
        assert_eq!(window.scrolled_for(3, 40), Some(75.0));
        assert_eq!(window.scrolled_for(11, 40), None);
    }

    #[test]
    fn only_columns_in_view_are_drawn() {
        let edges = [0.0, 100.0, 200.0, 300.0, 400.0];
        assert_eq!(columns(&edges, 0.0, 150.0), 0..2);
        assert_eq!(columns(&edges, 100.0, 100.0), 1..2);
        assert_eq!(columns(&edges, 350.0, 900.0), 3..4);
        assert_eq!(columns(&[0.0], 0.0, 100.0), 0..0);
    }
}
