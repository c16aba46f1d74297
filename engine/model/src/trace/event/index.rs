//! Facts of indexes: nodes entered, entries that come and go, nodes split, trees that grow.
//!
//! Keys are written for people, as in `42, Berlin`. Places count from 0 within their node.

use serde::{Deserialize, Serialize};

use crate::base::ids::{PageId, TupleId};

/// A fact of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IndexEvent {
    /// A tree came to be: one empty leaf, which is its root.
    TreeMade {
        /// The root.
        root: PageId,
    },
    /// A descent from the root to a leaf began.
    DescentBegan {
        /// The root.
        root: PageId,
        /// Where it goes.
        aim: Aim,
    },
    /// A descent entered a node.
    NodeVisited {
        /// The node.
        page: PageId,
        /// Steps below the root.
        depth: u8,
        /// The child it went on to or, on a leaf, the place it looked for.
        place: u16,
    },
    /// A walk along the leaves went on to a neighbour.
    LeafEntered {
        /// The leaf.
        page: PageId,
        /// The leaf that it came from.
        from: PageId,
    },
    /// A scan took the entries of a leaf that it was looking for.
    LeafScanned {
        /// The leaf.
        page: PageId,
        /// The first of them.
        place: u16,
        /// How many there were.
        matched: u16,
    },
    /// Level `rows`: an entry went into a leaf.
    EntryInserted {
        /// The leaf.
        page: PageId,
        /// Its place there; those from here on moved up.
        place: u16,
        /// Its key.
        key: Box<str>,
        /// The tuple it leads to.
        tuple: TupleId,
    },
    /// Level `rows`: an entry left a leaf.
    EntryRemoved {
        /// The leaf.
        page: PageId,
        /// Its place until then; those behind moved down.
        place: u16,
        /// Its key.
        key: Box<str>,
        /// The tuple it led to.
        tuple: TupleId,
    },
    /// What a leaf holds now. Several changes in a row to one leaf are one fact.
    LeafChanged {
        /// The leaf.
        page: PageId,
        /// Its entries.
        entry_count: u16,
        /// Their keys, if there are few.
        keys: Vec<Box<str>>,
    },
    /// `left` was full; its last entries now live on the new leaf `right`.
    LeafSplit {
        /// The leaf that was full.
        left: PageId,
        /// Its new neighbour.
        right: PageId,
        /// Keys from here on are found on the right.
        separator: Box<str>,
        /// Entries that moved, with the one that had no room.
        moved: u16,
    },
    /// The inner node `left` was full; its last children now hang on the new node `right`.
    InnerSplit {
        /// The node that was full.
        left: PageId,
        /// Its new neighbour.
        right: PageId,
        /// Keys from here on are found on the right. It went up; neither node keeps it.
        separator: Box<str>,
        /// Children that moved.
        moved: u16,
    },
    /// An inner node learned of a new child.
    SeparatorInserted {
        /// The inner node.
        page: PageId,
        /// The child's place there; those from here on moved up.
        place: u16,
        /// Keys from here on are found below the child.
        separator: Box<str>,
        /// The child's page number.
        child: u32,
    },
    /// The root was full. What it held went down to a new node; the root has that as its only
    /// child until the node is split.
    RootRaised {
        /// The root.
        root: PageId,
        /// Where its entries and children went.
        child: PageId,
        /// Levels of the tree now.
        height: u8,
    },
    /// A node was filled from sorted entries and put into its place.
    NodeBuilt {
        /// The node.
        page: PageId,
        /// What it is.
        node: Box<BuiltNode>,
    },
}

/// A node as it was built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuiltNode {
    /// Steps above the leaves.
    pub level: u8,
    /// The neighbour to the right.
    pub next: Option<u32>,
    /// Keys from here on are found further right.
    pub high_key: Option<Box<str>>,
    /// Of an inner node: its children, by page number.
    pub children: Vec<(Box<str>, u32)>,
    /// Of a leaf: its entries.
    pub entry_count: u16,
    /// Of a leaf: their keys, if there are few.
    pub keys: Vec<Box<str>>,
}

/// Where a descent goes. Keys may be beginnings of keys: their first columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Aim {
    /// To the first entry of all.
    First,
    /// To the last entry of all.
    Last,
    /// To the first entry at or after a key.
    AtOrAfter(Box<str>),
    /// To the last entry before a key.
    Before(Box<str>),
}

impl IndexEvent {
    /// Bytes that it points to.
    pub fn heap_bytes(&self) -> usize {
        match self {
            IndexEvent::DescentBegan { aim, .. } => match aim {
                Aim::AtOrAfter(key) | Aim::Before(key) => key.len(),
                Aim::First | Aim::Last => 0,
            },
            IndexEvent::EntryInserted { key, .. } | IndexEvent::EntryRemoved { key, .. } => {
                key.len()
            }
            IndexEvent::LeafChanged { keys, .. } => keys_bytes(keys),
            IndexEvent::LeafSplit { separator, .. }
            | IndexEvent::InnerSplit { separator, .. }
            | IndexEvent::SeparatorInserted { separator, .. } => separator.len(),
            IndexEvent::NodeBuilt { node, .. } => {
                let children =
                    node.children.iter().map(|(key, _)| key.len() + CHILD_BYTES).sum::<usize>();
                let high = node.high_key.as_ref().map_or(0, |key| key.len());
                core::mem::size_of::<BuiltNode>() + children + high + keys_bytes(&node.keys)
            }
            IndexEvent::TreeMade { .. }
            | IndexEvent::NodeVisited { .. }
            | IndexEvent::LeafEntered { .. }
            | IndexEvent::LeafScanned { .. }
            | IndexEvent::RootRaised { .. } => 0,
        }
    }
}

/// Bytes of a child beside its key's text.
const CHILD_BYTES: usize = core::mem::size_of::<(Box<str>, u32)>();

fn keys_bytes(keys: &[Box<str>]) -> usize {
    keys.iter().map(|key| key.len() + core::mem::size_of::<Box<str>>()).sum()
}
