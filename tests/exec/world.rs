//! A database small enough to run one plan by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::catalog::info::{
    ColumnInfo, ConstraintInfo, ConstraintKind, Identity, IndexInfo, IndexKey, TableInfo, TableKind,
};
use engine::exec::build::build;
use engine::exec::context::ExecCtx;
use engine::exec::indexed::build::BuildIndex;
use engine::exec::indexed::open::OpenIndex;
use engine::exec::operator::{Operator, Step, ALL};
use engine::exec::runner::Runner;
use engine::exec::state::ExecState;
use engine::expr::batch::Batch;
use engine::expr::bound::Expr;
use engine::expr::env::{Env, Until};
use engine::plan::physical::{Check, Plan};
use engine::storage::memory_disk::MemoryDisk;
use engine::storage::store::{Store, StoreSetup};
use engine::storage::tuple::layout::RowLayout;
use engine::tracer::host::Tracer;
use engine::txn::isolation::Isolation;
use engine::txn::manager::TxnManager;
use engine::txn::transaction::Transaction;
use model::base::error::{sqlstate, Error, Result};
use model::base::ids::{HostId, RelId, TxnId};
use model::base::rng::Rng;
use model::trace::event::page::RelationKind;
use model::trace::event::Level;
use model::types::data_type::DataType;
use model::types::text::to_text;
use model::types::value::Value;

/// One sequence, one generator, parameters.
pub struct TestEnv {
    rng: Rng,
    pub sequence: i64,
    params: BTreeMap<u16, Value>,
}

impl Env for TestEnv {
    fn transaction_micros(&self) -> i64 {
        0
    }
    fn random(&mut self) -> f64 {
        self.rng.fraction()
    }
    fn set_seed(&mut self, seed: f64) {
        self.rng = Rng::stream(seed.to_bits(), "random");
    }
    fn next_value(&mut self, _: RelId) -> Result<i64> {
        self.sequence += 1;
        Ok(self.sequence)
    }
    fn current_value(&self, _: RelId) -> Result<i64> {
        Ok(self.sequence)
    }
    fn last_value(&self) -> Result<i64> {
        Ok(self.sequence)
    }
    fn set_value(&mut self, _: RelId, value: i64, _: bool) -> Result<()> {
        self.sequence = value;
        Ok(())
    }
    fn sequence_named(&self, name: &str) -> Result<RelId> {
        Err(Error::sql(sqlstate::UNDEFINED_TABLE, format!("no sequence {name}")))
    }
    fn setting(&self, _: &str) -> Option<String> {
        None
    }
    fn set_setting(&mut self, _: &str, _: Option<&str>, _: Until) -> Result<()> {
        Ok(())
    }
    fn schema_name(&self) -> Option<String> {
        None
    }
    fn param(&self, number: u16) -> &Value {
        self.params.get(&number).unwrap_or(&Value::Null)
    }
    fn set_param(&mut self, number: u16, value: Value) {
        self.params.insert(number, value);
    }
}

/// The tables that a world has.
#[derive(Default)]
pub struct TestRunner {
    pub tables: BTreeMap<RelId, Arc<TableInfo>>,
}

impl Runner for TestRunner {
    fn table(&mut self, rel: RelId) -> Result<Arc<TableInfo>> {
        Ok(self.tables[&rel].clone())
    }
    fn referrers(&mut self, rel: RelId) -> Result<Vec<(Arc<TableInfo>, ConstraintInfo)>> {
        let mut referrers = Vec::new();
        for table in self.tables.values() {
            for constraint in &table.constraints {
                match constraint.kind {
                    ConstraintKind::ForeignKey { table: parent, .. } if parent == rel => {
                        referrers.push((table.clone(), constraint.clone()));
                    }
                    _ => {}
                }
            }
        }
        Ok(referrers)
    }
    fn checks(&mut self, _: &TableInfo) -> Result<Vec<Check>> {
        Ok(Vec::new())
    }
    fn default_of(&mut self, table: &TableInfo, column: usize) -> Result<Expr> {
        let data_type = table.columns[column].data_type;
        Ok(Expr::Const { value: Value::Int4(0), data_type })
    }
}

