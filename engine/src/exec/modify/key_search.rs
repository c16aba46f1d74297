//! Which keys of a set a table has.
//!
//! ```text
//!   an index begins with the key's columns, and the keys are few:   one look-up for each
//!   otherwise:                                                      one scan for all
//! ```

use model::base::error::Result;
use model::base::ids::TupleId;
use model::types::data_type::DataType;

use super::foreign_key::KeyEnd;
use super::key_set::{cast, pick, KeySet};
use crate::exec::context::ExecCtx;
use crate::exec::heap_reader::{Cursor, Found, HeapReader};
use crate::exec::indexed::fetch::Fetcher;
use crate::exec::indexed::open::OpenIndex;
use crate::expr::batch::Batch;
use crate::index::btree::scan::{self, KeyRange, Way};
use crate::index::key::{after, tuple_of};

/// Look-ups that cost about as much as reading one page of a table from end to end, with all of its
/// rows.
const LOOK_UPS_PER_PAGE: usize = 16;
/// Keys looked up in one step.
const KEYS_MAX: usize = 64;

/// An index that can be asked for single keys of one end of a foreign key.
pub struct LookUp {
    index: OpenIndex,
    /// For each of the first columns of the index, its place in the key.
    places: Vec<usize>,
    types: Vec<DataType>,
}

impl LookUp {
    /// An index of that end's table that begins with the columns of its key, in any order.
    pub fn of(end: &KeyEnd) -> Option<LookUp> {
        let count = end.columns.len();
        let index = end.table.indexes.iter().find(|index| {
            let first = index.keys.get(..count).unwrap_or(&[]);
            !first.is_empty()
                && end.columns.iter().all(|at| first.iter().any(|key| key.column == *at))
        })?;
        let index = OpenIndex::new(&end.table, index);
        let place = |column: &usize| end.columns.iter().position(|other| other == column);
        let places = index.columns[..count].iter().map(place).collect::<Option<Vec<usize>>>()?;
        Some(LookUp { index, places, types: end.types() })
    }

    /// The keys of a set as this end would have them, if a look-up is the cheaper way.
    pub fn keys(&self, ctx: &ExecCtx<'_>, end: &KeyEnd, keys: &KeySet) -> Result<Option<Batch>> {
        let pages = ctx.store.page_count(end.table.file) as usize;
        let is_safe = keys.types().iter().zip(&self.types).all(|(from, to)| keeps_key(*from, *to));
        if !is_safe || keys.len() > pages.max(1) * LOOK_UPS_PER_PAGE {
            return Ok(None);
        }
        cast(&keys.keys(), &unlimited(keys.types()), &unlimited(&self.types)).map(Some)
    }

    /// The places of all tuples that have a key, seen or not.
    pub fn places(&self, ctx: &mut ExecCtx<'_>, keys: &Batch, row: usize) -> Result<Vec<TupleId>> {
        let mut start = Vec::new();
        let columns = self.index.tree.shape().columns();
        for (column, &place) in columns.iter().zip(&self.places) {
            let way = (column.direction, column.nulls);
            let values = keys.column(place);
            model::types::order::key::write_key(values, row, column.data_type, way, &mut start);
        }
        let range = KeyRange { end: after(&start), start };
        let mut cursor = scan::Cursor::new(range, Way::Forward);
        let mut places = Vec::new();
        while !cursor.is_done() {
            let mut take = |entry: &[u8]| places.push(tuple_of(entry));
            self.index.tree.scan_leaf(ctx.store, &mut cursor, &mut take, ctx.tracer)?;
        }
        Ok(places)
    }
}

/// Whether keys of one type are keys of another without loss: the same but for a length, or a
/// whole number made wider.
fn keeps_key(from: DataType, to: DataType) -> bool {
    let is_string = |data_type| matches!(data_type, DataType::Text | DataType::Varchar(_));
    let bytes = |data_type| match data_type {
        DataType::Int2 => 2,
        DataType::Int4 => 4,
        DataType::Int8 => 8,
        _ => 0,
    };
    from.unmodified() == to.unmodified()
        || is_string(from) && is_string(to)
        || bytes(from) > 0 && bytes(from) < bytes(to)
}

/// The types without what limits them: a key that is too long is there to be compared.
fn unlimited(types: &[DataType]) -> Vec<DataType> {
    let whole = |data_type: &DataType| match data_type {
        DataType::Varchar(_) => DataType::Text,
        other => other.unmodified(),
    };
    types.iter().map(whole).collect()
}

/// The keys of a table that are in a set, found key by key or page by page.
pub struct KeySearch {
    end: KeyEnd,
    attributes: Vec<usize>,
    reader: HeapReader,
    look_up: Option<LookUp>,
    at: At,
}

enum At {
    Start,
    /// These keys are looked up, from that one on.
    Keys(Batch, usize),
    Pages(Cursor),
}

impl KeySearch {
    /// A search of that end's table.
    pub fn new(end: KeyEnd) -> KeySearch {
        let mut attributes = end.columns.clone();
        attributes.sort_unstable();
        attributes.dedup();
        let reader = HeapReader::new(&end.table, attributes.clone());
        KeySearch { look_up: LookUp::of(&end), end, attributes, reader, at: At::Start }
    }

    /// Looks at some keys or pages, and notes which keys of the set are there; true once all is
    /// known.
    pub fn step(
        &mut self,
        ctx: &mut ExecCtx<'_>,
        keys: &KeySet,
        found: &mut Vec<bool>,
    ) -> Result<bool> {
        found.resize(keys.len(), false);
        match std::mem::replace(&mut self.at, At::Start) {
            At::Start => {
                let looked_up = match &self.look_up {
                    Some(look_up) => look_up.keys(ctx, &self.end, keys)?,
                    None => None,
                };
                self.at = match looked_up {
                    Some(batch) => At::Keys(batch, 0),
                    None => At::Pages(self.reader.start(ctx, ctx.snapshot.clone())),
                };
                Ok(false)
            }
            At::Keys(batch, from) => {
                let to = batch.row_count().min(from + KEYS_MAX);
                for (at, found) in found[from..to].iter_mut().enumerate() {
                    *found = self.has(ctx, &batch, from + at)?;
                }
                let is_done = to == batch.row_count();
                self.at = At::Keys(batch, to);
                Ok(is_done)
            }
            At::Pages(cursor) if cursor.is_done() => Ok(true),
            At::Pages(mut cursor) => {
                let rows = self.reader.read(ctx, &mut cursor, ctx.batch_rows)?;
                let place = |column| self.attributes.binary_search(column).expect("it is read");
                let places: Vec<usize> = self.end.columns.iter().map(place).collect();
                let numbers = keys.find(&pick(&rows, &places), &self.end.types())?;
                numbers.into_iter().flatten().for_each(|number| found[number as usize] = true);
                self.at = At::Pages(cursor);
                Ok(false)
            }
        }
    }

    /// Whether a row that the snapshot sees has a key.
    fn has(&self, ctx: &mut ExecCtx<'_>, keys: &Batch, key: usize) -> Result<bool> {
        let Some(look_up) = &self.look_up else { return Ok(false) };
        for place in look_up.places(ctx, keys, key)? {
            let mut rows = Found::new(&self.reader);
            Fetcher::default().fetch(ctx, &self.reader, [place].into_iter(), &mut rows)?;
            if rows.row_count() > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
