//! Faults planted in a true recording, one at a time: the law of stills notices each.

use std::panic::{catch_unwind, AssertUnwindSafe};

use glassbox_tests::busy::Busy;
use glassbox_tests::hand::ORDERS;
use glassbox_tests::law::breach;
use model::base::ids::FrameNo;
use model::still::recording::Recording;
use model::still::Stills;
use model::trace::event::page::PageEvent;
use model::trace::event::{Event, Fact};

/// What a recording is made of, in order.
enum Part {
    Still(Stills),
    Event(Event),
}

/// The parts of a recording, and it again from them with its events numbered anew.
fn parts(recording: &Recording) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (seq, stills) in recording.stills_from(0) {
        let events = recording.log().range(from, seq);
        parts.extend(events.cloned().map(Part::Event));
        parts.push(Part::Still(stills.clone()));
        from = seq;
    }
    parts
}

fn joined(parts: Vec<Part>) -> Recording {
    let mut recording = Recording::default();
    let mut seq = 0;
    for part in parts {
        match part {
            Part::Still(stills) => recording.append_still(seq, stills),
            Part::Event(event) => {
                recording.append_events([Event { seq, ..event }]);
                seq += 1;
            }
        }
    }
    recording
}

/// What becomes of a fact: kept, changed or lost. The fault is planted at the first fact that it
/// does something to, after the tables have grown a while.
type Fault = fn(&PageEvent) -> Option<Option<PageEvent>>;

fn planted(fault: Fault) -> Recording {
    let mut busy = Busy::new(11, 6);
    busy.work(24);
    let mut parts = parts(&busy.hand.recording);
    let from = parts.len() / 2;
    let at = parts.iter().enumerate().skip(from).find_map(|(at, part)| match part {
        Part::Event(Event { fact: Fact::Page(fact), .. }) => fault(fact).map(|new| (at, new)),
        _ => None,
    });
    let (at, new) = at.expect("the recording has a fact for the fault");
    match (new, &mut parts[at]) {
        (Some(fact), Part::Event(event)) => event.fact = Fact::Page(fact),
        _ => drop(parts.remove(at)),
    }
    joined(parts)
}

/// Whether somebody notices: the law, or an assertion on the way.
fn is_noticed(fault: Fault) -> bool {
    catch_unwind(AssertUnwindSafe(|| breach(&planted(fault)).is_some())).unwrap_or(true)
}

#[test]
fn a_true_recording_is_not_suspected() {
    let mut busy = Busy::new(11, 6);
    busy.work(24);
    assert_eq!(breach(&busy.hand.recording), None);
    assert_eq!(breach(&joined(parts(&busy.hand.recording))), None);
}

#[test]
fn each_planted_fault_is_noticed() {
    let faults: [(&str, Fault); 12] = [
        ("a lost eviction", |fact| matches!(fact, PageEvent::Evicted { .. }).then_some(None)),
        ("a lost miss", |fact| matches!(fact, PageEvent::Missed { .. }).then_some(None)),
        ("a lost write", |fact| matches!(fact, PageEvent::Dirtied { .. }).then_some(None)),
        ("a lost page", |fact| matches!(fact, PageEvent::Extended { .. }).then_some(None)),
        ("a lost change", |fact| matches!(fact, PageEvent::Changed { .. }).then_some(None)),
        ("a miss in the wrong frame", |fact| match *fact {
            PageEvent::Missed { page, frame, usage } => {
                Some(Some(PageEvent::Missed { page, frame: FrameNo((frame.0 + 1) % 6), usage }))
            }
            _ => None,
        }),
        ("a miss told as a hit", |fact| match *fact {
            PageEvent::Missed { page, frame, usage } => {
                Some(Some(PageEvent::Hit { page, frame, usage }))
            }
            _ => None,
        }),
        ("a hit told as a miss", |fact| match *fact {
            PageEvent::Hit { page, frame, .. } => {
                Some(Some(PageEvent::Missed { page, frame, usage: 1 }))
            }
            _ => None,
        }),
        ("a wrong usage count", |fact| match *fact {
            PageEvent::Hit { page, frame, usage } => {
                Some(Some(PageEvent::Hit { page, frame, usage: usage + 1 }))
            }
            _ => None,
        }),
        ("a page told under another number", |fact| match *fact {
            PageEvent::Missed { mut page, frame, usage } => {
                page.no += 1;
                Some(Some(PageEvent::Missed { page, frame, usage }))
            }
            _ => None,
        }),
        ("a change with other slots", |fact| match *fact {
            PageEvent::Changed { page, slot_count, free_bytes } => {
                let slot_count = slot_count + 1;
                Some(Some(PageEvent::Changed { page, slot_count, free_bytes }))
            }
            _ => None,
        }),
        ("a table dropped that is still there", |fact| {
            let dropped = PageEvent::RelationDropped { rel: ORDERS };
            matches!(fact, PageEvent::Scanned { .. }).then_some(Some(dropped))
        }),
    ];
    let missed: Vec<&str> =
        faults.iter().filter(|(_, fault)| !is_noticed(*fault)).map(|(name, _)| *name).collect();
    assert_eq!(missed, Vec::<&str>::new(), "nobody noticed");
}
