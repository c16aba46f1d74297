//! A bounded log of events. It lets go of its beginning, and says how much.

use std::collections::VecDeque;

use super::event::Event;

/// Events in order, from `first_seq` on.
#[derive(Clone, Debug, Default)]
pub struct EventLog {
    events: VecDeque<Event>,
    dropped_count: u64,
}

impl EventLog {
    /// One more event. Its number must follow the last one's.
    pub fn push(&mut self, event: Event) {
        if let Some(last) = self.events.back() {
            assert_eq!(event.seq, last.seq + 1, "events come without gaps");
        }
        self.events.push_back(event);
    }

    /// How many events are kept.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// How many were let go from the beginning.
    pub fn dropped_count(&self) -> u64 {
        self.dropped_count
    }

    /// The number of the first event kept, or `None` when there is none.
    pub fn first_seq(&self) -> Option<u64> {
        self.events.front().map(|event| event.seq)
    }

    /// The number of the last event, or `None` when there is none.
    pub fn last_seq(&self) -> Option<u64> {
        self.events.back().map(|event| event.seq)
    }

    /// The event of that number, if it is kept.
    pub fn get(&self, seq: u64) -> Option<&Event> {
        let offset = seq.checked_sub(self.first_seq()?)?;
        self.events.get(usize::try_from(offset).ok()?)
    }

    /// The events from `from` up to but not including `to`.
    pub fn range(&self, from: u64, to: u64) -> impl DoubleEndedIterator<Item = &Event> + '_ {
        let first = self.first_seq().unwrap_or(0);
        let start = from.saturating_sub(first).min(self.events.len() as u64) as usize;
        let end = to.saturating_sub(first).min(self.events.len() as u64) as usize;
        self.events.range(start..end.max(start))
    }

    /// Lets go of all events before `seq`.
    pub fn drop_before(&mut self, seq: u64) {
        while self.events.front().is_some_and(|event| event.seq < seq) {
            self.events.pop_front();
            self.dropped_count += 1;
        }
    }

    /// Lets go of the event `seq` and all after it.
    pub fn drop_from(&mut self, seq: u64) {
        while self.events.back().is_some_and(|event| event.seq >= seq) {
            self.events.pop_back();
        }
    }
}
