//! The aggregate operator: takes all rows in, then hands out groups; then the same for rows that it
//! had to write to disk.

use std::collections::VecDeque;

use model::base::error::Result;
use model::types::data_type::DataType;

use super::call::{Call, Taken};
use super::runs::Runs;
use super::set::GroupSet;
use crate::exec::context::{one_by_one, ExecCtx};
use crate::exec::operator::{Operator, Step, ALL};
use crate::exec::partitions::DEPTH_MAX;
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
    /// Where the input may be cut, if it comes sorted by the keys: groups go out before all rows
    /// are in, and in the input's order.
    runs: Option<Runs>,
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
        let phase = Phase::Filling(start(&keys, &calls, &set_keys, 0), Source::Input);
        let (types, spilled) = (types.to_vec(), VecDeque::new());
        Aggregate { input, types, keys, calls, set_keys, phase, spilled, runs: None }
    }

    /// The same above an input that comes sorted by the keys.
    pub fn of_sorted(self) -> Aggregate {
        Aggregate { runs: Some(Runs::default()), ..self }.restarted()
    }

    fn restarted(mut self) -> Aggregate {
        self.restart();
        self
    }

    /// Empty groups for the next rows. Those of sorted rows are few, and stay in memory.
    fn restart(&mut self) {
        let depth = if self.runs.is_some() { DEPTH_MAX } else { 0 };
        let sets = start(&self.keys, &self.calls, &self.set_keys, depth);
        self.phase = Phase::Filling(sets, Source::Input);
    }

    /// Takes in the rows of a sorted batch up to the end of a group, if enough groups are there.
    fn take_run(&mut self, ctx: &mut ExecCtx<'_>, batch: &Batch, enough: usize) -> Result<()> {
        let Some(runs) = &mut self.runs else { return self.take_in(ctx, batch) };
        let has_enough = match &self.phase {
            Phase::Filling(sets, _) => sets.iter().any(|set| set.group_count() >= enough),
            Phase::Draining { .. } => false,
        };
        let rows = if has_enough { runs.cut(batch, &self.keys) } else { batch.clone() };
        runs.note_last(&rows);
        let is_cut = rows.row_count() < batch.row_count();
        if rows.row_count() > 0 {
            self.take_in(ctx, &rows)?;
        }
        if is_cut {
            self.finish(ctx);
        }
        Ok(())
    }

    /// The next rows to take in.
    fn ask(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        match &mut self.phase {
            Phase::Filling(_, Source::Input) => {
                let is_volatile = self.calls.iter().any(Call::is_volatile);
                let rows = if self.runs.is_some() { one_by_one(wanted) } else { ALL };
                self.input.step(ctx, if is_volatile { 1 } else { rows })
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
        let Some(spilled) = self.spilled.pop_front() else {
            let Some(runs) = self.runs.as_mut().filter(|runs| runs.has_more()) else {
                return Ok(Step::Done);
            };
            let pending = runs.take_pending();
            self.restart();
            if let Some(batch) = pending {
                self.take_run(ctx, &batch, most)?;
            }
            return Ok(Step::Busy);
        };
        let set = GroupSet::new(&self.keys, spilled.key_places, &self.calls, spilled.depth);
        self.phase = Phase::Filling(vec![set], Source::File(spilled.file, 0));
        Ok(Step::Busy)
    }
}

fn start(
    keys: &[(usize, DataType)],
    calls: &[Call],
    set_keys: &[Vec<usize>],
    depth: u32,
) -> Vec<GroupSet> {
    let set = |set_keys: &Vec<usize>| GroupSet::new(keys, set_keys.clone(), calls, depth);
    set_keys.iter().map(set).collect()
}

impl Operator for Aggregate {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        if let Phase::Draining { .. } = self.phase {
            return self.drain(ctx, wanted);
        }
        match self.ask(ctx, wanted)? {
            Step::Batch(batch) => self.take_run(ctx, &batch, ctx.rows(wanted))?,
            Step::Busy => {}
            Step::Done => {
                self.runs.iter_mut().for_each(Runs::end);
                self.finish(ctx);
            }
        }
        Ok(Step::Busy)
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.runs = self.runs.take().map(|_| Runs::default());
        self.restart();
        self.spilled.clear();
        self.input.rewind(ctx)
    }
}
