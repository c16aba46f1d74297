//! The database: everything a statement works on.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::{HostId, RelId, SessionId, StatementId};
use model::base::rng::Rng;
use model::message::reply::PlainCounters;
use model::message::settings::Setup;
use model::trace::event::page::RelationKind;
use model::trace::event::plan::PlanEvent;
use model::trace::event::Level;
use model::types::value::Value;

use super::plan_cache::PlanCache;
use super::sequence::Sequences;
use super::session::Session;
use super::world::World;
use crate::catalog::cache::Catalog;
use crate::catalog::info::{IndexInfo, TableInfo};
use crate::catalog::row::Pen;
use crate::catalog::system::{FIRST_OID, SYSTEM_TABLES};
use crate::catalog::{change, load};
use crate::index::btree::tree::levels_above_leaves;
use crate::plan::cardinality::{IndexSize, TableSizes};
use crate::plan::choose::plan;
use crate::plan::physical::Plan;
use crate::plan::settings::PlanInputs;
use crate::sql::statement::{OnCommit, Statement};
use crate::storage::disk::Disk;
use crate::storage::memory_disk::MemoryDisk;
use crate::storage::store::{Store, StoreSetup};
use crate::tracer::host::Tracer;
use crate::txn::horizon::Horizon;
use crate::txn::isolation::Isolation;
use crate::txn::manager::TxnManager;
use crate::txn::snapshot::Snapshot;
use crate::txn::transaction::Transaction;

/// One database with its clock.
pub struct Database {
    /// Pages.
    pub store: Store,
    /// Transactions.
    pub txns: TxnManager,
    /// Clock, counters and events.
    pub tracer: Tracer,
    /// Counters that no transaction undoes.
    pub sequences: Sequences,
    /// The tables as they are now.
    pub catalog: Arc<Catalog>,
    /// Chance for the database's own use: which rows ANALYZE looks at.
    pub chance: Rng,
    /// Kept plans.
    pub plans: PlanCache,
    /// Temporary tables with something to happen at the end of each transaction.
    pub on_commit: BTreeMap<RelId, OnCommit>,
    /// Most bytes of one statement's result that go out.
    pub result_bytes_max: u64,
    /// The seed of all chance.
    seed: u64,
    /// Rows of a batch where a session says nothing else.
    batch_rows: u32,
    /// Most entries of an index's node.
    pub(super) index_entries: u16,
    pub(super) sizes: StoreSetup,
    pub(super) state: State,
    pub(super) next_oid: u32,
    sessions: BTreeMap<SessionId, Session>,
    next_statement: u32,
}

/// Whether statements are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// They are.
    Open,
    /// The power was cut, and the database has not recovered since.
    Crashed,
}

impl Database {
    /// An empty database of that setup, on a disk in memory.
    pub fn new(setup: &Setup) -> Result<Database> {
        Database::on_disk(setup, Box::new(MemoryDisk::new(setup.page_bytes)))
    }

    /// The database on a disk: an empty one is made there if it has none, else it is to be
    /// recovered.
    pub fn on_disk(setup: &Setup, disk: Box<dyn Disk>) -> Result<Database> {
        let sizes = StoreSetup {
            page_bytes: setup.page_bytes,
            pool_frames: setup.pool_frames,
            replacement: setup.replacement,
            ..StoreSetup::default()
        };
        let catalog = Arc::new(load::bootstrap());
        let is_new = disk.control().is_none();
        let mut database = Database {
            store: Store::new(disk, &sizes),
            txns: TxnManager::default(),
            tracer: Tracer::new(HostId(0), setup.level),
            sequences: Sequences::default(),
            catalog,
            chance: Rng::stream(setup.seed, "analyze"),
            plans: PlanCache::default(),
            on_commit: BTreeMap::new(),
            result_bytes_max: u64::MAX,
            seed: setup.seed,
            batch_rows: setup.batch_rows,
            index_entries: setup.index_entries,
            sizes,
            state: State::Open,
            next_oid: FIRST_OID,
            sessions: BTreeMap::new(),
            next_statement: 1,
        };
        match is_new {
            true => database.bootstrap()?,
            false => database.find_disk(),
        }
        Ok(database)
    }

