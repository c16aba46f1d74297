//! The built engine in Node, and the built page in Chromium.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use super::tally::Tally;
use crate::progress::{command, run_reading, say, step};
use crate::{setup, workspace};

/// Tests of the built engine by Node's own runner.
pub fn wasm_tests(tally: &mut Tally) {
    let tests = workspace::root().join("tests/wasm");
    let mut node = command("node");
    node.args(["--test", "--test-reporter=tap"]).args(test_files(&tests));
    node.env("GLASSBOX_TARGET", workspace::target());
    tally.stage("wasm tests", |tally| {
        step("wasm tests", || {
            let status = run_reading(&mut node, |line| read_tap(line, tally))?;
            anyhow::ensure!(status.success() || tally.failed > 0, "Node ended with {status}");
            Ok(())
        })
    });
}

fn test_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".test.js"));
    files.sort();
    files
}

/// Takes the lines `# pass 3`, `# fail 0`, `# skipped 1` and the names of what failed.
fn read_tap(line: &str, tally: &mut Tally) {
    let count = |word| line.strip_prefix(word).and_then(|rest| rest.trim().parse::<u64>().ok());
    tally.passed += count("# pass ").unwrap_or(0);
    tally.skipped += count("# skipped ").unwrap_or(0);
    if let Some(name) = line.trim_start().strip_prefix("not ok ") {
        tally.fail(format!("wasm tests: {name}"));
    }
}

/// Playwright's tests on the built page.
pub fn page_tests(tally: &mut Tally) {
    let Some(browser) = setup::chromium() else {
        return tally.missing_tool(
            "browser tests: Chromium is missing (Debian: apt-get install chromium; or set \
             GLASSBOX_CHROMIUM to its program)",
        );
    };
    let report = workspace::target().join("site/browser-tests.json");
    let mut tests = setup::npm_program("@playwright/test/cli.js");
    tests.args(["test", "--reporter=list,json"]);
    tests.env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report).env("GLASSBOX_CHROMIUM", browser);
    tests.env("GLASSBOX_TARGET", workspace::target());
    tally.stage("browser tests", |tally| {
        step("browser tests", || {
            if report.exists() {
                fs::remove_file(&report)?;
            }
            run_reading(&mut tests, |_| {})?;
            let report = fs::read_to_string(&report).context("Playwright left no report")?;
            read_report(&serde_json::from_str(&report)?, tally)
        })
    });
}

fn read_report(report: &Value, tally: &mut Tally) -> Result<()> {
    let count = |name: &str| report["stats"][name].as_u64().context("a count in the report");
    tally.passed += count("expected")?;
    tally.skipped += count("skipped")?;
    let failed = count("unexpected")? + count("flaky")?;
    tally.failed += failed;
    let errors = report["errors"].as_array().map_or(0, Vec::len) as u64;
    if errors > 0 {
        tally.fail("browser tests: Playwright itself reports errors");
    }
    if failed + errors > 0 {
        say("    the browser tests that failed are told above");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_what_node_prints() {
        let mut tally = Tally::default();
        for line in ["ok 1 - a", "not ok 2 - b", "# tests 4", "# pass 2", "# fail 1", "# skipped 1"]
        {
            read_tap(line, &mut tally);
        }
        assert_eq!(tally.to_string(), "2 passed, 1 failed, 1 skipped");
    }
}
