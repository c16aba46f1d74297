//! What an operator did, in numbers: what EXPLAIN ANALYZE prints.

/// Totals over all loops of one operator. Time and pages include those of the operators below, as
/// PostgreSQL's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OperatorStats {
    /// How often it was started: 1, or more when it is rewound.
    pub loops: u64,
    /// Rows it handed on.
    pub rows: u64,
    /// Batches it handed them on in.
    pub batches: u64,
    /// Simulated nanoseconds it ran until its first row, summed over the loops. A loop without
    /// rows counts to its end.
    pub nanos_first: u64,
    /// Simulated nanoseconds it ran.
    pub nanos_total: u64,
    /// Pages found in the buffer pool.
    pub pages_hit: u64,
    /// Pages read from disk.
    pub pages_missed: u64,
    /// Whether its end has been written down.
    pub finished: bool,
}
