//! The pen: what all pictures draw alike, in the same way and the same words.

use crate::shape::mark::{Anchor, Area, Mark, Point, Shape, Target, Text};
use crate::shape::measure::{text_cut, text_lines, text_width, Face};
use crate::shape::scene::{LegendItem, Scene, Swatch};
use crate::viz::view::View;
use crate::words::{Arg, Word};

/// Keeps rings of marks at the edge inside the picture.
pub const MARGIN: f64 = 5.0;
/// Height of a line of 12 px text (look.md 2: steps of 4 px).
pub const LINE: f64 = 20.0;
/// From the top of a line to its baseline.
pub const BASELINE: f64 = 13.0;
/// Under a heading, over a footer.
pub const SPACE: f64 = 4.0;
/// From a mark's edge to its ring (look.md 4: a ring 3 px outside the mark).
const RING_DISTANCE: f64 = 3.0;
/// Room between two texts on one line.
const WORD_SPACE: f64 = 12.0;
/// From the middle of a digit to its baseline, in parts of the size: half Arial's cap height.
const HALF_CAP: f64 = 0.36;

/// Draws one picture.
pub struct Pen<'v, 'a> {
    /// What it is a picture of.
    pub view: &'v View<'a>,
    /// What there is so far.
    pub scene: Scene,
}

/// One end of a line: its class, its face, and what it says from the longest form to the shortest.
pub struct Phrase<'t> {
    /// The classes.
    pub class: &'static str,
    /// The typeface.
    pub face: Face,
    /// The forms.
    pub forms: &'t [String],
}

impl<'v, 'a> Pen<'v, 'a> {
    /// A pen over an empty picture.
    pub fn new(view: &'v View<'a>, title: Word) -> Pen<'v, 'a> {
        let options = view.options;
        let title = view.words.say(title, &[]);
        Pen { view, scene: Scene::new(options.width, options.height, title) }
    }

    /// One line in the middle of an empty picture.
    pub fn notice(&mut self, word: Word) {
        let content = self.view.words.say(word, &[]);
        self.notices(&[content]);
    }

    /// Lines in the middle of an empty picture.
    pub fn notices(&mut self, lines: &[String]) {
        let size = self.view.options.label_pixels();
        let width = self.scene.width - 2.0 * MARGIN;
        let line = LINE * self.view.options.factor();
        let broken = lines.iter().flat_map(|line| text_lines(line, Face::Ui, size, width));
        let broken: Vec<String> = broken.collect();
        let is_room = broken.len() as f64 * line <= self.scene.height;
        let lines = if is_room { &broken[..] } else { lines };
        let top = self.scene.height / 2.0 - line * (lines.len() as f64 - 1.0) / 2.0;
        let mut y = baseline_around(top, size);
        for (no, content) in lines.iter().enumerate() {
            let content = text_cut(content, Face::Ui, size, width);
            let at = Point { x: self.scene.width / 2.0, y };
            let text = Text { at, anchor: Anchor::Middle, face: Face::Ui, size, content };
            let shape = Shape::new(format!("notice-{no}"), "label quiet", Mark::Text(text));
            self.scene.shapes.push(shape);
            y += line;
        }
    }

    /// Two texts on one line: the longest forms that fit beside each other, else the left alone.
    pub fn line(&mut self, key: &str, y: f64, left: Phrase<'_>, right: Phrase<'_>) {
        let size = self.view.options.label_pixels();
        let width = self.scene.width - 2.0 * MARGIN;
        let width_of = |text: &String, face| text_width(text, face, size);
        let pairs = left.forms.iter().flat_map(|a| right.forms.iter().map(move |b| (a, b)));
        let pair = pairs
            .into_iter()
            .find(|(a, b)| width_of(a, left.face) + WORD_SPACE + width_of(b, right.face) <= width);
        let alone = || left.forms.iter().find(|form| width_of(form, left.face) <= width);
        let shortest = left.forms.last().map_or("", String::as_str);
        let content = match pair {
            Some((form, _)) => form.clone(),
            None => alone().cloned().unwrap_or_else(|| text_cut(shortest, left.face, size, width)),
        };
        let at = Point { x: MARGIN, y };
        let text = Text { at, anchor: Anchor::Start, face: left.face, size, content };
        self.scene.shapes.push(Shape::new(format!("{key}-left"), left.class, Mark::Text(text)));
        if let Some((_, form)) = pair {
            let at = Point { x: self.scene.width - MARGIN, y };
            let content = form.clone();
            let text = Text { at, anchor: Anchor::End, face: right.face, size, content };
            let shape = Shape::new(format!("{key}-right"), right.class, Mark::Text(text));
            self.scene.shapes.push(shape);
        }
    }

