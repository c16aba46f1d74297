//! Keys of rows that a rule has to look for: each once, in the order in which they came.

use std::sync::Arc;

use model::base::error::Result;
use model::types::cast::column::cast_column;
use model::types::cast::Context;
use model::types::column::Column;
use model::types::data_type::DataType;

use crate::exec::key::rows::{KeyRows, KeyShape};
use crate::exec::key::table::KeyTable;
use crate::exec::row_store::RowStore;
use crate::expr::batch::Batch;

/// Keys without NULLs, numbered as they come.
pub struct KeySet {
    /// The types that the keys come in, and those by which they are compared.
    types: Vec<DataType>,
    compared: Vec<DataType>,
    shape: KeyShape,
    table: KeyTable,
    keys: RowStore,
}

impl KeySet {
    /// No keys of those types yet, to be compared with others as of types `compared`.
    pub fn new(types: Vec<DataType>, compared: Vec<DataType>) -> KeySet {
        let shape = KeyShape::new(&compared);
        let table = KeyTable::new(shape.no_rows());
        KeySet { keys: RowStore::new(&types), types, compared, shape, table }
    }

    /// The types that the keys come in.
    pub fn types(&self) -> &[DataType] {
        &self.types
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// The keys, as they came first.
    pub fn keys(&self) -> Batch {
        self.keys.slice(0, self.keys.row_count())
    }

    /// The number of each row's key; `None` for a key with a NULL in it.
    pub fn number(&mut self, keys: &Batch) -> Result<Vec<Option<u32>>> {
        let rows = encode(&self.shape, keys, &self.types, &self.compared)?;
        let mut new_rows = Vec::new();
        let mut numbers = Vec::with_capacity(keys.row_count());
        for row in 0..keys.row_count() {
            if has_null(keys, row) {
                numbers.push(None);
                continue;
            }
            let before = self.table.len();
            numbers.push(Some(self.table.number(&rows, row)));
            if self.table.len() > before {
                new_rows.push(row as u32);
            }
        }
        self.keys.append(&keys.take(&new_rows));
        Ok(numbers)
    }

    /// The number of each row's key, where it is among these. The rows come in other types.
    pub fn find(&self, keys: &Batch, types: &[DataType]) -> Result<Vec<Option<u32>>> {
        let rows = encode(&self.shape, keys, types, &self.compared)?;
        let number = |row| if has_null(keys, row) { None } else { self.table.find(&rows, row) };
        Ok((0..keys.row_count()).map(number).collect())
    }
}

fn encode(
    shape: &KeyShape,
    keys: &Batch,
    types: &[DataType],
    compared: &[DataType],
) -> Result<KeyRows> {
    if types == compared {
        return Ok(shape.encode_all(keys));
    }
    Ok(shape.encode_all(&cast(keys, types, compared)?))
}

/// Keys of some types made keys of others.
pub fn cast(keys: &Batch, from: &[DataType], to: &[DataType]) -> Result<Batch> {
    let how = Context::Assignment.into();
    let cast = |((column, &from), &to): ((&Arc<Column>, &DataType), &DataType)| match from == to {
        true => Ok(column.clone()),
        false => cast_column(column, from, to, how).map(Arc::new),
    };
    let columns: Result<Vec<Arc<Column>>> =
        keys.columns().iter().zip(from).zip(to).map(cast).collect();
    Ok(Batch::new(columns?, keys.row_count()))
}

/// Whether a row has a NULL among its key columns.
pub fn has_null(keys: &Batch, row: usize) -> bool {
    keys.columns().iter().any(|column| !column.is_valid(row))
}

/// Some columns of rows.
pub fn pick(rows: &Batch, places: &[usize]) -> Batch {
    let columns = places.iter().map(|&place| rows.column(place).clone()).collect();
    Batch::new(columns, rows.row_count())
}
