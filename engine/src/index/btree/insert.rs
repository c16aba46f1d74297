//! Entries in.
//!
//! ```text
//!   rising keys      the leaf at the right end, if the entry goes after all it has
//!   otherwise        down from the root
//!   what must be     all entries of the same key are looked at first, leaf by leaf; whether the
//!   there once       tuples behind them still count is asked of the caller; entries of tuples that
//!                    nobody can see any more are removed on the way, so that a row that is updated
//!                    again and again has few
//! ```

use model::base::error::Result;
use model::base::ids::{FrameNo, TupleId, TxnId};
use model::trace::event::index::IndexEvent;
use model::trace::event::Level;

use crate::index::key::{key_of, tuple_of};
use crate::index::method::{Holder, Holders, Insertion};
use crate::storage::access::Access;
use crate::storage::change::PageChange;
use crate::storage::store::Store;
use crate::tracer::fault::{planted, Fault};
use crate::tracer::host::Tracer;

use super::node::{Node, Side};
use super::search::{comparisons, Landing, Path};
use super::tree::{BTree, ROOT};

/// Entries worth a sweep of their leaf and a record in the log. Fewer are asked about again.
const LITTER_MIN: usize = 8;

impl BTree {
    /// Puts an entry into the tree. Its tuple must have no other entry here.
    pub fn insert(
        &self,
        store: &mut Store,
        entry: &[u8],
        txn: TxnId,
        tracer: &mut Tracer,
    ) -> Result<()> {
        self.check_size(store, entry)?;
        if let Some((frame, page_no, place)) = self.append_place(store, entry, entry, tracer)? {
            return self.put(store, (frame, page_no, place), entry, txn, tracer);
        }
        let landing = self.descend(store, entry, Side::AtOrAfter, tracer)?;
        self.insert_at(store, landing, entry, txn, tracer)
    }

    /// Puts an entry into the tree unless its key belongs to a tuple that counts.
    pub fn insert_unique(
        &self,
        store: &mut Store,
        entry: &[u8],
        holders: &mut dyn Holders,
        txn: TxnId,
        tracer: &mut Tracer,
    ) -> Result<Insertion> {
        self.check_size(store, entry)?;
        let key = key_of(entry);
        if let Some((frame, page_no, place)) = self.append_place(store, key, entry, tracer)? {
            self.put(store, (frame, page_no, place), entry, txn, tracer)?;
            return Ok(Insertion::Done);
        }
        let landing = self.descend(store, key, Side::AtOrAfter, tracer)?;
        let (same, is_last) =
            same_keys(Node::new(store.pool().bytes(landing.frame)), &landing, key);
        if same.is_empty() && is_last {
            self.insert_at(store, landing, entry, txn, tracer)?;
            return Ok(Insertion::Done);
        }
        let mut litter = Litter::default();
        let first = (landing.page_no, same, is_last);
        let answer = self.ask(store, first, key, (holders, &mut litter), tracer)?;
        if answer == Insertion::Done {
            self.clear(store, litter, tracer)?;
            let landing = self.land_again(store, landing, entry, tracer)?;
            self.insert_at(store, landing, entry, txn, tracer)?;
        }
        Ok(answer)
    }

    /// Whether the key belongs to a tuple that counts, as `insert_unique` would find, without
    /// inserting anything.
    pub fn find_holder(
        &self,
        store: &mut Store,
        key: &[u8],
        holders: &mut dyn Holders,
        tracer: &mut Tracer,
    ) -> Result<Insertion> {
        let landing = self.descend(store, key, Side::AtOrAfter, tracer)?;
        let (same, is_last) =
            same_keys(Node::new(store.pool().bytes(landing.frame)), &landing, key);
        let first = (landing.page_no, same, is_last);
        self.ask(store, first, key, (holders, &mut Litter::default()), tracer)
    }

    /// Asks about the tuples of one key, leaf by leaf, until one has it or none does.
    fn ask(
        &self,
        store: &mut Store,
        (mut page_no, mut same, mut is_last): (u32, Vec<TupleId>, bool),
        key: &[u8],
        (holders, litter): (&mut dyn Holders, &mut Litter),
        tracer: &mut Tracer,
    ) -> Result<Insertion> {
        loop {
            for place in same {
                match holders.holder(place, store, tracer)? {
                    Holder::Gone => {}
                    Holder::Dead => litter.add(page_no, place),
                    Holder::Stays if planted(Fault::LetsDuplicateIn) => {}
                    Holder::Stays => return Ok(Insertion::Taken(place)),
                    Holder::Undecided(txn) => return Ok(Insertion::WaitFor(txn)),
                }
            }
            if is_last {
                return Ok(Insertion::Done);
            }
            let landing = self.step_right(store, page_no, tracer)?;
            page_no = landing.page_no;
            (same, is_last) =
                same_keys(Node::new(store.pool().bytes(landing.frame)), &landing, key);
        }
    }

    /// Removes entries that an insert came by, once there are a few of them.
    fn clear(&self, store: &mut Store, mut litter: Litter, tracer: &mut Tracer) -> Result<()> {
        if litter.tuples.len() < LITTER_MIN {
            return Ok(());
        }
        litter.tuples.sort_unstable();
        let mut is_dead = |tuple: TupleId| litter.tuples.binary_search(&tuple).is_ok();
        for page_no in litter.leaves {
            self.sweep_leaf(store, page_no, &mut is_dead, tracer)?;
        }
        Ok(())
    }

