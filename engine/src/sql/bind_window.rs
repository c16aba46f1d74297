//! Windows: OVER clauses, and the Window nodes that compute them.

use model::base::error::{sqlstate, Error, Result, SqlError};
use model::types::data_type::DataType;
use sqlparser::ast;

use super::algebra::{
    Frame, FrameBound, FrameExclude, FrameUnit, Rel, SortKey, WindowCall, WindowFunction,
};
use super::bind_query::sort_key;
use super::bind_select::unknown_window;
use super::binder::{Binder, Clause, PendingWindow};
use super::names::fold;
use super::unsupported::refuse;
use crate::expr::bound::{CastKind, Expr};

impl Binder<'_> {
    /// A window call put in line for the nodes above grouping; the column it will make.
    pub fn pend_window(
        &mut self,
        name: &str,
        function: WindowFunction,
        args: Vec<Expr>,
        filter: Option<Expr>,
        window: &ast::WindowType,
        data_type: DataType,
    ) -> Result<Expr> {
        let spec = match window {
            ast::WindowType::WindowSpec(spec) => self.whole_spec(spec)?,
            ast::WindowType::NamedWindow(name) => self.named_spec(&fold(name))?,
        };
        let ast::WindowSpec { window_name: _, partition_by, order_by, window_frame } = &spec;
        let (partition, order) = self.in_clause(Clause::Window, |binder| {
            let partition = partition_by
                .iter()
                .map(|expr| super::bind_select::settle(binder.bind_expr(expr)?))
                .collect::<Result<Vec<Expr>>>()?;
            Ok((partition, binder.window_order(order_by)?))
        })?;
        let frame = self.bind_frame(window_frame.as_ref(), &order)?;
        let is_alike = |call: &PendingWindow| call.partition == partition && call.order == order;
        if !self.block().windows.iter().any(is_alike) {
            self.layer()?;
        }
        let column = self.new_column(name, data_type);
        let expr = Expr::Column { place: column.id, data_type };
        let pending = PendingWindow { column, function, args, filter, partition, order, frame };
        self.block().windows.push(pending);
        Ok(expr)
    }

    /// A window of the WINDOW clause.
    fn named_spec(&mut self, name: &str) -> Result<ast::WindowSpec> {
        let known = self.block().named_windows.iter().find(|(known, _)| known == name).cloned();
        let (_, spec) = known.ok_or_else(|| unknown_window(name))?;
        self.whole_spec(&spec)
    }

    /// A specification that begins with another window's name, with that one's clauses put in.
    fn whole_spec(&mut self, spec: &ast::WindowSpec) -> Result<ast::WindowSpec> {
        let ast::WindowSpec { window_name, partition_by, order_by, window_frame } = spec;
        let Some(base) = window_name else { return Ok(spec.clone()) };
        let base = self.named_spec(&fold(base))?;
        if !partition_by.is_empty() || (!order_by.is_empty() && !base.order_by.is_empty()) {
            return Err(refuse("a window that extends another"));
        }
        let order_by = if order_by.is_empty() { base.order_by } else { order_by.clone() };
        Ok(ast::WindowSpec {
            window_name: None,
            partition_by: base.partition_by,
            order_by,
            window_frame: window_frame.clone(),
        })
    }

    fn bind_frame(
        &mut self,
        frame: Option<&ast::WindowFrame>,
        order: &[super::binder::OrderItem],
    ) -> Result<Frame> {
        let Some(ast::WindowFrame { units, start_bound, end_bound }) = frame else {
            return Ok(Frame {
                unit: FrameUnit::Range,
                start: FrameBound::UnboundedPreceding,
                end: FrameBound::CurrentRow,
                exclude: FrameExclude::NoOthers,
            });
        };
        let unit = match units {
            ast::WindowFrameUnits::Rows => FrameUnit::Rows,
            ast::WindowFrameUnits::Range => FrameUnit::Range,
            ast::WindowFrameUnits::Groups => FrameUnit::Groups,
        };
        if unit == FrameUnit::Groups && order.is_empty() {
            return Err(windowing("GROUPS mode requires an ORDER BY clause"));
        }
        let start = self.bind_bound(unit, start_bound, order)?;
        let end = match end_bound {
            None => FrameBound::CurrentRow,
            Some(bound) => self.bind_bound(unit, bound, order)?,
        };
        check_ends(&start, &end, end_bound.as_ref())?;
        Ok(Frame { unit, start, end, exclude: FrameExclude::NoOthers })
    }

    fn bind_bound(
        &mut self,
        unit: FrameUnit,
        bound: &ast::WindowFrameBound,
        order: &[super::binder::OrderItem],
    ) -> Result<FrameBound> {
        let (expr, preceding) = match bound {
            ast::WindowFrameBound::CurrentRow => return Ok(FrameBound::CurrentRow),
            ast::WindowFrameBound::Preceding(None) => return Ok(FrameBound::UnboundedPreceding),
            ast::WindowFrameBound::Following(None) => return Ok(FrameBound::UnboundedFollowing),
            ast::WindowFrameBound::Preceding(Some(expr)) => (expr, true),
            ast::WindowFrameBound::Following(Some(expr)) => (expr, false),
        };
        let position = self.at(ast::Spanned::span(&**expr));
        let waiting = self.block().subqueries.len();
        let bound = self.in_clause(Clause::Window, |binder| binder.bind_expr(expr))?;
        if self.block().subqueries.len() > waiting {
            return Err(refuse("a subquery in a window frame"));
        }
        if bound.any(&|part| matches!(part, Expr::Column { .. })) {
            let message = format!("argument of {} must not contain variables", unit_name(unit));
            return Err(SqlError::new(sqlstate::INVALID_COLUMN_REFERENCE, message)
                .at(position)
                .into());
        }
        let to = match (unit, order) {
            (FrameUnit::Rows | FrameUnit::Groups, _) => DataType::Int8,
            (FrameUnit::Range, [key]) => match key.expr.data_type() {
                DataType::Date | DataType::Timestamp | DataType::TimestampTz => DataType::Interval,
                other => other.unmodified(),
            },
            (FrameUnit::Range, _) => {
                let message = "RANGE with offset PRECEDING/FOLLOWING requires exactly one \
                    ORDER BY column";
                return Err(windowing(message));
            }
        };
        let made = self.coerce(bound, to, CastKind::Assignment, None)?;
        let made = made.ok_or_else(|| refuse("this expression"))?;
        Ok(if preceding { FrameBound::Preceding(made) } else { FrameBound::Following(made) })
    }

    /// The Window nodes for all calls in line, above `rel`: one for each partitioning and order.
    pub fn windows(&mut self, rel: Rel) -> Result<Rel> {
        let mut pending = std::mem::take(&mut self.block().windows);
        let mut rel = rel;
        while let Some(first) = pending.first() {
            let alike = (first.partition.clone(), first.order.clone());
            let (now, later): (Vec<_>, Vec<_>) = pending
                .into_iter()
                .partition(|call| call.partition == alike.0 && call.order == alike.1);
            rel = self.window(rel, now);
            pending = later;
        }
        Ok(rel)
    }

    fn window(&mut self, rel: Rel, calls: Vec<PendingWindow>) -> Rel {
        let first = calls.first().expect("at least the one that named it");
        let (partition, order) = (first.partition.clone(), first.order.clone());
        let sorted: Vec<Expr> = order.iter().map(|item| item.expr.clone()).collect();
        let (rel, partition) = self.as_columns(rel, &partition, "?column?");
        let (rel, order_ids) = self.as_columns(rel, &sorted, "?column?");
        let order: Vec<SortKey> =
            order.iter().zip(order_ids).map(|(item, id)| sort_key(item, id)).collect();
        let calls = calls
            .into_iter()
            .map(|call| WindowCall {
                column: call.column,
                function: call.function,
                args: call.args,
                filter: call.filter,
                frame: call.frame,
            })
            .collect();
        Rel::Window { input: Box::new(rel), calls, partition, order }
    }
}

/// Refuses frames that can have no rows by how they are written.
fn check_ends(
    start: &FrameBound,
    end: &FrameBound,
    said: Option<&ast::WindowFrameBound>,
) -> Result<()> {
    use FrameBound::{CurrentRow, Following, Preceding, UnboundedFollowing, UnboundedPreceding};
    Err(windowing(match (start, end) {
        (UnboundedFollowing, _) => "frame start cannot be UNBOUNDED FOLLOWING",
        (_, UnboundedPreceding) => "frame end cannot be UNBOUNDED PRECEDING",
        (CurrentRow, Preceding(_)) => "frame starting from current row cannot have preceding rows",
        (Following(_), CurrentRow) if said.is_none() => {
            "frame starting from following row cannot end with current row"
        }
        (Following(_), Preceding(_) | CurrentRow) => {
            "frame starting from following row cannot have preceding rows"
        }
        _ => return Ok(()),
    }))
}

fn windowing(message: &str) -> Error {
    Error::sql(sqlstate::WINDOWING_ERROR, message)
}

fn unit_name(unit: FrameUnit) -> &'static str {
    match unit {
        FrameUnit::Rows => "ROWS",
        FrameUnit::Range => "RANGE",
        FrameUnit::Groups => "GROUPS",
    }
}
