//! What a plan asks of an index, as ranges of entries.
//!
//! ```text
//!   index (a, b)      a = 1                  [1 1)            from all keys that begin with 1
//!                     a IN (4, 2) AND b > 7  (2 7, 2]  (4 7, 4]
//!   NULLs last        b < 7                  [value mark, 7)  up to it, the NULLs being elsewhere
//! ```
//!
//! Entries are bytes in order, and so are values, so that every condition on the first columns is
//! one range of bytes, or several where a column may have one of several values.

use model::base::error::Result;
use model::types::column::Column;
use model::types::order::key::{write_key, Direction, Nulls};

use crate::exec::context::ExecCtx;
use crate::expr::batch::Batch;
use crate::expr::bound::Expr;
use crate::expr::eval::eval;
use crate::index::btree::scan::KeyRange;
use crate::index::key::{after, KeyColumn, VALUE};
use crate::plan::index_condition::{self, IndexCondition, KeyTest};

use super::open::OpenIndex;

/// Bytes of most keys: two numbers or a short word.
const KEY_BYTES: usize = 24;

/// The ranges of entries that fulfil a condition, in the order of the index.
pub fn ranges(
    ctx: &mut ExecCtx<'_>,
    index: &OpenIndex,
    condition: &IndexCondition,
) -> Result<Vec<KeyRange>> {
    let columns = index.tree.shape().columns();
    let mut beginnings: Vec<Vec<u8>> = vec![Vec::with_capacity(KEY_BYTES)];
    for (test, column) in condition.prefix.iter().zip(columns) {
        match test {
            KeyTest::Equal(value) => add_value(ctx, value, column, &mut beginnings)?,
            KeyTest::Null => beginnings.iter_mut().for_each(|key| key.push(null_byte(column))),
            KeyTest::AnyOf(values) => {
                let choices = choices(ctx, values, column)?;
                let mut longer = Vec::with_capacity(beginnings.len() * choices.len());
                for key in &beginnings {
                    longer.extend(choices.iter().map(|choice| [&key[..], choice].concat()));
                }
                beginnings = longer;
            }
        }
    }
    let column = columns.get(condition.prefix.len());
    let (Some(range), Some(column)) = (&condition.range, column) else {
        return Ok(beginnings.into_iter().map(whole).collect());
    };
    let Some((low, high)) = bounds(ctx, range, column)? else { return Ok(Vec::new()) };
    let ranges = beginnings.iter().filter_map(|beginning| {
        let start = [&beginning[..], &low].concat();
        let end = [&beginning[..], &high].concat();
        (start < end).then_some(KeyRange { start, end: Some(end) })
    });
    Ok(ranges.collect())
}

/// Adds a value to every beginning; for NULL, which equals nothing, there is none left.
fn add_value(
    ctx: &mut ExecCtx<'_>,
    value: &Expr,
    column: &KeyColumn,
    beginnings: &mut Vec<Vec<u8>>,
) -> Result<()> {
    let value = eval(value, &Batch::new(Vec::new(), 1), ctx.env)?;
    match value.is_valid(0) {
        true => beginnings.iter_mut().for_each(|key| write_value_key(&value, column, key)),
        false => beginnings.clear(),
    }
    Ok(())
}

/// All entries that begin so.
fn whole(beginning: Vec<u8>) -> KeyRange {
    KeyRange { end: after(&beginning), start: beginning }
}

/// The bytes that a column may have, each once and in order.
fn choices(ctx: &mut ExecCtx<'_>, values: &[Expr], column: &KeyColumn) -> Result<Vec<Vec<u8>>> {
    let mut choices = Vec::new();
    for value in values {
        choices.extend(bytes_of(ctx, value, column)?);
    }
    choices.sort_unstable();
    choices.dedup();
    Ok(choices)
}

/// The bytes at or after which the range of a column begins, and those before which it ends; `None`
/// where a bound is NULL.
fn bounds(
    ctx: &mut ExecCtx<'_>,
    range: &index_condition::KeyRange,
    column: &KeyColumn,
) -> Result<Option<(Vec<u8>, Vec<u8>)>> {
    let (first, last) = match column.direction {
        Direction::Ascending => (&range.lower, &range.upper),
        Direction::Descending => (&range.upper, &range.lower),
    };
    let mut low = vec![VALUE];
    if let Some(bound) = first {
        let Some(bytes) = bytes_of(ctx, &bound.value, column)? else { return Ok(None) };
        low = if bound.inclusive { bytes } else { past(&bytes) };
    }
    let mut high = vec![VALUE + 1];
    if let Some(bound) = last {
        let Some(bytes) = bytes_of(ctx, &bound.value, column)? else { return Ok(None) };
        high = if bound.inclusive { past(&bytes) } else { bytes };
    }
    Ok(Some((low, high)))
}

/// The first bytes after all that begin with a value, which begins with its mark.
fn past(value: &[u8]) -> Vec<u8> {
    after(value).expect("the mark of a value can be counted up")
}

fn null_byte(column: &KeyColumn) -> u8 {
    if column.nulls == Nulls::First {
        0
    } else {
        2
    }
}

/// The bytes of a value in a column; `None` for NULL.
fn bytes_of(ctx: &mut ExecCtx<'_>, value: &Expr, column: &KeyColumn) -> Result<Option<Vec<u8>>> {
    let value = eval(value, &Batch::new(Vec::new(), 1), ctx.env)?;
    if !value.is_valid(0) {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    write_value_key(&value, column, &mut bytes);
    Ok(Some(bytes))
}

fn write_value_key(value: &Column, column: &KeyColumn, key: &mut Vec<u8>) {
    write_key(value, 0, column.data_type, (column.direction, column.nulls), key);
}
