//! Rows that memory has no room for, parted by the hash of their key into files on disk.
//!
//! ```text
//!   rows ....  -- hash -->  | file 0 | file 1 | ... | file 15 |     each is worked on by itself
//!                                                                   and parted again if need be
//! ```
//!
//! Equal keys always meet in the same file. Each time a file is parted again, other bits of the
//! hash decide.

use model::types::data_type::DataType;

use super::context::ExecCtx;
use super::row_store::RowStore;
use crate::expr::batch::Batch;
use crate::storage::spill::SpillFile;

/// Files of one parting.
pub struct Partitions {
    depth: u32,
    files: Vec<SpillFile>,
    /// Rows of each file that do not fill a batch yet.
    waiting: Vec<RowStore>,
}

/// Bits of the hash that choose a file.
const BITS: u32 = 4;
/// How often rows can be parted: then the hash has no bits left.
pub const DEPTH_MAX: u32 = 32 / BITS;

impl Partitions {
    /// Files for rows with columns of those types that were parted `depth` times before.
    pub fn new(ctx: &ExecCtx<'_>, types: &[DataType], depth: u32) -> Partitions {
        assert!(depth < DEPTH_MAX, "a hash that has bits left");
        let count = 1 << BITS;
        Partitions {
            depth,
            files: vec![SpillFile::new(ctx.store.pool().page_bytes()); count],
            waiting: vec![RowStore::new(types); count],
        }
    }

    /// Adds rows, each with the hash of its key.
    pub fn add(&mut self, ctx: &mut ExecCtx<'_>, rows: &Batch, hashes: &[u32]) {
        let shift = 32 - BITS * (self.depth + 1);
        let mut places: Vec<Vec<u32>> = vec![Vec::new(); self.files.len()];
        for (row, hash) in hashes.iter().enumerate() {
            let file = (hash >> shift) as usize & (self.files.len() - 1);
            places[file].push(row as u32);
        }
        for (file, places) in places.iter().enumerate().filter(|(_, places)| !places.is_empty()) {
            self.waiting[file].append(&rows.take(places));
            if self.waiting[file].row_count() >= ctx.batch_rows {
                self.files[file].append(&self.waiting[file].drain(), ctx.tracer);
            }
        }
    }

    /// The files, once all rows are in.
    pub fn finish(mut self, ctx: &mut ExecCtx<'_>) -> Vec<SpillFile> {
        for (file, waiting) in self.files.iter_mut().zip(&mut self.waiting) {
            if !waiting.is_empty() {
                file.append(&waiting.drain(), ctx.tracer);
            }
        }
        self.files
    }
}
