//! How much a test tries: little and always the same in the everyday run, much and always more in
//! `cargo xtask soak`.
//!
//! The soak sets `GLASSBOX_SOAK` to the number of its round, from 0. Every round brings new seeds.

use std::fmt::Display;
use std::io::Write;
use std::ops::Range;

/// The seeds to try: `0..usual` every day, the round's own `full` seeds in a soak.
pub fn seeds(usual: u64, full: u64) -> Range<u64> {
    match round() {
        None => 0..usual,
        Some(round) => round * full..(round + 1) * full,
    }
}

/// How many steps a random walk takes.
pub fn steps(usual: u64, full: u64) -> u64 {
    round().map_or(usual, |_| full)
}

/// Of many cases every so-manieth is tried: `usual` every day, each one in a soak.
pub fn stride(usual: usize) -> usize {
    round().map_or(usual, |_| 1)
}

/// A figure for `SOAK.md`.
pub fn figure(name: &str, value: impl Display) {
    // Printed past the harness, which would hold it back.
    let _ = writeln!(std::io::stdout(), "\nfigure: {name} = {value}");
}

fn round() -> Option<u64> {
    let round = std::env::var("GLASSBOX_SOAK").ok()?;
    Some(round.parse().expect("GLASSBOX_SOAK is the number of a round"))
}
