//! One running transaction of one session.

use std::sync::Arc;

use model::base::ids::{CommandId, RelId, TxnId};

use super::isolation::Isolation;
use super::snapshot::Snapshot;

/// A transaction between its begin and its end. A session owns it; the manager moves it on.
#[derive(Clone, Debug)]
pub struct Transaction {
    /// How much of others it sees.
    pub isolation: Isolation,
    pub(super) command: CommandId,
    /// Whether the current command has written, so that the next needs a number of its own.
    pub(super) command_used: bool,
    /// The transaction itself, and each savepoint that is open in it, outermost first.
    pub(super) levels: Vec<LevelOf>,
    /// The one snapshot of a transaction that keeps it.
    pub(super) kept: Option<Arc<Snapshot>>,
}

/// The transaction itself, or one savepoint of it.
#[derive(Clone, Debug, Default)]
pub(super) struct LevelOf {
    /// The savepoint's name; `None` for the transaction, and for a statement's own savepoint.
    pub name: Option<String>,
    /// Its number, once it has written.
    pub txn: Option<TxnId>,
    /// Numbers of savepoints in it that were released, to end with it.
    pub released: Vec<TxnId>,
    /// Relations made in it, to be removed if it is undone.
    pub created: Vec<RelId>,
    /// Relations to be removed if the transaction commits.
    pub dropped: Vec<RelId>,
}

impl LevelOf {
    /// Its number and those of what was released into it, inner ones first.
    pub fn numbers(&self) -> impl Iterator<Item = TxnId> + '_ {
        self.released.iter().copied().chain(self.txn)
    }

    /// Makes what a level inside did its own.
    pub fn take_in(&mut self, inner: LevelOf) {
        self.released.extend(inner.released.into_iter().chain(inner.txn));
        self.created.extend(inner.created);
        self.dropped.extend(inner.dropped);
    }
}

impl Transaction {
    /// A transaction that has done nothing yet.
    pub(super) fn new(isolation: Isolation) -> Transaction {
        Transaction {
            isolation,
            command: CommandId(0),
            command_used: false,
            levels: vec![LevelOf::default()],
            kept: None,
        }
    }

    /// Its number, once it has written.
    pub fn id(&self) -> Option<TxnId> {
        self.levels[0].txn
    }

    /// The command that runs.
    pub fn command(&self) -> CommandId {
        self.command
    }

    /// The next command begins: it sees what this one wrote.
    pub fn next_command(&mut self) {
        if self.command_used {
            self.command = CommandId(self.command.0 + 1);
            self.command_used = false;
        }
    }

    /// How deep savepoints are nested; 0 when there is none.
    pub fn depth(&self) -> usize {
        self.levels.len() - 1
    }

    /// Whether there is a savepoint of that name.
    pub fn has_savepoint(&self, name: &str) -> bool {
        self.place_of(name).is_some()
    }

    /// The numbers of all that will commit with it, inner ones first.
    pub(super) fn numbers(&self) -> Vec<TxnId> {
        self.levels.iter().rev().flat_map(LevelOf::numbers).collect()
    }

    pub(super) fn innermost(&mut self) -> &mut LevelOf {
        self.levels.last_mut().expect("a transaction has at least its own level")
    }

    pub(super) fn place_of(&self, name: &str) -> Option<usize> {
        self.levels.iter().rposition(|level| level.name.as_deref() == Some(name))
    }
}
