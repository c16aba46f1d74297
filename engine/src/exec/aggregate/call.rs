//! What one aggregate call takes of a batch.

use std::sync::Arc;

use model::base::error::Result;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use crate::exec::compute::{Exprs, Predicate};
use crate::exec::context::ExecCtx;
use crate::exec::key::rows::KeyShape;
use crate::exec::key::table::KeyTable;
use crate::exec::sort::sorter::Sorter;
use crate::expr::aggregate::{Accumulator, Aggregate, Groups};
use crate::expr::batch::Batch;
use crate::expr::bound::Expr;
use crate::plan::physical::{PlanAggregate, PlanSortKey};

/// An aggregate call, ready to run.
pub struct Call {
    aggregate: &'static Aggregate,
    filter: Option<Predicate>,
    /// The arguments, then the columns that ORDER BY sorts by.
    inputs: Exprs,
    input_types: Vec<DataType>,
    arg_count: usize,
    distinct: bool,
    /// Places among `inputs` behind the group's number.
    order: Vec<PlanSortKey>,
    /// GROUPING: the keys that it tells of.
    told_keys: Option<Vec<usize>>,
}

/// What a call takes of one batch.
pub struct Taken {
    /// Which rows; `None` when all.
    places: Option<Vec<u32>>,
    inputs: Batch,
}

/// The state of a call in one grouping set.
pub struct CallState {
    accumulator: Box<dyn Accumulator>,
    /// (group, arguments) that came already, if equal ones count once.
    seen: Option<KeyTable>,
    seen_shape: KeyShape,
    /// (group, inputs) that wait for their order.
    waiting: Option<Sorter>,
}

impl Taken {
    /// The same for some rows of the batch only, rising.
    pub fn only(&self, rows: &[u32]) -> Taken {
        let Some(places) = &self.places else {
            return Taken { places: None, inputs: self.inputs.take(rows) };
        };
        let (mut kept, mut inputs) = (Vec::new(), Vec::new());
        for (row_no, row) in rows.iter().enumerate() {
            if let Ok(place) = places.binary_search(row) {
                kept.push(row_no as u32);
                inputs.push(place as u32);
            }
        }
        Taken { places: Some(kept), inputs: self.inputs.take(&inputs) }
    }
}

impl Call {
    /// Prepares a call of the plan over an input with columns of those types.
    pub fn new(call: &PlanAggregate, types: &[DataType]) -> Call {
        let order_inputs = call
            .order
            .iter()
            .map(|key| Expr::Column { place: key.place, data_type: types[key.place] });
        let inputs: Vec<Expr> = call.args.iter().cloned().chain(order_inputs).collect();
        let input_types: Vec<DataType> = inputs.iter().map(Expr::data_type).collect();
        Call {
            aggregate: call.aggregate,
            filter: call.filter.clone().map(Predicate::new),
            inputs: Exprs::new(inputs),
            arg_count: call.args.len(),
            distinct: call.distinct,
            order: order_within_group(call, &input_types),
            told_keys: call.told_keys.clone(),
            input_types,
        }
    }

    /// What GROUPING says in the rows of a set of those keys: a bit for each key that it tells of,
    /// set where the key is not among them.
    pub fn told_of(&self, key_places: &[usize]) -> Option<i32> {
        let told = self.told_keys.as_ref()?;
        let bit = |place: &usize| i32::from(!key_places.contains(place));
        Some(told.iter().fold(0, |bits, place| bits << 1 | bit(place)))
    }

    /// Fresh state.
    pub fn start(&self) -> CallState {
        let with_group: Vec<DataType> =
            std::iter::once(DataType::Int4).chain(self.input_types.iter().copied()).collect();
        let seen_shape = KeyShape::new(&with_group[..=self.arg_count]);
        CallState {
            accumulator: (self.aggregate.start)(),
            seen: self.distinct.then(|| KeyTable::new(seen_shape.no_rows())),
            seen_shape,
            waiting: (!self.order.is_empty()).then(|| self.sorter(&with_group)),
        }
    }

    /// Puts rows behind their group's number in the order of groups, and within them in the call's.
    fn sorter(&self, types: &[DataType]) -> Sorter {
        let group = PlanSortKey {
            place: 0,
            data_type: DataType::Int4,
            descending: false,
            nulls_first: false,
        };
        let keys = std::iter::once(group).chain(self.order.iter().copied()).collect();
        Sorter::new(types, keys)
    }

    /// Whether the same row may give something else each time.
    pub fn is_volatile(&self) -> bool {
        self.inputs.is_volatile() || self.filter.as_ref().is_some_and(Predicate::is_volatile)
    }

