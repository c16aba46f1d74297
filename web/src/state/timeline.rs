//! The line of time of a run, ready to be drawn: marks gathered into as many places as can be told
//! apart.
//!
//! ```text
//!      | |||||||  | ||          marks of page events, one path per kind
//!   .:|.::.:..::..|..:          density: how many events fall into each place
//!   ==========O-----------      past, playhead, future
//!   CREATE    SELECT  0.51 ms   labels; one that would touch its neighbour is dropped
//! ```
//!
//! Places are proportional to simulated time.

use std::fmt::Write as _;

use model::still::recording::Recording;
use model::trace::event::exec::ExecEvent;
use model::trace::event::page::{PageEvent, RelationKind};
use model::trace::event::{Event, Fact};
use scene::story::chapter::Story;

use super::shared::Shared;

/// The width of the drawing in its own units.
pub const WIDTH: f64 = 1_000.0;
/// The line itself, from the top.
pub const BASE: f64 = 27.5;
/// Places along the line: a mark every three pixels on a wide screen.
const PLACES: usize = 400;
/// The top of a page event's mark.
const EVENT_TOP: f64 = 4.0;
/// Least and greatest height of a density tick.
const DENSITY_HEIGHT: (f64, f64) = (2.0, 11.0);
/// From so many statements on, where they begin is not drawn any more.
const STATEMENTS_DRAWN_MAX: usize = 64;
/// Letters of a statement's label.
const LABEL_LETTERS_MAX: usize = 24;

/// What does not change while the cursor moves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// The density ticks, as a path.
    pub density: String,
    /// The marks of page events: class and path.
    pub events: Vec<(&'static str, String)>,
    /// The places where statements begin, as a path.
    pub statements: String,
    /// What the statements are called: place from 0 to 1, and name.
    pub labels: Vec<(f64, String)>,
    /// Whether earlier steps were let go.
    pub is_torn: bool,
    /// The run's extent.
    pub extent: Extent,
}

/// A stretch of a recording, and of simulated time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// The moment before the first event.
    pub start: u64,
    /// The moment after the last event.
    pub end: u64,
    /// The simulated time at the start, in microseconds.
    pub start_micros: u64,
    /// The simulated time at the end, in microseconds.
    pub end_micros: u64,
}

impl Extent {
    /// The extent between two moments.
    pub fn between(recording: &Recording, start: u64, end: u64) -> Extent {
        let micros_at = |moment: u64| {
            let last = moment.checked_sub(1).and_then(|seq| recording.log().get(seq));
            last.map_or(0, |event| event.at.micros)
        };
        Extent { start, end, start_micros: micros_at(start), end_micros: micros_at(end) }
    }

    /// The simulated time in all, in microseconds.
    pub fn micros(&self) -> u64 {
        self.end_micros.saturating_sub(self.start_micros)
    }

    /// Where a moment lies, from 0 to 1.
    pub fn share_at(&self, recording: &Recording, moment: u64) -> f64 {
        match moment {
            moment if moment >= self.end => 1.0,
            moment if moment <= self.start => 0.0,
            moment => {
                let event = recording.log().get(moment - 1);
                event.map_or(0.0, |event| self.share_of(event.at.micros))
            }
        }
    }

    /// The last event at or before a share of the time.
    pub fn event_at(&self, recording: &Recording, share: f64) -> Option<u64> {
        let micros = self.start_micros + (share.clamp(0.0, 1.0) * self.micros() as f64) as u64;
        let (mut low, mut high) = (self.start, self.end);
        while low < high {
            let middle = low + (high - low) / 2;
            match recording.log().get(middle) {
                Some(event) if event.at.micros <= micros => low = middle + 1,
                _ => high = middle,
            }
        }
        low.checked_sub(1).filter(|seq| *seq >= self.start)
    }

    fn share_of(&self, micros: u64) -> f64 {
        match self.micros() {
            0 => 1.0,
            all => (micros.saturating_sub(self.start_micros) as f64 / all as f64).min(1.0),
        }
    }
}

