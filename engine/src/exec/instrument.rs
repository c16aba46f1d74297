//! The one place that writes down what operators do.
//!
//! Every operator runs inside an [`Instrumented`]; none writes about itself. It also keeps the two
//! promises that operators share: no batch is empty or larger than wanted, and a failure comes
//! after the rows before it.

use model::base::error::{Error, Result};
use model::base::ids::OpId;
use model::trace::event::exec::ExecEvent;
use model::trace::event::Level;

use super::context::ExecCtx;
use super::operator::{Operator, Step};
use super::stats::OperatorStats;
use crate::expr::batch::Batch;
use crate::tracer::host::Tracer;

/// An operator with a pen.
pub struct Instrumented {
    op: OpId,
    inner: Box<dyn Operator>,
    /// Whether an operator above may rewind it; then only the statement's end is its end.
    rewindable: bool,
    loop_state: LoopState,
    failure: Option<Error>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LoopState {
    /// Not asked yet.
    Ready,
    /// Asked, without a row so far.
    Started,
    /// Has handed on rows.
    Flowing,
}

/// Clock and page counters at one moment.
struct Reading {
    nanos: u64,
    pages_hit: u64,
    pages_missed: u64,
}

impl Reading {
    fn of(tracer: &Tracer) -> Reading {
        Reading {
            nanos: tracer.nanos(),
            pages_hit: tracer.counters.pages_hit,
            pages_missed: tracer.counters.pages_missed,
        }
    }
}

impl Instrumented {
    /// Wraps an operator.
    pub fn new(op: OpId, inner: Box<dyn Operator>, rewindable: bool) -> Instrumented {
        Instrumented { op, inner, rewindable, loop_state: LoopState::Ready, failure: None }
    }

    fn note_work(&mut self, ctx: &mut ExecCtx<'_>, before: &Reading) {
        let after = Reading::of(ctx.tracer);
        let notes = std::mem::take(&mut ctx.state.notes);
        let stats = ctx.state.operator_mut(self.op);
        stats.notes.add(notes);
        let nanos = after.nanos - before.nanos;
        stats.nanos_total += nanos;
        if self.loop_state != LoopState::Flowing {
            stats.nanos_first += nanos;
        }
        stats.pages_hit += after.pages_hit - before.pages_hit;
        stats.pages_missed += after.pages_missed - before.pages_missed;
    }

    fn note_rows(&mut self, ctx: &mut ExecCtx<'_>, batch: &Batch, wanted: usize) {
        let rows = batch.row_count();
        assert!(rows > 0 && rows <= wanted, "a batch has from 1 to as many rows as wanted");
        self.loop_state = LoopState::Flowing;
        let stats = ctx.state.operator_mut(self.op);
        stats.rows += rows as u64;
        stats.batches += 1;
        let op = self.op;
        ctx.tracer.emit(Level::Rows, || ExecEvent::RowsPassed { op, rows: rows as u32 });
    }

    fn note_done(&self, ctx: &mut ExecCtx<'_>) {
        ctx.state.operator_mut(self.op).drained = true;
        if !self.rewindable {
            note_end(ctx, self.op);
        }
    }

    fn run(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        let before = Reading::of(ctx.tracer);
        if self.loop_state == LoopState::Ready {
            self.loop_state = LoopState::Started;
            let stats = ctx.state.operator_mut(self.op);
            stats.loops += 1;
            stats.drained = false;
        }
        let result = self.inner.step(ctx, wanted);
        self.failure = ctx.state.failure.take();
        self.note_work(ctx, &before);
        match result? {
            Step::Batch(batch) => {
                self.note_rows(ctx, &batch, wanted);
                Ok(Step::Batch(batch))
            }
            Step::Busy => Ok(Step::Busy),
            Step::Done => {
                self.note_done(ctx);
                Ok(Step::Done)
            }
        }
    }
}

/// Writes down the end of an operator, once: it has no more rows, nobody asked for the rest, or
/// nobody asked at all. Of one that was rewound the last loop counts.
pub fn note_end(ctx: &mut ExecCtx<'_>, op: OpId) {
    let stats = ctx.state.operator_mut(op);
    if !std::mem::replace(&mut stats.finished, true) {
        let OperatorStats { rows, drained, loops, .. } = *stats;
        ctx.tracer.emit(Level::Counts, || match (drained, loops) {
            (true, _) => ExecEvent::OperatorFinished { op, rows },
            (false, 0) => ExecEvent::OperatorUnused { op },
            (false, _) => ExecEvent::OperatorStopped { op, rows },
        });
    }
}

impl Operator for Instrumented {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        if let Some(error) = self.failure.take() {
            return Err(error);
        }
        let outer = ctx.tracer.set_op(Some(self.op));
        let result = self.run(ctx, wanted);
        ctx.tracer.set_op(outer);
        result
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.loop_state = LoopState::Ready;
        self.failure = None;
        let outer = ctx.tracer.set_op(Some(self.op));
        let before = Reading::of(ctx.tracer);
        let result = self.inner.rewind(ctx);
        self.note_work(ctx, &before);
        ctx.tracer.set_op(outer);
        result
    }

    fn renew(&mut self) -> bool {
        self.loop_state = LoopState::Ready;
        self.failure = None;
        self.inner.renew()
    }
}
