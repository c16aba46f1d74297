//! What is shown: one file per thing, top to bottom as on the page.
//!
//! ```text
//!   app     ---- the root: holds the state, performs effects, passes messages
//!   top_bar      brand | Workbench | data                  open | share | theme | help
//!   notes        one line across the page, when there is something to say
//!   offer        what a link has brought, until it is taken or left
//!   tables | sql    | glass
//!          | result | (picture or twin, legend)
//!   transport    narration / timeline / buttons
//!   status       rows, pages, simulated time | real time
//! ```
//!
//! Over the page: [`help`], [`setup`], [`share`]. Small parts that several use: [`icon`], [`menu`],
//! [`seg`], [`dialog`], [`amount`].
//!
//! Invariants:
//! 1. A component gets what it shows as properties and says what happened as a message.
//! 2. State that only one component knows of stays in it: a scroll place, a cell under the cursor.
//! 3. Every word comes from `text`; every colour is a class or a token.

pub mod amount;
pub mod app;
mod contest;
pub mod dialog;
pub mod glass;
pub mod grid;
pub mod help;
pub mod icon;
pub mod menu;
pub mod notes;
pub mod offer;
pub mod picture;
pub mod result;
pub mod seg;
pub mod setup;
pub mod share;
pub mod sql;
pub mod status;
pub mod tables;
pub mod timeline;
pub mod top_bar;
pub mod transport;
pub mod twin;
