//! What the settings are in one session.
//!
//! ```text
//!   own      what SET and set_config set; it stays when the transaction commits
//!   local    what SET LOCAL set; it ends with the transaction
//! ```
//!
//! A setting without an entry has its default. To undo a transaction is to put an older copy back.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::base::error::{sqlstate, Error, Result};

use super::kind::{number_of, schemas, Unit};
use super::table::{setting, SETTINGS};
use crate::catalog::path::SearchPath;
use crate::expr::env::Until;
use crate::plan::settings::PlannerSettings;
use crate::sql::statement::Access;
use crate::txn::isolation::Isolation;

/// How much a message matters, as `client_min_messages` orders them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// For information.
    Notice,
    /// Something may be wrong.
    Warning,
}

impl Severity {
    /// Its name, as clients show it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Notice => "NOTICE",
            Severity::Warning => "WARNING",
        }
    }
}

/// The settings of one session.
#[derive(Clone, Debug)]
pub struct Settings {
    batch_rows_default: u32,
    own: BTreeMap<String, String>,
    local: BTreeMap<String, String>,
    /// What the engine reads; shared, so that a statement keeps it at no cost.
    pub now: Arc<Now>,
}

/// The settings that the engine reads, ready for use.
#[derive(Clone, Debug, PartialEq)]
pub struct Now {
    /// `batch_rows`.
    pub batch_rows: usize,
    /// `work_mem`, in bytes.
    pub work_mem_bytes: u64,
    /// `statement_timeout`, in simulated nanoseconds; `None`: never.
    pub timeout_nanos: Option<u64>,
    /// `client_min_messages`: messages below it are not told; `None`: none but errors are.
    pub told_from: Option<Severity>,
    /// `default_transaction_isolation`.
    pub isolation: Isolation,
    /// `default_transaction_read_only`.
    pub access: Access,
    /// `search_path`.
    pub path: SearchPath,
    /// Whether plans are kept: `plan_cache_mode`, unless each statement is to have its own.
    pub keeps_plans: bool,
    /// What the planner asks.
    pub planner: PlannerSettings,
}

/// The user that there is, whom `"$user"` of the search path means.
const USER: &str = "postgres";

impl Settings {
    /// The defaults, with that many rows in a batch.
    pub fn new(batch_rows_default: u32) -> Settings {
        let own = BTreeMap::new();
        let now = Now {
            batch_rows: batch_rows_default as usize,
            work_mem_bytes: 0,
            timeout_nanos: None,
            told_from: None,
            isolation: Isolation::default(),
            access: Access::default(),
            path: SearchPath::default(),
            keeps_plans: true,
            planner: PlannerSettings::default(),
        };
        let (local, now) = (BTreeMap::new(), Arc::new(now));
        let mut settings = Settings { batch_rows_default, own, local, now };
        settings.refresh();
        settings
    }

    /// Sets a setting to the values of a SET.
    pub fn set_words(&mut self, name: &str, words: &[String], until: Until) -> Result<()> {
        let Some(known) = setting(name) else {
            return self.set(name, &words.join(", "), until);
        };
        if words.len() > 1 && !known.kind.is_list() {
            let message = format!("SET {} takes only one argument", known.name);
            return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
        }
        self.set(name, &known.kind.joined(words), until)
    }

    /// Sets a setting. Names with a dot are the learner's own and hold any text.
    pub fn set(&mut self, name: &str, text: &str, until: Until) -> Result<()> {
        let (key, value) = match setting(name) {
            Some(known) => (known.name.to_string(), known.kind.value(known.name, text)?),
            None if name.contains('.') => (name.to_lowercase(), text.to_string()),
            None => return Err(unrecognized(name)),
        };
        match until {
            Until::Session => {
                self.local.remove(&key);
                self.own.insert(key, value);
            }
            Until::Transaction => {
                self.local.insert(key, value);
            }
        }
        self.refresh();
        Ok(())
    }

    /// Puts a setting's default back.
    pub fn reset(&mut self, name: &str, until: Until) -> Result<()> {
        match setting(name) {
            None if name.contains('.') => self.set(name, "", until),
            None => Err(unrecognized(name)),
            Some(known) => {
                let default = self.default_of(known.name, known.default);
                match until {
                    Until::Transaction => self.local.insert(known.name.to_string(), default),
                    Until::Session => {
                        self.own.remove(known.name);
                        self.local.remove(known.name)
                    }
                };
                self.refresh();
                Ok(())
            }
        }
    }

    /// Puts every default back.
    pub fn reset_all(&mut self) {
        self.own.clear();
        self.local.clear();
        self.refresh();
    }

