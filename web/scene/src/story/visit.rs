//! Visits: what a statement did in the nodes of indexes, in order.
//!
//! ```text
//!   Began   Node Node Node   Scanned   Walked Scanned      Split
//!   looks   root  |   leaf   11 of     the    5 of its     the leaf was
//!   for 42        v          366       next   entries      full
//! ```

use model::base::ids::{PageId, RelId};
use model::trace::event::index::{Aim, IndexEvent};
use model::trace::event::{Event, Fact};

/// Something done in a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The number of the event.
    pub seq: u64,
    /// The node.
    pub page: PageId,
    /// What was done.
    pub what: VisitKind,
}

/// What was done in a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VisitKind {
    /// A descent began here, at the root.
    Began(Aim),
    /// A descent entered it and went on to this child or, on a leaf, looked for this place.
    Entered {
        /// The child or the place.
        place: u16,
    },
    /// A walk along the leaves came here.
    Walked,
    /// A scan took these entries of it.
    Scanned {
        /// The first of them.
        place: u16,
        /// How many.
        matched: u16,
    },
    /// It was full and was split.
    Split {
        /// Its new neighbour.
        right: u32,
    },
    /// It was the root and was full: what it held went down to a new node.
    Raised {
        /// The new node.
        child: u32,
    },
}

impl Visit {
    /// What an event says was done in a node, if it does.
    pub fn of(event: &Event) -> Option<Visit> {
        let Fact::Index(fact) = &event.fact else { return None };
        let (page, what) = match fact {
            IndexEvent::DescentBegan { root, aim } => (*root, VisitKind::Began(aim.clone())),
            IndexEvent::NodeVisited { page, place, .. } => {
                (*page, VisitKind::Entered { place: *place })
            }
            IndexEvent::LeafEntered { page, .. } => (*page, VisitKind::Walked),
            IndexEvent::LeafScanned { page, place, matched } => {
                (*page, VisitKind::Scanned { place: *place, matched: *matched })
            }
            IndexEvent::LeafSplit { left, right, .. }
            | IndexEvent::InnerSplit { left, right, .. } => {
                (*left, VisitKind::Split { right: right.no })
            }
            IndexEvent::RootRaised { root, child, .. } => {
                (*root, VisitKind::Raised { child: child.no })
            }
            IndexEvent::TreeMade { .. }
            | IndexEvent::EntryInserted { .. }
            | IndexEvent::EntryRemoved { .. }
            | IndexEvent::LeafChanged { .. }
            | IndexEvent::SeparatorInserted { .. }
            | IndexEvent::NodeBuilt { .. } => return None,
        };
        Some(Visit { seq: event.seq, page, what })
    }

    /// Whether it is a split, of a node or of the root.
    pub fn is_split(&self) -> bool {
        matches!(self.what, VisitKind::Split { .. } | VisitKind::Raised { .. })
    }
}

/// The visits of one index before a moment that belong to its last descent: from where that began.
pub fn last_descent(visits: &[Visit], rel: RelId) -> &[Visit] {
    let is_start =
        |visit: &Visit| visit.page.rel == rel && matches!(visit.what, VisitKind::Began(_));
    match visits.iter().rposition(is_start) {
        Some(from) => &visits[from..],
        None => visits,
    }
}
