//! Files of the project, and the tokens of those in Rust.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::Offence;

/// Folders that hold products, not sources.
const SKIPPED: &[&str] =
    &["target", "node_modules", "dist", ".git", "test-results", "playwright-report", "__pycache__"];

/// A file of the project.
pub struct Source {
    /// Its path from the root, with forward slashes.
    pub path: String,
    /// What it says.
    pub text: String,
    /// Its tokens, if it is Rust.
    pub tokens: TokenStream,
}

/// A path such as `crate::sql::parse`, or one branch of a `use` tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePath {
    /// Its words; a glob ends in `*`.
    pub words: Vec<String>,
    /// Its line, from 1.
    pub line: usize,
    /// How many `mod name { }` stand around it in the file.
    pub inline_modules: usize,
}

impl Source {
    /// A file from its text.
    ///
    /// # Panics
    /// If it is Rust and its tokens do not pair up: then the compiler fails as well.
    pub fn new(path: &str, text: &str) -> Source {
        let rust = path.ends_with(".rs");
        let tokens = if rust {
            text.parse().unwrap_or_else(|e| panic!("{path}: {e}"))
        } else {
            TokenStream::new()
        };
        Source { path: path.to_string(), text: text.to_string(), tokens }
    }

    /// Whether it is Rust.
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// An offence in it.
    pub fn offence(&self, line: usize, message: impl Into<String>) -> Offence {
        Offence { file: self.path.clone(), line, message: message.into() }
    }

    /// Every path of names in it.
    pub fn paths(&self) -> Vec<NamePath> {
        let mut found = Vec::new();
        collect_paths(&self.tokens, 0, &mut found);
        found
    }
}

/// Every source file below the root.
pub fn all() -> Vec<Source> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    read(&root, &root, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn read(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.expect("a folder's entry").path();
        let name = path.file_name().expect("an entry has a name").to_string_lossy().to_string();
        if SKIPPED.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            read(root, &path, found);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let below = path.strip_prefix(root).expect("it lies below the root");
            found.push(Source::new(&below.to_string_lossy().replace('\\', "/"), &text));
        }
    }
}

fn collect_paths(stream: &TokenStream, inline_modules: usize, found: &mut Vec<NamePath>) {
    let tokens: Vec<TokenTree> = stream.clone().into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(_) => {
                if let Some(body) = inline_module(&tokens[at..]) {
                    collect_paths(&body.stream(), inline_modules + 1, found);
                    at += 3;
                } else {
                    at += path_from(&tokens[at..], &[], inline_modules, found);
                }
            }
            TokenTree::Group(group) => {
                collect_paths(&group.stream(), inline_modules, found);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// The body of `mod name { .. }` if the tokens begin with one.
fn inline_module(tokens: &[TokenTree]) -> Option<&Group> {
    match tokens {
        [TokenTree::Ident(word), TokenTree::Ident(_), TokenTree::Group(body), ..]
            if word == "mod" && body.delimiter() == Delimiter::Brace =>
        {
            Some(body)
        }
        _ => None,
    }
}

/// Reads the path that the tokens begin with, its branches too; returns how many tokens it took.
fn path_from(
    tokens: &[TokenTree],
    prefix: &[String],
    inline_modules: usize,
    found: &mut Vec<NamePath>,
) -> usize {
    let mut words = prefix.to_vec();
    let line = tokens[0].span().start().line;
    let mut at = 0;
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(word)) => words.push(word.to_string()),
            Some(TokenTree::Punct(punct)) if punct.as_char() == '*' => words.push("*".to_string()),
            Some(TokenTree::Group(tree)) if tree.delimiter() == Delimiter::Brace && at > 0 => {
                branches(tree, &words, inline_modules, found);
                return at + 1;
            }
            _ => break,
        }
        at += 1;
        if !is_colons(&tokens[at..]) {
            break;
        }
        at += 2;
    }
    found.push(NamePath { words, line, inline_modules });
    at.max(1)
}

fn branches(tree: &Group, prefix: &[String], inline_modules: usize, found: &mut Vec<NamePath>) {
    let tokens: Vec<TokenTree> = tree.stream().into_iter().collect();
    for branch in tokens.split(|token| is_punct(token, ',')).filter(|branch| !branch.is_empty()) {
        path_from(branch, prefix, inline_modules, found);
    }
}

fn is_colons(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [first, second, ..] if is_punct(first, ':') && is_punct(second, ':'))
}

/// Whether a token is this sign.
pub fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// Whether a token is this word.
pub fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

/// Calls `visit` with the tokens of every nesting level.
pub fn each_level(stream: &TokenStream, visit: &mut impl FnMut(&[TokenTree])) {
    let tokens: Vec<TokenTree> = stream.clone().into_iter().collect();
    visit(&tokens);
    for token in &tokens {
        if let TokenTree::Group(group) = token {
            each_level(&group.stream(), visit);
        }
    }
}
