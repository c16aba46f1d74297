//! The order in which a result's rows are shown: a permutation, sorted by one column.

use model::types::column::Column;
use model::types::order::compare_at;

use super::result::ResultSet;

/// Rows sorted by a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub column: usize,
    /// Which way.
    pub direction: Direction,
    /// Row shown -> row as it came.
    pub rows: Vec<u32>,
}

/// Which way rows are sorted. NULLs come last going up and first going down, as in PostgreSQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Up,
    /// Largest first.
    Down,
}

/// What a click on a heading asks for next: up, then down, then as the rows came.
pub fn next_direction(result: &ResultSet, column: usize) -> Option<Direction> {
    match result.order.as_deref() {
        Some(order) if order.column == column => match order.direction {
            Direction::Up => Some(Direction::Down),
            Direction::Down => None,
        },
        _ => Some(Direction::Up),
    }
}

/// The rows sorted by a column. Equal rows stay in the order in which they came.
pub fn sorted(result: &ResultSet, column: usize, direction: Direction) -> Order {
    let data_type = result.header[column].data_type;
    let mut whole = Column::empty(data_type);
    result.pieces(column).for_each(|piece| whole.append(piece));
    let mut rows: Vec<u32> = (0..result.row_count).collect();
    rows.sort_by(|a, b| {
        let ordering = compare_at(&whole, *a as usize, &whole, *b as usize, data_type);
        match direction {
            Direction::Up => ordering,
            Direction::Down => ordering.reverse(),
        }
    });
    Order { column, direction, rows }
}

#[cfg(test)]
mod tests {
    use model::base::ids::StatementId;
    use model::message::reply::HeaderColumn;
    use model::types::data_type::DataType;
    use model::types::value::Value;

    use super::*;
    use crate::state::result::Room;

    #[test]
    fn equal_rows_stay_in_order_and_null_is_greatest() {
        let head = HeaderColumn { name: "n".into(), data_type: DataType::Int4 };
        let mut result = ResultSet::new(StatementId(1), vec![head]);
        let values = [Value::Int4(2), Value::Null, Value::Int4(1), Value::Int4(2)];
        result.push(vec![Column::from_values(DataType::Int4, &values)], 4, &mut Room::default());
        assert_eq!(sorted(&result, 0, Direction::Up).rows, [2, 0, 3, 1]);
        assert_eq!(sorted(&result, 0, Direction::Down).rows, [1, 0, 3, 2]);
    }
}
