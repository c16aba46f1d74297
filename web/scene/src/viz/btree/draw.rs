//! The shapes: heading, levels, links, the way with its numbers, footer.

use model::base::ids::PageId;

use super::cards::{taken_words, Body, Card, Sizes};
use super::data::{TreeData, WayNode};
use super::layout::{layout, Layout, LevelPlace};
use super::say;
use super::strips;
use crate::shape::mark::{number_text, Anchor, Area, Mark, Point, Shape, Target, Text};
use crate::shape::measure::{text_cut, text_width, Face};
use crate::shape::scene::{Scene, Swatch};
use crate::story::chapter::TouchKind;
use crate::viz::pen::{baseline_around, Pen, Phrase, BASELINE, LINE, MARGIN, SPACE};
use crate::viz::relations::PageData;
use crate::viz::view::View;
use crate::words::Word;

/// The corner radius of a node (look.md 4: an index page is rounded).
const NODE_RADIUS: f64 = 8.0;
/// The side of the square that tells how a page was had.
const SWATCH_SIDE: f64 = 8.0;
/// The height of the bar of entries.
const BAR_HEIGHT: f64 = 8.0;
/// The radius of a number on the way (look.md 4: circles of 18 px).
const BADGE_RADIUS: f64 = 9.0;
/// Edges of one pixel are sharp when their middle lies in the middle of a pixel.
const HALF_PIXEL: f64 = 0.5;
/// How far a link bends.
const BEND: f64 = 0.5;
/// The steps of the way, from the newest to those long past (tokens.css, `--path-1..5`).
const RAYS: [&str; 5] = ["ray ray-5", "ray ray-4", "ray ray-3", "ray ray-2", "ray ray-1"];
const BADGES: [&str; 5] =
    ["badge ray-5", "badge ray-4", "badge ray-3", "badge ray-2", "badge ray-1"];

/// A database without an index.
pub fn draw_none(view: &View<'_>) -> Scene {
    let mut pen = Pen::new(view, Word::CapBtree);
    pen.notice(Word::TreeNone);
    pen.scene.description = view.words.say(Word::TreeNone, &[]);
    pen.scene
}

/// All of it.
pub fn draw(view: &View<'_>, tree: &TreeData<'_>) -> Scene {
    let mut pen = Pen::new(view, Word::CapBtree);
    let factor = view.options.factor();
    let line = LINE * factor;
    draw_heading(&mut pen, tree);
    let footer = line + SPACE * factor;
    let top = MARGIN + 2.0 * line + 2.0 * SPACE * factor;
    let layout = layout(view, tree, top, footer);
    pen.scene.height = view.options.height.max(layout.bottom + footer);
    draw_links(&mut pen, tree, &layout);
    draw_bands(&mut pen, tree, &layout);
    draw_way(&mut pen, tree, &layout);
    for card in cards(&layout) {
        draw_card(&mut pen, tree, card);
    }
    draw_splits(&mut pen, tree, &layout);
    draw_footer(&mut pen, tree, layout.bottom + BASELINE * factor);
    legend(&mut pen, tree);
    pen.scene.description = say::description(view, tree);
    pen.scene.figures = say::figures(view, tree);
    pen.scene
}

fn key(tree: &TreeData<'_>, rest: &str) -> String {
    format!("btree-{}-{rest}", tree.relation.rel)
}

fn page_of(tree: &TreeData<'_>, no: u32) -> PageId {
    PageId { rel: tree.relation.rel, no }
}

fn cards(layout: &Layout) -> impl Iterator<Item = &Card> {
    layout.levels.iter().flat_map(|level| match level {
        LevelPlace::Open(cards) => &cards[..],
        LevelPlace::Band { lens, .. } => lens.as_slice(),
    })
}

