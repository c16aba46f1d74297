//! The shapes: headings, squares by state, ring, order numbers, footers.

use super::data::{PageData, RelationData};
use super::layout::{Place, Plan, MARGIN};
use crate::chart::grid::Scale;
use crate::shape::cells::{Cells, Form, Layer};
use crate::shape::mark::{Anchor, Area, Mark, Point, Shape, Target, Text};
use crate::shape::measure::{text_cut, text_width, Face};
use crate::shape::scene::{Figure, LegendItem, Scene, Swatch};
use crate::story::chapter::TouchKind;
use crate::viz::view::View;
use crate::words::{Arg, Word};

use model::base::ids::PageId;

/// More touched pages than this carry no order numbers: they would hide the squares.
const ORDER_NUMBERS_MAX: u64 = 24;
/// From a square's edge to its ring (look.md 4: a ring 3 px outside the mark).
const RING_DISTANCE: f64 = 3.0;
/// From a square to its order number.
const NUMBER_DISTANCE: f64 = 5.0;
/// Room between two texts on one line.
const WORD_SPACE: f64 = 12.0;

/// All of it.
pub fn draw(view: &View<'_>, relations: &[RelationData<'_>], plan: &Plan) -> Scene {
    let options = view.options;
    let mut scene = Scene::new(options.width, options.height, view.words.say(Word::CapHeap, &[]));
    scene.description = description(view, relations);
    let mut pen = Pen { view, scene };
    match plan.scale {
        _ if relations.is_empty() => pen.notice(Word::HeapEmpty),
        None => pen.notice(Word::HeapSmall),
        Some(scale) => {
            for place in &plan.places {
                pen.relation(&relations[place.index], place, scale);
            }
            pen.left_out(plan);
        }
    }
    pen.scene.figures = figures(view, relations);
    pen.scene.legend = legend(view, relations);
    pen.scene
}

struct Pen<'v, 'a> {
    view: &'v View<'a>,
    scene: Scene,
}

impl Pen<'_, '_> {
    /// One line in the middle of an empty picture.
    fn notice(&mut self, word: Word) {
        let content = self.view.words.say(word, &[]);
        let size = self.view.options.label_pixels();
        let width = self.scene.width - 2.0 * MARGIN;
        let content = text_cut(&content, Face::Ui, size, width);
        let at = Point { x: self.scene.width / 2.0, y: self.scene.height / 2.0 };
        self.text("heap-notice".to_string(), "label quiet", at, Anchor::Middle, Face::Ui, content);
    }

    fn relation(&mut self, relation: &RelationData<'_>, place: &Place, scale: Scale) {
        self.heading(relation, place, scale);
        let cells = cells_of(relation, place.grid, scale);
        let key = format!("heap-{}", relation.rel);
        let label = self.label(relation);
        let ring = relation.page_now().map(|page_no| self.ring(relation, &cells, page_no));
        let numbers = self.order_numbers(relation, &cells);
        self.selection(relation, &cells);
        self.scene.shapes.push(Shape::new(key, "pages", Mark::Cells(cells)).labelled(label));
        self.scene.shapes.extend(ring);
        self.scene.shapes.extend(numbers);
        if let Some(footer_y) = place.footer_y {
            self.footer(relation, footer_y);
        }
    }

    /// The name on the left, how many pages on the right, as much as fits.
    fn heading(&mut self, relation: &RelationData<'_>, place: &Place, scale: Scale) {
        let words = self.view.words;
        let name = relation.still.name.as_str();
        let title = words.say(Word::HeapTitle, &[("relation", name.into())]);
        let pages = relation.still.pages.len() as u64;
        let fold = u64::from(scale.items_per_cell);
        let args = [("pages", pages.into()), ("fold", fold.into())];
        let long = if fold > 1 { Word::HeapPagesFolded } else { Word::HeapPages };
        let notes = match pages {
            0 => vec![words.say(Word::HeapPagesNone, &[])],
            _ => vec![words.say(long, &args), words.say(Word::HeapPagesShort, &args)],
        };
        self.line(
            &format!("heap-{}-heading", relation.rel),
            place.heading_y,
            ("label strong", Face::UiStrong, &[title]),
            ("label quiet", &notes),
        );
    }

