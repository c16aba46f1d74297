//! The foreign keys from and to a table, gathered for one statement.

use std::sync::Arc;

use model::base::error::Result;

use super::cascade::{FollowUp, NewKey, RowsInUse};
use super::delete::Delete;
use super::foreign_key::{changed_rows, KeyEnd, Referred, Referring};
use super::key_set::{cast, pick, KeySet};
use super::operator::Modify;
use super::task::Task;
use super::update::Update;
use crate::catalog::info::{ConstraintInfo, ConstraintKind, ForeignKeyAction, TableInfo};
use crate::exec::context::ExecCtx;
use crate::exec::row_store::RowStore;
use crate::expr::batch::Batch;

/// The foreign keys from and to a table.
pub struct Rules {
    referring: Vec<Referring>,
    lost: Vec<LostKeys>,
}

/// Keys of a table that rows of another may still use.
struct LostKeys {
    name: String,
    parent: KeyEnd,
    child: KeyEnd,
    action: ForeignKeyAction,
    keys: KeySet,
    /// The key that each row has now, in the order of `keys`; none for deleted rows.
    new_keys: RowStore,
}

impl Rules {
    /// The rules for new rows.
    pub fn for_insert(ctx: &mut ExecCtx<'_>, table: &Arc<TableInfo>) -> Result<Rules> {
        Ok(Rules { referring: referring(ctx, table)?, lost: Vec::new() })
    }

    /// The rules for changed rows.
    pub fn for_update(ctx: &mut ExecCtx<'_>, table: &Arc<TableInfo>) -> Result<Rules> {
        Ok(Rules { referring: referring(ctx, table)?, lost: lost(ctx, table, on_update)? })
    }

    /// The rules for deleted rows.
    pub fn for_delete(ctx: &mut ExecCtx<'_>, table: &Arc<TableInfo>) -> Result<Rules> {
        Ok(Rules { referring: Vec::new(), lost: lost(ctx, table, on_delete)? })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.referring.is_empty() && self.lost.is_empty()
    }

    /// The attributes whose values before the change the rules ask for, rising.
    pub fn watched(&self) -> Vec<usize> {
        let referring = self.referring.iter().flat_map(Referring::watched);
        let mut watched: Vec<usize> = referring.copied().collect();
        watched.extend(self.lost.iter().flat_map(|lost| &lost.parent.columns));
        watched.sort_unstable();
        watched.dedup();
        watched
    }

    /// Notes new rows.
    pub fn note_inserts(&mut self, new: &Batch) -> Result<()> {
        self.referring.iter_mut().try_for_each(|rule| rule.note(None, new))
    }

    /// Notes rows before and after.
    pub fn note_updates(&mut self, old: &Batch, new: &Batch) -> Result<()> {
        self.referring.iter_mut().try_for_each(|rule| rule.note(Some(old), new))?;
        self.lost.iter_mut().try_for_each(|lost| lost.note_updates(old, new))
    }

    /// Notes deleted rows.
    pub fn note_deletes(&mut self, old: &Batch) -> Result<()> {
        self.lost.iter_mut().try_for_each(|lost| {
            let keys = pick(old, &lost.parent.columns);
            lost.keys.number(&keys).map(drop)
        })
    }

    /// What is left to do about foreign keys.
    pub fn into_tasks(self, ctx: &mut ExecCtx<'_>) -> Result<Vec<Box<dyn Task>>> {
        let mut tasks: Vec<Box<dyn Task>> = Vec::new();
        for rule in self.referring.into_iter().filter(Referring::is_needed) {
            tasks.push(Box::new(rule));
        }
        for lost in self.lost.into_iter().filter(|lost| !lost.keys.is_empty()) {
            tasks.push(lost.into_task(ctx)?);
        }
        Ok(tasks)
    }
}