pub struct World {
    pub runner: TestRunner,
    pub store: Store,
    pub txns: TxnManager,
    pub tracer: Tracer,
    pub env: TestEnv,
    pub batch_rows: usize,
    pub work_mem_bytes: u64,
    next_rel: u32,
}

/// What a plan gave: its rows as text, and the error that ended it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    pub rows: Vec<String>,
    pub affected: u64,
}

impl World {
    /// Small pages, few frames, everything written down.
    pub fn new(batch_rows: usize) -> World {
        let setup = StoreSetup { page_bytes: 512, pool_frames: 64, ..StoreSetup::default() };
        World::of_setup(&setup, Level::Rows, batch_rows)
    }

    /// PostgreSQL's sizes.
    pub fn at_level(level: Level) -> World {
        World::of_setup(&StoreSetup::default(), level, 1_024)
    }

    fn of_setup(setup: &StoreSetup, level: Level, batch_rows: usize) -> World {
        World {
            store: Store::new(Box::new(MemoryDisk::new(setup.page_bytes)), setup),
            txns: TxnManager::default(),
            tracer: Tracer::new(HostId(0), level),
            env: TestEnv { rng: Rng::stream(42, "r"), sequence: 0, params: BTreeMap::new() },
            runner: TestRunner::default(),
            batch_rows,
            work_mem_bytes: 4 << 20,
            next_rel: 16_384,
        }
    }

