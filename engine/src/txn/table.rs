//! The status of every transaction, and whose child it is.
//!
//! ```text
//!   number   3          4        5            6
//!   status   committed  aborted  in progress  in progress
//!   parent   -          -        -            5             6 is a savepoint's part of 5
//! ```
//!
//! A released savepoint stays in progress: its parent decides. When a transaction commits, all its
//! children that are in progress commit with it.

use std::collections::BTreeMap;

use model::base::ids::{CommandId, TxnId};

use crate::storage::bytes::get_u32;

use super::combo::ComboTable;

/// The transaction that made the system tables: always committed.
pub const BOOTSTRAP: TxnId = TxnId(1);
/// The first number given out. PostgreSQL keeps 2 for frozen tuples; so it stays unused here.
pub const FIRST: TxnId = TxnId(3);

/// What became of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing yet.
    InProgress,
    /// Its rows are there.
    Committed,
    /// Its rows were never there.
    Aborted,
}

/// The status of every transaction.
#[derive(Clone, Debug, Default)]
pub struct TxnTable {
    /// By number, from [`FIRST`] on.
    entries: Vec<Entry>,
    /// The command pairs of each running transaction that has any, by its outermost number.
    combos: BTreeMap<TxnId, ComboTable>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    status: Status,
    /// The enclosing transaction; 0 for none.
    parent: TxnId,
}

impl TxnTable {
    /// The number that the next transaction gets.
    pub fn next(&self) -> TxnId {
        TxnId(FIRST.0 + self.entries.len() as u32)
    }

    /// Gives out a number, to a child of `parent` if there is one.
    pub fn add(&mut self, parent: Option<TxnId>) -> TxnId {
        let txn = self.next();
        let parent = parent.unwrap_or_default();
        assert!(parent < txn, "a child's number is larger than its parent's");
        self.entries.push(Entry { status: Status::InProgress, parent });
        txn
    }

    /// What became of a transaction. Numbers not given out yet are in progress.
    #[inline]
    pub fn status(&self, txn: TxnId) -> Status {
        match self.entry(txn) {
            Some(entry) => entry.status,
            None if txn < FIRST => Status::Committed,
            None => Status::InProgress,
        }
    }

    /// Says what became of a transaction that was in progress.
    pub fn set_status(&mut self, txn: TxnId, status: Status) {
        let entry = &mut self.entries[(txn.0 - FIRST.0) as usize];
        assert_eq!(entry.status, Status::InProgress, "what became of {txn} never changes again");
        entry.status = status;
    }

    /// The outermost transaction that this one is a part of.
    #[inline]
    pub fn outermost(&self, txn: TxnId) -> TxnId {
        let mut txn = txn;
        while let Some(entry) = self.entry(txn).filter(|entry| entry.parent.0 != 0) {
            txn = entry.parent;
        }
        txn
    }

    /// The command that made a tuple, as its transaction knows it.
    pub fn cmin(&self, owner: TxnId, cid: CommandId, has_combo: bool) -> CommandId {
        match has_combo {
            true => self.combo(owner, cid).0,
            false => cid,
        }
    }

    /// The command that ended a tuple, as its transaction knows it.
    pub fn cmax(&self, owner: TxnId, cid: CommandId, has_combo: bool) -> CommandId {
        match has_combo {
            true => self.combo(owner, cid).1,
            false => cid,
        }
    }

    /// What a checkpoint keeps: the next number, then those that have not committed.
    pub fn payload(&self) -> Vec<u8> {
        let lost = (FIRST.0..self.next().0).filter(|txn| self.is_lost(TxnId(*txn)));
        core::iter::once(self.next().0).chain(lost).flat_map(u32::to_le_bytes).collect()
    }

    /// The table after a crash: from what a checkpoint kept, those who committed after it, and the
    /// largest number seen.
    pub fn recovered(payload: &[u8], committed: &[TxnId], txn_max: TxnId) -> TxnTable {
        let mut kept = payload.chunks_exact(4).map(|number| get_u32(number, 0));
        let next = kept.next().unwrap_or(FIRST.0);
        let end =
            next.max(txn_max.0 + 1).max(committed.iter().map(|txn| txn.0 + 1).max().unwrap_or(0));
        let entry = |status| Entry { status, parent: TxnId(0) };
        let mut entries = vec![entry(Status::Committed); (next - FIRST.0) as usize];
        entries.resize((end.max(FIRST.0) - FIRST.0) as usize, entry(Status::Aborted));
        kept.for_each(|lost| entries[(lost - FIRST.0) as usize].status = Status::Aborted);
        for txn in committed {
            entries[(txn.0 - FIRST.0) as usize].status = Status::Committed;
        }
        TxnTable { entries, combos: BTreeMap::new() }
    }

    /// Whether nobody would see a transaction's rows if the power were cut now.
    fn is_lost(&self, txn: TxnId) -> bool {
        self.status(txn) != Status::Committed
    }

    /// The command pairs of a running transaction, by its outermost number.
    pub fn combos_mut(&mut self, owner: TxnId) -> &mut ComboTable {
        self.combos.entry(owner).or_default()
    }

    /// Forgets the command pairs of a transaction that has ended.
    pub fn forget_combos(&mut self, owner: TxnId) {
        self.combos.remove(&owner);
    }

    /// The invariants of the folder doc.
    pub fn check(&self) -> Result<(), &'static str> {
        for (place, entry) in self.entries.iter().enumerate() {
            let txn = TxnId(FIRST.0 + place as u32);
            if entry.parent >= txn {
                return Err("a child's number is not larger than its parent's");
            }
            if entry.parent == TxnId(0) {
                continue;
            }
            let parent = self.status(entry.parent);
            if parent != Status::InProgress && entry.status == Status::InProgress {
                return Err("a child outlives its parent");
            }
            if parent == Status::Aborted && entry.status == Status::Committed {
                return Err("a child committed though its parent aborted");
            }
        }
        Ok(())
    }

    fn combo(&self, owner: TxnId, cid: CommandId) -> (CommandId, CommandId) {
        let owner = self.outermost(owner);
        self.combos.get(&owner).expect("a combined command is its own transaction's").get(cid)
    }

    #[inline]
    fn entry(&self, txn: TxnId) -> Option<&Entry> {
        self.entries.get((txn.0.wrapping_sub(FIRST.0)) as usize)
    }
}
