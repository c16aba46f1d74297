//! One window call: its arguments computed, then its function.

use std::sync::Arc;

use model::base::error::Result;
use model::types::column::Column;

use super::block::Block;
use super::bounds::{Bounds, Way};
use super::{rank, total, value};
use crate::exec::compute::{Exprs, Predicate};
use crate::exec::context::ExecCtx;
use crate::expr::batch::Batch;
use crate::plan::physical::{PlanSortKey, PlanWindow};
use crate::sql::algebra::{Frame, WindowFunction};

/// A window call, ready to run.
pub struct Call {
    function: WindowFunction,
    args: Exprs,
    filter: Option<Predicate>,
    frame: Frame,
}

/// The arguments of an aggregate, and which rows count; `None` when all do.
struct Counted {
    args: Vec<Arc<Column>>,
    mask: Option<Vec<bool>>,
}

impl Call {
    /// Prepares a call of the plan.
    pub fn new(call: &PlanWindow) -> Call {
        Call {
            function: call.function,
            args: Exprs::new(call.args.clone()),
            filter: call.filter.clone().map(Predicate::new),
            frame: call.frame.clone(),
        }
    }

    /// The frame, by which calls that share one are told.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Whether the function looks at frames at all.
    pub fn needs_frame(&self) -> bool {
        matches!(
            self.function,
            WindowFunction::Aggregate(_)
                | WindowFunction::FirstValue
                | WindowFunction::LastValue
                | WindowFunction::NthValue
        )
    }

    /// The frames of its rows.
    pub fn bounds(
        &self,
        ctx: &mut ExecCtx<'_>,
        block: &Block,
        order: &[PlanSortKey],
    ) -> Result<Bounds> {
        Bounds::new(ctx, block, &self.frame, order)
    }

    /// Its column. `bounds` is there if it needs frames.
    pub fn compute(
        &self,
        ctx: &mut ExecCtx<'_>,
        block: &Block,
        bounds: Option<&Bounds>,
    ) -> Result<Column> {
        ctx.spend_calls(block.row_count() as u64);
        if let (WindowFunction::Aggregate(aggregate), Some(bounds)) = (self.function, bounds) {
            let counted = self.filtered_args(ctx, &block.rows)?;
            let mask = counted.mask.as_deref();
            return total::total(block, bounds, aggregate, &counted.args, mask);
        }
        let args = compute(&self.args, ctx, &block.rows)?;
        let args: Vec<&Column> = args.columns().iter().map(|column| &**column).collect();
        match (self.function, bounds) {
            (WindowFunction::RowNumber, _) => Ok(rank::row_number(block)),
            (WindowFunction::Rank, _) => Ok(rank::rank(block)),
            (WindowFunction::DenseRank, _) => Ok(rank::dense_rank(block)),
            (WindowFunction::PercentRank, _) => Ok(rank::percent_rank(block)),
            (WindowFunction::CumeDist, _) => Ok(rank::cume_dist(block)),
            (WindowFunction::Ntile, _) => rank::ntile(block, args[0]),
            (WindowFunction::Lag, _) => Ok(value::neighbour(block, &args, Way::Preceding)),
            (WindowFunction::Lead, _) => Ok(value::neighbour(block, &args, Way::Following)),
            (WindowFunction::FirstValue, Some(bounds)) => Ok(value::first(block, bounds, args[0])),
            (WindowFunction::LastValue, Some(bounds)) => Ok(value::last(block, bounds, args[0])),
            (WindowFunction::NthValue, Some(bounds)) => value::nth(block, bounds, args[0], args[1]),
            (function, None) => panic!("{function:?} needs frames"),
            (WindowFunction::Aggregate(_), Some(_)) => panic!("aggregates are dealt with above"),
        }
    }

    /// The arguments, computed only for rows that count, and which those are.
    fn filtered_args(&self, ctx: &mut ExecCtx<'_>, rows: &Batch) -> Result<Counted> {
        let Some(filter) = &self.filter else {
            let args = compute(&self.args, ctx, rows)?.columns().to_vec();
            return Ok(Counted { args, mask: None });
        };
        let selected = filter.select(ctx, rows);
        selected.error.map_or(Ok(()), Err)?;
        let args = compute(&self.args, ctx, &rows.take(&selected.made))?;
        let mut places = vec![None; rows.row_count()];
        for (place, &row) in selected.made.iter().enumerate() {
            places[row as usize] = Some(place as u32);
        }
        let spread = |column: &Arc<Column>| Arc::new(column.take_or_null(&places));
        Ok(Counted {
            args: args.columns().iter().map(spread).collect(),
            mask: Some(places.iter().map(Option::is_some).collect()),
        })
    }
}

fn compute(exprs: &Exprs, ctx: &mut ExecCtx<'_>, rows: &Batch) -> Result<Batch> {
    let computed = exprs.compute(ctx, rows);
    computed.error.map_or(Ok(computed.made), Err)
}