    /// Another database that is the same in everything that shows; the two go their own ways.
    /// Pages are shared until one of them changes.
    pub fn fork(&self) -> Database {
        Database {
            store: self.store.fork(),
            txns: self.txns.clone(),
            tracer: self.tracer.clone(),
            sequences: self.sequences.clone(),
            catalog: Arc::clone(&self.catalog),
            chance: self.chance.clone(),
            // A kept plan shows in nothing but time.
            plans: PlanCache::default(),
            on_commit: self.on_commit.clone(),
            sessions: self.sessions.clone(),
            ..*self
        }
    }

    /// The number of the statement that began last.
    pub fn last_statement(&self) -> StatementId {
        StatementId(self.next_statement - 1)
    }

    /// Whether statements are taken.
    pub fn state(&self) -> State {
        self.state
    }

    /// Forgets all that was in memory.
    pub(super) fn forget(&mut self) {
        self.txns = TxnManager::default();
        self.sequences = Sequences::default();
        self.catalog = Arc::new(load::bootstrap());
        self.plans = PlanCache::default();
        self.on_commit.clear();
        let (seed, batch_rows) = (self.seed, self.batch_rows);
        for (id, session) in &mut self.sessions {
            // Chance goes on: it is the world's, not the database's.
            let anew = Session::new(*id, seed, batch_rows);
            let ended = std::mem::replace(session, anew);
            session.random = ended.random;
        }
    }

    /// Bounds the bytes of pages and log.
    pub fn bound_disk(&mut self, bytes: u64) {
        self.sizes.disk_bytes_max = bytes;
        self.store.pool_mut().bound_disk(bytes);
    }

    /// Makes everything safe, so that recovery would start here.
    pub fn checkpoint(&mut self) -> Result<()> {
        self.txns.checkpoint(&mut self.store, &mut self.tracer)
    }

    /// Writes the system tables' own rows, and makes them safe: a crash finds a database.
    fn bootstrap(&mut self) -> Result<()> {
        for table in SYSTEM_TABLES {
            let kind = RelationKind::System;
            self.store.create_relation(table.rel, table.name, kind, &mut self.tracer);
        }
        let mut txn = self.txns.begin(Isolation::ReadCommitted);
        change::bootstrap(&mut self.pen(&mut txn))?;
        self.txns.commit(txn, &mut self.store, &mut self.tracer)?;
        self.checkpoint()?;
        self.tracer.flush();
        Ok(())
    }

    /// What writing system tables in a transaction takes.
    pub fn pen<'a>(&'a mut self, txn: &'a mut Transaction) -> Pen<'a> {
        Pen { store: &mut self.store, txns: &mut self.txns, txn, tracer: &mut self.tracer }
    }

    /// The catalogue.
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// Puts a relation into the cache.
    pub fn cache_put(&mut self, table: TableInfo) {
        Arc::make_mut(&mut self.catalog).put(Arc::new(table));
    }

    /// Takes a relation out of the cache.
    pub fn cache_remove(&mut self, rel: RelId) {
        Arc::make_mut(&mut self.catalog).remove(rel);
    }

    /// Puts a schema into the cache.
    pub fn cache_put_schema(&mut self, name: &str, oid: u32) {
        Arc::make_mut(&mut self.catalog).put_schema(name, oid);
    }

    /// Takes a schema out of the cache.
    pub fn cache_remove_schema(&mut self, name: &str) {
        Arc::make_mut(&mut self.catalog).remove_schema(name);
    }

    /// Reads the cache anew: after a transaction that changed the catalogue was undone.
    pub fn reload_catalog(&mut self) -> Result<()> {
        let mut txn = self.txns.begin(Isolation::ReadCommitted);
        let catalog = load::load(&mut self.pen(&mut txn))?;
        self.txns.commit(txn, &mut self.store, &mut self.tracer)?;
        self.sequences.keep(&self.store);
        self.catalog = Arc::new(catalog);
        Ok(())
    }

    /// A number that no object has.
    pub fn new_oid(&mut self) -> u32 {
        self.next_oid += 1;
        self.next_oid - 1
    }

    /// The number of the next statement.
    pub fn new_statement(&mut self) -> StatementId {
        self.next_statement += 1;
        StatementId(self.next_statement - 1)
    }

