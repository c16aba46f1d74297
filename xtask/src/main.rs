//! The project's own tool: everything from a bare machine to a tested site.
//!
//! ```text
//!   main -> build  (setup, cargo, bindgen, wasm-opt, esbuild, names) -> a static site
//!        -> serve  build, then answer on localhost
//!        -> test   build, then every check there is, counted
//!        -> bench  build, then the engine against others in one browser
//!        -> soak   the random tests with full counts, figures to SOAK.md
//! ```
//!
//! It needs rustup and Node, and installs what else is missing. Every version it uses is fixed by
//! `Cargo.lock` and `package-lock.json`.
//! Left out: Trunk and `wasm-bindgen-cli`, because each would have to be installed beside the
//! lock file at an exactly fitting version.

mod bench;
mod budget;
mod build;
mod progress;
mod serve;
mod setup;
mod soak;
mod test;
mod workspace;

use anyhow::{bail, Context, Result};
use build::Recipe;

const USAGE: &str = "\
usage: cargo xtask <command>

  serve [--release]   build the page and serve it on localhost
  build               build the static site into dist/ and print its sizes
  build --dev         build what `serve` serves into target/site/dev/, and do not serve it
  test                check everything: the last line counts passed, failed and skipped
  bench [ORDERS]      measure the engine against others in a browser, and write BENCHMARKS.md
  soak [MINUTES]      run the random tests with full counts, round after round with new seeds,
                      and write figures to SOAK.md (60 minutes unless told; at least one round)
";

fn main() {
    if let Err(error) = run() {
        eprintln!("error: {error:#}");
        std::process::exit(1);
    }
}

/// Ends with an exit code to match.
fn verdict(nothing_failed: bool) -> Result<()> {
    if !nothing_failed {
        std::process::exit(1);
    }
    Ok(())
}

fn run() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve"] => serve::run(Recipe::Dev),
        ["serve", "--release"] => serve::run(Recipe::Release),
        ["build"] => {
            let site = build::run(Recipe::Release)?;
            budget::print(&site)?;
            println!("built: {}", workspace::shown(&site));
            Ok(())
        }
        ["build", "--dev"] => {
            println!("built: {}", workspace::shown(&build::run(Recipe::Dev)?));
            Ok(())
        }
        ["test"] => verdict(test::run()?),
        ["bench"] => bench::run_all(bench::ORDERS_DEFAULT),
        ["bench", orders] => bench::run_all(orders.parse().context("a number of orders")?),
        ["soak"] => verdict(soak::run(soak::MINUTES_DEFAULT)?),
        ["soak", minutes] => verdict(soak::run(minutes.parse().context("a number of minutes")?)?),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        _ => bail!("unknown command `{}`\n\n{USAGE}", words.join(" ")),
    }
}
