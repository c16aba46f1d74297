//! B+-trees: their nodes, how they hang together, and the keys that lead the way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::ids::{PageId, RelId};
use crate::trace::event::index::{BuiltNode, IndexEvent};
use crate::trace::event::page::PageEvent;
use crate::trace::event::{Event, Fact};

/// All trees.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BTreeStill {
    /// By the number of their relation.
    pub trees: BTreeMap<RelId, TreeStill>,
}

/// One tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeStill {
    /// The page number of its root, which never changes.
    pub root: u32,
    /// Its nodes by page number.
    pub nodes: BTreeMap<u32, NodeStill>,
}

/// One node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeStill {
    /// Steps above the leaves.
    pub level: u8,
    /// The neighbour to the right.
    pub next: Option<u32>,
    /// Keys from here on are found further right.
    pub high_key: Option<Box<str>>,
    /// Of an inner node: its children.
    pub children: Vec<ChildStill>,
    /// Of a leaf: its entries.
    pub entry_count: u16,
    /// Of a leaf: their keys, if there are few.
    pub keys: Vec<Box<str>>,
}

/// A child of an inner node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildStill {
    /// Keys from here on are found below it; empty for the first child.
    pub separator: Box<str>,
    /// Its page number.
    pub page_no: u32,
}

impl TreeStill {
    /// Levels from the root to the leaves.
    pub fn height(&self) -> u8 {
        self.nodes.get(&self.root).map_or(0, |root| root.level + 1)
    }
}

impl BTreeStill {
    /// Moves on by one event.
    pub fn apply(&mut self, event: &Event) {
        match &event.fact {
            Fact::Index(fact) => self.apply_index(fact),
            Fact::Page(PageEvent::PowerCut { .. }) => self.trees.clear(),
            Fact::Page(PageEvent::RelationDropped { rel }) => {
                self.trees.remove(rel);
            }
            _ => {}
        }
    }

    fn apply_index(&mut self, fact: &IndexEvent) {
        match fact {
            IndexEvent::TreeMade { root } => {
                let nodes = BTreeMap::from([(root.no, NodeStill::default())]);
                self.trees.insert(root.rel, TreeStill { root: root.no, nodes });
            }
            IndexEvent::LeafChanged { page, entry_count, keys } => {
                if let Some(node) = self.node_mut(*page) {
                    node.entry_count = *entry_count;
                    node.keys.clone_from(keys);
                }
            }
            IndexEvent::LeafSplit { left, right, separator, .. } => {
                self.split(*left, *right, separator, 0);
            }
            IndexEvent::InnerSplit { left, right, separator, moved } => {
                self.split(*left, *right, separator, usize::from(*moved));
            }
            IndexEvent::SeparatorInserted { page, place, separator, child } => {
                if let Some(node) = self.node_mut(*page) {
                    let child = ChildStill { separator: separator.clone(), page_no: *child };
                    node.children.insert(usize::from(*place), child);
                }
            }
            IndexEvent::RootRaised { root, child, height } => {
                if let Some(node) = self.node_mut(*root) {
                    let separator = Box::default();
                    let children = vec![ChildStill { separator, page_no: child.no }];
                    let level = height - 1;
                    let raised = NodeStill { level, children, ..NodeStill::default() };
                    let lowered = std::mem::replace(node, raised);
                    self.place(*child, lowered);
                }
            }
            IndexEvent::NodeBuilt { page, node } => self.place(*page, NodeStill::from(&**node)),
            IndexEvent::DescentBegan { .. }
            | IndexEvent::NodeVisited { .. }
            | IndexEvent::LeafEntered { .. }
            | IndexEvent::LeafScanned { .. }
            | IndexEvent::EntryInserted { .. }
            | IndexEvent::EntryRemoved { .. } => {}
        }
    }

    /// One node.
    pub fn node(&self, page: PageId) -> Option<&NodeStill> {
        self.trees.get(&page.rel)?.nodes.get(&page.no)
    }

    fn node_mut(&mut self, page: PageId) -> Option<&mut NodeStill> {
        self.trees.get_mut(&page.rel)?.nodes.get_mut(&page.no)
    }

    fn place(&mut self, page: PageId, node: NodeStill) {
        if let Some(tree) = self.trees.get_mut(&page.rel) {
            tree.nodes.insert(page.no, node);
        }
    }

    /// A new neighbour to the right, with the last children of the left.
    fn split(&mut self, left: PageId, right: PageId, separator: &str, moved: usize) {
        let Some(node) = self.node_mut(left) else { return };
        let kept = node.children.len().checked_sub(moved).expect("what moved was there");
        let mut children = node.children.split_off(kept);
        if let Some(first) = children.first_mut() {
            first.separator = Box::default();
        }
        let made = NodeStill {
            level: node.level,
            next: node.next.replace(right.no),
            high_key: node.high_key.replace(separator.into()),
            children,
            ..NodeStill::default()
        };
        self.place(right, made);
    }
}

impl From<&BuiltNode> for NodeStill {
    fn from(node: &BuiltNode) -> NodeStill {
        let children = node.children.iter().map(|(separator, page_no)| ChildStill {
            separator: separator.clone(),
            page_no: *page_no,
        });
        NodeStill {
            level: node.level,
            next: node.next,
            high_key: node.high_key.clone(),
            children: children.collect(),
            entry_count: node.entry_count,
            keys: node.keys.clone(),
        }
    }
}