    /// A session; made when first named.
    pub fn session(&mut self, id: SessionId) -> &mut Session {
        let (seed, batch_rows) = (self.seed, self.batch_rows);
        self.sessions.entry(id).or_insert_with(|| Session::new(id, seed, batch_rows))
    }

    /// What a statement that begins with that snapshot may take for dead to all.
    pub(super) fn horizon(&self, snapshot: &Snapshot) -> Horizon {
        let blocks = self.sessions.values().filter_map(|session| session.block.as_ref());
        self.txns.horizon(snapshot, blocks.map(|block| &block.txn))
    }

    /// The world as expressions of a session's statement with those parameters see it.
    pub fn world<'a>(&'a mut self, id: SessionId, params: &'a mut Vec<Value>) -> World<'a> {
        self.parts(id, params).world
    }

    /// What a running statement of a session works on, each part apart from the others.
    pub fn parts<'a>(&'a mut self, id: SessionId, params: &'a mut Vec<Value>) -> Parts<'a> {
        self.session(id);
        let Database { store, txns, tracer, sequences, catalog, sessions, .. } = self;
        let session = sessions.get_mut(&id).expect("made above");
        let world = World { sequences, catalog, session, params };
        Parts { store, txns, tracer, world }
    }

    /// The plan of a statement, under the settings of a session.
    pub fn plan(
        &mut self,
        statement: &Statement,
        session: SessionId,
        param_count: usize,
    ) -> Result<Plan> {
        if self.tracer.level() >= Level::Pages {
            return Ok(self.plan_told(statement, session, param_count)?.0);
        }
        self.make_plan(statement, session, (param_count, None))
    }

    /// The same, with how it came about.
    pub fn plan_told(
        &mut self,
        statement: &Statement,
        session: SessionId,
        param_count: usize,
    ) -> Result<(Plan, Vec<PlanEvent>)> {
        let story = RefCell::default();
        let plan = self.make_plan(statement, session, (param_count, Some(&story)))?;
        let story = story.into_inner();
        self.tell_plan(&story);
        Ok((plan, story))
    }

    fn make_plan(
        &mut self,
        statement: &Statement,
        session: SessionId,
        (param_count, story): (usize, Option<&RefCell<Vec<PlanEvent>>>),
    ) -> Result<Plan> {
        self.session(session);
        let sizes = StoreSizes { store: &self.store };
        let settings = &self.sessions[&session].settings.now.planner;
        let (params, has_looked) = (&[][..], &Cell::new(false));
        let inputs = PlanInputs { sizes: &sizes, settings, params, has_looked, story };
        plan(statement, inputs, param_count)?
            .ok_or_else(|| Error::sql(sqlstate::INTERNAL_ERROR, "the statement has no plan"))
    }

    /// Writes down how a plan came about.
    pub fn tell_plan(&mut self, story: &[PlanEvent]) {
        for event in story {
            self.tracer.emit(Level::Pages, || event.clone());
        }
    }

    /// The counters that pool and disk keep for themselves.
    pub fn plain_counters(&self) -> PlainCounters {
        let disk = self.store.pool().disk().counters();
        PlainCounters {
            counters: self.tracer.counters,
            disk_reads: disk.reads,
            disk_writes: disk.writes,
        }
    }
}

/// The parts of a database that a running statement works on.
pub struct Parts<'a> {
    /// Pages.
    pub store: &'a mut Store,
    /// Transactions.
    pub txns: &'a mut TxnManager,
    /// Clock, counters and events.
    pub tracer: &'a mut Tracer,
    /// What expressions ask.
    pub world: World<'a>,
}

/// The sizes of tables for the planner.
pub struct StoreSizes<'a> {
    /// The store that has them.
    pub store: &'a Store,
}

impl TableSizes for StoreSizes<'_> {
    fn page_count(&self, table: &TableInfo) -> u32 {
        self.store.page_count(table.file)
    }

    fn page_bytes(&self) -> u32 {
        self.store.pool().page_bytes()
    }

    fn index_size(&self, index: &IndexInfo) -> Option<IndexSize> {
        let levels = levels_above_leaves(self.store, index.file)?;
        Some(IndexSize { pages: self.store.page_count(index.file), levels })
    }
}
