//! The tracer of one host.

use std::collections::BTreeMap;

use model::base::ids::{HostId, Lsn, OpId, PageId, RelId, StatementId};
use model::base::time::{Cost, SimTime};
use model::metrics::summary::Counters;
use model::trace::event::exec::ExecEvent;
use model::trace::event::index::IndexEvent;
use model::trace::event::page::PageEvent;
use model::trace::event::plan::PlanEvent;
use model::trace::event::txn::TxnEvent;
use model::trace::event::wal::WalEvent;
use model::trace::event::{Event, Fact, Level};

/// Clock, counters and pen of one host.
#[derive(Clone, Debug)]
pub struct Tracer {
    /// The plain counters, equal at every level.
    pub counters: Counters,
    host: HostId,
    level: Level,
    nanos: u64,
    next_seq: u64,
    statement: StatementId,
    op: Option<OpId>,
    events: Vec<Event>,
    /// Changes to one page of each relation that are not a fact yet (see [`Tracer::page_changed`]).
    changed: BTreeMap<RelId, PageChange>,
    /// Changes to one leaf of each index that are not a fact yet (see [`Tracer::leaf_changed`]).
    leaves: BTreeMap<RelId, IndexEvent>,
    /// Level `counts`: hits and misses of this statement by relation, in the order of relations.
    /// A statement touches few, so that they are found sooner here than in a tree, and the room
    /// for them is kept.
    touched: Vec<(RelId, (u64, u64))>,
    /// Records that joined the log and are not a fact yet: where it ends, and how many.
    log_grown: Option<(Lsn, u32)>,
}

/// Most events for which there is room before the first is written down.
const EVENTS_READY: usize = 16;

#[derive(Clone, Copy, Debug)]
struct PageChange {
    page: PageId,
    slot_count: u16,
    free_bytes: u16,
}

impl Tracer {
    /// A tracer at time 0.
    pub fn new(host: HostId, level: Level) -> Tracer {
        Tracer {
            counters: Counters::default(),
            host,
            level,
            nanos: 0,
            next_seq: 0,
            statement: StatementId(0),
            op: None,
            events: Vec::new(),
            changed: BTreeMap::new(),
            leaves: BTreeMap::new(),
            touched: Vec::new(),
            log_grown: None,
        }
    }

    /// How much is written down.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Changes how much is written down, from the next event on.
    pub fn set_level(&mut self, level: Level) {
        self.flush();
        self.level = level;
    }

    /// Lets simulated time pass.
    pub fn spend(&mut self, cost: Cost) {
        self.nanos += cost.nanos;
    }

    /// Nanoseconds since the beginning.
    pub fn nanos(&self) -> u64 {
        self.nanos
    }

    /// The time, as events carry it.
    pub fn now(&self) -> SimTime {
        SimTime { micros: self.nanos / 1_000 }
    }

    /// The number that the next event will have.
    pub fn next_seq(&self) -> u64 {
        self.next_seq
    }

    /// Names the statement on whose behalf things happen from now on.
    pub fn set_statement(&mut self, statement: StatementId) {
        self.flush();
        self.statement = statement;
        self.op = None;
    }

    /// Names the operator on whose behalf things happen from now on; returns the one before.
    pub fn set_op(&mut self, op: Option<OpId>) -> Option<OpId> {
        std::mem::replace(&mut self.op, op)
    }

    /// Writes a fact down if the level is at least `level`.
    pub fn emit<F: Into<TracedFact>>(&mut self, level: Level, fact: impl FnOnce() -> F) {
        if self.level >= level {
            let TracedFact(fact) = fact().into();
            self.push(fact);
        }
    }

    /// A page was asked for: writes it down, and adds it to what its relation is told to have cost
    /// at level `counts`. The pool itself counts it and spends its cost.
    pub fn page_touched(&mut self, rel: RelId, fact: PageEvent) {
        if self.level >= Level::Pages {
            return self.push(Fact::Page(fact));
        }
        let place = self.touched.partition_point(|(other, _)| *other < rel);
        if self.touched.get(place).is_none_or(|(other, _)| *other != rel) {
            self.touched.insert(place, (rel, (0, 0)));
        }
        let (_, (hits, misses)) = &mut self.touched[place];
        match fact {
            PageEvent::Hit { .. } => *hits += 1,
            PageEvent::Missed { .. } => *misses += 1,
            _ => {}
        }
    }

    /// A page of a heap holds something new. Changes in a row to one page of a relation become one
    /// fact, written when another page of that relation changes, or at the latest by `flush`.
    pub fn page_changed(&mut self, page: PageId, slot_count: u16, free_bytes: u16) {
        if self.level < Level::Pages {
            return;
        }
        let change = PageChange { page, slot_count, free_bytes };
        if let Some(before) = self.changed.insert(page.rel, change) {
            if before.page != page {
                self.push_change(before);
            }
        }
    }

