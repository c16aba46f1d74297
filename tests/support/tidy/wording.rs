//! Words: what a reader of the page sees comes from the catalogue of texts, pictures are named in
//! one table, and sources promise nothing and name no machine.

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};

use super::source::{each_level, is_punct, is_word, Source};
use super::Offence;

/// The table of picture names.
const PICTURES: &str = "engine/model/src/base/pictures.rs";
/// The catalogue of texts.
const CATALOGUE: &str = "static/text/en.json";

/// Attributes whose value a reader sees or hears.
const SPOKEN_ATTRIBUTES: &[&str] = &[
    "alt",
    "aria-description",
    "aria-label",
    "aria-placeholder",
    "aria-roledescription",
    "aria-valuetext",
    "label",
    "placeholder",
    "title",
];

/// Scripts whose messages programmers read: the in-thread interface.
const SCRIPTS_OF_PROGRAMMERS: &[&str] = &["web/worker/js/answer.js", "web/worker/js/glassbox.js"];

/// Small words that English needs and no name, class or statement in capitals has.
const SMALL_WORDS: &[&str] = &[
    "and", "are", "be", "cannot", "has", "is", "it", "its", "no", "not", "of", "the", "there",
    "this", "to", "was", "were", "with", "your",
];

/// Words that put a promise where the work should be. Written in halves, so that this file does
/// not break its own rule.
const PROMISES: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("not ", "implemented yet"),
];

/// Places of one machine.
const MACHINE: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/fa", "rm/"), concat!("/ho", "me/"), concat!("/ro", "ot/")];

/// What is worded in the wrong place.
pub fn offences(source: &Source) -> Vec<Offence> {
    let mut found = Vec::new();
    for (at, line) in source.text.lines().enumerate() {
        for promise in PROMISES.iter().filter(|promise| line.contains(**promise)) {
            let message = format!("`{promise}`: do it, or leave it out and say so in its doc");
            found.push(source.offence(at + 1, message));
        }
        let lock = source.path.ends_with("lock") || source.path.ends_with("-lock.json");
        for place in MACHINE.iter().filter(|place| !lock && line.contains(**place)) {
            found.push(source.offence(at + 1, format!("`{place}` is a place of one machine")));
        }
    }
    let is_test = source.path.ends_with("/tests.rs") || source.path.contains("/tests/");
    if source.path.starts_with("web/src/") && !is_test {
        let tokens = without_tests(&source.tokens);
        found.extend(spoken(source, &tokens));
        found.extend(sentences(source, &tokens));
    }
    let is_script = source.path.starts_with("web/") && source.path.ends_with(".js");
    if is_script && !SCRIPTS_OF_PROGRAMMERS.contains(&source.path.as_str()) {
        found.extend(sentences_of_script(source));
    }
    let draws = ["web/src/", "web/scene/src/", "cli/src/"];
    if draws.iter().any(|folder| source.path.starts_with(folder)) {
        found.extend(picture_names(source));
    }
    found
}

/// Text nodes and spoken attributes written out inside `html!`.
fn spoken(source: &Source, tokens: &TokenStream) -> Vec<Offence> {
    let mut literals = Vec::new();
    each_level(tokens, &mut |tokens| {
        for three in tokens.windows(3) {
            if let TokenTree::Group(body) = &three[2] {
                let markup = is_word(&three[0], "html") || is_word(&three[0], "html_nested");
                if markup && is_punct(&three[1], '!') {
                    in_markup(&body.stream(), &mut literals);
                }
            }
        }
    });
    literals
        .iter()
        .filter(|literal| has_letter(&literal.to_string()))
        .map(|literal| {
            let message =
                format!("{literal} is read by people: it belongs to {CATALOGUE}, and here its key");
            source.offence(literal.span().start().line, message)
        })
        .collect()
}

