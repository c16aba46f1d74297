//! Places in a script. The engine counts bytes and characters, the editor UTF-16 units.

use std::ops::Range;

use model::base::error::SqlError;

/// The UTF-16 offset of a byte offset.
pub fn utf16_of_byte(script: &str, byte: usize) -> u32 {
    let units: usize = script[..floor_boundary(script, byte)].chars().map(char::len_utf16).sum();
    units as u32
}

/// The bytes that an error is about: the name or number at its place, or nothing at the
/// statement's end where it has no place.
pub fn range_of_error(script: &str, span: (u32, u32), error: &SqlError) -> Range<usize> {
    let start = floor_boundary(script, span.0 as usize);
    let end = floor_boundary(script, span.1 as usize).max(start);
    let statement = &script[start..end];
    let Some(position) = error.position else {
        let last = start + statement.trim_end().len();
        return last..last;
    };
    let at = statement
        .char_indices()
        .nth(position.saturating_sub(1) as usize)
        .map_or(statement.trim_end().len(), |(byte, _)| byte);
    let length = length_of_token(&statement[at..]);
    if length == 0 {
        let seen = statement[..at].trim_end();
        let from = seen.char_indices().next_back().map_or(0, |(byte, _)| byte);
        return start + from..start + seen.len();
    }
    start + at..start + at + length
}

/// The line of a byte, from 1.
pub fn line_of_byte(script: &str, byte: usize) -> u32 {
    let before = &script.as_bytes()[..byte.min(script.len())];
    1 + before.iter().filter(|letter| **letter == b'\n').count() as u32
}

/// What a hint suggests to write instead, where it names something.
pub fn suggestion_of(error: &SqlError, written: &str) -> Option<String> {
    let hint = error.hint.as_deref().filter(|hint| hint.contains("you meant to reference"))?;
    let name = hint.split('"').nth(1)?;
    let name = match (written.contains('.'), name.rsplit_once('.')) {
        (false, Some((_, last))) => last,
        _ => name,
    };
    (!name.is_empty() && name != written).then(|| name.to_string())
}

/// The length of the first token: a name with its dots, a quoted text, a number, or one letter.
fn length_of_token(text: &str) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    if first.is_whitespace() || first == ';' {
        return 0;
    }
    if first == '\'' {
        return text[1..].find('\'').map_or(text.len(), |end| end + 2);
    }
    if !is_of_name(first) {
        return first.len_utf8();
    }
    text.find(|letter| !is_of_name(letter)).unwrap_or(text.len())
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '.' | '"' | '$')
}

fn floor_boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use model::base::error::sqlstate;

    use super::*;

    fn wrong(script: &str, span: (u32, u32), position: Option<u32>) -> &str {
        let error = SqlError::new(sqlstate::UNDEFINED_COLUMN, "x").at(position);
        &script[range_of_error(script, span, &error)]
    }

    #[test]
    fn an_error_is_about_the_whole_name_at_its_place() {
        let script = "SELECT 1;\nSELECT o.totl FROM orders o";
        assert_eq!(wrong(script, (10, 37), Some(8)), "o.totl");
        assert_eq!(wrong("SELECT 'é', ü + 1", (0, 19), Some(13)), "ü");
        assert_eq!(wrong("SELECT (1", (0, 9), Some(10)), "1");
        assert_eq!(wrong("SELECT 1", (0, 8), None), "");
    }

    #[test]
    fn units_are_those_of_the_editor() {
        let script = "é😀x";
        for (byte, unit) in [(0, 0), (2, 1), (6, 3), (7, 4)] {
            assert_eq!(utf16_of_byte(script, byte), unit);
        }
    }

    #[test]
    fn a_suggestion_keeps_the_way_it_was_written() {
        let hint = ["Perhaps", "you meant to reference the column \"o.total\"."].join(" ");
        let error = SqlError::new(sqlstate::UNDEFINED_COLUMN, "x").hint(hint);
        assert_eq!(suggestion_of(&error, "totl").as_deref(), Some("total"));
        assert_eq!(suggestion_of(&error, "o.totl").as_deref(), Some("o.total"));
    }
}
