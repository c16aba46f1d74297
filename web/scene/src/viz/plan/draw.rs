//! The shapes: cards, and edges as wide as the rows that rose.

use model::base::ids::OpId;

use super::data::OperatorData;
use super::losers;
use super::twin;
use crate::chart::tree::{tree_layout, Card, TreeLayout};
use crate::shape::mark::{number_text, Anchor, Area, Mark, Point, Shape, Target, Text};
use crate::shape::measure::{text_cut, text_width, Face};
use crate::shape::scene::{Figure, Scene, Swatch};
use crate::story::operator::OperatorState;
use crate::viz::pen::{Pen, MARGIN};
use crate::viz::view::View;
use crate::words::{count_text, Word};

/// How much a card says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Title, object, rows and pages, each on its line.
    Full,
    /// Title and object on one line, rows on another.
    Low,
}

/// Sizes at 12 px text.
struct Sizes {
    factor: f64,
    form: Form,
}

const CARD_WIDTH_MIN: f64 = 156.0;
const CARD_WIDTH_MAX: f64 = 240.0;
const CARD_PADDING: f64 = 12.0;
const CARD_RADIUS: f64 = 4.0;
const CARD_GAP_X: f64 = 20.0;
/// Room for an edge and the rows beside it.
const CARD_GAP_Y: f64 = 32.0;
/// Room over the first card for the rows that leave it.
const ARROW_HEIGHT: f64 = 20.0;
/// From a card's top to its first baseline.
const FIRST_LINE: f64 = 20.0;
/// From the last baseline to a card's bottom.
const LAST_SPACE: f64 = 10.0;
/// From baseline to baseline.
const LINE: f64 = 18.0;
/// Between the words of a line that lie on its two ends.
const WORD_SPACE: f64 = 14.0;
/// Where values begin, right of `rows` and `pages`.
const VALUE_X: f64 = 42.0;
/// The bar at the left edge of the card that acts now.
const BAR_WIDTH: f64 = 3.0;

impl Sizes {
    fn px(&self, length: f64) -> f64 {
        length * self.factor
    }

    fn card_height(&self, operator: &OperatorData) -> f64 {
        let lines = match self.form {
            Form::Full if operator.object.is_empty() => 3.0,
            Form::Full => 4.0,
            Form::Low => 2.0,
        };
        self.px(FIRST_LINE + LINE * (lines - 1.0) + LAST_SPACE)
    }

    fn gap_y(&self) -> f64 {
        self.px(CARD_GAP_Y)
    }
}

/// All of it.
pub fn draw(view: &View<'_>, operators: &[OperatorData]) -> Scene {
    let mut pen = Pen::new(view, Word::CapPlan);
    if operators.is_empty() {
        pen.notice(Word::PlanNone);
        pen.scene.description = view.words.say(Word::PlanNone, &[]);
        return pen.scene;
    }
    let factor = view.options.factor();
    let full = laid_out(view, operators, Sizes { factor, form: Form::Full });
    let (sizes, layout) = match full {
        (sizes, layout) if height_of(&sizes, &layout) <= view.options.height => (sizes, layout),
        _ => laid_out(view, operators, Sizes { factor, form: Form::Low }),
    };
    pen.scene.width = view.options.width.max(layout.width + 2.0 * MARGIN);
    pen.scene.height = view.options.height.max(height_of(&sizes, &layout));
    let origin = Point {
        x: ((pen.scene.width - layout.width) / 2.0).floor() + 0.5,
        y: MARGIN + sizes.px(ARROW_HEIGHT) + 0.5,
    };
    let areas: Vec<Area> = layout
        .corners
        .iter()
        .zip(operators)
        .map(|(corner, operator)| Area {
            x: (origin.x + corner.x).floor() + 0.5,
            y: origin.y + corner.y,
            width: card_width(view, operator, &sizes),
            height: sizes.card_height(operator),
        })
        .collect();
    draw_edges(&mut pen, operators, &areas, &sizes);
    for (at, (operator, area)) in operators.iter().zip(&areas).enumerate() {
        draw_card(&mut pen, at, operator, *area, &sizes);
    }
    let bottom = areas.iter().map(Area::bottom).fold(0.0, f64::max);
    losers::draw(&mut pen, bottom);
    pen.scene.description = description(view, operators);
    pen.scene.figures = figures(view, operators);
    legend(&mut pen, operators);
    pen.scene
}

