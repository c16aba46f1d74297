//! What expressions may ask of the world: time, chance, sequences, settings, parameters.
//!
//! ```text
//!   database     sequences, tables       shared by all sessions
//!   session      settings, what it drew from sequences, its chance, its transaction's time
//!   statement    parameters
//! ```

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::RelId;
use model::base::rng::Rng;
use model::types::value::Value;

use super::sequence::{unknown, Sequences};
use super::session::Session;
use super::settings::values::unrecognized;
use crate::catalog::cache::Catalog;
use crate::catalog::info::{TableInfo, TableKind};
use crate::expr::env::{Env, Until};

/// When simulated time begins: 2026-01-01 00:00:00 UTC, in microseconds since 2000-01-01. A fixed
/// day, so that the same lab shows the same dates for ever.
const DAWN_MICROS: i64 = 9_497 * 86_400 * 1_000_000;

/// The world as one statement's expressions see it.
pub struct World<'a> {
    /// The sequences.
    pub sequences: &'a mut Sequences,
    /// The tables as the statement that runs sees them.
    pub catalog: &'a Catalog,
    /// The session that runs the statement.
    pub session: &'a mut Session,
    /// The values of `$1`, `$2`, ..., and after them what operators hand down.
    pub params: &'a mut Vec<Value>,
}

impl<'a> World<'a> {
    /// What the catalogue says of a sequence: its name, and where its state lies.
    fn sequence(&self, rel: RelId) -> Result<&'a TableInfo> {
        let info = self.catalog.table(rel).ok_or_else(|| unknown(rel))?;
        Ok(info)
    }
}

impl Env for World<'_> {
    fn transaction_micros(&self) -> i64 {
        DAWN_MICROS + self.session.transaction_micros as i64
    }

    fn random(&mut self) -> f64 {
        self.session.random.fraction()
    }

    fn set_seed(&mut self, seed: f64) {
        self.session.random = Rng::stream(seed.to_bits(), "sql random");
    }

    fn next_value(&mut self, sequence: RelId) -> Result<i64> {
        self.session.check_access("nextval()")?;
        let info = self.sequence(sequence)?;
        let value = self.sequences.next(info.file, &info.name)?;
        self.session.drawn.note(sequence, value);
        self.session.drawn.last = Some(sequence);
        Ok(value)
    }

    fn current_value(&self, sequence: RelId) -> Result<i64> {
        self.session.drawn.value(sequence).ok_or_else(|| {
            let name = self.catalog.table(sequence).map_or("", |sequence| sequence.name.as_str());
            let message =
                format!("currval of sequence \"{name}\" is not yet defined in this session");
            Error::sql(sqlstate::OBJECT_NOT_IN_PREREQUISITE_STATE, message)
        })
    }

    fn last_value(&self) -> Result<i64> {
        match self.session.drawn.last {
            // A sequence that is gone has no last value.
            Some(sequence) if self.catalog.table(sequence).is_some() => {
                self.current_value(sequence)
            }
            _ => Err(Error::sql(
                sqlstate::OBJECT_NOT_IN_PREREQUISITE_STATE,
                "lastval is not yet defined in this session",
            )),
        }
    }

    fn set_value(&mut self, sequence: RelId, value: i64, is_called: bool) -> Result<()> {
        self.session.check_access("setval()")?;
        let info = self.sequence(sequence)?;
        self.sequences.set(info.file, &info.name, value, is_called)?;
        if is_called {
            self.session.drawn.note(sequence, value);
        }
        Ok(())
    }

    fn sequence_named(&self, name: &str) -> Result<RelId> {
        match self.catalog.table_of_text(&self.session.settings.now.path, name) {
            Some(table) if table.kind == TableKind::Sequence => Ok(table.rel),
            Some(table) => Err(Error::sql(
                sqlstate::WRONG_OBJECT_TYPE,
                format!("\"{}\" is not a sequence", table.name),
            )),
            None => Err(Error::sql(
                sqlstate::UNDEFINED_TABLE,
                format!("relation \"{}\" does not exist", name.replace('"', "")),
            )),
        }
    }

    fn setting(&self, name: &str) -> Option<String> {
        self.session.setting(name).map(|(_, value)| value)
    }

    fn set_setting(&mut self, name: &str, value: Option<&str>, until: Until) -> Result<()> {
        match value {
            Some(value) => self.session.settings.set(name, value, until),
            None if self.setting(name).is_none() => Err(unrecognized(name)),
            None => self.session.settings.reset(name, until),
        }
    }

    fn param(&self, number: u16) -> &Value {
        let place = usize::from(number).wrapping_sub(1);
        self.params.get(place).unwrap_or(&Value::Null)
    }

    fn set_param(&mut self, number: u16, value: Value) {
        let place = usize::from(number) - 1;
        if self.params.len() <= place {
            self.params.resize(place + 1, Value::Null);
        }
        self.params[place] = value;
    }

    fn schema_name(&self) -> Option<String> {
        let path = &self.session.settings.now.path;
        self.catalog.creation_schema(path).map(str::to_string)
    }
}
