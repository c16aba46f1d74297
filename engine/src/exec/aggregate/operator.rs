//! The aggregate operator: takes all rows in, then hands out groups; then the same for rows that it
//! had to write to disk.

use std::collections::VecDeque;

use model::base::error::Result;
use model::types::data_type::DataType;

use super::call::{Call, Taken};
use super::set::GroupSet;
use crate::exec::context::ExecCtx;
use crate::exec::operator::{Operator, Step, ALL};
use crate::expr::batch::Batch;
use crate::plan::physical::PlanAggregate;
use crate::storage::spill::SpillFile;

/// One row for each group.
pub struct Aggregate {
    input: Box<dyn Operator>,
    types: Vec<DataType>,
    /// The place in the input and the type of each key.
    keys: Vec<(usize, DataType)>,
    calls: Vec<Call>,
    /// Which keys make up each grouping set.
    set_keys: Vec<Vec<usize>>,
    phase: Phase,
    /// Rows on disk that are still to be grouped.
    spilled: VecDeque<Spilled>,
}

enum Phase {
    /// Taking rows in.
    Filling(Vec<GroupSet>, Source),
    /// Handing groups out: the sets left, the groups of the current one, and the next of those.
    Draining { sets: VecDeque<GroupSet>, groups: Batch, next: usize },
}

/// Where rows come from.
enum Source {
    Input,
    /// A file, and its next batch.
    File(SpillFile, usize),
}

/// Rows of one grouping set on disk.
struct Spilled {
    file: SpillFile,
    key_places: Vec<usize>,
    depth: u32,
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
        let phase = Phase::Filling(start(&keys, &calls, &set_keys), Source::Input);
        let types = types.to_vec();
        Aggregate { input, types, keys, calls, set_keys, phase, spilled: VecDeque::new() }
    }

    /// The next rows to take in.
    fn ask(&mut self, ctx: &mut ExecCtx<'_>) -> Result<Step> {
        match &mut self.phase {
            Phase::Filling(_, Source::Input) => {
                let is_volatile = self.calls.iter().any(Call::is_volatile);
                self.input.step(ctx, if is_volatile { 1 } else { ALL })
            }
            Phase::Filling(_, Source::File(file, next)) if *next < file.batch_count() => {
                *next += 1;
                Ok(Step::Batch(file.read(*next - 1, ctx.tracer)?))
            }
            _ => Ok(Step::Done),
        }
    }

    fn take_in(&mut self, ctx: &mut ExecCtx<'_>, batch: &Batch) -> Result<()> {
        let taken: Result<Vec<Taken>> =
            self.calls.iter().map(|call| call.compute(ctx, batch)).collect();
        match (taken, &mut self.phase) {
            (Ok(taken), Phase::Filling(sets, _)) => sets
                .iter_mut()
                .try_for_each(|set| set.update(ctx, &self.calls, &self.types, batch, &taken)),
            (Err(error), _) if batch.row_count() == 1 => Err(error),
            // Some row fails: those before it come first, then its own error.
            (Err(_), _) => (0..batch.row_count())
                .try_for_each(|row| self.take_in(ctx, &batch.slice(row, row + 1))),
            (Ok(_), Phase::Draining { .. }) => panic!("all rows were taken in already"),
        }
    }

    /// All rows are in; those that there was no room for wait for their turn.
    fn finish(&mut self, ctx: &mut ExecCtx<'_>) {
        let Phase::Filling(sets, _) = &mut self.phase else {
            panic!("all rows were taken in already");
        };
        let mut sets = std::mem::take(sets);
        for set in &mut sets {
            let (key_places, depth) = (set.key_places().to_vec(), set.depth() + 1);
            for file in set.take_spilled(ctx) {
                self.spilled.push_back(Spilled { file, key_places: key_places.clone(), depth });
            }
        }
        self.phase = Phase::Draining { sets: sets.into(), groups: Batch::default(), next: 0 };
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
        if let Some(set) = sets.front_mut() {
            if set.finish_input(ctx, &self.calls)? {
                (*groups, *next) = (set.finish(&self.keys)?, 0);
                sets.pop_front();
            }
            return Ok(Step::Busy);
        }
        let Some(spilled) = self.spilled.pop_front() else { return Ok(Step::Done) };
        let set = GroupSet::new(&self.keys, spilled.key_places, &self.calls, spilled.depth);
        self.phase = Phase::Filling(vec![set], Source::File(spilled.file, 0));
        Ok(Step::Busy)
    }
}

fn start(keys: &[(usize, DataType)], calls: &[Call], set_keys: &[Vec<usize>]) -> Vec<GroupSet> {
    set_keys.iter().map(|set_keys| GroupSet::new(keys, set_keys.clone(), calls, 0)).collect()
}

impl Operator for Aggregate {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        if let Phase::Draining { .. } = self.phase {
            return self.drain(ctx, wanted);
        }
        match self.ask(ctx)? {
            Step::Batch(batch) => self.take_in(ctx, &batch)?,
            Step::Busy => {}
            Step::Done => self.finish(ctx),
        }
        Ok(Step::Busy)
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        let sets = start(&self.keys, &self.calls, &self.set_keys);
        self.phase = Phase::Filling(sets, Source::Input);
        self.spilled.clear();
        self.input.rewind(ctx)
    }
}
