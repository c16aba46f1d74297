//! What expressions may ask of the world: time, chance, sequences, settings, parameters.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::RelId;
use model::base::rng::Rng;
use model::types::value::Value;

use super::sequence::Sequences;
use crate::catalog::cache::Catalog;
use crate::catalog::info::TableKind;
use crate::expr::env::Env;

/// When simulated time begins: 2026-01-01 00:00:00 UTC, in microseconds since 2000-01-01. A fixed
/// day, so that the same lab shows the same dates for ever.
const DAWN_MICROS: i64 = 9_497 * 86_400 * 1_000_000;

/// The world as one database's expressions see it.
#[derive(Debug)]
pub struct World {
    /// The sequences.
    pub sequences: Sequences,
    /// The values of `$1`, `$2`, ..., and after them what operators hand down.
    pub params: Vec<Value>,
    /// The tables as the statement that runs sees them.
    pub catalog: Arc<Catalog>,
    /// The settings of the session that runs.
    pub settings: BTreeMap<String, String>,
    /// Simulated microseconds at the start of the transaction.
    pub transaction_micros: u64,
    random: Rng,
    /// What the session drew last from each sequence.
    drawn: BTreeMap<RelId, i64>,
    last_drawn: Option<RelId>,
}

impl World {
    /// A world under a seed.
    pub fn new(seed: u64, catalog: Arc<Catalog>) -> World {
        World {
            sequences: Sequences::default(),
            params: Vec::new(),
            catalog,
            settings: default_settings(),
            transaction_micros: 0,
            random: Rng::stream(seed, "sql random"),
            drawn: BTreeMap::new(),
            last_drawn: None,
        }
    }

    /// Sets a setting; `None` puts its default back. 42704 for names PostgreSQL does not have.
    pub fn set(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        let name = name.to_lowercase();
        let known = SETTINGS.iter().find(|(known, _)| *known == name);
        let value = match (value, known) {
            (Some(value), Some(_)) => value,
            (None, Some((_, default))) => *default,
            (value, None) if name.contains('.') => value.unwrap_or(""),
            _ => {
                let message = format!("unrecognized configuration parameter \"{name}\"");
                return Err(Error::sql(sqlstate::UNDEFINED_OBJECT, message));
            }
        };
        if name == "timezone" && !matches!(value.to_uppercase().as_str(), "UTC" | "GMT") {
            return Err(model::base::error::SqlError::new(
                sqlstate::FEATURE_NOT_SUPPORTED,
                format!("time zone \"{value}\" is not supported"),
            )
            .hint("Use UTC.")
            .into());
        }
        self.settings.insert(name, value.to_string());
        Ok(())
    }

    /// Puts every setting back to its default.
    pub fn reset_settings(&mut self) {
        self.settings = default_settings();
    }

    fn sequence(&self, name: &str) -> Result<RelId> {
        let bare = name.rsplit('.').next().unwrap_or(name);
        let bare = match bare.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(quoted) => quoted.to_string(),
            None => bare.to_lowercase(),
        };
        match self.catalog.table_named(None, &bare) {
            Some(table) if table.kind == TableKind::Sequence => Ok(table.rel),
            Some(_) => Err(Error::sql(
                sqlstate::WRONG_OBJECT_TYPE,
                format!("\"{bare}\" is not a sequence"),
            )),
            None => Err(Error::sql(
                sqlstate::UNDEFINED_TABLE,
                format!("relation \"{name}\" does not exist"),
            )),
        }
    }
}

impl Env for World {
    fn transaction_micros(&self) -> i64 {
        DAWN_MICROS + self.transaction_micros as i64
    }

    fn random(&mut self) -> f64 {
        self.random.fraction()
    }

    fn set_seed(&mut self, seed: f64) {
        self.random = Rng::stream(seed.to_bits(), "sql random");
    }

    fn next_value(&mut self, sequence: RelId) -> Result<i64> {
        let value = self.sequences.next(sequence)?;
        self.drawn.insert(sequence, value);
        self.last_drawn = Some(sequence);
        Ok(value)
    }

    fn current_value(&self, sequence: RelId) -> Result<i64> {
        self.drawn.get(&sequence).copied().ok_or_else(|| {
            let name = self.sequences.get(sequence).map_or("", |sequence| sequence.name.as_str());
            let message =
                format!("currval of sequence \"{name}\" is not yet defined in this session");
            Error::sql(sqlstate::OBJECT_NOT_IN_PREREQUISITE_STATE, message)
        })
    }

    fn last_value(&self) -> Result<i64> {
        match self.last_drawn {
            Some(sequence) => self.current_value(sequence),
            None => Err(Error::sql(
                sqlstate::OBJECT_NOT_IN_PREREQUISITE_STATE,
                "lastval is not yet defined in this session",
            )),
        }
    }

    fn set_value(&mut self, sequence: RelId, value: i64, is_called: bool) -> Result<()> {
        self.sequences.set(sequence, value, is_called)?;
        if is_called {
            self.drawn.insert(sequence, value);
        }
        Ok(())
    }

    fn sequence_named(&self, name: &str) -> Result<RelId> {
        self.sequence(name)
    }

    fn setting(&self, name: &str) -> Option<String> {
        self.settings.get(&name.to_lowercase()).cloned()
    }

    fn set_setting(&mut self, name: &str, value: &str) -> Result<()> {
        self.set(name, Some(value))
    }

    fn param(&self, number: u16) -> Value {
        let place = usize::from(number).wrapping_sub(1);
        self.params.get(place).cloned().unwrap_or(Value::Null)
    }

    fn set_param(&mut self, number: u16, value: Value) {
        let place = usize::from(number) - 1;
        if self.params.len() <= place {
            self.params.resize(place + 1, Value::Null);
        }
        self.params[place] = value;
    }
}

/// The settings there are, with their defaults. They are PostgreSQL's that scripts set; they can be
/// shown, and change nothing here yet, those of the planner and of memory neither.
const SETTINGS: &[(&str, &str)] = &[
    ("application_name", ""),
    ("batch_rows", "1024"),
    ("bytea_output", "hex"),
    ("check_function_bodies", "on"),
    ("client_encoding", "UTF8"),
    ("client_min_messages", "notice"),
    ("datestyle", "ISO, MDY"),
    ("default_table_access_method", "heap"),
    ("default_tablespace", ""),
    ("default_transaction_isolation", "read committed"),
    ("enable_bitmapscan", "on"),
    ("enable_hashagg", "on"),
    ("enable_hashjoin", "on"),
    ("enable_indexonlyscan", "on"),
    ("enable_indexscan", "on"),
    ("enable_mergejoin", "on"),
    ("enable_nestloop", "on"),
    ("enable_seqscan", "on"),
    ("enable_sort", "on"),
    ("extra_float_digits", "1"),
    ("idle_in_transaction_session_timeout", "0"),
    ("intervalstyle", "postgres"),
    ("lock_timeout", "0"),
    ("row_security", "on"),
    ("search_path", "\"$user\", public"),
    ("server_encoding", "UTF8"),
    ("server_version", "15.0 (Glassbox)"),
    ("standard_conforming_strings", "on"),
    ("statement_timeout", "0"),
    ("timezone", "UTC"),
    ("transaction_isolation", "read committed"),
    ("transaction_timeout", "0"),
    ("work_mem", "4MB"),
    ("xmloption", "content"),
];

fn default_settings() -> BTreeMap<String, String> {
    SETTINGS.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())).collect()
}
