//! Narration: what a step says, in one sentence for the step's event and one for what came of it.
//!
//! ```text
//!   Written Evicted Missed Scanned
//!     "Heap page 290 of orders comes from disk into frame 7, where page 12 of users was: it had
//!      changed and was written first. 136 tuples are looked at."
//! ```
//!
//! What is said is in the step's own events, but for nodes of indexes: what a node says is its
//! state, so narration is given the trees as they are at the step's end.

use model::base::error::sqlstate;
use model::base::ids::{FrameNo, PageId, RelId, StatementId};
use model::still::btree::BTreeStill;
use model::still::recording::Recording;
use model::trace::event::exec::ExecEvent;
use model::trace::event::page::{PageEvent, RelationKind};
use model::trace::event::txn::TxnEvent;
use model::trace::event::wal::WalEvent;
use model::trace::event::{Event, Fact};

use super::chapter::Story;
use super::narrate_index::IndexTeller;
use super::operator;
use super::steps::Step;
use crate::words::{count_text, Arg, Word, Words};

/// What a step says. Empty when its event was let go.
pub fn sentence(
    words: &Words,
    recording: &Recording,
    story: &Story,
    trees: &BTreeStill,
    step: &Step,
) -> String {
    let teller = Teller { words, recording, story };
    let Some(event) = recording.log().get(step.event) else { return String::new() };
    let after = || recording.log().range(step.event + 1, step.end);
    let index = IndexTeller { words, recording, story, trees, step };
    let mut sentences = index.aims();
    sentences.push(teller.tell(event, step));
    sentences.extend(index.acts(event, after()));
    sentences.extend(teller.consequences(page_of(event), after()));
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}

struct Teller<'a> {
    words: &'a Words,
    recording: &'a Recording,
    story: &'a Story,
}

