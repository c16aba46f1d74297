//! How wide each column is: as wide as its heading and the first rows need, within bounds.
//!
//! Only the column that is sorted has room for its arrow: in all of them it would push the last
//! columns of a usual table out of sight.

use scene::shape::measure::{text_width, Face};

use crate::state::result::ResultSet;

/// Rows whose cells are measured.
const ROWS_MEASURED: u32 = 200;
/// Narrowest column in pixels.
pub const WIDTH_MIN: f64 = 36.0;
/// Widest of several columns in pixels, unless it is drawn wider by hand.
const WIDTH_MAX: f64 = 320.0;
/// Widest column that a hand can draw, and widest single one: a plan in text is read in lines.
pub const WIDTH_DRAWN_MAX: f64 = 2_000.0;
/// Space at both sides of a cell.
const PADDING: f64 = 14.0;
/// The line at the right of the rows' numbers, and a pixel for a wider face.
const EDGE: f64 = 2.0;
/// Room for the arrow of a sorted column.
const ARROW: f64 = 20.0;
/// Size of a cell's text in pixels (tokens.css, `--text-xs`).
const TEXT_PIXELS: f64 = 12.0;

/// How many rows tell the widths so far: they are measured anew only when this changes.
pub fn measured_rows(result: &ResultSet) -> u32 {
    result.row_count.min(ROWS_MEASURED)
}

/// The width of each column.
pub fn measure(result: &ResultSet) -> Vec<f64> {
    let width_max = if result.header.len() == 1 { WIDTH_DRAWN_MAX } else { WIDTH_MAX };
    let mut text = String::new();
    let width_of = |(column, head): (usize, &model::message::reply::HeaderColumn)| {
        let is_sorted = result.order.as_ref().is_some_and(|order| order.column == column);
        let arrow = if is_sorted { ARROW } else { 0.0 };
        let heading = text_width(&head.name, Face::UiStrong, TEXT_PIXELS) + arrow;
        let cells = (0..measured_rows(result)).map(|row| {
            text.clear();
            match result.write_cell(row, column, &mut text) {
                true => text_width(&text, Face::Mono, TEXT_PIXELS),
                false => text_width(crate::text::result_null(), Face::Ui, TEXT_PIXELS),
            }
        });
        let widest = cells.fold(heading, f64::max);
        (widest + PADDING).ceil().clamp(WIDTH_MIN, width_max)
    };
    result.header.iter().enumerate().map(width_of).collect()
}

/// The width of the column with the rows' numbers.
pub fn number_width(row_count: u32) -> f64 {
    let digits = scene::words::count_text(u64::from(row_count.max(10)));
    (text_width(&digits, Face::Mono, TEXT_PIXELS) + PADDING + EDGE).ceil()
}

/// The left edge of each column, and the right edge of the last.
pub fn edges(widths: &[f64]) -> Vec<f64> {
    let mut edges = vec![0.0];
    let mut edge = 0.0;
    for width in widths {
        edge += width;
        edges.push(edge);
    }
    edges
}
