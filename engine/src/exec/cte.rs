//! WITH: a query under a name, and those who read its rows.
//!
//! The query runs as far as somebody reads. One that changes rows runs to its end even where nobody
//! does (PostgreSQL manual, "Data-Modifying Statements in WITH").

use std::cell::RefCell;
use std::rc::Rc;

use model::base::error::Result;

use super::context::ExecCtx;
use super::kept_rows::{Batches, KeptRows};
use super::operator::{Operator, Step};

/// The rows of a query under a name, shared with those who read them. An operator asks for them
/// only while it steps, and no query reads itself, so no two ask at once.
pub type SharedRows = Rc<RefCell<KeptRows>>;

/// The rows of the last round of a recursion, shared with those who read them.
pub type WorkingTable = Rc<RefCell<Batches>>;

/// A query under a name, and what uses it.
pub struct With {
    query: SharedRows,
    body: Box<dyn Operator>,
    /// Whether the query changes rows.
    is_change: bool,
    /// Whether a rewind leaves the query's rows as they are.
    keeps_rows: bool,
    is_body_done: bool,
}

impl With {
    /// A query and the body that reads it.
    pub fn new(query: SharedRows, body: Box<dyn Operator>) -> With {
        With { query, body, is_change: false, keeps_rows: false, is_body_done: false }
    }

    /// The same for a query that changes rows.
    pub fn changing_rows(self) -> With {
        With { is_change: true, ..self }
    }

    /// The same for a query that gives the same rows after every rewind.
    pub fn keeping_rows(self) -> With {
        With { keeps_rows: true, ..self }
    }
}

impl Operator for With {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        if !self.is_body_done {
            let step = self.body.step(ctx, wanted)?;
            if !matches!(step, Step::Done) {
                return Ok(step);
            }
            self.is_body_done = true;
        }
        if self.is_change && !self.query.borrow_mut().complete(ctx)? {
            return Ok(Step::Busy);
        }
        Ok(Step::Done)
    }

    fn rewind(&mut self, ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.is_body_done = false;
        if !self.keeps_rows {
            self.query.borrow_mut().rewind(ctx)?;
        }
        self.body.rewind(ctx)
    }
}

/// Reads rows kept under a name.
pub struct CteScan {
    source: CteSource,
    /// The next row to read.
    next: usize,
}

/// Where the rows lie.
#[derive(Clone)]
pub enum CteSource {
    /// The rows of a WITH query.
    Query(SharedRows),
    /// The rows of the last round of a recursion.
    Round(WorkingTable),
}

impl CteScan {
    /// Reads from the first row.
    pub fn new(source: CteSource) -> CteScan {
        CteScan { source, next: 0 }
    }
}

impl Operator for CteScan {
    fn step(&mut self, ctx: &mut ExecCtx<'_>, wanted: usize) -> Result<Step> {
        let step = match &self.source {
            CteSource::Query(query) => query.borrow_mut().read(ctx, &mut self.next, wanted)?,
            CteSource::Round(rows) => {
                let batch = rows.borrow().read(&mut self.next, ctx.rows(wanted));
                batch.map_or(Step::Done, Step::Batch)
            }
        };
        if let Step::Batch(batch) = &step {
            ctx.spend_tuples(batch.row_count());
        }
        Ok(step)
    }

    fn rewind(&mut self, _ctx: &mut ExecCtx<'_>) -> Result<()> {
        self.next = 0;
        Ok(())
    }
}
