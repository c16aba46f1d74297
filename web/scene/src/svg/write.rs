//! Shapes as SVG elements.
//!
//! Shapes carry classes; the style sheet gives them looks. [`svg_text`] writes the bare picture for
//! a page that has the style sheet, [`svg_file_text`] one that takes it along and stands alone.

use crate::shape::cells::{Cells, Form};
use crate::shape::mark::{number_text, Anchor, Area, Mark, Point, Shape, Text};
use crate::shape::measure::Face;
use crate::shape::scene::Scene;

/// Between pictures that stand beside each other.
const ROW_GAP: f64 = 24.0;

/// The picture as an `svg` element without a style sheet.
pub fn svg_text(scene: &Scene) -> String {
    svg_with(scene, "", "")
}

/// The picture as a file of its own, with the style sheet in it.
pub fn svg_file_text(scene: &Scene, style_sheet: &str) -> String {
    let style = format!("<style>\n{}</style>\n", escaped(style_sheet));
    svg_with(scene, "", &style)
}

fn svg_with(scene: &Scene, place: &str, style: &str) -> String {
    let (width, height) = (number_text(scene.width), number_text(scene.height));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"scene\" role=\"img\"{place} \
         width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
         <title>{}</title>\n<desc>{}</desc>\n{style}",
        escaped(&scene.title),
        escaped(&scene.description),
    );
    scene.shapes.iter().for_each(|shape| push_shape(&mut svg, shape));
    svg.push_str("</svg>\n");
    svg
}

/// Pictures beside each other as a file of its own, with the style sheet in it. One alone is just
/// that picture.
pub fn svg_row_text(scenes: &[Scene], style_sheet: &str) -> String {
    if let [scene] = scenes {
        return svg_file_text(scene, style_sheet);
    }
    let gaps = ROW_GAP * scenes.len().saturating_sub(1) as f64;
    let width = scenes.iter().map(|scene| scene.width).sum::<f64>() + gaps;
    let height = scenes.iter().map(|scene| scene.height).fold(0.0, f64::max);
    let (width, height) = (number_text(width), number_text(height));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"scene\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n<style>\n{}</style>\n",
        escaped(style_sheet)
    );
    let mut left = 0.0;
    for scene in scenes {
        let place = format!(" x=\"{}\"", number_text(left));
        svg.push_str(&svg_with(scene, &place, ""));
        left += scene.width + ROW_GAP;
    }
    svg.push_str("</svg>\n");
    svg
}

/// Text that is safe between tags and in quoted attributes.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' => escaped.push(letter),
            control if control.is_control() => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

fn push_shape(svg: &mut String, shape: &Shape) {
    let name = attributes(shape);
    match &shape.mark {
        Mark::Rect { area, radius } => {
            let rounding = match *radius {
                radius if radius > 0.0 => format!(" rx=\"{}\"", number_text(radius)),
                _ => String::new(),
            };
            svg.push_str(&format!("<rect {name}{}{rounding}/>\n", area_attributes(area)));
        }
        Mark::Line { from, to } => {
            let (from, to) = (point(from), point(to));
            svg.push_str(&format!(
                "<line {name} x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n",
                from.0, from.1, to.0, to.1
            ));
        }
        Mark::Path { commands } => {
            svg.push_str(&format!("<path {name} d=\"{}\"/>\n", escaped(commands)));
        }
        Mark::Text(text) => push_text(svg, &name, text),
        Mark::Cells(cells) => push_cells(svg, &shape.key, &name, cells),
        Mark::Group(shapes) => {
            svg.push_str(&format!("<g {name}>\n"));
            shapes.iter().for_each(|inner| push_shape(svg, inner));
            svg.push_str("</g>\n");
        }
    }
}

fn attributes(shape: &Shape) -> String {
    let mut name = format!("data-key=\"{}\" class=\"{}\"", escaped(&shape.key), shape.class);
    if let Some(shift) = shape.shift {
        let (x, y) = point(&shift);
        name.push_str(&format!(" transform=\"translate({x} {y})\""));
    }
    if let Some(label) = &shape.label {
        // A name without a role is not told.
        name.push_str(&format!(" role=\"img\" aria-label=\"{}\"", escaped(label)));
    }
    name
}

fn push_text(svg: &mut String, name: &str, text: &Text) {
    let anchor = match text.anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    };
    let face = match text.face {
        Face::Ui => "",
        Face::UiStrong => " font-weight=\"600\"",
        Face::Mono => " font-family=\"monospace\"",
    };
    let (x, y) = point(&text.at);
    let size = number_text(text.size);
    svg.push_str(&format!(
        "<text {name} x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{face}{anchor}>{}</text>\n",
        escaped(&text.content)
    ));
}

fn push_cells(svg: &mut String, key: &str, name: &str, cells: &Cells) {
    svg.push_str(&format!("<g {name}>\n"));
    for layer in &cells.layers {
        let form = match layer.form {
            Form::Filled => "",
            Form::Hollow => " hollow",
            Form::Corner => " corner",
        };
        svg.push_str(&format!(
            "<path data-key=\"{}-{}\" class=\"{}{form}\" data-count=\"{}\" d=\"{}\"/>\n",
            escaped(key),
            layer.class,
            layer.class,
            layer.members.len(),
            cells.path(layer)
        ));
    }
    svg.push_str("</g>\n");
}

fn area_attributes(area: &Area) -> String {
    format!(
        " x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        number_text(area.x),
        number_text(area.y),
        number_text(area.width),
        number_text(area.height)
    )
}

fn point(point: &Point) -> (String, String) {
    (number_text(point.x), number_text(point.y))
}
