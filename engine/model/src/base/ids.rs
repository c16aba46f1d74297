//! Numbers that name things. Each is its own type, so that a page is never taken for a slot.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize,
            Deserialize,
        )]
        pub struct $name(pub $inner);

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// A relation: a table, an index or a sequence. The object identifier of PostgreSQL.
    RelId(u32)
}
id! {
    /// A machine of the simulated cluster. A single engine is host 0.
    HostId(u16)
}
id! {
    /// A session: one conversation in SQL.
    SessionId(u16)
}
id! {
    /// A statement, counted from 1 over the life of a lab. 0 stands for no statement.
    StatementId(u32)
}
id! {
    /// An image of a lab, counted from 1 over its life. 0 is none.
    ImageId(u32)
}
id! {
    /// An operator of a plan, numbered in pre-order from 0 within its statement.
    OpId(u16)
}
id! {
    /// A transaction. 0 is no transaction, 1 is the one that made the system tables.
    TxnId(u32)
}
id! {
    /// A command within a transaction, counted from 0.
    CommandId(u32)
}
id! {
    /// A place in the log: bytes since its beginning. 0 is before all records.
    Lsn(u64)
}
id! {
    /// A place in the buffer pool.
    FrameNo(u32)
}

/// A page: a block of a relation on disk.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct PageId {
    /// The relation that owns the page.
    pub rel: RelId,
    /// The page's number within the relation, from 0.
    pub no: u32,
}

impl core::fmt::Display for PageId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}/{}", self.rel, self.no)
    }
}

/// Where a tuple lives within its relation: page and slot, PostgreSQL's `ctid`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct TupleId {
    /// The page's number within the relation, from 0.
    pub page_no: u32,
    /// The slot's number within the page, from 1 as in PostgreSQL.
    pub slot_no: u16,
}

impl TupleId {
    /// The page it is on, in that relation.
    pub fn page(self, rel: RelId) -> PageId {
        PageId { rel, no: self.page_no }
    }
}

impl core::fmt::Display for TupleId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "({},{})", self.page_no, self.slot_no)
    }
}