impl Timeline {
    /// The timeline of a run.
    pub fn of(recording: &Recording, story: &Story, extent: Extent) -> Timeline {
        let mut places = [Place::default(); PLACES];
        for event in recording.log().range(extent.start, extent.end) {
            let share = extent.share_of(event.at.micros);
            let at = ((share * PLACES as f64) as usize).min(PLACES - 1);
            places[at].take(event, story);
        }
        let kinds: [Kind; 4] = [
            ("hit", |place| place.has_hit && !place.has_miss),
            ("miss", |place| place.has_miss),
            ("dirty", |place| place.has_added),
            ("failed", |place| place.has_failed),
        ];
        let path = |(class, is_in): Kind| {
            let mut path = String::new();
            for (at, _) in places.iter().enumerate().filter(|(_, place)| is_in(place)) {
                upright(&mut path, at, EVENT_TOP);
            }
            (class, path)
        };
        let (statements, labels) = statements(recording, story, &extent);
        Timeline {
            density: density(&places),
            events: kinds.into_iter().map(path).filter(|(_, path)| !path.is_empty()).collect(),
            statements,
            labels,
            is_torn: recording.log().dropped_count() > 0,
            extent,
        }
    }

    /// The same, to be handed around.
    pub fn shared(recording: &Recording, story: &Story, extent: Extent) -> Shared<Timeline> {
        Shared::new(Timeline::of(recording, story, extent))
    }
}

/// A kind of mark: its class, and which places have it.
type Kind = (&'static str, fn(&Place) -> bool);

#[derive(Clone, Copy, Default)]
struct Place {
    event_count: u32,
    has_hit: bool,
    has_miss: bool,
    has_added: bool,
    has_failed: bool,
}

impl Place {
    fn take(&mut self, event: &Event, story: &Story) {
        self.event_count += 1;
        match &event.fact {
            Fact::Exec(ExecEvent::StatementFailed { .. }) => self.has_failed = true,
            Fact::Page(PageEvent::Hit { page, .. }) if is_learners(page.rel, story) => {
                self.has_hit = true;
            }
            Fact::Page(PageEvent::Missed { page, .. }) if is_learners(page.rel, story) => {
                self.has_miss = true;
            }
            Fact::Page(PageEvent::Extended { page, .. }) if is_learners(page.rel, story) => {
                self.has_added = true;
            }
            _ => {}
        }
    }
}

fn is_learners(rel: model::base::ids::RelId, story: &Story) -> bool {
    story.relation_kind(rel) != Some(RelationKind::System)
}

fn density(places: &[Place; PLACES]) -> String {
    let most = places.iter().map(|place| place.event_count).max().unwrap_or(0);
    let mut path = String::new();
    for (at, place) in places.iter().enumerate().filter(|(_, place)| place.event_count > 0) {
        let share = f64::from(place.event_count).ln_1p() / f64::from(most).ln_1p();
        let height = DENSITY_HEIGHT.0 + share * (DENSITY_HEIGHT.1 - DENSITY_HEIGHT.0);
        upright(&mut path, at, BASE - height);
    }
    path
}

fn upright(path: &mut String, place: usize, top: f64) {
    let x = (place as f64 + 0.5) * WIDTH / PLACES as f64;
    write!(path, "M{x:.2} {BASE}V{top:.1}").expect("a String takes all text");
}

fn statements(
    recording: &Recording,
    story: &Story,
    extent: &Extent,
) -> (String, Vec<(f64, String)>) {
    let first = story.chapters.partition_point(|chapter| chapter.start < extent.start);
    let end = story.chapters.partition_point(|chapter| chapter.start < extent.end);
    let chapters = &story.chapters[first..end.max(first)];
    if chapters.len() > STATEMENTS_DRAWN_MAX {
        return (String::new(), Vec::new());
    }
    let mut path = String::new();
    let mut labels = Vec::new();
    for chapter in chapters {
        let event = recording.log().get(chapter.start);
        let share = event.map_or(0.0, |event| extent.share_of(event.at.micros));
        if share > 0.0 {
            let x = share * WIDTH;
            write!(path, "M{x:.2} 2V31").expect("a String takes all text");
        }
        labels.push((share, name_of(&chapter.text)));
    }
    (path, labels)
}

/// What a statement is called: its first word, and the second where the first does not say what.
fn name_of(text: &str) -> String {
    let mut words = text.split_whitespace().map(|word| {
        let letters = word.chars().take_while(|letter| letter.is_alphabetic());
        letters.take(LABEL_LETTERS_MAX).collect::<String>().to_uppercase()
    });
    let first = words.next().unwrap_or_default();
    match (first.as_str(), words.next()) {
        ("CREATE" | "DROP" | "ALTER", Some(second)) => format!("{first} {second}"),
        _ => first,
    }
}
