//! A scene as text that reads like a lesson: for golden files, and for a terminal.
//!
//! ```text
//!   # Heap
//!   Heap of orders | 12 pages, one square each
//!     .M.h..o.....        . idle  h hit  M miss  o to come, one letter a page
//!   3 of 4 pages read: 1 hit, 2 misses | 1 to come
//!   now at page 16384/5
//! ```
//!
//! Places in pixels are left out: they are tested by `shape::audit` and by equality of scenes.

use crate::shape::cells::{Cells, Form};
use crate::shape::mark::{Mark, Shape, Target};
use crate::shape::scene::Scene;

/// The scene as lines of text.
pub fn scene_text(scene: &Scene) -> String {
    let mut lines =
        Lines { lines: vec![format!("# {}", scene.title), scene.description.clone()], y: None };
    scene.shapes.iter().for_each(|shape| lines.push(shape));
    let mut lines = lines.lines;
    let legend: Vec<&str> = scene.legend.iter().map(|item| item.label.as_str()).collect();
    if !legend.is_empty() {
        lines.push(format!("legend {}", legend.join(" | ")));
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

struct Lines {
    lines: Vec<String>,
    /// The baseline of the text before: texts side by side share a line.
    y: Option<f64>,
}

impl Lines {
    fn push(&mut self, shape: &Shape) {
        let y_before = self.y.take();
        match &shape.mark {
            Mark::Text(text) if shape.target.is_some() => {
                self.lines.push(format!("{}{}", text.content, target_text(shape)));
            }
            Mark::Text(text) => {
                match self.lines.last_mut() {
                    Some(line) if y_before == Some(text.at.y) => {
                        line.push_str(" | ");
                        line.push_str(&text.content);
                    }
                    _ => self.lines.push(text.content.clone()),
                }
                self.y = Some(text.at.y);
            }
            Mark::Cells(cells) => push_cells(&mut self.lines, cells),
            Mark::Group(inner) => match &shape.label {
                Some(label) => self.lines.push(format!("  {label}")),
                None => inner.iter().for_each(|shape| self.push(shape)),
            },
            _ => self.lines.push(mark_line(shape)),
        }
    }
}

fn mark_line(shape: &Shape) -> String {
    let target = target_text(shape);
    let label = shape.label.as_ref().map_or(String::new(), |label| format!(" \"{label}\""));
    if target.is_empty() {
        return format!("{} {}{label}", shape.class, shape.key);
    }
    format!("{}{target}{label}", shape.class)
}

fn target_text(shape: &Shape) -> String {
    match shape.target {
        Some(Target::Page(page)) => format!(" at page {page}"),
        Some(Target::Frame(frame)) => format!(" at frame {frame}"),
        Some(Target::Operator(op)) => format!(" at operator {op}"),
        Some(Target::Event(seq)) => format!(" at event {seq}"),
        None => String::new(),
    }
}

/// Letters in a row of golden text: the layout's columns depend on pixels, these do not.
const LETTERS_IN_ROW: u32 = 50;

fn push_cells(lines: &mut Vec<String>, cells: &Cells) {
    let mut row = String::new();
    for cell in 0..cells.cell_count {
        let square = cells.layer_of(cell).map_or(' ', |layer| layer.letter);
        row.push(square);
        let corners = cells.layers.iter().filter(|layer| layer.form == Form::Corner);
        let corners = corners.filter(|layer| layer.members.binary_search(&cell).is_ok());
        row.extend(corners.map(|layer| layer.letter));
        if (cell + 1) % LETTERS_IN_ROW == 0 {
            lines.push(format!("  {row}"));
            row.clear();
        }
    }
    if !row.is_empty() {
        lines.push(format!("  {row}"));
    }
}