impl Teller<'_> {
    fn say(&self, word: Word, args: &[(&str, Arg<'_>)]) -> String {
        self.words.say(word, args)
    }

    /// The sentence of the step's own event.
    fn tell(&self, event: &Event, step: &Step) -> String {
        match &event.fact {
            Fact::Page(PageEvent::SpillWritten { pages }) => {
                self.tell_spill(Word::TellSpillWritten, event, *pages)
            }
            Fact::Page(PageEvent::SpillRead { pages }) => {
                self.tell_spill(Word::TellSpillRead, event, *pages)
            }
            Fact::Page(fact) => self.tell_page(fact, step),
            Fact::Exec(fact) => self.tell_exec(fact, event, step),
            Fact::Txn(fact) => self.tell_txn(fact, step),
            // What an index did is told by its own teller; log and planning alone are no step.
            Fact::Index(_) | Fact::Wal(_) | Fact::Plan(_) => String::new(),
        }
    }

    fn tell_page(&self, fact: &PageEvent, step: &Step) -> String {
        match fact {
            PageEvent::Missed { page, frame, .. } => self.tell_missed(*page, *frame, step),
            PageEvent::Hit { page, frame, .. } => {
                self.on_page(Word::TellHit, *page, &[("frame", frame.0.into())])
            }
            PageEvent::Extended { page, frame } => {
                let relation = self.story.relation_name(page.rel);
                let no = count_text(u64::from(page.no));
                let args = [
                    ("relation", Arg::from(&relation)),
                    ("page", Arg::from(&no)),
                    ("frame", frame.0.into()),
                ];
                self.say(Word::TellAdded, &args)
            }
            PageEvent::RelationCreated { name, kind, .. } => {
                let word = match kind {
                    RelationKind::Table => Word::TellCreatedTable,
                    RelationKind::Index => Word::TellCreatedIndex,
                    RelationKind::System | RelationKind::Sequence => Word::TellCreatedOther,
                };
                self.say(word, &[("relation", name.into())])
            }
            PageEvent::RelationDropped { rel } => self.on_relation(Word::TellDropped, *rel, &[]),
            PageEvent::Summed { rel, hits, misses } => {
                let args = [("hits", (*hits).into()), ("misses", (*misses).into())];
                self.on_relation(Word::TellSummed, *rel, &args)
            }
            PageEvent::TupleInserted { tuple, bytes, .. } => {
                let args = [
                    ("bytes", u32::from(*bytes).into()),
                    ("page", tuple.page_no.into()),
                    ("slot", u32::from(tuple.slot_no).into()),
                ];
                self.say(Word::TellInserted, &args)
            }
            PageEvent::TupleEnded { tuple, next, .. } => {
                let end = next.unwrap_or_default();
                let args = [
                    ("page", tuple.page_no.into()),
                    ("slot", u32::from(tuple.slot_no).into()),
                    ("next", end.page_no.into()),
                    ("next_slot", u32::from(end.slot_no).into()),
                ];
                self.say(if next.is_some() { Word::TellReplaced } else { Word::TellDeleted }, &args)
            }
            _ => String::new(),
        }
    }

    fn tell_spill(&self, word: Word, event: &Event, pages: u32) -> String {
        let operator =
            event.op.map_or(String::new(), |op| self.operator_name(event.statement, op.0));
        self.say(word, &[("operator", Arg::from(&operator)), ("pages", pages.into())])
    }

    /// A page from disk, and the page that made room for it, if one did.
    fn tell_missed(&self, page: PageId, frame: FrameNo, step: &Step) -> String {
        let room = self.recording.log().range(step.start, step.event);
        let (mut gone, mut written, mut is_log_first) = (None, None, false);
        for event in room {
            match event.fact {
                Fact::Page(PageEvent::Evicted { page, frame: free }) if free == frame => {
                    gone = Some(page);
                }
                Fact::Page(PageEvent::Written { page, frame: clean }) if clean == frame => {
                    written = Some(page);
                }
                Fact::Wal(WalEvent::Flushed { .. }) => is_log_first = true,
                _ => {}
            }
        }
        let Some(gone) = gone else {
            return self.on_page(Word::TellMissed, page, &[("frame", frame.0.into())]);
        };
        let word = match (written == Some(gone), is_log_first) {
            (false, _) => Word::TellMissedFor,
            (true, false) => Word::TellMissedForDirty,
            (true, true) => Word::TellMissedForLogged,
        };
        let gone = self.page_words(Word::PageThat, gone);
        self.on_page(word, page, &[("frame", frame.0.into()), ("gone", Arg::from(&gone))])
    }

    fn tell_exec(&self, fact: &ExecEvent, event: &Event, step: &Step) -> String {
        match fact {
            ExecEvent::StatementStarted { text, .. } => {
                let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
                self.say(Word::TellStarted, &[("text", Arg::from(&line))])
            }
            ExecEvent::StatementFinished { rows } => self.tell_finished(*rows, step),
            ExecEvent::StatementFailed { sqlstate: code }
                if *code == sqlstate::QUERY_CANCELED.to_string() =>
            {
                self.say(Word::TellCancelled, &[])
            }
            ExecEvent::StatementFailed { sqlstate } => {
                self.say(Word::TellFailed, &[("sqlstate", sqlstate.into())])
            }
            ExecEvent::OperatorStarted { name, rows_estimated, .. } => {
                let args = [("operator", name.into()), ("rows", (*rows_estimated).into())];
                let said = self.say(Word::TellOperatorStarted, &args);
                let way = operator::way_of(name).map(|word| self.say(word, &[]));
                [said].into_iter().chain(way).collect::<Vec<_>>().join(" ")
            }
            ExecEvent::OperatorFinished { op, rows } => {
                let name = self.operator_name(event.statement, op.0);
                let args = [("operator", Arg::from(&name)), ("rows", (*rows).into())];
                self.say(Word::TellOperatorFinished, &args)
            }
            ExecEvent::OperatorStopped { op, rows } => {
                let name = self.operator_name(event.statement, op.0);
                let args = [("operator", Arg::from(&name)), ("rows", (*rows).into())];
                self.say(Word::TellOperatorStopped, &args)
            }
            ExecEvent::OperatorUnused { op } => {
                let name = self.operator_name(event.statement, op.0);
                self.say(Word::TellOperatorUnused, &[("operator", Arg::from(&name))])
            }
            ExecEvent::RowsPassed { op, rows } => {
                let name = self.operator_name(event.statement, op.0);
                let args = [("operator", Arg::from(&name)), ("rows", (*rows).into())];
                self.say(Word::TellRows, &args)
            }
        }
    }

    fn tell_finished(&self, rows: u64, step: &Step) -> String {
        let chapter = self.story.chapter(step.statement);
        let is_query = chapter.is_some_and(|chapter| !chapter.operators.is_empty());
        let done = if is_query || rows > 0 { Word::TellFinished } else { Word::TellDone };
        let mut said = vec![self.say(done, &[("rows", rows.into())])];
        if let Some(chapter) = chapter {
            let hits = chapter.totals.hits.at(step.end);
            let misses = chapter.totals.misses.at(step.end);
            let added = chapter.totals.added.at(step.end);
            if hits + misses > 0 {
                let pages = hits + misses;
                let args =
                    [("pages", pages.into()), ("hits", hits.into()), ("misses", misses.into())];
                said.push(self.say(Word::TellFinishedPages, &args));
            }
            let system = chapter.totals.system.at(step.end);
            if hits + misses > 0 && system > 0 {
                said.push(self.say(Word::TellFinishedSystem, &[("pages", system.into())]));
            }
            if added > 0 {
                said.push(self.say(Word::TellFinishedAdded, &[("pages", added.into())]));
            }
        }
        said.join(" ")
    }

    fn tell_txn(&self, fact: &TxnEvent, step: &Step) -> String {
        match fact {
            TxnEvent::Committed { txn } => {
                let txn = txn.to_string();
                let records = self.records_made_safe(step);
                let args = [("txn", Arg::from(&txn)), ("records", records.into())];
                let word =
                    if records > 0 { Word::TellCommittedLogged } else { Word::TellCommitted };
                self.say(word, &args)
            }
            TxnEvent::Aborted { txn } => {
                self.say(Word::TellAborted, &[("txn", Arg::Text(&txn.to_string()))])
            }
            TxnEvent::Began { .. } => String::new(),
        }
    }

    /// Records that joined the log before the step's event and are safe by then.
    fn records_made_safe(&self, step: &Step) -> u64 {
        let (mut records, mut safe) = (0, 0);
        for event in self.recording.log().range(step.start, step.event) {
            match event.fact {
                Fact::Wal(WalEvent::Grown { records: joined, .. }) => records += u64::from(joined),
                Fact::Wal(WalEvent::Flushed { .. }) => safe = records,
                _ => {}
            }
        }
        safe
    }

    /// What came of the step's event: the last word on each matter about its own page, then what
    /// happened to other pages meanwhile.
    fn consequences<'e>(
        &self,
        page: Option<PageId>,
        events: impl Iterator<Item = &'e Event>,
    ) -> Vec<String> {
        let mut said: [String; 4] = Default::default();
        for event in events {
            match &event.fact {
                Fact::Page(fact) => {
                    if let Some((place, sentence)) = self.consequence(page, fact) {
                        said[place] = sentence;
                    }
                }
                Fact::Index(_) | Fact::Txn(_) | Fact::Plan(_) | Fact::Exec(_) | Fact::Wal(_) => {}
            }
        }
        said.into()
    }

    /// A sentence and its place among the consequences.
    fn consequence(&self, own: Option<PageId>, fact: &PageEvent) -> Option<(usize, String)> {
        match *fact {
            PageEvent::Scanned { page, examined, visible } if own == Some(page) => {
                let word = match visible {
                    0 if examined > 0 => Word::TellScannedNone,
                    visible if visible == examined => Word::TellScanned,
                    _ => Word::TellScannedSome,
                };
                let (examined, visible) = (u32::from(examined), u32::from(visible));
                let args = [("examined", examined.into()), ("visible", visible.into())];
                Some((0, self.say(word, &args)))
            }
            PageEvent::Dirtied { page, .. } if own == Some(page) => {
                Some((1, self.say(Word::TellDirtied, &[])))
            }
            PageEvent::Changed { page, slot_count, free_bytes } if own == Some(page) => {
                let (slots, free) = (u32::from(slot_count), u32::from(free_bytes));
                let args = [("slots", slots.into()), ("free", free.into())];
                Some((2, self.say(Word::TellChanged, &args)))
            }
            PageEvent::Evicted { page, frame }
                if own.is_some()
                    && self.story.relation_kind(page.rel) != Some(RelationKind::System) =>
            {
                let page = self.page_words(Word::PageThat, page);
                let args = [("page", Arg::from(&page)), ("frame", frame.0.into())];
                Some((3, self.say(Word::TellEvicted, &args)))
            }
            _ => None,
        }
    }

    fn on_relation(&self, word: Word, rel: RelId, args: &[(&str, Arg<'_>)]) -> String {
        let name = self.story.relation_name(rel);
        let mut all = vec![("relation", Arg::from(&name))];
        all.extend_from_slice(args);
        self.say(word, &all)
    }

    fn on_page(&self, word: Word, page: PageId, args: &[(&str, Arg<'_>)]) -> String {
        let kind = match self.story.relation_kind(page.rel) {
            Some(RelationKind::Index) => Word::PageOfIndex,
            Some(RelationKind::System) => Word::PageOfSystem,
            Some(RelationKind::Sequence) => Word::PageOfSequence,
            Some(RelationKind::Table) | None => Word::PageOfTable,
        };
        let page = self.page_words(kind, page);
        let mut all = vec![("page", Arg::from(&page))];
        all.extend_from_slice(args);
        self.say(word, &all)
    }

    fn page_words(&self, word: Word, page: PageId) -> String {
        let name = self.story.relation_name(page.rel);
        self.say(word, &[("page", page.no.into()), ("relation", Arg::from(&name))])
    }

    /// The name of an operator, from the event that started it.
    fn operator_name(&self, statement: StatementId, op: u16) -> String {
        let chapter = self.story.chapter(statement);
        let known = chapter.and_then(|chapter| chapter.operators.get(usize::from(op)));
        known.map_or_else(|| op.to_string(), |known| known.name.clone())
    }
}

/// The page that a step's own event is about.
fn page_of(event: &Event) -> Option<PageId> {
    match &event.fact {
        Fact::Page(
            PageEvent::Hit { page, .. }
            | PageEvent::Missed { page, .. }
            | PageEvent::Extended { page, .. },
        ) => Some(*page),
        Fact::Page(
            PageEvent::TupleInserted { rel, tuple, .. } | PageEvent::TupleEnded { rel, tuple, .. },
        ) => Some(PageId { rel: *rel, no: tuple.page_no }),
        _ => None,
    }
}
