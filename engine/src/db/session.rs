//! A session: what one conversation keeps between its statements.

use std::collections::BTreeMap;

use model::base::error::{sqlstate, Error, Result};
use model::types::data_type::DataType;
use model::types::value::Value;

use crate::expr::batch::Batch;
use crate::expr::bound::Expr;
use crate::expr::env::Env;
use crate::expr::eval::eval;
use crate::txn::transaction::Transaction;

/// One conversation.
#[derive(Debug, Default)]
pub struct Session {
    /// The transaction that BEGIN opened.
    pub block: Option<Block>,
    prepared: BTreeMap<String, Prepared>,
}

/// A transaction between BEGIN and its end.
#[derive(Debug)]
pub struct Block {
    /// The transaction.
    pub txn: Transaction,
    /// Whether a statement of it failed: then nothing but its end is taken.
    pub failed: bool,
    /// Whether it changed the catalogue.
    pub changed_catalog: bool,
}

/// A prepared statement.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The types of its parameters, as far as they were said.
    types: Vec<DataType>,
    /// The statement as SQL.
    pub sql: String,
}

impl Session {
    /// Keeps a statement under a name; 42P05 if the name is taken.
    pub fn prepare(&mut self, name: String, types: Vec<DataType>, sql: String) -> Result<()> {
        if self.prepared.contains_key(&name) {
            let message = format!("prepared statement \"{name}\" already exists");
            return Err(Error::sql(sqlstate::DUPLICATE_PREPARED_STATEMENT, message));
        }
        self.prepared.insert(name, Prepared { types, sql });
        Ok(())
    }

    /// The statement of that name; 26000 if there is none.
    pub fn prepared(&self, name: &str) -> Result<&Prepared> {
        self.prepared.get(name).ok_or_else(|| unknown(name))
    }

    /// Forgets a statement, or all of them.
    pub fn deallocate(&mut self, name: Option<&str>) -> Result<()> {
        match name {
            None => self.prepared.clear(),
            Some(name) => {
                self.prepared.remove(name).ok_or_else(|| unknown(name))?;
            }
        }
        Ok(())
    }
}

impl Prepared {
    /// The type of each of `count` parameters, where it was said.
    pub fn all_types(&self, count: usize) -> impl Iterator<Item = Option<DataType>> + '_ {
        (0..count).map(|at| {
            self.types.get(at).copied().filter(|data_type| *data_type != DataType::Unknown)
        })
    }

    /// The values of the arguments, each made of the type that was said for it.
    pub fn values(&self, name: &str, args: &[Expr], env: &mut dyn Env) -> Result<Vec<Value>> {
        if args.len() < self.types.len() {
            let message = format!("wrong number of parameters for prepared statement \"{name}\"");
            let detail =
                format!("Expected {} parameters but got {}.", self.types.len(), args.len());
            return Err(model::base::error::SqlError::new(sqlstate::SYNTAX_ERROR, message)
                .detail(detail)
                .into());
        }
        let row = Batch::new(Vec::new(), 1);
        args.iter()
            .zip(self.all_types(args.len()))
            .map(|(arg, said)| {
                let arg = match said {
                    Some(to) => crate::sql::coerce::cast(arg.clone(), to, None)?,
                    None => arg.clone(),
                };
                Ok(eval(&arg, &row, env)?.get(0))
            })
            .collect()
    }
}

fn unknown(name: &str) -> Error {
    let message = format!("prepared statement \"{name}\" does not exist");
    Error::sql(sqlstate::INVALID_SQL_STATEMENT_NAME, message)
}
