//! What depends on what is about to go: views, foreign keys, defaults.
//!
//! ```text
//!   DROP TABLE t      view v depends on table t
//!                     view w depends on view v
//!                     constraint u_x_fkey on table u depends on table t
//! ```
//!
//! Without CASCADE the list is the DETAIL of an error, with it that of a notice. Views say in
//! `pg_depend` what they read (`deptype` n); foreign keys and defaults are found where they stand.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::ids::RelId;

use super::carry_out::Done;
use crate::catalog::cache::Catalog;
use crate::catalog::change;
use crate::catalog::info::{ConstraintInfo, ConstraintKind, TableInfo, TableKind};
use crate::catalog::path::SearchPath;
use crate::db::database::Database;
use crate::expr::functions::quote::quote_ident;
use crate::sql::bind_drop::kind_name;
use crate::txn::transaction::Transaction;

/// Something that depends on something else.
pub struct Dependent {
    /// What it is.
    pub what: What,
    /// What it depends on, in words.
    pub on: String,
}

/// What can depend on a relation.
pub enum What {
    /// A view that reads it.
    View(Arc<TableInfo>),
    /// A foreign key that refers to it.
    ForeignKey(Arc<TableInfo>, ConstraintInfo),
    /// The default of a column (attribute number less one) that draws from it.
    Default(Arc<TableInfo>, usize),
}

impl Dependent {
    /// What it is, in words.
    pub fn words(&self, names: &Names<'_>) -> String {
        self.what.words(names)
    }
}

impl What {
    fn words(&self, names: &Names<'_>) -> String {
        match self {
            What::View(view) => names.of(view),
            What::ForeignKey(table, constraint) => {
                format!("constraint {} on {}", quote_ident(&constraint.name), names.of(table))
            }
            What::Default(table, at) => {
                let column = quote_ident(&table.columns[*at].name);
                format!("default value for column {column} of {}", names.of(table))
            }
        }
    }
}

/// Relations as messages call them: with their schema where the path does not lead to them.
pub struct Names<'a> {
    /// All relations.
    pub catalog: &'a Catalog,
    /// The session's path.
    pub path: &'a SearchPath,
}

impl Names<'_> {
    /// `table t`, `view s.v`.
    pub fn of(&self, table: &TableInfo) -> String {
        let name = quote_ident(&table.name);
        let found = self.catalog.table_named(self.path, None, &table.name);
        let kind = kind_name(table.kind);
        match found.is_some_and(|found| found.rel == table.rel) {
            true => format!("{kind} {name}"),
            false => format!("{kind} {}.{name}", quote_ident(&table.schema)),
        }
    }
}

impl Database {
    /// What depends on relations about to go, and what depends on that; `column` is the one that
    /// goes where only a column does.
    pub fn dependents(
        &mut self,
        going: &[Arc<TableInfo>],
        column: Option<usize>,
        path: &SearchPath,
        txn: &mut Transaction,
    ) -> Result<Vec<Dependent>> {
        let mut rels: Vec<RelId> = going.iter().map(|table| table.rel).collect();
        let mut found = Vec::new();
        for table in going {
            self.add_dependents(table, column, path, txn, &mut rels, &mut found)?;
        }
        Ok(found)
    }

    fn add_dependents(
        &mut self,
        table: &Arc<TableInfo>,
        column: Option<usize>,
        path: &SearchPath,
        txn: &mut Transaction,
        going: &mut Vec<RelId>,
        found: &mut Vec<Dependent>,
    ) -> Result<()> {
        let catalog = self.catalog().clone();
        let on = {
            let names = Names { catalog: &catalog, path };
            let name = names.of(table);
            match column {
                None => name,
                Some(at) => format!("column {} of {name}", quote_ident(&table.columns[at].name)),
            }
        };
        let mut direct: Vec<(u32, What)> = Vec::new();
        for view in change::readers(&mut self.pen(txn), table.rel, column)? {
            let view = catalog.table(view).filter(|view| !going.contains(&view.rel));
            direct.extend(view.map(|view| (view.rel.0, What::View(Arc::clone(view)))));
        }
        if column.is_none() {
            direct.extend(foreign_keys(&catalog, table.rel, going));
            direct.extend(defaults(&catalog, table, going));
        }
        direct.sort_by_key(|(oid, _)| *oid);
        for (_, what) in direct {
            let view = match &what {
                What::View(view) => Some(Arc::clone(view)),
                _ => None,
            };
            found.push(Dependent { what, on: on.clone() });
            if let Some(view) = view {
                going.push(view.rel);
                self.add_dependents(&view, None, path, txn, going, found)?;
            }
        }
        Ok(())
    }

