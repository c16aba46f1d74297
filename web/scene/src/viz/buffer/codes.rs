//! Codes: what a frame has room for of a relation's name, and the line that says what they mean.
//!
//! ```text
//!   orders  orders_pkey  order_items  users     any system table
//!   o       op           oi           u         pg
//! ```
//!
//! A code is made of the first letters of the name's words. Relations get theirs in the order of
//! their numbers, from all that the recording names: so a code never changes while time passes.

use std::collections::BTreeMap;

use model::base::ids::RelId;
use model::trace::event::page::RelationKind;

use super::data::PoolData;
use crate::viz::view::View;
use crate::words::Word;

/// Most letters of a code that are taken from the name.
const LETTERS_MAX: usize = 3;
/// What every system table is called: they are not what a lesson is about.
const SYSTEM: &str = "pg";
/// Stands for a name without a letter or digit.
const NAMELESS: &str = "t";
/// Between two codes of the line.
const BETWEEN: &str = " · ";

/// The code of every relation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codes {
    codes: BTreeMap<RelId, String>,
}

impl Codes {
    /// The codes of all relations that the recording names.
    pub fn of(view: &View<'_>) -> Codes {
        let mut codes: BTreeMap<RelId, String> = BTreeMap::new();
        let mut named: BTreeMap<&str, String> = BTreeMap::new();
        let mut taken = vec![SYSTEM.to_string()];
        for (rel, known) in &view.story.relations {
            if known.kind == RelationKind::System {
                codes.insert(*rel, SYSTEM.to_string());
                continue;
            }
            // A table that is written anew keeps its name, and so its code.
            let code = named.entry(&known.name).or_insert_with(|| free_code(&known.name, &taken));
            if !taken.contains(code) {
                taken.push(code.clone());
            }
            codes.insert(*rel, code.clone());
        }
        Codes { codes }
    }

    /// The code of a relation; nothing for one whose name was let go.
    pub fn code(&self, rel: RelId) -> &str {
        self.codes.get(&rel).map_or("", String::as_str)
    }

    /// What the codes in the pool mean: all of them, then fewer and fewer, for a line that is short
    /// of room.
    pub fn key(&self, view: &View<'_>, pool: &PoolData) -> Vec<String> {
        let rels = pool.frames.iter().filter_map(|frame| frame.still.map(|still| still.page.rel));
        let mut rels: Vec<RelId> = rels.collect();
        // The learner's relations have the higher numbers, and come first.
        rels.sort_unstable_by(|a, b| b.cmp(a));
        rels.dedup();
        let mut said: Vec<String> = Vec::new();
        for rel in rels.into_iter().filter(|rel| !self.code(*rel).is_empty()) {
            let code = self.code(rel);
            let name = match view.story.relation_kind(rel) {
                Some(RelationKind::System) => view.words.say(Word::BufferSystem, &[]),
                _ => view.story.relation_name(rel),
            };
            let args = [("code", code.into()), ("relation", (&name).into())];
            let phrase = view.words.say(Word::BufferCode, &args);
            if !said.contains(&phrase) {
                said.push(phrase);
            }
        }
        let all = said.len();
        let form = |count: usize| {
            let shown = said[..count].join(BETWEEN);
            if count < all {
                format!("{shown}{BETWEEN}…")
            } else {
                shown
            }
        };
        (1..=all).rev().map(form).collect()
    }
}

/// The first letters of the name's words, or more letters of the name, or a number after them.
fn free_code(name: &str, taken: &[String]) -> String {
    let is_free = |code: &String| !taken.contains(code);
    let words = name.split(|letter: char| !letter.is_alphanumeric());
    let initials: String = words.filter_map(|word| word.chars().next()).collect();
    let letters: String = name.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let cut = |text: &str, count| text.chars().take(count).flat_map(char::to_lowercase).collect();
    let short: String = cut(&initials, LETTERS_MAX);
    let mut wishes = vec![short.clone()];
    wishes.extend((2..=LETTERS_MAX).map(|count| cut(&letters, count)));
    let wish = wishes.into_iter().find(|code| !code.is_empty() && is_free(code));
    wish.unwrap_or_else(|| {
        let base = if short.is_empty() { NAMELESS } else { &short };
        let numbered = (2..).map(|no| format!("{base}{no}"));
        numbered.into_iter().find(is_free).expect("numbers do not end")
    })
}

#[cfg(test)]
mod tests {
    use super::free_code;

    #[test]
    fn codes_are_short_and_no_two_alike() {
        let mut taken = vec!["pg".to_string()];
        let names =
            ["users", "orders", "orders_pkey", "order_items", "other", "otto", "o", "\"!\""];
        for name in names {
            let code = free_code(name, &taken);
            taken.push(code);
        }
        assert_eq!(taken, ["pg", "u", "o", "op", "oi", "ot", "ott", "o2", "t2"]);
    }
}
