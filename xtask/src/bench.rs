//! Measures the built engine against others, in one browser.

use anyhow::{Context, Result};

use crate::build::{self, Recipe};
use crate::progress::{command, run, step};
use crate::setup;

/// Rows of the larger table unless told.
pub const ORDERS_DEFAULT: u64 = 100_000;

/// Builds the site and runs the benchmark, which writes `BENCHMARKS.md`.
pub fn run_all(orders: u64) -> Result<()> {
    build::run(Recipe::Release)?;
    let browser = setup::chromium().context("the benchmark needs Chromium")?;
    let mut bench = command("node");
    bench.arg("tests/browser/bench/run.js").arg(orders.to_string());
    bench.env("GLASSBOX_CHROMIUM", browser);
    step("benchmark", || run(&mut bench))
}
