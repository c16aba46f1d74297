//! The recording: stills at some points, events at all, and from them any moment.
//!
//! ```text
//!   still 0            still 4096          still 8192
//!   |  e e e e e e e e |  e e e e e e e e  |  e e e
//!                              ^ moment_at = still 4096 + the events up to here
//! ```

use std::collections::VecDeque;

use crate::base::limits::RECORDING_BYTES_MAX;
use crate::base::time::SimTime;
use crate::trace::event::exec::ExecEvent;
use crate::trace::event::{Event, Fact};
use crate::trace::log::EventLog;

use super::btree::NodeStill;
use super::Stills;

/// Bytes that one page or frame takes in a still.
const MARK_BYTES: u64 = 16;
/// Bytes that a node of a tree, a child or a key of one takes in a still, text aside.
const NODE_PART_BYTES: u64 = 48;

/// Stills and events of one lab, in order.
#[derive(Clone, Debug)]
pub struct Recording {
    log: EventLog,
    marks: VecDeque<Mark>,
    bytes: u64,
    bytes_max: u64,
}

impl Default for Recording {
    fn default() -> Recording {
        Recording::with_bound(RECORDING_BYTES_MAX)
    }
}

#[derive(Clone, Debug)]
struct Mark {
    /// The number of the first event after the still.
    seq: u64,
    stills: Stills,
}

/// State at one moment: after all events before `seq`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The number of the first event that has not happened yet.
    pub seq: u64,
    /// The time of the last event that has happened.
    pub at: SimTime,
    /// Every structure.
    pub stills: Stills,
}

impl Recording {
    /// An empty recording that keeps at most so many bytes.
    pub fn with_bound(bytes_max: u64) -> Recording {
        Recording { log: EventLog::default(), marks: VecDeque::new(), bytes: 0, bytes_max }
    }

    /// Bytes that are kept.
    pub fn byte_count(&self) -> u64 {
        self.bytes
    }

    /// Takes in a still: the state before event `seq`.
    pub fn append_still(&mut self, seq: u64, stills: Stills) {
        assert!(self.marks.back().is_none_or(|mark| mark.seq <= seq), "stills come in order");
        self.bytes += still_bytes(&stills);
        self.marks.push_back(Mark { seq, stills });
        self.keep_bound();
    }

