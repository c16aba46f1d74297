//! Character strings: lengths, parts, case, search. Places and lengths are in characters, from 1.
//!
//! Case is changed letter by letter as Unicode says, as under the locale "C.UTF-8": a letter whose
//! other case is several letters stays (PostgreSQL manual, "String Functions and Operators").

use std::borrow::Cow;

use model::base::error::{sqlstate, Error, Result};
use model::base::limits::TEXT_BYTES_MAX;
use model::types::text::string::trim_char;

use crate::expr::form::{Bool, Char, Int4, Int8, Text};

/// How many characters a string has.
pub(super) fn char_count(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.chars().count()
    }
}

/// Where the character of that number, from 0, begins; the end where there are fewer.
fn byte_at(text: &str, chars: usize) -> usize {
    if text.is_ascii() {
        return chars.min(text.len());
    }
    text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at)
}

/// The first so many characters, and the rest.
pub(super) fn split_chars(text: &str, chars: usize) -> (&str, &str) {
    text.split_at(byte_at(text, chars))
}

/// The characters before the last so many.
fn but_last(text: &str, chars: usize) -> &str {
    split_chars(text, char_count(text).saturating_sub(chars)).0
}

fn only(mut letters: impl Iterator<Item = char>, otherwise: char) -> char {
    match (letters.next(), letters.next()) {
        (Some(letter), None) => letter,
        _ => otherwise,
    }
}

fn lower_letter(letter: char) -> char {
    only(letter.to_lowercase(), letter)
}

fn upper_letter(letter: char) -> char {
    only(letter.to_uppercase(), letter)
}

/// A string in small letters.
pub(super) fn lower(text: &str) -> String {
    if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.chars().map(lower_letter).collect()
    }
}

/// A string in capitals.
pub(super) fn upper(text: &str) -> String {
    if text.is_ascii() {
        text.to_ascii_uppercase()
    } else {
        text.chars().map(upper_letter).collect()
    }
}

/// A capital at the start of every word, small letters in it.
fn initcap(text: &str) -> String {
    let mut in_word = false;
    text.chars()
        .map(|letter| {
            let changed = if in_word { lower_letter(letter) } else { upper_letter(letter) };
            in_word = letter.is_alphanumeric();
            changed
        })
        .collect()
}

/// The characters from place `start` on, at most `length` of them. Places before the first count,
/// though nothing is there.
fn substring(text: &str, start: i32, length: Option<i32>) -> Result<&str> {
    let first = i64::from(start) - 1;
    let rest = split_chars(text, usize::try_from(first).unwrap_or(0)).1;
    let Some(length) = length else {
        return Ok(rest);
    };
    if length < 0 {
        return Err(negative_length());
    }
    let left = i64::from(length) + first.min(0);
    Ok(split_chars(rest, usize::try_from(left).unwrap_or(0)).0)
}

fn negative_length() -> Error {
    Error::sql(sqlstate::SUBSTRING_ERROR, "negative substring length not allowed")
}

/// A string with `length` characters from place `start` on replaced.
fn overlay(text: &str, new: &str, start: i32, length: i32) -> Result<String> {
    if start <= 0 {
        return Err(negative_length());
    }
    let end = start
        .checked_add(length)
        .ok_or_else(|| Error::sql(sqlstate::NUMERIC_VALUE_OUT_OF_RANGE, "integer out of range"))?;
    let before = substring(text, 1, Some(start - 1))?;
    Ok([before, new, substring(text, end, None)?].concat())
}

/// Where a string stands in another; 0 when nowhere.
fn position(text: &str, part: &str) -> i32 {
    match text.find(part) {
        Some(at) => char_count(&text[..at]) as i32 + 1,
        None => 0,
    }
}

/// The first characters; with a negative count, all but the last so many.
fn left(text: &str, count: i32) -> &str {
    match usize::try_from(count) {
        Ok(count) => split_chars(text, count).0,
        Err(_) => but_last(text, count.unsigned_abs() as usize),
    }
}

/// The last characters; with a negative count, all but the first so many.
fn right(text: &str, count: i32) -> &str {
    match usize::try_from(count) {
        Ok(count) => &text[but_last(text, count).len()..],
        Err(_) => split_chars(text, count.unsigned_abs() as usize).1,
    }
}

