//! LIKE and ILIKE.
//!
//! ```text
//!   'a%_b\%'  ->  Letters("a") AnyMany AnyOne Letters("b%")
//! ```
//!
//! A constant pattern is cut into pieces once per batch. Matching remembers the last `%` and, where
//! it fails, gives that one more character: each byte of the text is a restart at most once, so no
//! pattern takes longer than text times pattern.

use std::borrow::Cow;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::column::Column;

use super::text::lower;
use crate::expr::call::{Call, View};
use crate::expr::env::Env;
use crate::expr::form::{Bool, Char, Form, Name, Text};
use crate::expr::kernel::each_row;

/// One piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// These very letters.
    Letters(String),
    /// Any one character: `_`.
    AnyOne,
    /// Any characters, or none: `%`.
    AnyMany,
    /// An escape sign with nothing after it: an error for the texts that get this far.
    Unfinished,
}

/// A pattern in pieces.
struct Pattern {
    pieces: Vec<Piece>,
}

impl Pattern {
    fn new(pattern: &str) -> Pattern {
        let mut pieces = Vec::new();
        let mut letters = String::new();
        let mut rest = pattern.chars();
        while let Some(letter) = rest.next() {
            let piece = match letter {
                '%' => Piece::AnyMany,
                '_' => Piece::AnyOne,
                '\\' => match rest.next() {
                    Some(escaped) => {
                        letters.push(escaped);
                        continue;
                    }
                    None => Piece::Unfinished,
                },
                other => {
                    letters.push(other);
                    continue;
                }
            };
            if !letters.is_empty() {
                pieces.push(Piece::Letters(std::mem::take(&mut letters)));
            }
            if piece != Piece::AnyMany || pieces.last() != Some(&Piece::AnyMany) {
                pieces.push(piece);
            }
        }
        if !letters.is_empty() {
            pieces.push(Piece::Letters(letters));
        }
        Pattern { pieces }
    }

    fn matches(&self, text: &str) -> Result<bool> {
        // The frequent shapes: equal, prefix, suffix, inside.
        match self.pieces.as_slice() {
            [] => return Ok(text.is_empty()),
            [Piece::Letters(all)] => return Ok(text == all),
            [Piece::Letters(start), Piece::AnyMany] => return Ok(text.starts_with(start.as_str())),
            [Piece::AnyMany, Piece::Letters(end)] => return Ok(text.ends_with(end.as_str())),
            [Piece::AnyMany, Piece::Letters(inside), Piece::AnyMany] => {
                return Ok(text.contains(inside.as_str()));
            }
            _ => {}
        }
        let mut rest = text;
        let mut next = 0;
        // After the last `%`: the piece that follows it, and the text left for that piece.
        let mut retry: Option<(usize, &str)> = None;
        loop {
            let step = match self.pieces.get(next) {
                None => rest.is_empty().then_some(rest),
                Some(Piece::AnyMany) => {
                    next += 1;
                    retry = Some((next, rest));
                    continue;
                }
                Some(Piece::Letters(letters)) => rest.strip_prefix(letters.as_str()),
                Some(Piece::AnyOne) => after_one(rest),
                Some(Piece::Unfinished) if rest.is_empty() => None,
                Some(Piece::Unfinished) => return Err(unfinished()),
            };
            match (step, retry) {
                (Some(_), _) if next == self.pieces.len() => return Ok(true),
                (Some(after), _) => {
                    rest = after;
                    next += 1;
                }
                (None, Some((piece, from))) => match self.restart(piece, from) {
                    Some(shorter) => {
                        retry = Some((piece, shorter));
                        rest = shorter;
                        next = piece;
                    }
                    None => return Ok(false),
                },
                (None, None) => return Ok(false),
            }
        }
    }

    /// Where after `%` the piece may next begin, later than `from`.
    fn restart<'t>(&self, piece: usize, from: &'t str) -> Option<&'t str> {
        let shorter = after_one(from)?;
        match self.pieces.get(piece) {
            Some(Piece::Letters(letters)) => {
                shorter.find(letters.as_str()).map(|at| &shorter[at..])
            }
            _ => Some(shorter),
        }
    }
}

