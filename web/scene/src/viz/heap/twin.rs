//! The text twin of the picture, and what there is to say about one page.

use model::base::ids::PageId;
use model::trace::event::page::RelationKind;

use crate::table::{Align, Table, TableColumn, TableRow};
use crate::viz::picture::Detail;
use crate::viz::relations::{tables, whereabouts, PageData, RelationData};
use crate::viz::view::View;
use crate::words::{count_text, Word};

/// Most rows of the table: what a screen reader or a print may bear. Touched pages come first.
const ROWS_MAX: usize = 10_000;

/// One row for each page.
pub fn table(view: &View<'_>, relations: &[RelationData<'_>]) -> Table {
    let heading = |word, align| TableColumn { heading: view.words.say(word, &[]), align };
    let columns = vec![
        heading(Word::TableRelation, Align::Left),
        heading(Word::TablePage, Align::Right),
        heading(Word::TableState, Align::Left),
        heading(Word::TableOrder, Align::Right),
        heading(Word::TableHits, Align::Right),
        heading(Word::TableMisses, Align::Right),
        heading(Word::TableSlots, Align::Right),
        heading(Word::TableFree, Align::Right),
    ];
    let mut pages: Vec<(&RelationData<'_>, u32, &PageData)> = relations
        .iter()
        .flat_map(|relation| {
            (0u32..).zip(&relation.pages).map(move |(no, page)| (relation, no, page))
        })
        .filter(|(_, _, page)| !page.is_place_only || page.is_to_come)
        .collect();
    let left_out_count = pages.len().saturating_sub(ROWS_MAX) as u64;
    if left_out_count > 0 {
        pages.sort_by_key(|(_, _, page)| page.touched.is_none() && !page.is_to_come);
        pages.truncate(ROWS_MAX);
    }
    let rows = pages.into_iter().map(|(relation, no, page)| row(view, relation, no, page));
    let title = view.words.say(Word::CapHeap, &[]);
    Table { title, columns, rows: rows.collect(), left_out_count }
}

fn row(view: &View<'_>, relation: &RelationData<'_>, no: u32, page: &PageData) -> TableRow {
    let still = relation.still.pages.get(no as usize);
    let some = |count: u32| if count == 0 { String::new() } else { count_text(u64::from(count)) };
    TableRow {
        key: format!("page-{}-{no}", relation.rel),
        class: page.state_class(),
        cells: vec![
            relation.still.name.clone(),
            no.to_string(),
            page.state_text(view),
            some(page.order),
            some(page.hits),
            some(page.misses),
            still.map_or(String::new(), |still| count_text(u64::from(still.slot_count))),
            still.map_or(String::new(), |still| count_text(u64::from(still.free_bytes))),
        ],
    }
}

/// What there is to say about one page. `None` for a page that does not exist at the cursor.
pub fn detail(view: &View<'_>, page: PageId) -> Option<Detail> {
    let still = view.moment.stills.heap.page(page)?;
    let relation = view.moment.stills.heap.relations.get(&page.rel)?;
    let words = view.words;
    let name = relation.name.as_str();
    let title = words.say(Word::DetailPage, &[("page", page.no.into()), ("relation", name.into())]);
    let slots = u64::from(still.slot_count);
    let free = u64::from(still.free_bytes);
    let mut lines = Vec::new();
    if matches!(relation.kind, RelationKind::Table | RelationKind::System) {
        let args = [("slots", slots.into()), ("free", free.into())];
        lines.push(words.say(Word::DetailSlots, &args));
    }
    lines.extend(whereabouts(view, page));
    let data = tables(view);
    let known = data.iter().find(|relation| relation.rel == page.rel);
    if let Some(data) = known.and_then(|relation| relation.pages.get(page.no as usize)) {
        push_touches(view, data, &mut lines);
    }
    Some(Detail { title, lines, source: last_touch(view, page) })
}

fn push_touches(view: &View<'_>, page: &PageData, lines: &mut Vec<String>) {
    if page.touched.is_none() {
        return;
    }
    let order = [("order", page.order.into())];
    lines.push(view.words.say(Word::DetailOrder, &order));
    let counts = [("hits", page.hits.into()), ("misses", page.misses.into())];
    lines.push(view.words.say(Word::DetailTouches, &counts));
}

fn last_touch(view: &View<'_>, page: PageId) -> Option<u64> {
    let (past, _) = view.chapter?.touches_at(view.moment.seq);
    past.iter().rev().find(|touch| touch.page == page).map(|touch| touch.seq)
}