fn laid_out(view: &View<'_>, operators: &[OperatorData], sizes: Sizes) -> (Sizes, TreeLayout) {
    let cards: Vec<Card> = operators
        .iter()
        .map(|operator| Card {
            parent: operator.parent,
            width: card_width(view, operator, &sizes),
            height: sizes.card_height(operator),
        })
        .collect();
    let layout = tree_layout(&cards, sizes.px(CARD_GAP_X), sizes.gap_y());
    (sizes, layout)
}

fn height_of(sizes: &Sizes, layout: &TreeLayout) -> f64 {
    layout.height + sizes.px(ARROW_HEIGHT) + 2.0 * MARGIN + 1.0
}

/// As wide as its longest line at any moment, within bounds: cards keep their places.
fn card_width(view: &View<'_>, operator: &OperatorData, sizes: &Sizes) -> f64 {
    let size = view.options.label_pixels();
    let estimates = [operator.surprise_at_end(), None];
    let estimates = estimates.map(|times| estimate_text(view, operator, times));
    let estimate = estimates.map(|text| text_width(&text, Face::UiStrong, size));
    let estimate = estimate.into_iter().fold(0.0, f64::max);
    let rows = count_text(operator.rows_at_end.or(operator.rows).unwrap_or(0));
    let rows = text_width(&rows, Face::Ui, size);
    let numbers = sizes.px(VALUE_X + WORD_SPACE) + rows + estimate;
    let kind = text_width(&operator.kind, Face::UiStrong, size);
    let object = text_width(&operator.object, Face::Ui, size);
    let title = match sizes.form {
        Form::Full => kind.max(object),
        Form::Low => kind + object + sizes.px(WORD_SPACE),
    };
    let wanted = title.max(numbers) + 2.0 * sizes.px(CARD_PADDING);
    wanted.clamp(sizes.px(CARD_WIDTH_MIN), sizes.px(CARD_WIDTH_MAX)).ceil()
}

fn draw_edges(pen: &mut Pen<'_, '_>, operators: &[OperatorData], areas: &[Area], sizes: &Sizes) {
    let middle = |area: &Area| area.x + area.width / 2.0;
    let root = &areas[0];
    let (x, top) = (middle(root), root.y - sizes.px(ARROW_HEIGHT) + sizes.px(4.0));
    let from = Point { x, y: root.y };
    let rows = operators[0].rows.unwrap_or(0);
    let class = flow_class(rows);
    let line = Mark::Line { from, to: Point { x, y: top } };
    pen.scene.shapes.push(Shape::new("edge-0", class, line));
    let head = sizes.px(4.0);
    let commands = format!(
        "M{} {}L{} {}L{} {}",
        number_text(x - head),
        number_text(top + head),
        number_text(x),
        number_text(top),
        number_text(x + head),
        number_text(top + head)
    );
    pen.scene.shapes.push(Shape::new("edge-0-head", "flow head", Mark::Path { commands }));
    for (at, operator) in operators.iter().enumerate() {
        let Some(parent) = operator.parent else { continue };
        let (upper, lower) = (&areas[parent], &areas[at]);
        let (x1, y1) = (middle(lower), lower.y);
        let (x2, y2) = (middle(upper), upper.bottom());
        let half = (y1 + y2) / 2.0;
        let numbers = [x1, y1, x1, half, x2, half, x2, y2].map(number_text);
        let [a, b, c, d, e, f, g, h] = &numbers;
        let commands = format!("M{a} {b}C{c} {d} {e} {f} {g} {h}");
        let class = flow_class(operator.rows.unwrap_or(0));
        let edge = Shape::new(format!("edge-{at}"), class, Mark::Path { commands });
        pen.scene.shapes.push(edge);
    }
    draw_risen(pen, operators, areas, sizes);
}

/// The rows that rose, beside the edges that have a card's width to themselves.
fn draw_risen(pen: &mut Pen<'_, '_>, operators: &[OperatorData], areas: &[Area], sizes: &Sizes) {
    let size = pen.view.options.label_pixels();
    for (at, operator) in operators.iter().enumerate() {
        let is_only_child = operators.iter().filter(|other| other.parent == operator.parent);
        let (Some(_), Some(rows), 1) = (operator.parent, operator.rows, is_only_child.count())
        else {
            continue;
        };
        let area = &areas[at];
        let at_point = Point {
            x: area.x + area.width / 2.0 + sizes.px(12.0),
            y: area.y - sizes.gap_y() / 2.0 + size * 0.36,
        };
        let content = pen.view.words.say(Word::PlanRising, &[("rows", rows.into())]);
        let text = Text { at: at_point, anchor: Anchor::Start, face: Face::Ui, size, content };
        let shape = Shape::new(format!("edge-{at}-rows"), "label", Mark::Text(text));
        pen.scene.shapes.push(shape);
    }
}

