//! The audit of a scene: what must hold whatever the picture shows.

use std::collections::BTreeSet;

use super::mark::{Area, Mark, Point, Shape};
use super::scene::Scene;

/// Smallest text in a page (look.md 1.0: no text under 12 px).
pub const TEXT_PIXELS_MIN: f64 = 12.0;
/// Smallest text on a projector.
pub const TEXT_PIXELS_MIN_PROJECTOR: f64 = 16.0;

/// Every rule that the scene breaks, in words. Empty when all is well.
pub fn faults(scene: &Scene, text_pixels_min: f64) -> Vec<String> {
    let mut faults = Vec::new();
    let mut keys = BTreeSet::new();
    let mut labels: Vec<(String, Area)> = Vec::new();
    scene.visit(|shape, origin| {
        if !keys.insert(shape.key.clone()) {
            faults.push(format!("two marks have the key {}", shape.key));
        }
        if let Some((area, size)) = label_area(shape, origin) {
            if size < text_pixels_min {
                faults.push(format!("{} has text of {size} px", shape.key));
            }
            labels.push((shape.key.clone(), area));
        }
    });
    let frame = Area { x: 0.0, y: 0.0, width: scene.width, height: scene.height };
    for (key, area) in &labels {
        if area.x < frame.x
            || area.y < frame.y
            || area.right() > frame.right() + ROUNDING
            || area.bottom() > frame.bottom() + ROUNDING
        {
            faults.push(format!("{key} leaves the picture"));
        }
    }
    labels.sort_by(|a, b| a.1.y.total_cmp(&b.1.y));
    for (index, (key, area)) in labels.iter().enumerate() {
        let below = labels[index + 1..].iter().take_while(|(_, other)| other.y < area.bottom());
        for (other_key, other) in below {
            if area.overlaps(other) {
                faults.push(format!("{key} and {other_key} overlap"));
            }
        }
    }
    faults
}

/// Sums of coordinates may be off by the last bits.
const ROUNDING: f64 = 0.001;

fn label_area(shape: &Shape, origin: Point) -> Option<(Area, f64)> {
    let Mark::Text(text) = &shape.mark else { return None };
    let area = text.area();
    Some((Area { x: area.x + origin.x, y: area.y + origin.y, ..area }, text.size))
}