fn after_one(text: &str) -> Option<&str> {
    let mut letters = text.chars();
    letters.next().map(|_| letters.as_str())
}

fn unfinished() -> Error {
    let message = "LIKE pattern must not end with escape character";
    Error::sql(sqlstate::INVALID_ESCAPE_SEQUENCE, message)
}

/// A pattern whose escape sign is another, as one whose sign is the backslash.
fn like_escape(pattern: &str, escape: &str) -> Result<String> {
    let mut signs = escape.chars();
    let (sign, None) = (signs.next(), signs.next()) else {
        return Err(SqlError::new(sqlstate::INVALID_ESCAPE_SEQUENCE, "invalid escape string")
            .hint("Escape string must be empty or one character.")
            .into());
    };
    let mut changed = String::with_capacity(pattern.len());
    let mut rest = pattern.chars();
    while let Some(letter) = rest.next() {
        if Some(letter) == sign {
            changed.push('\\');
            changed.extend(rest.next());
        } else {
            if letter == '\\' {
                changed.push('\\');
            }
            changed.push(letter);
        }
    }
    Ok(changed)
}

/// Which spelling counts.
trait Spelling {
    fn folded(text: &str) -> Cow<'_, str>;
}

/// LIKE: every letter as it is.
enum Exact {}

impl Spelling for Exact {
    fn folded(text: &str) -> Cow<'_, str> {
        Cow::Borrowed(text)
    }
}

/// ILIKE: capitals and small letters are the same.
enum AnyCase {}

impl Spelling for AnyCase {
    fn folded(text: &str) -> Cow<'_, str> {
        Cow::Owned(lower(text))
    }
}

/// Whether each text matches; turned round by `NEGATED`.
fn like<F, S: Spelling, const NEGATED: bool>(call: &Call<'_>, _: &mut dyn Env) -> Result<Column>
where
    F: for<'a> Form<Item<'a> = &'a str>,
{
    let texts: View<F> = call.view(0);
    let patterns: View<Text> = call.view(1);
    let fixed = patterns.constant().map(|pattern| Pattern::new(&S::folded(pattern)));
    each_row::<Bool>(call, |row| {
        let text = S::folded(texts.at(row));
        let is_match = match &fixed {
            Some(pattern) => pattern.matches(&text)?,
            None => Pattern::new(&S::folded(patterns.at(row))).matches(&text)?,
        };
        Ok(is_match != NEGATED)
    })
}

functions! {
    /// Patterns with `%` and `_`.
    LIKE;
    "~~" (Text, Text) -> Bool : like::<Text, Exact, false>;
    "~~" (Char, Text) -> Bool : like::<Char, Exact, false>;
    "~~" (Name, Text) -> Bool : like::<Name, Exact, false>;
    "!~~" (Text, Text) -> Bool : like::<Text, Exact, true>;
    "!~~" (Char, Text) -> Bool : like::<Char, Exact, true>;
    "!~~" (Name, Text) -> Bool : like::<Name, Exact, true>;
    "~~*" (Text, Text) -> Bool : like::<Text, AnyCase, false>;
    "~~*" (Char, Text) -> Bool : like::<Char, AnyCase, false>;
    "~~*" (Name, Text) -> Bool : like::<Name, AnyCase, false>;
    "!~~*" (Text, Text) -> Bool : like::<Text, AnyCase, true>;
    "!~~*" (Char, Text) -> Bool : like::<Char, AnyCase, true>;
    "!~~*" (Name, Text) -> Bool : like::<Name, AnyCase, true>;
    "like" (Text, Text) -> Bool : like::<Text, Exact, false>;
    "notlike" (Text, Text) -> Bool : like::<Text, Exact, true>;
    "like_escape" (pattern: Text, sign: Text) -> Text =>
        like_escape(pattern, sign).map(Cow::Owned);
}
