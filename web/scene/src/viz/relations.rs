//! What is true of a relation's pages at the cursor: which the statement has touched and how, which
//! it will touch, which is read now. Pictures of tables and of indexes count with the same numbers.

use model::base::ids::{PageId, RelId};
use model::still::heap::RelationStill;
use model::trace::event::page::RelationKind;

use crate::story::chapter::{Touch, TouchKind};
use crate::viz::pen::Counts;
use crate::viz::view::{Future, SystemTables, View};
use crate::words::Word;

/// A relation's pages at the cursor.
#[derive(Clone, Debug)]
pub struct RelationData<'a> {
    /// The relation.
    pub rel: RelId,
    /// Its name and what its pages hold.
    pub still: &'a RelationStill,
    /// One for each page that it has now, then one for each that the statement has yet to add.
    pub pages: Vec<PageData>,
    /// What the statement has touched before the cursor, and what is to come.
    pub counts: Counts,
    /// The last touch before the cursor.
    pub last_touch: Option<u64>,
}

/// A page at the cursor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageData {
    /// How it was had, if the statement at the cursor has touched it.
    pub touched: Option<TouchKind>,
    /// The statement will touch it, and has not yet.
    pub is_to_come: bool,
    /// The statement has yet to add it: there is only its place.
    pub is_place_only: bool,
    /// Which touch of the statement was the first of this page, from 1. System pages count only
    /// where they are shown, index pages always, as steps do.
    pub order: u32,
    /// It is the page touched last, and the statement is not over.
    pub is_now: bool,
    /// It differs from the disk.
    pub is_dirty: bool,
    /// How often it was found in the pool.
    pub hits: u32,
    /// How often it came from disk.
    pub misses: u32,
}

/// The tables to draw, in the order they were made.
pub fn tables<'a>(view: &View<'a>) -> Vec<RelationData<'a>> {
    relations(view, |_, still| match still.kind {
        RelationKind::Table => true,
        RelationKind::System => view.options.system_tables == SystemTables::Shown,
        RelationKind::Index | RelationKind::Sequence => false,
    })
}

/// One relation.
pub fn relation<'a>(view: &View<'a>, rel: RelId) -> Option<RelationData<'a>> {
    relations(view, |known, _| known == rel).pop()
}

/// What the statement has touched of all indexes, and what is to come.
pub fn index_counts(view: &View<'_>) -> Counts {
    let indexes = relations(view, |_, still| still.kind == RelationKind::Index);
    indexes.iter().fold(Counts::default(), |sum, index| sum.plus(&index.counts))
}

fn relations<'a>(
    view: &View<'a>,
    is_wanted: impl Fn(RelId, &RelationStill) -> bool,
) -> Vec<RelationData<'a>> {
    let relations = view.moment.stills.heap.relations.iter();
    let mut list: Vec<RelationData<'a>> = relations
        .filter(|(rel, still)| is_wanted(**rel, still))
        .map(|(rel, still)| RelationData::resting(*rel, still))
        .collect();
    mark_dirty(view, &mut list);
    mark_touched(view, &mut list);
    mark_to_come(view, &mut list);
    list
}

/// In which frame a page is, and whether it differs from the disk.
pub fn whereabouts(view: &View<'_>, page: PageId) -> Vec<String> {
    let mut frames = view.moment.stills.buffer.frames.iter();
    let Some((no, frame)) = frames.find(|(_, frame)| frame.page == page) else {
        return vec![view.words.say(Word::DetailNoFrame, &[])];
    };
    let mut lines = vec![view.words.say(Word::DetailFrame, &[("frame", no.0.into())])];
    lines.extend(frame.dirty.then(|| view.words.say(Word::DetailDirty, &[])));
    lines
}

/// The counts of a statement whose touches were counted and not written down. `None` when they
/// were written down.
pub fn counted_only(view: &View<'_>) -> Option<Counts> {
    let chapter = view.chapter.filter(|chapter| !chapter.sums.is_empty())?;
    let hits = chapter.totals.hits.at(view.moment.seq);
    let misses = chapter.totals.misses.at(view.moment.seq);
    Some(Counts { pages: hits + misses, hits, misses, ..Counts::default() })
}

