//! A power cut, and the way back: the database as it was promised, from what the disk has.
//!
//! ```text
//!   crash      memory is gone: pool, sessions, catalogue; the disk holds what it holds
//!   redo       the log from the last checkpoint, some records a step          storage::wal
//!   who        every transaction without a commit record counts as undone     txn
//!   catalogue  read from the system tables, as any query reads them
//!   relations  get their names; those that the catalogue does not know go
//!   sequences  go on from their rows
//!   temporary  tables end with their sessions, which the crash ended
//!   checkpoint so that the next recovery starts here
//! ```
//!
//! It is a task in steps, so that it can be watched, and cut short by another power cut: what was
//! replayed and safe by then is found to be there.
//!
//! Left out: what was asked of a database that is being recovered waits in PostgreSQL and is
//! refused here.
//! Source: PostgreSQL, source file `src/backend/access/transam/xlogrecovery.c`.

use std::sync::Arc;

use model::base::error::Result;
use model::base::ids::{PageId, StatementId};
use model::base::rng::Rng;
use model::message::reply::{Recovery as Summary, Reply};
use model::trace::event::page::{PageContent, PageEvent, PowerLoss, RelationKind};
use model::trace::event::wal::WalEvent;
use model::trace::event::Level;

use super::database::{Database, State};
use super::sequence::Sequences;
use crate::catalog::info::{TableInfo, TableKind};
use crate::catalog::load;
use crate::catalog::system::{FIRST_OID, SYSTEM_TABLES};
use crate::index::btree::tell::tell_found;
use crate::storage::slotted;
use crate::storage::store::Store;
use crate::storage::wal::redo::{Outcome, Progress, Redo};
use crate::tracer::fault::{planted, Fault};
use crate::txn::isolation::Isolation;
use crate::txn::manager::TxnManager;

/// Records of one step: about the work of one batch of rows.
const STEP_RECORDS: u32 = 64;

/// Recovery under way.
#[derive(Debug)]
pub struct Recovery {
    stage: Stage,
    summary: Summary,
    before_nanos: u64,
    log_bytes: u64,
}

#[derive(Debug)]
enum Stage {
    Redo(Redo),
    Catalog(Outcome),
    Leftovers,
    Temporary,
    Checkpoint,
    Done,
}

impl Recovery {
    /// Begins the recovery of a database that crashed.
    pub fn start(database: &mut Database) -> Result<Recovery> {
        database.tracer.set_statement(StatementId(0));
        let before_nanos = database.tracer.nanos();
        let redo = Redo::start(&database.store, &mut database.tracer)?;
        let (_, log_bytes, _) = redo.progress();
        let (stage, summary) = (Stage::Redo(redo), Summary::default());
        Ok(Recovery { stage, summary, before_nanos, log_bytes })
    }

