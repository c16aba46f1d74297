//! Chapters: one for each statement, with the pages that it touched.

use std::collections::BTreeMap;

use model::base::ids::{FrameNo, OpId, PageId, RelId, SessionId, StatementId};
use model::base::time::SimTime;
use model::still::recording::Recording;
use model::trace::event::exec::ExecEvent;
use model::trace::event::page::{PageEvent, RelationKind};
use model::trace::event::plan::{PlanEvent, RowsMade, WeighedPath};
use model::trace::event::{Event, Fact};

use super::log::LogStory;
use super::operator::OperatorStory;
use super::totals::{Owner, Totals};
use super::visit::Visit;

/// All statements of a recording, in order, and the names of all relations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// The statements that have an event in the recording, by number.
    pub chapters: Vec<Chapter>,
    /// Every relation that the recording names, dropped or not.
    pub relations: BTreeMap<RelId, RelationName>,
    /// The write-ahead log as it grew.
    pub log: LogStory,
    /// The number of the first event that was not taken in yet.
    next_seq: u64,
}

/// What a relation is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationName {
    /// Its name, without schema.
    pub name: String,
    /// What it is.
    pub kind: RelationKind,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// Its number.
    pub statement: StatementId,
    /// The session that runs it.
    pub session: SessionId,
    /// Its text, cut to a line's length. Empty when its beginning was let go.
    pub text: String,
    /// The number of its first event.
    pub start: u64,
    /// The number after its last event so far.
    pub end: u64,
    /// How it ended.
    pub outcome: Outcome,
    /// The pages that it asked for, in order.
    pub touches: Vec<Touch>,
    /// What it did in the nodes of indexes, in order.
    pub visits: Vec<Visit>,
    /// Level `counts`: hits and misses by relation, without the pages.
    pub sums: Vec<Sum>,
    /// The operators of its plan, by number.
    pub operators: Vec<OperatorStory>,
    /// The ways that the planner weighed.
    pub weighed: Vec<Weighed>,
    /// From which event on which operator acts.
    pub turns: Vec<(u64, OpId)>,
    /// Its numbers, at any moment.
    pub totals: Totals,
    /// When it began.
    pub started_at: SimTime,
    /// When its last event so far happened.
    pub ended_at: SimTime,
}

/// How a statement ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It has not ended yet.
    Running,
    /// It ended well.
    Finished {
        /// Rows returned or affected.
        rows: u64,
    },
    /// It failed.
    Failed {
        /// Its SQLSTATE.
        sqlstate: String,
    },
}

/// One page asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The number of the event.
    pub seq: u64,
    /// The page.
    pub page: PageId,
    /// Where in the pool it is.
    pub frame: FrameNo,
    /// How it was had.
    pub how: TouchKind,
    /// On behalf of which operator.
    pub op: Option<OpId>,
}

/// How a page was had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TouchKind {
    /// The pool had it.
    Hit,
    /// It was made in the pool.
    Added,
    /// It came from disk.
    Miss,
}

/// Ways to read a table, or to join several, that the planner weighed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// The operator that the chosen one became.
    pub op: Option<OpId>,
    /// What makes up the rows.
    pub relations: Vec<String>,
    /// The ways, the chosen one first.
    pub paths: Vec<WeighedPath>,
}

/// Touches of one relation that were only counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The number of the event.
    pub seq: u64,
    /// The relation.
    pub rel: RelId,
    /// Pages found in the pool.
    pub hits: u64,
    /// Pages read from disk.
    pub misses: u64,
}

impl Story {
    /// The story of a recording.
    pub fn of(recording: &Recording) -> Story {
        let mut story = Story::default();
        story.update(recording);
        story
    }

    /// Takes in what the recording has gained, and lets go of what it let go of.
    pub fn update(&mut self, recording: &Recording) {
        let (start, end) = (recording.start(), recording.end());
        if self.next_seq < start || self.next_seq == 0 {
            *self = Story { next_seq: start, ..Story::default() };
            let first_still = recording.stills_from(start).next();
            self.log.origin = first_still.map_or(0, |(_, stills)| stills.wal.end.0);
        }
        self.log.drop_before(start);
        self.chapters.retain(|chapter| chapter.end > start);
        self.take_names(recording);
        for event in recording.log().range(self.next_seq, end) {
            self.take(event);
        }
        self.next_seq = end;
    }

    /// The chapter of a statement.
    pub fn chapter(&self, statement: StatementId) -> Option<&Chapter> {
        let index = self.chapters.binary_search_by_key(&statement, |chapter| chapter.statement);
        index.ok().map(|index| &self.chapters[index])
    }

    /// The chapter that a moment lies in: that of the last event before it.
    pub fn chapter_at(&self, recording: &Recording, seq: u64) -> Option<&Chapter> {
        let last = recording.log().get(seq.checked_sub(1)?)?;
        self.chapter(last.statement)
    }

    /// The name of a relation, or its number where the name was let go.
    pub fn relation_name(&self, rel: RelId) -> String {
        self.relations.get(&rel).map_or_else(|| rel.to_string(), |known| known.name.clone())
    }

    /// What a relation is.
    pub fn relation_kind(&self, rel: RelId) -> Option<RelationKind> {
        self.relations.get(&rel).map(|known| known.kind)
    }

    /// Relations made while events were only counted are named by the next still alone.
    fn take_names(&mut self, recording: &Recording) {
        for (_, stills) in recording.stills_from(self.next_seq) {
            for (rel, still) in &stills.heap.relations {
                let name = || RelationName { name: still.name.clone(), kind: still.kind };
                self.relations.entry(*rel).or_insert_with(name);
            }
        }
    }

