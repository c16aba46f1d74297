//! The write-ahead log.

use model::still::wal::WalStill;

use crate::storage::buffer::BufferPool;

/// The places of the log as they are now.
pub fn capture(pool: &BufferPool) -> WalStill {
    let wal = pool.wal();
    WalStill {
        start: pool.disk().log().start(),
        redo: wal.redo(),
        checkpoint: wal.checkpoint(),
        flushed: wal.flushed(),
        written: wal.written(),
        end: wal.end(),
    }
}
