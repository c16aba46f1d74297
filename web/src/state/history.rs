//! Undo: the images that the engine keeps at the ends of statements, as a tree to go back and on
//! in.
//!
//! ```text
//!   1 CREATE -- 2 INSERT -- 3 SELECT -- 4 DELETE      the way that was undone stays
//!                   `------ 5 UPDATE                  and a branch begins where one goes on
//!                              ^ current
//! ```
//!
//! Undo goes back to before the last statement that changed something; redo goes on along the way
//! that was left last. Statements that only read are passed over: they leave nothing to undo.

use std::collections::{BTreeMap, BTreeSet};

use model::base::ids::{ImageId, StatementId};
use model::message::command::Command;
use model::message::reply::{ImageTaken, Reply};
use model::still::recording::Recording;
use scene::story::chapter::Story;

use super::app::State;
use super::ending::Block;
use super::message::{Effect, Purpose};
use super::notes::Topic;
use super::shared::Shared;
use crate::text;

/// Tags of statements that leave nothing to undo, unless they wrote tuples.
const READING_TAGS: [&str; 3] = ["SELECT", "EXPLAIN", "SHOW"];
/// Letters of a statement that a line of the menu shows.
const LETTERS_MAX: usize = 48;
/// Most lines of the menu that go back, and most that go on along other branches.
const LINES_MAX: usize = 6;

/// The images.
#[derive(Clone, Debug, Default)]
pub struct History {
    entries: BTreeMap<ImageId, Entry>,
    current: ImageId,
    /// From each image the child that was gone to last.
    ways: BTreeMap<ImageId, ImageId>,
    /// What the last statement that ended was: whether it changed something.
    ended: Option<(StatementId, bool)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    parent: ImageId,
    text: String,
    has_changed: bool,
    block: Block,
}

/// A place to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its image.
    pub image: ImageId,
    /// The statement that is undone or done again on the way.
    pub text: String,
    /// Which way it lies.
    pub way: Way,
}

/// Which way a place lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Back: before that statement.
    Back,
    /// On: after that statement, which was undone.
    On,
    /// The end of another branch: after that statement.
    Branch,
}

impl History {
    /// Takes note of a statement that ended with that tag.
    pub fn ended(&mut self, statement: StatementId, tag: &str, tuples_written: u64) {
        let reads = READING_TAGS.iter().any(|reading| tag.starts_with(reading));
        self.ended = Some((statement, !reads || tuples_written > 0));
    }

    /// Takes note of an image.
    pub fn take(&mut self, taken: &ImageTaken, text: &str, block: Block) {
        let has_changed = self
            .ended
            .is_some_and(|(statement, has_changed)| statement == taken.statement && has_changed);
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = match line.char_indices().nth(LETTERS_MAX) {
            Some((at, _)) => format!("{}…", &line[..at]),
            None => line,
        };
        let entry = Entry { parent: taken.parent, text, has_changed, block };
        self.entries.insert(taken.image, entry);
        self.ways.insert(taken.parent, taken.image);
        self.entries.remove(&taken.let_go);
        self.current = taken.image;
    }

    /// Whether an image lies on the way back from where we are, so that the recording leads
    /// through it. Any other is reached by a way that was not recorded here.
    pub fn is_behind(&self, image: ImageId) -> bool {
        self.way_back(self.current).any(|known| known == image)
    }

    /// Takes note of having gone to an image. The block that was open then.
    pub fn went_to(&mut self, image: ImageId) -> Block {
        self.current = image;
        // Going on again leads the way one came.
        let mut child = image;
        while let Some(entry) = self.entries.get(&child) {
            self.ways.insert(entry.parent, child);
            child = entry.parent;
        }
        self.entries.get(&image).map_or(Block::None, |entry| entry.block)
    }

    /// The engine is another one: it keeps no image of before.
    pub fn forget(&mut self) {
        *self = History::default();
    }

    /// Where one may go: back step by step, on along the way that was left, to other branches.
    pub fn places(&self) -> Vec<Place> {
        let mut places = self.places_back();
        places.extend(self.places_on());
        places.extend(self.branches());
        places
    }

    fn places_back(&self) -> Vec<Place> {
        let mut places = Vec::new();
        let mut at = self.current;
        while let Some(entry) = self.entries.get(&at).filter(|_| places.len() < LINES_MAX) {
            if entry.has_changed && self.entries.contains_key(&entry.parent) {
                let (image, text) = (entry.parent, entry.text.clone());
                places.push(Place { image, text, way: Way::Back });
            }
            at = entry.parent;
        }
        places
    }

    fn places_on(&self) -> Vec<Place> {
        let mut places = Vec::new();
        let mut at = self.current;
        while let Some(image) = self.ways.get(&at).filter(|_| places.len() < LINES_MAX) {
            let Some(entry) = self.entries.get(image) else { break };
            if entry.has_changed {
                let text = entry.text.clone();
                places.push(Place { image: *image, text, way: Way::On });
            }
            at = *image;
        }
        places
    }

    /// The ends of branches that lie neither back nor on, the newest first: those on which
    /// something was changed that is not behind us.
    fn branches(&self) -> Vec<Place> {
        let has_child = |image: ImageId| self.entries.values().any(|entry| entry.parent == image);
        let mut known: BTreeSet<ImageId> = self.way_back(self.current).collect();
        let mut on = self.current;
        while let Some(next) = self.ways.get(&on).filter(|next| self.entries.contains_key(*next)) {
            on = *next;
            known.insert(on);
        }
        let mut places = Vec::new();
        for image in self.entries.keys().rev().filter(|image| !has_child(**image)) {
            let change = self.way_back(*image).find(|at| self.entries[at].has_changed);
            if let Some(change) = change.filter(|change| !known.contains(change)) {
                let text = self.entries[&change].text.clone();
                places.push(Place { image: *image, text, way: Way::Branch });
            }
        }
        places.truncate(LINES_MAX);
        places
    }

