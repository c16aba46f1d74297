//! How much of others a transaction sees while it runs.

/// The isolation levels of SQL. `read uncommitted` is taken as `read committed`, as PostgreSQL
/// does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Isolation {
    /// Each statement sees what had committed before it began.
    #[default]
    ReadCommitted,
    /// All statements see what had committed before the first of them.
    RepeatableRead,
    /// The same, and refused where no serial order would give the same results.
    Serializable,
}

impl Isolation {
    /// The name that `SHOW transaction_isolation` prints.
    pub fn name(self) -> &'static str {
        match self {
            Isolation::ReadCommitted => "read committed",
            Isolation::RepeatableRead => "repeatable read",
            Isolation::Serializable => "serializable",
        }
    }

    /// Whether one snapshot serves the whole transaction.
    pub fn keeps_snapshot(self) -> bool {
        self != Isolation::ReadCommitted
    }
}