impl LostKeys {
    fn note_updates(&mut self, old: &Batch, new: &Batch) -> Result<()> {
        let changed = changed_rows(&self.parent, old, new)?;
        let before = pick(old, &self.parent.columns).take(&changed);
        let after = pick(new, &self.parent.columns).take(&changed);
        let mut rows = Vec::new();
        for (row, number) in self.keys.number(&before)?.into_iter().enumerate() {
            if number
                .is_some_and(|number| number as usize == self.new_keys.row_count() + rows.len())
            {
                rows.push(row as u32);
            }
        }
        self.new_keys.append(&after.take(&rows));
        Ok(())
    }

    fn into_task(mut self, ctx: &mut ExecCtx<'_>) -> Result<Box<dyn Task>> {
        let LostKeys { name, parent, child, action, keys, .. } = self;
        let new_key = match action {
            ForeignKeyAction::NoAction => {
                return Ok(Box::new(Referred::no_action(name, parent, child, keys)));
            }
            ForeignKeyAction::Restrict => {
                return Ok(Box::new(Referred::restrict(name, parent, child, keys)));
            }
            ForeignKeyAction::Cascade if self.new_keys.is_empty() => NewKey::Gone,
            ForeignKeyAction::Cascade => {
                NewKey::Keys(cast(&self.new_keys.drain(), &parent.types(), &child.types())?)
            }
            ForeignKeyAction::SetNull => NewKey::nulls(&child),
            ForeignKeyAction::SetDefault => {
                let default = |&column: &usize| ctx.runner.default_of(&child.table, column);
                NewKey::Exprs(child.columns.iter().map(default).collect::<Result<_>>()?)
            }
        };
        let table = child.table.clone();
        let is_gone = matches!(new_key, NewKey::Gone);
        let rows = Box::new(RowsInUse::new(child, keys, new_key));
        let modify = if is_gone {
            Modify::follow_up(rows, Box::new(Delete::new(table)))
        } else {
            let checks = ctx.runner.checks(&table)?;
            Modify::follow_up(rows, Box::new(Update::new(table, checks)))
        };
        Ok(Box::new(FollowUp::new(modify)))
    }
}

/// The foreign keys of a table.
fn referring(ctx: &mut ExecCtx<'_>, table: &Arc<TableInfo>) -> Result<Vec<Referring>> {
    let mut rules = Vec::new();
    for constraint in &table.constraints {
        if let ConstraintKind::ForeignKey { columns, table: parent, referred, .. } =
            &constraint.kind
        {
            let child = KeyEnd { table: table.clone(), columns: columns.clone() };
            // A table that is rewritten has no index to ask yet, not even for its own keys.
            let parent = match *parent == table.rel {
                true => table.clone(),
                false => ctx.runner.table(*parent)?,
            };
            let parent = KeyEnd { table: parent, columns: referred.clone() };
            rules.push(Referring::new(constraint.name.clone(), child, parent));
        }
    }
    Ok(rules)
}

/// The foreign keys that refer to a table, each with what it asks for.
fn lost(
    ctx: &mut ExecCtx<'_>,
    table: &Arc<TableInfo>,
    action_of: fn(&ConstraintKind) -> Option<ForeignKeyAction>,
) -> Result<Vec<LostKeys>> {
    let referrers = ctx.runner.referrers(table.rel)?;
    let lost = |(child, constraint): (Arc<TableInfo>, ConstraintInfo)| {
        let action = action_of(&constraint.kind)?;
        let ConstraintKind::ForeignKey { columns, referred, .. } = constraint.kind else {
            return None;
        };
        let parent = KeyEnd { table: table.clone(), columns: referred };
        let child = KeyEnd { table: child, columns };
        let keys = parent.key_set(&child);
        let new_keys = RowStore::new(&parent.types());
        Some(LostKeys { name: constraint.name, parent, child, action, keys, new_keys })
    };
    Ok(referrers.into_iter().filter_map(lost).collect())
}

fn on_update(kind: &ConstraintKind) -> Option<ForeignKeyAction> {
    match kind {
        ConstraintKind::ForeignKey { on_update, .. } => Some(*on_update),
        _ => None,
    }
}

fn on_delete(kind: &ConstraintKind) -> Option<ForeignKeyAction> {
    match kind {
        ConstraintKind::ForeignKey { on_delete, .. } => Some(*on_delete),
        _ => None,
    }
}
