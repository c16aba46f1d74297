//! A B+-tree of real pages, and the way that the statement takes through it.
//!
//! ```text
//!   B+-tree orders_user                 2 levels, 277 nodes, 100,000 entries
//!   looks for 42
//!          (1)[ page 1, root    276 children ]
//!             [ … | 38 | 75 | 112 | 149 | …  ]      the way leaves between 38 and 75
//!                      \
//!        |||||||||||||||#|||||||||||||||||||||      276 leaves, one line each
//!                      / \
//!          (2)[ page 5, leaf 2 of 276        ]      the leaf on the way at full size
//!             [ ====####==================== ]
//! ```
//!
//! Levels whose nodes all fit are drawn as cards with links. A wider level is a band of lines, one
//! for each node or for several, and the node on the way stands under it at full size.
//!
//! Invariants:
//! 1. The nodes are those of the still at the cursor, in the order of their keys.
//! 2. A node is lit exactly when the statement has touched its page before the cursor; its number
//!    on the way is the number of the step that touched it.
//! 3. The way is the last descent that began before the cursor, with the leaves it walked on to.
//!
//! Left out: all trees but the one that the statement touched last; entries of leaves that the
//! recording only counts.

mod cards;
mod data;
mod draw;
mod layout;
mod say;
mod strips;
mod twin;

use super::picture::Detail;
use super::view::View;
use crate::shape::mark::Target;
use crate::shape::scene::Scene;
use crate::table::Table;

/// The picture at the cursor.
pub fn scene(view: &View<'_>) -> Scene {
    match data::tree(view) {
        Some(tree) => draw::draw(view, &tree),
        None => draw::draw_none(view),
    }
}

/// The same as a table: one row for each node.
pub fn table(view: &View<'_>) -> Table {
    twin::table(view, data::tree(view).as_ref())
}

/// What there is to say about one node.
pub fn detail(view: &View<'_>, target: Target) -> Option<Detail> {
    let Target::Page(page) = target else { return None };
    twin::detail(view, &data::tree(view)?, page)
}

/// Whether the statement at the cursor has to do with an index at any time.
pub fn is_touched(view: &View<'_>) -> bool {
    data::is_touched(view)
}
