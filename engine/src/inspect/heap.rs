//! Relations and what their pages hold.

use model::base::ids::PageId;
use model::still::heap::{HeapStill, PageStill, RelationStill};

use crate::storage::slotted;
use crate::storage::store::Store;

/// The relations of a store as they are now.
pub fn capture(store: &Store) -> HeapStill {
    let relations = store.relations().map(|(rel, relation)| {
        let pages = (0..store.page_count(rel)).map(|no| {
            let bytes = store.pool().peek(PageId { rel, no });
            PageStill {
                slot_count: slotted::slot_count(&bytes),
                free_bytes: slotted::free_bytes(&bytes) as u16,
            }
        });
        let pages = pages.collect();
        (rel, RelationStill { name: relation.name.clone(), kind: relation.kind, pages })
    });
    HeapStill { relations: relations.collect() }
}
