//! The size budget: what a visitor has to wait for, with a ceiling for each part.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};

use crate::build::site::{read_tree, Files};
use crate::progress::{capture, command, say};
use crate::test::tally::Tally;

/// Ceilings in kB of 1,000 bytes after brotli, by the file's name without its hash.
/// A ceiling is raised only in a commit of its own that says why.
const CEILINGS_KB: &[(&str, u64)] = &[
    ("answer.js", 5),
    ("app.css", 20),
    ("app.js", 20),
    ("app_bg.wasm", 360),
    ("editor.js", 130),
    ("engine.js", 10),
    ("engine_bg.wasm", 1600),
    ("glassbox.d.ts", 5),
    ("glassbox.js", 10),
    ("index.html", 10),
    ("keeper.js", 5),
    ("landing.js", 5),
    ("params.js", 5),
    ("static", 200),
    ("workbench.html", 10),
    ("worker_entry.js", 10),
];

/// The sizes of one artefact.
#[derive(Clone, Copy, Default)]
struct Sizes {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Prints the sizes of a site and holds them against the ceilings: one test for each artefact.
pub fn check(site: &Path, tally: &mut Tally) -> Result<()> {
    say("    artefact              raw       gzip     brotli    ceiling");
    for (name, sizes) in measured(site)? {
        let ceiling = CEILINGS_KB.iter().find(|(known, _)| *known == name).map(|(_, kb)| kb * 1000);
        say(&format!(
            "    {name:<18} {:>9}  {:>9}  {:>9}  {:>9}",
            sizes.raw,
            sizes.gzip,
            sizes.brotli,
            ceiling.map_or("none".to_string(), |ceiling| ceiling.to_string())
        ));
        match ceiling {
            Some(ceiling) if sizes.brotli <= ceiling => tally.passed += 1,
            Some(ceiling) => tally.fail(format!(
                "size budget: {name} is {} bytes after brotli, its ceiling is {ceiling}",
                sizes.brotli
            )),
            None => tally.fail(format!(
                "size budget: {name} has no ceiling; give it one in xtask/src/budget.rs"
            )),
        }
    }
    Ok(())
}

/// Prints the sizes of a site.
pub fn print(site: &Path) -> Result<()> {
    check(site, &mut Tally::default())
}

fn measured(site: &Path) -> Result<BTreeMap<String, Sizes>> {
    let mut files = Files::new();
    read_tree(site, "", &mut files)?;
    let paths = files.keys().map(|path| site.join(path));
    let printed = capture(command("node").arg("xtask/js/sizes.mjs").args(paths))?;
    let sizes: BTreeMap<String, [u64; 3]> = serde_json::from_str(&printed)?;
    let mut by_name: BTreeMap<String, Sizes> = BTreeMap::new();
    for (path, [raw, gzip, brotli]) in sizes {
        let path = Path::new(&path).strip_prefix(site).context("it lies in the site")?;
        let sum = by_name.entry(artefact(&path.to_string_lossy())).or_default();
        *sum = Sizes { raw: sum.raw + raw, gzip: sum.gzip + gzip, brotli: sum.brotli + brotli };
    }
    Ok(by_name)
}

/// The name without the hash; folders count as one artefact.
fn artefact(path: &str) -> String {
    if let Some((folder, _)) = path.split_once(['/', '\\']) {
        return folder.to_string();
    }
    let hashed = path.rsplit_once('.').and_then(|(stem, ending)| {
        let (name, hash) = stem.rsplit_once('-')?;
        let is_hash = hash.len() == 16 && hash.chars().all(|c| c.is_ascii_hexdigit());
        is_hash.then(|| format!("{name}.{ending}"))
    });
    hashed.unwrap_or_else(|| path.to_string())
}

#[cfg(test)]
mod tests {
    use super::artefact;

    #[test]
    fn an_artefact_is_named_without_its_hash() {
        assert_eq!(artefact("app-0123456789abcdef.js"), "app.js");
        assert_eq!(artefact("sw-precache.js"), "sw-precache.js");
        assert_eq!(artefact("static/icons/a.svg"), "static");
    }
}