/// A result that would be longer than a string may be is refused before it is made.
pub(super) fn check_bytes(bytes: usize) -> Result<()> {
    if bytes > TEXT_BYTES_MAX {
        let message = "requested length too large";
        return Err(Error::sql(sqlstate::PROGRAM_LIMIT_EXCEEDED, message));
    }
    Ok(())
}

/// What fills a string of `have` characters up to `length`.
fn filling(have: usize, length: usize, fill: &str) -> Result<String> {
    let missing = length.saturating_sub(have);
    check_bytes(missing.saturating_mul(4))?;
    Ok(fill.chars().cycle().take(missing).collect())
}

fn lpad(text: &str, length: i32, fill: &str) -> Result<String> {
    let length = length.max(0) as usize;
    Ok(filling(char_count(text), length, fill)? + split_chars(text, length).0)
}

fn rpad(text: &str, length: i32, fill: &str) -> Result<String> {
    let length = length.max(0) as usize;
    Ok(split_chars(text, length).0.to_string() + &filling(char_count(text), length, fill)?)
}

fn repeat(text: &str, count: i32) -> Result<String> {
    let count = count.max(0) as usize;
    check_bytes(text.len().saturating_mul(count))?;
    Ok(text.repeat(count))
}

fn replace<'a>(text: &'a str, from: &str, to: &str) -> Result<Cow<'a, str>> {
    if from.is_empty() || !text.contains(from) {
        return Ok(Cow::Borrowed(text));
    }
    let growth = text.matches(from).count().saturating_mul(to.len());
    check_bytes(text.len().saturating_add(growth))?;
    Ok(Cow::Owned(text.replace(from, to)))
}

/// Each character of `from` becomes the one at its place in `to`, or nothing.
fn translate(text: &str, from: &str, to: &str) -> String {
    let targets: Vec<char> = to.chars().collect();
    text.chars()
        .filter_map(|letter| match from.chars().position(|from| from == letter) {
            Some(place) => targets.get(place).copied(),
            None => Some(letter),
        })
        .collect()
}

/// The part of that number between separators; from the end where it is negative.
fn split_part<'a>(text: &'a str, separator: &str, number: i32) -> Result<&'a str> {
    if number == 0 {
        let message = "field position must not be zero";
        return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
    }
    if text.is_empty() {
        return Ok("");
    }
    if separator.is_empty() {
        return Ok(if number == 1 || number == -1 { text } else { "" });
    }
    let place = number.unsigned_abs() as usize - 1;
    let part = match number > 0 {
        true => text.split(separator).nth(place),
        false => text.rsplit(separator).nth(place),
    };
    Ok(part.unwrap_or(""))
}

/// Whether a letter is in a set of letters.
fn in_set(set: &str) -> impl Fn(char) -> bool + Copy + '_ {
    move |letter| set.contains(letter)
}

fn btrim<'a>(text: &'a str, set: &str) -> &'a str {
    text.trim_matches(in_set(set))
}

fn ltrim<'a>(text: &'a str, set: &str) -> &'a str {
    text.trim_start_matches(in_set(set))
}

fn rtrim<'a>(text: &'a str, set: &str) -> &'a str {
    text.trim_end_matches(in_set(set))
}

fn chr(code: i32) -> Result<String> {
    let refused = |message: String| Err(Error::sql(sqlstate::PROGRAM_LIMIT_EXCEEDED, message));
    match (code, char::from_u32(code as u32)) {
        (..0, _) => {
            let message = "character number must be positive";
            Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message))
        }
        (0, _) => refused("null character not permitted".to_string()),
        (_, Some(letter)) => Ok(letter.to_string()),
        (..0x11_0000, None) => {
            refused(format!("requested character not valid for encoding: {code}"))
        }
        _ => refused(format!("requested character too large for encoding: {code}")),
    }
}

fn ascii(text: &str) -> i32 {
    text.chars().next().map_or(0, |letter| letter as i32)
}

