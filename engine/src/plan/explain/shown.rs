//! What EXPLAIN shows, before it is written down in any format.

/// A node as it is shown.
#[derive(Debug)]
pub struct Shown {
    /// The first words of its line: `Seq Scan on t`.
    pub heading: String,
    /// The same apart, under JSON's names: `Node Type`, `Relation Name`.
    pub parts: Vec<(&'static str, String)>,
    /// What the planner expected, if that is shown.
    pub cost: Option<ShownCost>,
    /// What it did, if it ran.
    pub ran: Option<Ran>,
    /// The lines below its own.
    pub details: Vec<(&'static str, Detail)>,
    /// The nodes below.
    pub children: Vec<Child>,
}

/// A node below another.
#[derive(Debug)]
pub struct Child {
    /// What it is to the other: `Outer`, `Inner`, `Member`, `InitPlan`, `SubPlan`.
    pub relationship: &'static str,
    /// The line above a subplan: `SubPlan 1`, `CTE x`.
    pub name: Option<String>,
    /// The node.
    pub node: Shown,
}

impl Child {
    /// Whether it runs once, before the node that it belongs to.
    pub fn is_init(&self) -> bool {
        self.relationship == "InitPlan"
    }
}

/// What the planner expected.
#[derive(Clone, Copy, Debug)]
pub struct ShownCost {
    /// Cost until the first row.
    pub startup: f64,
    /// Cost until the last row.
    pub total: f64,
    /// Rows.
    pub rows: f64,
    /// Bytes of a row.
    pub width: u32,
}

/// What a node did. Times and rows are averages over its loops.
#[derive(Clone, Copy, Debug)]
pub struct Ran {
    /// Simulated nanoseconds until the first and the last row, if times are shown.
    pub nanos: Option<(u64, u64)>,
    /// Rows.
    pub rows: f64,
    /// How often; 0: never.
    pub loops: u64,
}

/// What stands behind a label.
#[derive(Clone, Debug)]
pub enum Detail {
    /// Words.
    Text(String),
    /// Several of them.
    List(Vec<String>),
    /// A count.
    Number(u64),
    /// Pages found in the pool and pages read from disk.
    Pages {
        /// Found.
        hit: u64,
        /// Read.
        missed: u64,
    },
}

/// What is said after the tree, in simulated nanoseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    /// Planning, if it is shown.
    pub planning_nanos: Option<u64>,
    /// Execution, if it was run.
    pub execution_nanos: Option<u64>,
}

/// Nanoseconds as milliseconds, as PostgreSQL prints them.
pub fn millis(nanos: u64) -> String {
    format!("{:.3}", nanos as f64 / 1_000_000.0)
}
