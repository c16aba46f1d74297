//! The style sheet that a file takes along: the marks' rules with every token put in its place.
//!
//! ```text
//!   tokens.css   --pic-hit: light-dark(#2b84d2, #66b1f2);
//!   scene.css    .scene .hit { fill: var(--pic-hit); }
//!   the file     .scene .hit { fill: #2b84d2; }
//!                @media (prefers-color-scheme: dark) { .scene .hit { fill: #66b1f2; } }
//! ```
//!
//! Plain values, because many a viewer of SVG knows neither `var` nor `light-dark`.

use std::collections::BTreeMap;

use crate::viz::view::ScaleOption;

/// The colours of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Those that the reader's system prefers; light where it has no preference.
    System,
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
}

const TOKENS: &str = include_str!("../../../../static/style/tokens.css");
const MARKS: &str = include_str!("../../../../static/style/scene.css");
/// Paints the ground of a file, which lies on no panel.
const GROUND: &str = ".scene { background: var(--surface-1); }";
/// Tokens that mean other tokens do so over at most this many hops.
const HOPS_MAX: usize = 8;

/// The rules for a file of its own.
pub fn style_sheet(theme: Theme, scale: ScaleOption) -> String {
    let tokens = tokens(scale);
    let rules = without_comments(&format!("{MARKS}\n{GROUND}"));
    let light = resolved(&rules, &tokens, Side::Light);
    let dark = resolved(&rules, &tokens, Side::Dark);
    match theme {
        Theme::Light => light,
        Theme::Dark => dark,
        Theme::System => {
            format!("{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n")
        }
    }
}

#[derive(Clone, Copy)]
enum Side {
    Light,
    Dark,
}

/// Every token of the page by name; those of the projector over them.
fn tokens(scale: ScaleOption) -> BTreeMap<String, String> {
    let sheet = without_comments(TOKENS);
    let mut tokens = BTreeMap::new();
    for block in blocks(&sheet) {
        let wanted = match block.0 {
            ":root" => true,
            ":root[data-scale=\"projector\"]" => scale == ScaleOption::Projector,
            _ => false,
        };
        if wanted {
            for declaration in block.1.split(';') {
                if let Some((name, value)) = declaration.split_once(':') {
                    tokens.insert(name.trim().to_string(), one_line(value));
                }
            }
        }
    }
    tokens
}

/// The top-level blocks of a style sheet: selector and what is between its braces.
fn blocks(sheet: &str) -> Vec<(&str, &str)> {
    let mut blocks = Vec::new();
    let (mut start, mut open, mut depth) = (0, 0, 0);
    for (at, letter) in sheet.char_indices() {
        match letter {
            '{' => {
                if depth == 0 {
                    open = at;
                }
                depth += 1;
            }
            '}' => {
                depth -= 1;
                if depth == 0 {
                    blocks.push((sheet[start..open].trim(), &sheet[open + 1..at]));
                    start = at + 1;
                }
            }
            _ => {}
        }
    }
    blocks
}

fn resolved(rules: &str, tokens: &BTreeMap<String, String>, side: Side) -> String {
    let mut text = rules.to_string();
    for _ in 0..HOPS_MAX {
        if !text.contains("var(") {
            break;
        }
        text = with_calls_replaced(&text, "var(", |name| {
            tokens.get(name.trim()).cloned().unwrap_or_default()
        });
    }
    with_calls_replaced(&text, "light-dark(", |sides| {
        let (light, dark) = halves(sides);
        match side {
            Side::Light => light.trim().to_string(),
            Side::Dark => dark.trim().to_string(),
        }
    })
}

/// `text` with every `call...)` replaced by what `value_of` makes of the part inside.
fn with_calls_replaced(text: &str, call: &str, value_of: impl Fn(&str) -> String) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(call) {
        replaced.push_str(before);
        let end = closing(after);
        replaced.push_str(&value_of(&after[..end]));
        rest = after.get(end + 1..).unwrap_or("");
    }
    replaced.push_str(rest);
    replaced
}

/// Where the parenthesis that is already open closes.
fn closing(text: &str) -> usize {
    let mut depth = 1;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The parts before and after the comma that is in no parenthesis.
fn halves(text: &str) -> (&str, &str) {
    let mut depth = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => return (&text[..at], &text[at + 1..]),
            _ => {}
        }
    }
    (text, text)
}

fn one_line(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_comments(sheet: &str) -> String {
    let mut kept = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    let lines = kept.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}
