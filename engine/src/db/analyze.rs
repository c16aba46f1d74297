//! ANALYZE: each table is read whole, some of its rows are kept, and what they say is written down.
//!
//! Reading is a plan like any other, so that it is stepped, cancelled and recorded like one.

use std::collections::VecDeque;
use std::sync::Arc;

use model::base::error::Result;
use model::base::rng::Rng;
use model::types::column::Column;

use super::database::Database;
use super::statement::{Kind, Task};
use crate::catalog::info::TableInfo;
use crate::catalog::statistics::compute::column_stats;
use crate::catalog::statistics::info::TableStats;
use crate::catalog::statistics::sample::Sample;
use crate::catalog::statistics::store;
use crate::expr::batch::Batch;
use crate::plan::physical::{Node, Plan, PlanColumn, PlanCost};
use crate::txn::transaction::Transaction;

/// Tables still to be read, and the one that is read now.
pub(super) struct Analysis {
    waiting: VecDeque<(Arc<TableInfo>, Vec<usize>)>,
    reading: Option<Reading>,
}

/// A table being read.
struct Reading {
    table: Arc<TableInfo>,
    attributes: Vec<usize>,
    sample: Sample,
}

impl Analysis {
    /// An analysis of those columns (attribute numbers less one) of tables.
    pub fn new(tables: Vec<(Arc<TableInfo>, Vec<usize>)>) -> Analysis {
        Analysis { waiting: tables.into(), reading: None }
    }

    /// Takes rows of the table that is read.
    pub fn add(&mut self, batch: &Batch) {
        if let Some(reading) = &mut self.reading {
            let columns: Vec<&Column> = batch.columns().iter().map(|column| &**column).collect();
            reading.sample.add(&columns, batch.row_count());
        }
    }

    /// The plan that reads the next table, if one is left.
    fn next_plan(&mut self, database: &mut Database) -> Option<Plan> {
        let (table, attributes) = self.waiting.pop_front()?;
        let types: Vec<_> = attributes.iter().map(|at| table.columns[*at].data_type).collect();
        let rng = Rng::stream(database.chance.next_u64(), "rows of a table");
        let plan = scan(&table, &attributes);
        self.reading = Some(Reading { table, attributes, sample: Sample::new(&types, rng) });
        Some(plan)
    }
}

impl Task {
    /// Writes down what was learnt of the table just read, and begins with the next.
    pub(super) fn analyze_next(
        &mut self,
        database: &mut Database,
        mut analysis: Analysis,
        txn: &mut Transaction,
    ) -> Result<()> {
        if let Some(reading) = analysis.reading.take() {
            self.changed_catalog = true;
            reading.write_down(database, txn)?;
        }
        match analysis.next_plan(database) {
            None => Ok(()),
            Some(plan) => self.run_plan(database, &plan, Kind::Analyze(analysis), txn),
        }
    }
}

impl Reading {
    fn write_down(self, database: &mut Database, txn: &mut Transaction) -> Result<()> {
        let rows = self.sample.rows_seen() as f64;
        let mut stats = TableStats {
            rows: f64::from(rows as f32),
            pages: database.store.page_count(self.table.file),
            columns: self.table.stats.as_ref().map(|old| old.columns.clone()).unwrap_or_default(),
        };
        let columns = self.sample.finish();
        for (at, column) in self.attributes.iter().zip(&columns) {
            let data_type = self.table.columns[*at].data_type;
            // Of an empty table there is nothing to say but that it is empty.
            match rows > 0.0 {
                true => stats.columns.insert(*at, column_stats(column, data_type, rows)),
                false => stats.columns.remove(at),
            };
        }
        txn.next_command();
        store::put(&mut database.pen(txn), self.table.rel, &mut stats)?;
        let table = TableInfo { stats: Some(Arc::new(stats)), ..(*self.table).clone() };
        database.cache_put(table);
        Ok(())
    }
}

/// A scan of those columns.
fn scan(table: &Arc<TableInfo>, attributes: &[usize]) -> Plan {
    let columns = attributes.iter().map(|at| PlanColumn {
        id: *at,
        name: table.columns[*at].name.clone(),
        data_type: table.columns[*at].data_type,
    });
    Plan {
        columns: columns.collect(),
        rows: table.stats.as_ref().map_or(1.0, |stats| stats.rows),
        cost: PlanCost::default(),
        node: Node::SeqScan {
            table: table.clone(),
            alias: table.name.clone(),
            attributes: attributes.to_vec(),
            with_row_id: false,
            filter: None,
        },
    }
}
