//! The count over all stages, with what failed and what was skipped by name.

use std::fmt;

use anyhow::Result;

/// How many tests passed, failed and were skipped.
#[derive(Default)]
pub struct Tally {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
    /// Tests that could not run.
    pub skipped: u64,
    /// Figures that tests printed for the reader.
    pub figures: Vec<String>,
    failures: Vec<String>,
    skips: Vec<String>,
    /// Skips that a test target told of, before its own count.
    told_skips: u64,
}

impl Tally {
    /// Counts a failure.
    pub fn fail(&mut self, what: impl Into<String>) {
        self.failed += 1;
        self.failures.push(what.into());
    }

    /// Counts a skip.
    pub fn skip(&mut self, what: impl Into<String>) {
        self.skipped += 1;
        self.skips.push(what.into());
    }

    /// Counts what cannot run because a tool is missing: on a user's machine a skip, in continuous
    /// integration a failure.
    pub fn missing_tool(&mut self, what: impl Into<String>) {
        if std::env::var("CI").is_ok_and(|ci| ci == "true") {
            self.fail(what);
        } else {
            self.skip(what);
        }
    }

    /// Counts a stage that passes or fails as a whole.
    pub fn whole(&mut self, what: &str, outcome: Result<()>) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(error) => self.fail(format!("{what}: {error:#}")),
        }
    }

    /// Does a stage that counts for itself; an error in it is one more failure.
    pub fn stage<T>(&mut self, what: &str, act: impl FnOnce(&mut Tally) -> Result<T>) -> Option<T> {
        match act(self) {
            Ok(value) => Some(value),
            Err(error) => {
                self.fail(format!("{what}: {error:#}"));
                None
            }
        }
    }

    /// Takes a line that a test program printed: Rust's count of a target, a test's verdict, a
    /// skip's reason, a figure.
    pub fn read_line(&mut self, line: &str) {
        if let Some(reason) = line.trim().strip_prefix("skipped: ") {
            self.told_skips += 1;
            self.skip(reason);
        } else if let Some(figure) = line.trim().strip_prefix("figure: ") {
            self.figures.push(figure.to_string());
        } else if let Some(counts) = line.trim().strip_prefix("test result: ") {
            // A test that told of a skip is among the passed.
            self.passed += count_before(counts, "passed").saturating_sub(self.told_skips);
            self.told_skips = 0;
            self.failed += count_before(counts, "failed");
            self.skipped += count_before(counts, "ignored");
        } else if let Some((name, verdict)) = named_test(line) {
            match verdict {
                "FAILED" => self.failures.push(name.to_string()),
                ignored if ignored.starts_with("ignored") => {
                    self.skips.push(format!("{name}: {ignored}"));
                }
                _ => {}
            }
        }
    }

    /// What failed and what was skipped, a line each.
    pub fn reasons(&self) -> impl Iterator<Item = String> + '_ {
        let skips = self.skips.iter().map(|what| format!("skipped: {what}"));
        skips.chain(self.failures.iter().map(|what| format!("failed: {what}")))
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// A test and its verdict: `test a::b ... ignored, run by hand`.
fn named_test(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("test ")?.split_once(" ... ")
}

/// The number before a word: `3` in `ok. 3 passed; 0 failed`.
fn count_before(counts: &str, word: &str) -> u64 {
    let words: Vec<&str> = counts.split_whitespace().collect();
    let at = words.iter().position(|w| w.trim_end_matches(';') == word);
    at.and_then(|at| words[at.checked_sub(1)?].parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_what_tests_print() {
        let mut tally = Tally::default();
        for line in [
            "test a::b ... ok",
            "test a::c ... FAILED",
            "skipped: no python3",
            "test a::d ... ignored, run by hand",
            "figure: seeds = 3",
            "test result: FAILED. 4 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out",
        ] {
            tally.read_line(line);
        }
        assert_eq!(tally.to_string(), "3 passed, 1 failed, 3 skipped");
        assert_eq!(tally.figures, ["seeds = 3"]);
        assert_eq!(tally.reasons().nth(1).as_deref(), Some("skipped: a::d: ignored, run by hand"));
        assert_eq!(tally.reasons().last().as_deref(), Some("failed: a::c"));
    }
}
