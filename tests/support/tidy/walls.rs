//! Which crate may know what. Cargo keeps the big walls; these are the ones it cannot see.

use proc_macro2::{Delimiter, TokenTree};

use super::source::{each_level, is_punct, is_word, Source};
use super::Offence;

/// A crate of others that only some rooms may name.
struct Wall {
    crates: &'static [&'static str],
    allowed: &'static [&'static str],
    advice: &'static str,
}

const WALLS: &[Wall] = &[
    Wall {
        crates: &["sqlparser"],
        allowed: &["engine/src/sql/"],
        advice: "only `engine/src/sql` knows the parser: bind there to a shape of our own",
    },
    Wall {
        crates: &[
            "yew",
            "web_sys",
            "js_sys",
            "wasm_bindgen",
            "wasm_bindgen_futures",
            "serde_wasm_bindgen",
            "gloo",
        ],
        allowed: &["web/src/", "web/worker/"],
        advice: "only `web/src` and `web/worker` know the browser: keep this part plain Rust \
                 and let them call it",
    },
    Wall {
        crates: &["serde"],
        allowed: &["engine/model/src/"],
        advice: "only `engine/model` serialises, because that is a promise: put the shape there",
    },
];

/// Which of our crates each crate may depend on.
const DEPENDENCIES: &[(&str, &[&str])] = &[
    ("engine/model/Cargo.toml", &[]),
    ("engine/Cargo.toml", &["model"]),
    ("web/scene/Cargo.toml", &["model"]),
    ("web/Cargo.toml", &["model", "scene"]),
    ("web/worker/Cargo.toml", &["engine", "model"]),
    ("cli/Cargo.toml", &["engine", "model", "scene"]),
    ("xtask/Cargo.toml", &[]),
    ("Cargo.toml", &["engine", "model", "scene", "worker"]),
];

/// The one file with unsafe code: an allocator is made of nothing else.
const UNSAFE: &str = "web/worker/src/blocks.rs";

const OURS: &[&str] = &["engine", "model", "scene", "worker"];

/// Names where they must not be known.
pub fn offences(source: &Source) -> Vec<Offence> {
    if source.path.ends_with("Cargo.toml") {
        return manifest(source);
    }
    if !source.is_rust() {
        return Vec::new();
    }
    let mut found = known_names(source);
    found.extend(derives(source));
    found.extend(doors(source));
    found.extend(re_exports(source));
    found.extend(silenced(source));
    found.extend(unsafe_code(source));
    found
}

fn known_names(source: &Source) -> Vec<Offence> {
    let mut found = Vec::new();
    for path in source.paths() {
        let Some(first) = path.words.first() else { continue };
        for wall in WALLS.iter().filter(|wall| wall.crates.contains(&first.as_str())) {
            let inside = wall.allowed.iter().any(|folder| source.path.starts_with(folder));
            if !inside {
                found.push(source.offence(path.line, format!("`{first}`: {}", wall.advice)));
            }
        }
    }
    found
}

/// `derive(Serialize)` by whatever path outside the model.
fn derives(source: &Source) -> Vec<Offence> {
    let mut found = Vec::new();
    if source.path.starts_with("engine/model/src/") {
        return found;
    }
    each_level(&source.tokens, &mut |tokens| {
        for pair in tokens.windows(2) {
            let TokenTree::Group(traits) = &pair[1] else { continue };
            let serial = traits
                .stream()
                .into_iter()
                .any(|token| is_word(&token, "Serialize") || is_word(&token, "Deserialize"));
            if is_word(&pair[0], "derive") && serial {
                let line = pair[0].span().start().line;
                let message = "only `engine/model` derives serde: the shape belongs there";
                found.push(source.offence(line, message));
            }
        }
    });
    found
}

