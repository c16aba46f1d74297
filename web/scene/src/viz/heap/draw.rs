//! The shapes: headings, squares by state, ring, order numbers, footers.

use model::base::ids::PageId;

use super::layout::{Place, Plan};
use super::say;
use crate::chart::grid::Scale;
use crate::shape::cells::{Cells, Form, Items, Layer};
use crate::shape::mark::{Anchor, Area, Mark, Point, Shape, Target, Text};
use crate::shape::measure::{text_cut, Face};
use crate::shape::scene::{Scene, Swatch};
use crate::story::chapter::TouchKind;
use crate::viz::legend::PageStates;
use crate::viz::pen::{baseline_around, Counts, Pen, Phrase, MARGIN};
use crate::viz::relations::{PageData, RelationData};
use crate::viz::view::View;
use crate::words::Word;

/// More touched pages than this carry no order numbers: they would hide the squares.
const ORDER_NUMBERS_MAX: u64 = 24;
/// From a square to its order number.
const NUMBER_DISTANCE: f64 = 5.0;
/// From the ring of the current square to its order number.
const NUMBER_DISTANCE_NOW: f64 = 8.0;

/// All of it.
pub fn draw(view: &View<'_>, relations: &[RelationData<'_>], plan: &Plan) -> Scene {
    let mut pen = Pen::new(view, Word::CapHeap);
    match plan.scale {
        _ if relations.is_empty() => pen.notice(Word::HeapEmpty),
        None => pen.notice(Word::HeapSmall),
        Some(scale) => {
            for place in &plan.places {
                draw_relation(&mut pen, &relations[place.index], place, scale);
            }
            draw_left_out(&mut pen, plan);
        }
    }
    legend(&mut pen, relations);
    pen.scene.description = say::description(view, relations);
    pen.scene.figures = say::figures(view, relations);
    pen.scene
}

/// The numbers of a statement without its squares.
pub fn draw_counted(view: &View<'_>, counts: &Counts) -> Scene {
    let mut pen = Pen::new(view, Word::CapHeap);
    let [words, _] = counts.words(view);
    let why = view.words.say(Word::HeapSummed, &[]);
    pen.notices(&[words.clone(), why.clone()]);
    pen.scene.description = format!("{words}. {why}");
    pen.scene.figures = say::counted_figures(view, counts);
    pen.scene
}

fn draw_relation(pen: &mut Pen<'_, '_>, relation: &RelationData<'_>, place: &Place, scale: Scale) {
    let rel = relation.rel;
    draw_heading(pen, relation, place, scale);
    let cells = cells_of(relation, place.grid, scale);
    let square = |page: PageId| cells.area(cells.cell_of(page.no));
    if let Some(Target::Page(page)) = pen.view.options.selected {
        if page.rel == rel && page.no < cells.item_count {
            pen.selection(format!("heap-{rel}-selected"), square(page), Target::Page(page));
        }
    }
    let squares_at = pen.scene.shapes.len();
    if let Some(no) = relation.page_now() {
        let page = PageId { rel, no };
        pen.ring(format!("heap-{rel}-now"), square(page), Target::Page(page));
    }
    draw_order_numbers(pen, relation, &cells);
    let label = say::relation(pen.view, relation);
    let squares = Shape::new(format!("heap-{rel}"), "pages", Mark::Cells(cells)).labelled(label);
    pen.scene.shapes.insert(squares_at, squares);
    if let Some(footer_y) = place.footer_y {
        draw_footer(pen, relation, footer_y);
    }
}

/// The name on the left, how many pages on the right, as much as fits.
fn draw_heading(pen: &mut Pen<'_, '_>, relation: &RelationData<'_>, place: &Place, scale: Scale) {
    let words = pen.view.words;
    let name = relation.still.name.as_str();
    let size = pen.view.options.label_pixels();
    let title = words.say(Word::HeapTitle, &[("relation", name.into())]);
    let title = text_cut(&title, Face::UiStrong, size, pen.scene.width - 2.0 * MARGIN);
    let pages = relation.still.pages.len() as u64;
    let fold = u64::from(scale.items_per_cell);
    let args = [("pages", pages.into()), ("fold", fold.into())];
    let long = if fold > 1 { Word::HeapPagesFolded } else { Word::HeapPages };
    let notes = match pages {
        0 => vec![words.say(Word::HeapPagesNone, &[])],
        _ => vec![words.say(long, &args), words.say(Word::HeapPagesShort, &args)],
    };
    let left = Phrase { class: "label strong", face: Face::UiStrong, forms: &[title] };
    let right = Phrase { class: "label quiet", face: Face::Ui, forms: &notes };
    pen.line(&format!("heap-{}-heading", relation.rel), place.heading_y, left, right);
}

