//! Relations on disk: their pages and what each holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::ids::{PageId, RelId};
use crate::trace::event::page::{PageContent, PageEvent, RelationKind};
use crate::trace::event::{Event, Fact};

/// All relations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeapStill {
    /// By number.
    pub relations: BTreeMap<RelId, RelationStill>,
}

/// One relation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationStill {
    /// Its name, without schema.
    pub name: String,
    /// What it is.
    pub kind: RelationKind,
    /// Its pages, in order.
    pub pages: Vec<PageStill>,
}

/// What one page holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageStill {
    /// Slots, used or not.
    pub slot_count: u16,
    /// Bytes between the slots and the tuples.
    pub free_bytes: u16,
}

impl From<&PageContent> for PageStill {
    fn from(content: &PageContent) -> PageStill {
        PageStill { slot_count: content.slot_count, free_bytes: content.free_bytes }
    }
}

impl HeapStill {
    /// Moves on by one event.
    pub fn apply(&mut self, event: &Event) {
        let Fact::Page(fact) = &event.fact else { return };
        match fact {
            PageEvent::RelationCreated { rel, name, kind } => {
                let relation = RelationStill { name: name.clone(), kind: *kind, pages: Vec::new() };
                self.relations.insert(*rel, relation);
            }
            PageEvent::RelationRenamed { rel, name } => {
                if let Some(relation) = self.relations.get_mut(rel) {
                    relation.name.clone_from(name);
                }
            }
            PageEvent::PowerCut { .. } => self.relations.clear(),
            PageEvent::RelationFound { rel, name, kind, pages } => {
                let pages = pages.iter().map(PageStill::from).collect();
                let relation = RelationStill { name: name.clone(), kind: *kind, pages };
                self.relations.insert(*rel, relation);
            }
            PageEvent::RelationAdopted { rel, name, kind } => {
                if let Some(relation) = self.relations.get_mut(rel) {
                    relation.name.clone_from(name);
                    relation.kind = *kind;
                }
            }
            PageEvent::RelationDropped { rel } => {
                self.relations.remove(rel);
            }
            PageEvent::Extended { page, .. } => {
                if let Some(relation) = self.relations.get_mut(&page.rel) {
                    let count = relation.pages.len() as u64;
                    assert_eq!(count, u64::from(page.no), "pages join at the end");
                    relation.pages.push(PageStill::default());
                }
            }
            PageEvent::Changed { page, slot_count, free_bytes } => {
                if let Some(still) = self.page_mut(*page) {
                    *still = PageStill { slot_count: *slot_count, free_bytes: *free_bytes };
                }
            }
            _ => {}
        }
    }

    /// One page.
    pub fn page(&self, page: PageId) -> Option<&PageStill> {
        self.relations.get(&page.rel)?.pages.get(page.no as usize)
    }

    fn page_mut(&mut self, page: PageId) -> Option<&mut PageStill> {
        self.relations.get_mut(&page.rel)?.pages.get_mut(page.no as usize)
    }
}
