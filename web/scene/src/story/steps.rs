//! Steps: where stepping stops, how each is counted, and what may break in on play.
//!
//! ```text
//!   Written Evicted Missed Scanned Dirtied | Hit Scanned | Flushed Committed | Finished
//!   '--- make room -'      '-- of the page-'
//!   |<------------ step 1 --------------->|<-- step 2 ->|<--- commit ------>|<- end ->|
//! ```
//!
//! A step is over when the cursor stands at its `end`: all that belongs to it has happened.
//!
//! Invariants:
//! 1. Ends grow strictly; the last step's end of a finished statement is the statement's end.
//! 2. A page step is one touch of a page; its number is the page's order number in pictures.

use std::collections::BTreeMap;

use model::base::ids::{RelId, StatementId};
use model::still::recording::Recording;
use model::trace::event::exec::ExecEvent;
use model::trace::event::index::IndexEvent;
use model::trace::event::page::{PageEvent, RelationKind};
use model::trace::event::txn::TxnEvent;
use model::trace::event::wal::WalEvent;
use model::trace::event::{Event, Fact};

use super::chapter::Story;

/// How far one step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Granularity {
    /// To the end of a statement.
    Statement,
    /// To the next operator that begins or ends.
    Operator,
    /// To the next page.
    Page,
    /// To the next row, where rows were recorded; else to the next page.
    Row,
}

/// Every granularity with the name that links use.
pub const GRANULARITIES: [(Granularity, &str); 4] = [
    (Granularity::Statement, "statement"),
    (Granularity::Operator, "operator"),
    (Granularity::Page, "page"),
    (Granularity::Row, "row"),
];

/// Whether touches of system tables are steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemSteps {
    /// They happen within the steps around them.
    Folded,
    /// Each is a step.
    Shown,
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The number of its first event.
    pub start: u64,
    /// The event that it tells of.
    pub event: u64,
    /// The cursor that shows it done: the number after its last event.
    pub end: u64,
    /// Its statement.
    pub statement: StatementId,
    /// Its number within the statement, from 1. 0 for the statement's beginning and end.
    pub number: u32,
    /// What may break in on play at it.
    pub breaks: Breaks,
}

/// What may break in on play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    /// A page comes from disk.
    Miss,
    /// A page leaves the pool.
    Eviction,
    /// A page joins a relation.
    Added,
    /// A page first differs from the disk.
    Dirty,
    /// A statement fails.
    Failure,
    /// An operator has no room left and goes to its temporary file.
    Spill,
    /// A node of an index is full and is split.
    Split,
}

/// Every reason to stop with the name that links use.
pub const BREAKS: [(Break, &str); 7] = [
    (Break::Miss, "miss"),
    (Break::Eviction, "eviction"),
    (Break::Added, "added"),
    (Break::Dirty, "dirty"),
    (Break::Failure, "failure"),
    (Break::Spill, "spill"),
    (Break::Split, "split"),
];

/// A set of reasons to stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Breaks(u8);

impl Breaks {
    /// The set with one more.
    pub fn with(self, reason: Break) -> Breaks {
        Breaks(self.0 | 1 << reason as u8)
    }

    /// The set without one.
    pub fn without(self, reason: Break) -> Breaks {
        Breaks(self.0 & !(1 << reason as u8))
    }

    /// Whether it holds this one.
    pub fn holds(self, reason: Break) -> bool {
        self.0 & 1 << reason as u8 != 0
    }

    /// What is in either set.
    pub fn and(self, other: Breaks) -> Breaks {
        Breaks(self.0 | other.0)
    }

    /// Whether the two have one in common.
    pub fn meets(self, other: Breaks) -> bool {
        self.0 & other.0 != 0
    }
}

/// The steps of a recording at one granularity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps {
    /// In order.
    pub list: Vec<Step>,
    granularity: Granularity,
    system: SystemSteps,
    next_seq: u64,
    /// Events that make room for a step which has not met its own event yet.
    room: Option<Room>,
    /// Numbered steps so far.
    counts: BTreeMap<StatementId, u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Room {
    start: u64,
    breaks: Breaks,
}

impl Steps {
    /// No steps yet.
    pub fn new(granularity: Granularity, system: SystemSteps) -> Steps {
        Steps {
            list: Vec::new(),
            granularity,
            system,
            next_seq: 0,
            room: None,
            counts: BTreeMap::new(),
        }
    }

