//! ANALYZE: which columns of which tables.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use sqlparser::ast;

use super::binder::Binder;
use super::names::{fold, qualified};
use super::statement::Statement;
use super::unsupported::{absent, refuse};
use crate::catalog::info::{TableInfo, TableKind};

impl Binder<'_> {
    /// ANALYZE of one table, or of all of the learner's.
    pub fn bind_analyze(&mut self, analyze: &ast::Analyze) -> Result<Statement> {
        let ast::Analyze {
            table_name,
            partitions,
            for_columns,
            columns,
            cache_metadata,
            noscan,
            compute_statistics,
            has_table_keyword,
        } = analyze;
        let clause = "this form of ANALYZE";
        absent(partitions, clause)?;
        if *for_columns || *cache_metadata || *noscan || *compute_statistics || *has_table_keyword {
            return Err(refuse(clause));
        }
        let Some(name) = table_name else {
            let is_read =
                |table: &&Arc<TableInfo>| table.kind == TableKind::Table && !table.is_system();
            let tables = self.catalog.tables().filter(is_read);
            let tables = tables.map(|table| (table.clone(), live(table))).collect();
            return Ok(Statement::Analyze { tables, skipped: None });
        };
        let table = self.table(&qualified(name)?)?;
        if table.kind != TableKind::Table {
            return Ok(Statement::Analyze {
                tables: Vec::new(),
                skipped: Some(table.name.clone()),
            });
        }
        let wanted = if columns.is_empty() { live(&table) } else { named(&table, columns)? };
        Ok(Statement::Analyze { tables: vec![(table, wanted)], skipped: None })
    }
}

fn live(table: &TableInfo) -> Vec<usize> {
    table.live_columns().map(|(at, _)| at).collect()
}

fn named(table: &TableInfo, columns: &[ast::Ident]) -> Result<Vec<usize>> {
    let mut wanted = Vec::new();
    for ident in columns {
        let name = fold(ident);
        let at = table.column_named(&name).ok_or_else(|| {
            let relation = &table.name;
            let message = format!("column \"{name}\" of relation \"{relation}\" does not exist");
            Error::sql(sqlstate::UNDEFINED_COLUMN, message)
        })?;
        if wanted.contains(&at) {
            let relation = &table.name;
            let message =
                format!("column \"{name}\" of relation \"{relation}\" appears more than once");
            return Err(Error::sql(sqlstate::DUPLICATE_COLUMN, message));
        }
        wanted.push(at);
    }
    wanted.sort_unstable();
    Ok(wanted)
}
