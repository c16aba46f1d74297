//! Format, lints and native tests.

use anyhow::{bail, Result};

use super::tally::Tally;
use crate::progress::{cargo, run, run_reading, step};

/// Whether every file is as rustfmt writes it.
pub fn format(tally: &mut Tally) {
    if !has_component("fmt") {
        return tally.missing_tool("format: rustfmt is missing (rustup component add rustfmt)");
    }
    let outcome = step("format", || run(cargo().args(["fmt", "--all", "--check"])));
    tally.whole("format", outcome);
}

/// Clippy and the compiler, warnings denied.
pub fn lints(tally: &mut Tally) {
    if !has_component("clippy") {
        return tally.missing_tool("lints: clippy is missing (rustup component add clippy)");
    }
    let mut clippy = cargo();
    clippy.args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]);
    let outcome = step("lints", || run(&mut clippy));
    tally.whole("lints", outcome);
}

/// Every test that runs on this machine's own processor.
pub fn native_tests(tally: &mut Tally) {
    let mut tests = cargo();
    tests.args(["test", "--workspace", "--no-fail-fast"]);
    tally.stage("native tests", |tally| {
        step("native tests", || {
            let failed_before = tally.failed;
            let status = run_reading(&mut tests, |line| tally.read_line(line))?;
            if !status.success() && tally.failed == failed_before {
                bail!("they do not compile, or one of them ended its process");
            }
            Ok(())
        })
    });
}

/// Whether Cargo has that component, after an attempt to install it.
fn has_component(name: &str) -> bool {
    let works = || -> bool {
        let output = cargo().args([name, "--version"]).output();
        output.is_ok_and(|output| output.status.success())
    };
    let component = if name == "fmt" { "rustfmt" } else { name };
    let install = || -> Result<()> {
        run(crate::progress::command("rustup").args(["component", "add", component]))
    };
    works() || (step(&format!("install {component}"), install).is_ok() && works())
}
