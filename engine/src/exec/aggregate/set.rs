//! The groups of one grouping set.
//!
//! Past the memory allowed, no more groups begin: rows of further groups go to disk, parted by
//! their keys, and each part is grouped by itself later, as PostgreSQL does
//! (source file `src/backend/executor/nodeAgg.c`, "Spilling To Disk").

use std::sync::Arc;

use model::base::error::Result;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use super::call::{Call, CallState, Taken};
use crate::exec::context::ExecCtx;
use crate::exec::key::rows::{KeyRows, KeyShape};
use crate::exec::key::table::{hash_of, KeyTable};
use crate::exec::partitions::{Partitions, DEPTH_MAX};
use crate::exec::row_store::RowStore;
use crate::expr::batch::Batch;
use crate::storage::spill::SpillFile;

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
    /// What each call says of the set itself, if it does.
    told: Vec<Option<i32>>,
    group_count: usize,
    /// How often its rows were parted before, and the rows that it has no room for.
    depth: u32,
    spilled: Option<Partitions>,
    /// Scratch: the group of each row of a batch, the rows that began one, those without room.
    groups: Vec<u32>,
    new_rows: Vec<u32>,
    lost_rows: Vec<u32>,
}

/// Bytes that the state of a call takes for each group, about, and that a key takes beside it.
const STATE_BYTES: usize = 32;

impl GroupSet {
    /// No groups yet, of rows that were parted `depth` times. `keys` holds the place and type of
    /// each key column of the output, and `key_places` which of them make this set's groups.
    pub fn new(
        keys: &[(usize, DataType)],
        key_places: Vec<usize>,
        calls: &[Call],
        depth: u32,
    ) -> GroupSet {
        let places = key_places.iter().map(|&place| keys[place].0).collect();
        let types: Vec<DataType> = key_places.iter().map(|&place| keys[place].1).collect();
        let shape = KeyShape::new(&types);
        let mut set = GroupSet {
            places,
            table: KeyTable::new(shape.no_rows()),
            shape,
            keys: RowStore::new(&types),
            states: calls.iter().map(Call::start).collect(),
            told: calls.iter().map(|call| call.told_of(&key_places)).collect(),
            group_count: 0,
            key_places,
            depth,
            spilled: None,
            groups: Vec::new(),
            new_rows: Vec::new(),
            lost_rows: Vec::new(),
        };
        if set.is_grand_total() {
            set.resize(1);
        }
        set
    }

    /// How many groups have begun.
    pub fn group_count(&self) -> usize {
        self.group_count
    }

    /// How often its rows were parted.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Whether all rows are one group, which is there even without any.
    fn is_grand_total(&self) -> bool {
        self.places.is_empty()
    }

    /// Takes a batch in, with what each call takes of it.
    pub fn update(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        calls: &[Call],
        types: &[DataType],
        batch: &Batch,
        taken: &[Taken],
    ) -> Result<()> {
        ctx.spend_calls((calls.len() * batch.row_count()) as u64);
        if self.is_grand_total() {
            return self.feed(ctx, calls, taken.iter(), None);
        }
        let keys = self.find_groups(ctx, calls, batch);
        let groups = std::mem::take(&mut self.groups);
        let result = if self.lost_rows.is_empty() {
            self.feed(ctx, calls, taken.iter(), Some(&groups))
        } else {
            self.spill(ctx, types, batch, &keys);
            let kept = self.kept_rows(batch.row_count());
            let taken: Vec<Taken> = taken.iter().map(|taken| taken.only(&kept)).collect();
            self.feed(ctx, calls, taken.iter(), Some(&groups))
        };
        self.groups = groups;
        result
    }

