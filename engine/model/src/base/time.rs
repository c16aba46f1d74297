//! Simulated time, and what each act costs in it.
//!
//! No clock is ever read. The engine spends costs from the table below, and the sum is the time
//! that pictures, EXPLAIN ANALYZE and charts show. The costs are those of a present-day server with
//! an NVMe disk, rounded; each line names its source. What matters is their proportion.

use serde::{Deserialize, Serialize};

/// A point in simulated time, in microseconds since the lab was opened.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct SimTime {
    /// Microseconds since the lab was opened.
    pub micros: u64,
}

/// A span of simulated time, in nanoseconds: fine enough for one row.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Cost {
    /// Nanoseconds.
    pub nanos: u64,
}

impl Cost {
    /// A cost of that many nanoseconds.
    pub const fn from_nanos(nanos: u64) -> Cost {
        Cost { nanos }
    }

    /// The cost of doing it that many times.
    pub const fn times(self, count: u64) -> Cost {
        Cost { nanos: self.nanos.saturating_mul(count) }
    }
}

/// Read one page from disk: about 80 microseconds for a 4 to 16 KiB random read on a data-centre
/// NVMe drive (Intel SSD D7-P5510 product brief: 4 KiB random read latency 82 microseconds).
pub const PAGE_READ: Cost = Cost::from_nanos(80_000);
/// Hand one page to the drive's write cache (same brief: 4 KiB write latency 15 microseconds).
pub const PAGE_WRITE: Cost = Cost::from_nanos(15_000);
/// Find one page in the buffer pool and pin it: a hash probe and a few cache misses, at about
/// 100 nanoseconds each ("Latency numbers every programmer should know": main memory reference).
pub const PAGE_HIT: Cost = Cost::from_nanos(200);
/// Write one record into the log's buffer: a copy of about a hundred bytes and their checksum, a
/// few cache misses (same list).
pub const LOG_RECORD: Cost = Cost::from_nanos(200);
/// Hand the log's buffer to the drive and wait until it is safe: two writes into a write cache that
/// survives a power cut, the bytes and the file's new length (same brief as `PAGE_WRITE`).
pub const LOG_FLUSH: Cost = Cost::from_nanos(30_000);
/// Handle one tuple. PostgreSQL's planner holds `cpu_tuple_cost` at 0.01 of a sequential page read
/// (PostgreSQL manual, "Planner Cost Constants"); against a cached read that is about this.
pub const TUPLE: Cost = Cost::from_nanos(100);
/// Evaluate one operator or function on one row: `cpu_operator_cost` is a quarter of
/// `cpu_tuple_cost` (same section).
pub const OPERATOR: Cost = Cost::from_nanos(25);
/// Parse, bind and plan one statement: the order of magnitude that PostgreSQL's
/// EXPLAIN prints as "Planning Time" for a statement over one table.
pub const STATEMENT: Cost = Cost::from_nanos(50_000);
