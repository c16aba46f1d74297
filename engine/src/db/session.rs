//! A session: what one conversation keeps between its statements.

use std::collections::BTreeMap;

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::{RelId, SessionId};
use model::base::rng::Rng;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::settings::values::Settings;
use crate::expr::batch::Batch;
use crate::expr::bound::Expr;
use crate::expr::env::Env;
use crate::expr::eval::eval;
use crate::sql::statement::Access;
use crate::txn::isolation::Isolation;
use crate::txn::transaction::Transaction;

/// One conversation.
#[derive(Clone, Debug)]
pub struct Session {
    /// The transaction that BEGIN opened.
    pub block: Option<Block>,
    /// What SET changes.
    pub settings: Settings,
    /// What it drew from sequences.
    pub drawn: Drawn,
    /// Its chance.
    pub random: Rng,
    /// Simulated microseconds at the start of its transaction.
    pub transaction_micros: u64,
    /// Whether its transaction may write.
    pub access: Access,
    /// How much of others its transaction sees.
    pub isolation: Isolation,
    prepared: BTreeMap<String, Prepared>,
}

/// The numbers that a session drew last from sequences: what `currval` and `lastval` answer.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// The sequence that `nextval` drew from last.
    pub last: Option<RelId>,
    values: BTreeMap<RelId, i64>,
}

impl Drawn {
    /// Notes a number.
    pub fn note(&mut self, sequence: RelId, value: i64) {
        self.values.insert(sequence, value);
    }

    /// The number drawn last from a sequence.
    pub fn value(&self, sequence: RelId) -> Option<i64> {
        self.values.get(&sequence).copied()
    }
}

/// A transaction between BEGIN and its end.
#[derive(Clone, Debug)]
pub struct Block {
    /// The transaction.
    pub txn: Transaction,
    /// Whether a statement of it failed: then nothing but its end is taken.
    pub failed: bool,
    /// Whether it changed the catalogue.
    pub changed_catalog: bool,
    /// The settings that come back when it, or a part of it, is undone.
    pub frame: Frame,
}

/// What a transaction that BEGIN opened keeps besides: the settings at its beginning and at each of
/// its savepoints.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Those at the beginning.
    pub before: Settings,
    /// Those at each savepoint, outermost first.
    pub marks: Vec<(String, Settings)>,
    /// Whether it has asked or changed anything: then its modes stay.
    pub has_queried: bool,
}

impl Block {
    /// A transaction that BEGIN opens under those settings.
    pub fn new(txn: Transaction, before: Settings) -> Block {
        let frame = Frame { before, marks: Vec::new(), has_queried: false };
        Block { txn, failed: false, changed_catalog: false, frame }
    }
}

impl Frame {
    /// Forgets a savepoint and those inside it; the settings at it.
    pub fn release(&mut self, name: &str) -> Option<Settings> {
        let at = self.marks.iter().rposition(|(known, _)| known == name)?;
        self.marks.drain(at..).next().map(|(_, settings)| settings)
    }
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
    /// A session that has said nothing yet. Each draws chance of its own.
    pub fn new(id: SessionId, seed: u64, batch_rows: u32) -> Session {
        let stream = match id.0 {
            0 => "sql random".to_string(),
            number => format!("sql random {number}"),
        };
        Session {
            block: None,
            settings: Settings::new(batch_rows),
            drawn: Drawn::default(),
            random: Rng::stream(seed, &stream),
            transaction_micros: 0,
            access: Access::default(),
            isolation: Isolation::default(),
            prepared: BTreeMap::new(),
        }
    }

    /// The value of a setting, under its name as PostgreSQL prints it.
    pub fn setting(&self, name: &str) -> Option<(&str, String)> {
        let (known, value) = self.settings.get(name)?;
        let value = match known {
            "transaction_isolation" => self.isolation.name().to_string(),
            "transaction_read_only" if self.access == Access::ReadOnly => "on".to_string(),
            _ => value,
        };
        Some((known, value))
    }

    /// 25006 where the transaction only reads.
    pub fn check_access(&self, what: &str) -> Result<()> {
        match self.access {
            Access::ReadWrite => Ok(()),
            Access::ReadOnly => {
                let message = format!("cannot execute {what} in a read-only transaction");
                Err(Error::sql(sqlstate::READ_ONLY_SQL_TRANSACTION, message))
            }
        }
    }

    /// Forgets what it drew from sequences.
    pub fn forget_drawn(&mut self) {
        self.drawn = Drawn::default();
    }

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