/// The index's name and size, and under it where the descent goes.
fn draw_heading(pen: &mut Pen<'_, '_>, tree: &TreeData<'_>) {
    let view = pen.view;
    let factor = view.options.factor();
    let size = view.options.label_pixels();
    let name = tree.relation.still.name.as_str();
    let title = view.words.say(Word::TreeTitle, &[("relation", name.into())]);
    let title = text_cut(&title, Face::UiStrong, size, pen.scene.width - 2.0 * MARGIN);
    let left = Phrase { class: "label strong", face: Face::UiStrong, forms: &[title] };
    let forms = say::size(view, tree);
    let right = Phrase { class: "label quiet", face: Face::Ui, forms: &forms };
    let y = MARGIN + BASELINE * factor;
    pen.line(&key(tree, "heading"), y, left, right);
    if let Some(aim) = tree.aim {
        let words = text_cut(&say::aim(view, aim), Face::Ui, size, pen.scene.width - 2.0 * MARGIN);
        let left = Phrase { class: "label current", face: Face::Ui, forms: &[words] };
        let right = Phrase { class: "label", face: Face::Ui, forms: &[] };
        pen.line(&key(tree, "aim"), y + LINE * factor, left, right);
    }
}

/// Thin links from each card to the cards of its children, and between neighbouring leaves.
fn draw_links(pen: &mut Pen<'_, '_>, tree: &TreeData<'_>, layout: &Layout) {
    let mut commands = String::new();
    for pair in layout.levels.windows(2) {
        let (LevelPlace::Open(above), LevelPlace::Open(below)) = (&pair[0], &pair[1]) else {
            continue;
        };
        for card in above {
            let children = tree.node(card.page_no).map_or(&[][..], |node| &node.children[..]);
            for (at, child) in children.iter().enumerate() {
                let to = below.iter().find(|card| card.page_no == child.page_no);
                if let (Some(x), Some(to)) = (card.slot_x(at), to) {
                    commands.push_str(&link(Point { x, y: card.area.bottom() }, top_of(&to.area)));
                }
            }
        }
    }
    if let Some(LevelPlace::Open(leaves)) = layout.levels.last() {
        for pair in leaves.windows(2) {
            let y = number_text(pair[0].area.bottom() - 6.0);
            let [from, to] = [pair[0].area.right(), pair[1].area.x].map(number_text);
            commands.push_str(&format!("M{from} {y}H{to}"));
        }
    }
    if !commands.is_empty() {
        let label = pen.view.words.say(Word::TreeLinks, &[]);
        let links = Shape::new(key(tree, "links"), "link", Mark::Path { commands });
        pen.scene.shapes.push(links.labelled(label));
    }
}

fn top_of(area: &Area) -> Point {
    Point { x: area.x + area.width / 2.0, y: area.y }
}

/// A bent line down.
fn link(from: Point, to: Point) -> String {
    let middle = from.y + (to.y - from.y) * BEND;
    let [ax, ay, bx, by, middle] = [from.x, from.y, to.x, to.y, middle].map(number_text);
    format!("M{ax} {ay}C{ax} {middle} {bx} {middle} {bx} {by}")
}

/// The lines of wide levels, each state a path, with the words over them.
fn draw_bands(pen: &mut Pen<'_, '_>, tree: &TreeData<'_>, layout: &Layout) {
    for (depth, (place, level)) in layout.levels.iter().zip(&tree.levels).enumerate() {
        let LevelPlace::Band { area, words_y, lens } = place else { continue };
        let layers = strips::layers(tree, level, *area);
        let words = band_words(pen.view, tree, depth, level, area.width);
        let name = key(tree, &format!("level-{depth}"));
        let size = pen.view.options.label_pixels();
        let at = Point { x: area.right(), y: *words_y };
        let content = text_cut(&words, Face::Ui, size, area.width);
        let text = Text { at, anchor: Anchor::End, face: Face::Ui, size, content };
        let text = Shape::new(format!("{name}-words"), "label quiet", Mark::Text(text));
        let mut inner = vec![text];
        inner.extend(layers.into_iter().map(|layer| {
            let commands = layer.commands;
            Shape::new(format!("{name}-{}", layer.class), layer.class, Mark::Path { commands })
        }));
        let lit = level.iter().filter(|no| tree.page(**no).touched.is_some()).count() as u64;
        let label = match lit {
            0 => words,
            _ => pen
                .view
                .words
                .say(Word::TreeBandLit, &[("band", (&words).into()), ("lit", lit.into())]),
        };
        pen.scene.shapes.push(Shape::new(name, "band", Mark::Group(inner)).labelled(label));
        if let Some(opened) = tree.opened(level) {
            draw_lens(pen, tree, (level, *area), opened, lens.as_ref());
        }
    }
}

