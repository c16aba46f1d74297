//! The shapes: strips in rows, the latest at the end, and the places of the log over them.

use model::trace::event::wal::RecordKind;

use super::data::{LogData, Safety};
use super::twin;
use crate::shape::mark::{number_text, Anchor, Area, Mark, Point, Shape, Target, Text};
use crate::shape::measure::Face;
use crate::shape::scene::{Figure, Scene, Swatch};
use crate::story::log::LogPiece;
use crate::viz::pen::{Pen, Phrase, BASELINE, LINE, MARGIN, SPACE};
use crate::viz::view::View;
use crate::words::{count_text, Word};

/// Width of the smallest strip.
const STRIP_WIDTH_MIN: f64 = 12.0;
/// Width of the largest strip.
const STRIP_WIDTH_MAX: f64 = 96.0;
/// Pixels of width for the root of one byte: a commit of 32 bytes is 12 px, a row of 150 bytes 27.
const PIXELS_PER_ROOT: f64 = 2.2;
const STRIP_HEIGHT: f64 = 30.0;
const STRIP_GAP: f64 = 2.0;
/// How far the line of a place reaches over the strips.
const PLACE_RISE: f64 = 5.0;
/// The notch of a commit: what came before it in its transaction is a promise now.
const NOTCH: f64 = 5.0;
/// Between the names of two places.
const NAME_GAP: f64 = 6.0;

/// All of it.
pub fn draw(view: &View<'_>, log: &LogData<'_>) -> Scene {
    let mut pen = Pen::new(view, Word::CapWal);
    if log.pieces.is_empty() && log.to_come.is_empty() {
        pen.notice(Word::WalEmpty);
        pen.scene.description = view.words.say(Word::WalEmpty, &[]);
        pen.scene.figures = figures(view, log);
        return pen.scene;
    }
    let factor = view.options.factor();
    let rows = rows_of(view, log);
    let line = LINE * factor;
    draw_heading(&mut pen, log);
    let mut top = MARGIN + line + SPACE * factor;
    for (no, row) in rows.iter().enumerate() {
        draw_row(&mut pen, log, no, row, top);
        top += row_height(view);
    }
    draw_footer(&mut pen, log, top + BASELINE * factor);
    legend(&mut pen, log, &rows);
    pen.scene.description = description(view, log);
    pen.scene.figures = figures(view, log);
    pen.scene
}

/// A strip and where it goes in its row.
#[derive(Clone, Copy)]
struct Strip<'a> {
    piece: &'a LogPiece,
    x: f64,
    width: f64,
}

/// Names, strips, and the place where the row starts.
fn row_height(view: &View<'_>) -> f64 {
    (2.0 * LINE + STRIP_HEIGHT + SPACE) * view.options.factor()
}

fn strip_width(view: &View<'_>, piece: &LogPiece) -> f64 {
    let root = ((piece.end - piece.start) as f64).sqrt();
    let width = (root * PIXELS_PER_ROOT).clamp(STRIP_WIDTH_MIN, STRIP_WIDTH_MAX);
    (width * view.options.factor()).round()
}

/// The pieces that fit, in rows from left to right: those to come and the latest ones.
fn rows_of<'a>(view: &View<'_>, log: &LogData<'a>) -> Vec<Vec<Strip<'a>>> {
    let width = view.options.width - 2.0 * MARGIN;
    let lines = (2.0 * LINE + SPACE) * view.options.factor();
    let room = view.options.height - 2.0 * MARGIN - lines;
    let row_count = ((room / row_height(view)) as usize).max(1);
    let later = log.to_come.iter().rev().skip(log.to_come.len().saturating_sub(TO_COME_MAX));
    let mut rows: Vec<Vec<Strip<'a>>> = vec![Vec::new()];
    let mut used = 0.0;
    for piece in later.chain(log.pieces.iter().rev()) {
        let strip_width = strip_width(view, piece).min(width);
        if used + strip_width > width {
            if rows.len() == row_count {
                break;
            }
            rows.push(Vec::new());
            used = 0.0;
        }
        if let Some(row) = rows.last_mut() {
            row.push(Strip { piece, x: 0.0, width: strip_width });
        }
        used += strip_width + STRIP_GAP;
    }
    rows.reverse();
    for row in &mut rows {
        row.reverse();
        let mut x = MARGIN;
        for strip in row {
            strip.x = x;
            x += strip.width + STRIP_GAP;
        }
    }
    rows
}

