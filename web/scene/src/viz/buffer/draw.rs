//! The shapes: boxes where they fit, squares where they do not.

use model::base::ids::{FrameNo, PageId};
use model::trace::event::page::RelationKind;

use super::codes::Codes;
use super::data::{FrameData, PoolData};
use crate::chart::grid::{scale_for, Block, Room, Scale};
use crate::shape::cells::{Cells, Form, Items, Layer};
use crate::shape::mark::{number_text, Anchor, Area, Mark, Point, Shape, Target, Text};
use crate::shape::measure::{text_width, Face};
use crate::shape::scene::{Figure, Scene, Swatch};
use crate::story::chapter::TouchKind;
use crate::viz::legend::PageStates;
use crate::viz::pen::{baseline_around, Pen, Phrase, BASELINE, LINE, MARGIN, SPACE};
use crate::viz::view::View;
use crate::words::Word;

/// Smallest width of a box: a letter and two digits with room beside them.
const BOX_WIDTH_MIN: f64 = 33.0;
/// Room beside the texts of a box.
const BOX_PADDING: f64 = 5.0;
/// Between the code of the relation and the number of the page.
const CODE_GAP: f64 = 4.0;
/// Between boxes in a row.
const BOX_GAP_X: f64 = 3.0;
/// Height of a box, and the space under it: as it should be, and where there is little room.
const BOX_HEIGHTS: [(f64, f64); 2] = [(24.0, 5.0), (18.0, 3.0)];
/// The corner radius of a frame that holds an index page.
const INDEX_RADIUS: f64 = 8.0;
/// The corner radius of other frames (tokens.css, `--radius-mark`).
const FRAME_RADIUS: f64 = 1.5;
/// The side of a dirty box's folded corner.
const FOLD: f64 = 9.0;
/// Edges of one pixel are sharp when their middle lies in the middle of a pixel.
const HALF_PIXEL: f64 = 0.5;
/// Smallest and largest pitch of squares.
const PITCHES: (f64, f64) = (4.0, 20.0);

/// All of it.
pub fn draw(view: &View<'_>, pool: &PoolData) -> Scene {
    let mut pen = Pen::new(view, Word::CapBuffer);
    if pool.frames.is_empty() {
        pen.notice(Word::BufferEmpty);
        pen.scene.description = view.words.say(Word::BufferEmpty, &[]);
    } else if let Some(boxes) = Boxes::fitting(view, pool) {
        draw_heading(&mut pen, pool, 1);
        let bottom = draw_boxes(&mut pen, pool, &boxes);
        let bottom = draw_key(&mut pen, pool, &boxes.codes, bottom);
        draw_footer(&mut pen, pool, bottom);
        legend(&mut pen, pool);
    } else if let Some(scale) = square_scale(view, pool) {
        draw_heading(&mut pen, pool, scale.items_per_cell);
        let bottom = draw_squares(&mut pen, pool, scale);
        draw_footer(&mut pen, pool, bottom);
        legend(&mut pen, pool);
    } else {
        pen.notice(Word::HeapSmall);
    }
    if !pool.frames.is_empty() {
        pen.scene.description = description(view, pool);
    }
    pen.scene.figures = figures(view, pool);
    pen.scene
}

/// How boxes are laid out.
struct Boxes {
    width: f64,
    height: f64,
    pitch_x: f64,
    pitch_y: f64,
    columns: usize,
    frame_count: usize,
    codes: Codes,
}

impl Boxes {
    /// All frames of the pool if they fit, else those in use, else `None`.
    fn fitting(view: &View<'_>, pool: &PoolData) -> Option<Boxes> {
        BOX_HEIGHTS.into_iter().find_map(|heights| Boxes::of_height(view, pool, heights))
    }

