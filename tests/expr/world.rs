//! A world for expressions: one sequence, one generator, a clock that stands still.

use std::collections::BTreeMap;

use engine::expr::env::{Env, Until};
use model::base::error::Result;
use model::base::ids::RelId;
use model::base::rng::Rng;
use model::types::value::Value;

/// A world with one sequence, numbered 1, and a generator.
pub struct TestEnv {
    rng: Rng,
    sequence: i64,
    settings: BTreeMap<String, String>,
}

impl TestEnv {
    pub fn new() -> TestEnv {
        TestEnv { rng: Rng::stream(42, "random"), sequence: 0, settings: BTreeMap::new() }
    }
}

impl Env for TestEnv {
    fn transaction_micros(&self) -> i64 {
        0
    }
    fn random(&mut self) -> f64 {
        self.rng.fraction()
    }
    fn set_seed(&mut self, seed: f64) {
        self.rng = Rng::stream(seed.to_bits(), "random");
    }
    fn next_value(&mut self, _: RelId) -> Result<i64> {
        self.sequence += 1;
        Ok(self.sequence)
    }
    fn current_value(&self, _: RelId) -> Result<i64> {
        Ok(self.sequence)
    }
    fn last_value(&self) -> Result<i64> {
        Ok(self.sequence)
    }
    fn set_value(&mut self, _: RelId, value: i64, _: bool) -> Result<()> {
        self.sequence = value;
        Ok(())
    }
    fn sequence_named(&self, _: &str) -> Result<RelId> {
        Ok(RelId(1))
    }
    fn setting(&self, name: &str) -> Option<String> {
        self.settings.get(name).cloned()
    }
    fn set_setting(&mut self, name: &str, value: Option<&str>, _: Until) -> Result<()> {
        self.settings.insert(name.to_string(), value.unwrap_or_default().to_string());
        Ok(())
    }
    fn schema_name(&self) -> Option<String> {
        Some("public".to_string())
    }
    fn param(&self, _: u16) -> &Value {
        &Value::Null
    }
    fn set_param(&mut self, _: u16, _: Value) {}
}
