//! Page 0 of a tree: what the tree is of. Written when the tree is made, and never again.
//!
//! ```text
//!   | magic u32 | version u16 | max_entries u16 | columns, 9 bytes each |     the item of slot 1
//! ```

use model::base::ids::{PageId, RelId};

use crate::index::key::KeyShape;
use crate::storage::bytes::{get_u16, get_u32};
use crate::storage::slotted;
use crate::storage::store::Store;

/// The page number of the meta page.
pub const META: u32 = 0;
/// PostgreSQL's mark of a B-tree (`BTREE_MAGIC`).
const MAGIC: u32 = 0x0005_3162;
const VERSION: u16 = 1;
const HEAD_BYTES: usize = 8;

/// What a tree is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// The columns of its keys.
    pub shape: KeyShape,
    /// Most entries or children of a node; `u16::MAX` for as many as fit.
    pub max_entries: u16,
}

impl Meta {
    /// Puts it on an empty page.
    pub fn write(&self, page: &mut [u8]) {
        let mut item = Vec::with_capacity(HEAD_BYTES);
        item.extend_from_slice(&MAGIC.to_le_bytes());
        item.extend_from_slice(&VERSION.to_le_bytes());
        item.extend_from_slice(&self.max_entries.to_le_bytes());
        item.extend(self.shape.to_bytes());
        slotted::put(page, 1, &item);
    }

    /// Reads it from its page, or says what is wrong with that.
    pub fn read(page: &[u8]) -> Result<Meta, &'static str> {
        let item = slotted::item(page, 1).filter(|item| item.len() >= HEAD_BYTES);
        let item = item.ok_or("the meta page has no item")?;
        if get_u32(item, 0) != MAGIC || get_u16(item, 4) != VERSION {
            return Err("the meta page is of no tree");
        }
        let shape = KeyShape::from_bytes(&item[HEAD_BYTES..]);
        let shape = shape.ok_or("the meta page names a column of no type")?;
        Ok(Meta { shape, max_entries: get_u16(item, 6) })
    }

    /// Reads it without a touch, for pictures and checks. `None` where there is no tree yet.
    pub fn peek(store: &Store, rel: RelId) -> Option<Meta> {
        if store.page_count(rel) == 0 {
            return None;
        }
        Meta::read(&store.pool().peek(PageId { rel, no: META })).ok()
    }
}
