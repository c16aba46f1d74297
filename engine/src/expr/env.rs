//! What an expression may ask of the world. The database answers.

use model::base::error::Result;
use model::base::ids::RelId;
use model::types::value::Value;

/// How long a value that is set stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The end of the session.
    Session,
    /// The end of the transaction.
    Transaction,
}

/// The world as seen from an expression.
pub trait Env {
    /// `now()`: microseconds since 2000-01-01 UTC at the start of the transaction. Simulated.
    fn transaction_micros(&self) -> i64;
    /// `random()`: at least 0, below 1.
    fn random(&mut self) -> f64;
    /// `setseed(x)`.
    fn set_seed(&mut self, seed: f64);
    /// `nextval(sequence)`.
    fn next_value(&mut self, sequence: RelId) -> Result<i64>;
    /// `currval(sequence)`.
    fn current_value(&self, sequence: RelId) -> Result<i64>;
    /// `lastval()`.
    fn last_value(&self) -> Result<i64>;
    /// `setval(sequence, value, is_called)`.
    fn set_value(&mut self, sequence: RelId, value: i64, is_called: bool) -> Result<()>;
    /// The sequence of that name, as `'name'::regclass` finds it.
    fn sequence_named(&self, name: &str) -> Result<RelId>;
    /// `current_setting(name)`; `None` when there is no such setting.
    fn setting(&self, name: &str) -> Option<String>;
    /// `set_config(name, value, is_local)`; no value puts the default back.
    fn set_setting(&mut self, name: &str, value: Option<&str>, until: Until) -> Result<()>;
    /// The value of `$number`, from 1.
    fn param(&self, number: u16) -> &Value;
    /// Gives `$number` a value: how a row reaches the subplan that runs for it.
    fn set_param(&mut self, number: u16, value: Value);
    /// `current_user`. There are no others yet.
    fn user_name(&self) -> String {
        "postgres".to_string()
    }
    /// `current_database()`. There are no others.
    fn database_name(&self) -> String {
        "postgres".to_string()
    }
    /// `current_schema()`: where new relations go; `None` where no schema of the search path is
    /// there.
    fn schema_name(&self) -> Option<String>;
}