/// The width of an edge: one step for every power of ten.
fn flow_class(rows: u64) -> &'static str {
    match rows {
        0 => "flow flow-0",
        1..=9 => "flow flow-1",
        10..=99 => "flow flow-2",
        100..=999 => "flow flow-3",
        1_000..=9_999 => "flow flow-4",
        10_000..=99_999 => "flow flow-5",
        _ => "flow flow-6",
    }
}

fn draw_card(pen: &mut Pen<'_, '_>, at: usize, operator: &OperatorData, area: Area, sizes: &Sizes) {
    let target = Target::Operator(OpId(at as u16));
    let class = match (operator.is_now, operator.state) {
        (true, _) => "card running",
        (false, OperatorState::Ready) => "card waiting",
        (false, OperatorState::Unused) => "card unused",
        (false, _) => "card",
    };
    let outline = Mark::Rect { area, radius: CARD_RADIUS };
    let mut parts = vec![Shape::new(format!("operator-{at}-card"), class, outline)];
    if operator.is_now {
        let bar = Area { width: sizes.px(BAR_WIDTH), ..area };
        let mark = Mark::Rect { area: bar, radius: 0.0 };
        parts.push(Shape::new(format!("operator-{at}-bar"), "bar", mark));
    }
    let mut lines = CardLines { pen, at, area, sizes, parts };
    lines.push_all(operator);
    let parts = lines.parts;
    let label = twin::sentence(pen.view, operator);
    let group = Shape::new(format!("operator-{at}"), "mark", Mark::Group(parts));
    pen.scene.shapes.push(group.labelled(label).standing_for(target));
    pen.selection(format!("operator-{at}-selected"), area, target);
}

/// The texts of one card.
struct CardLines<'c, 'v, 'a> {
    pen: &'c Pen<'v, 'a>,
    at: usize,
    area: Area,
    sizes: &'c Sizes,
    parts: Vec<Shape>,
}

impl CardLines<'_, '_, '_> {
    fn push_all(&mut self, operator: &OperatorData) {
        let view = self.pen.view;
        let size = view.options.label_pixels();
        let inner = self.area.width - 2.0 * self.sizes.px(CARD_PADDING);
        let kind = text_cut(&operator.kind, Face::UiStrong, size, inner);
        let state = view.words.say(state_word(operator.state), &[]);
        let state_class = if operator.is_now { "label strong current" } else { "label quiet" };
        let pages = count_text(operator.hits + operator.misses);
        match self.sizes.form {
            Form::Full => {
                self.left(0, "kind", "label strong", Face::UiStrong, kind, 0.0);
                let object = text_cut(&operator.object, Face::Ui, size, inner);
                let rows_line = 1 + u32::from(!object.is_empty());
                self.left(1, "object", "label", Face::Ui, object, 0.0);
                self.rows_line(rows_line, operator);
                let name = view.words.say(Word::PlanPages, &[]);
                self.left(rows_line + 1, "pages-name", "label quiet", Face::Ui, name, 0.0);
                self.left(rows_line + 1, "pages", "label value", Face::Ui, pages, VALUE_X);
                self.right(rows_line + 1, "state", state_class, state);
            }
            Form::Low => {
                let used = text_width(&kind, Face::UiStrong, size) + self.sizes.px(WORD_SPACE);
                self.left(0, "kind", "label strong", Face::UiStrong, kind, 0.0);
                let object = text_cut(&operator.object, Face::Ui, size, inner - used);
                if object.chars().count() > 1 {
                    self.right(0, "object", "label", object);
                }
                self.rows_line(1, operator);
            }
        }
    }

    fn rows_line(&mut self, line: u32, operator: &OperatorData) {
        let view = self.pen.view;
        let name = view.words.say(Word::PlanRows, &[]);
        self.left(line, "rows-name", "label quiet", Face::Ui, name, 0.0);
        self.left(line, "rows", "label value", Face::Ui, rows_text(view, operator), VALUE_X);
        let class = if operator.surprise().is_some() { "label warn" } else { "label quiet" };
        let estimate = estimate_text(view, operator, operator.surprise());
        self.right(line, "estimate", class, estimate);
    }

    fn left(
        &mut self,
        line: u32,
        name: &str,
        class: &'static str,
        face: Face,
        content: String,
        indent: f64,
    ) {
        let x = self.area.x + self.sizes.px(CARD_PADDING + indent);
        self.push(line, name, class, face, content, (x, Anchor::Start));
    }

    fn right(&mut self, line: u32, name: &str, class: &'static str, content: String) {
        let x = self.area.right() - self.sizes.px(CARD_PADDING);
        self.push(line, name, class, Face::Ui, content, (x, Anchor::End));
    }

    fn push(
        &mut self,
        line: u32,
        name: &str,
        class: &'static str,
        face: Face,
        content: String,
        (x, anchor): (f64, Anchor),
    ) {
        if content.is_empty() {
            return;
        }
        let y = self.area.y + self.sizes.px(FIRST_LINE + LINE * f64::from(line));
        let size = self.pen.view.options.label_pixels();
        let text = Text { at: Point { x, y }, anchor, face, size, content };
        let key = format!("operator-{}-{name}", self.at);
        self.parts.push(Shape::new(key, class, Mark::Text(text)));
    }
}

