//! A scene as SVG text, for the landing, lessons, the README and print.
//!
//! ```text
//!   write   shapes -> elements with keys and classes
//!   style   the page's style sheets -> the few rules that a file of its own needs
//! ```
//!
//! Invariant: no text of a learner's reaches the file unescaped.
//! Left out: scripts and animation; a file is a still.

pub mod style;
pub mod write;
