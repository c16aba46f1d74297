//! The project's own tool: everything from a bare machine to a tested site.
//!
//! ```text
//!   main -> build  (setup, cargo, bindgen, wasm-opt, esbuild, names) -> a static site
//!        -> serve  build, then answer on localhost
//! ```
//!
//! It needs rustup and Node, and installs what else is missing. Every version it uses is fixed by
//! `Cargo.lock` and `package-lock.json`.
//! Left out: Trunk and `wasm-bindgen-cli`, because each would have to be installed beside the
//! lock file at an exactly fitting version.

mod build;
mod progress;
mod serve;
mod setup;
mod workspace;

use anyhow::{bail, Result};
use build::Profile;

const USAGE: &str = "\
usage: cargo xtask <command>

  serve [--release]   build the page and serve it on localhost
  build               build the static site into dist/
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
        ["serve"] => serve::run(Profile::Dev),
        ["serve", "--release"] => serve::run(Profile::Release),
        ["build"] => {
            let site = build::run(Profile::Release)?;
            println!("built: {}", workspace::shown(&site));
            Ok(())
        }
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        _ => bail!("unknown command `{}`\n\n{USAGE}", words.join(" ")),
    }
}
