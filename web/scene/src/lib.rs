//! Pictures of what the engine recorded, as plain Rust: no browser, no engine.
//!
//! ```text
//!   Recording --> Story (statements, touches, steps)   built once, kept up to date
//!       |            |
//!   Moment --------- View --> viz::scene --> Scene --> svg   SVG text: landing, README, print
//!   (state at t)      |                        |-----> text  golden text
//!                     |                        `-----> the page draws the same shapes
//!                     |-----> viz::table  --> Table          the text twin
//!                     `-----> viz::detail --> Detail         the tooltip of one mark
//! ```
//!
//! Rooms, each importing lower ones only: `render`; `viz`; `chart`; `shape`, `story`; `words`,
//! `table`.
//!
//! Invariants:
//! 1. A scene is a pure function of its view; the same view gives the same shapes on every machine.
//! 2. Shapes carry classes, never colours; what a class looks like is the style sheet's business.
//! 3. Every number shown is a fold of the events, or counted in the still at the cursor.
//! 4. Every word shown comes from `words`.

pub mod chart;
pub mod render;
pub mod shape;
pub mod story;
pub mod svg;
pub mod table;
pub mod text;
pub mod viz;
pub mod words;
