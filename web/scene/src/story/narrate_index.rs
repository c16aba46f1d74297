//! What a step says about nodes of indexes: why the way goes on where it goes, what is taken, what
//! is split.
//!
//! ```text
//!   Began Hit Entered      "orders_user is asked for 42. ... It is the root. 42 comes before 75
//!                           but not before 38: on to child 2 of 276, page 5."
//!   Hit Entered Scanned    "... It is a leaf. 11 entries are taken, from place 40 on."
//! ```

use model::base::ids::{PageId, RelId};
use model::still::btree::{BTreeStill, NodeStill};
use model::still::recording::Recording;
use model::trace::event::index::{Aim, IndexEvent};
use model::trace::event::{Event, Fact};

use super::chapter::Story;
use super::steps::Step;
use super::visit::{last_descent, VisitKind};
use crate::words::{Arg, Word, Words};

/// Most sentences about an index in one step: a step that builds or splits much says its last.
const SENTENCES_MAX: usize = 5;

/// Tells what a step did in indexes.
pub struct IndexTeller<'a> {
    /// In which language.
    pub words: &'a Words,
    /// Everything recorded.
    pub recording: &'a Recording,
    /// What it says about its statements.
    pub story: &'a Story,
    /// The trees at the step's end.
    pub trees: &'a BTreeStill,
    /// The step.
    pub step: &'a Step,
}