/// What an operator's state is called.
pub fn state_word(state: OperatorState) -> Word {
    match state {
        OperatorState::Ready => Word::PlanReady,
        OperatorState::Running => Word::PlanRunning,
        OperatorState::Drained => Word::PlanDrained,
        OperatorState::Stopped => Word::PlanStopped,
        OperatorState::Unused => Word::PlanUnused,
    }
}

/// The rows handed on, or a sign that they are not known yet.
fn rows_text(view: &View<'_>, operator: &OperatorData) -> String {
    match operator.rows {
        Some(rows) => count_text(rows),
        None => view.words.say(Word::PlanUnknown, &[]),
    }
}

fn estimate_text(view: &View<'_>, operator: &OperatorData, times: Option<u64>) -> String {
    let rows = ("rows", operator.rows_estimated.into());
    match times {
        Some(times) => view.words.say(Word::PlanSurprise, &[rows, ("times", times.into())]),
        None => view.words.say(Word::PlanEstimate, &[rows]),
    }
}

fn description(view: &View<'_>, operators: &[OperatorData]) -> String {
    let drained = operators.iter().filter(|known| known.state == OperatorState::Drained).count();
    let count = operators.len() as u64;
    let args = [("operators", count.into()), ("drained", (drained as u64).into())];
    let mut text = vec![view.words.say(Word::PlanDescription, &args)];
    if let Some(now) = operators.iter().find(|operator| operator.is_now) {
        let name = twin::name(now);
        text.push(view.words.say(Word::PlanNow, &[("operator", (&name).into())]));
    }
    text.join(" ")
}

fn figures(view: &View<'_>, operators: &[OperatorData]) -> Vec<Figure> {
    let figure = |key: &str, value: u64, word, source: Option<u64>| Figure {
        key: key.to_string(),
        class: "",
        value,
        unit: view.words.say(word, &[("n", value.into())]),
        source: source.map(Target::Event),
    };
    let pages = operators.iter().map(|operator| operator.hits + operator.misses).sum();
    let last_page = operators.iter().filter_map(|operator| operator.last_page).max();
    let mut figures = vec![
        figure("operators", operators.len() as u64, Word::UnitOperators, None),
        figure("read", pages, Word::UnitRead, last_page),
    ];
    figures.extend(operators[0].rows.map(|rows| figure("rows", rows, Word::UnitRows, None)));
    figures
}

fn legend(pen: &mut Pen<'_, '_>, operators: &[OperatorData]) {
    let any = |state| operators.iter().any(|known| !known.is_now && known.state == state);
    let is_now = operators.iter().any(|operator| operator.is_now);
    pen.legend(&[
        (is_now, "card running", Swatch::Filled, Word::LegendPlanNow),
        (any(OperatorState::Drained), "card", Swatch::Filled, Word::LegendPlanDrained),
        (any(OperatorState::Stopped), "card", Swatch::Filled, Word::LegendPlanStopped),
        (any(OperatorState::Ready), "card waiting", Swatch::Filled, Word::LegendPlanReady),
        (any(OperatorState::Unused), "card unused", Swatch::Filled, Word::LegendPlanUnused),
    ]);
}
