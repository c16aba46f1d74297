//! All of the project's checks, in one run with one count.
//!
//! ```text
//!   set-up   rustfmt, clippy, WebAssembly target, npm packages, Chromium
//!   rust     format, lints, native tests (unit, golden, tidy, determinism, conformance)
//!   site     the release build, and one with planted faults
//!   wasm     the built engine in Node
//!   browser  Playwright and axe on the built page
//!   budget   sizes against their ceilings
//! ```
//!
//! A stage that fails does not stop the others. A tool that is missing and cannot be installed is
//! a skip with its name; with `CI=true` it is a failure. A test that finds it cannot run prints a
//! line `skipped: why`, which is counted here.

mod browser;
pub mod conformance;
mod rust;
pub mod tally;

use std::time::Instant;

use anyhow::Result;
use tally::Tally;

use crate::build::{self, Recipe};
use crate::progress::{say, step};
use crate::{budget, setup};

/// Runs everything; true if nothing failed.
pub fn run() -> Result<bool> {
    let begun = Instant::now();
    let mut tally = Tally::default();
    setup::for_building()?;
    rust::format(&mut tally);
    rust::lints(&mut tally);
    conformance::prepare(&mut tally);
    rust::native_tests(&mut tally);
    let site = tally.stage("build the site", |_| build::run(Recipe::Release));
    let faulty = tally.stage("build the site with faults", |_| build::run(Recipe::Faults));
    if let (Some(site), Some(_)) = (site, faulty) {
        browser::wasm_tests(&mut tally);
        browser::page_tests(&mut tally);
        tally.stage("size budget", |tally| step("size budget", || budget::check(&site, tally)));
    }
    say("");
    tally.reasons().for_each(|reason| say(&reason));
    let minutes = begun.elapsed().as_secs_f64() / 60.0;
    say(&format!("in {minutes:.1} minutes"));
    say(&tally.to_string());
    Ok(tally.failed == 0)
}