    fn feed<'a>(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        calls: &[Call],
        taken: impl Iterator<Item = &'a Taken>,
        groups: Option<&[u32]>,
    ) -> Result<()> {
        for ((state, call), taken) in self.states.iter_mut().zip(calls).zip(taken) {
            state.update(ctx, call, taken, groups)?;
        }
        Ok(())
    }

    /// Finds the group of each row, or notes that there is no room for it.
    fn find_groups(&mut self, ctx: &mut ExecCtx<'_>, calls: &[Call], batch: &Batch) -> KeyRows {
        let rows = batch.row_count();
        ctx.spend_calls((self.places.len() * rows) as u64);
        let keys = self.shape.encode_places(batch, &self.places);
        self.groups.clear();
        self.new_rows.clear();
        self.lost_rows.clear();
        let can_spill = self.depth < DEPTH_MAX && !calls.iter().any(Call::is_volatile);
        let bytes_max = usize::try_from(ctx.work_mem_bytes).unwrap_or(usize::MAX);
        let state_bytes = STATE_BYTES * (calls.len() + self.places.len());
        // Even if every row began a group, and the table grew for it, there would be room.
        let bytes_at_most = 4 * self.table.byte_count()
            + keys.byte_count()
            + (self.table.len() + rows) * (state_bytes + 64);
        if bytes_at_most < bytes_max || !can_spill {
            self.table.number_all(&keys, rows, &mut self.groups, &mut self.new_rows);
        } else {
            self.find_groups_within(&keys, rows, bytes_max, state_bytes);
        }
        if !self.new_rows.is_empty() {
            let columns = self.places.iter().map(|&place| batch.column(place).clone()).collect();
            self.keys.append(&Batch::new(columns, rows).take(&self.new_rows));
            self.resize(self.table.len());
        }
        keys
    }

    /// The same row by row while memory is short, so that it does not depend on batches which
    /// groups are the last to find room.
    fn find_groups_within(
        &mut self,
        keys: &KeyRows,
        rows: usize,
        bytes_max: usize,
        state_bytes: usize,
    ) {
        for row in 0..rows {
            let before = self.table.len();
            let left = bytes_max.saturating_sub(before * state_bytes);
            match self.table.number_within(keys, row, left) {
                Some(group) => self.groups.push(group),
                None => self.lost_rows.push(row as u32),
            }
            if self.table.len() > before {
                self.new_rows.push(row as u32);
            }
        }
    }

    fn kept_rows(&self, rows: usize) -> Vec<u32> {
        let mut lost = self.lost_rows.iter().copied().peekable();
        (0..rows as u32).filter(|&row| lost.next_if_eq(&row).is_none()).collect()
    }

    /// Writes the rows without room to disk.
    fn spill(&mut self, ctx: &mut ExecCtx<'_>, types: &[DataType], batch: &Batch, keys: &KeyRows) {
        let hashes: Vec<u32> =
            self.lost_rows.iter().map(|&row| hash_of(keys, row as usize)).collect();
        let depth = self.depth;
        let spilled = self.spilled.get_or_insert_with(|| Partitions::new(ctx, types, depth));
        spilled.add(ctx, &batch.take(&self.lost_rows), &hashes);
    }

    fn resize(&mut self, group_count: usize) {
        self.group_count = group_count;
        self.states.iter_mut().for_each(|state| state.resize(group_count));
    }

    /// The files of rows that there was no room for. Call it once, after the last row.
    pub fn take_spilled(&mut self, ctx: &mut ExecCtx<'_>) -> Vec<SpillFile> {
        let files = self.spilled.take().map_or_else(Vec::new, |spilled| spilled.finish(ctx));
        files.into_iter().filter(|file| file.row_count() > 0).collect()
    }

    /// The keys of the output that make its groups.
    pub fn key_places(&self) -> &[usize] {
        &self.key_places
    }

    /// Takes in some of what calls have put off until their rows are in order; true once that is
    /// all.
    pub fn finish_input(&mut self, ctx: &mut ExecCtx<'_>, calls: &[Call]) -> Result<bool> {
        for (state, call) in self.states.iter_mut().zip(calls) {
            if !state.finish_input(ctx, call)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// All groups as rows: the keys of the output, NULL where they make no groups here, then the
    /// results.
    pub fn finish(&mut self, keys: &[(usize, DataType)]) -> Result<Batch> {
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
        for (state, told) in self.states.iter().zip(&self.told) {
            made.push(Arc::new(match told {
                Some(bits) => Column::new(ColumnData::Int4(vec![*bits; rows])),
                None => state.finish()?,
            }));
        }
        Ok(Batch::new(made, rows))
    }
}
