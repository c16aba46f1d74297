//! The door to every picture.

use model::base::pictures::Picture;

use super::btree;
use super::buffer;
use super::heap;
use super::plan;
use super::view::View;
use super::wal;
use crate::shape::mark::Target;
use crate::shape::scene::Scene;
use crate::table::Table;
use crate::words::{Word, Words};

/// What a tooltip says about one mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// What it is.
    pub title: String,
    /// What is known about it.
    pub lines: Vec<String>,
    /// The event that last changed its state, to jump to.
    pub source: Option<u64>,
}

/// What the picture is called where there is little room: on a tab.
pub fn short_name(picture: Picture, words: &Words) -> String {
    let word = match picture {
        Picture::Heap => Word::TabHeap,
        Picture::Btree => Word::TabBtree,
        Picture::Buffer => Word::TabBuffer,
        Picture::Plan => Word::TabPlan,
        Picture::Wal => Word::TabWal,
    };
    words.say(word, &[])
}

/// The picture at the cursor.
pub fn scene(picture: Picture, view: &View<'_>) -> Scene {
    match picture {
        Picture::Heap => heap::scene(view),
        Picture::Btree => btree::scene(view),
        Picture::Buffer => buffer::scene(view),
        Picture::Plan => plan::scene(view),
        Picture::Wal => wal::scene(view),
    }
}

/// The same as a table.
pub fn table(picture: Picture, view: &View<'_>) -> Table {
    match picture {
        Picture::Heap => heap::table(view),
        Picture::Btree => btree::table(view),
        Picture::Buffer => buffer::table(view),
        Picture::Plan => plan::table(view),
        Picture::Wal => wal::table(view),
    }
}

/// What there is to say about one mark.
pub fn detail(picture: Picture, view: &View<'_>, target: Target) -> Option<Detail> {
    match picture {
        Picture::Heap => heap::detail(view, target),
        Picture::Btree => btree::detail(view, target),
        Picture::Buffer => buffer::detail(view, target),
        Picture::Plan => plan::detail(view, target),
        Picture::Wal => wal::detail(view, target),
    }
}
