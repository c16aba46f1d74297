//! The law on a recording: each still, moved on by the events since, is the next still; and no
//! event says what cannot be in the state before it.

use model::base::ids::PageId;
use model::still::btree::BTreeStill;
use model::still::recording::Recording;
use model::still::Stills;
use model::trace::event::index::IndexEvent;
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
    let Stills { heap, btree, buffer, wal } = moved;
    if *heap != later.heap {
        return Some("heap");
    }
    if *btree != later.btree {
        return Some("btree");
    }
    if *buffer != later.buffer {
        return Some("buffer");
    }
    (*wal != later.wal).then_some("wal")
}

/// The structure in whose state the event cannot happen.
fn contradiction(before: &Stills, event: &Event) -> Option<&'static str> {
    match &event.fact {
        Fact::Page(fact) => contradicts_frames(before, fact),
        Fact::Index(fact) => contradicts_nodes(&before.btree, fact),
        Fact::Txn(_) | Fact::Plan(_) | Fact::Exec(_) | Fact::Wal(_) => None,
    }
}

/// Nodes are entered, changed and split only where there are such nodes, and places are in them.
fn contradicts_nodes(before: &BTreeStill, fact: &IndexEvent) -> Option<&'static str> {
    let is_leaf = |page: &PageId| before.node(*page).is_some_and(|node| node.level == 0);
    let is_inner = |page: &PageId| before.node(*page).is_some_and(|node| node.level > 0);
    let is_free = |page: &PageId| before.node(*page).is_none();
    let is_possible = match fact {
        IndexEvent::TreeMade { root } => !before.trees.contains_key(&root.rel),
        IndexEvent::DescentBegan { root, .. } => !is_free(root),
        IndexEvent::NodeVisited { page, place, .. } => before
            .node(*page)
            .is_some_and(|node| node.level == 0 || usize::from(*place) < node.children.len()),
        IndexEvent::LeafEntered { page, from } => is_leaf(page) && is_leaf(from),
        IndexEvent::LeafScanned { page, .. }
        | IndexEvent::EntryInserted { page, .. }
        | IndexEvent::EntryRemoved { page, .. }
        | IndexEvent::LeafChanged { page, .. } => is_leaf(page),
        IndexEvent::LeafSplit { left, right, .. } => is_leaf(left) && is_free(right),
        IndexEvent::InnerSplit { left, right, moved, .. } => {
            let children = before.node(*left).map_or(0, |node| node.children.len());
            is_inner(left) && is_free(right) && usize::from(*moved) < children
        }
        IndexEvent::SeparatorInserted { page, place, .. } => before
            .node(*page)
            .is_some_and(|node| node.level > 0 && usize::from(*place) <= node.children.len()),
        IndexEvent::RootRaised { root, child, .. } => !is_free(root) && is_free(child),
        IndexEvent::NodeBuilt { page, .. } => before.trees.contains_key(&page.rel),
    };
    (!is_possible).then_some("btree")
}

/// Pages are found, changed and written only in the frames that hold them.
fn contradicts_frames(before: &Stills, fact: &PageEvent) -> Option<&'static str> {
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
