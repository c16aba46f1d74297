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
    /// What it said of itself.
    pub notes: Notes,
    /// Whether it has no more rows, in its last loop.
    pub drained: bool,
    /// Whether its end has been written down.
    pub finished: bool,
}

/// What only the operator itself can count: it adds to `ctx.state.notes` while it steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// Rows for which its filter was not true.
    pub rows_removed: u64,
    /// Rows for which a condition asked again was not true.
    pub rows_rechecked_away: u64,
    /// Pages of a table that a bitmap named row by row.
    pub heap_blocks_exact: u64,
    /// Pages of a table that a bitmap named as a whole.
    pub heap_blocks_lossy: u64,
    /// Rows that an index-only scan looked up in the table all the same.
    pub heap_fetches: u64,
}

impl Notes {
    /// Adds what was counted since.
    pub fn add(&mut self, since: Notes) {
        self.rows_removed += since.rows_removed;
        self.rows_rechecked_away += since.rows_rechecked_away;
        self.heap_blocks_exact += since.heap_blocks_exact;
        self.heap_blocks_lossy += since.heap_blocks_lossy;
        self.heap_fetches += since.heap_fetches;
    }
}
