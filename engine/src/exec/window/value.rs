//! lag, lead, first_value, last_value, nth_value: a value of another row.

use model::base::error::{sqlstate, Error, Result};
use model::types::column::{Column, ColumnData};

use super::block::Block;
use super::bounds::{Bounds, Way};

/// The value so many rows before or after each row in its partition: `values`, an optional column
/// of offsets (1 without), an optional column of what to take where there is no such row.
pub fn neighbour(block: &Block, args: &[&Column], way: Way) -> Column {
    let mut places = Vec::with_capacity(block.row_count());
    let mut is_default = Vec::new();
    for row in 0..block.row_count() {
        let offset = args.get(1).map_or(Some(1), |offsets| whole_number(offsets, row));
        let Some(offset) = offset else {
            places.push(None);
            continue;
        };
        let (first, last) = block.partition(row);
        let offset = if way == Way::Preceding { offset.saturating_neg() } else { offset };
        let other = (row as i64).saturating_add(offset);
        if (i64::from(first)..i64::from(last)).contains(&other) {
            places.push(Some(other as u32));
        } else {
            is_default.push(row);
            places.push(None);
        }
    }
    let mut made = args[0].take_or_null(&places);
    if let Some(defaults) = args.get(2) {
        made = with_defaults(made, defaults, &is_default);
    }
    made
}

/// A column with other values in some places.
fn with_defaults(made: Column, defaults: &Column, rows: &[usize]) -> Column {
    let count = made.len() as u32;
    let mut both = made;
    both.append(defaults);
    let mut places: Vec<u32> = (0..count).collect();
    rows.iter().for_each(|&row| places[row] = count + row as u32);
    both.take(&places)
}

fn whole_number(column: &Column, row: usize) -> Option<i64> {
    if !column.is_valid(row) {
        return None;
    }
    match &column.data {
        ColumnData::Int2(values) => Some(i64::from(values[row])),
        ColumnData::Int4(values) => Some(i64::from(values[row])),
        ColumnData::Int8(values) => Some(values[row]),
        data => panic!("rows are counted in integers, not {data:?}"),
    }
}

/// The value at each frame's first row.
pub fn first(block: &Block, bounds: &Bounds, values: &Column) -> Column {
    of_frame(block, values, |row| {
        let stretches = bounds.stretches(block, row);
        stretches.into_iter().find(|(start, end)| start < end).map(|(start, _)| start)
    })
}

/// The value at each frame's last row.
pub fn last(block: &Block, bounds: &Bounds, values: &Column) -> Column {
    of_frame(block, values, |row| {
        let stretches = bounds.stretches(block, row);
        stretches.into_iter().rev().find(|(start, end)| start < end).map(|(_, end)| end - 1)
    })
}

/// The value at each frame's nth row, from 1.
pub fn nth(block: &Block, bounds: &Bounds, values: &Column, counts: &Column) -> Result<Column> {
    let mut places = Vec::with_capacity(block.row_count());
    for row in 0..block.row_count() {
        let Some(count) = whole_number(counts, row) else {
            places.push(None);
            continue;
        };
        if count <= 0 {
            let message = "argument of nth_value must be greater than zero";
            return Err(Error::sql(sqlstate::INVALID_ARGUMENT_FOR_NTH_VALUE_FUNCTION, message));
        }
        places.push(nth_place(bounds.stretches(block, row), count - 1));
    }
    Ok(values.take_or_null(&places))
}

fn nth_place(stretches: [(u32, u32); 3], mut left: i64) -> Option<u32> {
    for (start, end) in stretches {
        let rows = i64::from(end.saturating_sub(start));
        if left < rows {
            return Some(start + left as u32);
        }
        left -= rows;
    }
    None
}

fn of_frame(block: &Block, values: &Column, place: impl FnMut(usize) -> Option<u32>) -> Column {
    let places: Vec<Option<u32>> = (0..block.row_count()).map(place).collect();
    values.take_or_null(&places)
}
