//! The pictures at the cursor: drawn when the cursor, the recording or the stage changes.

use model::base::pictures::Picture;
use model::still::btree::BTreeStill;
use model::still::recording::Recording;
use scene::shape::scene::{Figure, LegendItem, Scene};
use scene::story::chapter::{Chapter, Story};
use scene::table::Table;
use scene::viz::btree;
use scene::viz::picture::{self, Detail};
use scene::viz::view::{Options, View};
use scene::words::{Word, Words};

use super::contest::{self, CursorLink, Difference};
use super::lanes::{self, content_height, Index, Lane, Look, Side};
use super::layout::GlassForm;
use super::message::Pointed;
use super::playback::Viewfinder;
use super::shared::Shared;
use crate::text;

/// Height of the numbers under a plan, with space over them.
const FIGURE_PIXELS: f64 = 150.0;

/// The states that come first in the legend, in this order (look.md 3).
const LEGEND_ORDER: [&str; 8] = ["hit", "added", "miss", "now", "way", "todo", "dirty", "idle"];

/// What the glass shows.
#[derive(Debug)]
pub struct Glass {
    /// The pictures, each in its lane.
    pub drawn: Vec<Drawn>,
    /// The same as tables, while they are shown as such.
    pub twins: Vec<Shared<Table>>,
    /// The mark that is pointed at, and what is known about it.
    pub pointed: Option<(Pointed, Detail)>,
    /// Two runs beside each other, while that is the look and there are two.
    pub contest: Option<Contest>,
    size: (f64, f64),
    viewfinder: Viewfinder,
    viewfinders: [Viewfinder; 2],
    words: Words,
}

/// Two runs beside each other: what is said over and under their pictures.
#[derive(Clone, Debug, PartialEq)]
pub struct Contest {
    /// Each side.
    pub sides: [ContestSide; 2],
    /// What differs.
    pub differences: Vec<Difference>,
    /// Where that stands.
    pub strip_top: f64,
    /// The width of all.
    pub width: f64,
}

/// One of two runs.
#[derive(Clone, Debug, PartialEq)]
pub struct ContestSide {
    /// Where its words stand.
    pub place: Lane,
    /// The operators that read, from the top.
    pub plan: Vec<String>,
    /// Whether it reads an index.
    pub reads_index: bool,
    /// Pages read before its cursor.
    pub pages: u64,
}

/// A picture in its lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The lane.
    pub lane: Lane,
    /// The picture.
    pub scene: Shared<Scene>,
}

/// What a picture is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// What the engine recorded.
    pub recording: &'a Recording,
    /// What the recording says about its statements.
    pub story: &'a Story,
    /// The moment.
    pub cursor: u64,
    /// Whether the moment is the one before a run: the picture then is about what comes.
    pub is_before_run: bool,
}

impl Source<'_> {
    /// The statement that the picture is about.
    fn chapter(&self) -> Option<&Chapter> {
        match self.is_before_run {
            true => self.story.chapters.iter().find(|chapter| chapter.start >= self.cursor),
            false => self.story.chapter_at(self.recording, self.cursor),
        }
    }
}

impl Default for Glass {
    fn default() -> Glass {
        Glass {
            drawn: Vec::new(),
            twins: Vec::new(),
            pointed: None,
            contest: None,
            size: (0.0, 0.0),
            viewfinder: Viewfinder::default(),
            viewfinders: Default::default(),
            words: Words::english(),
        }
    }
}

impl Glass {
    /// Takes the stage's size.
    pub fn resize(&mut self, width: f64, height: f64) {
        self.size = (width, height);
    }

    /// Draws the pictures, or their twins.
    pub fn draw(&mut self, source: Source<'_>, look: Look, form: GlassForm) {
        self.pointed = None;
        let (width, height) = self.size;
        if source.recording.end() == 0 || width < 1.0 {
            return;
        }
        self.contest = None;
        match form {
            _ if look == Look::Compare => {}
            GlassForm::Picture => {
                let index = self.index(source);
                let size = (width, height);
                let placed = lanes::place(look, index, size, &mut |picture, width, height| {
                    self.look(source, width, height, |view| picture::scene(picture, view))
                });
                let drawn = |(lane, scene)| Drawn { lane, scene: Shared::new(scene) };
                self.drawn = placed.into_iter().map(drawn).collect();
            }
            GlassForm::Twin => {
                let pictures = lanes::shown(look, self.index(source));
                let twins = pictures.into_iter().map(|picture| {
                    let table = |view: &View<'_>| picture::table(picture, view);
                    Shared::new(self.look(source, width, height, table))
                });
                self.twins = twins.collect();
            }
        }
    }