    /// Where an entry goes, after a search for its key landed and other pages were asked for:
    /// mostly on the same leaf.
    fn land_again(
        &self,
        store: &mut Store,
        landing: Landing,
        entry: &[u8],
        tracer: &mut Tracer,
    ) -> Result<Landing> {
        let page = self.page(landing.page_no);
        let frame = store.pool_mut().touch(page, &mut Access::normal(), tracer)?;
        let node = Node::new(store.pool().bytes(frame));
        if node.high_key().is_some_and(|high| entry >= high) {
            return self.descend(store, entry, Side::AtOrAfter, tracer);
        }
        tracer.spend(comparisons(node.count()));
        Ok(Landing { frame, place: node.first_at_or_after(entry), ..landing })
    }

    /// The right neighbour of a leaf that has one, at its first place.
    fn step_right(&self, store: &mut Store, from: u32, tracer: &mut Tracer) -> Result<Landing> {
        let access = &mut Access::normal();
        let frame = store.pool_mut().touch(self.page(from), access, tracer)?;
        let page_no = Node::new(store.pool().bytes(frame)).next();
        if page_no == 0 {
            return Err(self.corrupt(from, "a high key without a right neighbour"));
        }
        let frame = store.pool_mut().touch(self.page(page_no), access, tracer)?;
        tracer.emit(Level::Pages, || IndexEvent::LeafEntered {
            page: self.page(page_no),
            from: self.page(from),
        });
        Ok(Landing { frame, page_no, place: 0, path: Path::default() })
    }

    /// The leaf at the right end of the tree and the place after its last entry, if the last insert
    /// went there and everything on it is before `bound`, and there is room.
    #[inline]
    fn append_place(
        &self,
        store: &mut Store,
        bound: &[u8],
        entry: &[u8],
        tracer: &mut Tracer,
    ) -> Result<Option<(FrameNo, u32, usize)>> {
        let Some(page_no) = store.insertion_target(self.rel) else { return Ok(None) };
        let page = self.page(page_no);
        let frame = store.pool_mut().touch(page, &mut Access::normal(), tracer)?;
        let node = Node::new(store.pool().bytes(frame));
        let count = node.count();
        tracer.spend(comparisons(1));
        let is_end = node.is_leaf() && node.next() == 0 && count > 0;
        if is_end && node.item(count - 1) < bound && node.has_room(entry.len()) {
            return Ok(Some((frame, page_no, count)));
        }
        store.set_insertion_target(self.rel, None);
        Ok(None)
    }

    /// Puts an entry where a search for it landed, on two leaves if there is no room on one.
    pub(super) fn insert_at(
        &self,
        store: &mut Store,
        landing: Landing,
        entry: &[u8],
        txn: TxnId,
        tracer: &mut Tracer,
    ) -> Result<()> {
        let node = Node::new(store.pool().bytes(landing.frame));
        assert!(node.high_key().is_none_or(|high| entry < high), "a search ends on its own leaf");
        let has_room = node.has_room(entry.len());
        if node.next() == 0 && landing.page_no != ROOT {
            store.set_insertion_target(self.rel, Some(landing.page_no));
        }
        if has_room {
            let place = (landing.frame, landing.page_no, landing.place);
            return self.put(store, place, entry, txn, tracer);
        }
        self.split(store, landing, entry, txn, tracer)
    }

    /// Puts an entry on a leaf that has room.
    fn put(
        &self,
        store: &mut Store,
        (frame, page_no, place): (FrameNo, u32, usize),
        entry: &[u8],
        txn: TxnId,
        tracer: &mut Tracer,
    ) -> Result<()> {
        let slot_no = Node::new(store.pool().bytes(frame)).slot_no(place);
        let change = PageChange::InsertEntry { slot_no, entry: entry.into() };
        store.change_touched(frame, txn, &change, tracer)?;
        self.tell_inserted(store, page_no, place, entry, tracer);
        Ok(())
    }
}

/// Entries of one key whose tuples nobody can see any more: the tuples, and the leaves they are on.
#[derive(Default)]
struct Litter {
    tuples: Vec<TupleId>,
    leaves: Vec<u32>,
}

impl Litter {
    fn add(&mut self, leaf_no: u32, tuple: TupleId) {
        self.tuples.push(tuple);
        if self.leaves.last() != Some(&leaf_no) {
            self.leaves.push(leaf_no);
        }
    }
}

/// The tuples of a key from a place of a leaf on, and whether no neighbour can have more.
fn same_keys(node: Node<'_>, landing: &Landing, key: &[u8]) -> (Vec<TupleId>, bool) {
    let mut same = Vec::new();
    for place in landing.place..node.count() {
        let entry = node.item(place);
        if !entry.starts_with(key) {
            return (same, true);
        }
        same.push(tuple_of(entry));
    }
    let is_last = node.high_key().is_none_or(|high| !high.starts_with(key));
    (same, is_last || planted(Fault::MissesNextLeaf))
}
