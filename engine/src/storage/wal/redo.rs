//! Recovery: the pages are made to say what the log promised.
//!
//! ```text
//!   let mut redo = Redo::start(&mut store, tracer)?;
//!   while redo.step(&mut store, RECORDS, tracer)? == Progress::Running {}
//!   let outcome = redo.finish(&mut store, tracer)?;      who committed, for the manager
//! ```
//!
//! It runs in steps, so that it can be watched and paused.

use std::collections::{BTreeMap, BTreeSet};

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::{Lsn, PageId, RelId, TxnId};
use model::trace::event::wal::{RedoOutcome, WalEvent};
use model::trace::event::Level;

use crate::storage::page;
use crate::storage::store::Store;
use crate::tracer::host::Tracer;

use super::record::{Body, Part, Record};

/// Recovery under way.
#[derive(Clone, Debug)]
pub struct Redo {
    /// The log from the first record to be replayed on.
    log: Vec<u8>,
    start: Lsn,
    /// How much of it was replayed.
    done_bytes: usize,
    last: Lsn,
    /// Pages that a record changes and that were never set up, one of each relation: the relation
    /// must have been dropped later.
    missing: BTreeMap<RelId, PageId>,
    outcome: Outcome,
}

/// What recovery learned besides pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What the transaction manager knew at the checkpoint; empty before the first.
    pub payload: Vec<u8>,
    /// The transactions that committed since.
    pub committed: Vec<TxnId>,
    /// The transactions that wrote since, and of which no end was seen.
    pub unfinished: BTreeSet<TxnId>,
    /// The largest number of a transaction that was seen since; 0 if none was.
    pub txn_max: TxnId,
    /// The largest number of a relation that was seen; 0 if none was.
    pub rel_max: RelId,
    /// Records that were replayed.
    pub record_count: u64,
    /// Bytes at the end of the log that were no whole record.
    pub cut_bytes: u64,
    /// Pages replaced as a whole.
    pub restored_count: u64,
    /// Changes made.
    pub applied_count: u64,
    /// Changes that a page had already.
    pub skipped_count: u64,
}

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There is more to do.
    Running,
    /// All is done.
    Done,
}

impl Redo {
    /// Finds where to begin.
    pub fn start(store: &Store, tracer: &mut Tracer) -> Result<Redo> {
        let disk = store.pool().disk();
        let mut outcome = Outcome::default();
        let start = match disk.control() {
            Some(control) => {
                let bytes = disk.log().bytes_from(control.checkpoint);
                match Record::read(&bytes, control.checkpoint).map(|record| record.body) {
                    Some(Body::Checkpoint { redo, payload }) if redo == control.redo => {
                        outcome.payload = payload.to_vec();
                        redo
                    }
                    _ => return Err(no_checkpoint()),
                }
            }
            None => disk.log().start(),
        };
        tracer.log_event(WalEvent::RedoStarted { from: start });
        let log = disk.log().bytes_from(start);
        let missing = BTreeMap::new();
        Ok(Redo { log, start, done_bytes: 0, last: Lsn(0), missing, outcome })
    }

    /// Replays up to that many records.
    pub fn step(
        &mut self,
        store: &mut Store,
        record_count: u32,
        tracer: &mut Tracer,
    ) -> Result<Progress> {
        for _ in 0..record_count {
            let place = Lsn(self.start.0 + self.done_bytes as u64);
            let Some(record) = Record::read(&self.log[self.done_bytes..], place) else {
                return Ok(Progress::Done);
            };
            let (txn, next) = (record.txn, (record.end.0 - self.start.0) as usize);
            if txn != TxnId(0) {
                self.outcome.unfinished.insert(txn);
            }
            replay(&record, (&mut self.outcome, &mut self.missing), store, tracer)?;
            self.outcome.txn_max = self.outcome.txn_max.max(txn);
            self.outcome.record_count += 1;
            self.last = place;
            // The last record's filling may have been cut off with the log.
            self.done_bytes = next.min(self.log.len());
        }
        Ok(Progress::Running)
    }

