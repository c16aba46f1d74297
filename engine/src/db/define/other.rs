//! CREATE SCHEMA, VIEW and SEQUENCE carried out.

use std::collections::BTreeSet;

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::RelId;
use model::trace::event::page::RelationKind;
use model::types::data_type::DataType;

use super::carry_out::Done;
use crate::catalog::change::{self, SequenceRule};
use crate::catalog::info::{ColumnInfo, Identity, TableInfo, TableKind};
use crate::catalog::system::{plain_columns, SEQUENCE_COLUMNS};
use crate::db::database::Database;
use crate::plan::usage::used_columns;
use crate::sql::algebra::ColumnId;
use crate::sql::definition::{CreateSequence, CreateView};
use crate::txn::transaction::Transaction;

impl Database {
    /// Makes a schema.
    pub fn create_schema(
        &mut self,
        name: &str,
        if_not_exists: bool,
        txn: &mut Transaction,
    ) -> Result<Done> {
        if self.catalog().has_schema(name) {
            let message = format!("schema \"{name}\" already exists");
            if if_not_exists {
                let message = format!("{message}, skipping");
                return Ok(Done::saying(sqlstate::DUPLICATE_SCHEMA, message));
            }
            return Err(Error::sql(sqlstate::DUPLICATE_SCHEMA, message));
        }
        let oid = self.new_oid();
        change::put_schema(&mut self.pen(txn), name, oid)?;
        self.cache_put_schema(name, oid);
        Ok(Done::default())
    }

    /// Makes a view, or gives one a new query. Only columns at its end may be new then, and it may
    /// not read itself.
    pub fn create_view(&mut self, create: &CreateView, txn: &mut Transaction) -> Result<Done> {
        let known = self.catalog().table_in(&create.schema, &create.name).cloned();
        let columns = create.columns.iter().map(|(name, data_type)| ColumnInfo {
            name: name.clone(),
            data_type: *data_type,
            not_null: false,
            default_sql: None,
            identity: Identity::None,
            dropped: false,
        });
        let columns: Vec<ColumnInfo> = columns.collect();
        let rel = match &known {
            Some(known) if known.kind == TableKind::View && create.replace => {
                check_replaced(known, &columns)?;
                known.rel
            }
            Some(_) => {
                self.is_taken(&create.schema, &create.name, false)?;
                RelId(0)
            }
            None => RelId(self.new_oid()),
        };
        let view = TableInfo {
            rel,
            file: rel,
            schema: create.schema.clone(),
            name: create.name.clone(),
            kind: TableKind::View,
            columns,
            constraints: Vec::new(),
            indexes: Vec::new(),
            view_sql: Some(create.sql.clone()),
            stats: None,
            dependencies: Vec::new(),
        };
        let reads = reads_of(create);
        if self.reaches(&reads, rel, txn)? {
            let message =
                format!("infinite recursion detected in rules for relation \"{}\"", create.name);
            return Err(Error::sql(sqlstate::INVALID_OBJECT_DEFINITION, message));
        }
        match known {
            Some(_) => self.replace_table(view, txn)?,
            None => self.put_table(view, txn)?,
        }
        change::put_reads(&mut self.pen(txn), rel, &reads)?;
        Ok(Done::default())
    }

    /// Whether a view that reads those relations reads `target`, through others perhaps.
    fn reaches(
        &mut self,
        reads: &[(RelId, i32)],
        target: RelId,
        txn: &mut Transaction,
    ) -> Result<bool> {
        let mut readers = vec![target];
        let mut at = 0;
        while let Some(rel) = readers.get(at).copied() {
            at += 1;
            for view in change::readers(&mut self.pen(txn), rel, None)? {
                if !readers.contains(&view) {
                    readers.push(view);
                }
            }
        }
        Ok(reads.iter().any(|(rel, _)| readers.contains(rel)))
    }

    /// Makes a sequence.
    pub fn create_sequence(
        &mut self,
        create: &CreateSequence,
        txn: &mut Transaction,
    ) -> Result<Done> {
        if let Some(done) = self.is_taken(&create.schema, &create.name, create.if_not_exists)? {
            return Ok(done);
        }
        let rule = SequenceRule::of(create.data_type, &create.options)?;
        let named = (create.schema.as_str(), create.name.as_str());
        self.make_sequence(named, create.data_type, rule, create.owner, txn)?;
        Ok(Done::default())
    }

    /// A sequence: its relation with its one row, and the rows about it.
    pub fn make_sequence(
        &mut self,
        (schema, name): (&str, &str),
        data_type: DataType,
        rule: SequenceRule,
        owner: Option<(RelId, usize)>,
        txn: &mut Transaction,
    ) -> Result<()> {
        let rel = RelId(self.new_oid());
        self.make_relation(rel, (name, RelationKind::Sequence), txn);
        self.sequences.add(rel, rule, (rule.start, false));
        let mut tuple = self.sequences.tuple(rel)?;
        let mut pen = self.pen(txn);
        pen.insert_tuple(rel, &mut tuple)?;
        change::put_sequence(&mut pen, rel, data_type, rule, owner)?;
        let info = TableInfo {
            rel,
            file: rel,
            schema: schema.to_string(),
            name: name.to_string(),
            kind: TableKind::Sequence,
            columns: plain_columns(SEQUENCE_COLUMNS),
            constraints: Vec::new(),
            indexes: Vec::new(),
            view_sql: None,
            stats: None,
            dependencies: Vec::new(),
        };
        self.put_table(info, txn)
    }
}

fn check_replaced(known: &TableInfo, columns: &[ColumnInfo]) -> Result<()> {
    let invalid = |message: String| Err(Error::sql(sqlstate::INVALID_TABLE_DEFINITION, message));
    if columns.len() < known.columns.len() {
        return invalid("cannot drop columns from view".to_string());
    }
    for (old, new) in known.columns.iter().zip(columns) {
        if old.name != new.name {
            return invalid(format!(
                "cannot change name of view column \"{}\" to \"{}\"",
                old.name, new.name
            ));
        }
        if old.data_type != new.data_type {
            return invalid(format!(
                "cannot change data type of view column \"{}\" from {} to {}",
                old.name,
                old.data_type.full_name(),
                new.data_type.full_name()
            ));
        }
    }
    Ok(())
}

/// The relations that a view reads, each as a whole (0), and those of their columns that it uses.
fn reads_of(create: &CreateView) -> Vec<(RelId, i32)> {
    let mut used: BTreeSet<ColumnId> =
        create.query.columns.iter().map(|column| column.id).collect();
    used_columns(&create.query.rel, &mut used);
    let mut reads = BTreeSet::new();
    for mention in &create.mentions {
        reads.insert((mention.table.rel, 0));
        let columns = mention.columns.iter().filter(|(_, id)| used.contains(id));
        reads.extend(columns.map(|(at, _)| (mention.table.rel, *at as i32 + 1)));
    }
    reads.into_iter().collect()
}