functions! {
    /// String functions on their arguments alone.
    TEXT;
    "length" (a: Text) -> Int4 = char_count(a) as i32;
    "length" (a: Char) -> Int4 = char_count(trim_char(a)) as i32;
    "char_length" (a: Text) -> Int4 = char_count(a) as i32;
    "char_length" (a: Char) -> Int4 = char_count(trim_char(a)) as i32;
    "character_length" (a: Text) -> Int4 = char_count(a) as i32;
    "character_length" (a: Char) -> Int4 = char_count(trim_char(a)) as i32;
    "octet_length" (a: Text) -> Int4 = a.len() as i32;
    "octet_length" (a: Char) -> Int4 = a.len() as i32;
    "bit_length" (a: Text) -> Int4 = a.len() as i32 * 8;
    "lower" (a: Text) -> Text = Cow::Owned(lower(a));
    "upper" (a: Text) -> Text = Cow::Owned(upper(a));
    "initcap" (a: Text) -> Text = Cow::Owned(initcap(a));
    "reverse" (a: Text) -> Text = Cow::Owned(a.chars().rev().collect());
    "ascii" (a: Text) -> Int4 = ascii(a);
    "chr" (a: Int4) -> Text => chr(a).map(Cow::Owned);
    "to_hex" (a: Int4) -> Text = Cow::Owned(format!("{a:x}"));
    "to_hex" (a: Int8) -> Text = Cow::Owned(format!("{a:x}"));
    "||" (a: Text, b: Text) -> Text = Cow::Owned([a, b].concat());
    "left" (a: Text, n: Int4) -> Text = Cow::Borrowed(left(a, n));
    "right" (a: Text, n: Int4) -> Text = Cow::Borrowed(right(a, n));
    "lpad" (a: Text, n: Int4) -> Text => lpad(a, n, " ").map(Cow::Owned);
    "lpad" (a: Text, n: Int4, fill: Text) -> Text => lpad(a, n, fill).map(Cow::Owned);
    "rpad" (a: Text, n: Int4) -> Text => rpad(a, n, " ").map(Cow::Owned);
    "rpad" (a: Text, n: Int4, fill: Text) -> Text => rpad(a, n, fill).map(Cow::Owned);
    "repeat" (a: Text, n: Int4) -> Text => repeat(a, n).map(Cow::Owned);
    "replace" (a: Text, from: Text, to: Text) -> Text => replace(a, from, to);
    "translate" (a: Text, from: Text, to: Text) -> Text = Cow::Owned(translate(a, from, to));
    "split_part" (a: Text, by: Text, n: Int4) -> Text => split_part(a, by, n).map(Cow::Borrowed);
    "btrim" (a: Text) -> Text = Cow::Borrowed(btrim(a, " "));
    "btrim" (a: Text, set: Text) -> Text = Cow::Borrowed(btrim(a, set));
    "ltrim" (a: Text) -> Text = Cow::Borrowed(ltrim(a, " "));
    "ltrim" (a: Text, set: Text) -> Text = Cow::Borrowed(ltrim(a, set));
    "rtrim" (a: Text) -> Text = Cow::Borrowed(rtrim(a, " "));
    "rtrim" (a: Text, set: Text) -> Text = Cow::Borrowed(rtrim(a, set));
    "substring" (a: Text, start: Int4) -> Text => substring(a, start, None).map(Cow::Borrowed);
    "substring" (a: Text, start: Int4, n: Int4) -> Text =>
        substring(a, start, Some(n)).map(Cow::Borrowed);
    "substr" (a: Text, start: Int4) -> Text => substring(a, start, None).map(Cow::Borrowed);
    "substr" (a: Text, start: Int4, n: Int4) -> Text =>
        substring(a, start, Some(n)).map(Cow::Borrowed);
    "overlay" (a: Text, new: Text, start: Int4) -> Text =>
        overlay(a, new, start, char_count(new) as i32).map(Cow::Owned);
    "overlay" (a: Text, new: Text, start: Int4, n: Int4) -> Text =>
        overlay(a, new, start, n).map(Cow::Owned);
    "strpos" (a: Text, part: Text) -> Int4 = position(a, part);
    "position" (a: Text, part: Text) -> Int4 = position(a, part);
    "starts_with" (a: Text, part: Text) -> Bool = a.starts_with(part);
    "^@" (a: Text, part: Text) -> Bool = a.starts_with(part);
}
