//! FOREIGN KEY, both ends.
//!
//! ```text
//!   child                      parent
//!   | id | parent_id |  --->   | id | ...
//!   new or changed parent_id:  a row of the parent must have it         Referring
//!   old id gone or changed:    no row of the child may still have it    Referred
//! ```
//!
//! Each is a search of the other table after the statement's last row. What ON DELETE and ON UPDATE
//! do instead of refusing is in `cascade`.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::cast::common_type;
use model::types::data_type::DataType;

use super::key_search::KeySearch;
use super::key_set::{pick, KeySet};
use super::key_text::key_text;
use super::task::Task;
use crate::catalog::info::TableInfo;
use crate::exec::context::ExecCtx;
use crate::expr::batch::Batch;

/// One end of a foreign key as the other sees it.
#[derive(Clone)]
pub struct KeyEnd {
    /// The table.
    pub table: Arc<TableInfo>,
    /// Its columns, in the order of the key.
    pub columns: Vec<usize>,
}

impl KeyEnd {
    /// The types of its columns.
    pub fn types(&self) -> Vec<DataType> {
        self.columns.iter().map(|&column| self.table.columns[column].data_type).collect()
    }

    /// No keys of this end yet, to be compared with those of the other.
    pub fn key_set(&self, other: &KeyEnd) -> KeySet {
        let types = self.types();
        let compared = (types.iter().zip(other.types()))
            .map(|(&mine, other)| common_type(&[mine, other]).unwrap_or(mine))
            .collect();
        KeySet::new(types, compared)
    }
}

/// The end that refers: every key that it got must be there.
pub struct Referring {
    name: String,
    child: KeyEnd,
    parent: KeyEnd,
    keys: KeySet,
    found: Vec<bool>,
    search: KeySearch,
}

impl Referring {
    /// The rule of that name; no keys yet.
    pub fn new(name: String, child: KeyEnd, parent: KeyEnd) -> Referring {
        let keys = child.key_set(&parent);
        let search = KeySearch::new(parent.clone());
        Referring { name, child, parent, keys, found: Vec::new(), search }
    }

    /// The attributes whose values before an update the rule asks for.
    pub fn watched(&self) -> &[usize] {
        &self.child.columns
    }

    /// Notes rows as they are now, and as they were if they were there. A key that did not change
    /// is not looked for.
    pub fn note(&mut self, old: Option<&Batch>, new: &Batch) -> Result<()> {
        let keys = pick(new, &self.child.columns);
        let Some(old) = old else {
            return self.keys.number(&keys).map(drop);
        };
        let changed = changed_rows(&self.child, old, new)?;
        self.keys.number(&keys.take(&changed)).map(drop)
    }

    /// Whether there is anything to look for.
    pub fn is_needed(&self) -> bool {
        !self.keys.is_empty()
    }

    fn verdict(&self) -> Result<()> {
        let Some(missing) = self.found.iter().position(|found| !found) else { return Ok(()) };
        let (child, parent) = (&self.child.table.name, &self.parent.table.name);
        let message = format!(
            "insert or update on table \"{child}\" violates foreign key constraint \"{}\"",
            self.name
        );
        let key = key_text(&self.child.table, &self.child.columns, &self.keys.keys(), missing);
        let error = SqlError::new(sqlstate::FOREIGN_KEY_VIOLATION, message);
        Err(error.detail(format!("Key {key} is not present in table \"{parent}\".")).into())
    }
}

impl Task for Referring {
    fn step(&mut self, ctx: &mut ExecCtx<'_>) -> Result<bool> {
        let is_done = self.search.step(ctx, &self.keys, &mut self.found)?;
        if is_done {
            self.verdict()?;
        }
        Ok(is_done)
    }
}

/// The end that is referred to, where the change is refused: no key that it lost may still be in
/// use.
pub struct Referred {
    name: String,
    parent: KeyEnd,
    child: KeyEnd,
    keys: KeySet,
    used: Vec<bool>,
    child_search: KeySearch,
    /// NO ACTION: keys that are there again.
    back: Vec<bool>,
    /// RESTRICT does not ask whether a key is there again.
    parent_search: Option<KeySearch>,
    is_child_searched: bool,
}

impl Referred {
    /// The rule of that name, for keys that the parent lost.
    pub fn no_action(name: String, parent: KeyEnd, child: KeyEnd, keys: KeySet) -> Referred {
        let parent_search = Some(KeySearch::new(parent.clone()));
        Referred { parent_search, ..Referred::restrict(name, parent, child, keys) }
    }

    /// The same, refused even where the key is there again.
    pub fn restrict(name: String, parent: KeyEnd, child: KeyEnd, keys: KeySet) -> Referred {
        Referred {
            name,
            child_search: KeySearch::new(child.clone()),
            parent,
            child,
            keys,
            used: Vec::new(),
            back: Vec::new(),
            parent_search: None,
            is_child_searched: false,
        }
    }

    fn verdict(&self) -> Result<()> {
        let is_back = |key: usize| self.back.get(key).copied().unwrap_or(false);
        let broken = (0..self.used.len()).find(|&key| self.used[key] && !is_back(key));
        let Some(broken) = broken else { return Ok(()) };
        let (child, parent) = (&self.child.table.name, &self.parent.table.name);
        let message = format!(
            "update or delete on table \"{parent}\" violates foreign key constraint \"{}\" on \
             table \"{child}\"",
            self.name
        );
        let key = key_text(&self.parent.table, &self.parent.columns, &self.keys.keys(), broken);
        let error = SqlError::new(sqlstate::FOREIGN_KEY_VIOLATION, message);
        let detail = format!("Key {key} is still referenced from table \"{child}\".");
        Err(Error::from(error.detail(detail)))
    }
}

impl Task for Referred {
    fn step(&mut self, ctx: &mut ExecCtx<'_>) -> Result<bool> {
        if !self.is_child_searched {
            self.is_child_searched = self.child_search.step(ctx, &self.keys, &mut self.used)?;
            return Ok(self.is_child_searched && !self.used.contains(&true));
        }
        if let Some(search) = &mut self.parent_search {
            if !search.step(ctx, &self.keys, &mut self.back)? {
                return Ok(false);
            }
        }
        self.verdict().map(|()| true)
    }
}

/// The rows whose key of that end is not what it was.
pub fn changed_rows(end: &KeyEnd, old: &Batch, new: &Batch) -> Result<Vec<u32>> {
    let mut keys = KeySet::new(end.types(), end.types());
    let before = keys.number(&pick(old, &end.columns))?;
    let after = keys.number(&pick(new, &end.columns))?;
    let is_changed = |row: &u32| before[*row as usize] != after[*row as usize];
    Ok((0..new.row_count() as u32).filter(is_changed).collect())
}
