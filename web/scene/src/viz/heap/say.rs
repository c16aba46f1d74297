//! The words and numbers of the picture.

use super::data::RelationData;
use crate::shape::mark::Target;
use crate::shape::scene::Figure;
use crate::viz::view::View;
use crate::words::{Arg, Word};

/// One table in a sentence.
pub fn relation(view: &View<'_>, relation: &RelationData<'_>) -> String {
    let pages = relation.still.pages.len() as u64;
    let [counts, _] = relation.counts.words(view);
    let args = [
        ("relation", relation.still.name.as_str().into()),
        ("pages", pages.into()),
        ("counts", Arg::from(&counts)),
    ];
    let word =
        if relation.is_touched() { Word::HeapDescriptionRead } else { Word::HeapDescription };
    view.words.say(word, &args)
}

/// The picture for those who do not see it.
pub fn description(view: &View<'_>, relations: &[RelationData<'_>]) -> String {
    if relations.is_empty() {
        return view.words.say(Word::HeapEmpty, &[]);
    }
    let mut sentences: Vec<String> = relations.iter().map(|known| relation(view, known)).collect();
    for relation in relations {
        if let Some(page_no) = relation.page_now() {
            let name = relation.still.name.as_str();
            let args = [("page", page_no.into()), ("relation", name.into())];
            sentences.push(view.words.say(Word::HeapDescriptionNow, &args));
        }
    }
    sentences.join(" ")
}

/// The numbers, each a fold of events or counted in the still.
pub fn figures(view: &View<'_>, relations: &[RelationData<'_>]) -> Vec<Figure> {
    let sum = |of: fn(&RelationData<'_>) -> u64| relations.iter().map(of).sum::<u64>();
    let source = relations.iter().filter_map(|relation| relation.last_touch).max();
    let source = source.map(Target::Event);
    let hits = sum(|relation| relation.counts.hits);
    let misses = sum(|relation| relation.counts.misses);
    let figure = |key: &str, class, value: u64, word| Figure {
        key: key.to_string(),
        class,
        value,
        unit: view.words.say(word, &[("n", value.into())]),
        source,
    };
    vec![
        figure("pages", "", sum(|relation| relation.still.pages.len() as u64), Word::UnitPages),
        figure("read", "", hits + misses, Word::UnitRead),
        figure("hits", "hit", hits, Word::UnitHits),
        figure("misses", "miss", misses, Word::UnitMisses),
        figure("added", "added", sum(|relation| relation.counts.added), Word::UnitAdded),
        figure("to-come", "todo", sum(|relation| relation.counts.to_come), Word::UnitToCome),
    ]
}
