//! A crate to WebAssembly and its JavaScript: cargo, then bindgen, then wasm-opt.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::Care;
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
    /// What it is called while it is built.
    part: &'static str,
    /// Cargo's `opt-level`, as TOML, for all of it in a release; none to follow the workspace's
    /// profile.
    opt_level: Option<&'static str>,
    /// The same where it is to be built quickly.
    quick_level: Option<&'static str>,
    /// Binaryen's level in a release.
    wasm_opt: &'static str,
    /// How its JavaScript is entered.
    entry: Entry,
}

/// How the JavaScript of a crate is entered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    /// A module that starts itself when it is imported: there is one of it in a page.
    Starts,
    /// A module whose `makeEngine()` makes instances, each with state and memory of its own.
    Makes,
}

/// The page: drawn a few times a second at most, so that small beats fast.
pub const APP: Wasm = Wasm {
    select: &["--package", "glassbox-web", "--bin", "app"],
    product: "app.wasm",
    name: "app",
    part: "app",
    opt_level: Some("'z'"),
    // It takes in what the engine recorded, and the engine waits for it.
    quick_level: Some("1"),
    wasm_opt: "-Oz",
    entry: Entry::Starts,
};

/// The engine: fast where it is hot; the workspace's profile builds the parser small.
pub const ENGINE: Wasm = Wasm {
    select: &["--package", "glassbox-worker", "--lib"],
    product: "glassbox_worker.wasm",
    name: "engine",
    part: "engine",
    opt_level: None,
    // Without it the shop takes minutes to load, and nobody works on a page that waits for that.
    quick_level: Some("1"),
    wasm_opt: "-O3",
    entry: Entry::Makes,
};

/// The engine with planted faults; never in a site that is published.
pub const FAULTY_ENGINE: Wasm = Wasm {
    select: &["--package", "glassbox-worker", "--lib", "--features", "faults"],
    part: "engine with faults",
    quick_level: None,
    ..ENGINE
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

impl Wasm {
    /// Compiles it and returns the folder that then holds its WebAssembly and JavaScript.
    pub fn build(&self, care: Care) -> Result<PathBuf> {
        let compiled = self.compile(care)?;
        let output = workspace::target().join("site/parts").join(format!("{}-{care:?}", self.part));
        if output.exists() {
            fs::remove_dir_all(&output)?;
        }
        fs::create_dir_all(&output)?;
        say(&format!("    bindings for {}", self.part));
        self.bind(care, &compiled, &output)?;
        if care == Care::Small {
            say(&format!("    wasm-opt {} for {}", self.wasm_opt, self.part));
            self.optimise(&output)?;
        }
        Ok(output)
    }

    fn compile(&self, care: Care) -> Result<PathBuf> {
        let mut build = cargo();
        build.arg("build").args(self.select).args(["--target", setup::WASM]);
        let (profile, folder, level) = match care {
            Care::Quick => ("dev", "debug", self.quick_level),
            Care::Small => ("release", "release", self.opt_level),
        };
        build.args(["--profile", profile]);
        if let Some(level) = level {
            build.arg("--config").arg(format!("profile.{profile}.opt-level={level}"));
        }
        run(&mut build)?;
        Ok(workspace::target().join(setup::WASM).join(folder).join(self.product))
    }

    fn bind(&self, care: Care, compiled: &Path, output: &Path) -> Result<()> {
        Bindgen::new()
            .input_path(compiled)
            .out_name(self.name)
            .web(self.entry == Entry::Starts)?
            .no_modules(self.entry == Entry::Makes)?
            .omit_default_module_path(self.entry == Entry::Makes)
            .typescript(false)
            .keep_debug(false)
            .remove_name_section(care == Care::Small)
            .remove_producers_section(care == Care::Small)
            .generate(output)
            .context("the bindings between WebAssembly and JavaScript")?;
        let script = output.join(self.name).with_extension("js");
        let text = fs::read_to_string(&script)?;
        let text = match self.entry {
            Entry::Starts => format!("{text}\nawait __wbg_init();\n"),
            Entry::Makes => {
                format!("export function makeEngine() {{\n{text}\nreturn wasm_bindgen;\n}}\n")
            }
        };
        Ok(fs::write(script, text)?)
    }

    fn optimise(&self, output: &Path) -> Result<()> {
        let file = output.join(format!("{}_bg.wasm", self.name));
        let smaller = output.join("optimised.wasm");
        let mut binaryen = setup::npm_program("binaryen/bin/wasm-opt");
        binaryen.arg(self.wasm_opt).args(FEATURES).arg(&file).arg("-o").arg(&smaller);
        run(&mut binaryen)?;
        Ok(fs::rename(smaller, file)?)
    }
}