    /// One step. The database is open when the last is done.
    pub fn step(&mut self, database: &mut Database) -> Result<Progress> {
        self.stage = match core::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Redo(redo) => self.redo(redo, database)?,
            Stage::Catalog(outcome) => {
                self.name_relations(&outcome, database)?;
                Stage::Leftovers
            }
            Stage::Leftovers => {
                self.remove_leftovers(database)?;
                Stage::Temporary
            }
            Stage::Temporary => {
                self.drop_temporary(database)?;
                Stage::Checkpoint
            }
            Stage::Checkpoint => {
                database.checkpoint()?;
                database.state = State::Open;
                database.tracer.flush();
                self.summary.sim_nanos = database.tracer.nanos() - self.before_nanos;
                return Ok(Progress::Done);
            }
            Stage::Done => return Ok(Progress::Done),
        };
        Ok(Progress::Running)
    }

    /// What it did.
    pub fn summary(&self) -> Summary {
        self.summary
    }

    /// How far it has come.
    pub fn progress(&self) -> Reply {
        let (log_bytes_done, records) = match &self.stage {
            Stage::Redo(redo) => {
                let (done, _, records) = redo.progress();
                (done, records)
            }
            _ => (self.log_bytes - self.summary.log_bytes_cut, self.summary.records),
        };
        Reply::Recovering { log_bytes_done, log_bytes: self.log_bytes, records }
    }

    fn redo(&mut self, mut redo: Redo, database: &mut Database) -> Result<Stage> {
        let Database { store, tracer, .. } = database;
        if redo.step(store, STEP_RECORDS, tracer)? == Progress::Running {
            return Ok(Stage::Redo(redo));
        }
        let outcome = redo.finish(store, tracer)?;
        self.summary.records = outcome.record_count;
        self.summary.log_bytes_cut = outcome.cut_bytes;
        self.summary.pages_restored = outcome.restored_count;
        self.summary.changes_applied = outcome.applied_count;
        self.summary.changes_skipped = outcome.skipped_count;
        self.summary.transactions_committed = outcome.committed.len() as u64;
        self.summary.transactions_undone = outcome.unfinished.len() as u64;
        Ok(Stage::Catalog(outcome))
    }

    /// Reads the catalogue, and says what each relation is.
    fn name_relations(&mut self, outcome: &Outcome, database: &mut Database) -> Result<()> {
        database.txns = TxnManager::recovered(outcome);
        let mut txn = database.txns.begin(Isolation::ReadCommitted);
        let catalog = load::load(&mut database.pen(&mut txn))?;
        let sequences = Sequences::load(&mut database.pen(&mut txn), &catalog)?;
        database.txns.commit(txn, &mut database.store, &mut database.tracer)?;
        database.name_system_tables();
        for table in catalog.tables().filter(|table| !table.is_system()) {
            if let Some(kind) = relation_kind(table) {
                let Database { store, tracer, .. } = &mut *database;
                store.adopt(table.file, &table.name, kind, tracer);
                if kind == RelationKind::Index {
                    tell_found(store, table.file, tracer);
                }
            }
        }
        let last_relation = outcome.rel_max.0;
        database.next_oid = catalog.oid_max().max(last_relation).max(FIRST_OID - 1) + 1;
        database.sequences = sequences;
        database.catalog = Arc::new(catalog);
        Ok(())
    }

    /// Removes relations that only transactions knew which a crash undid.
    fn remove_leftovers(&mut self, database: &mut Database) -> Result<()> {
        if planted(Fault::KeepsLeftovers) {
            return Ok(());
        }
        for rel in database.store.unnamed() {
            database.store.drop_relation(rel, &mut database.tracer)?;
            self.summary.relations_removed += 1;
        }
        Ok(())
    }

    /// Drops the tables of sessions that the crash ended.
    fn drop_temporary(&mut self, database: &mut Database) -> Result<()> {
        let is_temporary =
            |table: &&Arc<TableInfo>| table.schema == "pg_temp" && table.kind == TableKind::Table;
        let count = database.catalog().tables().filter(is_temporary).count();
        self.summary.temporary_dropped = count as u64;
        let mut txn = database.txns.begin(Isolation::ReadCommitted);
        database.drop_temporary(&mut txn)?;
        database.txns.commit(txn, &mut database.store, &mut database.tracer)
    }
}

impl Database {
    /// The power is cut and comes back: all that was in memory is gone. The database is closed
    /// until it has recovered.
    pub fn crash(&mut self, rng: &mut Rng) -> PowerLoss {
        self.tracer.set_statement(StatementId(0));
        let mut disk = self.store.pool().disk().boxed();
        let loss = disk.crash(rng);
        self.store = Store::new(disk, &self.sizes);
        self.forget();
        self.tracer.emit(Level::Pages, || PageEvent::PowerCut { loss });
        self.find_disk();
        self.tell_found();
        loss
    }

    /// There is a database on the disk, and it has to recover.
    pub(super) fn find_disk(&mut self) {
        self.state = State::Crashed;
        self.name_system_tables();
    }

    /// What a system table is, is known without a catalogue: from it the catalogue is read.
    fn name_system_tables(&mut self) {
        for table in SYSTEM_TABLES {
            self.store.know(table.rel, table.name, RelationKind::System);
        }
    }

    /// Tells what the disk has.
    fn tell_found(&mut self) {
        let Database { store, tracer, .. } = self;
        let content = |page: PageId| {
            let bytes = store.pool().peek(page);
            PageContent {
                slot_count: slotted::slot_count(&bytes),
                free_bytes: slotted::free_bytes(&bytes) as u16,
            }
        };
        for (rel, relation) in store.relations() {
            tracer.emit(Level::Pages, || PageEvent::RelationFound {
                rel,
                name: relation.name.clone(),
                kind: relation.kind,
                pages: (0..store.page_count(rel)).map(|no| content(PageId { rel, no })).collect(),
            });
        }
        let wal = store.pool().wal();
        let start = store.pool().disk().log().start();
        let (redo, checkpoint, end) = (wal.redo(), wal.checkpoint(), wal.end());
        tracer.log_event(WalEvent::Found { start, redo, checkpoint, end });
    }
}

/// What a relation is to the store; `None` where it has no pages.
fn relation_kind(table: &TableInfo) -> Option<RelationKind> {
    match table.kind {
        TableKind::Table => Some(RelationKind::Table),
        TableKind::Index => Some(RelationKind::Index),
        TableKind::Sequence => Some(RelationKind::Sequence),
        TableKind::View => None,
    }
}