    fn of_height(view: &View<'_>, pool: &PoolData, (height, gap): (f64, f64)) -> Option<Boxes> {
        let factor = view.options.factor();
        let size = view.options.label_pixels();
        let codes = Codes::of(view);
        let pages = pool.frames.iter().filter_map(|frame| frame.still.map(|still| still.page));
        let wide = |page: PageId| {
            let code = text_width(codes.code(page.rel), Face::Ui, size);
            code + text_width(&page.no.to_string(), Face::Ui, size)
        };
        let texts = pages.map(wide).fold(0.0, f64::max);
        let space = (2.0 * BOX_PADDING + CODE_GAP) * factor;
        let width = (texts + space).max(BOX_WIDTH_MIN * factor).ceil();
        let height = height * factor;
        let (pitch_x, pitch_y) = (width + BOX_GAP_X * factor, height + gap * factor);
        let room = view.options.width - 2.0 * MARGIN + BOX_GAP_X * factor;
        let columns = ((room / pitch_x) as usize).max(1);
        let lines = 2.0 * lines_height(view) + LINE * factor;
        let rows_max = ((square_room(view).height - lines) / pitch_y) as usize;
        let fits = |count: usize| count.div_ceil(columns) <= rows_max;
        let frame_count = [pool.frame_count as usize, pool.frames.len()]
            .into_iter()
            .find(|count| *count >= pool.frames.len() && fits(*count))?;
        Some(Boxes { width, height, pitch_x, pitch_y, columns, frame_count, codes })
    }

    fn area(&self, no: usize, top: f64) -> Area {
        Area {
            x: MARGIN + HALF_PIXEL + (no % self.columns) as f64 * self.pitch_x,
            y: top + HALF_PIXEL + (no / self.columns) as f64 * self.pitch_y,
            width: self.width - 1.0,
            height: self.height - 1.0,
        }
    }
}

/// Height of the heading, and of the footer.
fn lines_height(view: &View<'_>) -> f64 {
    (LINE + SPACE) * view.options.factor()
}

fn square_room(view: &View<'_>) -> Room {
    let factor = view.options.factor();
    Room {
        width: view.options.width - 2.0 * MARGIN,
        height: view.options.height - 2.0 * MARGIN,
        gap: 0.0,
        pitch_min: (PITCHES.0 * factor) as u32,
        pitch_max: (PITCHES.1 * factor) as u32,
    }
}

fn square_scale(view: &View<'_>, pool: &PoolData) -> Option<Scale> {
    let block = Block {
        item_count: pool.frames.len() as u32,
        header_height: lines_height(view),
        footer_height: lines_height(view),
    };
    scale_for(&[block], &square_room(view))
}

/// Draws the boxes and returns where they end.
fn draw_boxes(pen: &mut Pen<'_, '_>, pool: &PoolData, boxes: &Boxes) -> f64 {
    let top = MARGIN + lines_height(pen.view);
    let empty = FrameData::default();
    let mut bottom = top;
    for no in 0..boxes.frame_count {
        let area = boxes.area(no, top);
        bottom = area.bottom();
        draw_box(pen, no as u32, pool.frames.get(no).unwrap_or(&empty), area, &boxes.codes);
    }
    bottom
}

/// What the codes in the boxes mean, on a line of its own; returns where it ends.
fn draw_key(pen: &mut Pen<'_, '_>, pool: &PoolData, codes: &Codes, bottom: f64) -> f64 {
    let factor = pen.view.options.factor();
    let forms = codes.key(pen.view, pool);
    if forms.is_empty() {
        return bottom;
    }
    let y = bottom + (SPACE + BASELINE) * factor;
    let left = Phrase { class: "label quiet", face: Face::Ui, forms: &forms };
    pen.line("buffer-key", y, left, Phrase { class: "label quiet", face: Face::Ui, forms: &[] });
    bottom + LINE * factor
}

