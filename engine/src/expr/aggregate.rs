//! The table of aggregates, and what their running state can do.
//!
//! ```text
//!   sum(x) GROUP BY g        groups   0 1 0 2        one number per row
//!                            args     5 7 1 NULL
//!                            state    [6, 7, -]      one place per group
//! ```
//!
//! Invariants:
//! 1. State is a vector with a place per group, never a box per group.
//! 2. Rows are taken in the order in which they come, so that sums of floating-point numbers and
//!    `string_agg` are the same however rows were cut into batches.
//!
//! DISTINCT and ORDER BY inside a call are the caller's: it hands over the rows once each, in
//! order.

use std::sync::Arc;

use model::base::error::Result;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use super::form::Form;

/// One row of the table: an aggregate on exact argument types.
#[derive(Debug)]
pub struct Aggregate {
    /// Its name.
    pub name: &'static str,
    /// Its argument types; none for `count(*)`.
    pub args: &'static [DataType],
    /// What it returns.
    pub returns: DataType,
    /// Fresh state, for no group yet.
    pub start: fn() -> Box<dyn Accumulator>,
}

impl PartialEq for Aggregate {
    fn eq(&self, other: &Aggregate) -> bool {
        self.name == other.name && self.args == other.args
    }
}

impl Eq for Aggregate {}

/// The running state of one aggregate over numbered groups.
pub trait Accumulator {
    /// Makes room for that many groups. New ones have seen no row.
    fn resize(&mut self, group_count: usize);

    /// Takes more rows: each row's arguments go to its group. Rows whose place in `filter` is
    /// false are passed over.
    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
    ) -> Result<()>;

    /// Takes rows back that came before, in the order in which they came: what a moving window
    /// leaves behind. False, and nothing done, where the state cannot do that; then the caller
    /// begins anew.
    fn retract(
        &mut self,
        groups: Groups<'_>,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
    ) -> Result<bool>;

    /// The result of every group as of now. More rows may follow.
    fn finish(&self) -> Result<Column>;

    /// The result over each frame of a moving window: one for each pair of `starts` and `ends`,
    /// over the rows from the one up to the other. The groups stay as they are. It is quickest
    /// where neither end moves back.
    fn over_frames(
        &self,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
        starts: &[u32],
        ends: &[u32],
    ) -> Result<Column>;

    /// Bytes that the state takes, about.
    fn byte_count(&self) -> usize;
}

/// The running state of one group. [`Grouped`] makes an [`Accumulator`] of it.
pub trait State: Clone + Default + 'static {
    /// The arguments of a batch, seen in their forms.
    type View<'a>: Copy;
    /// The form of the result.
    type Result: Form;
    /// How many arguments, from the first, must not be NULL for a row to count.
    const STRICT_ARGS: usize;

    /// The arguments in their forms.
    fn view(args: &[Arc<Column>]) -> Self::View<'_>;
    /// Takes one row.
    fn take(&mut self, view: Self::View<'_>, row: usize) -> Result<()>;
    /// Takes one row back, the one that came first. False where that cannot be done.
    fn retract(&mut self, _view: Self::View<'_>, _row: usize) -> bool {
        false
    }
    /// The result as of now; `None` for NULL.
    fn result(&self) -> Result<Option<<Self::Result as Form>::Owned<'_>>>;
    /// Bytes that it holds elsewhere.
    fn byte_count(&self) -> usize {
        0
    }
}

/// A state for each group.
pub struct Grouped<S> {
    states: Vec<S>,
}

/// Fresh state, for no group yet.
pub fn start<S: State>() -> Box<dyn Accumulator> {
    Box::new(Grouped::<S> { states: Vec::new() })
}

