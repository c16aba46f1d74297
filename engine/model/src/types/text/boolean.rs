//! `boolean` and its spellings.

use super::{invalid_syntax, trim};
use crate::base::error::Result;

/// The spellings, and the fewest letters of each that tell it from the others.
const SPELLINGS: [(&str, usize, bool); 8] = [
    ("true", 1, true),
    ("false", 1, false),
    ("yes", 1, true),
    ("no", 1, false),
    ("on", 2, true),
    ("off", 2, false),
    ("1", 1, true),
    ("0", 1, false),
];

/// The value of a text: any prefix of a spelling that is not also a prefix of another, in any
/// case.
pub fn parse(text: &str) -> Result<bool> {
    let word = trim(text);
    SPELLINGS
        .iter()
        .find(|(spelling, shortest, _)| {
            word.len() >= *shortest
                && spelling
                    .as_bytes()
                    .get(..word.len())
                    .is_some_and(|prefix| prefix.eq_ignore_ascii_case(word.as_bytes()))
        })
        .map(|(_, _, value)| *value)
        .ok_or_else(|| invalid_syntax(text, "boolean"))
}

/// `t` or `f` at the end of a string.
pub fn write(value: bool, out: &mut String) {
    out.push(if value { 't' } else { 'f' });
}
