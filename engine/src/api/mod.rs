//! The one door: a lab is a world from a setup; it takes commands and gives replies.

pub mod lab;
