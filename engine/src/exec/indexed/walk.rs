//! The entries of several ranges, one range after another, leaf by leaf.

use std::collections::VecDeque;

use model::base::error::Result;
use model::base::ids::TupleId;

use crate::exec::context::ExecCtx;
use crate::index::btree::scan::{Cursor, KeyRange, Way};
use crate::index::key::tuple_of;
use crate::plan::index_condition::ScanDirection;

use super::open::OpenIndex;

/// A walk under way.
pub struct Walk {
    cursors: VecDeque<Cursor>,
}

impl Walk {
    /// A walk over ranges that are in the order of the index.
    pub fn new(ranges: Vec<KeyRange>, direction: ScanDirection) -> Walk {
        let cursors = match direction {
            ScanDirection::Forward => {
                ranges.into_iter().map(|range| Cursor::new(range, Way::Forward)).collect()
            }
            ScanDirection::Backward => {
                let ranges = ranges.into_iter().rev();
                ranges.map(|range| Cursor::new(range, Way::Backward)).collect()
            }
        };
        Walk { cursors }
    }

    /// Whether all was read.
    pub fn is_done(&self) -> bool {
        self.cursors.is_empty()
    }

    /// Reads one more leaf and hands over the places that its entries lead to.
    pub fn read_leaf(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        index: &OpenIndex,
        take: &mut dyn FnMut(TupleId),
    ) -> Result<()> {
        let Some(cursor) = self.cursors.front_mut() else { return Ok(()) };
        let mut take = |entry: &[u8]| take(tuple_of(entry));
        index.tree.scan_leaf(ctx.store, cursor, &mut take, ctx.tracer)?;
        if cursor.is_done() {
            self.cursors.pop_front();
        }
        Ok(())
    }
}
