//! The top of a running plan: says which operators there are before the first of them works, and
//! that all have ended after the last.

use model::base::error::Result;
use model::base::ids::OpId;
use model::trace::event::exec::ExecEvent;
use model::trace::event::Level;

use super::context::ExecCtx;
use super::instrument::note_end;
use super::operator::{Operator, Step};

/// The operator above the plan's own. It has no number and passes rows on as they come.
pub struct Root {
    top: Box<dyn Operator>,
    operators: Vec<Announced>,
    started: bool,
}

/// An operator as it is announced.
pub struct Announced {
    /// The operator.
    pub op: OpId,
    /// The operator that asks it for rows.
    pub parent: Option<OpId>,
    /// Its name as EXPLAIN prints it.
    pub name: String,
    /// Rows the planner expects.
    pub rows_estimated: u64,
}

impl Root {
    /// The root above an operator; `operators` in the order of their numbers.
    pub fn new(top: Box<dyn Operator>, operators: Vec<Announced>) -> Root {
        Root { top, operators, started: false }
    }

    fn announce(&self, ctx: &mut ExecCtx<'_>) {
        for announced in &self.operators {
            let outer = ctx.tracer.set_op(Some(announced.op));
            ctx.tracer.emit(Level::Pages, || ExecEvent::OperatorStarted {
                op: announced.op,
                parent: announced.parent,
                name: announced.name.clone(),
                rows_estimated: announced.rows_estimated,
            });
            ctx.tracer.set_op(outer);
        }
    }
}

impl Operator for Root {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        if !std::mem::replace(&mut self.started, true) {
            self.announce(ctx);
        }
        let step = self.top.step(ctx, wanted)?;
        if matches!(step, Step::Done) {
            for announced in &self.operators {
                let outer = ctx.tracer.set_op(Some(announced.op));
                note_end(ctx, announced.op);
                ctx.tracer.set_op(outer);
            }
        }
        Ok(step)
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.top.rewind(ctx)
    }

    fn renew(&mut self) -> bool {
        self.started = false;
        self.top.renew()
    }
}