    fn footer(&mut self, relation: &RelationData<'_>, y: f64) {
        let words = self.view.words;
        let right = if relation.is_summed {
            vec![words.say(Word::HeapSummed, &[]), words.say(Word::HeapSummedShort, &[])]
        } else if relation.pages_to_come > 0 {
            vec![words.say(Word::HeapToCome, &[("pages", relation.pages_to_come.into())])]
        } else {
            Vec::new()
        };
        let (long, short) = footer_words(self.view, relation);
        self.line(
            &format!("heap-{}-footer", relation.rel),
            y,
            ("label", Face::Ui, &[long, short]),
            ("label quiet", &right),
        );
    }

    /// Two texts on one line: the longest forms that fit beside each other, then the left alone.
    fn line(
        &mut self,
        key: &str,
        y: f64,
        (left_class, face, lefts): (&'static str, Face, &[String]),
        (right_class, rights): (&'static str, &[String]),
    ) {
        let size = self.view.options.label_pixels();
        let width = self.scene.width - 2.0 * MARGIN;
        let pair = lefts.iter().flat_map(|left| rights.iter().map(move |right| (left, right)));
        let fits = |(left, right): &(&String, &String)| {
            let taken = text_width(left, face, size) + text_width(right, Face::Ui, size);
            taken + WORD_SPACE <= width
        };
        let pair = pair.into_iter().find(fits);
        let alone = || lefts.iter().find(|left| text_width(left, face, size) <= width);
        let left = match pair {
            Some((left, _)) => left.clone(),
            None => alone().cloned().unwrap_or_else(|| {
                text_cut(lefts.last().map_or("", String::as_str), face, size, width)
            }),
        };
        let start = Point { x: MARGIN, y };
        self.text(format!("{key}-left"), left_class, start, Anchor::Start, face, left);
        if let Some((_, right)) = pair {
            let end = Point { x: self.scene.width - MARGIN, y };
            let right = right.clone();
            self.text(format!("{key}-right"), right_class, end, Anchor::End, Face::Ui, right);
        }
    }

    fn text(
        &mut self,
        key: String,
        class: &'static str,
        at: Point,
        anchor: Anchor,
        face: Face,
        content: String,
    ) {
        let size = self.view.options.label_pixels();
        let text = Text { at, anchor, face, size, content };
        self.scene.shapes.push(Shape::new(key, class, Mark::Text(text)));
    }

    fn ring(&self, relation: &RelationData<'_>, cells: &Cells, page_no: u32) -> Shape {
        let area = cells.area(cells.cell_of(page_no)).grown(RING_DISTANCE);
        let key = format!("heap-{}-now", relation.rel);
        let page = PageId { rel: relation.rel, no: page_no };
        Shape::new(key, "now", Mark::Rect { area, radius: RING_DISTANCE })
            .standing_for(Target::Page(page))
    }

    fn selection(&mut self, relation: &RelationData<'_>, cells: &Cells) {
        let Some(Target::Page(page)) = self.view.options.selected else { return };
        if page.rel != relation.rel || page.no >= cells.item_count {
            return;
        }
        let area = cells.area(cells.cell_of(page.no)).grown(RING_DISTANCE);
        let mark = Mark::Rect { area, radius: RING_DISTANCE };
        let key = format!("heap-{}-selected", relation.rel);
        let shape = Shape::new(key, "selected", mark).standing_for(Target::Page(page));
        self.scene.shapes.push(shape);
    }

    /// A number beside each touched square, while they are few. The one of the current page comes
    /// first; one that would touch another number or a lit square is left out.
    fn order_numbers(&self, relation: &RelationData<'_>, cells: &Cells) -> Vec<Shape> {
        if relation.pages_read > ORDER_NUMBERS_MAX || cells.items_per_cell > 1 {
            return Vec::new();
        }
        let mut touched: Vec<(u32, PageData)> = (0u32..)
            .zip(relation.pages.iter().copied())
            .filter(|(_, page)| page.touched.is_some())
            .collect();
        let lit: Vec<Area> = (0u32..)
            .zip(&relation.pages)
            .filter(|(_, page)| page.touched.is_some() || page.is_to_come)
            .map(|(page_no, _)| cells.area(page_no))
            .collect();
        touched.sort_by_key(|(_, page)| (!page.is_now, std::cmp::Reverse(page.order)));
        let mut taken: Vec<Area> = Vec::new();
        let mut shapes = Vec::new();
        for (page_no, page) in touched {
            let Some(text) = self.number_beside(cells, page_no, page, &lit, &taken) else {
                continue;
            };
            taken.push(text.area());
            let key = format!("heap-{}-order-{page_no}", relation.rel);
            let class = if page.is_now { "label order halo current" } else { "label order halo" };
            let shape = Shape::new(key, class, Mark::Text(text));
            let target = Target::Page(PageId { rel: relation.rel, no: page_no });
            shapes.push((page.order, shape.standing_for(target)));
        }
        shapes.sort_by_key(|(order, _)| *order);
        shapes.into_iter().map(|(_, shape)| shape).collect()
    }

    fn number_beside(
        &self,
        cells: &Cells,
        page_no: u32,
        page: PageData,
        lit: &[Area],
        taken: &[Area],
    ) -> Option<Text> {
        let square = cells.area(page_no);
        let size = self.view.options.label_pixels();
        let y = square.y + square.height / 2.0 + size * 0.36;
        let distance = if page.is_now { NUMBER_DISTANCE + RING_DISTANCE } else { NUMBER_DISTANCE };
        let sides =
            [(Anchor::Start, square.right() + distance), (Anchor::End, square.x - distance)];
        sides.into_iter().find_map(|(anchor, x)| {
            let content = page.order.to_string();
            let at = Point { x, y };
            let text = Text { at, anchor, face: Face::UiStrong, size, content };
            let area = text.area();
            let inside = area.x >= 0.0 && area.right() <= self.scene.width;
            let free = !lit.iter().chain(taken).any(|other| area.overlaps(other));
            (inside && free).then_some(text)
        })
    }

    fn left_out(&mut self, plan: &Plan) {
        let Some(left_out) = plan.left_out else { return };
        let args = [("tables", left_out.table_count.into()), ("pages", left_out.page_count.into())];
        let content = self.view.words.say(Word::HeapMore, &args);
        let size = self.view.options.label_pixels();
        let content = text_cut(&content, Face::Ui, size, self.scene.width - 2.0 * MARGIN);
        let at = Point { x: MARGIN, y: left_out.y };
        self.text("heap-more".to_string(), "label quiet", at, Anchor::Start, Face::Ui, content);
    }

    fn label(&self, relation: &RelationData<'_>) -> String {
        relation_sentence(self.view, relation)
    }
}

fn cells_of(relation: &RelationData<'_>, origin: Point, scale: Scale) -> Cells {
    let item_count = relation.pages.len() as u32;
    let mut cells = Cells {
        origin,
        columns: scale.columns,
        cell_count: scale.cell_count(item_count),
        pitch: f64::from(scale.pitch),
        side: f64::from(scale.side),
        items_per_cell: scale.items_per_cell,
        item_count,
        item_key: format!("page-{}-", relation.rel),
        layers: Vec::new(),
    };
    let mut layers = [
        Layer { class: "idle", form: Form::Filled, letter: '.', members: Vec::new() },
        Layer { class: "todo", form: Form::Hollow, letter: 'o', members: Vec::new() },
        Layer { class: "hit", form: Form::Filled, letter: 'h', members: Vec::new() },
        Layer { class: "added", form: Form::Filled, letter: 'a', members: Vec::new() },
        Layer { class: "miss", form: Form::Filled, letter: 'M', members: Vec::new() },
        Layer { class: "dirty", form: Form::Corner, letter: '\'', members: Vec::new() },
    ];
    let dirty = layers.len() - 1;
    for cell in 0..cells.cell_count {
        let (first, end) = cells.items_of(cell);
        let pages = &relation.pages[first as usize..end as usize];
        let ranks = pages.iter().filter(|page| page.is_shown()).map(PageData::rank);
        if let Some(rank) = ranks.max() {
            layers[rank].members.push(cell);
        }
        if pages.iter().any(|page| page.is_dirty) {
            layers[dirty].members.push(cell);
        }
    }
    cells.layers = layers.into_iter().filter(|layer| !layer.members.is_empty()).collect();
    cells
}

impl PageData {
    fn is_shown(&self) -> bool {
        !self.is_place_only || self.is_to_come
    }

    /// The layer of its square: of several pages in one square the highest shows.
    fn rank(&self) -> usize {
        match self.touched {
            Some(TouchKind::Miss) => 4,
            Some(TouchKind::Added) => 3,
            Some(TouchKind::Hit) => 2,
            None => usize::from(self.is_to_come),
        }
    }
}

/// How many pages the statement has touched, and how each was had; then the first half alone.
fn footer_words(view: &View<'_>, relation: &RelationData<'_>) -> (String, String) {
    let say = |word, args: &[(&str, Arg<'_>)]| view.words.say(word, args);
    let touches = relation.hits + relation.misses + relation.added;
    let done = if relation.is_summed { touches } else { relation.pages_read };
    let args = [
        ("done", done.into()),
        ("all", (done + relation.pages_to_come).into()),
        ("hits", relation.hits.into()),
        ("misses", relation.misses.into()),
        ("added", relation.added.into()),
    ];
    let word = match (relation.added > 0, relation.pages_to_come > 0) {
        (false, false) => Word::HeapRead,
        (false, true) => Word::HeapReadOf,
        (true, false) => Word::HeapTouched,
        (true, true) => Word::HeapTouchedOf,
    };
    let mut head = say(word, &args);
    if touches > done {
        head = say(Word::HeapTimes, &[("head", Arg::from(&head)), ("touches", touches.into())]);
    }
    let parts = [
        (relation.hits, Word::HeapHits),
        (relation.misses, Word::HeapMisses),
        (relation.added, Word::HeapAdded),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, word)| say(word, &args))
        .collect();
    if parts.is_empty() {
        return (head.clone(), head);
    }
    let parts = parts.join(", ");
    let split = [("head", Arg::from(&head)), ("parts", Arg::from(&parts))];
    (say(Word::HeapSplit, &split), head)
}

fn relation_sentence(view: &View<'_>, relation: &RelationData<'_>) -> String {
    let pages = relation.still.pages.len() as u64;
    let (footer, _) = footer_words(view, relation);
    let args = [
        ("relation", relation.still.name.as_str().into()),
        ("pages", pages.into()),
        ("footer", Arg::from(&footer)),
    ];
    let word =
        if relation.is_touched() { Word::HeapDescriptionRead } else { Word::HeapDescription };
    view.words.say(word, &args)
}

fn description(view: &View<'_>, relations: &[RelationData<'_>]) -> String {
    if relations.is_empty() {
        return view.words.say(Word::HeapEmpty, &[]);
    }
    let mut sentences: Vec<String> =
        relations.iter().map(|relation| relation_sentence(view, relation)).collect();
    for relation in relations {
        if let Some(page_no) = relation.page_now() {
            let name = relation.still.name.as_str();
            let args = [("page", page_no.into()), ("relation", name.into())];
            sentences.push(view.words.say(Word::HeapDescriptionNow, &args));
        }
    }
    sentences.join(" ")
}

fn figures(view: &View<'_>, relations: &[RelationData<'_>]) -> Vec<Figure> {
    let sum = |of: fn(&RelationData<'_>) -> u64| relations.iter().map(of).sum::<u64>();
    let source = relations.iter().filter_map(|relation| relation.last_touch).max();
    let source = source.map(Target::Event);
    let hits = sum(|relation| relation.hits);
    let misses = sum(|relation| relation.misses);
    let figure = |key: &str, class, value: u64, word| Figure {
        key: key.to_string(),
        class,
        value,
        unit: view.words.say(word, &[("n", value.into())]),
        source,
    };
    vec![
        figure("pages", "", sum(|relation| relation.still.pages.len() as u64), Word::UnitPages),
        figure("read", "", hits + misses, Word::UnitRead),
        figure("hits", "hit", hits, Word::UnitHits),
        figure("misses", "miss", misses, Word::UnitMisses),
        figure("added", "added", sum(|relation| relation.added), Word::UnitAdded),
        figure("to-come", "todo", sum(|relation| relation.pages_to_come), Word::UnitToCome),
    ]
}

fn legend(view: &View<'_>, relations: &[RelationData<'_>]) -> Vec<LegendItem> {
    let pages = || relations.iter().flat_map(|relation| &relation.pages);
    let touched = |how| pages().any(|page| page.touched == Some(how));
    let items = [
        (touched(TouchKind::Hit), "hit", Swatch::Filled, Word::LegendHit),
        (touched(TouchKind::Added), "added", Swatch::Filled, Word::LegendNew),
        (touched(TouchKind::Miss), "miss", Swatch::Filled, Word::LegendMiss),
        (pages().any(|page| page.is_now), "now", Swatch::Ring, Word::LegendNow),
        (pages().any(|page| page.is_to_come), "todo", Swatch::Hollow, Word::LegendToCome),
        (pages().any(|page| page.is_dirty), "dirty", Swatch::Corner, Word::LegendDirty),
        (pages().any(|page| page.rank() == 0), "idle", Swatch::Filled, Word::LegendIdle),
    ];
    let occurring = items.into_iter().filter(|(occurs, ..)| *occurs);
    occurring
        .map(|(_, class, swatch, word)| LegendItem {
            class,
            swatch,
            label: view.words.say(word, &[]),
        })
        .collect()
}
