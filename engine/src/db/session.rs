//! A session: what one conversation keeps between its statements.

use crate::txn::transaction::Transaction;

/// One conversation.
#[derive(Debug, Default)]
pub struct Session {
    /// The transaction that BEGIN opened.
    pub block: Option<Block>,
}

/// A transaction between BEGIN and its end.
#[derive(Debug)]
pub struct Block {
    /// The transaction.
    pub txn: Transaction,
    /// Whether a statement of it failed: then nothing but its end is taken.
    pub failed: bool,
    /// Whether it changed the catalogue.
    pub changed_catalog: bool,
}
