//! The view: all that a picture is a function of.

use model::base::ids::RelId;
use model::still::recording::Moment;
use model::trace::event::page::RelationKind;

use crate::shape::mark::Target;
use crate::story::chapter::{Chapter, Story};
use crate::words::Words;

/// All that a picture is a function of.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The state at the cursor.
    pub moment: &'a Moment,
    /// What the recording says about its statements.
    pub story: &'a Story,
    /// The statement that the cursor lies in.
    pub chapter: Option<&'a Chapter>,
    /// How to draw it.
    pub options: &'a Options,
    /// In which language.
    pub words: &'a Words,
}

impl View<'_> {
    /// Whether touching a page of this relation is a step that the learner sees.
    pub fn is_step(&self, rel: RelId) -> bool {
        self.options.system_tables == SystemTables::Shown
            || self.story.relation_kind(rel) != Some(RelationKind::System)
    }
}

/// How to draw a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The box's width in pixels.
    pub width: f64,
    /// The box's height in pixels.
    pub height: f64,
    /// How large text and marks are.
    pub scale: ScaleOption,
    /// Whether system tables are drawn.
    pub system_tables: SystemTables,
    /// Whether what is to come is drawn.
    pub future: Future,
    /// The one mark that is selected.
    pub selected: Option<Target>,
}

/// How large text and marks are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaleOption {
    /// 12 px and up.
    Page,
    /// 16 px and up: readable from the back row.
    Projector,
}

/// Whether system tables are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemTables {
    /// Only the learner's.
    Hidden,
    /// The system's, too.
    Shown,
}

/// Whether what is to come is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Future {
    /// Pages that the statement has yet to read are hollow squares.
    Shown,
    /// As if nobody knew: for a question about what comes next.
    Hidden,
}

impl Options {
    /// A picture for a box of that size, at the page's scale.
    pub fn for_box(width: f64, height: f64) -> Options {
        Options {
            width,
            height,
            scale: ScaleOption::Page,
            system_tables: SystemTables::Hidden,
            future: Future::Shown,
            selected: None,
        }
    }

    /// The factor for all lengths: 12 px become 16 on a projector (tokens.css, `--scale`).
    pub fn factor(&self) -> f64 {
        match self.scale {
            ScaleOption::Page => 1.0,
            ScaleOption::Projector => 4.0 / 3.0,
        }
    }

    /// The size of labels in pixels (tokens.css, `--text-xs`).
    pub fn label_pixels(&self) -> f64 {
        match self.scale {
            ScaleOption::Page => 12.0,
            ScaleOption::Projector => 16.0,
        }
    }
}
