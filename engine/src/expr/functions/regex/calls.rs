//! The functions and operators of regular expressions.
//!
//! A constant pattern is made ready once per batch.

use std::borrow::Cow;

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::column::Column;

use super::super::text::{char_count, check_bytes, split_chars};
use super::dissect::Groups;
use super::options::{options_of, Options};
use super::search::{Found, Regex, Searcher};
use super::similar::similar_to_escape;
use crate::expr::call::{Call, View};
use crate::expr::env::Env;
use crate::expr::form::{Bool, Char, Form, Int4, Name, Text};
use crate::expr::kernel::{each_row, each_row_or_null};

/// Does some work with each row's pattern; the last one is kept for the next row.
struct Patterns {
    last: Option<(String, String, Regex)>,
}

impl Patterns {
    fn new() -> Patterns {
        Patterns { last: None }
    }

    /// The pattern with those options, ready to search.
    fn get(&mut self, pattern: &str, letters: &str, options: Options) -> Result<&Regex> {
        let is_same =
            |(known, flags, _): &(String, String, Regex)| known == pattern && flags == letters;
        if !self.last.as_ref().is_some_and(is_same) {
            let regex = Regex::new(pattern, options)?;
            self.last = Some((pattern.to_string(), letters.to_string(), regex));
        }
        match &self.last {
            Some((_, _, regex)) => Ok(regex),
            None => unreachable!("it was just put there"),
        }
    }
}

/// `~`, `~*`, `!~`, `!~*`
fn matches<F, const ANY_CASE: bool, const NEGATED: bool>(
    call: &Call<'_>,
    _: &mut dyn Env,
) -> Result<Column>
where
    F: for<'a> Form<Item<'a> = &'a str>,
{
    let texts: View<F> = call.view(0);
    let patterns: View<Text> = call.view(1);
    let options = Options { ignores_case: ANY_CASE, ..Options::default() };
    if let Some(pattern) = patterns.constant() {
        let regex = Regex::new(pattern, options)?;
        let mut searcher = regex.searcher();
        return each_row::<Bool>(call, |row| Ok(searcher.is_in(texts.at(row))? != NEGATED));
    }
    let mut known = Patterns::new();
    each_row::<Bool>(call, |row| {
        let regex = known.get(patterns.at(row), "", options)?;
        Ok(regex.searcher().is_in(texts.at(row))? != NEGATED)
    })
}

/// The arguments of one row's call, by their meaning.
struct Asked<'a> {
    text: &'a str,
    pattern: &'a str,
    flags: &'a str,
    start: i32,
    number: i32,
    end: i32,
    group: i32,
}

/// An argument that may not be there.
fn int_at(call: &Call<'_>, at: usize, row: usize, otherwise: i32) -> i32 {
    if at < call.operands.len() {
        call.view::<Int4>(at).at(row)
    } else {
        otherwise
    }
}

fn text_at<'a>(call: &Call<'a>, at: usize, row: usize) -> &'a str {
    if at < call.operands.len() {
        call.view::<Text>(at).at(row)
    } else {
        ""
    }
}

impl Asked<'_> {
    /// `string, pattern`, and where the others stand if they are there.
    fn of<'a>(
        call: &Call<'a>,
        row: usize,
        [start, number, end, flags, group]: [usize; 5],
    ) -> Asked<'a> {
        Asked {
            text: text_at(call, 0, row),
            pattern: text_at(call, 1, row),
            start: int_at(call, start, row, 1),
            number: int_at(call, number, row, 1),
            end: int_at(call, end, row, 0),
            flags: text_at(call, flags, row),
            group: int_at(call, group, row, 0),
        }
    }

    fn check(&self) -> Result<()> {
        let is_wrong = [
            (self.start < 1, "start", self.start),
            (self.number < 1, "n", self.number),
            (!(0..=1).contains(&self.end), "endoption", self.end),
            (self.group < 0, "subexpr", self.group),
        ];
        for (is_wrong, name, value) in is_wrong {
            if is_wrong {
                let message = format!("invalid value for parameter \"{name}\": {value}");
                return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
            }
        }
        Ok(())
    }

    /// Where the search begins; `None` beyond the text.
    fn from(&self) -> Option<usize> {
        let chars = self.start as usize - 1;
        (chars <= char_count(self.text)).then(|| split_chars(self.text, chars).0.len())
    }

    /// Options without `g`, which only `regexp_replace` knows.
    fn options(&self, function: &str) -> Result<Options> {
        if self.flags.contains('g') {
            let message = format!("{function}() does not support the \"global\" option");
            return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
        }
        options_of(self.flags)
    }
}

