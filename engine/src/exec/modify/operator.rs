//! The operator around INSERT, UPDATE and DELETE: rows in, changes made, RETURNING out, and then
//! what follows from the changes.
//!
//! ```text
//!   changing   rows of the input, batch by batch
//!   following  foreign keys and what they bring about, piece by piece
//! ```

use std::sync::Arc;

use model::base::error::Result;

use super::task::Task;
use crate::exec::compute::Exprs;
use crate::exec::context::ExecCtx;
use crate::exec::operator::{Operator, Step, ALL};
use crate::exec::outbox::Outbox;
use crate::expr::batch::Batch;
use crate::txn::snapshot::Snapshot;

/// What a kind of statement does with the rows that it gets.
pub trait Change {
    /// Finds out which rules there are. Comes first.
    fn start(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()>;
    /// Makes the changes of a batch; gives back the rows changed, as RETURNING sees them.
    fn apply(&mut self, ctx: &mut ExecCtx<'_>, batch: Batch) -> Result<Batch>;
    /// What is left to do after the last row.
    fn finish(&mut self, ctx: &mut ExecCtx<'_>) -> Result<Vec<Box<dyn Task>>>;
    /// Lets go of what it need not keep for another statement of the same plan.
    fn renew(&mut self) {}
}

/// INSERT, UPDATE or DELETE.
pub struct Modify {
    input: Box<dyn Operator>,
    change: Box<dyn Change>,
    returning: Option<Exprs>,
    role: Role,
    phase: Phase,
    /// Rows of RETURNING.
    outbox: Outbox,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Written in the statement: its rows count, and it sees to all that follows.
    Statement,
    /// Follows from another change, which sees to what follows from this one too.
    FollowUp,
}

enum Phase {
    Ready,
    Changing,
    Following(Option<Following>),
    Done,
}

/// A task under way, and what it sees.
struct Following {
    task: Box<dyn Task>,
    snapshot: Arc<Snapshot>,
}

impl Modify {
    /// A change written in the statement.
    pub fn new(
        input: Box<dyn Operator>,
        change: Box<dyn Change>,
        returning: Option<Exprs>,
    ) -> Modify {
        Modify {
            input,
            change,
            returning,
            role: Role::Statement,
            phase: Phase::Ready,
            outbox: Outbox::default(),
        }
    }

    /// A change that follows from another.
    pub fn follow_up(input: Box<dyn Operator>, change: Box<dyn Change>) -> Modify {
        Modify { role: Role::FollowUp, ..Modify::new(input, change, None) }
    }

    /// Takes one batch in.
    fn take_in(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        let batch = match self.input.step(ctx, ALL)? {
            Step::Batch(batch) => batch,
            Step::Busy => return Ok(()),
            Step::Done => {
                return self.finish(ctx);
            }
        };
        let rows = self.change.apply(ctx, batch)?;
        if self.role == Role::Statement {
            ctx.state.affected += rows.row_count() as u64;
        }
        if let (Some(returning), false) = (&self.returning, rows.is_empty()) {
            let computed = returning.compute(ctx, &rows);
            computed.error.map_or(Ok(()), Err)?;
            self.outbox.put(computed.made, None);
        }
        Ok(())
    }

    fn finish(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        let tasks = self.change.finish(ctx)?;
        ctx.state.tasks.extend(tasks);
        self.phase = match self.role {
            Role::Statement if !ctx.state.tasks.is_empty() => Phase::Following(None),
            Role::Statement | Role::FollowUp => Phase::Done,
        };
        Ok(())
    }

    fn follow(&mut self, ctx: &mut ExecCtx<'_>, now: Option<Following>) -> Result<()> {
        let next = now.or_else(|| {
            let task = ctx.state.tasks.pop_front()?;
            ctx.txn.next_command();
            Some(Following { task, snapshot: ctx.txns.snapshot(ctx.txn) })
        });
        let Some(mut following) = next else {
            self.phase = Phase::Done;
            return Ok(());
        };
        let outer = std::mem::replace(&mut ctx.snapshot, following.snapshot.clone());
        let result = following.task.step(ctx);
        ctx.snapshot = outer;
        self.phase = Phase::Following(if result? { None } else { Some(following) });
        Ok(())
    }
}

impl Operator for Modify {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        if !self.outbox.is_empty() {
            return Ok(self.outbox.hand_on(ctx, wanted));
        }
        match &mut self.phase {
            Phase::Ready => {
                self.change.start(ctx)?;
                self.phase = Phase::Changing;
                self.take_in(ctx)?;
            }
            Phase::Changing => self.take_in(ctx)?,
            Phase::Following(now) => {
                let now = now.take();
                self.follow(ctx, now)?;
            }
            Phase::Done => {}
        }
        let is_done = matches!(self.phase, Phase::Done) && self.outbox.is_empty();
        Ok(if is_done { Step::Done } else { Step::Busy })
    }

    fn rewind(&mut self, _ctx: &mut ExecCtx<'_>) -> Result<()> {
        panic!("a change is made once")
    }

    fn renew(&mut self) -> bool {
        self.phase = Phase::Ready;
        self.outbox.clear();
        self.change.renew();
        self.input.renew()
    }
}
