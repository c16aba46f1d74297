//! What a fresh machine lacks: the WebAssembly target, the npm packages, a browser for tests.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::progress::{capture, command, run, step};
use crate::workspace;

/// Where Chromium and its relatives are found.
const BROWSERS: &[&str] = &[
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

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

/// Chromium's program. Where it is missing and Debian's packages can be installed, they are.
pub fn chromium() -> Option<PathBuf> {
    installed_browser().or_else(|| {
        apt_install("chromium", &["chromium", "fonts-liberation"]).ok()?;
        installed_browser()
    })
}

fn installed_browser() -> Option<PathBuf> {
    let chosen = std::env::var_os("GLASSBOX_CHROMIUM").map(PathBuf::from);
    chosen.into_iter().chain(BROWSERS.iter().map(PathBuf::from)).find(|path| path.exists())
}

/// Installs Debian packages, if this is Debian and we are root.
pub fn apt_install(what: &str, packages: &[&str]) -> Result<()> {
    let user = capture(command("id").arg("-u"))?;
    anyhow::ensure!(user.trim() == "0", "only root can install {what}");
    step(&format!("install {what}"), || {
        run(command("apt-get").args(["update", "--quiet"]))?;
        let mut install = command("apt-get");
        install.env("DEBIAN_FRONTEND", "noninteractive");
        run(install.args(["install", "--yes", "--no-install-recommends"]).args(packages))
    })
}
