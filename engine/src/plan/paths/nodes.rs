//! Paths that run a node as the tree says it, to plans.

use model::base::error::Result;

use super::make::{joined_columns, places};
use super::path::{Path, PathRef};
use crate::expr::aggregates::count::GROUPING;
use crate::expr::bound::Expr;
use crate::plan::choose::{arrange, constant_count, Planner};
use crate::plan::lower::{lower, lower_keys, place_of};
use crate::plan::physical::{
    GroupStrategy, Node, Plan, PlanAggregate, PlanAsk, PlanColumn, PlanWindow,
};
use crate::plan::rules::parts::all_of;
use crate::sql::algebra::{
    Ask, ColumnId, FrameBound, JoinKind, Rel, RelColumn, SortKey, WindowCall,
};
use crate::sql::free::free_columns;

impl Planner<'_> {
    /// The plan of a node over inputs in the order of its children.
    pub fn make_node(
        &mut self,
        rel: &Rel,
        inputs: &[PathRef<'_>],
        path: &Path<'_>,
    ) -> Result<Plan> {
        let (node, columns) = match (rel, inputs) {
            (Rel::Values { columns, rows }, _) => {
                let rows =
                    rows.iter().map(|row| self.lower_all(row, &[])).collect::<Result<_>>()?;
                (Node::Values { rows }, plan_columns(columns))
            }
            (Rel::Function { function, args, alias, columns, ordinality }, _) => {
                let columns: Vec<RelColumn> = columns.iter().chain(ordinality).cloned().collect();
                let node = Node::FunctionScan {
                    function: function.clone(),
                    args: self.lower_all(args, &[])?,
                    alias: alias.clone(),
                    with_ordinality: ordinality.is_some(),
                };
                (node, qualified(alias, &columns))
            }
            (Rel::CteScan { cte, alias, columns }, _) => {
                (Node::CteScan { cte: *cte, alias: alias.clone() }, qualified(alias, columns))
            }
            (Rel::Project { columns, .. }, [input]) => {
                return self.make_project(columns, input, path);
            }
            (Rel::Window { calls, partition, order, .. }, [input]) => {
                let input = self.make(input)?;
                self.make_window(calls, (partition, order), input)?
            }
            (Rel::Limit { limit, offset, ties, .. }, [input]) => {
                let input = self.make(input)?;
                self.make_limit(input, (limit.as_ref(), offset.as_ref()), ties.as_deref())?
            }
            (_, [left, right]) => self.make_two_inputs(rel, left, right)?,
            (rel, _) => panic!("{rel:?} has other inputs"),
        };
        Ok(Plan { node, columns, rows: path.rows, cost: path.cost })
    }

    fn make_two_inputs(
        &mut self,
        rel: &Rel,
        left: &Path<'_>,
        right: &Path<'_>,
    ) -> Result<(Node, Vec<PlanColumn>)> {
        let left = self.make(left)?;
        Ok(match rel {
            Rel::Apply { input, subquery, ask, column } => {
                self.make_apply((input, left), (subquery, right), ask, column)?
            }
            Rel::Join { kind, on, left: left_rel, right: right_rel } => {
                let ids = handed_down(left_rel, right_rel);
                let (params, right) =
                    self.with_handed_down(&ids, &left, |planner| planner.make(right))?;
                self.make_plain_join(*kind, (left, right), on.as_ref(), params)?
            }
            Rel::SetOperation { op, all, columns, left_columns, right_columns, .. } => {
                let left = Box::new(arrange(left, left_columns)?);
                let right = Box::new(arrange(self.make(right)?, right_columns)?);
                (Node::SetOperation { op: *op, all: *all, left, right }, plan_columns(columns))
            }
            Rel::With { cte, name, query_columns, .. } => {
                let query = Box::new(arrange(left, query_columns)?);
                let body = Box::new(self.make(right)?);
                let columns = body.columns.clone();
                (Node::With { cte: *cte, name: name.clone(), query, body }, columns)
            }
            Rel::RecursiveUnion { cte, all, columns, seed_columns, step_columns, .. } => {
                let seed = Box::new(arrange(left, seed_columns)?);
                let step = Box::new(arrange(self.make(right)?, step_columns)?);
                let node = Node::RecursiveUnion { cte: *cte, seed, step, all: *all };
                (node, plan_columns(columns))
            }
            rel => panic!("{rel:?} has two inputs"),
        })
    }

    /// A Project of the columns that anyone needs; none at all where it would change nothing.
    fn make_project(
        &mut self,
        columns: &[(RelColumn, Expr)],
        input: &Path<'_>,
        path: &Path<'_>,
    ) -> Result<Plan> {
        let input = self.make(input)?;
        let wanted: Vec<&(RelColumn, Expr)> =
            columns.iter().filter(|(column, _)| self.is_used(column.id)).collect();
        let is_same = wanted.len() == input.columns.len()
            && wanted.iter().zip(&input.columns).all(|((column, expr), have)| {
                column.id == have.id
                    && matches!(expr, Expr::Column { place, .. } if *place == have.id)
            });
        if is_same {
            return Ok(input);
        }
        let exprs: Vec<Expr> = wanted.iter().map(|(_, expr)| expr.clone()).collect();
        let exprs = self.lower_all(&exprs, &input.columns)?;
        let columns = wanted.iter().map(|(column, _)| plan_column(column)).collect();
        let node = Node::Project { input: Box::new(input), exprs };
        Ok(Plan { node, columns, rows: path.rows, cost: path.cost })
    }

    /// For each row of a plan, whose columns those of `input` are, the answer of a subquery.
    pub fn make_apply(
        &mut self,
        (input, made): (&Rel, Plan),
        (subquery, subpath): (&Rel, &Path<'_>),
        ask: &Ask,
        column: &RelColumn,
    ) -> Result<(Node, Vec<PlanColumn>)> {
        let ids = handed_down(input, subquery);
        let (params, subplan) =
            self.with_handed_down(&ids, &made, |planner| planner.make(subpath))?;
        let both = [made.columns.clone(), subplan.columns.clone()].concat();
        let ask = match ask {
            Ask::Scalar { value } => PlanAsk::Scalar(place_of(*value, &subplan.columns)?),
            Ask::Exists => PlanAsk::Exists,
            Ask::Any { compare } => PlanAsk::Any(lower(compare, &both, &self.outer)?),
            Ask::All { compare } => PlanAsk::All(lower(compare, &both, &self.outer)?),
        };
        let columns = made.columns.iter().cloned().chain([plan_column(column)]).collect();
        let (input, subplan) = (Box::new(made), Box::new(subplan));
        Ok((Node::Apply { input, subplan, ask, params }, columns))
    }

    /// A join that stands where the text has it: full, or with a right side that depends on the
    /// left.
    fn make_plain_join(
        &mut self,
        kind: JoinKind,
        (left, right): (Plan, Plan),
        on: Option<&Expr>,
        params: Vec<(u16, usize)>,
    ) -> Result<(Node, Vec<PlanColumn>)> {
        let both = [left.columns.clone(), right.columns.clone()].concat();
        let columns = joined_columns(kind, &left, &right);
        let ids = |plan: &Plan| plan.columns.iter().map(|column| column.id).collect::<Vec<_>>();
        let (keys, rest) = match params.is_empty() {
            true => crate::plan::paths::keys::equalities(on, &ids(&left), &ids(&right)),
            false => (Vec::new(), on.cloned().into_iter().collect()),
        };
        let on = all_of(rest).map(|on| lower(&on, &both, &self.outer)).transpose()?;
        if keys.is_empty() {
            let (left, right) = (Box::new(left), Box::new(right));
            return Ok((Node::NestedLoop { kind, left, right, on, params }, columns));
        }
        let (left_keys, right_keys): (Vec<Expr>, Vec<Expr>) = keys.into_iter().unzip();
        let left_keys = self.lower_all(&left_keys, &left.columns)?;
        let right_keys = self.lower_all(&right_keys, &right.columns)?;
        let (left, right) = (Box::new(left), Box::new(right));
        Ok((Node::HashJoin { kind, left, right, left_keys, right_keys, on }, columns))
    }

    /// Groups over an input.
    pub fn make_groups(
        &mut self,
        rel: &Rel,
        input: Plan,
        sorted: bool,
    ) -> Result<(Node, Vec<PlanColumn>)> {
        let Rel::Aggregate { keys, sets, calls, .. } = rel else { panic!("rows are grouped") };
        let key_ids = keys;
        let keys = places(keys, &input.columns)?;
        let mut lowered = Vec::new();
        for call in calls {
            lowered.push(PlanAggregate {
                aggregate: call.aggregate,
                args: self.lower_all(&call.args, &input.columns)?,
                distinct: call.distinct,
                filter: self.lower_all(call.filter.as_slice(), &input.columns)?.pop(),
                order: lower_keys(&call.order, &input.columns)?,
                told_keys: (call.aggregate == &GROUPING).then(|| {
                    let place = |id| key_ids.iter().position(|key| key == id);
                    call.told_keys.iter().filter_map(place).collect()
                }),
            });
        }
        let columns: Vec<PlanColumn> = keys
            .iter()
            .map(|place| input.columns[*place].clone())
            .chain(calls.iter().map(|call| plan_column(&call.column)))
            .collect();
        let node = Node::Aggregate {
            input: Box::new(input),
            keys,
            sets: sets.clone(),
            calls: lowered,
            strategy: if sorted { GroupStrategy::Sorted } else { GroupStrategy::Hashed },
        };
        Ok((node, columns))
    }

    fn make_window(
        &mut self,
        calls: &[WindowCall],
        (partition, order): (&[ColumnId], &[SortKey]),
        input: Plan,
    ) -> Result<(Node, Vec<PlanColumn>)> {
        let partition = places(partition, &input.columns)?;
        let order = lower_keys(order, &input.columns)?;
        let mut lowered = Vec::new();
        for call in calls {
            let mut frame = call.frame.clone();
            for bound in [&mut frame.start, &mut frame.end] {
                if let FrameBound::Preceding(expr) | FrameBound::Following(expr) = bound {
                    *expr = lower(expr, &input.columns, &self.outer)?;
                }
            }
            lowered.push(PlanWindow {
                function: call.function,
                args: self.lower_all(&call.args, &input.columns)?,
                filter: self.lower_all(call.filter.as_slice(), &input.columns)?.pop(),
                frame,
            });
        }
        let made = calls.iter().map(|call| plan_column(&call.column));
        let columns: Vec<PlanColumn> = input.columns.iter().cloned().chain(made).collect();
        Ok((Node::Window { input: Box::new(input), partition, order, calls: lowered }, columns))
    }

    fn make_limit(
        &mut self,
        mut input: Plan,
        (limit, offset): (Option<&Expr>, Option<&Expr>),
        ties: Option<&[SortKey]>,
    ) -> Result<(Node, Vec<PlanColumn>)> {
        let count = limit.and_then(constant_count);
        let skipped = offset.map_or(Some(0), constant_count);
        let ties = ties.map(|keys| lower_keys(keys, &input.columns)).transpose()?;
        let bound = count.zip(skipped).map(|(count, skipped)| count.saturating_add(skipped));
        if let (Some(bound), None) = (bound, &ties) {
            bound_sort(&mut input, bound);
        }
        let limit = limit.map(|expr| lower(expr, &[], &self.outer)).transpose()?;
        let offset = offset.map(|expr| lower(expr, &[], &self.outer)).transpose()?;
        let columns = input.columns.clone();
        Ok((Node::Limit { input: Box::new(input), limit, offset, ties }, columns))
    }

    fn lower_all(&self, exprs: &[Expr], columns: &[PlanColumn]) -> Result<Vec<Expr>> {
        exprs.iter().map(|expr| lower(expr, columns, &self.outer)).collect()
    }
}

/// The columns of the left that the right depends on.
pub fn handed_down(left: &Rel, right: &Rel) -> Vec<ColumnId> {
    let made = left.columns();
    free_columns(right).into_iter().filter(|id| made.contains(id)).collect()
}

/// A sort below a limit keeps only that many rows; what lies between changes no order and no count.
fn bound_sort(plan: &mut Plan, bound: u64) {
    match &mut plan.node {
        Node::Sort { top, .. } => *top = Some(bound),
        Node::Project { input, .. } => bound_sort(input, bound),
        _ => {}
    }
}

fn plan_column(column: &RelColumn) -> PlanColumn {
    PlanColumn { id: column.id, name: column.name.clone(), data_type: column.data_type }
}

fn plan_columns(columns: &[RelColumn]) -> Vec<PlanColumn> {
    columns.iter().map(plan_column).collect()
}

/// The columns under what the query calls their source.
fn qualified(alias: &str, columns: &[RelColumn]) -> Vec<PlanColumn> {
    let named = |column: &RelColumn| PlanColumn {
        name: format!("{alias}.{}", column.name),
        ..plan_column(column)
    };
    columns.iter().map(named).collect()
}
