//! Transactions from the learner's side: BEGIN, COMMIT, savepoints.

use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::message::reply::Reply;

use super::database::Database;
use super::session::Block;
use super::statement::Task;
use crate::sql::statement::Transaction as Control;
use crate::txn::isolation::Isolation;
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
            (Control::Begin, None) => {
                self.tag = "BEGIN".to_string();
                let txn = database.txns.begin(Isolation::ReadCommitted);
                let now = database.tracer.now().micros;
                let session = database.session(self.session);
                session.transaction_micros = now;
                session.block = Some(Block::new(txn, session.settings.clone()));
            }
            (Control::Begin, Some(block)) => {
                self.tag = "BEGIN".to_string();
                database.session(self.session).block = Some(block);
                let words = "there is already a transaction in progress";
                self.warn(sqlstate::ACTIVE_SQL_TRANSACTION, words, out);
            }
            (Control::Commit, Some(block)) if !block.failed => {
                self.tag = "COMMIT".to_string();
                commit(database, block.txn)?;
                database.session(self.session).settings.end_transaction();
            }
            (Control::Commit | Control::Rollback, Some(block)) => {
                self.tag = "ROLLBACK".to_string();
                database.session(self.session).settings = block.frame.before;
                undo(database, block.txn, block.changed_catalog);
            }
            (Control::Commit | Control::Rollback, None) => {
                let commits = *control == Control::Commit;
                self.tag = if commits { "COMMIT" } else { "ROLLBACK" }.to_string();
                let words = "there is no transaction in progress";
                self.warn(sqlstate::NO_ACTIVE_SQL_TRANSACTION, words, out);
            }
            (savepoint, block) => return self.savepoint(database, savepoint, block),
        }
        Ok(())
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
        Ok(())
    }
}

/// Makes a transaction's rows visible.
pub(super) fn commit(database: &mut Database, txn: Transaction) -> Result<()> {
    database.txns.commit(txn, &mut database.store, &mut database.tracer)
}

/// Undoes a transaction: its rows were never there.
pub(super) fn undo(database: &mut Database, txn: Transaction, changed_catalog: bool) {
    let undone = database.txns.abort(txn, &mut database.store, &mut database.tracer);
    let loaded = if changed_catalog { database.reload_catalog() } else { Ok(()) };
    undone.and(loaded).expect("undoing writes no page, and the system tables were written whole");
}
