//! What an operator may use while it steps.

use crate::expr::env::Env;
use crate::tracer::host::Tracer;

/// Everything outside the operator tree.
pub struct ExecCtx<'a> {
    /// Clock, counters and pen.
    pub tracer: &'a mut Tracer,
    /// What expressions may ask: time, chance, sequences, parameters.
    pub env: &'a mut dyn Env,
    /// Rows of a batch.
    pub batch_rows: usize,
    /// Bytes that one operator may keep in memory before it spills to disk.
    pub work_mem_bytes: u64,
}
