//! The transaction manager: begins, numbers and ends transactions.
//!
//! ```text
//!   let mut txn = manager.begin(Isolation::ReadCommitted);
//!   let snapshot = manager.snapshot(&mut txn);          at the start of each statement
//!   let stamp = manager.stamp(&mut txn, tracer);        before it writes: gives it its number
//!   txn.next_command();                                 after it, so that the next one sees it
//!   manager.commit(txn, &mut store, tracer)?;           or abort(txn, &mut store, tracer)
//! ```

use std::collections::BTreeSet;
use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::{RelId, TxnId};
use model::trace::event::page::RelationKind;
use model::trace::event::txn::TxnEvent;
use model::trace::event::Level;

use crate::storage::change::CidKind;
use crate::storage::store::{EndStamp, Stamp, Store};
use crate::storage::tuple::header::TupleHeader;
use crate::storage::wal::record::Body;
use crate::storage::wal::redo::Outcome;
use crate::tracer::fault::{planted, Fault};
use crate::tracer::host::Tracer;

use super::horizon::Horizon;
use super::isolation::Isolation;
use super::snapshot::Snapshot;
use super::table::{Status, TxnTable};
use super::transaction::{LevelOf, Transaction};

/// The transaction manager.
#[derive(Clone, Debug, Default)]
pub struct TxnManager {
    table: TxnTable,
    /// Outermost transactions that have a number and have not ended.
    running: BTreeSet<TxnId>,
}

impl TxnManager {
    /// The status of every transaction.
    pub fn table(&self) -> &TxnTable {
        &self.table
    }

    /// Begins a transaction. It has no number until it writes.
    pub fn begin(&self, isolation: Isolation) -> Transaction {
        Transaction::new(isolation)
    }

    /// What the transaction's current command sees.
    pub fn snapshot(&self, txn: &mut Transaction) -> Arc<Snapshot> {
        let own = txn.id().unwrap_or_default();
        let mut snapshot = match &txn.kept {
            Some(kept) => (**kept).clone(),
            None => self.snapshot_now(own),
        };
        snapshot.running.retain(|running| *running != own);
        snapshot.own = own;
        snapshot.command = txn.command;
        let snapshot = Arc::new(snapshot);
        if txn.isolation.keeps_snapshot() && txn.kept.is_none() {
            txn.kept = Some(snapshot.clone());
        }
        snapshot
    }