    /// Lets dependents go, and says so.
    pub fn cascade(
        &mut self,
        dependents: &[Dependent],
        path: &SearchPath,
        txn: &mut Transaction,
        done: &mut Done,
    ) -> Result<()> {
        let catalog = self.catalog().clone();
        let names = Names { catalog: &catalog, path };
        let lines = dependents.iter().map(|dependent| dependent.words(&names)).collect();
        done.notices.extend(cascade_notice(lines));
        for dependent in dependents {
            match &dependent.what {
                What::View(view) => self.drop_relation(view, txn)?,
                What::ForeignKey(table, constraint) => {
                    change::drop_constraint(&mut self.pen(txn), constraint.oid)?;
                    let oid = constraint.oid;
                    self.change_cached(table.rel, |table| {
                        table.constraints.retain(|known| known.oid != oid);
                    });
                }
                What::Default(table, at) => {
                    let known = self.catalog().table(table.rel).cloned();
                    let mut changed = known.map_or((**table).clone(), |known| (*known).clone());
                    changed.columns[*at].default_sql = None;
                    self.replace_table(changed, txn)?;
                }
            }
        }
        Ok(())
    }

    /// Changes the cache's entry of a relation.
    fn change_cached(&mut self, rel: RelId, change: impl FnOnce(&mut TableInfo)) {
        if let Some(table) = self.catalog().table(rel).cloned() {
            let mut changed = (*table).clone();
            change(&mut changed);
            self.cache_put(changed);
        }
    }
}

/// 2BP01: what is about to go is still needed.
pub fn still_needed(what: &str, dependents: &[Dependent], names: &Names<'_>) -> Error {
    let line =
        |dependent: &Dependent| format!("{} depends on {}", dependent.words(names), dependent.on);
    let lines: Vec<String> = dependents.iter().map(line).collect();
    needed_by(what, &lines)
}

/// 2BP01 with those lines.
pub fn needed_by(what: &str, lines: &[String]) -> Error {
    let (what, them) = match what {
        "" => ("desired object(s)", "them"),
        what => (what, "it"),
    };
    let message = format!("cannot drop {what} because other objects depend on {them}");
    SqlError::new(sqlstate::DEPENDENT_OBJECTS_STILL_EXIST, message)
        .detail(lines.join("\n"))
        .hint("Use DROP ... CASCADE to drop the dependent objects too.")
        .into()
}

/// `drop cascades to ...`: one object in the message, several in its detail.
pub fn cascade_notice(objects: Vec<String>) -> Option<SqlError> {
    let lines: Vec<String> =
        objects.iter().map(|object| format!("drop cascades to {object}")).collect();
    match lines.len() {
        0 => None,
        1 => Some(SqlError::new(sqlstate::SUCCESSFUL_COMPLETION, lines.join("\n"))),
        count => {
            let message = format!("drop cascades to {count} other objects");
            Some(SqlError::new(sqlstate::SUCCESSFUL_COMPLETION, message).detail(lines.join("\n")))
        }
    }
}

fn foreign_keys(catalog: &Catalog, rel: RelId, going: &[RelId]) -> Vec<(u32, What)> {
    let others = catalog.tables().filter(|other| !going.contains(&other.rel));
    others
        .flat_map(|other| other.constraints.iter().map(move |constraint| (other, constraint)))
        .filter(|(_, constraint)| {
            matches!(&constraint.kind, ConstraintKind::ForeignKey { table, .. } if *table == rel)
        })
        .map(|(other, constraint)| {
            (constraint.oid, What::ForeignKey(Arc::clone(other), constraint.clone()))
        })
        .collect()
}

/// Defaults that draw from a sequence.
fn defaults(catalog: &Catalog, sequence: &TableInfo, going: &[RelId]) -> Vec<(u32, What)> {
    if sequence.kind != TableKind::Sequence {
        return Vec::new();
    }
    let draws = |table: &TableInfo, sql: &str| {
        let name = sql.strip_prefix("nextval('").and_then(|rest| rest.split('\'').next());
        let path = SearchPath::around(&table.schema);
        name.and_then(|name| catalog.table_of_text(&path, name))
            .is_some_and(|found| found.rel == sequence.rel)
    };
    let others = catalog.tables().filter(|other| !going.contains(&other.rel));
    others
        .flat_map(|table| table.columns.iter().enumerate().map(move |(at, _)| (table, at)))
        .filter(|(table, at)| {
            table.columns[*at].default_sql.as_ref().is_some_and(|sql| draws(table, sql))
        })
        .map(|(table, at)| (table.rel.0, What::Default(Arc::clone(table), at)))
        .collect()
}
