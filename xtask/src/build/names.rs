//! Names with a hash of the content, so that a browser may keep a file for ever.
//!
//! The scheme is one sentence: *where a script, a style sheet or a page holds a quoted string
//! that is exactly the name of a file beside it, `"app.js"` or `'./engine.js'`, the string becomes
//! the hashed name.* Nothing else is rewritten.
//! WebAssembly is not: it learns names from its page, where a `<meta>` holds them:
//!
//! ```html
//!   <meta name="glassbox-worker" content="worker_entry.js">
//! ```
//!
//! What keeps its name: the pages, everything below `static/`, and [`KEPT`].

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{bail, Context, Result};

use super::site::Files;

/// What others link to: the pages, and the in-thread interface that foreign pages import.
const KEPT: &[&str] = &["index.html", "workbench.html", "glassbox.js", "glassbox.d.ts"];

/// Gives every file its final name and rewrites the references to it.
pub fn with_hashes(mut files: Files) -> Result<Files> {
    let all: Vec<String> = files.keys().cloned().collect();
    let mut finished: BTreeMap<String, String> = BTreeMap::new();
    let mut site = Files::new();
    while !files.is_empty() {
        let ready = all.iter().find(|path| {
            files.get(*path).is_some_and(|content| {
                references(path, content, &all).iter().all(|target| finished.contains_key(target))
            })
        });
        let Some(path) = ready else {
            let left: Vec<&String> = files.keys().collect();
            bail!("these files refer to each other in a circle, so none can be named: {left:?}");
        };
        let content = files.remove(path).context("it was just found")?;
        let content = rewritten(path, content, &finished);
        let name = if keeps_name(path) { path.clone() } else { hashed_name(path, &content) };
        finished.insert(path.clone(), name.clone());
        site.insert(name, content);
    }
    Ok(site)
}

fn keeps_name(path: &str) -> bool {
    path.starts_with("static/") || KEPT.contains(&path)
}

fn is_rewritten(path: &str) -> bool {
    let code = [".js", ".css", ".html"].iter().any(|ending| path.ends_with(ending));
    code && !path.starts_with("static/")
}

/// The forms in which a file names another: quoted, with or without `./`.
fn quoted_forms(name: &str) -> [String; 4] {
    [format!("\"{name}\""), format!("'{name}'"), format!("\"./{name}\""), format!("'./{name}'")]
}

fn references(path: &str, content: &[u8], all: &[String]) -> BTreeSet<String> {
    let Some(text) = text_of(path, content) else { return BTreeSet::new() };
    let others = all.iter().filter(|other| *other != path);
    let named = others.filter(|other| quoted_forms(other).iter().any(|form| text.contains(form)));
    named.cloned().collect()
}

fn rewritten(path: &str, content: Vec<u8>, finished: &BTreeMap<String, String>) -> Vec<u8> {
    let Some(text) = text_of(path, &content) else { return content };
    let mut text = text.to_string();
    for (name, hashed) in finished.iter().filter(|(name, hashed)| name != hashed) {
        for (form, new) in quoted_forms(name).iter().zip(quoted_forms(hashed)) {
            text = text.replace(form, &new);
        }
    }
    text.into_bytes()
}

fn text_of<'a>(path: &str, content: &'a [u8]) -> Option<&'a str> {
    is_rewritten(path).then(|| std::str::from_utf8(content).ok()).flatten()
}

/// `app.js` with its content's hash: `app-0123456789abcdef.js`.
fn hashed_name(path: &str, content: &[u8]) -> String {
    let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    format!("{stem}-{:016x}.{ending}", fnv1a(content))
}

/// Fowler, Noll and Vo's hash, variant 1a of 64 bits, with the constants of their page.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> Result<Files> {
        let files = files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec()));
        with_hashes(files.collect())
    }

    fn text<'a>(site: &'a Files, start: &str) -> (&'a str, &'a str) {
        let (path, content) = site.iter().find(|(path, _)| path.starts_with(start)).expect(start);
        (path, std::str::from_utf8(content).expect("text"))
    }

    #[test]
    fn a_change_deep_down_changes_every_name_above() {
        let build = |wasm| {
            site(&[
                ("index.html", "<script src=\"app.js\">"),
                ("app.js", "new URL('app_bg.wasm', import.meta.url)"),
                ("app_bg.wasm", wasm),
            ])
            .expect("no circle")
        };
        let (old, new) = (build("1"), build("2"));
        assert_ne!(text(&old, "app-").0, text(&new, "app-").0);
        let (script, _) = text(&new, "app-");
        assert_eq!(text(&new, "index.html").1, format!("<script src=\"{script}\">"));
    }

    #[test]
    fn only_whole_quoted_names_are_references() {
        let site = site(&[("index.html", "app.js \"my app.js\" \"./app.js\""), ("app.js", "")]);
        let site = site.expect("no circle");
        let (script, _) = text(&site, "app-");
        assert_eq!(text(&site, "index.html").1, format!("app.js \"my app.js\" \"./{script}\""));
    }

    #[test]
    fn what_others_link_to_keeps_its_name() {
        let site = site(&[("glassbox.js", ""), ("static/a.svg", "")]).expect("no circle");
        assert!(site.contains_key("glassbox.js") && site.contains_key("static/a.svg"));
    }

    #[test]
    fn a_circle_is_refused() {
        assert!(site(&[("a.js", "'b.js'"), ("b.js", "'a.js'")]).is_err());
    }
}
