//! Which room may import which: a room imports from lower rows only, never from its own row.

use super::source::{NamePath, Source};
use super::Offence;

/// The rooms of a crate, highest row first.
struct Layout {
    /// The folder of its sources.
    folder: &'static str,
    rows: &'static [&'static [&'static str]],
}

/// The plan of the house, as ARCHITECTURE draws it.
const LAYOUTS: &[Layout] = &[
    Layout {
        folder: "engine/src/",
        rows: &[
            &["api"],
            &["inspect"],
            &["cluster"],
            &["db", "sim"],
            &["exec"],
            &["plan"],
            &["sql"],
            &["catalog"],
            &["index", "txn"],
            &["storage"],
            &["tracer", "expr", "theory"],
        ],
    },
    Layout {
        folder: "engine/model/src/",
        rows: &[&["message"], &["still", "metrics"], &["trace"], &["types"], &["base"]],
    },
    Layout {
        folder: "web/scene/src/",
        rows: &[
            &["render"],
            &["svg", "text"],
            &["viz"],
            &["chart"],
            &["shape", "story"],
            &["words", "table"],
        ],
    },
];

/// Imports that climb.
pub fn offences(source: &Source) -> Vec<Offence> {
    let Some(layout) = LAYOUTS.iter().find(|layout| source.path.starts_with(layout.folder)) else {
        return Vec::new();
    };
    let modules = modules_of(&source.path[layout.folder.len()..]);
    let Some(home) = modules.first() else { return Vec::new() };
    if layout.row(home).is_none() {
        let message = format!(
            "`{home}` has no row in the plan of {}: draw it in ARCHITECTURE.md and in \
             tests/support/tidy/layers.rs before building it",
            layout.folder
        );
        return vec![source.offence(1, message)];
    }
    let paths = source.paths();
    let imports = paths.iter().filter_map(|path| Some((path, room_of(path, &modules)?)));
    imports
        .filter_map(|(path, room)| Some(source.offence(path.line, layout.verdict(home, &room)?)))
        .collect()
}

impl Layout {
    fn row(&self, room: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.contains(&room))
    }

    /// What is wrong with `home` importing `room`, if anything.
    fn verdict(&self, home: &str, room: &str) -> Option<String> {
        let home_row = self.row(home)?;
        match self.row(room) {
            _ if home == room => None,
            None => Some(format!("`{room}` is no room of {}", self.folder)),
            Some(row) if row > home_row => None,
            Some(row) if row == home_row => Some(format!(
                "`{home}` imports its neighbour `{room}`: what both need should live in {}",
                self.below(home_row)
            )),
            Some(_) => Some(format!(
                "`{home}` imports `{room}`, which lies above it: move what it needs down to \
                 `{home}` or to {}, or let `{home}` define a trait that `{room}` implements",
                self.below(home_row)
            )),
        }
    }

    fn below(&self, row: usize) -> String {
        match self.rows.get(row + 1) {
            Some(rooms) => format!("`{}` or lower", rooms.join("` or `")),
            None => "the crate below".to_string(),
        }
    }
}

/// The modules that a file stands for: `exec/filter.rs` is `exec::filter`, `lib.rs` is the root.
fn modules_of(path: &str) -> Vec<String> {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    match path {
        "lib" | "main" => Vec::new(),
        _ => path.split('/').map(str::to_string).collect(),
    }
}

/// The room that a path leads to, if it leads to one of this crate.
fn room_of(path: &NamePath, modules: &[String]) -> Option<String> {
    let supers = path.words.iter().take_while(|word| *word == "super").count();
    let absolute = path.words.first().is_some_and(|word| word == "crate");
    if absolute {
        return path.words.get(1).cloned();
    }
    if supers == 0 || supers < path.inline_modules {
        return None;
    }
    let climbed = supers - path.inline_modules;
    match modules.len().checked_sub(climbed)? {
        0 => path.words.get(supers).cloned(),
        _ => modules.first().cloned(),
    }
}
