//! Transactions from the learner's side: BEGIN, COMMIT, savepoints.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::message::reply::Reply;

use super::database::Database;
use super::session::{Block, Session};
use super::settings::values::Settings;
use super::statement::Task;
use crate::expr::env::Until;
use crate::sql::statement::{Access, Modes, Then, Transaction as Control};
use crate::txn::transaction::Transaction;

impl Task {
    /// BEGIN, COMMIT and their like.
    pub(super) fn control(
        &mut self,
        database: &mut Database,
        control: &Control,
        out: &mut Vec<Reply>,
    ) -> Result<()> {
        let block = database.session(self.session).block.take();
        match (control, block) {
            (Control::Begin(modes, words), None) => {
                self.tag = words.to_string();
                self.begin(database, *modes);
            }
            (Control::Begin(modes, words), Some(mut block)) => {
                self.tag = words.to_string();
                let words = "there is already a transaction in progress";
                self.warn(sqlstate::ACTIVE_SQL_TRANSACTION, words, out);
                let session = database.session(self.session);
                let set = set_modes(&mut block, session, *modes);
                session.block = Some(block);
                return set;
            }
            (Control::Set(modes), Some(mut block)) => {
                self.tag = "SET".to_string();
                let session = database.session(self.session);
                let set = set_modes(&mut block, session, *modes);
                session.block = Some(block);
                return set;
            }
            (Control::Set(_), None) => {
                self.tag = "SET".to_string();
                let words = "SET TRANSACTION can only be used in transaction blocks";
                self.warn(sqlstate::NO_ACTIVE_SQL_TRANSACTION, words, out);
            }
            (Control::SetDefaults(modes), block) => {
                self.tag = "SET".to_string();
                let session = database.session(self.session);
                session.block = block;
                return set_defaults(&mut session.settings, *modes);
            }
            (Control::Commit(then), Some(block)) if !block.failed => {
                self.tag = "COMMIT".to_string();
                let modes = modes_of(&block, database.session(self.session).access);
                commit(database, block.txn)?;
                database.session(self.session).settings.end_transaction();
                self.then(database, *then, modes);
            }
            (Control::Commit(then) | Control::Rollback(then), Some(block)) => {
                self.tag = "ROLLBACK".to_string();
                let session = database.session(self.session);
                let modes = modes_of(&block, session.access);
                session.settings = block.frame.before;
                undo(database, block.txn, block.changed_catalog)?;
                self.then(database, *then, modes);
            }
            (Control::Commit(then) | Control::Rollback(then), None) => {
                let commits = matches!(control, Control::Commit(_));
                self.tag = if commits { "COMMIT" } else { "ROLLBACK" }.to_string();
                if *then == Then::Another {
                    let message =
                        format!("{} AND CHAIN can only be used in transaction blocks", self.tag);
                    return Err(Error::sql(sqlstate::NO_ACTIVE_SQL_TRANSACTION, message));
                }
                let words = "there is no transaction in progress";
                self.warn(sqlstate::NO_ACTIVE_SQL_TRANSACTION, words, out);
            }
            (savepoint, block) => return self.savepoint(database, savepoint, block),
        }
        Ok(())
    }

    fn begin(&self, database: &mut Database, modes: Modes) {
        let now = database.tracer.now().micros;
        let defaults = &database.session(self.session).settings.now;
        let isolation = modes.isolation.unwrap_or(defaults.isolation);
        let access = modes.access.unwrap_or(defaults.access);
        let txn = database.txns.begin(isolation);
        let session = database.session(self.session);
        session.transaction_micros = now;
        session.access = access;
        session.isolation = isolation;
        session.block = Some(Block::new(txn, session.settings.clone()));
    }

    /// AND CHAIN.
    fn then(&self, database: &mut Database, then: Then, modes: Modes) {
        match then {
            Then::Another => self.begin(database, modes),
            Then::Nothing => database.session(self.session).access = Access::ReadWrite,
        }
    }