fn band_words(
    view: &View<'_>,
    tree: &TreeData<'_>,
    depth: usize,
    level: &[u32],
    width: f64,
) -> String {
    let is_leaf = depth + 1 == tree.levels.len();
    let fold = strips::nodes_per_line(level.len(), width) as u64;
    let word = match (is_leaf, fold) {
        (true, 1) => Word::TreeBandLeaves,
        (true, _) => Word::TreeBandLeavesFolded,
        (false, 1) => Word::TreeBandNodes,
        (false, _) => Word::TreeBandNodesFolded,
    };
    view.words.say(word, &[("nodes", (level.len() as u64).into()), ("fold", fold.into())])
}

/// The line of the node that is read, and two edges that open from it to the node's card.
fn draw_lens(
    pen: &mut Pen<'_, '_>,
    tree: &TreeData<'_>,
    (level, area): (&[u32], Area),
    no: u32,
    card: Option<&Card>,
) {
    let Some(line) = strips::line_of(level, no, area) else { return };
    if let Some(card) = card {
        let corners = [line.x, line.right(), card.area.right(), card.area.x].map(number_text);
        let [top, bottom] = [line.bottom(), card.area.y].map(number_text);
        let [a, b, c, d] = corners;
        let commands = format!("M{a} {top}H{b}L{c} {bottom}H{d}Z");
        let lens = Mark::Path { commands };
        pen.scene.shapes.push(Shape::new(key(tree, &format!("lens-{no}")), "lens", lens));
    }
    let mark = Mark::Path { commands: strips::rect(line) };
    let label = pen.view.words.say(Word::TreeLens, &[("page", no.into())]);
    let mark = Shape::new(key(tree, &format!("line-{no}")), "way", mark).labelled(label);
    pen.scene.shapes.push(mark);
}

/// The way from node to node: the newest hop in the accent, older ones fading.
fn draw_way(pen: &mut Pen<'_, '_>, tree: &TreeData<'_>, layout: &Layout) {
    let count = tree.way.len();
    for (at, pair) in tree.way.windows(2).enumerate() {
        let class = RAYS[(count - 2 - at).min(RAYS.len() - 1)];
        let Some(commands) = hop(tree, layout, &pair[0], &pair[1]) else { continue };
        let args = [("from", pair[0].page_no.into()), ("to", pair[1].page_no.into())];
        let label = pen.view.words.say(Word::TreeRay, &args);
        let name = key(tree, &format!("ray-{at}"));
        let ray = Shape::new(name, class, Mark::Path { commands }).labelled(label);
        pen.scene.shapes.push(ray);
    }
}

/// From the slot of one node to the other, or along the leaves. `None` where one is not drawn.
fn hop(tree: &TreeData<'_>, layout: &Layout, from: &WayNode, to: &WayNode) -> Option<String> {
    let depth_of = |no: u32| tree.levels.iter().position(|level| level.contains(&no));
    let (above, below) = (depth_of(from.page_no)?, depth_of(to.page_no)?);
    let card = layout.levels[above].card(from.page_no)?;
    let end = match &layout.levels[below] {
        LevelPlace::Band { area, .. } => {
            let line = strips::line_of(&tree.levels[below], to.page_no, *area)?;
            Point { x: line.x + line.width / 2.0, y: line.y }
        }
        place => top_of(&place.card(to.page_no)?.area),
    };
    if above == below {
        let to = layout.levels[below].card(to.page_no)?;
        let y = number_text(card.area.bottom() - 6.0);
        let [left, right] = [card.area.right(), to.area.x].map(number_text);
        return Some(format!("M{left} {y}H{right}"));
    }
    let x = card.slot_x(usize::from(from.place?))?;
    Some(link(Point { x, y: card.area.bottom() }, end))
}