    /// Takes in events, in order and without gaps.
    pub fn append_events(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            self.bytes += event.byte_count();
            self.log.push(event);
        }
        self.keep_bound();
    }

    /// Lets go of the event `seq` and all that came after it: the lab went back to before it, and
    /// what follows is another future.
    pub fn cut(&mut self, seq: u64) {
        self.bytes -= self.log.range(seq, u64::MAX).map(Event::byte_count).sum::<u64>();
        self.log.drop_from(seq);
        let kept = self.marks.partition_point(|mark| mark.seq <= seq);
        for gone in self.marks.drain(kept..) {
            self.bytes -= still_bytes(&gone.stills);
        }
    }

    /// All events that are kept.
    pub fn log(&self) -> &EventLog {
        &self.log
    }

    /// The number after the last event: the present.
    pub fn end(&self) -> u64 {
        let after_log = self.log.last_seq().map_or(0, |seq| seq + 1);
        after_log.max(self.marks.back().map_or(0, |mark| mark.seq))
    }

    /// The earliest moment that can still be shown.
    pub fn start(&self) -> u64 {
        self.marks.front().map_or(0, |mark| mark.seq)
    }

    /// The state after all events before `seq`, by replay on the nearest earlier still.
    pub fn moment_at(&self, seq: u64) -> Moment {
        let seq = seq.clamp(self.start(), self.end());
        let mut moment = self.mark_before(seq).map_or(Moment::default(), |mark| Moment {
            seq: mark.seq,
            at: SimTime::default(),
            stills: mark.stills.clone(),
        });
        self.replay(&mut moment, seq);
        moment
    }

    /// Moves a moment of this recording to `seq`: forward from where it is when that is the
    /// shorter way, else from the nearest earlier still.
    pub fn seek(&self, moment: &mut Moment, seq: u64) {
        let seq = seq.clamp(self.start(), self.end());
        let still_seq = self.mark_before(seq).map_or(0, |mark| mark.seq);
        if moment.seq > seq || moment.seq <= still_seq {
            *moment = self.moment_at(seq);
        } else {
            self.replay(moment, seq);
        }
    }

    /// The stills at or after `seq`, in order, each with the number of the first event after it.
    pub fn stills_from(&self, seq: u64) -> impl Iterator<Item = (u64, &Stills)> + '_ {
        let first = self.marks.partition_point(|mark| mark.seq < seq);
        self.marks.range(first..).map(|mark| (mark.seq, &mark.stills))
    }

    fn mark_before(&self, seq: u64) -> Option<&Mark> {
        let after = self.marks.partition_point(|mark| mark.seq <= seq);
        self.marks.get(after.checked_sub(1)?)
    }

    fn replay(&self, moment: &mut Moment, seq: u64) {
        self.log.range(moment.seq, seq).for_each(|event| moment.stills.apply(event));
        moment.seq = seq;
        let last = seq.checked_sub(1).and_then(|last| self.log.get(last));
        moment.at = last.map_or(SimTime::default(), |event| event.at);
    }

    /// Where the statements begin: (number of the event, its text).
    pub fn statements(&self) -> impl Iterator<Item = (u64, &str)> + '_ {
        self.log.range(self.start(), self.end()).filter_map(|event| match &event.fact {
            Fact::Exec(ExecEvent::StatementStarted { text, .. }) => {
                Some((event.seq, text.as_str()))
            }
            _ => None,
        })
    }

    /// Lets go of the beginning while there is too much: one still's stretch at a time, or part of
    /// the only stretch, whose still then moves on. What is gone, [`EventLog::dropped_count`] says.
    fn keep_bound(&mut self) {
        while self.bytes > self.bytes_max {
            match self.marks.get(1).map(|mark| mark.seq) {
                Some(seq) => {
                    let gone = self.marks.pop_front().expect("there are two");
                    self.bytes -= still_bytes(&gone.stills);
                    self.drop_before(seq);
                }
                None if self.log.is_empty() => break,
                None => self.shorten(),
            }
        }
    }

    /// Lets go of a quarter of the events after the only still, or before the first.
    fn shorten(&mut self) {
        let first = self.log.first_seq().expect("there are events");
        let seq = first + (self.log.len() as u64).div_ceil(4);
        if let Some(mark) = self.marks.front_mut() {
            self.bytes -= still_bytes(&mark.stills);
            self.log.range(mark.seq, seq).for_each(|event| mark.stills.apply(event));
            mark.seq = mark.seq.max(seq);
            self.bytes += still_bytes(&mark.stills);
        }
        self.drop_before(seq);
    }

    fn drop_before(&mut self, seq: u64) {
        self.bytes -= self.log.range(0, seq).map(Event::byte_count).sum::<u64>();
        self.log.drop_before(seq);
    }
}

/// What a still takes in memory.
fn still_bytes(stills: &Stills) -> u64 {
    let relations = stills.heap.relations.values();
    let pages: usize =
        relations.map(|relation| relation.pages.len() + relation.name.len() / 16 + 4).sum();
    let nodes = stills.btree.trees.values().flat_map(|tree| tree.nodes.values());
    let parts: u64 = nodes.map(node_bytes).sum();
    (pages + stills.buffer.frames.len()) as u64 * MARK_BYTES + parts
}

fn node_bytes(node: &NodeStill) -> u64 {
    let parts = 1 + node.children.len() + node.keys.len();
    let children = node.children.iter().map(|child| child.separator.len());
    let text: usize = children.chain(node.keys.iter().map(|key| key.len())).sum();
    let high = node.high_key.as_ref().map_or(0, |key| key.len());
    parts as u64 * NODE_PART_BYTES + (text + high) as u64
}
