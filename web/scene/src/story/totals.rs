//! Running totals of a statement: any of its numbers at any moment, by halving.

use model::trace::event::exec::ExecEvent;
use model::trace::event::page::PageEvent;
use model::trace::event::{Event, Fact};

/// A number that only grows, as it stood after each event that made it grow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Running {
    points: Vec<(u64, u64)>,
}

impl Running {
    /// Grows by `by` through the event of number `seq`.
    pub fn add(&mut self, seq: u64, by: u64) {
        if by > 0 {
            let total = self.points.last().map_or(0, |(_, total)| *total);
            self.points.push((seq, total + by));
        }
    }

    /// The number before the event of number `seq`.
    pub fn at(&self, seq: u64) -> u64 {
        self.last_before(seq).map_or(0, |index| self.points[index].1)
    }

    /// The last event before `seq` that counts towards it.
    pub fn source_at(&self, seq: u64) -> Option<u64> {
        self.last_before(seq).map(|index| self.points[index].0)
    }

    fn last_before(&self, seq: u64) -> Option<usize> {
        self.points.partition_point(|(known, _)| *known < seq).checked_sub(1)
    }
}

/// Whose page an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A table or index of the learner's, or no page at all.
    Learner,
    /// A system table.
    System,
}

/// The numbers of a statement. Each is a fold of its events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Pages found in the pool, those of system tables left out.
    pub hits: Running,
    /// Pages read from disk, those of system tables left out.
    pub misses: Running,
    /// Pages of system tables, found or read.
    pub system: Running,
    /// Pages added to relations.
    pub added: Running,
    /// Pages put out of the pool.
    pub evicted: Running,
    /// Pages written to disk.
    pub written: Running,
    /// Tuples that scans looked at.
    pub examined: Running,
    /// Tuples that scans looked at and the snapshot sees.
    pub visible: Running,
    /// Level `rows`: tuples written.
    pub inserted: Running,
    /// Level `rows`: tuples given an end.
    pub ended: Running,
    /// Level `rows`: rows that the uppermost operator handed out.
    pub rows: Running,
}

impl Totals {
    /// Counts one more event of the statement. `owner` says whose page it is about, if any.
    pub fn take(&mut self, event: &Event, owner: Owner) {
        let seq = event.seq;
        match &event.fact {
            Fact::Page(fact) if owner == Owner::System => self.take_system(seq, fact),
            Fact::Page(fact) => self.take_page(seq, fact),
            Fact::Exec(ExecEvent::RowsPassed { op, rows }) if op.0 == 0 => {
                self.rows.add(seq, u64::from(*rows));
            }
            _ => {}
        }
    }

    fn take_system(&mut self, seq: u64, fact: &PageEvent) {
        match fact {
            PageEvent::Hit { .. } | PageEvent::Missed { .. } => self.system.add(seq, 1),
            PageEvent::Summed { hits, misses, .. } => self.system.add(seq, hits + misses),
            PageEvent::Evicted { .. } => self.evicted.add(seq, 1),
            PageEvent::Written { .. } => self.written.add(seq, 1),
            _ => {}
        }
    }

    fn take_page(&mut self, seq: u64, fact: &PageEvent) {
        match fact {
            PageEvent::Hit { .. } => self.hits.add(seq, 1),
            PageEvent::Missed { .. } => self.misses.add(seq, 1),
            PageEvent::Extended { .. } => self.added.add(seq, 1),
            PageEvent::Evicted { .. } => self.evicted.add(seq, 1),
            PageEvent::Written { .. } => self.written.add(seq, 1),
            PageEvent::Scanned { examined, visible, .. } => {
                self.examined.add(seq, u64::from(*examined));
                self.visible.add(seq, u64::from(*visible));
            }
            PageEvent::TupleInserted { .. } => self.inserted.add(seq, 1),
            PageEvent::TupleEnded { .. } => self.ended.add(seq, 1),
            PageEvent::Summed { hits, misses, .. } => {
                self.hits.add(seq, *hits);
                self.misses.add(seq, *misses);
            }
            _ => {}
        }
    }
}
