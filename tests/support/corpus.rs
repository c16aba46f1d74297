//! Where the golden scripts lie.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders of golden scripts that run in a lab. A script's file has no ending.
const FOLDERS: &[&str] = &["sql", "storage", "theory/live", "txn"];

/// A golden script.
pub struct ScriptFile {
    /// Its name: the path below `tests/`, with forward slashes.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// Every golden script, by name.
pub fn scripts() -> Vec<ScriptFile> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut found = Vec::new();
    for folder in FOLDERS {
        collect(&tests.join(folder), folder, &mut found);
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<ScriptFile>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("a folder's entry").path();
        let name = path.file_name().expect("an entry has a name").to_string_lossy().to_string();
        let name = format!("{prefix}/{name}");
        if path.is_dir() {
            collect(&path, &name, found);
        } else if path.extension().is_none() {
            found.push(ScriptFile { name, path });
        }
    }
}
