//! The one table of picture names: the same in code, attributes, links and lessons.

use serde::{Deserialize, Serialize};

/// A picture of the engine's state at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Picture {
    /// The heap pages of the tables, one square per page.
    Heap,
    /// The nodes of an index, and the way that a statement takes through them.
    Btree,
    /// The frames of the buffer pool and the pages in them.
    Buffer,
    /// The operators of a statement and the rows that pass between them.
    Plan,
    /// The write-ahead log.
    Wal,
}

/// Every picture with the name that links, lessons and attributes use.
pub const PICTURES: &[(Picture, &str)] = &[
    (Picture::Heap, "heap"),
    (Picture::Btree, "btree"),
    (Picture::Buffer, "buffer"),
    (Picture::Plan, "plan"),
    (Picture::Wal, "wal"),
];

impl Picture {
    /// The name that links, lessons and attributes use.
    pub fn name(self) -> &'static str {
        PICTURES
            .iter()
            .find(|(picture, _)| *picture == self)
            .map(|(_, name)| *name)
            .expect("PICTURES lists every picture")
    }

    /// The picture of that name.
    pub fn from_name(name: &str) -> Option<Picture> {
        PICTURES.iter().find(|(_, known)| *known == name).map(|(picture, _)| *picture)
    }
}
