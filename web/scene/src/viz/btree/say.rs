//! The words and numbers of the picture.

use model::trace::event::index::Aim;

use super::data::TreeData;
use crate::shape::mark::Target;
use crate::shape::scene::Figure;
use crate::viz::relations::index_counts;
use crate::viz::view::View;
use crate::words::{Arg, Word};

/// What a node is called, from the longest form to the shortest.
pub fn names(view: &View<'_>, tree: &TreeData<'_>, page_no: u32) -> Vec<String> {
    let mut forms = Vec::new();
    let page = ("page", Arg::from(page_no));
    let depth = tree.levels.iter().position(|level| level.contains(&page_no));
    if let Some(depth) = depth {
        let level = &tree.levels[depth];
        let at = level.iter().position(|no| *no == page_no).unwrap_or(0) as u64 + 1;
        let all = level.len() as u64;
        let args = [page, ("at", at.into()), ("all", all.into())];
        let is_leaf = depth + 1 == tree.levels.len();
        let word = match (depth, is_leaf) {
            (0, _) => Word::TreeNameRoot,
            (_, true) => Word::TreeNameLeaf,
            _ => Word::TreeNameInner,
        };
        forms.push(view.words.say(word, &args));
    }
    forms.push(view.words.say(Word::TreeName, &[page]));
    forms.push(page_no.to_string());
    forms
}

/// What a node holds.
pub fn count(view: &View<'_>, tree: &TreeData<'_>, page_no: u32) -> String {
    match tree.node(page_no) {
        Some(node) if node.level > 0 => {
            let children = node.children.len() as u64;
            view.words.say(Word::TreeChildren, &[("children", children.into())])
        }
        node => {
            let entries = node.map_or(0, |node| u64::from(node.entry_count));
            view.words.say(Word::TreeEntries, &[("entries", entries.into())])
        }
    }
}

/// Where the descent goes.
pub fn aim(view: &View<'_>, aim: &Aim) -> String {
    match aim {
        Aim::First => view.words.say(Word::TreeAimFirst, &[]),
        Aim::Last => view.words.say(Word::TreeAimLast, &[]),
        Aim::AtOrAfter(key) => view.words.say(Word::TreeAim, &[("key", (&**key).into())]),
        Aim::Before(key) => view.words.say(Word::TreeAimBefore, &[("key", (&**key).into())]),
    }
}

/// One node in a sentence.
pub fn node(view: &View<'_>, tree: &TreeData<'_>, page_no: u32) -> String {
    let name = names(view, tree, page_no).swap_remove(0);
    let page = tree.page(page_no);
    let mut parts = vec![count(view, tree, page_no), page.state_text(view)];
    if let Some((_, step)) = tree.on_way(page_no) {
        parts.push(view.words.say(Word::TreeStep, &[("order", step.order.into())]));
        if let (Some(taken), Some(node)) = (step.taken, tree.node(page_no)) {
            parts.push(super::cards::taken_words(view, node.entry_count, Some(taken)));
        }
    }
    format!("{name}: {}", parts.join("; "))
}

/// The picture for those who do not see it.
pub fn description(view: &View<'_>, tree: &TreeData<'_>) -> String {
    let [whole, ..] = size(view, tree);
    let name = tree.relation.still.name.as_str();
    let mut said = vec![format!("{name}: {whole}.")];
    said.extend(tree.aim.map(|aim| format!("{}.", self::aim(view, aim))));
    said.extend(tree.way.iter().map(|step| format!("{}.", node(view, tree, step.page_no))));
    if let Some(page_no) = tree.relation.page_now() {
        let args = [("page", page_no.into()), ("relation", name.into())];
        said.push(view.words.say(Word::HeapDescriptionNow, &args));
    }
    said.join(" ")
}

/// How large the tree is, from the longest form to the shortest.
pub fn size(view: &View<'_>, tree: &TreeData<'_>) -> [String; 3] {
    let args = [
        ("levels", Arg::from(tree.levels.len() as u64)),
        ("nodes", tree.node_count().into()),
        ("entries", tree.entry_count.into()),
    ];
    [Word::TreeSize, Word::TreeSizeShort, Word::TreeSizeLevels]
        .map(|word| view.words.say(word, &args))
}

/// The numbers, each a fold of events or counted in the still: the first three of this tree, those
/// of touches of all indexes.
pub fn figures(view: &View<'_>, tree: &TreeData<'_>) -> Vec<Figure> {
    let counts = index_counts(view);
    let source = tree.relation.last_touch.map(Target::Event);
    let figure = |key: &str, class, value: u64, word, source| Figure {
        key: key.to_string(),
        class,
        value,
        unit: view.words.say(word, &[("n", value.into())]),
        source,
    };
    vec![
        figure("height", "", tree.levels.len() as u64, Word::UnitLevels, None),
        figure("nodes", "", tree.node_count(), Word::UnitNodes, None),
        figure("entries", "", tree.entry_count, Word::UnitEntries, None),
        figure("read", "", counts.hits + counts.misses, Word::UnitRead, source),
        figure("hits", "hit", counts.hits, Word::UnitHits, source),
        figure("misses", "miss", counts.misses, Word::UnitMisses, source),
        figure("added", "added", counts.added, Word::UnitAdded, source),
        figure("to-come", "todo", counts.to_come, Word::UnitToCome, source),
        figure("splits", "", tree.split_count, Word::UnitSplits, source),
    ]
}
