//! A whole tree from sorted entries: leaves are filled from left to right, and each that is full
//! enough hands its right neighbour to the level above.
//!
//! ```text
//!   level 1    | -> 2 "d" -> 3                     open, in memory
//!   level 0    2 | a b c |   3 | d e h |   4 | m   open, in memory
//!              written       written
//! ```
//!
//! A node is written once, when it is full. The last open node, which has no neighbours, is the
//! root.

use model::base::error::Result;
use model::base::ids::{PageId, TxnId};
use model::trace::event::index::{BuiltNode, IndexEvent};
use model::trace::event::Level;

use crate::index::key::{key_of, KeyShape};
use crate::storage::edit::PageEdit;
use crate::storage::store::Store;
use crate::tracer::host::Tracer;

use super::meta::{Meta, META};
use super::node::{capacity, child_item, cost, separator, write_node, Frame, Node, CHILD_BYTES};
use super::split::{INNER_FILL, LEAF_FILL};
use super::tell::leaf_keys;
use super::tree::{BTree, ROOT};

/// A tree being built on a new tree's empty root.
#[derive(Debug)]
pub struct Build {
    tree: BTree,
    max_entries: u16,
    page_bytes: usize,
    txn: TxnId,
    /// The open node of each level, leaves first.
    open: Vec<OpenNode>,
    /// The entry that came last.
    last: Vec<u8>,
}

/// A node that is being filled.
#[derive(Debug, Default)]
struct OpenNode {
    /// Its page; none yet for the first of its level.
    page_no: Option<u32>,
    prev: u32,
    /// Its items, end to end, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// What the items take on a page.
    cost: usize,
}

impl OpenNode {
    fn push(&mut self, item: &[u8]) {
        self.bytes.extend_from_slice(item);
        self.ends.push(self.bytes.len());
        self.cost += cost(item.len());
    }

    fn item(&self, place: usize) -> &[u8] {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.bytes[start..self.ends[place]]
    }

    fn items(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).map(|place| self.item(place))
    }

    /// Takes the last item off.
    fn pop(&mut self) -> Vec<u8> {
        let item = self.item(self.ends.len() - 1).to_vec();
        self.ends.pop();
        self.bytes.truncate(self.bytes.len() - item.len());
        self.cost -= cost(item.len());
        item
    }
}

impl BTree {
    /// Begins to fill this tree, which must be new, from sorted entries.
    pub fn build(&self, store: &Store, txn: TxnId) -> Result<Build> {
        let meta = Meta::peek(store, self.rel);
        let meta = meta.ok_or_else(|| self.corrupt(META, "there is no tree to fill"))?;
        Ok(Build {
            tree: self.clone(),
            max_entries: meta.max_entries,
            page_bytes: store.pool().page_bytes() as usize,
            txn,
            open: vec![OpenNode::default()],
            last: Vec::new(),
        })
    }
}

impl Build {
    /// Whether an entry has the key of the one before it.
    pub fn repeats_key(&self, entry: &[u8]) -> bool {
        !self.last.is_empty() && key_of(&self.last) == key_of(entry)
    }

    /// Adds the next entry, which comes after all before it.
    pub fn add(&mut self, store: &mut Store, entry: &[u8], tracer: &mut Tracer) -> Result<()> {
        self.tree.check_size(store, entry)?;
        assert!(self.last[..] < *entry, "entries come in order");
        self.last.clear();
        self.last.extend_from_slice(entry);
        self.push(store, 0, entry, tracer)
    }

    /// Writes the nodes that are still open. The tree is whole then.
    pub fn finish(mut self, store: &mut Store, tracer: &mut Tracer) -> Result<()> {
        for level in 0.. {
            let Some(node) = self.open.get_mut(level) else { break };
            let node = std::mem::take(node);
            let page_no = node.page_no.unwrap_or(ROOT);
            self.write(store, &node, (page_no, level), None, tracer)?;
        }
        Ok(())
    }

