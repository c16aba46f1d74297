//! PRIMARY KEY and UNIQUE, by one scan after the last row of the statement.
//!
//! A row breaks the rule if at its turn another row has its key: one that was there before the
//! statement and has not been changed by it yet, or one that the statement made earlier. So the
//! keys are counted as they were before, and then the statement's changes are played through:
//!
//! ```text
//!   before  1 2 3        UPDATE t SET id = id + 1
//!   1 -> 2               2 is there: the error is about this row, as in PostgreSQL
//! ```
//!
//! The scan goes once an index can be asked for one key.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::DataType;

use super::key_set::{pick, KeySet};
use super::key_text::key_text;
use crate::catalog::info::{TableInfo, UniqueKey};
use crate::exec::context::ExecCtx;
use crate::exec::heap_reader::{Cursor, HeapReader};
use crate::expr::batch::Batch;

/// The uniqueness rules of a table under one statement.
pub struct UniqueRules {
    table: Arc<TableInfo>,
    rules: Vec<Rule>,
    scan: Option<Scan>,
}

/// One rule, and what the statement has done to its keys so far.
struct Rule {
    name: String,
    columns: Vec<usize>,
    types: Vec<DataType>,
    keys: KeySet,
    /// The key that each row lost and the one it got.
    changes: Vec<(Option<u32>, Option<u32>)>,
    /// How many rows have each key.
    counts: Vec<u32>,
}

struct Scan {
    reader: HeapReader,
    cursor: Cursor,
    /// The attributes that the reader reads.
    attributes: Vec<usize>,
}

impl UniqueRules {
    /// The rules of a table, in the order in which PostgreSQL checks them.
    pub fn new(table: Arc<TableInfo>) -> UniqueRules {
        let data_types = table.data_types();
        let rules = (table.unique_keys().into_iter())
            .map(|UniqueKey { name, columns }| {
                let types: Vec<DataType> =
                    columns.iter().map(|&column| data_types[column]).collect();
                let keys = KeySet::new(types.clone(), types.clone());
                Rule { name, columns, types, keys, changes: Vec::new(), counts: Vec::new() }
            })
            .collect();
        UniqueRules { table, rules, scan: None }
    }

    /// No rules, for rows that go.
    pub fn none(table: Arc<TableInfo>) -> UniqueRules {
        UniqueRules { table, rules: Vec::new(), scan: None }
    }

    /// The attributes whose values before an update the rules ask for.
    pub fn watched(&self) -> impl Iterator<Item = usize> + '_ {
        self.rules.iter().flat_map(|rule| rule.columns.iter().copied())
    }

    /// Notes new rows.
    pub fn note_inserts(&mut self, new: &Batch) -> Result<()> {
        for rule in &mut self.rules {
            let numbers = rule.keys.number(&pick(new, &rule.columns))?;
            rule.changes.extend(numbers.into_iter().map(|number| (None, number)));
        }
        Ok(())
    }

    /// Notes rows before and after.
    pub fn note_updates(&mut self, old: &Batch, new: &Batch) -> Result<()> {
        for rule in &mut self.rules {
            let before = rule.keys.number(&pick(old, &rule.columns))?;
            let after = rule.keys.number(&pick(new, &rule.columns))?;
            rule.changes.extend(before.into_iter().zip(after));
        }
        Ok(())
    }

    /// Looks for rows that break a rule; true once it has looked at all pages. The snapshot must
    /// be the statement's own.
    pub fn step(&mut self, ctx: &mut ExecCtx<'_>) -> Result<bool> {
        if !self.rules.iter().any(Rule::has_new_keys) {
            return Ok(true);
        }
        let mut scan = match self.scan.take() {
            Some(scan) => scan,
            None => self.start(ctx),
        };
        if scan.cursor.is_done() {
            return self.verdict().map_or(Ok(true), Err);
        }
        let rows = scan.reader.read(ctx, &mut scan.cursor, ctx.batch_rows)?;
        for rule in &mut self.rules {
            let place = |column| scan.attributes.binary_search(column).expect("it is read");
            let places: Vec<usize> = rule.columns.iter().map(place).collect();
            rule.count(&pick(&rows, &places))?;
        }
        self.scan = Some(scan);
        Ok(false)
    }

    fn start(&self, ctx: &ExecCtx<'_>) -> Scan {
        let mut attributes: Vec<usize> = self.watched().collect();
        attributes.sort_unstable();
        attributes.dedup();
        let reader = HeapReader::new(&self.table, attributes.clone());
        let cursor = reader.start(ctx, ctx.snapshot.clone());
        Scan { reader, cursor, attributes }
    }

    /// The error of the first row that breaks a rule.
    fn verdict(&mut self) -> Option<Error> {
        let first = (self.rules.iter_mut().enumerate())
            .filter_map(|(number, rule)| Some((rule.first_broken()?, number)))
            .min_by_key(|((row, _), number)| (*row, *number));
        let ((_, key), number) = first?;
        let rule = &self.rules[number];
        let message = format!("duplicate key value violates unique constraint \"{}\"", rule.name);
        let key = key_text(&self.table, &rule.columns, &rule.keys.keys(), key as usize);
        let error = SqlError::new(sqlstate::UNIQUE_VIOLATION, message);
        Some(error.detail(format!("Key {key} already exists.")).into())
    }
}

impl Rule {
    fn has_new_keys(&self) -> bool {
        self.changes.iter().any(|(old, new)| new.is_some() && old != new)
    }

    fn count(&mut self, keys: &Batch) -> Result<()> {
        self.counts.resize(self.keys.len(), 0);
        for number in self.keys.find(keys, &self.types)?.into_iter().flatten() {
            self.counts[number as usize] += 1;
        }
        Ok(())
    }

    /// The first row that got a key which another had then, and the key.
    fn first_broken(&mut self) -> Option<(usize, u32)> {
        self.counts.resize(self.keys.len(), 0);
        for (row, &(old, new)) in self.changes.iter().enumerate() {
            if old == new {
                continue;
            }
            if let Some(old) = old {
                self.counts[old as usize] = self.counts[old as usize].saturating_sub(1);
            }
            if let Some(new) = new {
                if self.counts[new as usize] > 0 {
                    return Some((row, new));
                }
                self.counts[new as usize] = 1;
            }
        }
        None
    }
}
