//! The project's own tool: everything from a bare machine to a tested site.
//!
//! ```text
//!   main -> build  (setup, cargo, bindgen, wasm-opt, esbuild, names) -> a static site
//!        -> serve  build, then answer on localhost
//!        -> test   build, then every check there is, counted
//! ```
//!
//! It needs rustup and Node, and installs what else is missing. Every version it uses is fixed by
//! `Cargo.lock` and `package-lock.json`.
//! Left out: Trunk and `wasm-bindgen-cli`, because each would have to be installed beside the
//! lock file at an exactly fitting version.

mod budget;
mod build;
mod progress;
mod serve;
mod setup;
mod test;
mod workspace;

use anyhow::{bail, Result};
use build::Recipe;

const USAGE: &str = "\
usage: cargo xtask <command>

  serve [--release]   build the page and serve it on localhost
  build               build the static site into dist/ and print its sizes
  test                check everything: the last line counts passed, failed and skipped
";

fn main() {
    if let Err(error) = run() {
        eprintln!("error: {error:#}");
        std::process::exit(1);
    }
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
        ["test"] => match test::run()? {
            true => Ok(()),
            false => std::process::exit(1),
        },
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        _ => bail!("unknown command `{}`\n\n{USAGE}", words.join(" ")),
    }
}