/// Every match in a text from a place on, one after another.
fn each_match(
    searcher: &mut Searcher<'_>,
    text: &str,
    from: usize,
    mut take: impl FnMut(&Found) -> bool,
) -> Result<()> {
    let mut at = from;
    while let Some(found) = searcher.find(text, at)? {
        if !take(&found) {
            break;
        }
        let (start, end) = found.span();
        at = if start == end { after_one(text, end) } else { end };
    }
    Ok(())
}

/// The place one character on; beyond the text after its end.
fn after_one(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

/// The match of that number.
fn nth_match(
    searcher: &mut Searcher<'_>,
    text: &str,
    from: usize,
    number: i32,
) -> Result<Option<Groups>> {
    let mut left = number;
    let mut wanted = None;
    each_match(searcher, text, from, |found| {
        left -= 1;
        if left == 0 {
            wanted = Some(found.groups.clone());
        }
        left > 0
    })?;
    Ok(wanted)
}

/// `substring(string from pattern)`: the first group, or the whole match.
fn substring(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let (texts, patterns): (View<Text>, View<Text>) = (call.view(0), call.view(1));
    let mut known = Patterns::new();
    each_row_or_null::<Text>(call, |row| {
        let regex = known.get(patterns.at(row), "", Options::default())?;
        let text = texts.at(row);
        let found = regex.searcher().find(text, 0)?;
        let span = found.and_then(|found| found.groups[regex.group_count().min(1)]);
        Ok(span.map(|(start, end)| Cow::Borrowed(&text[start..end])))
    })
}

/// `substring(string similar pattern escape sign)`
fn substring_similar(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let (texts, patterns): (View<Text>, View<Text>) = (call.view(0), call.view(1));
    let signs: View<Text> = call.view(2);
    let mut known = Patterns::new();
    each_row_or_null::<Text>(call, |row| {
        let pattern = similar_to_escape(patterns.at(row), Some(signs.at(row)))?;
        let regex = known.get(&pattern, "", Options::default())?;
        let text = texts.at(row);
        let found = regex.searcher().find(text, 0)?;
        let span = found.and_then(|found| found.groups[regex.group_count().min(1)]);
        Ok(span.map(|(start, end)| Cow::Borrowed(&text[start..end])))
    })
}

fn like(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let mut known = Patterns::new();
    each_row::<Bool>(call, |row| {
        let asked = Asked::of(call, row, [9, 9, 9, 2, 9]);
        let options = asked.options("regexp_like")?;
        let regex = known.get(asked.pattern, asked.flags, options)?;
        regex.searcher().is_in(asked.text)
    })
}

fn count(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let mut known = Patterns::new();
    each_row::<Int4>(call, |row| {
        let asked = Asked::of(call, row, [2, 9, 9, 3, 9]);
        asked.check()?;
        let options = asked.options("regexp_count")?;
        let regex = known.get(asked.pattern, asked.flags, options)?;
        let mut matches = 0;
        if let Some(from) = asked.from() {
            each_match(&mut regex.searcher(), asked.text, from, |_| {
                matches += 1;
                true
            })?;
        }
        Ok(matches)
    })
}

fn instr(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let mut known = Patterns::new();
    each_row::<Int4>(call, |row| {
        let asked = Asked::of(call, row, [2, 3, 4, 5, 6]);
        asked.check()?;
        let options = asked.options("regexp_instr")?;
        let regex = known.get(asked.pattern, asked.flags, options)?;
        let Some(from) = asked.from() else { return Ok(0) };
        let groups = nth_match(&mut regex.searcher(), asked.text, from, asked.number)?;
        let span = groups.and_then(|groups| groups.get(asked.group as usize).copied().flatten());
        let place = span.map(|(start, end)| if asked.end == 1 { end } else { start });
        Ok(place.map_or(0, |place| char_count(&asked.text[..place]) as i32 + 1))
    })
}

fn substr(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let mut known = Patterns::new();
    each_row_or_null::<Text>(call, |row| {
        let asked = Asked::of(call, row, [2, 3, 9, 4, 5]);
        asked.check()?;
        let options = asked.options("regexp_substr")?;
        let regex = known.get(asked.pattern, asked.flags, options)?;
        let Some(from) = asked.from() else { return Ok(None) };
        let groups = nth_match(&mut regex.searcher(), asked.text, from, asked.number)?;
        let span = groups.and_then(|groups| groups.get(asked.group as usize).copied().flatten());
        Ok(span.map(|(start, end)| Cow::Borrowed(&asked.text[start..end])))
    })
}

/// Which matches are replaced: all for 0.
fn replace_some(regex: &Regex, text: &str, new: &str, from: usize, number: i32) -> Result<String> {
    let mut out = String::new();
    let mut copied = 0;
    let mut seen = 0;
    each_match(&mut regex.searcher(), text, from, |found| {
        seen += 1;
        if number > 0 && seen != number {
            return true;
        }
        let (start, end) = found.span();
        out.push_str(&text[copied..start]);
        write_new(new, text, found, &mut out);
        copied = end;
        number == 0 && out.len() <= model::base::limits::TEXT_BYTES_MAX
    })?;
    check_bytes(out.len())?;
    out.push_str(&text[copied..]);
    Ok(out)
}

/// The new text, with `\1` for a group and `\&` for the whole.
fn write_new(new: &str, text: &str, found: &Found, out: &mut String) {
    let mut letters = new.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('&') => {
                let (start, end) = found.span();
                out.push_str(&text[start..end]);
            }
            Some(digit @ '1'..='9') => {
                let group = digit as usize - '0' as usize;
                if let Some((start, end)) = found.groups.get(group).copied().flatten() {
                    out.push_str(&text[start..end]);
                }
            }
            Some('\\') => out.push('\\'),
            Some(other) => {
                out.push('\\');
                out.push(other);
            }
            None => out.push('\\'),
        }
    }
}

