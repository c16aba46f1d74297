//! What the page knows, apart from what it shows: plain state, changed by messages at one place.
//!
//! ```text
//!   component --Message--> State::update --> new state --> view
//!                               |
//!                               `--> Effect, ... --> what only a browser can do --Message--> ...
//! ```
//!
//! - [`app`]: the whole state, and the one place that changes it
//! - [`message`]: what can happen, and what is to be done about it
//! - [`run`]: a script that was sent, and what came back
//! - [`ending`]: how a run ended that did not go through
//! - [`starter`]: the first script, and the sample that it asks for
//! - [`result`]: the rows of one statement, kept as columns and read cell by cell
//! - [`order`]: the order in which a result's rows are shown
//! - [`export`]: rows as CSV, JSON and tab-separated text
//! - [`place`]: places in a script: bytes, characters, and the editor's UTF-16 units
//! - [`playback`]: the cursor in time
//! - [`glass`]: the pictures at the cursor
//! - [`lanes`]: where each picture stands in the glass
//! - [`timeline`]: the line of time, ready to be drawn
//! - [`notes`]: what is said across the page
//! - [`layout`]: which panes, dialogs and menus are open
//! - [`link`]: the lab's setup and the look from the page's address
//! - [`offer`]: what a link or a file brings, and how it is taken
//! - [`share`]: what the page holds, as a link or a file
//! - [`shared`]: data that many hold and that is equal only to itself
//!
//! Invariants:
//! 1. Nothing here touches the browser, so all of it is tested as plain Rust.
//! 2. Every number on screen is a fold of the recording or came in a reply; the one exception is
//!    the real time, which `update` is told and which is shown apart.

pub mod app;
pub mod contest;
pub mod ending;
pub mod export;
pub mod glass;
pub mod history;
pub mod keeping;
pub mod lanes;
pub mod layout;
pub mod link;
pub mod message;
pub mod notes;
pub mod offer;
pub mod order;
pub mod place;
pub mod playback;
pub mod result;
pub mod run;
pub mod share;
pub mod shared;
pub mod starter;
pub mod timeline;
