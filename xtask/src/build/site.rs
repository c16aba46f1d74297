//! Gathers the parts into the site's folder, names hashed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{landing, names, Care, Recipe};
use crate::progress::{command, run};
use crate::workspace;

/// Folders whose files go into the pages and not beside them.
const IN_PAGES: &[&str] = &["static/style/", "static/landing/"];

/// The site's files by their path in it, with forward slashes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Writes the site from the folders of its compiled parts and returns its folder.
pub fn gather(recipe: Recipe, parts: &[PathBuf]) -> Result<PathBuf> {
    let site = recipe.site();
    let code = workspace::target().join("site/parts/code");
    if code.exists() {
        fs::remove_dir_all(&code)?;
    }
    fs::create_dir_all(&code)?;
    let root = workspace::root();
    parts.iter().try_for_each(|part| copy_tree(part, &code))?;
    copy_tree(&root.join("web/worker/js"), &code)?;
    fs::copy(root.join("web/landing/landing.js"), code.join("landing.js"))?;
    bundle_editor(&root.join("web/editor/main.js"), &code.join("editor.js"))?;
    fs::write(code.join("app.css"), style_sheet(&root.join("static/style"))?)?;
    if recipe.app() == Care::Small {
        minify(&code)?;
    }
    let mut files = Files::new();
    read_tree(&code, "", &mut files)?;
    read_tree(&root.join("static"), "static/", &mut files)?;
    files.retain(|path, _| IN_PAGES.iter().all(|folder| !path.starts_with(folder)));
    let shell = fs::read(root.join("workbench.html")).context("workbench.html at the root")?;
    files.insert("workbench.html".to_string(), shell);
    files.insert("index.html".to_string(), landing::page(&root)?);
    write_tree(&names::with_hashes(files)?, &site)?;
    Ok(site)
}

fn bundle_editor(entry: &Path, output: &Path) -> Result<()> {
    if !entry.exists() {
        return Ok(());
    }
    run(command("node").arg("xtask/js/pack.mjs").arg("bundle").arg(entry).arg(output))
}

fn minify(folder: &Path) -> Result<()> {
    let mut files = Files::new();
    read_tree(folder, "", &mut files)?;
    let text = files.keys().filter(|path| path.ends_with(".js") || path.ends_with(".css"));
    let text = text.map(|path| folder.join(path));
    run(command("node").arg("xtask/js/pack.mjs").arg("minify").args(text))
}

/// All style sheets in one: `tokens.css` first, the others by name.
fn style_sheet(folder: &Path) -> Result<String> {
    let mut sheets = Files::new();
    read_tree(folder, "", &mut sheets)?;
    let mut joined = String::new();
    let first = sheets.remove_entry("tokens.css");
    for (path, text) in first.into_iter().chain(sheets) {
        joined += std::str::from_utf8(&text).with_context(|| path)?;
        joined.push('\n');
    }
    Ok(joined)
}

/// Reads a folder's files, and those of its folders; a missing folder has none.
pub fn read_tree(folder: &Path, prefix: &str, files: &mut Files) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().context("a file has a name")?.to_string_lossy().to_string();
        if path.is_dir() {
            read_tree(&path, &format!("{prefix}{name}/"), files)?;
        } else {
            files.insert(format!("{prefix}{name}"), fs::read(&path)?);
        }
    }
    Ok(())
}

fn copy_tree(source: &Path, target: &Path) -> Result<()> {
    let mut files = Files::new();
    read_tree(source, "", &mut files)?;
    write_files(&files, target)
}

/// Replaces a folder by these files.
fn write_tree(files: &Files, folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    write_files(files, folder)
}

fn write_files(files: &Files, folder: &Path) -> Result<()> {
    for (path, content) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().context("a file lies in a folder")?)?;
        fs::write(path, content)?;
    }
    Ok(())
}
