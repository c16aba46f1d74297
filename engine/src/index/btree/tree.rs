//! A tree by name, and made new.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::ids::{PageId, RelId, TxnId};
use model::trace::event::index::IndexEvent;

use crate::index::key::{tuple_of, KeyShape};
use crate::storage::bytes::{align, ALIGN_MAX};
use crate::storage::edit::PageEdit;
use crate::storage::page::HEADER_BYTES;
use crate::storage::slotted::SLOT_BYTES;
use crate::storage::store::Store;
use crate::tracer::host::Tracer;

use super::meta::{Meta, META};
use super::node::{write_node, Frame, Node, SPECIAL_BYTES};

/// The page number of every root.
pub const ROOT: u32 = 1;

/// A tree of a store: where it is and what its keys are. Holds no state of its own.
#[derive(Clone, Debug)]
pub struct BTree {
    pub(super) rel: RelId,
    pub(super) shape: KeyShape,
    names: Names,
}

/// What messages call a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The index.
    pub index: String,
    /// Its table.
    pub table: String,
}

impl BTree {
    /// The tree of a relation, with keys of that shape.
    pub fn new(rel: RelId, shape: KeyShape, names: Names) -> BTree {
        BTree { rel, shape, names }
    }

    /// Its relation.
    pub fn rel(&self) -> RelId {
        self.rel
    }

    /// The columns of its keys.
    pub fn shape(&self) -> &KeyShape {
        &self.shape
    }

    /// Makes the tree on a relation without pages: its meta page, and an empty leaf as its root.
    /// `max_entries` bounds the entries or children of a node; `u16::MAX` for as many as fit.
    pub fn create(
        &self,
        store: &mut Store,
        max_entries: u16,
        txn: TxnId,
        tracer: &mut Tracer,
    ) -> Result<()> {
        assert_eq!(store.page_count(self.rel), 0, "a tree is made on a relation without pages");
        let mut edit = PageEdit::default();
        let meta = store.edit_new_page(&mut edit, self.rel, 0, tracer)?;
        assert_eq!(edit.page(meta).no, META);
        Meta { shape: self.shape.clone(), max_entries }.write(edit.bytes_mut(meta));
        let root = store.edit_new_page(&mut edit, self.rel, SPECIAL_BYTES, tracer)?;
        assert_eq!(edit.page(root).no, ROOT);
        let frame = Frame { prev: 0, next: 0, level: 0, max_entries };
        write_node(edit.bytes_mut(root), frame, None, [].into_iter());
        store.finish_edit(edit, txn, tracer)?;
        let root = self.page(ROOT);
        tracer.index_event(self.rel, || IndexEvent::TreeMade { root });
        Ok(())
    }

    /// 54000 where an entry is so long that three of its kind would not fit a page.
    pub fn check_size(&self, store: &Store, entry: &[u8]) -> Result<()> {
        let max = entry_bytes_max(store.pool().page_bytes() as usize);
        let size = align(entry.len(), ALIGN_MAX);
        if size <= max {
            return Ok(());
        }
        let Names { index, table } = &self.names;
        let message = format!(
            "index row size {size} exceeds btree version 4 maximum {max} for index \"{index}\""
        );
        let place = tuple_of(entry);
        Err(SqlError::new(sqlstate::PROGRAM_LIMIT_EXCEEDED, message)
            .detail(format!("Index row references tuple {place} in relation \"{table}\"."))
            .hint(
                "Values larger than 1/3 of a buffer page cannot be indexed.\n\
                 Consider a function index of an MD5 hash of the value, or use full text indexing.",
            )
            .into())
    }

    pub(super) fn page(&self, no: u32) -> PageId {
        PageId { rel: self.rel, no }
    }

    pub(super) fn corrupt(&self, no: u32, what: &str) -> Error {
        Error::Corrupt { page: self.page(no), what: what.to_string() }
    }
}

/// The longest entry: three of them, each with the page number of a child, fit a page
/// (`BTMaxItemSize`).
pub fn entry_bytes_max(page_bytes: usize) -> usize {
    let header = align(HEADER_BYTES + 3 * SLOT_BYTES, ALIGN_MAX);
    (page_bytes - header - SPECIAL_BYTES) / 3 / ALIGN_MAX * ALIGN_MAX - ALIGN_MAX
}

/// Levels of a tree above its leaves, without a touch; `None` where there is no tree.
pub fn levels_above_leaves(store: &Store, rel: RelId) -> Option<u32> {
    if store.page_count(rel) <= ROOT {
        return None;
    }
    let root = store.pool().peek(PageId { rel, no: ROOT });
    Some(u32::from(Node::new(&root).frame().level))
}
