//! The nodes of a level as lines: one for each node, or for several in a row where there are more
//! nodes than pixels. A line is as high as its node is full, against the fullest of the level.

use super::data::TreeData;
use crate::shape::mark::{number_text, Area};
use crate::story::chapter::TouchKind;
use crate::viz::relations::PageData;

/// From this width on, a gap parts a line from its neighbour.
const GAP_FROM: f64 = 3.0;
/// A line of an empty node, in parts of the height.
const HEIGHT_MIN: f64 = 0.15;
/// Width of the line that the way goes through, at least.
const WAY_WIDTH_MIN: f64 = 2.0;

/// The lines of one state.
pub struct StripLayer {
    /// Its class.
    pub class: &'static str,
    /// How many nodes of it there are.
    pub node_count: u64,
    /// The lines, in SVG's path language.
    pub commands: String,
}

/// How many nodes one line stands for.
pub fn nodes_per_line(node_count: usize, width: f64) -> usize {
    node_count.div_ceil((width as usize).max(1)).max(1)
}

/// The lines of a level.
pub fn layers(tree: &TreeData<'_>, level: &[u32], area: Area) -> Vec<StripLayer> {
    let mut layers: Vec<StripLayer> = ["idle", "todo-line", "hit", "added", "miss"]
        .map(|class| StripLayer { class, node_count: 0, commands: String::new() })
        .into();
    let fold = nodes_per_line(level.len(), area.width);
    let most = level.iter().map(|no| weight(tree, *no)).max().unwrap_or(0).max(1);
    for (at, nodes) in level.chunks(fold).enumerate() {
        let pages = nodes.iter().map(|no| tree.page(*no));
        pages.clone().for_each(|page| layers[rank(&page)].node_count += 1);
        let rank = pages.map(|page| rank(&page)).max().unwrap_or(0);
        let full = nodes.iter().map(|no| weight(tree, *no)).max().unwrap_or(0);
        let share = (full as f64 / most as f64).max(HEIGHT_MIN);
        let line = line(at, level.len().div_ceil(fold), area);
        let height = (area.height * share).round().max(1.0);
        let line = Area { y: area.y + area.height - height, height, ..line };
        layers[rank].commands.push_str(&rect(line));
    }
    layers.retain(|layer| !layer.commands.is_empty());
    layers
}

/// The line of a node in full height, wide enough to be seen.
pub fn line_of(level: &[u32], page_no: u32, area: Area) -> Option<Area> {
    let fold = nodes_per_line(level.len(), area.width);
    let at = level.iter().position(|no| *no == page_no)?;
    let line = line(at / fold, level.len().div_ceil(fold), area);
    Some(Area { width: line.width.max(WAY_WIDTH_MIN), ..line })
}

/// Lines in SVG's path language.
pub fn rect(line: Area) -> String {
    let [x, y, width, height] = [line.x, line.y, line.width, line.height].map(number_text);
    format!("M{x} {y}h{width}v{height}h-{width}z")
}

fn line(at: usize, line_count: usize, area: Area) -> Area {
    let pitch = area.width / line_count.max(1) as f64;
    let gap = if pitch >= GAP_FROM { 1.0 } else { 0.0 };
    let left = (at as f64 * pitch).floor();
    let right = ((at + 1) as f64 * pitch).floor() - gap;
    Area { x: area.x + left, width: (right - left).max(1.0), ..area }
}

/// Entries or children.
fn weight(tree: &TreeData<'_>, page_no: u32) -> usize {
    tree.node(page_no).map_or(0, |node| match node.level {
        0 => usize::from(node.entry_count),
        _ => node.children.len(),
    })
}

fn rank(page: &PageData) -> usize {
    match page.touched {
        Some(TouchKind::Miss) => 4,
        Some(TouchKind::Added) => 3,
        Some(TouchKind::Hit) => 2,
        None => usize::from(page.is_to_come),
    }
}
