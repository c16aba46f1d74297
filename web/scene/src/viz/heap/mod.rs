//! Heap pages: one square for each page of each table, in page order.
//!
//! ```text
//!   Heap of orders                 736 pages, one square each
//!   [ ][ ][1][ ][ ][ ][ ][ ][ ][ ][ ][ ][ ][ ][ ]
//!   [ ][2][ ][ ][(3)][ ][ ][ ][ ][o][ ][ ][ ][ ][ ]     o to come, (3) now
//!   3 of 11 pages read: 1 hit, 2 misses         8 to come
//! ```
//!
//! Invariants:
//! 1. A square is lit exactly when the statement at the cursor has touched its page before the
//!    cursor; hit, added and miss apart. A page that came from disk once stays a miss.
//! 2. hits + misses of a table's footer = its touches that the story holds up to the cursor.
//! 3. Within one statement no square changes its place: room is kept for pages it will add.
//!
//! Where touches were only counted (level `counts`), there are no squares: which pages a statement
//! read is not known then, and neither is which pages there are.
//!
//! Left out: what other statements touched (idle), and index pages (the tree picture's).

mod draw;
mod layout;
mod say;
mod twin;

use super::picture::Detail;
use super::relations;
use super::view::View;
use crate::shape::mark::Target;
use crate::shape::scene::Scene;
use crate::table::Table;

/// The picture at the cursor.
pub fn scene(view: &View<'_>) -> Scene {
    if let Some(counts) = relations::counted_only(view) {
        return draw::draw_counted(view, &counts);
    }
    let relations = relations::tables(view);
    let plan = layout::layout(view, &relations);
    draw::draw(view, &relations, &plan)
}

/// The same as a table: one row for each page.
pub fn table(view: &View<'_>) -> Table {
    twin::table(view, &relations::tables(view))
}

/// What there is to say about one page.
pub fn detail(view: &View<'_>, target: Target) -> Option<Detail> {
    let Target::Page(page) = target else { return None };
    twin::detail(view, page)
}
