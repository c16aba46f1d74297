//! What one statement did, in a handful of numbers.

use serde::{Deserialize, Serialize};

/// The plain counters of a run. Equal at every recording level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Pages found in the buffer pool.
    pub pages_hit: u64,
    /// Pages read from disk because the pool did not have them.
    pub pages_missed: u64,
    /// Pages written to disk.
    pub pages_written: u64,
    /// Pages that joined the end of a relation.
    pub pages_extended: u64,
    /// Pages put out of the pool to make room.
    pub pages_evicted: u64,
    /// Tuples that a scan looked at, visible or not.
    pub tuples_read: u64,
    /// Tuples written: inserted, and new versions of updated ones.
    pub tuples_written: u64,
    /// Pages of temporary files written, for what did not fit in memory.
    pub spill_pages_written: u64,
    /// Pages of temporary files read.
    pub spill_pages_read: u64,
}

impl Counters {
    /// Pages asked for: hits and misses.
    pub fn pages_read(&self) -> u64 {
        self.pages_hit + self.pages_missed
    }

    /// What happened since `earlier`.
    pub fn since(&self, earlier: &Counters) -> Counters {
        Counters {
            pages_hit: self.pages_hit - earlier.pages_hit,
            pages_missed: self.pages_missed - earlier.pages_missed,
            pages_written: self.pages_written - earlier.pages_written,
            pages_extended: self.pages_extended - earlier.pages_extended,
            pages_evicted: self.pages_evicted - earlier.pages_evicted,
            tuples_read: self.tuples_read - earlier.tuples_read,
            tuples_written: self.tuples_written - earlier.tuples_written,
            spill_pages_written: self.spill_pages_written - earlier.spill_pages_written,
            spill_pages_read: self.spill_pages_read - earlier.spill_pages_read,
        }
    }
}

/// What a statement did, as the status line shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Rows returned, or rows affected.
    pub rows: u64,
    /// What it touched.
    pub counters: Counters,
    /// Simulated time it took, in nanoseconds.
    pub sim_nanos: u64,
}