/// Walks markup: tags with attributes, and children between them.
fn in_markup(stream: &TokenStream, found: &mut Vec<Literal>) {
    let tokens: Vec<TokenTree> = stream.clone().into_iter().collect();
    let mut inside_tag = false;
    let mut conditional = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '<' => inside_tag = true,
            TokenTree::Punct(punct) if punct.as_char() == '>' => {
                let before = at.checked_sub(1).map(|before| &tokens[before]);
                inside_tag &= before.is_some_and(|b| is_punct(b, '=') || is_punct(b, '-'));
            }
            TokenTree::Ident(word) if !inside_tag && (word == "if" || word == "else") => {
                conditional = true;
            }
            TokenTree::Literal(literal)
                if !conditional && (!inside_tag || is_spoken(&tokens[..at])) =>
            {
                found.extend(as_text(literal));
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                if !inside_tag {
                    in_child(group, conditional, found);
                    conditional = false;
                } else if is_spoken(&tokens[..at]) {
                    in_expression(&group.stream(), found);
                }
            }
            _ => {}
        }
    }
}

/// A child in braces: markup again after `if` and `else`, else an expression.
fn in_child(group: &Group, conditional: bool, found: &mut Vec<Literal>) {
    if conditional {
        in_markup(&group.stream(), found);
    } else {
        in_expression(&group.stream(), found);
    }
}

/// Whether the tokens end in `aria-label=` or its like.
fn is_spoken(before: &[TokenTree]) -> bool {
    let Some((equals, name)) = before.split_last() else { return false };
    if !is_punct(equals, '=') {
        return false;
    }
    let mut words: Vec<String> = Vec::new();
    for token in name.iter().rev() {
        match token {
            TokenTree::Ident(word) if words.last().is_none_or(|last| last == "-") => {
                words.push(word.to_string());
            }
            token if is_punct(token, '-') => words.push("-".to_string()),
            _ => break,
        }
    }
    words.reverse();
    SPOKEN_ATTRIBUTES.contains(&words.concat().as_str())
}

/// Strings whose value may become text: not a macro's or a call's argument (a key of the
/// catalogue, a class), except `format!`, `concat!`, `from` and `to_string`; not compared with.
fn in_expression(stream: &TokenStream, found: &mut Vec<Literal>) {
    let tokens: Vec<TokenTree> = stream.clone().into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Literal(literal) => {
                let compared = is_compared(&tokens, at);
                if !compared {
                    found.extend(as_text(literal));
                }
            }
            TokenTree::Group(group) => {
                let markup = is_macro(&tokens[..at], "html");
                let argument =
                    group.delimiter() == Delimiter::Parenthesis && is_call(&tokens[..at]);
                let harmless = is_macro(&tokens[..at], "classes") || argument;
                if !markup && !harmless {
                    in_expression(&group.stream(), found);
                }
            }
            _ => {}
        }
    }
}

/// Whether the literal is a pattern or an operand of `==` or `!=`.
fn is_compared(tokens: &[TokenTree], at: usize) -> bool {
    let equals_before =
        at >= 2 && is_punct(&tokens[at - 1], '=') && !is_word(&tokens[at - 2], "let");
    let after = (tokens.get(at + 1), tokens.get(at + 2));
    let sign = |token: Option<&TokenTree>, c| token.is_some_and(|token| is_punct(token, c));
    let equals_after = (sign(after.0, '=') || sign(after.0, '!')) && sign(after.1, '=');
    let arrow_after = (sign(after.0, '=') && sign(after.1, '>')) || sign(after.0, '|');
    equals_before || equals_after || arrow_after
}

fn is_macro(before: &[TokenTree], name: &str) -> bool {
    matches!(before, [.., word, sign] if is_word(word, name) && is_punct(sign, '!'))
}

/// Whether a parenthesis after these tokens holds arguments that are not themselves the text.
fn is_call(before: &[TokenTree]) -> bool {
    const TEXT_MAKERS: &[&str] = &["from", "new", "Some", "text", "AttrValue"];
    match before.last() {
        Some(TokenTree::Ident(name)) => !TEXT_MAKERS.contains(&name.to_string().as_str()),
        _ => false,
    }
}

