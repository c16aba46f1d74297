//! The two inputs of a hash join: operators, or, where the right side has no room in memory, files
//! into which both were parted by their keys.
//!
//! ```text
//!   left   -- hash -->  | 0 | 1 | ... | 15 |      rows of file 3 on the left find partners in
//!   right  -- hash -->  | 0 | 1 | ... | 15 |      file 3 on the right only
//! ```
//!
//! Source: PostgreSQL, source file `src/backend/executor/nodeHash.c`, batches; Kitsuregawa, Tanaka
//! and Moto-oka, "Application of Hash to Data Base Machine and Its Architecture" (1983).

use std::collections::VecDeque;

use model::base::error::Result;

use crate::exec::context::ExecCtx;
use crate::exec::operator::{Operator, Step};
use crate::storage::spill::SpillFile;

/// Where the rows of a hash join come from.
pub struct HashInputs {
    left: Box<dyn Operator>,
    right: Box<dyn Operator>,
    /// The pair of files at hand; `None`: the operators.
    part: Option<Part>,
    /// Pairs that wait for their turn.
    waiting: VecDeque<Part>,
}

/// Rows of both sides whose keys may be equal.
pub struct Part {
    left: (SpillFile, usize),
    right: (SpillFile, usize),
    /// How often they were parted.
    depth: u32,
}

impl HashInputs {
    /// Two operators.
    pub fn new(left: Box<dyn Operator>, right: Box<dyn Operator>) -> HashInputs {
        HashInputs { left, right, part: None, waiting: VecDeque::new() }
    }

    /// How often the rows at hand were parted.
    pub fn depth(&self) -> u32 {
        self.part.as_ref().map_or(0, |part| part.depth)
    }

    /// One step of the left side.
    pub fn step_left(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        match &mut self.part {
            Some(part) => read(ctx, &mut part.left),
            None => self.left.step(ctx, wanted),
        }
    }

    /// One step of the right side.
    pub fn step_right(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        match &mut self.part {
            Some(part) => read(ctx, &mut part.right),
            None => self.right.step(ctx, wanted),
        }
    }

    /// Both sides at hand were parted into these files; they come before those that wait.
    pub fn put_parts(&mut self, left: Vec<SpillFile>, right: Vec<SpillFile>) {
        let depth = self.depth() + 1;
        let pairs = left.into_iter().zip(right);
        for (left, right) in pairs.rev().filter(|(l, r)| l.row_count() + r.row_count() > 0) {
            self.waiting.push_front(Part { left: (left, 0), right: (right, 0), depth });
        }
    }

    /// Goes on with the next pair of files; false if there is none.
    pub fn next_part(&mut self) -> bool {
        let next = self.waiting.pop_front();
        let is_there = next.is_some();
        self.part = next.or(self.part.take());
        is_there
    }

    /// Starts the left side again.
    pub fn rewind_left(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.part = None;
        self.waiting.clear();
        self.left.rewind(ctx)
    }

    /// Starts the right side again.
    pub fn rewind_right(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.right.rewind(ctx)
    }
}

fn read(ctx: &mut ExecCtx<'_>, (file, next): &mut (SpillFile, usize)) -> Result<Step> {
    if *next == file.batch_count() {
        return Ok(Step::Done);
    }
    *next += 1;
    Ok(Step::Batch(file.read(*next - 1, ctx.tracer)?))
}
