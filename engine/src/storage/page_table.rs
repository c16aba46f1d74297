//! Which page is in which frame: for each relation an array with one place for each page, so that
//! a look-up is two steps and no hash decides an order.

use std::collections::BTreeMap;

use model::base::ids::{FrameNo, PageId, RelId};

/// A page that is in no frame.
const NOWHERE: u32 = u32::MAX;

/// The frames of all pages of all relations.
#[derive(Clone, Debug, Default)]
pub struct PageTable {
    relations: BTreeMap<RelId, Vec<u32>>,
    /// Pages of all relations.
    page_total: u64,
}

impl PageTable {
    /// A relation with that many pages, none of them in a frame.
    pub fn create(&mut self, rel: RelId, page_count: u32) {
        self.page_total += u64::from(page_count);
        let before = self.relations.insert(rel, vec![NOWHERE; page_count as usize]);
        assert!(before.is_none(), "relation {rel} is there already");
    }

    /// Removes a relation and returns the frames that its pages were in.
    pub fn remove(&mut self, rel: RelId) -> Vec<FrameNo> {
        let frames = self.relations.remove(&rel).unwrap_or_default();
        self.page_total -= frames.len() as u64;
        frames.into_iter().filter(|frame| *frame != NOWHERE).map(FrameNo).collect()
    }

    /// Whether there is such a relation.
    pub fn contains(&self, rel: RelId) -> bool {
        self.relations.contains_key(&rel)
    }

    /// The relations in order.
    pub fn relations(&self) -> impl Iterator<Item = RelId> + '_ {
        self.relations.keys().copied()
    }

    /// How many pages a relation has, written or not; 0 where there is no such relation.
    pub fn page_count(&self, rel: RelId) -> u32 {
        self.relations.get(&rel).map_or(0, |frames| frames.len() as u32)
    }

    /// How many pages all relations have, written or not.
    pub fn page_total(&self) -> u64 {
        self.page_total
    }

    /// The frame that a page is in. The page must be there.
    #[inline]
    pub fn get(&self, page: PageId) -> Option<FrameNo> {
        let frames = self.relations.get(&page.rel).expect("the relation of a page is there");
        let frame = frames[page.no as usize];
        (frame != NOWHERE).then_some(FrameNo(frame))
    }

    /// Notes where a page is.
    pub fn set(&mut self, page: PageId, frame: Option<FrameNo>) {
        let frames = self.relations.get_mut(&page.rel).expect("the relation of a page is there");
        frames[page.no as usize] = frame.map_or(NOWHERE, |frame| frame.0);
    }

    /// One more page at the end of a relation, in no frame yet.
    pub fn extend(&mut self, rel: RelId) -> PageId {
        let frames = self.relations.get_mut(&rel).expect("the relation of a page is there");
        frames.push(NOWHERE);
        self.page_total += 1;
        PageId { rel, no: frames.len() as u32 - 1 }
    }
}