    fn savepoint(
        &mut self,
        database: &mut Database,
        control: &Control,
        block: Option<Block>,
    ) -> Result<()> {
        let what = match control {
            Control::Savepoint(_) => "SAVEPOINT",
            Control::Release(_) => "RELEASE SAVEPOINT",
            _ => "ROLLBACK TO SAVEPOINT",
        };
        let Some(mut block) = block else {
            let message = format!("{what} can only be used in transaction blocks");
            return Err(Error::sql(sqlstate::NO_ACTIVE_SQL_TRANSACTION, message));
        };
        let now = database.session(self.session).settings.clone();
        let mut settings = None;
        let Database { txns, store, tracer, .. } = database;
        let result = match control {
            Control::Savepoint(name) => {
                txns.savepoint(&mut block.txn, name);
                block.frame.marks.push((name.clone(), now));
                Ok("SAVEPOINT")
            }
            Control::Release(name) => {
                block.frame.release(name);
                txns.release(&mut block.txn, name).map(|()| "RELEASE")
            }
            Control::RollbackTo(name) => {
                let result = txns.rollback_to(&mut block.txn, name, store, tracer);
                block.failed &= result.is_err();
                settings = block.frame.release(name);
                block.frame.marks.extend(settings.clone().map(|settings| (name.clone(), settings)));
                result.map(|()| "ROLLBACK")
            }
            _ => Ok(""),
        };
        let undone = matches!(control, Control::RollbackTo(_)) && block.changed_catalog;
        let session = database.session(self.session);
        session.block = Some(block);
        if let Some(settings) = settings {
            session.settings = settings;
        }
        self.tag = result?.to_string();
        if undone {
            self.reload_in_block(database)?;
        }
        Ok(())
    }

    /// After a rollback to a savepoint the catalogue is what the open transaction sees now.
    fn reload_in_block(&mut self, database: &mut Database) -> Result<()> {
        let Some(mut block) = database.session(self.session).block.take() else { return Ok(()) };
        let loaded = crate::catalog::load::load(&mut database.pen(&mut block.txn));
        database.session(self.session).block = Some(block);
        database.catalog = Arc::new(loaded?);
        database.sequences.keep(&database.store);
        Ok(())
    }
}

fn modes_of(block: &Block, access: Access) -> Modes {
    Modes { isolation: Some(block.txn.isolation), access: Some(access) }
}

/// Modes of the open transaction, as long as it has asked nothing.
fn set_modes(block: &mut Block, session: &mut Session, modes: Modes) -> Result<()> {
    let late = |message: &str| Err(Error::sql(sqlstate::ACTIVE_SQL_TRANSACTION, message));
    if let Some(isolation) = modes.isolation.filter(|level| *level != block.txn.isolation) {
        if block.frame.has_queried {
            return late("SET TRANSACTION ISOLATION LEVEL must be called before any query");
        }
        block.txn.isolation = isolation;
        session.isolation = isolation;
    }
    let is_late = session.access == Access::ReadOnly && block.frame.has_queried;
    match modes.access {
        Some(Access::ReadWrite) if is_late => {
            return late("transaction read-write mode must be set before any query");
        }
        Some(asked) => session.access = asked,
        None => {}
    }
    Ok(())
}

/// SET SESSION CHARACTERISTICS.
fn set_defaults(settings: &mut Settings, modes: Modes) -> Result<()> {
    if let Some(isolation) = modes.isolation {
        settings.set("default_transaction_isolation", isolation.name(), Until::Session)?;
    }
    if let Some(access) = modes.access {
        let is_on = if access == Access::ReadOnly { "on" } else { "off" };
        settings.set("default_transaction_read_only", is_on, Until::Session)?;
    }
    Ok(())
}

/// Makes a transaction's rows visible.
pub(super) fn commit(database: &mut Database, txn: Transaction) -> Result<()> {
    database.txns.commit(txn, &mut database.store, &mut database.tracer)?;
    database.sequences.keep(&database.store);
    Ok(())
}

/// Undoes a transaction: its rows were never there.
pub(super) fn undo(database: &mut Database, txn: Transaction, changed_catalog: bool) -> Result<()> {
    database.txns.abort(txn, &mut database.store, &mut database.tracer)?;
    match changed_catalog {
        true => database.reload_catalog(),
        false => Ok(()),
    }
}
