//! The aggregate operator: takes all rows in, then hands out groups.

use model::base::error::Result;
use model::types::data_type::DataType;

use super::call::{Call, Taken};
use super::set::GroupSet;
use crate::exec::context::ExecCtx;
use crate::exec::operator::{Operator, Step, ALL};
use crate::expr::batch::Batch;
use crate::plan::physical::PlanAggregate;

/// One row for each group.
pub struct Aggregate {
    input: Box<dyn Operator>,
    /// The place in the input and the type of each key.
    keys: Vec<(usize, DataType)>,
    calls: Vec<Call>,
    /// Which keys make up each grouping set.
    set_keys: Vec<Vec<usize>>,
    phase: Phase,
}

enum Phase {
    /// Taking rows in.
    Filling(Vec<GroupSet>),
    /// Handing groups out: the sets left, the groups of the current one, and the next of those.
    Draining { sets: std::vec::IntoIter<GroupSet>, groups: Batch, next: usize },
}

impl Aggregate {
    /// The aggregation above an input with columns of those types.
    pub fn new(
        input: Box<dyn Operator>,
        types: &[DataType],
        keys: &[usize],
        sets: Option<&[Vec<usize>]>,
        calls: &[PlanAggregate],
    ) -> Aggregate {
        let keys: Vec<(usize, DataType)> =
            keys.iter().map(|&place| (place, types[place])).collect();
        let calls: Vec<Call> = calls.iter().map(|call| Call::new(call, types)).collect();
        let set_keys = sets.map_or_else(|| vec![(0..keys.len()).collect()], <[_]>::to_vec);
        let phase = Phase::Filling(start(&keys, &calls, &set_keys));
        Aggregate { input, keys, calls, set_keys, phase }
    }

    fn take_in(&mut self, ctx: &mut ExecCtx<'_>, batch: &Batch) -> Result<()> {
        let taken: Result<Vec<Taken>> =
            self.calls.iter().map(|call| call.compute(ctx, batch)).collect();
        match (taken, &mut self.phase) {
            (Ok(taken), Phase::Filling(sets)) => {
                sets.iter_mut().try_for_each(|set| set.update(ctx, &self.calls, batch, &taken))
            }
            (Err(error), _) if batch.row_count() == 1 => Err(error),
            // Some row fails: those before it come first, then its own error.
            (Err(_), _) => (0..batch.row_count())
                .try_for_each(|row| self.take_in(ctx, &batch.slice(row, row + 1))),
            (Ok(_), Phase::Draining { .. }) => panic!("all rows were taken in already"),
        }
    }

    fn finish(&mut self) {
        let sets = match &mut self.phase {
            Phase::Filling(sets) => std::mem::take(sets).into_iter(),
            Phase::Draining { .. } => panic!("all rows were taken in already"),
        };
        self.phase = Phase::Draining { sets, groups: Batch::default(), next: 0 };
    }

    fn drain(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        let most = ctx.rows(wanted);
        let Phase::Draining { sets, groups, next } = &mut self.phase else {
            panic!("rows are still taken in");
        };
        if *next < groups.row_count() {
            let from = *next;
            *next = groups.row_count().min(from + most);
            return Ok(Step::Batch(groups.slice(from, *next)));
        }
        let Some(mut set) = sets.next() else { return Ok(Step::Done) };
        *groups = set.finish(ctx, &self.calls, &self.keys)?;
        *next = 0;
        Ok(Step::Busy)
    }
}

fn start(keys: &[(usize, DataType)], calls: &[Call], set_keys: &[Vec<usize>]) -> Vec<GroupSet> {
    set_keys.iter().map(|set_keys| GroupSet::new(keys, set_keys.clone(), calls)).collect()
}

impl Operator for Aggregate {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        if let Phase::Draining { .. } = self.phase {
            return self.drain(ctx, wanted);
        }
        match self.input.step(ctx, ALL)? {
            Step::Batch(batch) => self.take_in(ctx, &batch)?,
            Step::Busy => {}
            Step::Done => self.finish(),
        }
        Ok(Step::Busy)
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.phase = Phase::Filling(start(&self.keys, &self.calls, &self.set_keys));
        self.input.rewind(ctx)
    }
}