impl<S: State> Accumulator for Grouped<S> {
    fn resize(&mut self, group_count: usize) {
        self.states.resize(group_count, S::default());
    }

    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
    ) -> Result<()> {
        if is_all_null(&args[..S::STRICT_ARGS]) {
            return Ok(());
        }
        let view = S::view(args);
        groups.try_each(&args[..S::STRICT_ARGS], filter, |group, row| {
            self.states[group].take(view, row)
        })
    }

    fn retract(
        &mut self,
        groups: Groups<'_>,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
    ) -> Result<bool> {
        if is_all_null(&args[..S::STRICT_ARGS]) {
            return Ok(true);
        }
        let view = S::view(args);
        let done = groups.try_each(&args[..S::STRICT_ARGS], filter, |group, row| {
            match self.states[group].retract(view, row) {
                true => Ok(()),
                false => Err(()),
            }
        });
        Ok(done.is_ok())
    }

    fn finish(&self) -> Result<Column> {
        let mut store = S::Result::store(self.states.len());
        let mut valid = Vec::with_capacity(self.states.len());
        for state in &self.states {
            let result = state.result()?;
            valid.push(result.is_some());
            match result {
                Some(value) => S::Result::push(&mut store, value),
                None => S::Result::push_filler(&mut store),
            }
        }
        Ok(Column {
            data: S::Result::finish(store),
            valid: valid.contains(&false).then_some(valid),
        })
    }

    fn over_frames(
        &self,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
        starts: &[u32],
        ends: &[u32],
    ) -> Result<Column> {
        let strict = &args[..S::STRICT_ARGS];
        if is_all_null(strict) {
            let mut nothing = Grouped::<S> { states: Vec::new() };
            nothing.resize(starts.len());
            return nothing.finish();
        }
        let masks =
            strict.iter().filter_map(|column| column.valid.as_deref()).chain(filter).collect();
        let (state, view) = (S::default(), S::view(args));
        let mut moving = Moving::<S> { state, from: 0, to: 0, view, masks };
        let mut store = S::Result::store(starts.len());
        let mut valid = Vec::with_capacity(starts.len());
        for (&start, &end) in starts.iter().zip(ends) {
            moving.seek(start as usize, end.max(start) as usize)?;
            let result = moving.state.result()?;
            valid.push(result.is_some());
            match result {
                Some(value) => S::Result::push(&mut store, value),
                None => S::Result::push_filler(&mut store),
            }
        }
        Ok(Column {
            data: S::Result::finish(store),
            valid: valid.contains(&false).then_some(valid),
        })
    }

    fn byte_count(&self) -> usize {
        size_of::<S>() * self.states.len() + self.states.iter().map(S::byte_count).sum::<usize>()
    }
}

/// One state that moves with a window.
struct Moving<'a, S: State> {
    state: S,
    /// The rows that it has taken.
    from: usize,
    to: usize,
    view: S::View<'a>,
    masks: Vec<&'a [bool]>,
}

impl<S: State> Moving<'_, S> {
    /// Moves to a frame.
    fn seek(&mut self, start: usize, end: usize) -> Result<()> {
        let can_move = start >= self.from && start < self.to && end >= self.to;
        if !can_move || !self.leave(start) {
            (self.state, self.from, self.to) = (S::default(), start, start);
        }
        for row in self.to..end {
            if self.masks.iter().all(|mask| mask[row]) {
                self.state.take(self.view, row)?;
            }
        }
        self.to = end;
        Ok(())
    }

    /// Takes the rows before `start` back; false where that cannot be done.
    fn leave(&mut self, start: usize) -> bool {
        let left = std::mem::replace(&mut self.from, start)..start;
        let (masks, view, state) = (&self.masks, self.view, &mut self.state);
        left.filter(|&row| masks.iter().all(|mask| mask[row])).all(|row| state.retract(view, row))
    }
}

/// Whether an argument is NULL in all rows, without even having a form.
fn is_all_null(args: &[Arc<Column>]) -> bool {
    args.iter().any(|column| matches!(column.data, ColumnData::Null(_)))
}

/// Which group each row belongs to.
#[derive(Clone, Copy, Debug)]
pub enum Groups<'a> {
    /// The group of each row.
    Each(&'a [u32]),
    /// That many rows, all of group 0.
    One(usize),
}

impl Groups<'_> {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        match self {
            Groups::Each(groups) => groups.len(),
            Groups::One(rows) => *rows,
        }
    }

    /// Calls `take(group, row)` for every row that counts, in order, until one fails. A row with a
    /// NULL among these arguments does not count.
    pub fn try_each<E>(
        self,
        args: &[Arc<Column>],
        filter: Option<&[bool]>,
        mut take: impl FnMut(usize, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let masks: Vec<&[bool]> =
            args.iter().filter_map(|column| column.valid.as_deref()).chain(filter).collect();
        match (self, masks.as_slice()) {
            (Groups::Each(groups), []) => {
                groups.iter().enumerate().try_for_each(|(row, &group)| take(group as usize, row))
            }
            (Groups::One(rows), []) => (0..rows).try_for_each(|row| take(0, row)),
            (Groups::Each(groups), masks) => (0..groups.len())
                .filter(|&row| masks.iter().all(|mask| mask[row]))
                .try_for_each(|row| take(groups[row] as usize, row)),
            (Groups::One(rows), masks) => (0..rows)
                .filter(|&row| masks.iter().all(|mask| mask[row]))
                .try_for_each(|row| take(0, row)),
        }
    }
}
