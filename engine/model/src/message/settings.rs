//! The set-up of a lab: everything that a run depends on besides its commands.

use serde::{Deserialize, Serialize};

use crate::base::limits::{BATCH_ROWS_DEFAULT, PAGE_BYTES_DEFAULT, POOL_FRAMES_DEFAULT};
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
    /// Rows of a batch.
    pub batch_rows: u32,
}

impl Setup {
    /// PostgreSQL's sizes, seed 42, at that recording level.
    pub fn at_level(level: Level) -> Setup {
        Setup {
            seed: 42,
            level,
            page_bytes: PAGE_BYTES_DEFAULT,
            pool_frames: POOL_FRAMES_DEFAULT,
            batch_rows: BATCH_ROWS_DEFAULT,
        }
    }
}
