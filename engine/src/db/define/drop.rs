//! DROP and TRUNCATE carried out.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::base::ids::RelId;
use model::trace::event::page::RelationKind;

use super::carry_out::Done;
use crate::catalog::change;
use crate::catalog::info::{ConstraintInfo, ConstraintKind, TableInfo, TableKind};
use crate::db::database::Database;
use crate::sql::bind_drop::kind_name;
use crate::sql::definition::Drop;
use crate::txn::transaction::Transaction;

impl Database {
    /// Drops relations with what is theirs. What others refer to them by goes too under CASCADE.
    /// The pages leave the store when the transaction commits.
    pub fn drop_relations(&mut self, drop: &Drop, txn: &mut Transaction) -> Result<Done> {
        let mut done = Done::default();
        for name in &drop.missing {
            say(&mut done, format!("{} \"{name}\" does not exist, skipping", kind_name(drop.kind)));
        }
        let going: Vec<RelId> = drop.tables.iter().map(|table| table.rel).collect();
        for table in &drop.tables {
            match table.kind {
                TableKind::Table => {
                    self.cut_references(table, &going, drop.cascade, txn, &mut done)?;
                }
                TableKind::Index => self.forget_index(table)?,
                TableKind::Sequence => self.check_defaults(table, drop.cascade)?,
                TableKind::View => {}
            }
        }
        for table in &drop.tables {
            self.drop_relation(table, txn)?;
        }
        Ok(done)
    }

    /// Drops one relation with its indexes and sequences.
    fn drop_relation(&mut self, table: &TableInfo, txn: &mut Transaction) -> Result<()> {
        let sequences = change::owned_sequences(&mut self.pen(txn), table.rel)?;
        let indexes = table.indexes.iter().map(|index| index.rel);
        for rel in sequences.into_iter().chain(indexes) {
            change::drop_relation(&mut self.pen(txn), rel)?;
            self.cache_remove(rel);
            self.txns.drop_relation(txn, rel, &mut self.tracer);
        }
        change::drop_relation(&mut self.pen(txn), table.rel)?;
        self.cache_remove(table.rel);
        self.on_commit.remove(&table.rel);
        if table.kind != TableKind::View {
            self.txns.drop_relation(txn, table.file, &mut self.tracer);
        }
        Ok(())
    }

    /// Takes an index out of its table's entry.
    fn forget_index(&mut self, index: &TableInfo) -> Result<()> {
        let has_it = |table: &&Arc<TableInfo>| table.indexes.iter().any(|i| i.rel == index.rel);
        let table = self.catalog().tables().find(has_it).cloned();
        if let Some(table) = table {
            let mut changed = (*table).clone();
            changed.indexes.retain(|known| known.rel != index.rel);
            self.cache_put(changed);
        }
        Ok(())
    }

    /// A sequence that a default draws from stays, unless under CASCADE.
    fn check_defaults(&mut self, sequence: &TableInfo, cascade: bool) -> Result<()> {
        let draws = format!("nextval('{}'", sequence.name);
        let users: Vec<String> = self
            .catalog()
            .tables()
            .flat_map(|table| table.columns.iter().map(move |column| (table, column)))
            .filter(|(_, column)| {
                column.default_sql.as_ref().is_some_and(|sql| sql.starts_with(&draws))
            })
            .map(|(table, column)| {
                format!(
                    "default value for column {} of table {} depends on sequence {}",
                    column.name, table.name, sequence.name
                )
            })
            .collect();
        if users.is_empty() || cascade {
            return Ok(());
        }
        Err(still_needed("sequence", &sequence.name, &users))
    }

