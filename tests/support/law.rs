//! The law on a recording: each still, moved on by the events since, is the next still; and no
//! event says what cannot be in the state before it.

use model::still::recording::Recording;
use model::still::Stills;
use model::trace::event::page::PageEvent;
use model::trace::event::{Event, Fact};

/// Where the law is broken: the stills around it and the structure that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The number of the first event after the earlier still.
    pub from: u64,
    /// The number of the first event after the later still.
    pub to: u64,
    /// What differs.
    pub structure: &'static str,
}

/// The first place where the law is broken. `None` when it holds.
pub fn breach(recording: &Recording) -> Option<Breach> {
    let mut stills = recording.stills_from(0);
    let (mut from, earlier) = stills.next()?;
    let mut moved: Stills = earlier.clone();
    for (to, later) in stills {
        for event in recording.log().range(from, to) {
            if let Some(structure) = contradiction(&moved, event) {
                return Some(Breach { from: event.seq, to: event.seq + 1, structure });
            }
            moved.apply(event);
        }
        if let Some(structure) = difference(&moved, later) {
            return Some(Breach { from, to, structure });
        }
        from = to;
    }
    None
}

fn difference(moved: &Stills, later: &Stills) -> Option<&'static str> {
    let Stills { heap, buffer, wal } = moved;
    if *heap != later.heap {
        return Some("heap");
    }
    if *buffer != later.buffer {
        return Some("buffer");
    }
    (*wal != later.wal).then_some("wal")
}

/// The structure in whose state the event cannot happen.
fn contradiction(before: &Stills, event: &Event) -> Option<&'static str> {
    let Fact::Page(fact) = &event.fact else { return None };
    let frames = &before.buffer.frames;
    let is_possible = match fact {
        PageEvent::Extended { page, frame } | PageEvent::Missed { page, frame, .. } => {
            !frames.contains_key(frame) && frames.values().all(|still| still.page != *page)
        }
        PageEvent::Hit { page, frame, .. }
        | PageEvent::Evicted { page, frame }
        | PageEvent::Dirtied { page, frame }
        | PageEvent::Written { page, frame } => {
            frames.get(frame).is_some_and(|still| still.page == *page)
        }
        _ => true,
    };
    (!is_possible).then_some("buffer")
}