/// `regexp_replace(string, pattern, new [, flags])`
fn replace(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let mut known = Patterns::new();
    each_row::<Text>(call, |row| {
        let (text, pattern) = (text_at(call, 0, row), text_at(call, 1, row));
        let flags = text_at(call, 3, row);
        if let Some(digit) = flags.chars().next().filter(char::is_ascii_digit) {
            return Err(SqlError::new(
                sqlstate::INVALID_PARAMETER_VALUE,
                format!("invalid regular expression option: \"{digit}\""),
            )
            .hint(
                "If you meant to use regexp_replace() with a start parameter, cast the fourth \
                 argument to integer explicitly.",
            )
            .into());
        }
        let options = options_of(&flags.replace('g', ""))?;
        let regex = known.get(pattern, flags, options)?;
        let number = if flags.contains('g') { 0 } else { 1 };
        replace_some(regex, text, text_at(call, 2, row), 0, number).map(Cow::Owned)
    })
}

/// `regexp_replace(string, pattern, new, start [, n [, flags]])`
fn replace_from(call: &Call<'_>, _: &mut dyn Env) -> Result<Column> {
    let mut known = Patterns::new();
    each_row::<Text>(call, |row| {
        let flags = text_at(call, 5, row);
        let (start, number) = (int_at(call, 3, row, 1), int_at(call, 4, row, 1));
        for (is_wrong, name, value) in [(start < 1, "start", start), (number < 0, "n", number)] {
            if is_wrong {
                let message = format!("invalid value for parameter \"{name}\": {value}");
                return Err(Error::sql(sqlstate::INVALID_PARAMETER_VALUE, message));
            }
        }
        // Without n, the flag g means all.
        let has_number = call.operands.len() > 4;
        let number = if !has_number && flags.contains('g') { 0 } else { number };
        let options = options_of(&flags.replace('g', ""))?;
        let text = text_at(call, 0, row);
        let regex = known.get(text_at(call, 1, row), flags, options)?;
        let chars = start as usize - 1;
        if chars > char_count(text) {
            return Ok(Cow::Borrowed(text));
        }
        let from = split_chars(text, chars).0.len();
        replace_some(regex, text, text_at(call, 2, row), from, number).map(Cow::Owned)
    })
}

