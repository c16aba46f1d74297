//! What a fresh machine lacks: the WebAssembly target and the npm packages.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::progress::{capture, command, run, step};
use crate::workspace;

/// The target that the page is built for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Installs what is missing; does nothing on a machine that is ready.
pub fn for_building() -> Result<()> {
    wasm_target()?;
    npm_packages()
}

fn wasm_target() -> Result<()> {
    let root = capture(command("rustc").args(["--print", "sysroot"])).context("is Rust here?")?;
    if PathBuf::from(root.trim()).join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    step("install the WebAssembly target", || {
        run(command("rustup").args(["target", "add", WASM]))
            .context("install it with your package manager if this Rust has no rustup")
    })
}

fn npm_packages() -> Result<()> {
    let lock = fs::read(workspace::root().join("package-lock.json"))?;
    let stamp = workspace::root().join("node_modules/.installed-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    step("install the npm packages", || {
        run(command(npm()).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
            .context("Node.js 18 or newer with npm is needed: https://nodejs.org")?;
        Ok(fs::write(&stamp, &lock)?)
    })
}

fn npm() -> &'static str {
    if cfg!(windows) {
        "npm.cmd"
    } else {
        "npm"
    }
}

/// A program that an npm package brought.
pub fn npm_program(script: &str) -> std::process::Command {
    let mut node = command("node");
    node.arg(workspace::root().join("node_modules").join(script));
    node
}