    /// Makes a table of nullable columns.
    pub fn table(&mut self, name: &str, columns: &[(&str, DataType)]) -> TableInfo {
        let rel = RelId(self.next_rel);
        self.next_rel += 1;
        self.store.create_relation(rel, name, RelationKind::Table, &mut self.tracer);
        let column = |(name, data_type): &(&str, DataType)| ColumnInfo {
            name: name.to_string(),
            data_type: *data_type,
            not_null: false,
            default_sql: None,
            identity: Identity::None,
            dropped: false,
        };
        TableInfo {
            rel,
            file: rel,
            schema: "public".into(),
            name: name.into(),
            kind: TableKind::Table,
            columns: columns.iter().map(column).collect(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            view_sql: None,
            stats: None,
            dependencies: Vec::new(),
        }
    }

    /// Gives a table a primary key of one column, with the index that goes with it.
    pub fn key(&mut self, table: &mut TableInfo, name: &str, column: usize) {
        let key = IndexKey { column, descending: false, nulls_first: false };
        let rel = self.index(table, name, vec![key], true).rel;
        let kind = ConstraintKind::PrimaryKey { columns: vec![column], index: Some(rel) };
        table.constraints.push(ConstraintInfo { oid: rel.0, name: name.into(), kind });
    }

    /// Gives a table an index of narrow nodes.
    pub fn index(
        &mut self,
        table: &mut TableInfo,
        name: &str,
        keys: Vec<IndexKey>,
        unique: bool,
    ) -> Arc<IndexInfo> {
        let rel = RelId(self.next_rel);
        self.next_rel += 1;
        self.store.create_relation(rel, name, RelationKind::Index, &mut self.tracer);
        let (name, table_rel) = (name.into(), table.rel);
        let index = Arc::new(IndexInfo { rel, file: rel, name, table: table_rel, keys, unique });
        let tree = OpenIndex::new(table, &index).tree;
        tree.create(&mut self.store, 4, TxnId(3), &mut self.tracer).unwrap();
        table.indexes.push(index.clone());
        let mut txn = self.txns.begin(Isolation::ReadCommitted);
        let fill = BuildIndex::new(Arc::new(table.clone()), &index);
        let mut state = ExecState::new();
        self.step_all(&mut txn, Box::new(fill), &mut state, |_| {}).unwrap();
        self.txns.commit(txn, &mut self.store, &mut self.tracer).unwrap();
        index
    }

    /// Makes the table known, as it is now, to those who ask for it by number.
    pub fn register(&mut self, table: &TableInfo) {
        self.runner.tables.insert(table.rel, Arc::new(table.clone()));
    }

    /// Puts rows into a table, past all operators.
    pub fn fill(&mut self, table: &TableInfo, rows: &[Vec<Value>]) {
        let layout = RowLayout::new(&table.data_types());
        let mut txn = self.txns.begin(Isolation::ReadCommitted);
        let stamp = self.txns.stamp(&mut txn, &mut self.tracer);
        for row in rows {
            let mut tuple = layout.encode(row);
            self.store.heap_insert(table.rel, &mut tuple, stamp, &mut self.tracer).unwrap();
        }
        self.txns.commit(txn, &mut self.store, &mut self.tracer).unwrap();
    }

    /// Runs a plan in a transaction of its own.
    pub fn run(&mut self, plan: &Plan) -> Result<Outcome> {
        let mut txn = self.txns.begin(Isolation::ReadCommitted);
        let result = self.run_in(&mut txn, plan);
        match result {
            Ok(_) => self.txns.commit(txn, &mut self.store, &mut self.tracer).unwrap(),
            Err(_) => self.txns.abort(txn, &mut self.store, &mut self.tracer).unwrap(),
        }
        result
    }

    /// Runs a plan and lets its rows go.
    pub fn run_silently(&mut self, plan: &Plan) {
        let mut txn = self.txns.begin(Isolation::ReadCommitted);
        let mut state = ExecState::new();
        self.step_to_end(&mut txn, plan, &mut state, |_| {}).unwrap();
        self.txns.commit(txn, &mut self.store, &mut self.tracer).unwrap();
    }

    /// Runs a plan as one command of a transaction.
    pub fn run_in(&mut self, txn: &mut Transaction, plan: &Plan) -> Result<Outcome> {
        let mut state = ExecState::new();
        let result = self.run_with(txn, plan, &mut state);
        txn.next_command();
        result
    }

    pub fn run_with(
        &mut self,
        txn: &mut Transaction,
        plan: &Plan,
        state: &mut ExecState,
    ) -> Result<Outcome> {
        let types: Vec<DataType> = plan.columns.iter().map(|column| column.data_type).collect();
        let mut rows = Vec::new();
        self.step_to_end(txn, plan, state, |batch| texts(batch, &types, &mut rows))?;
        Ok(Outcome { rows, affected: state.affected })
    }

    fn step_to_end(
        &mut self,
        txn: &mut Transaction,
        plan: &Plan,
        state: &mut ExecState,
        take: impl FnMut(&Batch),
    ) -> Result<()> {
        self.step_all(txn, build(plan)?, state, take)
    }

    fn step_all(
        &mut self,
        txn: &mut Transaction,
        mut top: Box<dyn Operator>,
        state: &mut ExecState,
        mut take: impl FnMut(&Batch),
    ) -> Result<()> {
        let snapshot = self.txns.snapshot(txn);
        let mut ctx = ExecCtx {
            tracer: &mut self.tracer,
            env: &mut self.env,
            store: &mut self.store,
            txns: &mut self.txns,
            txn,
            snapshot: Arc::clone(&snapshot),
            runner: &mut self.runner,
            state,
            batch_rows: self.batch_rows,
            work_mem_bytes: self.work_mem_bytes,
        };
        loop {
            match top.step(&mut ctx, ALL)? {
                Step::Batch(batch) => take(&batch),
                Step::Busy => {}
                Step::Done => return Ok(()),
            }
        }
    }
}

fn texts(batch: &Batch, types: &[DataType], rows: &mut Vec<String>) {
    for at in 0..batch.row_count() {
        let values = batch.row(at);
        assert_eq!(values.len(), types.len(), "as many columns as the plan says");
        let texts = values.iter().zip(types).map(|(value, data_type)| match value {
            Value::Null => "-".to_string(),
            value => to_text(value, *data_type),
        });
        rows.push(texts.collect::<Vec<_>>().join(" "));
    }
}
