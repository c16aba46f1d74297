//! The long run: the tests that try more for more time, with full counts, round after round with
//! new seeds, optimised and with every check of a debug build (profile `soak`). Tests that say the
//! same every day belong to `cargo xtask test`.
//!
//! The tests read `GLASSBOX_SOAK`, the number of the round. What needs a PostgreSQL server finds
//! its programs through `GLASSBOX_POSTGRES`; Debian's package is installed where that is possible.
//! Figures go to `SOAK.md`, the newest first: only what the tests printed, with date, commit and
//! machine.

use std::fs;
use std::path::Path;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::progress::{capture, cargo, command, run_reading, say, step};
use crate::test::tally::Tally;
use crate::{setup, workspace};

/// How long a soak lasts unless told: rounds begin until then.
pub const MINUTES_DEFAULT: u64 = 60;
/// Where Debian puts the programs of the version that we compare with.
const POSTGRES: &str = "/usr/lib/postgresql/15/bin";
/// The targets that try more in a soak, and the golden scripts against PostgreSQL.
const TARGETS: &[&str] = &[
    "crash",
    "differential",
    "images",
    "model",
    "mutation",
    "plans",
    "postgres",
    "replay",
    "storage",
    "theory",
];
/// What stands at the head of `SOAK.md`.
const HEAD: &str =
    "# Long runs\n\nFigures of `cargo xtask soak`, the newest first. A run that was \
    ended by hand says so and what it did\nnot reach.\n";

/// Soaks for that long, and at least for one round; true if nothing failed.
pub fn run(minutes: u64) -> Result<bool> {
    let begun = Instant::now();
    let mut tally = Tally::default();
    find_postgres(&mut tally);
    let mut rounds = 0;
    while rounds == 0 || begun.elapsed() < Duration::from_secs(60 * minutes) {
        step(&format!("soak, round {}", rounds + 1), || round(rounds, &mut tally))?;
        rounds += 1;
        if tally.failed > 0 {
            break;
        }
    }
    write(&entry(rounds, begun.elapsed(), &tally)?)?;
    say(&tally.to_string());
    Ok(tally.failed == 0)
}

fn find_postgres(tally: &mut Tally) {
    if !Path::new(POSTGRES).is_dir() {
        // Where it cannot be installed, the tests that need it say so.
        let _ = setup::apt_install("PostgreSQL 15", &["postgresql-15"]);
    }
    if Path::new(POSTGRES).is_dir() {
        std::env::set_var("GLASSBOX_POSTGRES", POSTGRES);
    } else {
        tally.missing_tool("comparison with PostgreSQL: postgresql-15 is missing");
    }
}

/// One run of the targets.
fn round(round: u64, tally: &mut Tally) -> Result<()> {
    let mut tests = cargo();
    tests.args(["test", "--package", "glassbox-tests", "--profile", "soak", "--no-fail-fast"]);
    for target in TARGETS {
        tests.args(["--test", target]);
    }
    tests.env("GLASSBOX_SOAK", round.to_string());
    let status = run_reading(&mut tests, |line| tally.read_line(line))?;
    if !status.success() && tally.failed == 0 {
        tally.fail("the tests do not compile, or one of them ended its process");
    }
    Ok(())
}

fn entry(rounds: u64, lasted: Duration, tally: &Tally) -> Result<String> {
    let date = capture(command("node").args(["-p", "new Date().toISOString().slice(0, 10)"]))?;
    let commit = capture(command("git").args(["rev-parse", "--short", "HEAD"]))?;
    let cores = available_parallelism()?;
    let mut lines = vec![
        format!("\n## {}, commit {}, {cores} cores\n", date.trim(), commit.trim()),
        format!("- {tally}, in {rounds} rounds and {} minutes", lasted.as_secs() / 60),
    ];
    lines.extend(tally.figures.iter().map(|figure| format!("- {figure}")));
    lines.extend(tally.reasons().map(|reason| format!("- {reason}")));
    Ok(lines.join("\n") + "\n")
}

fn write(entry: &str) -> Result<()> {
    let file = workspace::root().join("SOAK.md");
    let before = fs::read_to_string(&file).unwrap_or_else(|_| HEAD.to_string());
    let older = before.strip_prefix(HEAD).unwrap_or(&before);
    Ok(fs::write(file, format!("{HEAD}{entry}{older}"))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a file or one in a folder asks how much to try.
    fn asks(path: &Path) -> bool {
        match fs::read_dir(path) {
            Ok(entries) => entries.flatten().any(|entry| asks(&entry.path())),
            Err(_) => {
                fs::read_to_string(path).is_ok_and(|text| text.contains("glassbox_tests::soak"))
            }
        }
    }

    #[test]
    fn every_target_that_tries_more_is_run() {
        for entry in fs::read_dir(workspace::root().join("tests")).expect("there are tests") {
            let path = entry.expect("an entry").path();
            let name = path.file_stem().expect("it has a name").to_string_lossy().to_string();
            if name != "support" && asks(&path) {
                assert!(TARGETS.contains(&name.as_str()), "{name} tries more in a soak");
            }
        }
    }
}