    /// Computes what it takes of a batch; changes nothing.
    pub fn compute(&self, ctx: &mut ExecCtx<'_>, batch: &Batch) -> Result<Taken> {
        let mut places = None;
        if let Some(filter) = &self.filter {
            let selected = filter.select(ctx, batch);
            selected.error.map_or(Ok(()), Err)?;
            places = (selected.made.len() < batch.row_count()).then_some(selected.made);
        }
        let filtered = places.as_ref().map(|places| batch.take(places));
        let computed = self.inputs.compute(ctx, filtered.as_ref().unwrap_or(batch));
        computed.error.map_or(Ok(()), Err)?;
        Ok(Taken { places, inputs: computed.made })
    }
}

/// ORDER BY inside the call, or, for DISTINCT without one, the order of the arguments where the
/// result depends on it: PostgreSQL finds equal ones by sorting.
fn order_within_group(call: &PlanAggregate, input_types: &[DataType]) -> Vec<PlanSortKey> {
    let arg_count = call.args.len();
    if !call.order.is_empty() {
        let place = |number: usize| 1 + arg_count + number;
        return (call.order.iter().enumerate())
            .map(|(number, key)| PlanSortKey { place: place(number), ..*key })
            .collect();
    }
    let is_order_seen = !matches!(call.aggregate.name, "count" | "min" | "max");
    let sorted = if call.distinct && is_order_seen { arg_count } else { 0 };
    (0..sorted)
        .map(|place| PlanSortKey {
            place: 1 + place,
            data_type: input_types[place],
            descending: false,
            nulls_first: false,
        })
        .collect()
}

impl CallState {
    /// Makes room for that many groups.
    pub fn resize(&mut self, group_count: usize) {
        self.accumulator.resize(group_count);
    }

    /// Takes rows in. `groups` has the group of every row of the batch; `None`: all are of group 0.
    pub fn update(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        call: &Call,
        taken: &Taken,
        groups: Option<&[u32]>,
    ) -> Result<()> {
        let rows = taken.inputs.row_count();
        if rows == 0 {
            return Ok(());
        }
        let filtered: Option<Vec<u32>> = match (&taken.places, groups) {
            (Some(places), Some(groups)) => {
                Some(places.iter().map(|&place| groups[place as usize]).collect())
            }
            _ => None,
        };
        let groups = filtered.as_deref().or(groups);
        if self.seen.is_none() && self.waiting.is_none() {
            let groups = groups.map_or(Groups::One(rows), Groups::Each);
            return self.accumulator.update(groups, taken.inputs.columns(), None);
        }
        self.update_later(ctx, call, with_group(&taken.inputs, groups))
    }

    /// The same for rows that are first made distinct or put in order.
    fn update_later(&mut self, ctx: &mut ExecCtx<'_>, call: &Call, mut rows: Batch) -> Result<()> {
        if let Some(seen) = &mut self.seen {
            let places: Vec<usize> = (0..=call.arg_count).collect();
            let keys = self.seen_shape.encode_places(&rows, &places);
            let (mut numbers, mut new_rows) = (Vec::new(), Vec::new());
            seen.number_all(&keys, rows.row_count(), &mut numbers, &mut new_rows);
            rows = rows.take(&new_rows);
        }
        match &mut self.waiting {
            Some(waiting) => {
                waiting.push(ctx, &rows);
                Ok(())
            }
            None => self.feed(call, &rows),
        }
    }

    /// Hands rows, behind their group's number, to the accumulator.
    fn feed(&mut self, call: &Call, rows: &Batch) -> Result<()> {
        let groups = group_numbers(rows.column(0));
        let args = &rows.columns()[1..=call.arg_count];
        self.accumulator.update(Groups::Each(&groups), args, None)
    }

    /// Takes in some of what waited for its order, after the last row; true once that is all.
    pub fn finish_input(&mut self, ctx: &mut ExecCtx<'_>, call: &Call) -> Result<bool> {
        let Some(waiting) = &mut self.waiting else { return Ok(true) };
        if !waiting.is_finished() {
            waiting.finish(ctx)?;
            return Ok(false);
        }
        match waiting.next(ctx, ctx.batch_rows)? {
            Some(rows) => {
                self.feed(call, &rows)?;
                Ok(false)
            }
            None => {
                self.waiting = None;
                Ok(true)
            }
        }
    }

    /// The result of every group.
    pub fn finish(&self) -> Result<Column> {
        self.accumulator.finish()
    }
}

/// Rows behind the number of their group.
fn with_group(inputs: &Batch, groups: Option<&[u32]>) -> Batch {
    let rows = inputs.row_count();
    let numbers = match groups {
        Some(groups) => groups.iter().map(|&group| group as i32).collect(),
        None => vec![0; rows],
    };
    let group = Arc::new(Column::new(ColumnData::Int4(numbers)));
    let columns = std::iter::once(group).chain(inputs.columns().iter().cloned()).collect();
    Batch::new(columns, rows)
}

fn group_numbers(column: &Column) -> Vec<u32> {
    match &column.data {
        ColumnData::Int4(numbers) => numbers.iter().map(|&number| number as u32).collect(),
        data => panic!("group numbers are integers, not {data:?}"),
    }
}