    /// The transaction commits: what was set for it alone ends.
    pub fn end_transaction(&mut self) {
        if !self.local.is_empty() {
            self.local.clear();
            self.refresh();
        }
    }

    /// The value of a setting, under its name as PostgreSQL prints it.
    pub fn get(&self, name: &str) -> Option<(&str, String)> {
        match setting(name) {
            Some(known) => Some((known.name, self.value(known.name, known.default))),
            None => {
                let key = name.to_lowercase();
                let kept = self.local.get_key_value(&key).or_else(|| self.own.get_key_value(&key));
                kept.map(|(key, value)| (key.as_str(), value.clone()))
            }
        }
    }

    /// Every setting: its name, its value, what it is for.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, String, &'static str)> + '_ {
        SETTINGS
            .iter()
            .map(|known| (known.name, self.value(known.name, known.default), known.about))
    }

    fn value(&self, name: &str, default: &str) -> String {
        let kept = self.local.get(name).or_else(|| self.own.get(name));
        kept.cloned().unwrap_or_else(|| self.default_of(name, default))
    }

    fn default_of(&self, name: &str, default: &str) -> String {
        match name {
            "batch_rows" => self.batch_rows_default.to_string(),
            _ => default.to_string(),
        }
    }

    fn text(&self, name: &str) -> String {
        self.get(name).map_or(String::new(), |(_, value)| value)
    }

    fn number(&self, name: &str, unit: Unit) -> u64 {
        u64::try_from(number_of(&self.text(name), unit)).unwrap_or(0)
    }

    fn real(&self, name: &str) -> f64 {
        self.text(name).parse().unwrap_or(0.0)
    }

    fn is_on(&self, name: &str) -> bool {
        self.text(name) == "on"
    }

    /// Reads what the engine reads.
    fn refresh(&mut self) {
        let path = schemas(&self.text("search_path")).unwrap_or_default();
        let timeout_millis = self.number("statement_timeout", Unit::Milliseconds);
        self.now = Arc::new(Now {
            batch_rows: self.number("batch_rows", Unit::None) as usize,
            work_mem_bytes: self.number("work_mem", Unit::Kilobytes) * 1_024,
            timeout_nanos: (timeout_millis > 0).then(|| timeout_millis.saturating_mul(1_000_000)),
            told_from: match self.text("client_min_messages").as_str() {
                "warning" => Some(Severity::Warning),
                "error" => None,
                _ => Some(Severity::Notice),
            },
            isolation: match self.text("default_transaction_isolation").as_str() {
                "repeatable read" => Isolation::RepeatableRead,
                _ => Isolation::ReadCommitted,
            },
            access: match self.is_on("default_transaction_read_only") {
                true => Access::ReadOnly,
                false => Access::ReadWrite,
            },
            path: SearchPath::new(path.into_iter().map(|schema| match schema.as_str() {
                "$user" => USER.to_string(),
                _ => schema,
            })),
            keeps_plans: self.text("plan_cache_mode") != "force_custom_plan",
            planner: self.planner(),
        });
    }

    fn planner(&self) -> PlannerSettings {
        PlannerSettings {
            enable_seqscan: self.is_on("enable_seqscan"),
            enable_indexscan: self.is_on("enable_indexscan"),
            enable_indexonlyscan: self.is_on("enable_indexonlyscan"),
            enable_bitmapscan: self.is_on("enable_bitmapscan"),
            enable_nestloop: self.is_on("enable_nestloop"),
            enable_hashjoin: self.is_on("enable_hashjoin"),
            enable_mergejoin: self.is_on("enable_mergejoin"),
            enable_sort: self.is_on("enable_sort"),
            enable_hashagg: self.is_on("enable_hashagg"),
            enable_material: self.is_on("enable_material"),
            seq_page_cost: self.real("seq_page_cost"),
            random_page_cost: self.real("random_page_cost"),
            cpu_tuple_cost: self.real("cpu_tuple_cost"),
            cpu_index_tuple_cost: self.real("cpu_index_tuple_cost"),
            cpu_operator_cost: self.real("cpu_operator_cost"),
            effective_cache_bytes: self.number("effective_cache_size", Unit::Blocks) * 8_192,
            work_mem_bytes: self.number("work_mem", Unit::Kilobytes) * 1_024,
            join_collapse_limit: self.number("join_collapse_limit", Unit::None) as u32,
        }
    }
}

/// 42704.
pub fn unrecognized(name: &str) -> Error {
    let message = format!("unrecognized configuration parameter \"{name}\"");
    Error::sql(sqlstate::UNDEFINED_OBJECT, message)
}
