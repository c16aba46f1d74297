//! From a recording to a file: what the command line, the landing and the README use.
//!
//! ```text
//!   glassbox render FILE --picture heap --at end  ->  svg_file(&recording, &request)
//! ```

use model::base::pictures::Picture;
use model::still::recording::Recording;

use crate::shape::scene::Scene;
use crate::story::chapter::Story;
use crate::svg::style::{style_sheet, Theme};
use crate::svg::write::svg_file_text;
use crate::table::Table;
use crate::viz::picture;
use crate::viz::view::{Options, View};
use crate::words::Words;

/// What to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Which picture.
    pub picture: Picture,
    /// At which moment.
    pub at: At,
    /// How.
    pub options: Options,
    /// In which colours.
    pub theme: Theme,
}

/// A moment by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// The earliest moment that is kept.
    Start,
    /// After everything.
    End,
    /// After so many events.
    Event(u64),
    /// At the end of the statement of that number.
    Statement(u32),
}

impl At {
    /// The moment that a command line names: `start`, `end`, `event:120`, `statement:3`.
    pub fn from_text(text: &str) -> Option<At> {
        match text.split_once(':') {
            None if text == "start" => Some(At::Start),
            None if text == "end" => Some(At::End),
            Some(("event", number)) => number.parse().ok().map(At::Event),
            Some(("statement", number)) => number.parse().ok().map(At::Statement),
            _ => None,
        }
    }

    /// The number of the first event that has not happened yet. `None` for a statement that the
    /// recording does not hold.
    pub fn seq(self, recording: &Recording, story: &Story) -> Option<u64> {
        match self {
            At::Start => Some(recording.start()),
            At::End => Some(recording.end()),
            At::Event(seq) => Some(seq.clamp(recording.start(), recording.end())),
            At::Statement(number) => {
                let chapter = story.chapters.iter().find(|known| known.statement.0 == number)?;
                Some(chapter.end)
            }
        }
    }
}

/// The picture with its style sheet, as an SVG file. `None` when there is no such moment.
pub fn svg_file(recording: &Recording, request: &Request) -> Option<String> {
    let scene = scene(recording, request)?;
    Some(svg_file_text(&scene, &style_sheet(request.theme, request.options.scale)))
}

/// The picture. `None` when there is no such moment.
pub fn scene(recording: &Recording, request: &Request) -> Option<Scene> {
    with_view(recording, request, |view| picture::scene(request.picture, view))
}

/// The picture's text twin. `None` when there is no such moment.
pub fn table(recording: &Recording, request: &Request) -> Option<Table> {
    with_view(recording, request, |view| picture::table(request.picture, view))
}

fn with_view<T>(
    recording: &Recording,
    request: &Request,
    draw: impl FnOnce(&View<'_>) -> T,
) -> Option<T> {
    let story = Story::of(recording);
    let seq = request.at.seq(recording, &story)?;
    let moment = recording.moment_at(seq);
    let view = View {
        moment: &moment,
        story: &story,
        chapter: story.chapter_at(recording, seq),
        options: &request.options,
        words: &Words::english(),
    };
    Some(draw(&view))
}