    /// The steps of a recording.
    pub fn of(
        recording: &Recording,
        story: &Story,
        granularity: Granularity,
        system: SystemSteps,
    ) -> Steps {
        let mut steps = Steps::new(granularity, system);
        steps.update(recording, story);
        steps
    }

    /// Takes in what the recording has gained, and lets go of what it let go of. The story must
    /// have been updated before.
    pub fn update(&mut self, recording: &Recording, story: &Story) {
        let start = recording.start();
        if self.next_seq < start {
            *self = Steps { next_seq: start, ..Steps::new(self.granularity, self.system) };
        }
        self.list.drain(..self.list.partition_point(|step| step.end <= start));
        for event in recording.log().range(self.next_seq, recording.end()) {
            self.take(event, story);
        }
        self.next_seq = recording.end();
    }

    /// The step that is shown when the cursor stands at `seq`: the last one begun before it.
    pub fn at(&self, seq: u64) -> Option<&Step> {
        let begun = self.list.partition_point(|step| step.event < seq);
        begun.checked_sub(1).map(|index| &self.list[index])
    }

    /// The next step on from the cursor.
    pub fn after(&self, seq: u64) -> Option<&Step> {
        self.list.get(self.list.partition_point(|step| step.end <= seq))
    }

    /// The step that lies before the one shown at the cursor.
    pub fn before(&self, seq: u64) -> Option<&Step> {
        let over = self.list.partition_point(|step| step.end < seq);
        over.checked_sub(1).map(|index| &self.list[index])
    }

    /// The next step on from the cursor that one of these reasons breaks in on.
    pub fn next_break(&self, seq: u64, reasons: Breaks) -> Option<&Step> {
        let from = self.list.partition_point(|step| step.end <= seq);
        self.list[from..].iter().find(|step| step.breaks.meets(reasons))
    }

    /// How many numbered steps a statement has.
    pub fn count_in(&self, statement: StatementId) -> u32 {
        self.counts.get(&statement).copied().unwrap_or(0)
    }

    fn take(&mut self, event: &Event, story: &Story) {
        if event.statement == StatementId(0) {
            return;
        }
        let breaks =
            break_of(event).map_or(Breaks::default(), |reason| Breaks::default().with(reason));
        match role(event, self.granularity) {
            Role::MakesRoom => {
                let room = Room { start: event.seq, breaks: Breaks::default() };
                let room = self.room.get_or_insert(room);
                room.breaks = room.breaks.and(breaks);
            }
            Role::Tells(relation) if !self.is_folded(relation, story) => {
                let count = self.counts.entry(event.statement).or_default();
                *count += 1;
                let number = *count;
                self.push(event, number, breaks);
            }
            Role::Frames(relation) if !self.is_folded(relation, story) => {
                self.push(event, 0, breaks);
            }
            _ => self.stretch(event, breaks),
        }
    }

    fn is_folded(&self, relation: Option<RelId>, story: &Story) -> bool {
        let kind = relation.and_then(|rel| story.relation_kind(rel));
        self.system == SystemSteps::Folded && kind == Some(RelationKind::System)
    }

    /// The event, and what made room for it, belong to the step before.
    fn stretch(&mut self, event: &Event, breaks: Breaks) {
        let Some(last) = self.list.last_mut() else { return };
        if last.statement == event.statement {
            let room = self.room.take().map_or(Breaks::default(), |room| room.breaks);
            last.end = event.seq + 1;
            last.breaks = last.breaks.and(breaks).and(room);
        }
    }

    fn push(&mut self, event: &Event, number: u32, breaks: Breaks) {
        let room = self.room.take().unwrap_or(Room { start: event.seq, breaks });
        self.list.push(Step {
            start: room.start,
            event: event.seq,
            end: event.seq + 1,
            statement: event.statement,
            number,
            breaks: breaks.and(room.breaks),
        });
    }
}