fn draw_card(pen: &mut Pen<'_, '_>, tree: &TreeData<'_>, card: &Card) {
    let page = tree.page(card.page_no);
    let target = Target::Page(page_of(tree, card.page_no));
    let name = key(tree, &card.page_no.to_string());
    let way = tree.on_way(card.page_no);
    let edge = Mark::Rect { area: card.area, radius: NODE_RADIUS };
    let mut inner = vec![Shape::new(format!("{name}-edge"), class_of(&page, way.is_some()), edge)];
    push_head(pen, card, &page, &name, &mut inner);
    match &card.body {
        Body::Keys { .. } => push_keys(pen, card, way.map(|(_, step)| step), &name, &mut inner),
        Body::Entries { all, taken } => {
            push_entries(pen, card, (*all, *taken), &name, &mut inner);
        }
    }
    let label = say::node(pen.view, tree, card.page_no);
    let group = Shape::new(name.clone(), "tree-node", Mark::Group(inner));
    pen.scene.shapes.push(group.labelled(label).standing_for(target));
    pen.selection(format!("{name}-selected"), card.area, target);
    if page.is_now {
        pen.ring(format!("{name}-now"), card.area, target);
    }
    if let Some((at, step)) = way {
        draw_badge(pen, tree, card, (tree.way.len() - 1 - at, step.order));
    }
}

fn class_of(page: &PageData, is_on_way: bool) -> &'static str {
    match (page.touched, is_on_way) {
        (Some(TouchKind::Miss), true) => "node miss on-way",
        (Some(TouchKind::Added), true) => "node added on-way",
        (_, true) => "node hit on-way",
        (Some(TouchKind::Miss), _) => "node miss",
        (Some(TouchKind::Added), _) => "node added",
        (Some(TouchKind::Hit), _) => "node hit",
        (None, _) if page.is_to_come => "node coming",
        (None, _) => "node",
    }
}

/// How the page was had, what the node is called, what it holds.
fn push_head(pen: &Pen<'_, '_>, card: &Card, page: &PageData, name: &str, inner: &mut Vec<Shape>) {
    let sizes = Sizes::of(pen.view);
    let middle = card.area.y + sizes.head / 2.0;
    let state = match page.touched {
        Some(TouchKind::Miss) => "miss",
        Some(TouchKind::Added) => "added",
        Some(TouchKind::Hit) => "hit",
        None if page.is_to_come => "todo",
        None => "idle",
    };
    let side = SWATCH_SIDE * pen.view.options.factor();
    let x = card.area.x + sizes.padding;
    let area = Area { x, y: middle - side / 2.0, width: side, height: side };
    let swatch = Mark::Rect { area, radius: 1.5 };
    inner.push(Shape::new(format!("{name}-state"), state, swatch));
    let y = baseline_around(middle, sizes.size);
    let at = Point { x: x + sizes.swatch, y };
    let (size, face) = (sizes.size, Face::Ui);
    let content = card.name.clone();
    let text = Text { at, anchor: Anchor::Start, face, size, content };
    inner.push(Shape::new(format!("{name}-name"), "label value", Mark::Text(text)));
    if !card.count.is_empty() {
        let at = Point { x: card.area.right() - sizes.padding, y };
        let text = Text { at, anchor: Anchor::End, face, size, content: card.count.clone() };
        inner.push(Shape::new(format!("{name}-count"), "label quiet", Mark::Text(text)));
    }
    let y = card.area.y + sizes.head;
    let (from, to) = (Point { x: card.area.x, y }, Point { x: card.area.right(), y });
    inner.push(Shape::new(format!("{name}-rule"), "rule", Mark::Line { from, to }));
}

