//! What the compiler would let pass: parts of the parser's nodes left unread, sizes that differ
//! between machines in what is recorded, clocks and chance in the engine.

use proc_macro2::{Delimiter, Group, TokenTree};

use super::source::{each_level, is_punct, is_word, Source};
use super::Offence;

/// Folders of plain data that is recorded.
const RECORDED: &[&str] = &["engine/model/src/trace/event/", "engine/model/src/still/"];

/// Offences against the engine's own rules.
pub fn offences(source: &Source) -> Vec<Offence> {
    let mut found = Vec::new();
    if source.path.starts_with("engine/src/sql/") {
        found.extend(left_unread(source));
    }
    if RECORDED.iter().any(|folder| source.path.starts_with(folder)) {
        found.extend(sizes(source));
    }
    if source.path.starts_with("engine/") && source.is_rust() {
        found.extend(chances(source));
    }
    found
}

/// `ast::Expr::Cast { expr, .. }`: a clause that nobody reads is ignored and not refused. A whole
/// node, `{ .. }`, may be handed on or refused.
fn left_unread(source: &Source) -> Vec<Offence> {
    let mut found = Vec::new();
    each_level(&source.tokens, &mut |tokens| {
        for (at, token) in tokens.iter().enumerate() {
            if let (true, Some(fields)) = (is_word(token, "ast"), node_after(&tokens[at + 1..])) {
                let parts: Vec<TokenTree> = fields.stream().into_iter().collect();
                let ends_open = matches!(&parts[..], [_, .., first, second]
                    if is_punct(first, '.') && is_punct(second, '.'));
                if ends_open {
                    let message = "`..` in a node of the parser: name every clause, and refuse \
                                   those that are not built";
                    found.push(source.offence(token.span().start().line, message));
                }
            }
        }
    });
    found
}

/// The braces after `::Name::Name`.
fn node_after(tokens: &[TokenTree]) -> Option<&Group> {
    let after = tokens
        .iter()
        .find(|token| !is_punct(token, ':') && !matches!(token, TokenTree::Ident(_)))?;
    match after {
        TokenTree::Group(fields) if fields.delimiter() == Delimiter::Brace => Some(fields),
        _ => None,
    }
}

/// `usize` in a field: what is recorded is the same in WebAssembly.
fn sizes(source: &Source) -> Vec<Offence> {
    let mut found = Vec::new();
    each_level(&source.tokens, &mut |tokens| {
        for (at, token) in tokens.iter().enumerate() {
            if !is_word(token, "struct") && !is_word(token, "enum") {
                continue;
            }
            let fields = tokens[at..].iter().find_map(|token| match token {
                TokenTree::Group(fields) => Some(fields),
                _ => None,
            });
            let Some(fields) = fields else { continue };
            each_level(&fields.stream(), &mut |parts| {
                for part in parts.iter().filter(|part| is_word(part, "usize")) {
                    let message = "`usize` in what is recorded: give it a width, as the same seed \
                                   gives the same bytes on every machine";
                    found.push(source.offence(part.span().start().line, message));
                }
            });
        }
    });
    found
}

/// Clocks, and maps whose order is chance.
fn chances(source: &Source) -> Vec<Offence> {
    let has_fixed_hasher = source.text.contains("BuildHasherDefault");
    let mut found = Vec::new();
    each_level(&source.tokens, &mut |tokens| {
        for token in tokens {
            let is_one_of = |words: &[&str]| words.iter().any(|word| is_word(token, word));
            let message = if is_one_of(&["Instant", "SystemTime"]) {
                "a clock in the engine: time is simulated, ask the tracer"
            } else if is_one_of(&["RandomState"]) {
                "chance in the engine: draw from a named stream of `model::base::rng`"
            } else if is_one_of(&["HashMap", "HashSet"]) && !has_fixed_hasher {
                "a map whose order is chance: use a `BTreeMap`, or a fixed hasher where nobody \
                 can see the order"
            } else {
                continue;
            };
            found.push(source.offence(token.span().start().line, message));
        }
    });
    found
}
