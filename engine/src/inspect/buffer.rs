//! The buffer pool.

use model::still::buffer::{BufferStill, FrameStill};

use crate::storage::buffer::BufferPool;

/// The frames of a pool as they are now.
pub fn capture(pool: &BufferPool) -> BufferStill {
    let frames = pool.views().map(|view| {
        (view.frame, FrameStill { page: view.page, dirty: view.dirty, usage: view.usage })
    });
    BufferStill { frame_count: pool.frame_count(), frames: frames.collect() }
}
