//! The buffer pool: one box for each frame, with the page in it: whose it is, and its number.
//!
//! ```text
//!   Buffer pool                               7 of 8 frames filled
//!   [o   3] [o   5] (ou 29) [o  95]        ( ) rounded: an index page
//!   [u 168] [o 211/[o  290] [  .. ]        /   folded corner: dirty    .. dashed: empty
//!   u users · ou orders_user · o orders
//!   3 touches: 1 hit, 2 misses                      1 page put out
//! ```
//!
//! When the frames do not fit as boxes they become squares, several to a square if need be.
//!
//! Invariants:
//! 1. A box shows the page that the still at the cursor has in that frame, and no other.
//! 2. A box is lit exactly when the statement at the cursor has touched that page while it was in
//!    that frame.
//!
//! Left out: the hand of the clock and the grace that it takes on its way. Only what happens to a
//! page is a fact; which frame was emptied shows where the hand has been.

mod codes;
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
    draw::draw(view, &data::pool(view))
}

/// The same as a table: one row for each frame that holds a page.
pub fn table(view: &View<'_>) -> Table {
    twin::table(view, &data::pool(view))
}

/// What there is to say about one frame.
pub fn detail(view: &View<'_>, target: Target) -> Option<Detail> {
    let Target::Frame(frame) = target else { return None };
    twin::detail(view, &data::pool(view), frame)
}