    /// Foreign keys of other tables that refer to a table about to go.
    fn cut_references(
        &mut self,
        table: &TableInfo,
        going: &[RelId],
        cascade: bool,
        txn: &mut Transaction,
        done: &mut Done,
    ) -> Result<()> {
        let mut others: Vec<(Arc<TableInfo>, ConstraintInfo)> = Vec::new();
        for other in self.catalog().tables().filter(|other| !going.contains(&other.rel)) {
            for constraint in &other.constraints {
                let refers = matches!(&constraint.kind,
                    ConstraintKind::ForeignKey { table: to, .. } if *to == table.rel);
                if refers {
                    others.push((Arc::clone(other), constraint.clone()));
                }
            }
        }
        let words = |other: &TableInfo, constraint: &ConstraintInfo| {
            format!("constraint {} on table {}", constraint.name, other.name)
        };
        if !others.is_empty() && !cascade {
            let lines: Vec<String> = others
                .iter()
                .map(|(other, constraint)| {
                    format!("{} depends on table {}", words(other, constraint), table.name)
                })
                .collect();
            return Err(still_needed("table", &table.name, &lines));
        }
        for (other, constraint) in others {
            change::drop_constraint(&mut self.pen(txn), constraint.oid)?;
            say(done, format!("drop cascades to {}", words(&other, &constraint)));
            let mut changed = (*other).clone();
            changed.constraints.retain(|known| known.oid != constraint.oid);
            self.cache_put(changed);
        }
        Ok(())
    }

    /// Drops schemas; what is in them goes too under CASCADE.
    pub fn drop_schemas(
        &mut self,
        names: &[String],
        missing: &[String],
        cascade: bool,
        txn: &mut Transaction,
    ) -> Result<Done> {
        let mut done = Done::default();
        for name in missing {
            say(&mut done, format!("schema \"{name}\" does not exist, skipping"));
        }
        for name in names {
            let tables: Vec<Arc<TableInfo>> = self
                .catalog()
                .tables()
                .filter(|table| table.schema == *name && table.kind != TableKind::Index)
                .cloned()
                .collect();
            if !tables.is_empty() && !cascade {
                let lines: Vec<String> = tables
                    .iter()
                    .map(|table| {
                        let kind = kind_name(table.kind);
                        format!("{kind} {name}.{} depends on schema {name}", table.name)
                    })
                    .collect();
                return Err(still_needed("schema", name, &lines));
            }
            for table in tables {
                // A sequence may have gone with its table already.
                if self.catalog().table(table.rel).is_some() {
                    let drop = Drop {
                        kind: table.kind,
                        tables: vec![table],
                        missing: Vec::new(),
                        cascade: true,
                    };
                    self.drop_relations(&drop, txn)?;
                }
            }
            change::drop_schema(&mut self.pen(txn), name)?;
            self.cache_remove_schema(name);
        }
        Ok(done)
    }

    /// Empties tables: each gets new pages, and the old ones go when the transaction commits.
    pub fn truncate(
        &mut self,
        tables: &[Arc<TableInfo>],
        restart: bool,
        txn: &mut Transaction,
    ) -> Result<Done> {
        for table in tables {
            let mut changed = (**table).clone();
            changed.file = RelId(self.new_oid());
            self.make_relation(changed.file, (&table.name, RelationKind::Table), txn);
            self.txns.drop_relation(txn, table.file, &mut self.tracer);
            self.replace_table(changed, txn)?;
            if restart {
                for sequence in change::owned_sequences(&mut self.pen(txn), table.rel)? {
                    self.sequences.restart(sequence);
                }
            }
        }
        Ok(Done::default())
    }
}

fn say(done: &mut Done, message: String) {
    done.notices.push(SqlError::new(sqlstate::SUCCESSFUL_COMPLETION, message));
}

fn still_needed(kind: &str, name: &str, lines: &[String]) -> Error {
    let message = format!("cannot drop {kind} {name} because other objects depend on it");
    SqlError::new(sqlstate::DEPENDENT_OBJECTS_STILL_EXIST, message)
        .detail(lines.join("\n"))
        .hint("Use DROP ... CASCADE to drop the dependent objects too.")
        .into()
}
