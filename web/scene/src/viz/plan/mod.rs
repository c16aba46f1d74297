//! The plan: one card for each operator, and rows that rise from card to card.
//!
//! ```text
//!                 ^
//!        +----------------+
//!        | Sort           |        a card names its operator and what it works on,
//!        | rows 10 est. 5 |        the rows it handed on beside those the planner expected,
//!        +----------------+        and the pages it read
//!                 ||               the wider the edge, the more rows have risen
//!        +----------------+
//!        | Seq Scan       |
//!        | on orders      |
//!        +----------------+
//! ```
//!
//! The card of the operator that acted last is marked as long as the statement runs. A plan too
//! tall for its box gets lower cards; one that is still too large makes the picture larger than
//! its box, which then scrolls: text is never made smaller.
//!
//! Under the plan stand the ways of reading its tables that were weighed and not chosen, with their
//! costs beside ours, where there is room; the tooltip of an operator has those that it beat.
//!
//! Invariants:
//! 1. A number of rows is shown only where the recording tells it: at the operator's end, or at any
//!    time at level `rows`.
//! 2. The pages of all cards add up to the pages that the statement read while its plan ran.

mod data;
mod draw;
mod losers;
mod twin;

use super::picture::Detail;
use super::view::View;
use crate::shape::mark::Target;
use crate::shape::scene::Scene;
use crate::table::Table;

/// The picture at the cursor.
pub fn scene(view: &View<'_>) -> Scene {
    draw::draw(view, &data::operators(view))
}

/// The same as a table: one row for each operator.
pub fn table(view: &View<'_>) -> Table {
    twin::table(view, &data::operators(view))
}

/// What there is to say about one operator.
pub fn detail(view: &View<'_>, target: Target) -> Option<Detail> {
    let Target::Operator(op) = target else { return None };
    twin::detail(view, &data::operators(view), op)
}