    /// How many bytes of how many were replayed, in how many records.
    pub fn progress(&self) -> (u64, u64, u64) {
        (self.done_bytes as u64, self.log.len() as u64, self.outcome.record_count)
    }

    /// Cuts off what follows the last sound record, and says what was learned.
    pub fn finish(self, store: &mut Store, tracer: &mut Tracer) -> Result<Outcome> {
        if let Some(page) = self.missing.into_values().next() {
            return Err(Error::Corrupt {
                page,
                what: "the log changes a page that is lost".into(),
            });
        }
        let end = Lsn(self.start.0 + self.done_bytes as u64);
        store.pool_mut().end_redo(end, self.last, tracer);
        let Outcome { rel_max, .. } = self.outcome;
        let rel_max = store.pool().relations().max().unwrap_or_default().max(rel_max);
        let cut_bytes = (self.log.len() - self.done_bytes) as u64;
        Ok(Outcome { rel_max, cut_bytes, ..self.outcome })
    }
}

fn replay(
    record: &Record,
    (outcome, missing): (&mut Outcome, &mut BTreeMap<RelId, PageId>),
    store: &mut Store,
    tracer: &mut Tracer,
) -> Result<()> {
    match &record.body {
        Body::Pages(parts) => {
            for part in parts {
                outcome.rel_max = outcome.rel_max.max(part.page.rel);
                match replay_part(part, record, store, tracer)? {
                    RedoOutcome::Restored => outcome.restored_count += 1,
                    RedoOutcome::Applied => outcome.applied_count += 1,
                    RedoOutcome::Skipped => outcome.skipped_count += 1,
                    RedoOutcome::Missing => {
                        missing.insert(part.page.rel, part.page);
                    }
                }
            }
        }
        Body::RelationCreated(rel) => {
            outcome.rel_max = outcome.rel_max.max(*rel);
            store.remove_again(*rel, tracer);
            store.make_again(*rel, tracer);
        }
        Body::RelationDropped(rel) => {
            missing.remove(rel);
            store.remove_again(*rel, tracer);
        }
        Body::Committed(txns) => {
            outcome.committed.extend(txns);
            outcome.unfinished.retain(|txn| !txns.contains(txn));
        }
        Body::Aborted(txns) => outcome.unfinished.retain(|txn| !txns.contains(txn)),
        Body::Checkpoint { .. } => {}
    }
    Ok(())
}

fn replay_part(
    part: &Part,
    record: &Record,
    store: &mut Store,
    tracer: &mut Tracer,
) -> Result<RedoOutcome> {
    let PageId { rel, no } = part.page;
    // The relation may have been dropped later, or its last pages never written.
    if !store.pool().contains(rel) {
        store.make_again(rel, tracer);
    }
    let pool = store.pool_mut();
    while pool.page_count(rel) <= no {
        pool.extend(rel, tracer)?;
    }
    let frame = match part.content.is_complete() {
        true => pool.touch_to_replace(part.page, tracer)?,
        false => pool.touch(part.page, &mut Default::default(), tracer)?,
    };
    let outcome = if part.content.is_complete() {
        RedoOutcome::Restored
    } else if page::is_new(pool.bytes(frame)) {
        RedoOutcome::Missing
    } else if page::lsn(pool.bytes(frame)) >= record.end {
        RedoOutcome::Skipped
    } else {
        RedoOutcome::Applied
    };
    if matches!(outcome, RedoOutcome::Restored | RedoOutcome::Applied) {
        pool.change_silently(frame, tracer, |bytes| {
            part.content.apply(bytes);
            page::set_lsn(bytes, record.end);
        });
        store.tell_page(part.page, frame, tracer);
    }
    let (lsn, page) = (record.start, part.page);
    tracer.emit(Level::Pages, || WalEvent::Redone { lsn, page, outcome });
    Ok(outcome)
}

fn no_checkpoint() -> Error {
    Error::sql(sqlstate::DATA_CORRUPTED, "could not locate a valid checkpoint record")
}
