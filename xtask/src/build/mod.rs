//! Builds the static site: files that any plain file server can host under any sub-path.
//!
//! ```text
//!   web/ (Yew app)      --cargo-> --bindgen-> app.js     app_bg.wasm    starts itself
//!   web/worker/         --cargo-> --bindgen-> engine.js  engine_bg.wasm
//!   web/worker/js/*.js  --------------------> same names                import "./engine.js"
//!   web/editor/main.js  --esbuild-----------> editor.js
//!   static/style/*.css  --joined------------> app.css                   tokens.css comes first
//!   static/** (others)  --------------------> static/**                 names stay
//!   index.html          --------------------> index.html                name stays
//! ```
//!
//! Then every file that may change without changing its name gets a hash of its content in its
//! name, see [`names`]. App and worker are compiled in separate calls, so that their features do
//! not unify: else the page would carry the parser.
//! Invariants: the site holds relative links only; nothing in it is fetched from elsewhere.

mod compile;
mod names;
mod site;

use std::path::PathBuf;

use anyhow::Result;

use crate::progress::step;
use crate::{setup, workspace};

/// How much care goes into a build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build, large: for working on the page.
    Dev,
    /// Optimised and small: what is published.
    Release,
}

impl Profile {
    /// Where the finished site goes.
    pub fn site(self) -> PathBuf {
        match self {
            Profile::Dev => self.stage().join("dist"),
            Profile::Release => workspace::root().join("dist"),
        }
    }

    /// Where its parts are gathered.
    fn stage(self) -> PathBuf {
        workspace::target().join("site").join(match self {
            Profile::Dev => "dev",
            Profile::Release => "release",
        })
    }
}

/// Builds the site and returns its folder.
pub fn run(profile: Profile) -> Result<PathBuf> {
    setup::for_building()?;
    step("compile the app", || compile::crate_to(compile::APP, profile, &profile.stage()))?;
    step("compile the engine", || compile::crate_to(compile::ENGINE, profile, &profile.stage()))?;
    step("gather the site", || site::gather(profile))
}
