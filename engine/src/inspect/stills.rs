//! All structures at once.

use model::still::Stills;

use crate::storage::store::Store;

/// A still of every structure as it is now. Costs no simulated time and touches no page.
pub fn capture(store: &Store) -> Stills {
    Stills {
        heap: super::heap::capture(store),
        btree: super::btree::capture(store),
        buffer: super::buffer::capture(store.pool()),
        wal: super::wal::capture(store.pool()),
    }
}
