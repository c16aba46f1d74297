//! row_number, rank, dense_rank, percent_rank, cume_dist, ntile: where a row stands.

use model::base::error::{sqlstate, Error, Result};
use model::types::column::{Column, ColumnData};

use super::block::Block;

/// The number of each row in its partition, from 1.
pub fn row_number(block: &Block) -> Column {
    numbers(block, |row| i64::from(row as u32 - block.partition(row).0) + 1)
}

/// The number of each row's first peer.
pub fn rank(block: &Block) -> Column {
    numbers(block, |row| i64::from(block.peers(row).0 - block.partition(row).0) + 1)
}

/// The number of each row's group of peers.
pub fn dense_rank(block: &Block) -> Column {
    numbers(block, |row| i64::from(block.peers_of[row] - block.peers_of_partition(row).0) + 1)
}

/// (rank - 1) / (rows - 1), or 0 for a lone row.
pub fn percent_rank(block: &Block) -> Column {
    shares(block, |row| {
        let (first, last) = block.partition(row);
        match last - first {
            1 => 0.0,
            rows => f64::from(block.peers(row).0 - first) / f64::from(rows - 1),
        }
    })
}

/// Rows up to the last peer / rows.
pub fn cume_dist(block: &Block) -> Column {
    shares(block, |row| {
        let (first, last) = block.partition(row);
        f64::from(block.peers(row).1 - first) / f64::from(last - first)
    })
}

/// Which of so many equal parts each row is in; the first parts are one row larger where it does
/// not come out even. The count is that of the partition's first row.
pub fn ntile(block: &Block, counts: &Column) -> Result<Column> {
    let (mut tiles, mut valid) = (Vec::new(), Vec::new());
    for pair in block.partitions.windows(2) {
        let (first, last) = (pair[0] as usize, pair[1] as usize);
        let rows = (last - first) as i64;
        let parts = match &counts.data {
            ColumnData::Int4(counts) => i64::from(counts[first]),
            ColumnData::Int8(counts) => counts[first],
            ColumnData::Int2(counts) => i64::from(counts[first]),
            ColumnData::Null(_) => 1,
            data => panic!("ntile counts in integers, not {data:?}"),
        };
        let is_valid = counts.is_valid(first);
        if is_valid && parts <= 0 {
            let message = "argument of ntile must be greater than zero";
            return Err(Error::sql(sqlstate::INVALID_ARGUMENT_FOR_NTILE_FUNCTION, message));
        }
        let (small, larger) = if is_valid { (rows / parts, rows % parts) } else { (1, 0) };
        for row in 0..rows {
            let in_larger = larger * (small + 1);
            let tile = match row < in_larger {
                true => row / (small + 1),
                false => larger + (row - in_larger) / small,
            };
            tiles.push(tile as i32 + 1);
            valid.push(is_valid);
        }
    }
    Ok(Column::with_valid(ColumnData::Int4(tiles), valid))
}

fn numbers(block: &Block, number: impl FnMut(usize) -> i64) -> Column {
    Column::new(ColumnData::Int8((0..block.row_count()).map(number).collect()))
}

fn shares(block: &Block, share: impl FnMut(usize) -> f64) -> Column {
    Column::new(ColumnData::Float8((0..block.row_count()).map(share).collect()))
}
