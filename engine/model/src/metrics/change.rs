//! What a change cost: the pages that are different now, and what it wrote into the log.
//!
//! A fold over the events of one statement, from level `pages` up. Rows are in the statement's
//! summary.

use std::collections::BTreeSet;

use crate::base::ids::{Lsn, PageId};
use crate::trace::event::page::PageEvent;
use crate::trace::event::wal::WalEvent;
use crate::trace::event::{Event, Fact};

/// What a change cost so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeCost {
    /// The heap pages that it changed.
    pub pages: BTreeSet<PageId>,
    /// Records that joined the log.
    pub log_records: u64,
    /// Their bytes.
    pub log_bytes: u64,
    /// Where the log ends.
    pub log_end: Lsn,
}

impl ChangeCost {
    /// Nothing yet, of a change that begins where the log ends.
    pub fn beginning_at(log_end: Lsn) -> ChangeCost {
        ChangeCost { log_end, ..ChangeCost::default() }
    }

    /// Takes in an event.
    pub fn add(&mut self, event: &Event) {
        match &event.fact {
            Fact::Page(PageEvent::Changed { page, .. }) => {
                self.pages.insert(*page);
            }
            Fact::Wal(WalEvent::Grown { end, records }) => {
                self.log_records += u64::from(*records);
                self.log_bytes += end.0.saturating_sub(self.log_end.0);
                self.log_end = *end;
            }
            _ => {}
        }
    }
}
