//! Builds the static site: files that any plain file server can host under any sub-path.
//!
//! ```text
//!   web/ (Yew app)      --cargo-> --bindgen-> app.js     app_bg.wasm    starts itself
//!   web/worker/         --cargo-> --bindgen-> engine.js  engine_bg.wasm
//!   web/worker/js/*.js  --------------------> same names                import "./engine.js"
//!   web/editor/main.js  --esbuild-----------> editor.js
//!   static/style/*.css  --joined------------> app.css                   tokens.css comes first
//!   static/** (others)  --------------------> static/**                 names stay
//!   workbench.html      --------------------> workbench.html            name stays
//!   web/landing/*.html  --words, stills-----> index.html                name stays
//!   web/landing/*.js    --------------------> landing.js
//! ```
//!
//! Then every file that may change without changing its name gets a hash of its content in its
//! name, see [`names`]. App and worker are compiled in separate calls, so that their features do
//! not unify: else the page would carry the parser.
//! Invariants: the site holds relative links only; nothing in it is fetched from elsewhere.

mod compile;
mod landing;
mod names;
pub mod site;

use std::path::PathBuf;

use anyhow::Result;

use crate::progress::step;
use crate::{setup, workspace};

/// What to build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Recipe {
    /// Quick to build, large: for working on the page.
    Dev,
    /// Optimised and small: what is published.
    Release,
    /// The published page with an engine that fails on demand: to test what the page does then.
    Faults,
}

/// How much care the compiler takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Care {
    Quick,
    Small,
}

impl Recipe {
    /// Where the finished site goes.
    pub fn site(self) -> PathBuf {
        match self {
            Recipe::Dev => workspace::target().join("site/dev"),
            Recipe::Release => workspace::root().join("dist"),
            Recipe::Faults => workspace::target().join("site/faults"),
        }
    }

    fn app(self) -> Care {
        match self {
            Recipe::Dev => Care::Quick,
            Recipe::Release | Recipe::Faults => Care::Small,
        }
    }

    fn engine(self) -> (compile::Wasm, Care) {
        match self {
            Recipe::Dev => (compile::ENGINE, Care::Quick),
            Recipe::Release => (compile::ENGINE, Care::Small),
            Recipe::Faults => (compile::FAULTY_ENGINE, Care::Quick),
        }
    }
}

/// Builds the site and returns its folder.
pub fn run(recipe: Recipe) -> Result<PathBuf> {
    setup::for_building()?;
    let (engine, care) = recipe.engine();
    let app = step("compile the app", || compile::APP.build(recipe.app()))?;
    let engine = step("compile the engine", || engine.build(care))?;
    step("gather the site", || site::gather(recipe, &[app, engine]))
}