    /// A leaf of an index holds something new: the number of its entries, and their keys if there
    /// are few. Changes in a row to one leaf of an index become one fact, written before another
    /// fact of that index changes its nodes, or at the latest by `flush`.
    pub fn leaf_changed(&mut self, page: PageId, entry_count: u16, keys: Vec<Box<str>>) {
        if self.level < Level::Pages {
            return;
        }
        let change = IndexEvent::LeafChanged { page, entry_count, keys };
        match self.leaves.insert(page.rel, change) {
            Some(IndexEvent::LeafChanged { page: before, .. }) if before == page => {}
            Some(other) => self.push(Fact::Index(other)),
            None => {}
        }
    }

    /// The nodes of an index changed otherwise.
    pub fn index_event(&mut self, rel: RelId, fact: impl FnOnce() -> IndexEvent) {
        if let Some(change) = self.leaves.remove(&rel) {
            self.push(Fact::Index(change));
        }
        self.emit(Level::Pages, fact);
    }

    /// A record joined the log. Several in a row become one fact, written before the next fact of
    /// the log, or at the latest by `flush`.
    pub fn log_grew(&mut self, end: Lsn) {
        if self.level >= Level::Pages {
            let (_, records) = self.log_grown.unwrap_or_default();
            self.log_grown = Some((end, records + 1));
        }
    }

    /// Something else happened to the log.
    pub fn log_event(&mut self, fact: WalEvent) {
        self.push_growth();
        self.emit(Level::Pages, || fact);
    }

    /// A relation is gone: nothing waiting about it is a fact any more.
    pub fn relation_dropped(&mut self, rel: RelId) {
        self.changed.remove(&rel);
        self.leaves.remove(&rel);
        self.touched.retain(|(other, _)| *other != rel);
    }

    /// Writes down what was held back. Call it before a still and at the end of a statement.
    pub fn flush(&mut self) {
        self.push_growth();
        for change in std::mem::take(&mut self.changed).into_values() {
            self.push_change(change);
        }
        for change in std::mem::take(&mut self.leaves).into_values() {
            self.push(Fact::Index(change));
        }
        for place in 0..self.touched.len() {
            let (rel, (hits, misses)) = self.touched[place];
            if hits + misses > 0 {
                self.push(Fact::Page(PageEvent::Summed { rel, hits, misses }));
            }
        }
        self.touched.clear();
    }

    /// Hands over the events so far.
    pub fn drain(&mut self) -> Vec<Event> {
        // The next statement's events are likely to be as many.
        let room = self.events.len().min(EVENTS_READY);
        std::mem::replace(&mut self.events, Vec::with_capacity(room))
    }

    fn push_growth(&mut self) {
        if let Some((end, records)) = self.log_grown.take() {
            self.push(Fact::Wal(WalEvent::Grown { end, records }));
        }
    }

    fn push_change(&mut self, change: PageChange) {
        let PageChange { page, slot_count, free_bytes } = change;
        self.push(Fact::Page(PageEvent::Changed { page, slot_count, free_bytes }));
    }

    fn push(&mut self, fact: Fact) {
        let event = Event {
            at: self.now(),
            host: self.host,
            seq: self.next_seq,
            statement: self.statement,
            op: self.op,
            fact,
        };
        self.next_seq += 1;
        self.events.push(event);
    }
}

/// A fact of any room, so that `emit` takes each room's own enum.
pub struct TracedFact(Fact);

impl From<PageEvent> for TracedFact {
    fn from(fact: PageEvent) -> TracedFact {
        TracedFact(Fact::Page(fact))
    }
}

impl From<IndexEvent> for TracedFact {
    fn from(fact: IndexEvent) -> TracedFact {
        TracedFact(Fact::Index(fact))
    }
}

impl From<TxnEvent> for TracedFact {
    fn from(fact: TxnEvent) -> TracedFact {
        TracedFact(Fact::Txn(fact))
    }
}

impl From<WalEvent> for TracedFact {
    fn from(fact: WalEvent) -> TracedFact {
        TracedFact(Fact::Wal(fact))
    }
}

impl From<PlanEvent> for TracedFact {
    fn from(fact: PlanEvent) -> TracedFact {
        TracedFact(Fact::Plan(fact))
    }
}

impl From<ExecEvent> for TracedFact {
    fn from(fact: ExecEvent) -> TracedFact {
        TracedFact(Fact::Exec(fact))
    }
}