/// Outside crates enter the engine by its one door.
fn doors(source: &Source) -> Vec<Offence> {
    let outside = ["cli/", "web/", "xtask/"].iter().any(|folder| source.path.starts_with(folder));
    let paths = if outside { source.paths() } else { Vec::new() };
    let entering = paths.iter().filter(|path| path.words.first().is_some_and(|w| w == "engine"));
    entering
        .filter(|path| path.words.get(1).is_some_and(|room| room != "api"))
        .map(|path| {
            let message = format!(
                "`{}`: outside crates use `engine::api` only; what is needed of the other rooms \
                 should be a command and its reply in `model::message`",
                path.words.join("::")
            );
            source.offence(path.line, message)
        })
        .collect()
}

/// `pub use` of a path, which gives a thing a second home. `pub(crate) use name;` without a path is
/// how a macro gets its first.
fn re_exports(source: &Source) -> Vec<Offence> {
    let mut found = Vec::new();
    if source.path.starts_with("engine/src/api/") {
        return found;
    }
    each_level(&source.tokens, &mut |tokens| {
        for (at, token) in tokens.iter().enumerate() {
            let after = match tokens.get(at + 1) {
                Some(TokenTree::Group(scope)) if scope.delimiter() == Delimiter::Parenthesis => {
                    tokens.get(at + 2)
                }
                other => other,
            };
            let names_a_path = tokens[at..]
                .iter()
                .take_while(|token| !is_punct(token, ';'))
                .any(|token| is_punct(token, ':') || is_punct(token, '*'));
            let exports = is_word(token, "pub") && after.is_some_and(|word| is_word(word, "use"));
            if exports && names_a_path {
                let message = "re-exports are for `engine::api`: let users name the room where \
                               the thing lives";
                found.push(source.offence(token.span().start().line, message));
            }
        }
    });
    found
}

/// `#[allow(..)]`, and `.unwrap()` in what must not panic.
fn silenced(source: &Source) -> Vec<Offence> {
    let mut found = Vec::new();
    let engine = source.path.starts_with("engine/");
    each_level(&source.tokens, &mut |tokens| {
        for pair in tokens.windows(2) {
            let line = pair[1].span().start().line;
            let list = matches!(&pair[1], TokenTree::Group(list)
                if list.delimiter() == Delimiter::Parenthesis);
            if is_word(&pair[0], "allow") && list {
                let message = "a silenced warning: mend its cause, or change the lint for all in \
                               the workspace's Cargo.toml with the reason";
                found.push(source.offence(line, message));
            }
            if engine && is_punct(&pair[0], '.') && is_word(&pair[1], "unwrap") {
                let message = "`unwrap` in the engine: return an error, or `expect` why it \
                               cannot fail";
                found.push(source.offence(line, message));
            }
        }
    });
    found
}

/// Unsafe code outside the one file that is made of it.
fn unsafe_code(source: &Source) -> Vec<Offence> {
    let mut found = Vec::new();
    if source.path == UNSAFE {
        return found;
    }
    each_level(&source.tokens, &mut |tokens| {
        for token in tokens.iter().filter(|token| is_word(token, "unsafe")) {
            let message = "unsafe code: only the allocator of the worker has it";
            found.push(source.offence(token.span().start().line, message));
        }
    });
    found
}

/// A manifest: only the dependencies of the plan, and the workspace's lints.
fn manifest(source: &Source) -> Vec<Offence> {
    let Some((_, allowed)) = DEPENDENCIES.iter().find(|(path, _)| *path == source.path) else {
        let message = "a crate without a place in the plan: draw it in ARCHITECTURE.md and in \
                       tests/support/tidy/walls.rs";
        return vec![source.offence(1, message)];
    };
    let mut found = Vec::new();
    let mut section = "";
    for (at, line) in source.text.lines().enumerate() {
        if line.starts_with('[') {
            section = line.trim();
        }
        let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
        let depends = section.ends_with("dependencies]") && section != "[workspace.dependencies]";
        if depends && OURS.contains(&name) && !allowed.contains(&name) {
            let message = format!(
                "must not depend on `{name}`: what it needs should live in `model`, or reach it \
                 as data through `model::message`"
            );
            found.push(source.offence(at + 1, message));
        }
    }
    if !source.text.contains("[lints]\nworkspace = true") {
        found.push(source.offence(1, "says `[lints] workspace = true` in every crate"));
    }
    found
}
