//! Random schemes and tables: every answer equals what the definition gives.

use std::time::Instant;

use glassbox_tests::soak::{figure, seeds};
use glassbox_tests::theory::chance::Kinds;
use glassbox_tests::theory::{applied, found, laws};

/// Checks every seed; the seed of a failure is printed.
fn each(name: &str, usual: u64, full: u64, check: impl Fn(u64) + std::panic::RefUnwindSafe) {
    let begun = Instant::now();
    for seed in seeds(usual, full) {
        let outcome = std::panic::catch_unwind(|| check(seed));
        if let Err(cause) = outcome {
            println!("{name}: seed {seed}");
            std::panic::resume_unwind(cause);
        }
    }
    let count = seeds(usual, full).count();
    figure(&format!("{name} held against definitions"), count);
    println!("{name}: {count} in {:?}", begun.elapsed());
}

#[test]
fn schemes_with_functional_dependencies() {
    each("schemes", 2_000, 20_000, |seed| laws::check(seed, Kinds::Functional, 6));
}

#[test]
fn schemes_with_multivalued_dependencies() {
    each("mixed schemes", 5_000, 20_000, |seed| laws::check(seed, Kinds::Mixed, 4));
}

#[test]
fn larger_schemes_with_multivalued_dependencies() {
    each("large mixed schemes", 20, 500, |seed| laws::check(seed, Kinds::Mixed, 6));
}

#[test]
fn small_tables() {
    each("small tables", 1_000, 20_000, |seed| found::check(seed, 5, 12));
}

#[test]
fn larger_tables() {
    each("tables", 15, 1_000, |seed| found::check(seed, 6, 200));
}

#[test]
fn decompositions_of_rows() {
    each("applied decompositions", 30, 2_000, |seed| applied::check(seed, Kinds::Functional));
}

#[test]
fn decompositions_of_rows_with_independent_columns() {
    each("mixed applied decompositions", 20, 2_000, |seed| applied::check(seed, Kinds::Mixed));
}