functions! {
    /// Regular expressions.
    REGEX;
    "~" (Text, Text) -> Bool : matches::<Text, false, false>;
    "~" (Char, Text) -> Bool : matches::<Char, false, false>;
    "~" (Name, Text) -> Bool : matches::<Name, false, false>;
    "~*" (Text, Text) -> Bool : matches::<Text, true, false>;
    "~*" (Char, Text) -> Bool : matches::<Char, true, false>;
    "~*" (Name, Text) -> Bool : matches::<Name, true, false>;
    "!~" (Text, Text) -> Bool : matches::<Text, false, true>;
    "!~" (Char, Text) -> Bool : matches::<Char, false, true>;
    "!~" (Name, Text) -> Bool : matches::<Name, false, true>;
    "!~*" (Text, Text) -> Bool : matches::<Text, true, true>;
    "!~*" (Char, Text) -> Bool : matches::<Char, true, true>;
    "!~*" (Name, Text) -> Bool : matches::<Name, true, true>;
    "substring" (Text, Text) -> Text : substring;
    "substring" (Text, Text, Text) -> Text : substring_similar;
    "similar_to_escape" (pattern: Text) -> Text =>
        similar_to_escape(pattern, None).map(Cow::Owned);
    "similar_to_escape" (pattern: Text, sign: Text) -> Text =>
        similar_to_escape(pattern, Some(sign)).map(Cow::Owned);
    "regexp_like" (Text, Text) -> Bool : like;
    "regexp_like" (Text, Text, Text) -> Bool : like;
    "regexp_count" (Text, Text) -> Int4 : count;
    "regexp_count" (Text, Text, Int4) -> Int4 : count;
    "regexp_count" (Text, Text, Int4, Text) -> Int4 : count;
    "regexp_instr" (Text, Text) -> Int4 : instr;
    "regexp_instr" (Text, Text, Int4) -> Int4 : instr;
    "regexp_instr" (Text, Text, Int4, Int4) -> Int4 : instr;
    "regexp_instr" (Text, Text, Int4, Int4, Int4) -> Int4 : instr;
    "regexp_instr" (Text, Text, Int4, Int4, Int4, Text) -> Int4 : instr;
    "regexp_instr" (Text, Text, Int4, Int4, Int4, Text, Int4) -> Int4 : instr;
    "regexp_substr" (Text, Text) -> Text : substr;
    "regexp_substr" (Text, Text, Int4) -> Text : substr;
    "regexp_substr" (Text, Text, Int4, Int4) -> Text : substr;
    "regexp_substr" (Text, Text, Int4, Int4, Text) -> Text : substr;
    "regexp_substr" (Text, Text, Int4, Int4, Text, Int4) -> Text : substr;
    "regexp_replace" (Text, Text, Text) -> Text : replace;
    "regexp_replace" (Text, Text, Text, Text) -> Text : replace;
    "regexp_replace" (Text, Text, Text, Int4) -> Text : replace_from;
    "regexp_replace" (Text, Text, Text, Int4, Int4) -> Text : replace_from;
    "regexp_replace" (Text, Text, Text, Int4, Int4, Text) -> Text : replace_from;
}