impl IndexTeller<'_> {
    /// What is looked for, where a descent begins with the step.
    pub fn aims(&self) -> Vec<String> {
        let before = self.recording.log().range(self.step.start, self.step.event);
        let aims = before.filter_map(|event| match &event.fact {
            Fact::Index(IndexEvent::DescentBegan { root, aim }) => Some(self.began(root.rel, aim)),
            _ => None,
        });
        aims.collect()
    }

    /// The sentences about the step's own event and about what followed, where steps are pages or
    /// rows: those of operators and statements stand for too much to tell node by node.
    pub fn acts<'e>(&self, own: &'e Event, after: impl Iterator<Item = &'e Event>) -> Vec<String> {
        if !matches!(own.fact, Fact::Page(_) | Fact::Index(_)) {
            return Vec::new();
        }
        let facts = [own].into_iter().chain(after).filter_map(|event| match &event.fact {
            Fact::Index(fact) => self.sentence(fact),
            _ => None,
        });
        let mut said: Vec<String> = facts.collect();
        said.split_off(said.len().saturating_sub(SENTENCES_MAX))
    }

    fn say(&self, word: Word, args: &[(&str, Arg<'_>)]) -> String {
        self.words.say(word, args)
    }

    fn sentence(&self, fact: &IndexEvent) -> Option<String> {
        match fact {
            IndexEvent::NodeVisited { page, depth, place } => self.visited(*page, *depth, *place),
            IndexEvent::LeafEntered { .. } => Some(self.say(Word::TellWalked, &[])),
            IndexEvent::LeafScanned { matched: 0, .. } => Some(self.say(Word::TellTakenNone, &[])),
            IndexEvent::LeafScanned { place, matched, .. } => {
                let args = [("count", u32::from(*matched).into()), ("at", number(*place))];
                let word = if *matched == 1 { Word::TellTakenOne } else { Word::TellTaken };
                Some(self.say(word, &args))
            }
            IndexEvent::NodeBuilt { node, .. } if node.level == 0 => {
                let entries = u32::from(node.entry_count);
                Some(self.say(Word::TellBuiltLeaf, &[("entries", entries.into())]))
            }
            IndexEvent::NodeBuilt { node, .. } => {
                let children = node.children.len() as u64;
                Some(self.say(Word::TellBuiltInner, &[("children", children.into())]))
            }
            fact => self.changed(fact),
        }
    }

    /// What changed in a tree node by node.
    fn changed(&self, fact: &IndexEvent) -> Option<String> {
        let said = match fact {
            IndexEvent::LeafSplit { left, right, separator, .. } => {
                self.split(Word::TellSplit, (*left, *right), separator)
            }
            IndexEvent::InnerSplit { left, right, separator, .. } => {
                self.split(Word::TellSplitInner, (*left, *right), separator)
            }
            IndexEvent::RootRaised { child, height, .. } => {
                let args = [("child", child.no.into()), ("levels", u32::from(*height).into())];
                self.say(Word::TellRaised, &args)
            }
            IndexEvent::SeparatorInserted { page, separator, child, .. } => {
                let args = [
                    ("page", page.no.into()),
                    ("key", Arg::from(&**separator)),
                    ("child", (*child).into()),
                ];
                self.say(Word::TellLearned, &args)
            }
            IndexEvent::EntryInserted { page, place, key, tuple } => {
                let args = [
                    ("key", Arg::from(&**key)),
                    ("page", page.no.into()),
                    ("at", number(*place)),
                    ("tuple_page", tuple.page_no.into()),
                    ("slot", u32::from(tuple.slot_no).into()),
                ];
                self.say(Word::TellEntryIn, &args)
            }
            IndexEvent::EntryRemoved { page, key, .. } => {
                let args = [("key", Arg::from(&**key)), ("page", page.no.into())];
                self.say(Word::TellEntryOut, &args)
            }
            _ => return None,
        };
        Some(said)
    }

    fn split(&self, word: Word, (left, right): (PageId, PageId), separator: &str) -> String {
        let args =
            [("left", left.no.into()), ("right", right.no.into()), ("key", Arg::from(separator))];
        self.say(word, &args)
    }

    fn began(&self, rel: RelId, aim: &Aim) -> String {
        let index = self.story.relation_name(rel);
        let (word, key) = match aim {
            Aim::First => (Word::TellLooksForFirst, ""),
            Aim::Last => (Word::TellLooksForLast, ""),
            Aim::AtOrAfter(key) => (Word::TellLooksFor, &**key),
            Aim::Before(key) => (Word::TellLooksForBefore, &**key),
        };
        self.say(word, &[("index", Arg::from(&index)), ("key", Arg::from(key))])
    }

    /// Where a descent was going.
    fn aim(&self, rel: RelId) -> Option<&Aim> {
        let chapter = self.story.chapter(self.step.statement)?;
        let descent = last_descent(chapter.visits_at(self.step.end), rel);
        descent.iter().find_map(|visit| match &visit.what {
            VisitKind::Began(aim) if visit.page.rel == rel => Some(aim),
            _ => None,
        })
    }

    fn visited(&self, page: PageId, depth: u8, place: u16) -> Option<String> {
        let node = self.trees.node(page)?;
        let aim = self.aim(page.rel);
        let said = match node.level {
            0 => self.at_leaf(aim, place),
            _ => self.at_inner(node, aim, usize::from(place))?,
        };
        if depth > 0 {
            return Some(said);
        }
        Some(format!("{} {said}", self.say(Word::TellRoot, &[])))
    }

    /// How many entries a leaf has is not said: a run of changes to it is told when it is over.
    fn at_leaf(&self, aim: Option<&Aim>, place: u16) -> String {
        match aim {
            Some(Aim::AtOrAfter(key)) => {
                let args = [("key", (&**key).into()), ("at", number(place))];
                self.say(Word::TellLeafPlace, &args)
            }
            _ => self.say(Word::TellLeaf, &[]),
        }
    }

    fn at_inner(&self, node: &NodeStill, aim: Option<&Aim>, place: usize) -> Option<String> {
        let child = ("child", Arg::from(node.children.get(place)?.page_no));
        let all = node.children.len();
        let (Aim::AtOrAfter(key) | Aim::Before(key)) = aim? else {
            let word = if place == 0 { Word::TellGoFirst } else { Word::TellGoLast };
            return Some(self.say(word, &[child]));
        };
        let low = node.children.get(place).map_or("", |child| &child.separator);
        let high = node.children.get(place + 1).map(|child| &*child.separator);
        let args = [
            ("key", Arg::from(&**key)),
            ("low", Arg::from(low)),
            ("high", Arg::from(high.unwrap_or(""))),
            ("at", Arg::from(place as u64 + 1)),
            ("all", Arg::from(all as u64)),
            child,
        ];
        let word = match (place, high) {
            (0, None) => Word::TellOnlyChild,
            // A separator may part equal keys by the tuples that they lead to.
            (_, Some(high)) if high == &**key => Word::TellGoLeftEqual,
            (0, Some(_)) => Word::TellGoLeft,
            (_, None) => Word::TellGoRight,
            (_, Some(_)) => Word::TellGoBetween,
        };
        Some(self.say(word, &args))
    }
}

/// A place for people: from 1.
fn number(place: u16) -> Arg<'static> {
    Arg::from(u32::from(place) + 1)
}
