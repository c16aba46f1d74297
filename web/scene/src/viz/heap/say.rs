//! The words and numbers of the picture.

use crate::shape::mark::Target;
use crate::shape::scene::Figure;
use crate::story::chapter::Sum;
use crate::viz::pen::Counts;
use crate::viz::relations::RelationData;
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
    let counts = Counts {
        pages: sum(|relation| relation.counts.pages),
        to_come: sum(|relation| relation.counts.to_come),
        hits: sum(|relation| relation.counts.hits),
        misses: sum(|relation| relation.counts.misses),
        added: sum(|relation| relation.counts.added),
    };
    let source = relations.iter().filter_map(|relation| relation.last_touch).max();
    let pages = sum(|relation| relation.still.pages.len() as u64);
    let mut figures = vec![figure(view, "pages", "", pages, Word::UnitPages)];
    figures.extend(count_figures(view, &counts, source));
    figures
}

/// The numbers of a statement whose pages are not known.
pub fn counted_figures(view: &View<'_>, counts: &Counts) -> Vec<Figure> {
    let before = |sum: &&Sum| sum.seq < view.moment.seq;
    let sums = view.chapter.map_or(&[][..], |chapter| &chapter.sums[..]);
    count_figures(view, counts, sums.iter().rev().find(before).map(|sum| sum.seq))
}

fn count_figures(view: &View<'_>, counts: &Counts, source: Option<u64>) -> Vec<Figure> {
    let read = counts.hits + counts.misses;
    let figures = [
        figure(view, "read", "", read, Word::UnitRead),
        figure(view, "hits", "hit", counts.hits, Word::UnitHits),
        figure(view, "misses", "miss", counts.misses, Word::UnitMisses),
        figure(view, "added", "added", counts.added, Word::UnitAdded),
        figure(view, "to-come", "todo", counts.to_come, Word::UnitToCome),
    ];
    let source = source.map(Target::Event);
    figures.into_iter().map(|figure| Figure { source, ..figure }).collect()
}

fn figure(view: &View<'_>, key: &str, class: &'static str, value: u64, word: Word) -> Figure {
    let unit = view.words.say(word, &[("n", value.into())]);
    Figure { key: key.to_string(), class, value, unit, source: None }
}
