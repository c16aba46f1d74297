//! Suites that nobody on the project wrote, run against the command line where they are at hand.
//!
//! `GLASSBOX_CONFORMANCE` names the folder that holds `check.py` and the suites. The test prints
//! how many records pass, and holds that against a floor: it only ever rises.

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

/// Per cent of each suite's records that must pass at least.
const FLOORS: &[(&str, f64)] =
    &[("sqlite", 99.5), ("rs", 87.0), ("duckdb", 88.0), ("regress", 90.0)];

#[test]
fn suites_of_others_pass_as_often_as_before() {
    let Some(folder) = std::env::var_os("GLASSBOX_CONFORMANCE").map(PathBuf::from) else {
        return say("skipped: no GLASSBOX_CONFORMANCE");
    };
    let engine = release_build();
    if !engine.exists() {
        return say("skipped: conformance needs cargo build --release --package glassbox");
    }
    if Command::new("python3").arg("--version").output().is_err() {
        assert!(std::env::var("CI").is_err(), "conformance needs python3");
        return say("skipped: conformance needs python3");
    }
    let suites: Vec<&str> = FLOORS.iter().map(|(suite, _)| *suite).collect();
    let output = Command::new("python3")
        .arg(folder.join("check.py"))
        .args(["--engine", &format!("{} sql --json", engine.display()), "-j", "2"])
        .args(["--suite", &suites.join(",")])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("python3 runs");
    let printed = String::from_utf8_lossy(&output.stdout);
    say(&format!("conformance:\n{printed}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for (suite, floor) in FLOORS {
        let passed = per_cent(&printed, suite);
        assert!(passed >= *floor, "{suite}: {passed} % of the records pass, floor {floor} %");
    }
}

/// The per cent that a line of the table gives: `sqlite  10  11161  11049  98.997%  ...`.
fn per_cent(table: &str, suite: &str) -> f64 {
    let line = table.lines().find(|line| line.split_whitespace().next() == Some(suite));
    let figure = line.and_then(|line| line.split_whitespace().find_map(|w| w.strip_suffix('%')));
    figure.and_then(|figure| figure.parse().ok()).expect("the check prints a line for each suite")
}

/// The command line as it is shipped, beside the build that this test belongs to.
fn release_build() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own file");
    let target = test.ancestors().nth(3).expect("target/debug/deps/test");
    target.join("release").join(format!("glassbox{}", std::env::consts::EXE_SUFFIX))
}

/// Prints even when the test passes: the harness holds back only what `print!` writes.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "\n{line}");
}
