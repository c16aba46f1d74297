//! What the recording is told of leaves: their entries where there are few, else how many.

use model::base::ids::{PageId, RelId};
use model::base::limits::NODE_KEYS_TOLD_MAX;
use model::trace::event::index::IndexEvent;
use model::trace::event::Level;

use crate::index::key::{tuple_of, KeyShape};
use crate::storage::page;
use crate::storage::store::Store;
use crate::tracer::host::Tracer;

use super::build::built_node;
use super::meta::Meta;
use super::node::Node;
use super::tree::{BTree, ROOT};

/// The keys of a leaf, if there are few.
pub fn leaf_keys(node: Node<'_>, shape: &KeyShape) -> Vec<Box<str>> {
    match node.count() <= NODE_KEYS_TOLD_MAX {
        true => node.items().map(|entry| shape.text(entry)).collect(),
        false => Vec::new(),
    }
}

/// Tells of a whole tree that is there already: as recovery finds it.
pub fn tell_found(store: &Store, rel: RelId, tracer: &mut Tracer) {
    let Some(meta) = Meta::peek(store, rel) else { return };
    tracer.emit(Level::Pages, || IndexEvent::TreeMade { root: PageId { rel, no: ROOT } });
    for no in ROOT..store.page_count(rel) {
        let page = PageId { rel, no };
        let bytes = store.pool().peek(page);
        if !page::is_new(&bytes) {
            let node = || Box::new(built_node(Node::new(&bytes), &meta.shape));
            tracer.emit(Level::Pages, || IndexEvent::NodeBuilt { page, node: node() });
        }
    }
}

impl BTree {
    /// Tells what a leaf holds now.
    pub(super) fn tell_leaf(&self, store: &Store, page_no: u32, tracer: &mut Tracer) {
        if tracer.level() < Level::Pages {
            return;
        }
        let page = self.page(page_no);
        let bytes = store.pool().peek(page);
        let node = Node::new(&bytes);
        tracer.leaf_changed(page, node.count() as u16, leaf_keys(node, &self.shape));
    }

    /// Tells of an entry that went into a leaf.
    pub(super) fn tell_inserted(
        &self,
        store: &Store,
        page_no: u32,
        place: usize,
        entry: &[u8],
        tracer: &mut Tracer,
    ) {
        let (page, place) = (self.page(page_no), place as u16);
        tracer.emit(Level::Rows, || {
            let (key, tuple) = (self.shape.text(entry), tuple_of(entry));
            IndexEvent::EntryInserted { page, place, key, tuple }
        });
        self.tell_leaf(store, page_no, tracer);
    }

    /// Tells of an entry that leaves a leaf.
    pub(super) fn tell_removed(
        &self,
        page_no: u32,
        place: usize,
        entry: &[u8],
        tracer: &mut Tracer,
    ) {
        let (page, place) = (self.page(page_no), place as u16);
        tracer.emit(Level::Rows, || {
            let (key, tuple) = (self.shape.text(entry), tuple_of(entry));
            IndexEvent::EntryRemoved { page, place, key, tuple }
        });
    }
}