    /// Draws two runs beside each other at linked cursors; clears the stage where there are none.
    pub fn draw_contest(&mut self, source: Source<'_>, link: CursorLink) {
        (self.pointed, self.contest) = (None, None);
        self.drawn.clear();
        self.twins.clear();
        let (width, height) = self.size;
        let chapters = contest::pair(source.story)
            .and_then(|pair| Some([source.story.chapter(pair.a)?, source.story.chapter(pair.b)?]));
        let Some(chapters) = chapters.filter(|_| width >= 1.0) else { return };
        let cursors = contest::cursors(source.recording, chapters, link, source.cursor);
        let index = match chapters.into_iter().any(contest::reads_index) {
            true => Index::Used,
            false => Index::Unused,
        };
        let places = lanes::place_contest(index, (width, height));
        let mut micros = [0; 2];
        for (at, chapter) in chapters.into_iter().enumerate() {
            let moment = self.viewfinders[at].seek(source.recording, cursors[at]);
            micros[at] = moment.at.micros.saturating_sub(chapter.started_at.micros);
            for lane in places.lanes.iter().filter(|lane| lane.side == Side::BOTH[at]) {
                let (width, height) = (lanes::inside(lane.width), lanes::inside(lane.height));
                let options = Options::for_box(width, height);
                let (story, words) = (source.story, &self.words);
                let chapter = Some(chapter);
                let view = View { moment, story, chapter, options: &options, words };
                let scene = Shared::new(picture::scene(lane.picture, &view));
                self.drawn.push(Drawn { lane: *lane, scene });
            }
        }
        let side = |at: usize| ContestSide {
            place: places.heads[at],
            plan: contest::plan_words(chapters[at]).into_iter().map(str::to_string).collect(),
            reads_index: contest::reads_index(chapters[at]),
            pages: contest::pages_read(chapters[at], cursors[at]),
        };
        self.contest = Some(Contest {
            sides: [side(0), side(1)],
            differences: contest::differences(chapters, cursors, micros),
            strip_top: places.strip_top,
            width,
        });
    }

    /// Whether the statement at the cursor has to do with an index.
    fn index(&mut self, source: Source<'_>) -> Index {
        match self.look(source, 1.0, 1.0, btree::is_touched) {
            true => Index::Used,
            false => Index::Unused,
        }
    }

    /// Points at a mark, or at none.
    pub fn point(&mut self, source: Source<'_>, pointed: Option<Pointed>) {
        self.pointed = pointed.and_then(|pointed| {
            let (width, height) = self.size;
            let detail = self.look(source, width, height, |view| {
                picture::detail(pointed.picture, view, pointed.target)
            });
            Some((pointed, detail?))
        });
    }

    /// The trees at the moment that is drawn.
    pub fn trees(&self) -> &BTreeStill {
        &self.viewfinder.moment().stills.btree
    }

    /// All looks with what their tabs say, in order.
    pub fn tabs(&self) -> Vec<(Look, String)> {
        let label = |look| match look {
            Look::Together => text::glass_together().to_string(),
            Look::Compare => text::glass_compare().to_string(),
            Look::One(picture) => picture::short_name(picture, &self.words),
        };
        Look::all().map(|look| (look, label(look))).collect()
    }

    /// The legends of all pictures, each state once.
    pub fn legend(&self) -> Vec<LegendItem> {
        let mut items: Vec<LegendItem> = Vec::new();
        // The heap comes last in the lanes and first here: its words are the plainest.
        for drawn in self.drawn.iter().rev().filter(|drawn| self.needs_legend(drawn)) {
            for item in &drawn.scene.legend {
                if items.iter().all(|known| known.class != item.class) {
                    items.push(item.clone());
                }
            }
        }
        let place = |item: &LegendItem| {
            LEGEND_ORDER.iter().position(|class| *class == item.class).unwrap_or(usize::MAX)
        };
        items.sort_by_key(place);
        items
    }

    /// The numbers that the pictures together are about: those of heap and indexes, in the plan's
    /// lane under the plan, where there is room.
    pub fn figures(&self) -> Option<(Lane, Vec<Figure>)> {
        let find = |picture| self.drawn.iter().find(|drawn| drawn.lane.picture == picture);
        let (plan, heap) = (find(Picture::Plan)?, find(Picture::Heap)?);
        let is_beside = heap.lane.left > plan.lane.left && plan.lane.width < heap.lane.width;
        let room = plan.lane.height - content_height(&plan.scene);
        let tree = find(Picture::Btree).map(|drawn| &drawn.scene);
        let with_tree = |figure: &Figure| {
            let Some(more) = tree.and_then(|tree| tree.figure(&figure.key)) else {
                return figure.clone();
            };
            let value = figure.value + more;
            let word = match figure.key.as_str() {
                "read" => Word::UnitRead,
                "hits" => Word::UnitHits,
                "misses" => Word::UnitMisses,
                "added" => Word::UnitAdded,
                _ => Word::UnitToCome,
            };
            Figure { value, unit: self.words.say(word, &[("n", value.into())]), ..figure.clone() }
        };
        let figures = || heap.scene.figures.iter().map(with_tree).collect();
        (is_beside && room >= FIGURE_PIXELS).then(|| (plan.lane, figures()))
    }

    /// Among others, the plan says in its own words what its cards are.
    fn needs_legend(&self, drawn: &Drawn) -> bool {
        drawn.lane.picture != Picture::Plan || self.drawn.len() == 1
    }

    /// Forgets everything: the recording is another one.
    pub fn forget(&mut self) {
        self.drawn.clear();
        self.twins.clear();
        self.pointed = None;
        self.contest = None;
        self.viewfinder.reset();
        self.viewfinders.iter_mut().for_each(Viewfinder::reset);
    }

    fn look<T>(
        &mut self,
        source: Source<'_>,
        width: f64,
        height: f64,
        look: impl FnOnce(&View<'_>) -> T,
    ) -> T {
        let options = Options::for_box(width, height);
        let moment = self.viewfinder.seek(source.recording, source.cursor);
        look(&View {
            moment,
            story: source.story,
            chapter: source.chapter(),
            options: &options,
            words: &self.words,
        })
    }
}
