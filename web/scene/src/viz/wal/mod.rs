//! The write-ahead log: its latest records as strips, and how far it is safe.
//!
//! ```text
//!   Write-ahead log                        12,616 bytes
//!     redo                safe       end
//!   [#][##][#][###][#]|[ ][  ]|. .         # safe on disk   [ ] in memory only   . to come
//!   12,240 ...
//!   4 records by this statement            all of it safe
//! ```
//!
//! A strip is a record where records were written down (level `rows`), else all records that joined
//! the log together. Strips grow with the root of their bytes, so that a page image and a commit
//! can stand side by side.
//!
//! Invariants:
//! 1. A strip is filled exactly when it ends at or before the place up to which the log is safe.
//! 2. The places named above the strips are those of the still at the cursor.
//!
//! Left out: records older than those that fit, which the heading's count still holds.

mod data;
mod draw;
mod twin;

use super::picture::Detail;
use super::view::View;
use crate::shape::mark::Target;
use crate::shape::scene::Scene;
use crate::table::Table;

/// The picture at the cursor.
pub fn scene(view: &View<'_>) -> Scene {
    draw::draw(view, &data::log(view))
}

/// The same as a table: one row for each piece of the log.
pub fn table(view: &View<'_>) -> Table {
    twin::table(view, &data::log(view))
}

/// What there is to say about the piece that joined the log by an event.
pub fn detail(view: &View<'_>, target: Target) -> Option<Detail> {
    let Target::Event(seq) = target else { return None };
    twin::detail(view, &data::log(view), seq)
}
