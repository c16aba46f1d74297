//! Files for what an operator cannot keep in memory: batches of rows, written once, read in any
//! order, gone with the operator.
//!
//! ```text
//!   sort, hash join, aggregate  -- past work_mem -->  | batch | batch | batch |   temporary file
//! ```
//!
//! They do not go through the buffer pool and are not logged: a crash ends the statement too.
//! Source: PostgreSQL, source file `src/backend/storage/file/buffile.c`.

use std::sync::Arc;

use model::base::codec;
use model::base::error::Result;
use model::base::time;
use model::trace::event::page::PageEvent;
use model::trace::event::Level;
use model::types::column::Column;

use crate::expr::batch::Batch;
use crate::tracer::host::Tracer;

/// A temporary file of batches.
#[derive(Clone, Debug)]
pub struct SpillFile {
    page_bytes: u64,
    /// Each batch as bytes, and how many rows it has.
    batches: Vec<(Vec<u8>, usize)>,
    total_bytes: u64,
    row_count: u64,
}

impl SpillFile {
    /// An empty file on a disk with pages of that size.
    pub fn new(page_bytes: u32) -> SpillFile {
        SpillFile {
            page_bytes: u64::from(page_bytes),
            batches: Vec::new(),
            total_bytes: 0,
            row_count: 0,
        }
    }

    /// How many batches it has.
    pub fn batch_count(&self) -> usize {
        self.batches.len()
    }

    /// How many rows it has.
    pub fn row_count(&self) -> u64 {
        self.row_count
    }

    /// How many pages it takes.
    pub fn page_count(&self) -> u64 {
        self.total_bytes.div_ceil(self.page_bytes)
    }

    /// Appends a batch.
    pub fn append(&mut self, batch: &Batch, tracer: &mut Tracer) {
        let columns: Vec<&Column> = batch.columns().iter().map(|column| &**column).collect();
        let bytes = codec::encode(&columns);
        let pages_before = self.page_count();
        self.total_bytes += bytes.len() as u64;
        self.row_count += batch.row_count() as u64;
        self.batches.push((bytes, batch.row_count()));
        let pages = self.page_count() - pages_before;
        tracer.counters.spill_pages_written += pages;
        tracer.spend(time::PAGE_WRITE.times(pages));
        tracer.emit(Level::Pages, || PageEvent::SpillWritten { pages: pages as u32 });
    }

    /// Reads one batch.
    pub fn read(&self, batch_no: usize, tracer: &mut Tracer) -> Result<Batch> {
        let (bytes, row_count) = &self.batches[batch_no];
        let pages = (bytes.len() as u64).div_ceil(self.page_bytes);
        tracer.counters.spill_pages_read += pages;
        tracer.spend(time::PAGE_READ.times(pages));
        tracer.emit(Level::Pages, || PageEvent::SpillRead { pages: pages as u32 });
        let columns: Vec<Column> = codec::decode(bytes)?;
        Ok(Batch::new(columns.into_iter().map(Arc::new).collect(), *row_count))
    }
}
