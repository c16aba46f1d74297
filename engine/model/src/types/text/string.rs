//! Character strings with a length: `varchar(n)`, `char(n)`, `name`. Lengths are in characters.

use std::borrow::Cow;

use crate::base::error::{sqlstate, Error, Result};
use crate::base::limits::NAME_BYTES_MAX;

/// Where the character of that number begins, and how many characters there are up to there.
fn cut(text: &str, length: u32) -> (&str, &str, u32) {
    if text.is_ascii() {
        let end = text.len().min(length as usize);
        return (&text[..end], &text[end..], end as u32);
    }
    let mut count = 0;
    for (at, _) in text.char_indices() {
        if count == length {
            return (&text[..at], &text[at..], count);
        }
        count += 1;
    }
    (text, "", count)
}

fn too_long(type_name: &str, length: u32) -> Error {
    Error::sql(
        sqlstate::STRING_DATA_RIGHT_TRUNCATION,
        format!("value too long for type {type_name}({length})"),
    )
}

/// A text that fits `varchar(length)`. Blanks beyond it are dropped; anything else is refused.
pub fn fit_varchar(text: &str, length: u32) -> Result<&str> {
    let (kept, rest, _) = cut(text, length);
    if rest.bytes().all(|byte| byte == b' ') {
        Ok(kept)
    } else {
        Err(too_long("character varying", length))
    }
}

/// A text cut to `varchar(length)`, as an explicit cast does.
pub fn cut_varchar(text: &str, length: u32) -> &str {
    cut(text, length).0
}

/// A text that fills `char(length)`: blanks are added or dropped; anything else beyond is refused.
/// Length 0 stands for any length: the text as it is.
pub fn fit_char(text: &str, length: u32) -> Result<Cow<'_, str>> {
    if length == 0 {
        return Ok(Cow::Borrowed(text));
    }
    let (_, rest, _) = cut(text, length);
    if rest.bytes().all(|byte| byte == b' ') {
        Ok(cut_char(text, length))
    } else {
        Err(too_long("character", length))
    }
}

/// A text cut or filled to `char(length)`, as an explicit cast does.
/// Length 0 stands for any length: the text as it is.
pub fn cut_char(text: &str, length: u32) -> Cow<'_, str> {
    if length == 0 {
        return Cow::Borrowed(text);
    }
    let (kept, _, count) = cut(text, length);
    if count == length {
        return Cow::Borrowed(kept);
    }
    let mut filled = String::with_capacity(kept.len() + (length - count) as usize);
    filled.push_str(kept);
    (count..length).for_each(|_| filled.push(' '));
    Cow::Owned(filled)
}

/// A text without the blanks that end it: what `char(n)` means to comparison and to `text`.
pub fn trim_char(text: &str) -> &str {
    text.trim_end_matches(' ')
}

/// A text cut to the bytes of a `name`, at a character's edge.
pub fn cut_name(text: &str) -> &str {
    if text.len() <= NAME_BYTES_MAX {
        return text;
    }
    let end = (0..=NAME_BYTES_MAX).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}