    fn take(&mut self, event: &Event) {
        self.log.take(event);
        if let Fact::Page(PageEvent::RelationCreated { rel, name, kind }) = &event.fact {
            self.relations.insert(*rel, RelationName { name: name.clone(), kind: *kind });
        }
        if event.statement == StatementId(0) {
            return;
        }
        let index = self.chapters.binary_search_by_key(&event.statement, |known| known.statement);
        let index = index.unwrap_or_else(|index| {
            self.chapters.insert(index, Chapter::starting(event));
            index
        });
        let owner = match rel_of(event).and_then(|rel| self.relation_kind(rel)) {
            Some(RelationKind::System) => Owner::System,
            _ => Owner::Learner,
        };
        self.chapters[index].take(event, owner);
    }
}

impl Chapter {
    fn starting(event: &Event) -> Chapter {
        Chapter {
            statement: event.statement,
            session: SessionId(0),
            text: String::new(),
            start: event.seq,
            end: event.seq,
            outcome: Outcome::Running,
            touches: Vec::new(),
            visits: Vec::new(),
            sums: Vec::new(),
            operators: Vec::new(),
            weighed: Vec::new(),
            turns: Vec::new(),
            totals: Totals::default(),
            started_at: event.at,
            ended_at: event.at,
        }
    }

    fn take(&mut self, event: &Event, owner: Owner) {
        self.end = event.seq + 1;
        self.ended_at = event.at;
        self.totals.take(event, owner);
        OperatorStory::take(&mut self.operators, event);
        self.take_turn(event);
        self.visits.extend(Visit::of(event));
        match &event.fact {
            Fact::Exec(ExecEvent::StatementStarted { session, text }) => {
                self.session = *session;
                self.text.clone_from(text);
            }
            Fact::Exec(ExecEvent::StatementFinished { rows }) => {
                self.outcome = Outcome::Finished { rows: *rows };
            }
            Fact::Exec(ExecEvent::StatementFailed { sqlstate }) => {
                self.outcome = Outcome::Failed { sqlstate: sqlstate.clone() };
            }
            Fact::Page(PageEvent::Summed { rel, hits, misses }) => {
                self.sums.push(Sum { seq: event.seq, rel: *rel, hits: *hits, misses: *misses });
            }
            Fact::Plan(PlanEvent::PathsWeighed {
                op,
                relations,
                made: RowsMade::Joined,
                paths,
                ..
            }) => {
                let (op, relations, paths) = (*op, relations.clone(), paths.clone());
                self.weighed.push(Weighed { op, relations, paths });
            }
            Fact::Page(fact) => {
                if let Some((page, frame, how)) = touch_of(fact) {
                    self.touches.push(Touch { seq: event.seq, page, frame, how, op: event.op });
                }
            }
            _ => {}
        }
    }

    fn take_turn(&mut self, event: &Event) {
        let announces = matches!(event.fact, Fact::Exec(ExecEvent::OperatorStarted { .. }));
        if let Some(op) = event.op.filter(|_| !announces) {
            if self.turns.last().is_none_or(|(_, last)| *last != op) {
                self.turns.push((event.seq, op));
            }
        }
    }

    /// The operator that acted last before a moment.
    pub fn op_at(&self, seq: u64) -> Option<OpId> {
        let begun = self.turns.partition_point(|(from, _)| *from < seq);
        begun.checked_sub(1).map(|index| self.turns[index].1)
    }

    /// The touches before a moment and those from it on.
    pub fn touches_at(&self, seq: u64) -> (&[Touch], &[Touch]) {
        self.touches.split_at(self.touches.partition_point(|touch| touch.seq < seq))
    }

    /// What was done in nodes of indexes before a moment.
    pub fn visits_at(&self, seq: u64) -> &[Visit] {
        &self.visits[..self.visits.partition_point(|visit| visit.seq < seq)]
    }

    /// Whether its last event has happened at a moment.
    pub fn is_over_at(&self, seq: u64) -> bool {
        self.outcome != Outcome::Running && self.end <= seq
    }
}

/// The page that a fact says was asked for.
fn touch_of(fact: &PageEvent) -> Option<(PageId, FrameNo, TouchKind)> {
    match *fact {
        PageEvent::Hit { page, frame, .. } => Some((page, frame, TouchKind::Hit)),
        PageEvent::Missed { page, frame, .. } => Some((page, frame, TouchKind::Miss)),
        PageEvent::Extended { page, frame } => Some((page, frame, TouchKind::Added)),
        _ => None,
    }
}

/// The relation that an event is about.
fn rel_of(event: &Event) -> Option<RelId> {
    let Fact::Page(fact) = &event.fact else { return None };
    match fact {
        PageEvent::Extended { page, .. }
        | PageEvent::Hit { page, .. }
        | PageEvent::Missed { page, .. }
        | PageEvent::Evicted { page, .. }
        | PageEvent::Dirtied { page, .. }
        | PageEvent::Written { page, .. }
        | PageEvent::Changed { page, .. }
        | PageEvent::Scanned { page, .. } => Some(page.rel),
        PageEvent::RelationCreated { rel, .. }
        | PageEvent::RelationRenamed { rel, .. }
        | PageEvent::RelationDropped { rel }
        | PageEvent::RelationFound { rel, .. }
        | PageEvent::RelationAdopted { rel, .. }
        | PageEvent::TupleInserted { rel, .. }
        | PageEvent::TupleEnded { rel, .. }
        | PageEvent::Summed { rel, .. } => Some(*rel),
        PageEvent::SpillWritten { .. }
        | PageEvent::SpillRead { .. }
        | PageEvent::PowerCut { .. } => None,
    }
}
