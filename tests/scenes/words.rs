//! The words of pictures and sentences: whole, unmistakable, and ready for other languages.

use std::collections::BTreeSet;

use scene::words::{count_text, fill, names_of, Arg, Word, Words, WORDS};

#[test]
fn every_template_has_its_own_id() {
    let mut ids = BTreeSet::new();
    for (at, (word, id, _)) in WORDS.iter().enumerate() {
        assert_eq!(*word as usize, at, "{id} stands in the order of the enumeration");
        assert!(id.starts_with("scene."), "{id} is a picture's");
        assert!(ids.insert(id), "{id} is there twice");
    }
}

#[test]
fn every_template_closes_what_it_opens() {
    for (_, id, english) in WORDS {
        let open = english.matches('{').count();
        assert_eq!(open, english.matches('}').count(), "{id}");
        for name in names_of(english) {
            let is_plain = name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
            assert!(is_plain && !name.is_empty(), "{id} has a value named {name:?}");
        }
    }
}

#[test]
fn a_count_picks_its_form() {
    let pages = |count: u64| fill("{n} {n:page|pages}", &[("n", count.into())]);
    assert_eq!(pages(0), "0 pages");
    assert_eq!(pages(1), "1 page");
    assert_eq!(pages(39_480), "39,480 pages");
    assert_eq!(count_text(999), "999");
    assert_eq!(count_text(1_000_000), "1,000,000");
}

#[test]
fn a_value_is_never_read_as_a_template() {
    let args = [("relation", Arg::Text("{pages} {"))];
    assert_eq!(fill("Heap of {relation}", &args), "Heap of {pages} {");
    assert_eq!(fill("{unknown} {", &args), "{unknown} {");
}

#[test]
fn another_language_is_laid_over_english() {
    let words = Words::from_catalogue(|id| {
        (id == "scene.heap.title").then(|| "Seiten von {relation}".to_string())
    });
    let args = [("relation", Arg::Text("orders"))];
    assert_eq!(words.say(Word::HeapTitle, &args), "Seiten von orders");
    assert_eq!(words.say(Word::LegendNow, &[]), "now");
}