fn draw_box(pen: &mut Pen<'_, '_>, no: u32, frame: &FrameData, area: Area, codes: &Codes) {
    let target = Target::Frame(FrameNo(no));
    let kind = frame.still.and_then(|still| pen.view.story.relation_kind(still.page.rel));
    let radius = if kind == Some(RelationKind::Index) { INDEX_RADIUS } else { FRAME_RADIUS };
    let outline = Mark::Rect { area, radius };
    let mut parts = vec![Shape::new(format!("frame-{no}-box"), box_class(frame, kind), outline)];
    if frame.is_dirty() {
        let fold = FOLD * pen.view.options.factor();
        let (x, y) = (number_text(area.right() - fold), number_text(area.y));
        let side = number_text(fold);
        let commands = format!("M{x} {y}h{side}v{side}z");
        parts.push(Shape::new(format!("frame-{no}-dirty"), "dirty", Mark::Path { commands }));
    }
    if let Some(still) = frame.still {
        let class = match (frame.touched, kind) {
            (Some(_), _) => "label value",
            (None, Some(RelationKind::System)) => "label quiet",
            (None, _) => "label",
        };
        let size = pen.view.options.label_pixels();
        let padding = BOX_PADDING * pen.view.options.factor();
        let y = baseline_around(area.y + area.height / 2.0, size);
        let mut write = |name: &str, class, x: f64, anchor, content: String| {
            let text = Text { at: Point { x, y }, anchor, face: Face::Ui, size, content };
            parts.push(Shape::new(format!("frame-{no}-{name}"), class, Mark::Text(text)));
        };
        let code = codes.code(still.page.rel);
        if !code.is_empty() {
            let x = area.x + padding;
            write("code", "label quiet", x, Anchor::Start, code.to_string());
        }
        let x = area.right() - padding;
        write("page", class, x, Anchor::End, still.page.no.to_string());
    }
    let label = super::twin::frame_sentence(pen.view, no, frame);
    let group = Shape::new(format!("frame-{no}"), "mark", Mark::Group(parts));
    pen.scene.shapes.push(group.labelled(label).standing_for(target));
    if frame.is_now {
        pen.ring(format!("frame-{no}-now"), area, target);
    }
    pen.selection(format!("frame-{no}-selected"), area, target);
}

fn box_class(frame: &FrameData, kind: Option<RelationKind>) -> &'static str {
    match (frame.still, frame.touched) {
        (None, _) => "frame empty",
        (_, Some(TouchKind::Hit)) => "frame hit",
        (_, Some(TouchKind::Added)) => "frame added",
        (_, Some(TouchKind::Miss)) => "frame miss",
        (_, None) if kind == Some(RelationKind::System) => "frame system",
        (_, None) => "frame",
    }
}

/// Draws the squares and returns where they end.
fn draw_squares(pen: &mut Pen<'_, '_>, pool: &PoolData, scale: Scale) -> f64 {
    let item_count = pool.frames.len() as u32;
    let mut cells = Cells {
        origin: Point { x: MARGIN, y: MARGIN + lines_height(pen.view) },
        columns: scale.columns,
        cell_count: scale.cell_count(item_count),
        pitch: f64::from(scale.pitch),
        side: f64::from(scale.side),
        items_per_cell: scale.items_per_cell,
        item_count,
        items: Items::Frames,
        layers: Vec::new(),
    };
    cells.layers = layers(&cells, pool);
    let bottom = cells.bounds().bottom();
    let now = pool.frames.iter().position(|frame| frame.is_now).map(|no| no as u32);
    let selected = match pen.view.options.selected {
        Some(Target::Frame(frame)) if frame.0 < item_count => Some(frame),
        _ => None,
    };
    let square = |no: u32| cells.area(cells.cell_of(no));
    let (now_area, selected_area) = (now.map(square), selected.map(|frame| square(frame.0)));
    pen.scene.shapes.push(Shape::new("frames", "pages", Mark::Cells(cells)));
    if let (Some(no), Some(area)) = (now, now_area) {
        pen.ring(format!("frame-{no}-now"), area, Target::Frame(FrameNo(no)));
    }
    if let (Some(frame), Some(area)) = (selected, selected_area) {
        pen.selection(format!("frame-{frame}-selected"), area, Target::Frame(frame));
    }
    bottom
}

