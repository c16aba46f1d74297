//! The states of a page that several pictures show, with the marks and words that say so.
//!
//! A state has one class, one swatch and one word wherever it is drawn, and always the same place
//! in a legend: at hand, made, fetched, now, to come, dirty. What only one picture knows follows.

use crate::shape::scene::Swatch;
use crate::story::chapter::TouchKind;
use crate::words::Word;

/// A state: whether it occurs, its class, its swatch, its word.
pub type State = (bool, &'static str, Swatch, Word);

/// Which states occur among the pages of a picture.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageStates {
    /// A page was in the pool.
    pub hit: bool,
    /// A page was made.
    pub added: bool,
    /// A page came from disk.
    pub miss: bool,
    /// A page is being touched now.
    pub now: bool,
    /// A page will be touched.
    pub to_come: bool,
    /// A page differs from its copy on disk.
    pub dirty: bool,
}

impl PageStates {
    /// Takes note of how a page was had, if it was touched.
    pub fn touched(&mut self, how: Option<TouchKind>) {
        match how {
            Some(TouchKind::Hit) => self.hit = true,
            Some(TouchKind::Added) => self.added = true,
            Some(TouchKind::Miss) => self.miss = true,
            None => {}
        }
    }

    /// The states, in the order of a legend.
    pub fn states(&self) -> [State; 6] {
        [
            (self.hit, "hit", Swatch::Filled, Word::LegendHit),
            (self.added, "added", Swatch::Filled, Word::LegendNew),
            (self.miss, "miss", Swatch::Filled, Word::LegendMiss),
            (self.now, "now", Swatch::Ring, Word::LegendNow),
            (self.to_come, "todo", Swatch::Hollow, Word::LegendToCome),
            (self.dirty, "dirty", Swatch::Corner, Word::LegendDirty),
        ]
    }
}
