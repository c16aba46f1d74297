//! B+-trees and their nodes.

use std::collections::BTreeMap;

use model::base::ids::{PageId, RelId};
use model::still::btree::{BTreeStill, NodeStill, TreeStill};
use model::trace::event::page::RelationKind;

use crate::index::btree::build::built_node;
use crate::index::btree::meta::Meta;
use crate::index::btree::node::Node;
use crate::index::btree::tree::ROOT;
use crate::storage::page;
use crate::storage::store::Store;

/// The trees of a store as they are now.
pub fn capture(store: &Store) -> BTreeStill {
    let indexes = store.relations().filter(|(_, relation)| relation.kind == RelationKind::Index);
    let trees = indexes.filter_map(|(rel, _)| {
        let meta = Meta::peek(store, rel)?;
        Some((rel, TreeStill { root: ROOT, nodes: nodes(store, rel, &meta) }))
    });
    BTreeStill { trees: trees.collect() }
}

/// The nodes of a tree. Pages that were added and never set up are none.
fn nodes(store: &Store, rel: RelId, meta: &Meta) -> BTreeMap<u32, NodeStill> {
    let node = |no: u32| {
        let bytes = store.pool().peek(PageId { rel, no });
        let node = (!page::is_new(&bytes)).then(|| Node::new(&bytes))?;
        Some((no, NodeStill::from(&built_node(node, &meta.shape))))
    };
    (ROOT..store.page_count(rel)).filter_map(node).collect()
}