/// Keys side by side; those that a scan took are lit.
fn push_keys(
    pen: &Pen<'_, '_>,
    card: &Card,
    step: Option<WayNode>,
    name: &str,
    inner: &mut Vec<Shape>,
) {
    let Body::Keys { cells, .. } = &card.body else { return };
    let sizes = Sizes::of(pen.view);
    let top = card.area.y + sizes.head;
    let y = baseline_around(top + sizes.cells / 2.0, sizes.size);
    let mut x = card.cells_left();
    for (at, cell) in cells.iter().enumerate() {
        let taken = step.and_then(|step| step.taken);
        let is_taken = cell.place.zip(taken).is_some_and(|(place, (first, count))| {
            (usize::from(first)..usize::from(first) + usize::from(count)).contains(&place)
        });
        if is_taken {
            let area = Area { x, y: top, width: cell.width, height: sizes.cells };
            let mark = Mark::Rect { area: area.grown(-2.0), radius: 2.0 };
            inner.push(Shape::new(format!("{name}-taken-{at}"), "taken-key", mark));
        }
        if at > 0 {
            let (from, to) = (Point { x, y: top }, Point { x, y: card.area.bottom() });
            inner.push(Shape::new(format!("{name}-part-{at}"), "rule", Mark::Line { from, to }));
        }
        let at_point = Point { x: x + cell.width / 2.0, y };
        let content = cell.text.clone();
        let (face, size) = (Face::Mono, sizes.size);
        let text = Text { at: at_point, anchor: Anchor::Middle, face, size, content };
        inner.push(Shape::new(format!("{name}-key-{at}"), "label value", Mark::Text(text)));
        x += cell.width;
    }
}

/// All entries as a bar, those taken lit in it, and a line that says so.
fn push_entries(
    pen: &Pen<'_, '_>,
    card: &Card,
    (all, taken): (u16, Option<(u16, u16)>),
    name: &str,
    inner: &mut Vec<Shape>,
) {
    let sizes = Sizes::of(pen.view);
    let factor = pen.view.options.factor();
    let width = card.area.width - 2.0 * sizes.padding;
    let y = card.area.y + sizes.head + 6.0 * factor;
    let bar = Area { x: card.area.x + sizes.padding, y, width, height: BAR_HEIGHT * factor };
    inner.push(rect(format!("{name}-all"), "entries", bar));
    if let Some((first, count)) = taken.filter(|(_, count)| *count > 0) {
        let share = |entries: u16| f64::from(entries) / f64::from(all.max(1)) * width;
        let part = Area { x: bar.x + share(first), width: share(count).max(2.0), ..bar };
        inner.push(rect(format!("{name}-taken"), "taken", part));
    }
    let words = taken_words(pen.view, all, taken);
    let content = text_cut(&words, Face::Ui, sizes.size, width);
    let at = Point { x: bar.x, y: bar.bottom() + (SPACE + BASELINE - 2.0) * factor };
    let text = Text { at, anchor: Anchor::Start, face: Face::Ui, size: sizes.size, content };
    inner.push(Shape::new(format!("{name}-words"), "label", Mark::Text(text)));
}

fn rect(key: String, class: &'static str, area: Area) -> Shape {
    Shape::new(key, class, Mark::Rect { area, radius: 1.5 })
}