/// Most pieces to come that are drawn, so that the present stays in the picture.
const TO_COME_MAX: usize = 12;

fn draw_row(pen: &mut Pen<'_, '_>, log: &LogData<'_>, no: usize, row: &[Strip<'_>], top: f64) {
    let factor = pen.view.options.factor();
    let strips_top = top + LINE * factor;
    for strip in row {
        draw_strip(pen, log, strip, strips_top);
    }
    let Some(first) = row.first() else { return };
    let size = pen.view.options.label_pixels();
    let at = Point { x: MARGIN, y: strips_top + STRIP_HEIGHT * factor + BASELINE * factor };
    let content = count_text(first.piece.start);
    let text = Text { at, anchor: Anchor::Start, face: Face::Ui, size, content };
    let key = format!("log-row-{no}");
    pen.scene.shapes.push(Shape::new(key, "label quiet", Mark::Text(text)));
    draw_places(pen, log, no, row, strips_top);
}

fn draw_strip(pen: &mut Pen<'_, '_>, log: &LogData<'_>, strip: &Strip<'_>, top: f64) {
    let factor = pen.view.options.factor();
    let (piece, seq) = (strip.piece, strip.piece.seq);
    let height = STRIP_HEIGHT * factor;
    let area =
        Area { x: strip.x + 0.5, y: top + 0.5, width: strip.width - 1.0, height: height - 1.0 };
    let key = format!("log-{}", piece.start);
    let outline = Mark::Rect { area, radius: 1.0 };
    let class = match log.safety(piece) {
        Safety::Safe => "wal safe",
        Safety::Written => "wal written",
        Safety::Volatile => "wal volatile",
        Safety::ToCome => "todo",
    };
    let mut parts = vec![Shape::new(format!("{key}-strip"), class, outline)];
    if piece.record.is_some_and(|record| record.kind == RecordKind::Committed) {
        let notch = NOTCH * factor;
        let (x, y) = (area.x + area.width / 2.0, top);
        let [left, right, y, tip] = [x - notch, x + notch, y, y + notch].map(number_text);
        let commands = format!("M{left} {y}L{right} {y}L{} {tip}z", number_text(x));
        let mark = Mark::Path { commands };
        parts.push(Shape::new(format!("{key}-commit"), "notch", mark));
    }
    let label = twin::sentence(pen.view, log, piece);
    let target = Target::Event(seq);
    let group = Shape::new(key, "mark", Mark::Group(parts));
    pen.scene.shapes.push(group.labelled(label).standing_for(target));
    pen.selection(format!("log-{}-selected", piece.start), area, target);
}

