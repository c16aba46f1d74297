//! One statement of a case, and what it changes about what there is.

use std::collections::BTreeSet;

use super::super::rival::verdict::Order;
use super::feature::Feature;
use super::world::World;

/// A statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its text.
    pub text: String,
    /// The order of its rows.
    pub order: Order,
    /// What it exercises.
    pub features: BTreeSet<Feature>,
    /// What there is once it has succeeded.
    pub after: After,
}

/// What becomes of the world when a statement succeeds.
#[derive(Clone, Debug)]
pub enum After {
    /// It stays as it is.
    Same,
    /// Something was made, changed or dropped.
    World(Box<World>),
    /// A transaction begins.
    Begin,
    /// A transaction's changes stay.
    Commit,
    /// A transaction's changes go.
    Rollback,
    /// A savepoint is set.
    Savepoint(String),
    /// What came after a savepoint goes.
    RollbackTo(String),
    /// A savepoint is let go.
    Release(String),
}

impl Statement {
    /// A statement whose rows have no order and that leaves the world as it is.
    pub fn plain(text: String, features: BTreeSet<Feature>) -> Statement {
        Statement { text, order: Order::Any, features, after: After::Same }
    }
}