fn layers(cells: &Cells, pool: &PoolData) -> Vec<Layer> {
    let mut layers = [
        Layer { class: "todo", form: Form::Hollow, letter: '_', members: Vec::new() },
        Layer { class: "idle", form: Form::Filled, letter: '.', members: Vec::new() },
        Layer { class: "hit", form: Form::Filled, letter: 'h', members: Vec::new() },
        Layer { class: "added", form: Form::Filled, letter: 'a', members: Vec::new() },
        Layer { class: "miss", form: Form::Filled, letter: 'M', members: Vec::new() },
        Layer { class: "dirty", form: Form::Corner, letter: '\'', members: Vec::new() },
    ];
    let dirty = layers.len() - 1;
    for cell in 0..cells.cell_count {
        let (first, end) = cells.items_of(cell);
        let frames = &pool.frames[first as usize..end as usize];
        let rank = frames.iter().map(rank).max().unwrap_or(0);
        layers[rank].members.push(cell);
        if frames.iter().any(FrameData::is_dirty) {
            layers[dirty].members.push(cell);
        }
    }
    layers.into_iter().filter(|layer| !layer.members.is_empty()).collect()
}

/// The layer of its square: of several frames in one square the highest shows.
fn rank(frame: &FrameData) -> usize {
    match (frame.still, frame.touched) {
        (None, _) => 0,
        (_, None) => 1,
        (_, Some(TouchKind::Hit)) => 2,
        (_, Some(TouchKind::Added)) => 3,
        (_, Some(TouchKind::Miss)) => 4,
    }
}

/// The name on the left, how many frames on the right.
fn draw_heading(pen: &mut Pen<'_, '_>, pool: &PoolData, fold: u32) {
    let words = pen.view.words;
    let factor = pen.view.options.factor();
    let title = [words.say(Word::CapBuffer, &[])];
    let args = [
        ("filled", pool.filled_count.into()),
        ("frames", pool.frame_count.into()),
        ("fold", fold.into()),
    ];
    let all = words.say(Word::BufferFrames, &args);
    let filled = words.say(Word::BufferFilled, &args);
    let notes = match pool.filled_count == u64::from(pool.frame_count) {
        _ if fold > 1 => vec![words.say(Word::BufferFilledFolded, &args), filled, all],
        true => vec![all],
        false => vec![filled, all],
    };
    let left = Phrase { class: "label strong", face: Face::UiStrong, forms: &title };
    let right = Phrase { class: "label quiet", face: Face::Ui, forms: &notes };
    pen.line("buffer-heading", MARGIN + BASELINE * factor, left, right);
}

/// What the statement has touched on the left, what it cost the pool on the right.
fn draw_footer(pen: &mut Pen<'_, '_>, pool: &PoolData, bottom: f64) {
    let factor = pen.view.options.factor();
    let (left, right) = footer_words(pen.view, pool);
    let left = Phrase { class: "label", face: Face::Ui, forms: &left };
    let right = Phrase { class: "label quiet", face: Face::Ui, forms: &right };
    pen.line("buffer-footer", bottom + (SPACE + BASELINE) * factor, left, right);
}

