//! Places from indexes, as sets: one index, or several sets put together.

use std::collections::VecDeque;
use std::sync::Arc;

use model::base::error::Result;
use model::types::column::{Column, ColumnData};

use super::bitmap::Bitmap;
use super::condition::ranges;
use super::open::OpenIndex;
use super::walk::Walk;
use crate::exec::context::ExecCtx;
use crate::exec::heap_reader::row_id;
use crate::exec::modify::target::places;
use crate::exec::operator::{Operator, Step, ALL};
use crate::expr::batch::Batch;
use crate::plan::index_condition::{IndexCondition, ScanDirection};
use model::base::ids::TupleId;

/// The places that an index has for a condition, as a column of row ids, leaf by leaf.
pub struct BitmapIndexScan {
    index: OpenIndex,
    condition: IndexCondition,
    run: Option<(Walk, VecDeque<i64>)>,
}

impl BitmapIndexScan {
    /// The entries of an index that fulfil a condition.
    pub fn new(index: OpenIndex, condition: IndexCondition) -> BitmapIndexScan {
        BitmapIndexScan { index, condition, run: None }
    }
}

impl Operator for BitmapIndexScan {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        let (mut walk, mut waiting) = match self.run.take() {
            Some(run) => run,
            None => {
                let ranges = ranges(ctx, &self.index, &self.condition)?;
                (Walk::new(ranges, ScanDirection::Forward), VecDeque::new())
            }
        };
        if waiting.is_empty() && !walk.is_done() {
            walk.read_leaf(ctx, &self.index, &mut |place| waiting.push_back(row_id(place)))?;
        }
        let is_done = waiting.is_empty() && walk.is_done();
        let count = waiting.len().min(ctx.rows(wanted));
        let ids: Vec<i64> = waiting.drain(..count).collect();
        self.run = Some((walk, waiting));
        Ok(if is_done { Step::Done } else { Step::of(ids_batch(ids)) })
    }

    fn rewind(&mut self, _ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.run = None;
        Ok(())
    }

    fn renew(&mut self) -> bool {
        self.run = None;
        true
    }
}

/// A set gathered from an operator that hands on places.
pub struct Gather {
    input: Box<dyn Operator>,
    is_done: bool,
}

impl Gather {
    /// Nothing gathered yet.
    pub fn new(input: Box<dyn Operator>) -> Gather {
        Gather { input, is_done: false }
    }

    /// Gathers some more; true once all is there.
    pub fn step(&mut self, ctx: &mut ExecCtx<'_>, bitmap: &mut Bitmap) -> Result<bool> {
        if self.is_done {
            return Ok(true);
        }
        match self.input.step(ctx, ALL)? {
            Step::Batch(batch) => {
                places(batch.column(0)).for_each(|place| bitmap.add(place));
                bitmap.keep_within(ctx.work_mem_bytes);
            }
            Step::Busy => {}
            Step::Done => self.is_done = true,
        }
        Ok(self.is_done)
    }

    /// Starts again.
    pub fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.is_done = false;
        self.input.rewind(ctx)
    }

    /// Makes it as it was when it was built, as its input does.
    pub fn renew(&mut self) -> bool {
        self.is_done = false;
        self.input.renew()
    }
}

/// How sets are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Together {
    /// Places in all of them.
    And,
    /// Places in any of them.
    Or,
}

/// Several sets put together.
pub struct BitmapTogether {
    how: Together,
    inputs: Vec<Gather>,
    next_input: usize,
    /// What the inputs before made, and what the one at work has so far.
    made: Option<Bitmap>,
    now: Bitmap,
}

impl BitmapTogether {
    /// Those sets put together.
    pub fn new(how: Together, inputs: Vec<Box<dyn Operator>>) -> BitmapTogether {
        let inputs = inputs.into_iter().map(Gather::new).collect();
        BitmapTogether { how, inputs, next_input: 0, made: None, now: Bitmap::default() }
    }

    /// The input at work is gathered.
    fn take_in(&mut self) {
        let now = std::mem::take(&mut self.now);
        self.made = Some(match (self.made.take(), self.how) {
            (Some(made), Together::And) => made.and(&now),
            // What is in any of them was gathered into one set from the beginning.
            _ => now,
        });
        self.next_input += 1;
        if self.how == Together::Or && self.next_input < self.inputs.len() {
            self.now = self.made.take().unwrap_or_default();
        }
    }

    /// The places of some pages.
    fn hand_on(&mut self, rows: usize) -> Step {
        let Some(made) = &mut self.made else { return Step::Done };
        let mut ids = Vec::new();
        while let Some((page_no, slots)) = made.pop_page() {
            let mut numbers: Vec<u16> = slots.numbers().collect();
            if numbers.is_empty() {
                numbers.push(0);
            }
            let room = rows - ids.len();
            let place = |slot_no: &u16| TupleId { page_no, slot_no: *slot_no };
            ids.extend(numbers.iter().take(room).map(|slot_no| row_id(place(slot_no))));
            for slot_no in numbers.iter().skip(room) {
                made.add(place(slot_no));
            }
            if ids.len() == rows {
                break;
            }
        }
        if ids.is_empty() {
            Step::Done
        } else {
            Step::Batch(ids_batch(ids))
        }
    }
}

impl Operator for BitmapTogether {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        let Some(input) = self.inputs.get_mut(self.next_input) else {
            return Ok(self.hand_on(ctx.rows(wanted)));
        };
        if input.step(ctx, &mut self.now)? {
            self.take_in();
        }
        Ok(Step::Busy)
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        (self.next_input, self.made, self.now) = (0, None, Bitmap::default());
        self.inputs.iter_mut().try_for_each(|input| input.rewind(ctx))
    }
}

fn ids_batch(ids: Vec<i64>) -> Batch {
    let rows = ids.len();
    Batch::new(vec![Arc::new(Column::new(ColumnData::Int8(ids)))], rows)
}