    /// Adds an item to the open node of a level, after writing the node if it is full enough.
    fn push(
        &mut self,
        store: &mut Store,
        level: usize,
        item: &[u8],
        tracer: &mut Tracer,
    ) -> Result<()> {
        if !self.is_full(level, item) {
            self.open[level].push(item);
            return Ok(());
        }
        let mut node = std::mem::take(&mut self.open[level]);
        let mut carried: Vec<Vec<u8>> = vec![item.to_vec()];
        let between = loop {
            let last = node.ends.len() - 1;
            let first_right = carried.last().expect("it begins with one");
            let between = match level {
                0 => separator(node.item(last), first_right).to_vec(),
                _ => first_right[CHILD_BYTES..].to_vec(),
            };
            // The high key may need the room of the last entry.
            if node.cost + cost(between.len()) <= capacity(self.page_bytes) || last == 0 {
                break between;
            }
            let moved = node.pop();
            carried.push(moved);
        };
        let page_no = match node.page_no {
            Some(page_no) => page_no,
            None => self.extend(store, tracer)?,
        };
        let right_no = self.extend(store, tracer)?;
        self.write(store, &node, (page_no, level), Some((right_no, &between)), tracer)?;
        let right = OpenNode { page_no: Some(right_no), prev: page_no, ..OpenNode::default() };
        self.open[level] = right;
        for (at, item) in carried.iter().rev().enumerate() {
            // The first child of an inner node has no separator.
            let whole = level == 0 || at > 0;
            self.open[level].push(if whole { item } else { &item[..CHILD_BYTES] });
        }
        if self.open.len() == level + 1 {
            let mut above = OpenNode::default();
            above.push(&child_item(page_no, &[]));
            self.open.push(above);
        }
        self.push(store, level + 1, &child_item(right_no, &between), tracer)
    }

    fn is_full(&self, level: usize, item: &[u8]) -> bool {
        let node = &self.open[level];
        let fill = if level == 0 { LEAF_FILL } else { INNER_FILL };
        let count_max = (usize::from(self.max_entries) * fill / 100).max(2);
        let is_long = node.cost + cost(item.len()) > capacity(self.page_bytes) * fill / 100;
        !node.ends.is_empty() && (node.ends.len() >= count_max || is_long)
    }

    fn extend(&self, store: &mut Store, tracer: &mut Tracer) -> Result<u32> {
        Ok(store.pool_mut().extend(self.tree.rel, tracer)?.0.no)
    }

    /// Writes a node, with its right neighbour and high key if it has them.
    fn write(
        &self,
        store: &mut Store,
        open: &OpenNode,
        (page_no, level): (u32, usize),
        right: Option<(u32, &[u8])>,
        tracer: &mut Tracer,
    ) -> Result<()> {
        let page = self.tree.page(page_no);
        let mut edit = PageEdit::default();
        let at = store.edit_page(&mut edit, page, tracer)?;
        let next = right.map_or(0, |(next, _)| next);
        let level = level as u16;
        let frame = Frame { prev: open.prev, next, level, max_entries: self.max_entries };
        write_node(edit.bytes_mut(at), frame, right.map(|(_, key)| key), open.items());
        store.finish_edit(edit, self.txn, tracer)?;
        if tracer.level() >= Level::Pages {
            self.tell(store, page, tracer);
        }
        Ok(())
    }

    fn tell(&self, store: &Store, page: PageId, tracer: &mut Tracer) {
        let bytes = store.pool().peek(page);
        let node = Box::new(built_node(Node::new(&bytes), &self.tree.shape));
        tracer.index_event(page.rel, || IndexEvent::NodeBuilt { page, node });
    }
}

/// A node as facts and stills have it.
pub fn built_node(node: Node<'_>, shape: &KeyShape) -> BuiltNode {
    let Frame { next, level, .. } = node.frame();
    let (children, entry_count, keys) = match level {
        0 => (Vec::new(), node.count() as u16, leaf_keys(node, shape)),
        _ => {
            let child = |place| (shape.text(node.separator(place)), node.child(place));
            ((0..node.count()).map(child).collect(), 0, Vec::new())
        }
    };
    BuiltNode {
        level: level as u8,
        next: (next != 0).then_some(next),
        high_key: node.high_key().map(|key| shape.text(key)),
        children,
        entry_count,
        keys,
    }
}
