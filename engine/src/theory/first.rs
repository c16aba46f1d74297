//! Signs that a table is not even in first normal form: columns that repeat, and cells with lists.
//!
//! ```text
//!   phone1 | phone2 | phone3          a repeating group
//!   'red; green'                      a list in a cell
//! ```
//!
//! A sign is a suspicion with a witness, not a proof: whether `Berlin, Mitte` is one value or two
//! is for the reader to say. A comma or a slash alone is taken for a list only if a part of it
//! comes again in the column, as parts of a list do and parts of a sentence do not.

use std::collections::BTreeMap;

use model::trace::derivation::FirstFormSign;
use model::types::attributes::{AttributeNo, AttributeSet};

/// Marks that hardly stand in a single value.
const CLEAR_SEPARATORS: &[char] = &[';', '|', '\n'];
/// Marks that often do.
const VAGUE_SEPARATORS: &[char] = &[',', '/'];

/// Columns that have the same name but for a number at the end.
pub fn repeating_groups(names: &[String]) -> Vec<FirstFormSign> {
    let mut by_stem: BTreeMap<&str, AttributeSet> = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let stem = if stem == name { None } else { Some(stem.trim_end_matches('_')) };
        if let Some(stem) = stem.filter(|stem| !stem.is_empty()) {
            *by_stem.entry(stem).or_default() |= AttributeSet::of(at as AttributeNo);
        }
    }
    let groups = by_stem.into_iter().filter(|(_, columns)| columns.len() > 1);
    let sign = |(stem, columns): (&str, AttributeSet)| FirstFormSign::RepeatingGroup {
        stem: stem.to_string(),
        columns,
    };
    groups.map(sign).collect()
}

/// The first cell of a column that seems to hold a list; NULL holds none.
pub fn list(column: AttributeNo, cells: &[Option<&str>]) -> Option<FirstFormSign> {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for cell in cells.iter().flatten() {
        let mut parts = parts_of(cell, VAGUE_SEPARATORS).unwrap_or_else(|| vec![cell.trim()]);
        parts.sort_unstable();
        parts.dedup();
        parts.into_iter().for_each(|part| *seen.entry(part).or_default() += 1);
    }
    let comes_again = |parts: &Vec<&str>| parts.iter().any(|part| seen[part] > 1);
    let list_of = |cell: &str| {
        let inner = enclosed(cell).unwrap_or(cell);
        let clear = parts_of(inner, CLEAR_SEPARATORS)
            .or_else(|| enclosed(cell).and_then(|inner| parts_of(inner, VAGUE_SEPARATORS)));
        let parts = clear.or_else(|| parts_of(cell, VAGUE_SEPARATORS).filter(comes_again));
        parts.map(|parts| parts.len() as u32)
    };
    let lists = cells.iter().enumerate().filter_map(|(row, cell)| Some((row, list_of((*cell)?)?)));
    let lists: Vec<(usize, u32)> = lists.collect();
    let (row, parts) = *lists.first()?;
    Some(FirstFormSign::List { column, row: row as u32, parts, cells: lists.len() as u32 })
}

/// What stands in the brackets of an array's text.
fn enclosed(cell: &str) -> Option<&str> {
    let cell = cell.trim();
    let within = |open, close| cell.strip_prefix(open).and_then(|cell| cell.strip_suffix(close));
    within('{', '}').or_else(|| within('[', ']'))
}

/// The parts between marks: two or more, and none of them empty.
fn parts_of<'a>(cell: &'a str, separators: &[char]) -> Option<Vec<&'a str>> {
    let parts: Vec<&str> = cell.split(separators).map(str::trim).collect();
    (parts.len() > 1 && parts.iter().all(|part| !part.is_empty())).then_some(parts)
}
