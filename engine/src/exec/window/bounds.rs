//! Frames: from where to where each row looks.
//!
//! Bounds are clipped to the partition. A frame may be empty: its end is then at or before its
//! start.

use model::base::error::{sqlstate, Error, Result};
use model::types::value::Value;

use super::block::Block;
use super::range;
use crate::exec::context::ExecCtx;
use crate::exec::values::value_of;
use crate::plan::physical::PlanSortKey;
use crate::sql::algebra::{Frame, FrameBound, FrameExclude, FrameUnit};

/// The frames of all rows of a block.
pub struct Bounds {
    /// The first row of each frame.
    pub starts: Vec<u32>,
    /// The end of each frame.
    pub ends: Vec<u32>,
    exclude: FrameExclude,
}

/// Which end of a frame.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Where it starts.
    Start,
    /// Where it ends.
    End,
}

/// Which way an offset goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Towards the partition's first row.
    Preceding,
    /// Towards its last.
    Following,
}

impl Bounds {
    /// The frames of all rows of a block whose partitions are sorted by `order`.
    pub fn new(
        ctx: &mut ExecCtx<'_>,
        block: &Block,
        frame: &Frame,
        order: &[PlanSortKey],
    ) -> Result<Bounds> {
        let starts = bound(ctx, block, frame.unit, (&frame.start, End::Start), order)?;
        let ends = bound(ctx, block, frame.unit, (&frame.end, End::End), order)?;
        Ok(Bounds { starts, ends, exclude: frame.exclude })
    }

    /// Whether rows around the current one are left out.
    pub fn has_holes(&self) -> bool {
        self.exclude != FrameExclude::NoOthers
    }

    /// The rows of one row's frame: up to three stretches, some of them empty.
    pub fn stretches(&self, block: &Block, row: usize) -> [(u32, u32); 3] {
        let (start, end) = (self.starts[row], self.ends[row].max(self.starts[row]));
        let (row_no, peers) = (row as u32, block.peers(row));
        let clip = |from: u32, to: u32| (from.clamp(start, end), to.clamp(start, end));
        let none = (start, start);
        match self.exclude {
            FrameExclude::NoOthers => [(start, end), none, none],
            FrameExclude::CurrentRow => [clip(start, row_no), clip(row_no + 1, end), none],
            FrameExclude::Group => [clip(start, peers.0), clip(peers.1, end), none],
            FrameExclude::Ties => {
                [clip(start, peers.0), clip(row_no, row_no + 1), clip(peers.1, end)]
            }
        }
    }
}

fn bound(
    ctx: &mut ExecCtx<'_>,
    block: &Block,
    unit: FrameUnit,
    (bound, end): (&FrameBound, End),
    order: &[PlanSortKey],
) -> Result<Vec<u32>> {
    let (expr, way) = match bound {
        FrameBound::UnboundedPreceding => return Ok(each(block, |row| block.partition(row).0)),
        FrameBound::UnboundedFollowing => return Ok(each(block, |row| block.partition(row).1)),
        FrameBound::CurrentRow => return Ok(current(block, unit, end)),
        FrameBound::Preceding(expr) => (expr, Way::Preceding),
        FrameBound::Following(expr) => (expr, Way::Following),
    };
    let offset = value_of(ctx, expr)?;
    let which = if end == End::Start { "starting" } else { "ending" };
    if offset.is_null() {
        let message = format!("frame {which} offset must not be null");
        return Err(Error::sql(sqlstate::NULL_VALUE_NOT_ALLOWED, message));
    }
    match unit {
        FrameUnit::Rows => Ok(rows(block, count(&offset, which)?, way, end)),
        FrameUnit::Groups => Ok(groups(block, count(&offset, which)?, way, end)),
        FrameUnit::Range => range::bound(ctx, block, (expr, &offset), way, end, order),
    }
}

fn each(block: &Block, bound: impl FnMut(usize) -> u32) -> Vec<u32> {
    (0..block.row_count()).map(bound).collect()
}

fn current(block: &Block, unit: FrameUnit, end: End) -> Vec<u32> {
    match (unit, end) {
        (FrameUnit::Rows, End::Start) => each(block, |row| row as u32),
        (FrameUnit::Rows, End::End) => each(block, |row| row as u32 + 1),
        (_, End::Start) => each(block, |row| block.peers(row).0),
        (_, End::End) => each(block, |row| block.peers(row).1),
    }
}

/// An offset in rows or groups.
fn count(offset: &Value, which: &str) -> Result<i64> {
    let count = match offset {
        Value::Int2(count) => i64::from(*count),
        Value::Int4(count) => i64::from(*count),
        Value::Int8(count) => *count,
        other => panic!("a frame counts in bigints, not {other:?}"),
    };
    if count < 0 {
        let message = format!("frame {which} offset must not be negative");
        return Err(Error::sql(sqlstate::INVALID_PRECEDING_OR_FOLLOWING_SIZE, message));
    }
    Ok(count)
}

fn moved(from: u32, count: i64, way: Way) -> i64 {
    match way {
        Way::Preceding => i64::from(from).saturating_sub(count),
        Way::Following => i64::from(from).saturating_add(count),
    }
}

fn rows(block: &Block, count: i64, way: Way, end: End) -> Vec<u32> {
    each(block, |row| {
        let (first, last) = block.partition(row);
        let to = moved(row as u32, count, way).saturating_add(i64::from(end == End::End));
        to.clamp(i64::from(first), i64::from(last)) as u32
    })
}

fn groups(block: &Block, count: i64, way: Way, end: End) -> Vec<u32> {
    each(block, |row| {
        let (first, last) = block.peers_of_partition(row);
        let group = moved(block.peers_of[row], count, way);
        let group = group.saturating_add(i64::from(end == End::End));
        block.peers[group.clamp(i64::from(first), i64::from(last)) as usize]
    })
}