fn break_of(event: &Event) -> Option<Break> {
    match &event.fact {
        Fact::Page(PageEvent::Missed { .. }) => Some(Break::Miss),
        Fact::Page(PageEvent::Evicted { .. }) => Some(Break::Eviction),
        Fact::Page(PageEvent::Extended { .. }) => Some(Break::Added),
        Fact::Page(PageEvent::Dirtied { .. }) => Some(Break::Dirty),
        Fact::Page(PageEvent::SpillWritten { .. }) => Some(Break::Spill),
        Fact::Index(
            IndexEvent::LeafSplit { .. }
            | IndexEvent::InnerSplit { .. }
            | IndexEvent::RootRaised { .. },
        ) => Some(Break::Split),
        Fact::Exec(ExecEvent::StatementFailed { .. }) => Some(Break::Failure),
        _ => None,
    }
}

/// What an event is to the steps around it.
enum Role {
    /// It belongs to the step before.
    Nothing,
    /// It belongs to the step after.
    MakesRoom,
    /// It is what a step tells of, about this relation if any.
    Tells(Option<RelId>),
    /// A step without a number tells of it: the beginning and end of a statement or a relation.
    Frames(Option<RelId>),
}

fn role(event: &Event, granularity: Granularity) -> Role {
    let steps_by = |finest: Granularity| granularity >= finest;
    match &event.fact {
        Fact::Exec(ExecEvent::StatementStarted { .. }) if steps_by(Granularity::Operator) => {
            Role::Frames(None)
        }
        Fact::Exec(ExecEvent::StatementFinished { .. } | ExecEvent::StatementFailed { .. }) => {
            Role::Frames(None)
        }
        Fact::Exec(
            ExecEvent::OperatorStarted { .. }
            | ExecEvent::OperatorFinished { .. }
            | ExecEvent::OperatorStopped { .. }
            | ExecEvent::OperatorUnused { .. },
        ) if granularity == Granularity::Operator => Role::Tells(None),
        Fact::Exec(ExecEvent::RowsPassed { .. }) if granularity == Granularity::Row => {
            Role::Tells(None)
        }
        Fact::Page(fact) if steps_by(Granularity::Page) => page_role(fact, granularity),
        Fact::Wal(fact) if steps_by(Granularity::Page) => wal_role(fact),
        Fact::Index(fact) if steps_by(Granularity::Page) => index_role(fact, granularity),
        Fact::Txn(TxnEvent::Committed { .. } | TxnEvent::Aborted { .. })
            if steps_by(Granularity::Page) =>
        {
            Role::Frames(None)
        }
        Fact::Index(_)
        | Fact::Txn(_)
        | Fact::Plan(_)
        | Fact::Exec(_)
        | Fact::Page(_)
        | Fact::Wal(_) => Role::Nothing,
    }
}

/// The log is made safe for the sake of what comes next: a commit, or a page that leaves.
fn wal_role(fact: &WalEvent) -> Role {
    match fact {
        WalEvent::Grown { .. } | WalEvent::Written { .. } | WalEvent::Flushed { .. } => {
            Role::MakesRoom
        }
        _ => Role::Nothing,
    }
}

/// What is looked for is said with the touch of the root that follows.
fn index_role(fact: &IndexEvent, granularity: Granularity) -> Role {
    match fact {
        IndexEvent::DescentBegan { .. } => Role::MakesRoom,
        IndexEvent::EntryInserted { page, .. } | IndexEvent::EntryRemoved { page, .. }
            if granularity == Granularity::Row =>
        {
            Role::Tells(Some(page.rel))
        }
        _ => Role::Nothing,
    }
}

fn page_role(fact: &PageEvent, granularity: Granularity) -> Role {
    match fact {
        PageEvent::Written { .. } | PageEvent::Evicted { .. } => Role::MakesRoom,
        PageEvent::Hit { page, .. }
        | PageEvent::Missed { page, .. }
        | PageEvent::Extended { page, .. } => Role::Tells(Some(page.rel)),
        PageEvent::RelationCreated { rel, .. }
        | PageEvent::RelationDropped { rel }
        | PageEvent::Summed { rel, .. } => Role::Frames(Some(*rel)),
        PageEvent::SpillWritten { .. } | PageEvent::SpillRead { .. } => Role::Frames(None),
        PageEvent::TupleInserted { rel, .. } | PageEvent::TupleEnded { rel, .. }
            if granularity == Granularity::Row =>
        {
            Role::Tells(Some(*rel))
        }
        _ => Role::Nothing,
    }
}
