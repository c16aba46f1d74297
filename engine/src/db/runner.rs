//! What operators that change rows ask of the database: tables, and their rules ready to run.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::RelId;

use crate::catalog::cache::Catalog;
use crate::catalog::info::{ConstraintInfo, ConstraintKind, TableInfo};
use crate::catalog::path::SearchPath;
use crate::exec::runner::Runner;
use crate::expr::bound::Expr;
use crate::plan::lower::{lower, Outer};
use crate::plan::physical::{Check, PlanColumn};
use crate::sql::algebra::RelColumn;
use crate::sql::binder::Binder;
use crate::sql::position::Positions;

/// The catalogue as a running statement asks it.
pub struct CatalogRunner {
    /// The tables as the statement sees them.
    pub catalog: Arc<Catalog>,
}

impl Runner for CatalogRunner {
    fn table(&mut self, rel: RelId) -> Result<Arc<TableInfo>> {
        self.catalog.table(rel).cloned().ok_or_else(|| {
            Error::sql(sqlstate::UNDEFINED_TABLE, format!("relation with OID {rel} does not exist"))
        })
    }

    fn referrers(&mut self, rel: RelId) -> Result<Vec<(Arc<TableInfo>, ConstraintInfo)>> {
        let mut found = Vec::new();
        for table in self.catalog.tables() {
            for constraint in &table.constraints {
                if let ConstraintKind::ForeignKey { table: to, .. } = &constraint.kind {
                    if *to == rel {
                        found.push((Arc::clone(table), constraint.clone()));
                    }
                }
            }
        }
        Ok(found)
    }

    fn checks(&mut self, table: &TableInfo) -> Result<Vec<Check>> {
        let positions = Positions::new("");
        let path = SearchPath::around(&table.schema);
        let mut binder = Binder::new(&self.catalog, path, &positions, Vec::new());
        let columns: Vec<RelColumn> = table
            .columns
            .iter()
            .map(|column| binder.new_column(&column.name, column.data_type))
            .collect();
        let bound = binder.bind_checks(table, &columns)?;
        let places: Vec<PlanColumn> = columns
            .iter()
            .map(|column| PlanColumn {
                id: column.id,
                name: column.name.clone(),
                data_type: column.data_type,
            })
            .collect();
        let outer = Outer::after(0)?;
        bound
            .into_iter()
            .map(|(name, expr)| Ok(Check { name, expr: lower(&expr, &places, &outer)? }))
            .collect()
    }

    fn default_of(&mut self, table: &TableInfo, column: usize) -> Result<Expr> {
        let positions = Positions::new("");
        let path = SearchPath::around(&table.schema);
        Binder::new(&self.catalog, path, &positions, Vec::new()).default_of(table, column)
    }
}
