//! The picture at the cursor: drawn when the cursor, the recording or the box changes.

use model::base::pictures::Picture;
use model::still::recording::Recording;
use scene::shape::scene::Scene;
use scene::story::chapter::Story;
use scene::table::Table;
use scene::viz::picture::{self, Detail};
use scene::viz::view::{Options, View};
use scene::words::Words;

use super::layout::GlassForm;
use super::message::Pointed;
use super::playback::Viewfinder;
use super::shared::Shared;

/// What the glass shows.
#[derive(Debug)]
pub struct Glass {
    /// The picture.
    pub scene: Shared<Scene>,
    /// The same as a table, while it is shown as one.
    pub twin: Shared<Table>,
    /// The mark that is pointed at, and what is known about it.
    pub pointed: Option<(Pointed, Detail)>,
    size: (f64, f64),
    viewfinder: Viewfinder,
    words: Words,
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
}

impl Default for Glass {
    fn default() -> Glass {
        Glass {
            scene: Shared::default(),
            twin: Shared::default(),
            pointed: None,
            size: (0.0, 0.0),
            viewfinder: Viewfinder::default(),
            words: Words::english(),
        }
    }
}

impl Glass {
    /// Takes the box's size.
    pub fn resize(&mut self, width: f64, height: f64) {
        self.size = (width, height);
    }

    /// Draws the picture, or its twin.
    pub fn draw(&mut self, source: Source<'_>, form: GlassForm) {
        self.pointed = None;
        if source.recording.end() == 0 || self.size.0 < 1.0 {
            return;
        }
        match form {
            GlassForm::Picture => {
                self.scene =
                    Shared::new(self.look(source, |view| picture::scene(Picture::Heap, view)));
            }
            GlassForm::Twin => {
                self.twin =
                    Shared::new(self.look(source, |view| picture::table(Picture::Heap, view)));
            }
        }
    }

    /// Points at a mark, or at none.
    pub fn point(&mut self, source: Source<'_>, pointed: Option<Pointed>) {
        self.pointed = pointed.and_then(|pointed| {
            let detail =
                self.look(source, |view| picture::detail(Picture::Heap, view, pointed.target))?;
            Some((pointed, detail))
        });
    }

    /// Forgets everything: the recording is another one.
    pub fn forget(&mut self) {
        self.scene = Shared::default();
        self.twin = Shared::default();
        self.pointed = None;
        self.viewfinder.reset();
    }

    fn look<T>(&mut self, source: Source<'_>, look: impl FnOnce(&View<'_>) -> T) -> T {
        let options = Options::for_box(self.size.0, self.size.1);
        let moment = self.viewfinder.seek(source.recording, source.cursor);
        look(&View {
            moment,
            story: source.story,
            chapter: source.story.chapter_at(source.recording, source.cursor),
            options: &options,
            words: &self.words,
        })
    }
}
