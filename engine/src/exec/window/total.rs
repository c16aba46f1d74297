//! Aggregates over frames.

use std::sync::Arc;

use model::base::error::Result;
use model::types::column::Column;

use super::block::Block;
use super::bounds::Bounds;
use crate::expr::aggregate::{Aggregate, Groups};

/// Most rows of frames with holes that are spread out at once.
const SPREAD_MAX: usize = 65_536;

/// The aggregate over the frame of each row. Rows that `filter` says no to do not count.
pub fn total(
    block: &Block,
    bounds: &Bounds,
    aggregate: &Aggregate,
    args: &[Arc<Column>],
    filter: Option<&[bool]>,
) -> Result<Column> {
    if bounds.has_holes() {
        return spread_out(block, bounds, aggregate, args, filter);
    }
    if let Some(frames) = few_frames(bounds) {
        let totals = (aggregate.start)().over_frames(args, filter, &frames.starts, &frames.ends)?;
        return Ok(totals.take(&frames.of_row));
    }
    (aggregate.start)().over_frames(args, filter, &bounds.starts, &bounds.ends)
}

/// Frames that several rows in a row share.
struct Frames {
    starts: Vec<u32>,
    ends: Vec<u32>,
    of_row: Vec<u32>,
}

/// The frames, each once, if rows share them: peers do, and so do whole partitions.
fn few_frames(bounds: &Bounds) -> Option<Frames> {
    let mut frames = Frames { starts: Vec::new(), ends: Vec::new(), of_row: Vec::new() };
    for (&start, &end) in bounds.starts.iter().zip(&bounds.ends) {
        if (frames.starts.last(), frames.ends.last()) != (Some(&start), Some(&end)) {
            frames.starts.push(start);
            frames.ends.push(end);
        }
        frames.of_row.push(frames.starts.len() as u32 - 1);
    }
    (frames.starts.len() < bounds.starts.len()).then_some(frames)
}

/// Frames with holes: a group for each row, and to each group the rows of its frame.
fn spread_out(
    block: &Block,
    bounds: &Bounds,
    aggregate: &Aggregate,
    args: &[Arc<Column>],
    filter: Option<&[bool]>,
) -> Result<Column> {
    let mut accumulator = (aggregate.start)();
    accumulator.resize(block.row_count());
    let (mut groups, mut rows): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    for group in 0..block.row_count() {
        for (start, end) in bounds.stretches(block, group) {
            groups.extend(std::iter::repeat_n(group as u32, end.saturating_sub(start) as usize));
            rows.extend(start..end);
        }
        if rows.len() < SPREAD_MAX && group + 1 < block.row_count() {
            continue;
        }
        let taken: Vec<Arc<Column>> = args.iter().map(|arg| Arc::new(arg.take(&rows))).collect();
        let mask: Option<Vec<bool>> =
            filter.map(|filter| rows.iter().map(|&row| filter[row as usize]).collect());
        accumulator.update(Groups::Each(&groups), &taken, mask.as_deref())?;
        groups.clear();
        rows.clear();
    }
    accumulator.finish()
}
