//! Entries out: what a vacuum does once nobody can see their tuples.

use model::base::error::Result;
use model::base::ids::{TupleId, TxnId};

use crate::index::key::tuple_of;
use crate::storage::access::Access;
use crate::storage::change::PageChange;
use crate::storage::store::Store;
use crate::tracer::host::Tracer;

use super::node::{Node, Side};
use super::tree::BTree;

impl BTree {
    /// Removes an entry; false if there is none.
    pub fn remove(
        &self,
        store: &mut Store,
        entry: &[u8],
        txn: TxnId,
        tracer: &mut Tracer,
    ) -> Result<bool> {
        let landing = self.descend(store, entry, Side::AtOrAfter, tracer)?;
        let node = Node::new(store.pool().bytes(landing.frame));
        if landing.place == node.count() || node.item(landing.place) != entry {
            return Ok(false);
        }
        let slot_nos = [node.slot_no(landing.place)];
        self.tell_removed(landing.page_no, landing.place, entry, tracer);
        let change = PageChange::RemoveEntries { slot_nos: slot_nos[..].into() };
        store.change_touched(landing.frame, txn, &change, tracer)?;
        self.tell_leaf(store, landing.page_no, tracer);
        Ok(true)
    }

    /// The leaf at the left end, where a sweep of all leaves begins.
    pub fn first_leaf(&self, store: &mut Store, tracer: &mut Tracer) -> Result<u32> {
        Ok(self.descend(store, &[], Side::AtOrAfter, tracer)?.page_no)
    }

    /// Removes the entries of one leaf whose tuples are dead; the leaf to its right, if any.
    pub fn sweep_leaf(
        &self,
        store: &mut Store,
        page_no: u32,
        is_dead: &mut dyn FnMut(TupleId) -> bool,
        tracer: &mut Tracer,
    ) -> Result<Option<u32>> {
        let page = self.page(page_no);
        let frame = store.pool_mut().touch(page, &mut Access::normal(), tracer)?;
        let bytes = store.pool().bytes(frame).clone();
        let node = Node::new(&bytes);
        let mut slot_nos = Vec::new();
        for (place, entry) in node.items().enumerate() {
            if is_dead(tuple_of(entry)) {
                // Those before it are gone already.
                self.tell_removed(page_no, place - slot_nos.len(), entry, tracer);
                slot_nos.push(node.slot_no(place));
            }
        }
        if !slot_nos.is_empty() {
            let change = PageChange::RemoveEntries { slot_nos: slot_nos.into() };
            store.change_touched(frame, TxnId(0), &change, tracer)?;
            self.tell_leaf(store, page_no, tracer);
        }
        Ok((node.next() != 0).then_some(node.next()))
    }
}
