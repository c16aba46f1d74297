//! A crate to WebAssembly and its JavaScript: cargo, then bindgen, then wasm-opt.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::Profile;
use crate::progress::{cargo, run, say};
use crate::{setup, workspace};

/// A crate that becomes WebAssembly.
pub struct Wasm {
    /// Cargo's arguments that select it.
    select: &'static [&'static str],
    /// The file that Cargo writes.
    product: &'static str,
    /// The name that it has in the site.
    name: &'static str,
    /// Cargo's `opt-level` for all of it in a release; none to follow the workspace's profile.
    opt_level: Option<&'static str>,
    /// Binaryen's level in a release.
    wasm_opt: &'static str,
    /// Appended to its JavaScript.
    epilogue: &'static str,
}

/// The page: drawn a few times a second at most, so that small beats fast.
pub const APP: Wasm = Wasm {
    select: &["--package", "glassbox-web", "--bin", "app"],
    product: "app.wasm",
    name: "app",
    opt_level: Some("z"),
    wasm_opt: "-Oz",
    epilogue: "\nawait __wbg_init();\n",
};

/// The engine: fast where it is hot; the workspace's profile builds the parser small.
pub const ENGINE: Wasm = Wasm {
    select: &["--package", "glassbox-worker", "--lib"],
    product: "glassbox_worker.wasm",
    name: "engine",
    opt_level: None,
    wasm_opt: "-O3",
    epilogue: "",
};

/// WebAssembly features of Rust's target, which Binaryen must be told of.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Compiles a crate into `<stage>/<name>/`.
pub fn crate_to(wasm: Wasm, profile: Profile, stage: &Path) -> Result<()> {
    let mut build = cargo();
    build.arg("build").args(wasm.select).args(["--target", setup::WASM]);
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => {
            build.arg("--release");
            if let Some(level) = wasm.opt_level {
                build.arg("--config").arg(format!("profile.release.opt-level=\"{level}\""));
            }
            "release"
        }
    };
    run(&mut build)?;
    let compiled = workspace::target().join(setup::WASM).join(folder).join(wasm.product);
    let output = stage.join(wasm.name);
    if output.exists() {
        fs::remove_dir_all(&output)?;
    }
    fs::create_dir_all(&output)?;
    say(&format!("    bindings for {}", wasm.name));
    bind(&wasm, profile, &compiled, &output)?;
    if profile == Profile::Release {
        say(&format!("    wasm-opt {} for {}", wasm.wasm_opt, wasm.name));
        optimise(&wasm, &output)?;
    }
    Ok(())
}

fn bind(wasm: &Wasm, profile: Profile, compiled: &Path, output: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(compiled)
        .out_name(wasm.name)
        .web(true)?
        .typescript(false)
        .keep_debug(false)
        .remove_name_section(profile == Profile::Release)
        .remove_producers_section(profile == Profile::Release)
        .generate(output)
        .context("the bindings between WebAssembly and JavaScript")?;
    let script = output.join(wasm.name).with_extension("js");
    let text = fs::read_to_string(&script)?;
    Ok(fs::write(script, text + wasm.epilogue)?)
}

fn optimise(wasm: &Wasm, output: &Path) -> Result<()> {
    let file = output.join(format!("{}_bg.wasm", wasm.name));
    let smaller = output.join("optimised.wasm");
    let mut binaryen = setup::npm_program("binaryen/bin/wasm-opt");
    binaryen.arg(wasm.wasm_opt).args(FEATURES).arg(&file).arg("-o").arg(&smaller);
    run(&mut binaryen)?;
    Ok(fs::rename(smaller, file)?)
}