/// The number of the step, at the card's corner.
fn draw_badge(pen: &mut Pen<'_, '_>, tree: &TreeData<'_>, card: &Card, (age, order): (usize, u32)) {
    let sizes = Sizes::of(pen.view);
    let radius = BADGE_RADIUS * pen.view.options.factor();
    let content = order.to_string();
    let width = text_width(&content, Face::UiStrong, sizes.size);
    let half = (width / 2.0 + 4.0).max(radius);
    let middle = Point { x: card.area.x - HALF_PIXEL, y: card.area.y };
    // A long number grows to the right of where a short one would end, not out of the picture.
    let x = (middle.x - radius).max(1.0);
    let area = Area { x, y: middle.y - radius, width: 2.0 * half, height: 2.0 * radius };
    let name = key(tree, &format!("badge-{}", card.page_no));
    let class = BADGES[age.min(BADGES.len() - 1)];
    pen.scene.shapes.push(Shape::new(name.clone(), class, Mark::Rect { area, radius }));
    let at = Point { x: x + half, y: baseline_around(middle.y, sizes.size) };
    let (face, size) = (Face::UiStrong, sizes.size);
    let text = Text { at, anchor: Anchor::Middle, face, size, content };
    pen.scene.shapes.push(Shape::new(format!("{name}-no"), "label order", Mark::Text(text)));
}

/// An arc from a node that was split to its new neighbour.
fn draw_splits(pen: &mut Pen<'_, '_>, tree: &TreeData<'_>, layout: &Layout) {
    for (left, right) in &tree.splits {
        let label = {
            let args = [("left", (*left).into()), ("right", (*right).into())];
            pen.view.words.say(Word::TreeSplit, &args)
        };
        let card = |no: u32| layout.levels.iter().find_map(|level| level.card(no));
        let commands = match (card(*left), card(*right)) {
            (Some(left), Some(right)) => {
                let (from, to) = (top_of(&left.area), top_of(&right.area));
                let top = number_text(from.y.min(to.y) - 14.0);
                let [ax, ay, bx, by] = [from.x, from.y, to.x, to.y].map(number_text);
                format!("M{ax} {ay}C{ax} {top} {bx} {top} {bx} {by}")
            }
            _ => continue,
        };
        let name = key(tree, &format!("split-{right}"));
        let arc = Shape::new(name, "split", Mark::Path { commands }).labelled(label);
        pen.scene.shapes.push(arc);
    }
}

/// What was read of the index, and where its entries lead.
fn draw_footer(pen: &mut Pen<'_, '_>, tree: &TreeData<'_>, y: f64) {
    let view = pen.view;
    let is_touched = tree.relation.is_touched();
    let counts = tree.relation.counts.words(view);
    let left =
        if is_touched { counts.to_vec() } else { vec![view.words.say(Word::TreeUntouched, &[])] };
    let hop = tree.hop.map(|page| {
        let relation = view.story.relation_name(page.rel);
        let args = [("page", page.no.into()), ("relation", (&relation).into())];
        view.words.say(Word::TreeHop, &args)
    });
    let to_come = tree.relation.counts.to_come;
    let coming = || view.words.say(Word::HeapToCome, &[("pages", to_come.into())]);
    let right: Vec<String> = match (hop, to_come) {
        (Some(hop), _) => vec![hop],
        (None, 0) => Vec::new(),
        (None, _) => vec![coming()],
    };
    let left = Phrase { class: "label", face: Face::Ui, forms: &left };
    let right = Phrase { class: "label current", face: Face::Ui, forms: &right };
    pen.line(&key(tree, "footer"), y, left, right);
}

fn legend(pen: &mut Pen<'_, '_>, tree: &TreeData<'_>) {
    let nodes = || tree.levels.iter().flatten().map(|no| tree.page(*no));
    let touched = |how| nodes().any(|page| page.touched == Some(how));
    pen.legend(&[
        (touched(TouchKind::Hit), "hit", Swatch::Filled, Word::LegendHit),
        (touched(TouchKind::Added), "added", Swatch::Filled, Word::LegendNew),
        (touched(TouchKind::Miss), "miss", Swatch::Filled, Word::LegendMiss),
        (nodes().any(|page| page.is_now), "now", Swatch::Ring, Word::LegendNow),
        (nodes().any(|page| page.is_to_come), "todo", Swatch::Hollow, Word::LegendToCome),
        (!tree.way.is_empty(), "way", Swatch::Filled, Word::LegendWay),
    ]);
}