fn footer_words(view: &View<'_>, pool: &PoolData) -> (Vec<String>, Vec<String>) {
    let words = view.words;
    let touches = pool.hits + pool.misses + pool.added;
    let args = [
        ("touches", touches.into()),
        ("hits", pool.hits.into()),
        ("misses", pool.misses.into()),
        ("added", pool.added.into()),
    ];
    let head = match touches {
        0 => words.say(Word::BufferUntouched, &[]),
        _ => words.say(Word::BufferTouches, &args),
    };
    let parts = [
        (pool.hits, Word::CountHits),
        (pool.misses, Word::CountMisses),
        (pool.added, Word::CountAdded),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts.map(|(_, word)| words.say(word, &args)).collect();
    let parts = parts.join(", ");
    let left = if parts.is_empty() {
        vec![head]
    } else {
        let split = [("head", (&head).into()), ("parts", (&parts).into())];
        vec![words.say(Word::CountSplit, &split), head]
    };
    let dirty = [("pages", pool.dirty_count.into())];
    let evicted = [("pages", pool.evicted.into())];
    let dirty = (pool.dirty_count > 0).then(|| words.say(Word::BufferDirty, &dirty));
    let evicted = (pool.evicted > 0).then(|| words.say(Word::BufferEvicted, &evicted));
    let both: Vec<String> = [evicted, dirty].into_iter().flatten().collect();
    let right = if both.is_empty() { Vec::new() } else { vec![both.join(", "), both[0].clone()] };
    (left, right)
}

fn description(view: &View<'_>, pool: &PoolData) -> String {
    let words = view.words;
    let args = [("filled", pool.filled_count.into()), ("frames", pool.frame_count.into())];
    let (left, right) = footer_words(view, pool);
    let mut parts = vec![words.say(Word::BufferFilled, &args), left[0].clone()];
    parts.extend(right.into_iter().next());
    let mut text: Vec<String> = parts.iter().map(|part| sentence_of(part)).collect();
    let now = (0u32..).zip(&pool.frames).find(|(_, frame)| frame.is_now);
    if let Some((no, FrameData { still: Some(still), .. })) = now {
        let PageId { rel, no: page_no } = still.page;
        let relation = view.story.relation_name(rel);
        let args =
            [("page", page_no.into()), ("relation", (&relation).into()), ("frame", no.into())];
        text.push(words.say(Word::BufferNow, &args));
    }
    text.join(" ")
}

/// A phrase as a sentence of its own.
fn sentence_of(phrase: &str) -> String {
    let mut letters = phrase.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).chain(['.']).collect()
}

fn figures(view: &View<'_>, pool: &PoolData) -> Vec<Figure> {
    let seq = view.moment.seq;
    let source = |of: &dyn Fn(&crate::story::totals::Totals) -> Option<u64>| {
        view.chapter.and_then(|chapter| of(&chapter.totals)).map(Target::Event)
    };
    let figure = |key: &str, class, value: u64, word, source| Figure {
        key: key.to_string(),
        class,
        value,
        unit: view.words.say(word, &[("n", value.into())]),
        source,
    };
    let hits = source(&|totals| totals.hits.source_at(seq));
    let misses = source(&|totals| totals.misses.source_at(seq));
    let evicted = source(&|totals| totals.evicted.source_at(seq));
    vec![
        figure("frames", "", u64::from(pool.frame_count), Word::UnitFrames, None),
        figure("filled", "", pool.filled_count, Word::UnitFilled, None),
        figure("hits", "hit", pool.hits, Word::UnitHits, hits),
        figure("misses", "miss", pool.misses, Word::UnitMisses, misses),
        figure("dirty", "dirty", pool.dirty_count, Word::UnitDirty, None),
        figure("evicted", "", pool.evicted, Word::UnitEvicted, evicted),
    ]
}

fn legend(pen: &mut Pen<'_, '_>, pool: &PoolData) {
    let mut states = PageStates::default();
    for frame in &pool.frames {
        states.touched(frame.touched);
        states.now |= frame.is_now;
        states.dirty |= frame.is_dirty();
    }
    pen.legend(&states.states());
    let is_idle = |frame: &FrameData| frame.still.is_some() && frame.touched.is_none();
    let is_empty = |frame: &FrameData| frame.still.is_none();
    let any = |is: &dyn Fn(&FrameData) -> bool| pool.frames.iter().any(is);
    pen.legend(&[
        (any(&is_idle), "idle", Swatch::Filled, Word::LegendFrameIdle),
        (any(&is_empty), "todo", Swatch::Hollow, Word::LegendFrameEmpty),
    ]);
}
