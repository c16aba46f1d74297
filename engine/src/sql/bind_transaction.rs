//! BEGIN, COMMIT and their like.

use model::base::error::Result;
use sqlparser::ast;

use super::names::fold;
use super::statement::{Access, Modes, Then, Transaction};
use super::unsupported::{absent, refuse};
use crate::txn::isolation::Isolation;

/// A statement about transactions.
pub fn bind_transaction(statement: &ast::Statement) -> Result<Transaction> {
    let mode = "this transaction mode";
    match statement {
        ast::Statement::StartTransaction {
            modes,
            begin,
            transaction: _,
            modifier,
            statements,
            exception,
            has_end_keyword: _,
        } => {
            absent(modifier, mode)?;
            absent(statements, mode)?;
            absent(exception, mode)?;
            let words = if *begin { "BEGIN" } else { "START TRANSACTION" };
            Ok(Transaction::Begin(bind_modes(modes)?, words))
        }
        ast::Statement::Commit { chain, end: _, modifier } => {
            absent(modifier, mode)?;
            Ok(Transaction::Commit(then(*chain)))
        }
        ast::Statement::Rollback { chain, savepoint } => Ok(match savepoint {
            None => Transaction::Rollback(then(*chain)),
            Some(name) => Transaction::RollbackTo(fold(name)),
        }),
        ast::Statement::Savepoint { name } => Ok(Transaction::Savepoint(fold(name))),
        ast::Statement::ReleaseSavepoint { name } => Ok(Transaction::Release(fold(name))),
        _ => Err(super::binder::internal("no transaction statement")),
    }
}

fn then(chain: bool) -> Then {
    match chain {
        true => Then::Another,
        false => Then::Nothing,
    }
}

/// What a transaction is to be like; the last word counts.
pub fn bind_modes(modes: &[ast::TransactionMode]) -> Result<Modes> {
    use ast::{TransactionAccessMode, TransactionIsolationLevel as Level, TransactionMode};
    let mut made = Modes::default();
    for mode in modes {
        match mode {
            TransactionMode::AccessMode(TransactionAccessMode::ReadOnly) => {
                made.access = Some(Access::ReadOnly);
            }
            TransactionMode::AccessMode(TransactionAccessMode::ReadWrite) => {
                made.access = Some(Access::ReadWrite);
            }
            TransactionMode::IsolationLevel(level) => {
                made.isolation = Some(match level {
                    // PostgreSQL takes the first as the second.
                    Level::ReadUncommitted | Level::ReadCommitted => Isolation::ReadCommitted,
                    Level::RepeatableRead => Isolation::RepeatableRead,
                    Level::Serializable => return Err(refuse("ISOLATION LEVEL SERIALIZABLE")),
                    Level::Snapshot => return Err(refuse("this transaction mode")),
                });
            }
        }
    }
    Ok(made)
}