fn draw_footer(pen: &mut Pen<'_, '_>, relation: &RelationData<'_>, y: f64) {
    let words = pen.view.words;
    let to_come = relation.counts.to_come;
    let to_come_words = words.say(Word::HeapToCome, &[("pages", to_come.into())]);
    let notes = if to_come > 0 { vec![to_come_words] } else { Vec::new() };
    let counts = relation.counts.words(pen.view);
    let left = Phrase { class: "label", face: Face::Ui, forms: &counts };
    let right = Phrase { class: "label quiet", face: Face::Ui, forms: &notes };
    pen.line(&format!("heap-{}-footer", relation.rel), y, left, right);
}

/// A number beside each touched square, while they are few. The current page comes first; a number
/// that would touch another one or a lit square is left out.
fn draw_order_numbers(pen: &mut Pen<'_, '_>, relation: &RelationData<'_>, cells: &Cells) {
    if relation.counts.pages > ORDER_NUMBERS_MAX || cells.items_per_cell > 1 {
        return;
    }
    let pages = || (0u32..).zip(relation.pages.iter().copied());
    let lit = pages().filter(|(_, page)| page.touched.is_some() || page.is_to_come);
    let mut taken: Vec<Area> = lit.map(|(no, _)| cells.area(no)).collect();
    let mut touched: Vec<(u32, PageData)> =
        pages().filter(|(_, page)| page.touched.is_some()).collect();
    touched.sort_by_key(|(_, page)| (!page.is_now, std::cmp::Reverse(page.order)));
    let mut numbers = Vec::new();
    for (no, page) in touched {
        let Some(text) = number_beside(pen, cells.area(no), page, &taken) else { continue };
        taken.push(text.area());
        let key = format!("heap-{}-order-{no}", relation.rel);
        let class = if page.is_now { "label order halo current" } else { "label order halo" };
        let target = Target::Page(PageId { rel: relation.rel, no });
        numbers.push((page.order, Shape::new(key, class, Mark::Text(text)).standing_for(target)));
    }
    numbers.sort_by_key(|(order, _)| *order);
    pen.scene.shapes.extend(numbers.into_iter().map(|(_, shape)| shape));
}

/// The number right of its square, or left of it, or not at all.
fn number_beside(pen: &Pen<'_, '_>, square: Area, page: PageData, taken: &[Area]) -> Option<Text> {
    let size = pen.view.options.label_pixels();
    let y = baseline_around(square.y + square.height / 2.0, size);
    let distance = if page.is_now { NUMBER_DISTANCE_NOW } else { NUMBER_DISTANCE };
    let sides = [(Anchor::Start, square.right() + distance), (Anchor::End, square.x - distance)];
    sides.into_iter().find_map(|(anchor, x)| {
        let content = page.order.to_string();
        let text = Text { at: Point { x, y }, anchor, face: Face::UiStrong, size, content };
        let area = text.area();
        let is_inside = area.x >= 0.0 && area.right() <= pen.scene.width;
        let is_free = !taken.iter().any(|other| area.overlaps(other));
        (is_inside && is_free).then_some(text)
    })
}

fn draw_left_out(pen: &mut Pen<'_, '_>, plan: &Plan) {
    let Some(left_out) = plan.left_out else { return };
    let args = [("tables", left_out.table_count.into()), ("pages", left_out.page_count.into())];
    let content = pen.view.words.say(Word::HeapMore, &args);
    let left = Phrase { class: "label quiet", face: Face::Ui, forms: &[content] };
    let right = Phrase { class: "label quiet", face: Face::Ui, forms: &[] };
    pen.line("heap-more", left_out.y, left, right);
}

fn legend(pen: &mut Pen<'_, '_>, relations: &[RelationData<'_>]) {
    let pages = || relations.iter().flat_map(|relation| &relation.pages);
    let mut states = PageStates::default();
    for page in pages() {
        states.touched(page.touched);
        states.now |= page.is_now;
        states.to_come |= page.is_to_come;
        states.dirty |= page.is_dirty;
    }
    pen.legend(&states.states());
    let is_idle = pages().any(|page| page.rank() == 0);
    pen.legend(&[(is_idle, "idle", Swatch::Filled, Word::LegendIdle)]);
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
        items: Items::Pages(relation.rel),
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