impl<'a> RelationData<'a> {
    fn resting(rel: RelId, still: &'a RelationStill) -> RelationData<'a> {
        RelationData {
            rel,
            still,
            pages: vec![PageData::default(); still.pages.len()],
            counts: Counts::default(),
            last_touch: None,
        }
    }

    /// Whether the statement at the cursor has to do with this relation at any time.
    pub fn is_touched(&self) -> bool {
        self.counts.pages + self.counts.to_come > 0
    }

    /// The page that is read now.
    pub fn page_now(&self) -> Option<u32> {
        self.pages.iter().position(|page| page.is_now).map(|no| no as u32)
    }
}

fn find<'l, 'a>(list: &'l mut [RelationData<'a>], rel: RelId) -> Option<&'l mut RelationData<'a>> {
    let index = list.binary_search_by_key(&rel, |relation| relation.rel).ok()?;
    Some(&mut list[index])
}

fn mark_dirty(view: &View<'_>, list: &mut [RelationData<'_>]) {
    for frame in view.moment.stills.buffer.frames.values().filter(|frame| frame.dirty) {
        let Some(relation) = find(list, frame.page.rel) else { continue };
        if let Some(page) = relation.pages.get_mut(frame.page.no as usize) {
            page.is_dirty = true;
        }
    }
}

fn mark_touched(view: &View<'_>, list: &mut [RelationData<'_>]) {
    let Some(chapter) = view.chapter else { return };
    let (past, _) = chapter.touches_at(view.moment.seq);
    let mut order = 0;
    let mut now = None;
    for touch in past {
        if view.is_step(touch.page.rel) {
            order += 1;
            now = Some(touch.page);
        }
        let Some(relation) = find(list, touch.page.rel) else { continue };
        relation.count(touch);
        let Some(page) = relation.pages.get_mut(touch.page.no as usize) else { continue };
        match touch.how {
            TouchKind::Hit => page.hits += 1,
            TouchKind::Miss => page.misses += 1,
            TouchKind::Added => {}
        }
        if page.touched.is_none() {
            page.order = order;
            relation.counts.pages += 1;
        }
        page.touched = page.touched.max(Some(touch.how));
    }
    if let Some(page) = now.filter(|_| !chapter.is_over_at(view.moment.seq)) {
        mark_now(list, page);
    }
}

fn mark_now(list: &mut [RelationData<'_>], page: PageId) {
    let Some(relation) = find(list, page.rel) else { return };
    if let Some(page) = relation.pages.get_mut(page.no as usize) {
        page.is_now = true;
    }
}

fn mark_to_come(view: &View<'_>, list: &mut [RelationData<'_>]) {
    let Some(chapter) = view.chapter else { return };
    let (_, coming) = chapter.touches_at(view.moment.seq);
    for touch in coming {
        let Some(relation) = find(list, touch.page.rel) else { continue };
        let page_no = touch.page.no as usize;
        if touch.how == TouchKind::Added && page_no >= relation.pages.len() {
            let place = PageData { is_place_only: true, ..PageData::default() };
            relation.pages.resize(page_no + 1, place);
        }
        let Some(page) = relation.pages.get_mut(page_no) else { continue };
        let is_first = page.touched.is_none() && !page.is_to_come;
        if is_first && view.options.future == Future::Shown {
            page.is_to_come = true;
            relation.counts.to_come += 1;
        }
    }
}

impl RelationData<'_> {
    fn count(&mut self, touch: &Touch) {
        match touch.how {
            TouchKind::Hit => self.counts.hits += 1,
            TouchKind::Miss => self.counts.misses += 1,
            TouchKind::Added => self.counts.added += 1,
        }
        self.last_touch = Some(touch.seq);
    }
}

impl PageData {
    /// The class of its state.
    pub fn state_class(&self) -> &'static str {
        match self.touched {
            Some(TouchKind::Hit) => "hit",
            Some(TouchKind::Added) => "added",
            Some(TouchKind::Miss) => "miss",
            None if self.is_to_come => "todo",
            None => "idle",
        }
    }

    /// Its state in words.
    pub fn state_text(&self, view: &View<'_>) -> String {
        let state = match self.touched {
            Some(TouchKind::Hit) => Word::StateHit,
            Some(TouchKind::Added) => Word::StateNew,
            Some(TouchKind::Miss) => Word::StateMiss,
            None if self.is_to_come => Word::StateToCome,
            None => Word::StateIdle,
        };
        let now = self.is_now.then_some(Word::StateNow);
        let dirty = self.is_dirty.then_some(Word::StateDirty);
        let words = [Some(state), now, dirty].into_iter().flatten();
        words.map(|word| view.words.say(word, &[])).collect::<Vec<_>>().join(", ")
    }
}
