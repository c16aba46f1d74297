//! Some whole partitions side by side.
//!
//! ```text
//!   row          0 1 2 3 4 5
//!   partition    a a a a b b      starts 0, 4
//!   order        1 1 2 3 1 1      peers start 0, 2, 3, 4
//! ```

use crate::exec::key::rows::{KeyRows, KeyShape};
use crate::expr::batch::Batch;

/// Rows of whole partitions, and where partitions and peers lie.
pub struct Block {
    /// The rows.
    pub rows: Batch,
    /// The first row of each partition, and the end of the last.
    pub partitions: Vec<u32>,
    /// The first row of each group of peers, and the end of the last.
    pub peers: Vec<u32>,
    /// The number of each row's partition.
    pub partition_of: Vec<u32>,
    /// The number of each row's group of peers.
    pub peers_of: Vec<u32>,
}

/// The columns that make partitions, and those that make peers within them.
pub struct Neighbours {
    partition: (KeyShape, Vec<usize>),
    order: (KeyShape, Vec<usize>),
}

impl Neighbours {
    /// Rows equal in the first columns share a partition, rows equal in the others too are peers.
    pub fn new(partition: (KeyShape, Vec<usize>), order: (KeyShape, Vec<usize>)) -> Neighbours {
        Neighbours { partition, order }
    }

    /// Where the last partition of rows begins.
    pub fn last_partition(&self, rows: &Batch) -> usize {
        let (shape, places) = &self.partition;
        let keys = shape.encode_places(rows, places);
        let is_first = |row: &usize| *row == 0 || !is_same(&keys, *row - 1, *row);
        (0..rows.row_count()).rev().find(is_first).unwrap_or(0)
    }

    /// The block of rows of whole partitions.
    pub fn block(&self, rows: Batch) -> Block {
        let count = rows.row_count();
        let (shape, places) = &self.partition;
        let partition_keys = shape.encode_places(&rows, places);
        let (shape, places) = &self.order;
        let order_keys = shape.encode_places(&rows, places);
        let mut block = Block {
            rows,
            partitions: Vec::new(),
            peers: Vec::new(),
            partition_of: Vec::with_capacity(count),
            peers_of: Vec::with_capacity(count),
        };
        for row in 0..count {
            let same_partition = row > 0 && is_same(&partition_keys, row - 1, row);
            if !same_partition {
                block.partitions.push(row as u32);
            }
            if !same_partition || !is_same(&order_keys, row - 1, row) {
                block.peers.push(row as u32);
            }
            block.partition_of.push(block.partitions.len() as u32 - 1);
            block.peers_of.push(block.peers.len() as u32 - 1);
        }
        block.partitions.push(count as u32);
        block.peers.push(count as u32);
        block
    }
}

fn is_same(keys: &KeyRows, left: usize, right: usize) -> bool {
    match keys {
        KeyRows::Words { stride, words } => {
            KeyRows::words_of(words, *stride, left) == KeyRows::words_of(words, *stride, right)
        }
        KeyRows::Bytes { bytes, ends } => {
            KeyRows::bytes_of(bytes, ends, left) == KeyRows::bytes_of(bytes, ends, right)
        }
    }
}

impl Block {
    /// How many rows there are.
    pub fn row_count(&self) -> usize {
        self.rows.row_count()
    }

    /// The first row of a row's partition, and the end of it.
    #[inline]
    pub fn partition(&self, row: usize) -> (u32, u32) {
        let number = self.partition_of[row] as usize;
        (self.partitions[number], self.partitions[number + 1])
    }

    /// The first of a row's peers, and the end of them.
    #[inline]
    pub fn peers(&self, row: usize) -> (u32, u32) {
        let number = self.peers_of[row] as usize;
        (self.peers[number], self.peers[number + 1])
    }

    /// The number of the first group of peers of a row's partition, and that after the last.
    pub fn peers_of_partition(&self, row: usize) -> (u32, u32) {
        let (start, end) = self.partition(row);
        (self.peers_of[start as usize], self.peers_of[end as usize - 1] + 1)
    }
}
