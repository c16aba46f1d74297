//! The text twin of the picture, and what there is to say about one node.

use model::base::ids::PageId;

use super::data::TreeData;
use super::say;
use crate::table::{Align, Table, TableColumn, TableRow};
use crate::viz::picture::Detail;
use crate::viz::relations::{whereabouts, PageData};
use crate::viz::view::View;
use crate::words::{count_text, Word};

/// Most rows of the table: what a screen reader or a print may bear. Touched nodes come first.
const ROWS_MAX: usize = 10_000;
/// Most keys that a row names.
const KEYS_MAX: usize = 8;

/// One row for each node, level by level from the root, each level in the order of keys.
pub fn table(view: &View<'_>, tree: Option<&TreeData<'_>>) -> Table {
    let heading = |word, align| TableColumn { heading: view.words.say(word, &[]), align };
    let columns = vec![
        heading(Word::TablePage, Align::Right),
        heading(Word::TableNode, Align::Left),
        heading(Word::TableHolds, Align::Left),
        heading(Word::TableKeys, Align::Left),
        heading(Word::TableState, Align::Left),
        heading(Word::TableOrder, Align::Right),
        heading(Word::TableHits, Align::Right),
        heading(Word::TableMisses, Align::Right),
    ];
    let title = view.words.say(Word::CapBtree, &[]);
    let Some(tree) = tree else {
        return Table { title, columns, rows: Vec::new(), left_out_count: 0 };
    };
    let mut nodes: Vec<u32> = tree.levels.iter().flatten().copied().collect();
    let left_out_count = nodes.len().saturating_sub(ROWS_MAX) as u64;
    if left_out_count > 0 {
        nodes.sort_by_key(|no| !tree.page(*no).is_known());
        nodes.truncate(ROWS_MAX);
    }
    let places = Places::of(tree);
    let rows = nodes.into_iter().map(|no| row(view, tree, &places, no)).collect();
    let name = tree.relation.still.name.as_str();
    let title = view.words.say(Word::TreeTitle, &[("relation", name.into())]);
    Table { title, columns, rows, left_out_count }
}

/// The level and the place in it of every node, found once for all rows.
struct Places(std::collections::BTreeMap<u32, (usize, usize)>);

impl Places {
    fn of(tree: &TreeData<'_>) -> Places {
        let levels = tree.levels.iter().enumerate();
        let places = levels.flat_map(|(depth, level)| {
            level.iter().enumerate().map(move |(at, no)| (*no, (depth, at)))
        });
        Places(places.collect())
    }
}

fn row(view: &View<'_>, tree: &TreeData<'_>, places: &Places, no: u32) -> TableRow {
    let page = tree.page(no);
    let some = |count: u32| if count == 0 { String::new() } else { count_text(u64::from(count)) };
    let (depth, at) = places.0.get(&no).copied().unwrap_or_default();
    let all = tree.levels.get(depth).map_or(0, Vec::len) as u64;
    let word = match depth {
        0 => Word::TreeRoleRoot,
        _ if depth + 1 == tree.levels.len() => Word::TreeRoleLeaf,
        _ => Word::TreeRoleInner,
    };
    let role = view.words.say(word, &[("at", (at as u64 + 1).into()), ("all", all.into())]);
    TableRow {
        key: format!("btree-{}-{no}", tree.relation.rel),
        class: page.state_class(),
        cells: vec![
            no.to_string(),
            role,
            say::count(view, tree, no),
            keys(tree, no),
            page.state_text(view),
            some(page.order),
            some(page.hits),
            some(page.misses),
        ],
    }
}

/// The first keys of a node, as far as the recording names them.
fn keys(tree: &TreeData<'_>, no: u32) -> String {
    let Some(node) = tree.node(no) else { return String::new() };
    let separators = node.children.iter().skip(1).map(|child| &*child.separator);
    let keys = node.keys.iter().map(|key| &**key).chain(separators);
    let shown: Vec<&str> = keys.clone().take(KEYS_MAX).collect();
    let more = if keys.count() > KEYS_MAX { " …" } else { "" };
    format!("{}{more}", shown.join(" | "))
}

/// What there is to say about a node. `None` for a page that is none.
pub fn detail(view: &View<'_>, tree: &TreeData<'_>, page: PageId) -> Option<Detail> {
    let node = tree.node(page.no).filter(|_| page.rel == tree.relation.rel)?;
    let words = view.words;
    let title = say::names(view, tree, page.no).swap_remove(0);
    let mut lines = vec![say::count(view, tree, page.no)];
    if let Some(high) = &node.high_key {
        lines.push(words.say(Word::TreeHighKey, &[("key", (&**high).into())]));
    }
    if let Some(next) = node.next {
        lines.push(words.say(Word::TreeNext, &[("page", next.into())]));
    }
    lines.extend(whereabouts(view, page));
    let data = tree.page(page.no);
    if data.touched.is_some() {
        lines.push(words.say(Word::DetailOrder, &[("order", data.order.into())]));
        let counts = [("hits", data.hits.into()), ("misses", data.misses.into())];
        lines.push(words.say(Word::DetailTouches, &counts));
    }
    let past = view.chapter.map_or(&[][..], |chapter| chapter.touches_at(view.moment.seq).0);
    let source = past.iter().rev().find(|touch| touch.page == page).map(|touch| touch.seq);
    Some(Detail { title, lines, source })
}

impl PageData {
    fn is_known(&self) -> bool {
        self.touched.is_some() || self.is_to_come
    }
}
