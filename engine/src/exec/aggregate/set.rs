//! The groups of one grouping set.

use std::sync::Arc;

use model::base::error::Result;
use model::types::column::Column;
use model::types::data_type::DataType;

use super::call::{Call, CallState, Taken};
use crate::exec::context::ExecCtx;
use crate::exec::key::rows::KeyShape;
use crate::exec::key::table::KeyTable;
use crate::exec::row_store::RowStore;
use crate::expr::batch::Batch;

/// The groups of one grouping set, and the state of every call for them.
pub struct GroupSet {
    /// Places in the input of the columns that make groups.
    places: Vec<usize>,
    /// Where they go among the keys of the output.
    key_places: Vec<usize>,
    shape: KeyShape,
    table: KeyTable,
    /// The keys of each group.
    keys: RowStore,
    states: Vec<CallState>,
    group_count: usize,
    /// Scratch: the group of each row of a batch, and the rows that began one.
    groups: Vec<u32>,
    new_rows: Vec<u32>,
}

impl GroupSet {
    /// No groups yet. `keys` holds the place and type of each key column of the output, and
    /// `key_places` which of them make this set's groups.
    pub fn new(keys: &[(usize, DataType)], key_places: Vec<usize>, calls: &[Call]) -> GroupSet {
        let places = key_places.iter().map(|&place| keys[place].0).collect();
        let types: Vec<DataType> = key_places.iter().map(|&place| keys[place].1).collect();
        let shape = KeyShape::new(&types);
        let mut set = GroupSet {
            places,
            table: KeyTable::new(shape.no_rows()),
            shape,
            keys: RowStore::new(&types),
            states: calls.iter().map(Call::start).collect(),
            group_count: 0,
            key_places,
            groups: Vec::new(),
            new_rows: Vec::new(),
        };
        if set.is_grand_total() {
            set.resize(1);
        }
        set
    }

    /// Whether all rows are one group, which is there even without any.
    fn is_grand_total(&self) -> bool {
        self.places.is_empty()
    }

    /// How many groups there are.
    pub fn group_count(&self) -> usize {
        self.group_count
    }

    /// Bytes that it takes in memory. An accumulator is taken to need two words for each group.
    pub fn byte_count(&self) -> usize {
        let states: usize = self.states.iter().map(CallState::byte_count).sum();
        let accumulators = 16 * self.states.len() * self.group_count;
        self.table.byte_count() + self.keys.byte_count() + states + accumulators
    }

    /// Takes a batch in, with what each call takes of it.
    pub fn update(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        calls: &[Call],
        batch: &Batch,
        taken: &[Taken],
    ) -> Result<()> {
        if !self.is_grand_total() {
            self.find_groups(ctx, batch);
        }
        let groups = (!self.places.is_empty()).then_some(&self.groups[..]);
        ctx.spend_calls((calls.len() * batch.row_count()) as u64);
        for ((state, call), taken) in self.states.iter_mut().zip(calls).zip(taken) {
            state.update(call, taken, groups)?;
        }
        Ok(())
    }

    fn find_groups(&mut self, ctx: &mut ExecCtx<'_>, batch: &Batch) {
        let rows = batch.row_count();
        ctx.spend_calls((self.places.len() * rows) as u64);
        let keys = self.shape.encode_places(batch, &self.places);
        self.groups.clear();
        self.new_rows.clear();
        self.table.number_all(&keys, rows, &mut self.groups, &mut self.new_rows);
        if !self.new_rows.is_empty() {
            let columns = self.places.iter().map(|&place| batch.column(place).clone()).collect();
            self.keys.append(&Batch::new(columns, rows).take(&self.new_rows));
            self.resize(self.table.len());
        }
    }

    fn resize(&mut self, group_count: usize) {
        self.group_count = group_count;
        self.states.iter_mut().for_each(|state| state.resize(group_count));
    }

    /// All groups as rows: the keys of the output, NULL where they make no groups here, then the
    /// results.
    pub fn finish(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        calls: &[Call],
        keys: &[(usize, DataType)],
    ) -> Result<Batch> {
        let rows = self.group_count;
        let mut columns: Vec<Option<Arc<Column>>> = vec![None; keys.len()];
        let own = self.keys.drain();
        for (&place, column) in self.key_places.iter().zip(own.columns()) {
            columns[place] = Some(column.clone());
        }
        let null = |data_type| Arc::new(Column::nulls(data_type, rows));
        let mut made: Vec<Arc<Column>> = (columns.into_iter().zip(keys))
            .map(|(column, &(_, data_type))| column.unwrap_or_else(|| null(data_type)))
            .collect();
        for (state, call) in self.states.iter_mut().zip(calls) {
            state.finish_input(ctx, call)?;
            made.push(Arc::new(state.finish()?));
        }
        Ok(Batch::new(made, rows))
    }
}