    /// An image and those before it, as far as they are kept.
    fn way_back(&self, from: ImageId) -> impl Iterator<Item = ImageId> + '_ {
        let kept = |image: &ImageId| self.entries.contains_key(image);
        let parent = |image: &ImageId| self.entries.get(image).map(|entry| entry.parent);
        std::iter::successors(Some(from), parent).take_while(kept)
    }
}

impl State {
    /// Takes note of what a reply says about images.
    pub(super) fn note_history(&mut self, reply: &Reply) {
        match reply {
            Reply::StatementFinished { statement, tag, summary } => {
                self.history.ended(*statement, tag, summary.counters.tuples_written);
            }
            Reply::Image(taken) => {
                let (text, block) = match &self.run {
                    Some(run) => (run.text_of(taken.statement), run.block),
                    None => ("", Block::None),
                };
                self.history.take(taken, text, block);
            }
            _ => {}
        }
    }

    /// Goes to an image, if nothing runs.
    pub(super) fn go_to(&mut self, image: ImageId, effects: &mut Vec<Effect>) {
        self.layout.menu = None;
        if self.is_ready() {
            effects.push(Effect::Send(Command::Restore { image }, Purpose::Other));
            effects.push(Effect::Send(Command::Schema, Purpose::Other));
        }
    }

    /// The database is what it was at an image: what was recorded after it is let go. Where the
    /// recording is of another way it begins anew with the still that follows.
    pub(super) fn went_to(&mut self, taken: &ImageTaken, effects: &mut Vec<Effect>) {
        match self.history.is_behind(taken.image) {
            true => self.recording.cut(taken.seq),
            false => self.recording = Recording::default(),
        }
        let block = self.history.went_to(taken.image);
        self.story = Story::of(&self.recording);
        self.glass.forget();
        self.playback.forget(&self.recording);
        self.timeline = Shared::default();
        self.run_start = self.recording.end();
        self.run = None;
        self.block_before = block;
        let places = self.history.places();
        let later = places.iter().filter(|place| place.way != Way::Back).count() as u64;
        let said = match later {
            0 => text::history_went(),
            _ => text::history_went_back(),
        };
        self.notes.say(Topic::History, said.to_string(), None);
        effects.push(Effect::DrawMarks);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(history: &mut History, image: u32, parent: u32, tuples_written: u64) {
        let statement = StatementId(image);
        let tag = if tuples_written > 0 { "INSERT 0 1" } else { "SELECT 1" };
        history.ended(statement, tag, tuples_written);
        let (image, parent, let_go) = (ImageId(image), ImageId(parent), ImageId(0));
        let taken = ImageTaken { image, parent, statement, seq: 0, let_go };
        history.take(&taken, &format!("S{}", image.0), Block::None);
    }

    fn places(history: &History, way: Way) -> Vec<(u32, String)> {
        let places = history.places().into_iter().filter(|place| place.way == way);
        places.map(|place| (place.image.0, place.text)).collect()
    }

    fn pairs(list: &[(u32, &str)]) -> Vec<(u32, String)> {
        list.iter().map(|(image, text)| (*image, text.to_string())).collect()
    }

    #[test]
    fn undo_passes_over_what_only_read_and_redo_goes_on_again() {
        let mut history = History::default();
        take(&mut history, 1, 0, 9);
        take(&mut history, 2, 1, 1);
        take(&mut history, 3, 2, 0);
        take(&mut history, 4, 3, 1);
        assert_eq!(places(&history, Way::Back), pairs(&[(3, "S4"), (1, "S2")]));
        assert_eq!(places(&history, Way::On), []);
        history.went_to(ImageId(1));
        assert_eq!(places(&history, Way::Back), []);
        assert_eq!(places(&history, Way::On), pairs(&[(2, "S2"), (4, "S4")]));
    }

    #[test]
    fn the_future_stays_as_a_branch() {
        let mut history = History::default();
        (1..=3).for_each(|image| take(&mut history, image, image - 1, 1));
        assert!(history.is_behind(ImageId(1)) && history.is_behind(ImageId(3)));
        history.went_to(ImageId(2));
        take(&mut history, 4, 2, 1);
        assert!(history.is_behind(ImageId(2)) && !history.is_behind(ImageId(3)));
        assert_eq!(places(&history, Way::On), []);
        assert_eq!(places(&history, Way::Branch), pairs(&[(3, "S3")]));
        take(&mut history, 5, 4, 0);
        history.went_to(ImageId(3));
        assert_eq!(places(&history, Way::Branch), pairs(&[(5, "S4")]), "by what it changed");
        history.went_to(ImageId(2));
        assert_eq!(places(&history, Way::On), pairs(&[(3, "S3")]), "the way one came");
        assert_eq!(places(&history, Way::Branch), pairs(&[(5, "S4")]));
    }

    #[test]
    fn a_branch_that_only_read_is_none() {
        let mut history = History::default();
        (1..=2).for_each(|image| take(&mut history, image, image - 1, 1));
        take(&mut history, 3, 2, 0);
        history.went_to(ImageId(2));
        take(&mut history, 4, 2, 1);
        assert_eq!(places(&history, Way::Branch), []);
    }
}
