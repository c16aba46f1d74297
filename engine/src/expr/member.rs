//! `x IN (constants)`: the constants are sorted once per batch, and each row is looked up.

use model::base::error::Result;
use model::types::column::{Column, ColumnData};
use model::types::data_type::DataType;

use super::bound::Expr;
use super::call::Operand;
use super::compare::Ordered;
use super::form::{
    Date, Form, Int2, Int4, Int8, Numeric, Text, Time, Timestamp, TimestampTz, Uuid,
};

/// From how many constants on a look-up is cheaper than a comparison with each.
const LOOKUP_MIN: usize = 4;

/// For each row, whether the value is among the constants. `None` where the list holds anything
/// else, is short, or is of a type that has no look-up.
pub fn among_constants(needle: &Operand, list: &[Expr]) -> Result<Option<Column>> {
    if list.len() < LOOKUP_MIN || !list.iter().all(|item| matches!(item, Expr::Const { .. })) {
        return Ok(None);
    }
    let data_type = list[0].data_type();
    let mut items = Column::empty(data_type);
    let mut has_null = false;
    for item in list {
        let Expr::Const { value, .. } = item else { unreachable!("looked at above") };
        if value.is_null() {
            has_null = true;
        } else {
            items.push(value);
        }
    }
    let Some(truths) = look_up(needle.column(), &items, data_type) else {
        return Ok(None);
    };
    let column = needle.column();
    let valid = (0..column.len()).map(|row| column.is_valid(row) && (truths[row] || !has_null));
    let valid: Vec<bool> = valid.collect();
    let has_nulls = valid.contains(&false);
    Ok(Some(Column { data: ColumnData::Bool(truths), valid: has_nulls.then_some(valid) }))
}

fn look_up(column: &Column, items: &Column, data_type: DataType) -> Option<Vec<bool>> {
    Some(match (&column.data, data_type) {
        // Blanks at its end do not count in a char(n).
        (_, DataType::Char(_)) => return None,
        (ColumnData::Int2(_), _) => found::<Int2>(column, items),
        (ColumnData::Int4(_), _) => found::<Int4>(column, items),
        (ColumnData::Int8(_), _) => found::<Int8>(column, items),
        (ColumnData::Numeric(_), _) => found::<Numeric>(column, items),
        (ColumnData::Text(_), _) => found::<Text>(column, items),
        (ColumnData::Date(_), _) => found::<Date>(column, items),
        (ColumnData::Time(_), _) => found::<Time>(column, items),
        (ColumnData::Timestamp(_), _) => found::<Timestamp>(column, items),
        (ColumnData::TimestampTz(_), _) => found::<TimestampTz>(column, items),
        (ColumnData::Uuid(_), _) => found::<Uuid>(column, items),
        _ => return None,
    })
}

/// A form with a total order of its own.
fn found<'a, F>(column: &'a Column, items: &'a Column) -> Vec<bool>
where
    F: Ordered + Form<Item<'a>: Ord>,
{
    let (values, view) = (F::view(&column.data), F::view(&items.data));
    let mut sorted: Vec<F::Item<'a>> = (0..items.len()).map(|at| F::at(view, at)).collect();
    sorted.sort_unstable();
    // What lies under a NULL may be looked up too: nobody sees the answer.
    (0..column.len()).map(|row| sorted.binary_search(&F::at(values, row)).is_ok()).collect()
}