/// The places of the log that lie in this row, by importance: a name that would touch an earlier
/// one is left out, its line is not.
fn draw_places(
    pen: &mut Pen<'_, '_>,
    log: &LogData<'_>,
    no: usize,
    row: &[Strip<'_>],
    strips_top: f64,
) {
    let factor = pen.view.options.factor();
    let size = pen.view.options.label_pixels();
    let places = [
        (log.still.flushed.0, Word::WalSafe, "safe", "place now"),
        (log.end(), Word::WalEnd, "end", "place"),
        (log.still.checkpoint.0, Word::WalCheckpoint, "checkpoint", "place"),
        (log.still.redo.0, Word::WalRedo, "redo", "place"),
    ];
    let mut taken: Vec<Area> = Vec::new();
    let mut named: Vec<u64> = Vec::new();
    for (lsn, word, name, class) in places {
        let Some(x) = x_of(row, lsn).filter(|_| lsn > 0) else { continue };
        let from = Point { x, y: strips_top - PLACE_RISE * factor };
        let to = Point { x, y: strips_top + STRIP_HEIGHT * factor };
        let line = Shape::new(format!("place-{no}-{name}"), class, Mark::Line { from, to });
        if !named.contains(&lsn) {
            pen.scene.shapes.push(line);
        }
        named.push(lsn);
        let content = pen.view.words.say(word, &[]);
        let at = Point { x, y: strips_top - (PLACE_RISE + 3.0) * factor };
        let text = Text { at, anchor: Anchor::Middle, face: Face::Ui, size, content };
        let Some(text) = inside(text, pen.scene.width) else { continue };
        let area = text.area().grown(NAME_GAP / 2.0);
        if taken.iter().any(|other| area.overlaps(other)) {
            continue;
        }
        taken.push(area);
        let key = format!("place-{no}-{name}-name");
        pen.scene.shapes.push(Shape::new(key, "label", Mark::Text(text)));
    }
}

/// The text moved so that it does not leave the picture; `None` when it is wider.
fn inside(mut text: Text, width: f64) -> Option<Text> {
    let area = text.area();
    if area.width > width - 2.0 * MARGIN {
        return None;
    }
    text.at.x += (MARGIN - area.x).max(0.0) - (area.right() - width + MARGIN).max(0.0);
    Some(text)
}

/// Where a place of the log lies in a row: the edge between the strips before and after it.
fn x_of(row: &[Strip<'_>], lsn: u64) -> Option<f64> {
    let half = STRIP_GAP / 2.0;
    let ends_here = row.iter().find(|strip| strip.piece.end == lsn);
    let starts_here = row.iter().find(|strip| strip.piece.start == lsn);
    let within = |strip: &&Strip<'_>| strip.piece.start < lsn && lsn < strip.piece.end;
    ends_here
        .map(|strip| strip.x + strip.width + half)
        .or(starts_here.map(|strip| strip.x - half))
        .or(row.iter().find(within).map(|strip| strip.x + strip.width / 2.0))
}

fn draw_heading(pen: &mut Pen<'_, '_>, log: &LogData<'_>) {
    let words = pen.view.words;
    let title = [words.say(Word::CapWal, &[])];
    let bytes = log.end().saturating_sub(log.still.start.0);
    let notes = [words.say(Word::WalBytes, &[("bytes", bytes.into())])];
    let left = Phrase { class: "label strong", face: Face::UiStrong, forms: &title };
    let right = Phrase { class: "label quiet", face: Face::Ui, forms: &notes };
    let y = MARGIN + BASELINE * pen.view.options.factor();
    pen.line("wal-heading", y, left, right);
}

fn draw_footer(pen: &mut Pen<'_, '_>, log: &LogData<'_>, y: f64) {
    let (records, risk) = footer_words(pen.view, log);
    let left = [records];
    let right = [risk];
    let left = Phrase { class: "label", face: Face::Ui, forms: &left };
    let right = Phrase { class: "label quiet", face: Face::Ui, forms: &right };
    pen.line("wal-footer", y, left, right);
}

fn footer_words(view: &View<'_>, log: &LogData<'_>) -> (String, String) {
    let records = [("records", log.records_by_statement.into())];
    let records = view.words.say(Word::WalRecords, &records);
    let risk = match log.bytes_at_risk() {
        0 => view.words.say(Word::WalAllSafe, &[]),
        bytes => view.words.say(Word::WalAtRisk, &[("bytes", bytes.into())]),
    };
    (records, risk)
}

fn description(view: &View<'_>, log: &LogData<'_>) -> String {
    let (records, risk) = footer_words(view, log);
    let places = [("end", log.end().into()), ("safe", log.still.flushed.0.into())];
    let places = view.words.say(Word::WalDescription, &places);
    format!("{places} {records}; {risk}.")
}

fn figures(view: &View<'_>, log: &LogData<'_>) -> Vec<Figure> {
    let source = log.pieces.last().map(|piece| Target::Event(piece.seq));
    let figure = |key: &str, class, value: u64, word| Figure {
        key: key.to_string(),
        class,
        value,
        unit: view.words.say(word, &[("n", value.into())]),
        source,
    };
    vec![
        figure("end", "", log.end(), Word::UnitLogEnd),
        figure("safe", "wal safe", log.still.flushed.0, Word::UnitLogSafe),
        figure("at-risk", "", log.bytes_at_risk(), Word::UnitLogAtRisk),
        figure("records", "", log.records_by_statement, Word::UnitRecords),
    ]
}

fn legend(pen: &mut Pen<'_, '_>, log: &LogData<'_>, rows: &[Vec<Strip<'_>>]) {
    let any = |safety| rows.iter().flatten().any(|strip| log.safety(strip.piece) == safety);
    pen.legend(&[
        (any(Safety::Safe), "wal safe", Swatch::Filled, Word::LegendWalSafe),
        (any(Safety::Written), "wal written", Swatch::Filled, Word::LegendWalWritten),
        (any(Safety::Volatile), "wal volatile", Swatch::Hollow, Word::LegendWalVolatile),
        (any(Safety::ToCome), "todo", Swatch::Hollow, Word::LegendToCome),
    ]);
}