    /// What a statement that begins with that snapshot may take for dead to all, where the other
    /// transactions are those. One session works at a time, so that no other statement has a
    /// snapshot of its own now.
    pub fn horizon<'a>(
        &self,
        snapshot: &Snapshot,
        others: impl Iterator<Item = &'a Transaction>,
    ) -> Horizon {
        let kept = others.filter_map(|txn| txn.kept.as_ref()).map(|kept| kept.xmin);
        let bounds = kept.chain(self.running.first().copied());
        Horizon { oldest: bounds.fold(snapshot.xmin, TxnId::min), command: snapshot.command }
    }

    /// Who writes now. Gives the transaction its number, if it has none.
    pub fn stamp(&mut self, txn: &mut Transaction, tracer: &mut Tracer) -> Stamp {
        txn.command_used = true;
        Stamp { txn: self.number(txn, tracer), command: txn.command }
    }

    /// Who ends the tuple of that header now.
    pub fn end(
        &mut self,
        txn: &mut Transaction,
        header: &TupleHeader,
        tracer: &mut Tracer,
    ) -> EndStamp {
        let Stamp { txn: xmax, command } = self.stamp(txn, tracer);
        let owner = txn.id().expect("a transaction that writes has a number");
        let is_mine = self.table.status(header.xmin) == Status::InProgress
            && self.table.outermost(header.xmin) == owner;
        if !is_mine {
            return EndStamp { txn: xmax, cid: command, cid_kind: CidKind::Plain };
        }
        let cmin = self.table.cmin(owner, header.cid, header.has_combo());
        let cid = self.table.combos_mut(owner).place(cmin, command);
        EndStamp { txn: xmax, cid, cid_kind: CidKind::Combo }
    }

    /// Makes a relation that is gone again if the transaction, or the savepoint it is made in,
    /// is undone.
    pub fn create_relation(
        &mut self,
        txn: &mut Transaction,
        store: &mut Store,
        rel: RelId,
        named: (&str, RelationKind),
        tracer: &mut Tracer,
    ) {
        self.stamp(txn, tracer);
        store.create_relation(rel, named.0, named.1, tracer);
        txn.innermost().created.push(rel);
    }

    /// Has a relation removed when the transaction commits. Until then it stays, for others and
    /// for the case that it does not.
    pub fn drop_relation(&mut self, txn: &mut Transaction, rel: RelId, tracer: &mut Tracer) {
        self.stamp(txn, tracer);
        txn.innermost().dropped.push(rel);
    }

    /// Ends a transaction: its rows are there from now on.
    pub fn commit(
        &mut self,
        txn: Transaction,
        store: &mut Store,
        tracer: &mut Tracer,
    ) -> Result<()> {
        // The promise first: if the log fails, the transaction is still running.
        if let Some(outermost) = txn.id() {
            store.log_end(outermost, &Body::Committed(txn.numbers()), tracer)?;
        }
        let ended = self.finish(txn, Status::Committed, tracer);
        ended.dropped.iter().try_for_each(|rel| store.drop_relation(*rel, tracer))?;
        match store.wants_checkpoint() {
            true => self.checkpoint(store, tracer),
            false => Ok(()),
        }
    }

    /// Ends a transaction: its rows were never there.
    pub fn abort(
        &mut self,
        txn: Transaction,
        store: &mut Store,
        tracer: &mut Tracer,
    ) -> Result<()> {
        if let Some(outermost) = txn.id() {
            store.log_end(outermost, &Body::Aborted(txn.numbers()), tracer)?;
        }
        let ended = self.finish(txn, Status::Aborted, tracer);
        ended.created.iter().try_for_each(|rel| store.drop_relation(*rel, tracer))?;
        // What was undone may have filled the disk with log.
        match store.wants_checkpoint() {
            true => self.checkpoint(store, tracer),
            false => Ok(()),
        }
    }

    /// Opens a savepoint. A name may be used again and hides the older one.
    pub fn savepoint(&self, txn: &mut Transaction, name: &str) {
        let name = Some(name.to_string());
        txn.levels.push(LevelOf { name, ..LevelOf::default() });
        txn.next_command();
    }

    /// Forgets a savepoint and those in it; what was done since stays.
    pub fn release(&self, txn: &mut Transaction, name: &str) -> Result<()> {
        let place = find_savepoint(txn, name)?;
        txn.next_command();
        while txn.levels.len() > place {
            let level = txn.levels.pop().expect("it is longer than the place");
            txn.innermost().take_in(level);
        }
        Ok(())
    }

    /// Undoes what was done since a savepoint, which stays open.
    pub fn rollback_to(
        &mut self,
        txn: &mut Transaction,
        name: &str,
        store: &mut Store,
        tracer: &mut Tracer,
    ) -> Result<()> {
        let place = find_savepoint(txn, name)?;
        txn.next_command();
        if planted(Fault::KeepsSavepoint) {
            return Ok(());
        }
        let undone: Vec<TxnId> = txn.levels[place..].iter().flat_map(LevelOf::numbers).collect();
        if let Some(first) = undone.first() {
            store.log_end(*first, &Body::Aborted(undone.clone()), tracer)?;
        }
        for level in txn.levels.drain(place..).rev() {
            self.end_level(&level, Status::Aborted, tracer);
            level.created.iter().try_for_each(|rel| store.drop_relation(*rel, tracer))?;
        }
        txn.levels.push(LevelOf { name: Some(name.to_string()), ..LevelOf::default() });
        Ok(())
    }

    /// Makes all pages safe, so that recovery would start here. Due from time to time, and done
    /// at commits; SQL's CHECKPOINT asks for it at once.
    pub fn checkpoint(&self, store: &mut Store, tracer: &mut Tracer) -> Result<()> {
        store.checkpoint(&self.table.payload(), tracer)
    }

    /// The manager after a crash: whoever had not committed is aborted.
    pub fn recovered(outcome: &Outcome) -> TxnManager {
        let table = TxnTable::recovered(&outcome.payload, &outcome.committed, outcome.txn_max);
        TxnManager { table, running: BTreeSet::new() }
    }

    /// The invariants of the folder doc.
    pub fn check(&self) -> Result<(), &'static str> {
        self.table.check()?;
        let all_running =
            self.running.iter().all(|txn| self.table.status(*txn) == Status::InProgress);
        match all_running {
            true => Ok(()),
            false => Err("a transaction that has ended counts as running"),
        }
    }

    /// Who counts as committed right now, for the transaction of that number; 0 if it has none.
    fn snapshot_now(&self, own: TxnId) -> Snapshot {
        let xmax = self.table.next();
        Snapshot {
            xmin: self.running.first().copied().unwrap_or(xmax),
            xmax,
            running: self.running.iter().copied().filter(|running| *running != own).collect(),
            ..Snapshot::default()
        }
    }

    /// The number of the innermost savepoint, given out now if need be, outer ones first.
    fn number(&mut self, txn: &mut Transaction, tracer: &mut Tracer) -> TxnId {
        let mut parent = None;
        for level in &mut txn.levels {
            let number = *level.txn.get_or_insert_with(|| {
                let number = self.table.add(parent);
                if parent.is_none() {
                    self.running.insert(number);
                }
                tracer.emit(Level::Pages, || TxnEvent::Began { txn: number });
                number
            });
            parent = Some(number);
        }
        parent.expect("a transaction has at least its own level")
    }

    /// Ends all levels of a transaction and returns them as one.
    fn finish(&mut self, txn: Transaction, status: Status, tracer: &mut Tracer) -> LevelOf {
        let mut ended = LevelOf::default();
        let Some(outermost) = txn.id() else { return ended };
        for level in txn.levels.into_iter().rev() {
            self.end_level(&level, status, tracer);
            ended.take_in(level);
        }
        self.running.remove(&outermost);
        self.table.forget_combos(outermost);
        ended
    }

    fn end_level(&mut self, level: &LevelOf, status: Status, tracer: &mut Tracer) {
        for txn in level.numbers() {
            self.table.set_status(txn, status);
            tracer.emit(Level::Pages, || match status {
                Status::Committed => TxnEvent::Committed { txn },
                _ => TxnEvent::Aborted { txn },
            });
        }
    }
}

fn find_savepoint(txn: &Transaction, name: &str) -> Result<usize> {
    txn.place_of(name).ok_or_else(|| {
        Error::sql(sqlstate::SAVEPOINT_EXCEPTION, format!("savepoint \"{name}\" does not exist"))
    })
}
