//! ON CONFLICT's question: which row has this key already?
//!
//! The answer is held in a table of keys, filled by one scan before the first row and kept true
//! while the statement writes. Who asks does not know: an index can answer in its stead.

use std::sync::Arc;

use model::base::error::Result;
use model::base::ids::TupleId;
use model::types::column::ColumnData;
use model::types::data_type::DataType;

use super::key_set::{pick, KeySet};
use crate::catalog::info::{TableInfo, UniqueKey};
use crate::exec::context::ExecCtx;
use crate::exec::heap_reader::{tuple_id, HeapReader};
use crate::expr::batch::Batch;

/// One unique key, and who has which of its values.
pub struct Arbiter {
    columns: Vec<usize>,
    keys: KeySet,
    /// Who has each key, by its number.
    holders: Vec<Option<Holder>>,
}

/// The row that has a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// It was there before the statement.
    Old(TupleId),
    /// The statement wrote it.
    Own,
}

impl Arbiter {
    /// The arbiter of a key, knowing all rows that the statement's snapshot sees.
    pub fn new(ctx: &mut ExecCtx<'_>, table: &Arc<TableInfo>, key: &UniqueKey) -> Result<Arbiter> {
        let data_types = table.data_types();
        let types: Vec<DataType> = key.columns.iter().map(|&at| data_types[at]).collect();
        let keys = KeySet::new(types.clone(), types);
        let mut arbiter = Arbiter { columns: key.columns.clone(), keys, holders: Vec::new() };
        let mut attributes = key.columns.clone();
        attributes.sort_unstable();
        let places: Vec<usize> = (key.columns.iter())
            .map(|column| attributes.binary_search(column).expect("it is read"))
            .collect();
        let reader = HeapReader::new(table, attributes.clone()).with_row_id();
        let mut cursor = reader.start(ctx, ctx.snapshot.clone());
        while !cursor.is_done() {
            let rows = reader.read(ctx, &mut cursor, ctx.batch_rows)?;
            let ColumnData::Int8(row_ids) = &rows.column(attributes.len()).data else {
                panic!("row ids are bigints");
            };
            let holders = row_ids.iter().map(|row_id| Holder::Old(tuple_id(*row_id)));
            arbiter.note_keys(&pick(&rows, &places), holders)?;
        }
        Ok(arbiter)
    }

    /// Who has the key of a row; `None` if nobody has, or if a NULL is in it.
    pub fn holder(&mut self, row: &Batch) -> Result<Option<Holder>> {
        let number = self.keys.number(&pick(row, &self.columns))?[0];
        Ok(number.and_then(|number| self.holders.get(number as usize).copied().flatten()))
    }

    /// Notes a row that the statement writes; the one that it takes the place of lets its key go.
    pub fn note(&mut self, old: Option<&Batch>, new: &Batch) -> Result<()> {
        if let Some(old) = old {
            let number = self.keys.number(&pick(old, &self.columns))?[0];
            let known = number.and_then(|number| self.holders.get_mut(number as usize));
            known.map(Option::take);
        }
        self.note_keys(&pick(new, &self.columns), std::iter::once(Holder::Own))
    }

    fn note_keys(&mut self, keys: &Batch, holders: impl Iterator<Item = Holder>) -> Result<()> {
        let numbers = self.keys.number(keys)?;
        self.holders.resize(self.keys.len(), None);
        for (number, holder) in numbers.into_iter().zip(holders) {
            if let Some(number) = number {
                self.holders[number as usize] = Some(holder);
            }
        }
        Ok(())
    }
}