/// Literals of several words anywhere in the page's code: sentences live in the catalogue.
fn sentences(source: &Source, tokens: &TokenStream) -> Vec<Offence> {
    let mut found = Vec::new();
    each_level(tokens, &mut |tokens| {
        for (at, token) in tokens.iter().enumerate() {
            let TokenTree::Literal(literal) = token else { continue };
            let Some(text) = as_text(literal).map(|literal| literal.to_string()) else { continue };
            let documents = at >= 2 && is_word(&tokens[at - 2], "doc");
            if !documents && is_sentence(&text) && !is_for_programmers(source, literal) {
                let message = format!(
                    "{text} reads like a sentence: it belongs to {CATALOGUE}, and here its key"
                );
                found.push(source.offence(literal.span().start().line, message));
            }
        }
    });
    found
}

/// Two words of letters with a space between, the first capitalised or one of them a small word:
/// what people read. SQL in capitals is none.
fn is_sentence(text: &str) -> bool {
    let text = text.trim_matches('"');
    let words: Vec<&str> = text.split_whitespace().collect();
    let letters = |word: &&&str| word.chars().all(|c| c.is_alphabetic() || ",.:;!?'".contains(c));
    let bare = |word: &str| word.trim_matches(|c| ",.:;!?".contains(c)).to_string();
    let is_small = |word: &&str| SMALL_WORDS.contains(&bare(word).as_str());
    words.iter().filter(letters).count() >= 2
        && (words.iter().any(is_small)
            || words[0].starts_with(char::is_uppercase) && words[0].contains(char::is_lowercase))
}

/// The same in a script of the page: its strings in double quotes, comments apart.
fn sentences_of_script(source: &Source) -> Vec<Offence> {
    let is_comment = |line: &str| ["//", "*", "/*"].iter().any(|sign| line.starts_with(sign));
    let lines = source.text.lines().map(str::trim_start).enumerate();
    let mut found = Vec::new();
    for (at, line) in lines.filter(|(_, line)| !is_comment(line)) {
        for text in line.split('"').skip(1).step_by(2).filter(|text| is_sentence(text)) {
            let message = format!(
                "\"{text}\" reads like a sentence: it belongs to {CATALOGUE}; a script hands \
                 over a code for it"
            );
            found.push(source.offence(at + 1, message));
        }
    }
    found
}

/// Messages of panics and of the console speak to programmers; what is searched for in a text is
/// not shown.
fn is_for_programmers(source: &Source, literal: &Literal) -> bool {
    const CALLS: &[&str] = &["expect(", "panic!(", "assert", "unreachable!(", "console::"];
    const SEARCHES: &[&str] = &["contains(", "starts_with(", "ends_with(", "strip_prefix("];
    let line = literal.span().start().line;
    let first = line.saturating_sub(3).max(1);
    let mut near = source.text.lines().skip(first - 1).take(line + 1 - first);
    near.any(|line| CALLS.iter().chain(SEARCHES).any(|call| line.contains(call)))
}

/// The tokens without the modules of tests among them.
fn without_tests(stream: &TokenStream) -> TokenStream {
    let mut tests_follow = false;
    let kept = stream.clone().into_iter().filter(|token| {
        let TokenTree::Group(group) = token else { return true };
        if group.delimiter() == Delimiter::Bracket && group.stream().to_string() == "cfg (test)" {
            tests_follow = true;
        }
        let body = group.delimiter() == Delimiter::Brace;
        !(body && std::mem::take(&mut tests_follow))
    });
    kept.collect()
}

/// Names of pictures written out beside the one table.
fn picture_names(source: &Source) -> Vec<Offence> {
    let mut found = Vec::new();
    let known: Vec<&str> = model::base::pictures::PICTURES.iter().map(|(_, name)| *name).collect();
    each_level(&source.tokens, &mut |tokens| {
        for token in tokens {
            let TokenTree::Literal(literal) = token else { continue };
            let text = literal.to_string();
            if known.contains(&text.trim_matches('"')) && text.starts_with('"') {
                let message = format!(
                    "{text} is a picture's name: take it from `Picture::name`, the one table is \
                     {PICTURES}"
                );
                found.push(source.offence(literal.span().start().line, message));
            }
        }
    });
    found
}

/// The literal if it is a string with letters in it.
fn as_text(literal: &Literal) -> Option<Literal> {
    let text = literal.to_string();
    let string = text.starts_with('"') || text.starts_with("r\"") || text.starts_with("r#");
    (string && has_letter(&text[1..])).then(|| literal.clone())
}

fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}
