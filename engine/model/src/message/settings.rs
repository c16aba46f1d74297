//! The set-up of a lab: everything that a run depends on besides its commands.

use serde::{Deserialize, Serialize};

use crate::base::limits::{
    BATCH_ROWS_DEFAULT, BATCH_ROWS_MAX, INDEX_ENTRIES_MIN, PAGE_BYTES_DEFAULT, PAGE_BYTES_MAX,
    PAGE_BYTES_MIN, POOL_FRAMES_DEFAULT, POOL_FRAMES_MAX, POOL_FRAMES_MIN,
};
use crate::base::replacement::Replacement;
use crate::trace::event::Level;

/// The same setup and the same commands give the same recording, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// The seed of all chance.
    pub seed: u64,
    /// How much is written down.
    pub level: Level,
    /// Bytes of a page: a power of two.
    pub page_bytes: u32,
    /// Frames of the buffer pool.
    pub pool_frames: u32,
    /// Which page leaves the pool first.
    pub replacement: Replacement,
    /// Rows of a batch.
    pub batch_rows: u32,
    /// Most entries or children of a node of an index, so that a textbook's tree is high with few
    /// rows; `u16::MAX` for as many as fit.
    pub index_entries: u16,
}

impl Setup {
    /// PostgreSQL's sizes, seed 42, at that recording level.
    pub fn at_level(level: Level) -> Setup {
        Setup {
            seed: 42,
            level,
            page_bytes: PAGE_BYTES_DEFAULT,
            pool_frames: POOL_FRAMES_DEFAULT,
            replacement: Replacement::default(),
            batch_rows: BATCH_ROWS_DEFAULT,
            index_entries: u16::MAX,
        }
    }

    /// Whether every size is within its limits; what is wrong with the first that is not.
    pub fn check(&self) -> Result<(), String> {
        let within = |what: &str, size: u32, min: u32, max: u32| match (min..=max).contains(&size) {
            true => Ok(()),
            false => Err(format!("{what} must be from {min} to {max}, not {size}")),
        };
        within("the page size", self.page_bytes, PAGE_BYTES_MIN, PAGE_BYTES_MAX)?;
        within("the number of buffer frames", self.pool_frames, POOL_FRAMES_MIN, POOL_FRAMES_MAX)?;
        within("the number of rows in a batch", self.batch_rows, 1, BATCH_ROWS_MAX)?;
        if self.index_entries < INDEX_ENTRIES_MIN {
            return Err(format!(
                "a node of an index must take at least {INDEX_ENTRIES_MIN} entries, not {}",
                self.index_entries
            ));
        }
        match self.page_bytes.is_power_of_two() {
            true => Ok(()),
            false => Err(format!("the page size must be a power of two, not {}", self.page_bytes)),
        }
    }
}
