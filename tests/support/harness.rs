//! Tests whose list is only known when they run: one for each script.
//!
//! A test target with `harness = false` calls [`run`] from its `main`; what it prints is what
//! Rust's own harness prints, so that whoever counts tests can read both.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::process::ExitCode;

/// A named test; it panics if it fails.
pub struct Test {
    name: String,
    act: Box<dyn Fn()>,
}

impl Test {
    /// A test of that name.
    pub fn new(name: impl Into<String>, act: impl Fn() + 'static) -> Test {
        Test { name: name.into(), act: Box::new(act) }
    }
}

/// Runs the tests whose names hold one of the words on the command line, or all.
pub fn run(tests: Vec<Test>) -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let (chosen, others): (Vec<Test>, Vec<Test>) = tests.into_iter().partition(|test| {
        words.is_empty() || words.iter().any(|word| test.name.contains(word.as_str()))
    });
    if std::env::args().any(|arg| arg == "--list") {
        chosen.iter().for_each(|test| println!("{}: test", test.name));
        return ExitCode::SUCCESS;
    }
    println!("\nrunning {} tests", chosen.len());
    let mut failed: Vec<&str> = Vec::new();
    for test in &chosen {
        let passed = catch_unwind(AssertUnwindSafe(|| (test.act)())).is_ok();
        println!("test {} ... {}", test.name, if passed { "ok" } else { "FAILED" });
        if !passed {
            failed.push(&test.name);
        }
    }
    if !failed.is_empty() {
        println!("\nfailures:\n    {}", failed.join("\n    "));
    }
    println!(
        "\ntest result: {}. {} passed; {} failed; 0 ignored; 0 measured; {} filtered out\n",
        if failed.is_empty() { "ok" } else { "FAILED" },
        chosen.len() - failed.len(),
        failed.len(),
        others.len()
    );
    ExitCode::from(u8::from(!failed.is_empty()))
}
