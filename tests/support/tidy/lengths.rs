//! Files, functions and lines that have outgrown a reader's patience.

use proc_macro2::{Delimiter, TokenTree};

use super::source::{each_level, is_punct, is_word, Source};
use super::Offence;

/// Lines of a file of code.
pub const FILE_LINES_MAX: usize = 600;
/// Lines of a function, from `fn` to its closing brace.
pub const FUNCTION_LINES_MAX: usize = 70;
/// Characters of a line of Rust.
pub const LINE_CHARS_MAX: usize = 100;

const CODE: &[&str] = &[".rs", ".js", ".mjs", ".css"];

/// What is too long.
pub fn offences(source: &Source) -> Vec<Offence> {
    let mut found = Vec::new();
    let lines = source.text.lines().count();
    if CODE.iter().any(|ending| source.path.ends_with(ending)) && lines > FILE_LINES_MAX {
        let message = format!(
            "{lines} lines, at most {FILE_LINES_MAX}: it holds more than one concept; give each \
             its own file, named by its noun"
        );
        found.push(source.offence(1, message));
    }
    if source.is_rust() {
        found.extend(long_lines(source));
        found.extend(long_functions(source));
    }
    found
}

fn long_lines(source: &Source) -> Vec<Offence> {
    let lines = source.text.lines().enumerate();
    lines
        .filter(|(_, line)| line.chars().count() > LINE_CHARS_MAX)
        .map(|(at, line)| {
            let chars = line.chars().count();
            let message = format!("{chars} characters, at most {LINE_CHARS_MAX}: break the line");
            source.offence(at + 1, message)
        })
        .collect()
}

fn long_functions(source: &Source) -> Vec<Offence> {
    let mut found = Vec::new();
    each_level(&source.tokens, &mut |tokens| {
        for (at, pair) in tokens.windows(2).enumerate() {
            let TokenTree::Ident(name) = &pair[1] else { continue };
            if !is_word(&pair[0], "fn") {
                continue;
            }
            let Some(last) = body_end(&tokens[at..]) else { continue };
            let first = pair[0].span().start().line;
            let lines = last + 1 - first;
            if lines > FUNCTION_LINES_MAX {
                let message = format!(
                    "`{name}` has {lines} lines, at most {FUNCTION_LINES_MAX}: its parts should \
                     be functions below it, each named for what it does"
                );
                found.push(source.offence(first, message));
            }
        }
    });
    found
}

/// The last line of the function that the tokens begin with, if it has a body.
fn body_end(tokens: &[TokenTree]) -> Option<usize> {
    let signature_end = tokens.iter().find_map(|token| match token {
        TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
            Some(Some(body.span_close().end().line))
        }
        token if is_punct(token, ';') => Some(None),
        _ => None,
    });
    signature_end.flatten()
}