    /// The ring around the mark that is read now.
    pub fn ring(&mut self, key: String, around: Area, target: Target) {
        self.push_ring(key, "now", around, target);
    }

    /// The ring around the mark that is selected, if this is it.
    pub fn selection(&mut self, key: String, around: Area, target: Target) {
        if self.view.options.selected == Some(target) {
            self.push_ring(key, "selected", around, target);
        }
    }

    fn push_ring(&mut self, key: String, class: &'static str, around: Area, target: Target) {
        let area = around.grown(RING_DISTANCE);
        let mark = Mark::Rect { area, radius: RING_DISTANCE };
        self.scene.shapes.push(Shape::new(key, class, mark).standing_for(target));
    }

    /// Adds those of the states that occur to the legend.
    pub fn legend(&mut self, states: &[(bool, &'static str, Swatch, Word)]) {
        let occurring = states.iter().filter(|(occurs, ..)| *occurs);
        self.scene.legend.extend(occurring.map(|(_, class, swatch, word)| LegendItem {
            class,
            swatch: *swatch,
            label: self.view.words.say(*word, &[]),
        }));
    }
}

/// Where the baseline of a text of that size lies whose digits have their middle at `y`.
pub fn baseline_around(y: f64, size: f64) -> f64 {
    y + size * HALF_CAP
}

/// How many pages a statement has touched, and how each was had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pages, each once.
    pub pages: u64,
    /// Pages that are touched only later, each once.
    pub to_come: u64,
    /// Touches that found the page in the pool.
    pub hits: u64,
    /// Touches that read it from disk.
    pub misses: u64,
    /// Touches that made it.
    pub added: u64,
}

impl Counts {
    /// Both together.
    pub fn plus(&self, other: &Counts) -> Counts {
        Counts {
            pages: self.pages + other.pages,
            to_come: self.to_come + other.to_come,
            hits: self.hits + other.hits,
            misses: self.misses + other.misses,
            added: self.added + other.added,
        }
    }

    /// The counts in words, and a shorter form.
    pub fn words(&self, view: &View<'_>) -> [String; 2] {
        let say = |word, args: &[(&str, Arg<'_>)]| view.words.say(word, args);
        let touches = self.hits + self.misses + self.added;
        let args = [
            ("done", self.pages.into()),
            ("all", (self.pages + self.to_come).into()),
            ("hits", self.hits.into()),
            ("misses", self.misses.into()),
            ("added", self.added.into()),
        ];
        let word = match (self.added > 0, self.to_come > 0) {
            (false, false) => Word::CountRead,
            (false, true) => Word::CountReadOf,
            (true, false) => Word::CountTouched,
            (true, true) => Word::CountTouchedOf,
        };
        let mut head = say(word, &args);
        if touches > self.pages {
            let times = [("head", Arg::from(&head)), ("touches", touches.into())];
            head = say(Word::CountTimes, &times);
        }
        let parts = [
            (self.hits, Word::CountHits),
            (self.misses, Word::CountMisses),
            (self.added, Word::CountAdded),
        ];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts.map(|(_, word)| say(word, &args)).collect();
        if parts.is_empty() {
            return [head.clone(), head];
        }
        let parts = parts.join(", ");
        let split = [("head", Arg::from(&head)), ("parts", Arg::from(&parts))];
        [say(Word::CountSplit, &split), head]
    }
}
