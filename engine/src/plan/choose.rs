//! The relational tree to a physical plan.

use std::collections::BTreeSet;

use model::base::error::Result;
use model::types::data_type::DataType;
use model::types::value::Value;

use super::cardinality;
use super::cost::{CPU_OPERATOR, CPU_TUPLE, DISABLED, SEQ_PAGE};
use super::lower::{lower, lower_keys, place_of, Outer};
use super::physical::{
    Node, Plan, PlanAggregate, PlanAsk, PlanColumn, PlanCost, PlanSortKey, PlanWindow,
};
use super::rewrite::rewrite;
use super::settings::PlanInputs;
use super::usage::used_columns;
use crate::expr::bound::Expr;
use crate::sql::algebra::{
    AggregateCall, Ask, ColumnId, FrameBound, Rel, RelColumn, SetOp, SortKey, WindowCall,
};
use crate::sql::free::free_columns;
use crate::sql::statement::{Query, Statement};

/// Turns one statement's tree into a plan.
pub struct Planner<'a> {
    /// Sizes and settings.
    pub inputs: PlanInputs<'a>,
    used: BTreeSet<ColumnId>,
    /// Columns handed down to subplans.
    pub outer: Outer,
}

/// The plan of a query or a change; `None` for statements that have none.
pub fn plan(
    statement: &Statement,
    inputs: PlanInputs<'_>,
    param_count: usize,
) -> Result<Option<Plan>> {
    let outer = Outer::after(param_count)?;
    let mut planner = Planner { inputs, used: BTreeSet::new(), outer };
    match statement {
        Statement::Query(query) => planner.query(query).map(Some),
        Statement::Insert(insert) | Statement::Copy(insert) => planner.insert(insert).map(Some),
        Statement::Update(update) => planner.update(update).map(Some),
        Statement::Delete(delete) => planner.delete(delete).map(Some),
        _ => Ok(None),
    }
}

impl Planner<'_> {
    fn query(&mut self, query: &Query) -> Result<Plan> {
        let ids: Vec<ColumnId> = query.columns.iter().map(|column| column.id).collect();
        self.whole(&query.rel, &ids)
    }

    /// The plan of a statement's whole tree, handing on `ids` in order.
    pub fn whole(&mut self, rel: &Rel, ids: &[ColumnId]) -> Result<Plan> {
        let rel = rewrite(rel.clone());
        used_columns(&rel, &mut self.used);
        self.used.extend(ids);
        let plan = self.plan(&rel)?;
        arrange(plan, ids)
    }

    /// The plan of a node.
    pub fn plan(&mut self, rel: &Rel) -> Result<Plan> {
        match rel {
            Rel::Values { columns, rows } => self.values(columns, rows),
            Rel::Scan { .. } => self.scan(rel, None),
            Rel::Function { .. } => self.function(rel),
            Rel::Filter { input, predicate } => match &**input {
                scan @ Rel::Scan { .. } => self.scan(scan, Some(predicate)),
                other => {
                    let input = self.plan(other)?;
                    self.filter(input, predicate)
                }
            },
            Rel::Project { input, columns } => {
                let input = self.plan(input)?;
                self.project(input, columns)
            }
            Rel::Join { kind, left, right, on } => self.join(*kind, left, right, on.as_ref()),
            Rel::Apply { input, subquery, ask, column } => self.apply(input, subquery, ask, column),
            Rel::Aggregate { input, keys, sets, calls } => {
                let input = self.plan(input)?;
                self.aggregate(input, keys, sets.as_deref(), calls)
            }
            Rel::Window { input, calls, partition, order } => {
                let input = self.plan(input)?;
                self.window(input, calls, partition, order)
            }
            Rel::Distinct { input, on } => self.distinct(input, on.as_deref()),
            Rel::Sort { input, keys } => {
                let input = self.plan(input)?;
                let keys = lower_keys(keys, &input.columns)?;
                Ok(sort(input, keys))
            }
            Rel::Limit { input, limit, offset, ties } => {
                let input = self.plan(input)?;
                self.limit(input, limit.as_ref(), offset.as_ref(), ties.as_deref())
            }
            Rel::SetOperation { op, all, left, right, columns, left_columns, right_columns } => {
                let left = arrange(self.plan(left)?, left_columns)?;
                let right = arrange(self.plan(right)?, right_columns)?;
                Ok(set_operation(*op, *all, left, right, columns))
            }
            Rel::With { .. } => self.with(rel),
            Rel::CteScan { cte, alias, columns } => Ok(Plan {
                node: Node::CteScan { cte: *cte, alias: alias.clone() },
                columns: plan_columns(columns),
                rows: 100.0,
                cost: PlanCost { startup: 0.0, total: 100.0 * CPU_TUPLE },
            }),
            Rel::RecursiveUnion { .. } => self.recursive_union(rel),
        }
    }

    fn distinct(&mut self, input: &Rel, on: Option<&[ColumnId]>) -> Result<Plan> {
        let input = self.plan(input)?;
        let on = match on {
            None => (0..input.columns.len()).collect(),
            Some(on) => {
                on.iter().map(|id| place_of(*id, &input.columns)).collect::<Result<Vec<usize>>>()?
            }
        };
        let rows = cardinality::groups(input.rows, on.len());
        let cost = after(&input, input.rows * CPU_OPERATOR);
        Ok(over(input, rows, cost, |input| Node::Distinct { input, on }))
    }

    fn with(&mut self, rel: &Rel) -> Result<Plan> {
        let Rel::With { cte, name, query, query_columns, body } = rel else {
            return self.plan(rel);
        };
        let query = arrange(self.plan(query)?, query_columns)?;
        let body = self.plan(body)?;
        let (rows, columns) = (body.rows, body.columns.clone());
        let cost = PlanCost {
            startup: query.cost.startup + body.cost.startup,
            total: query.cost.total + body.cost.total,
        };
        let (query, body) = (Box::new(query), Box::new(body));
        let node = Node::With { cte: *cte, name: name.clone(), query, body };
        Ok(Plan { node, columns, rows, cost })
    }

    fn recursive_union(&mut self, rel: &Rel) -> Result<Plan> {
        let Rel::RecursiveUnion { cte, seed, step, all, columns, seed_columns, step_columns } = rel
        else {
            return self.plan(rel);
        };
        let seed = arrange(self.plan(seed)?, seed_columns)?;
        let step = arrange(self.plan(step)?, step_columns)?;
        // PostgreSQL expects ten rounds.
        let rows = cardinality::clamp(seed.rows + 10.0 * step.rows);
        let cost = PlanCost {
            startup: seed.cost.startup,
            total: seed.cost.total + 10.0 * step.cost.total,
        };
        let (seed, step) = (Box::new(seed), Box::new(step));
        let node = Node::RecursiveUnion { cte: *cte, seed, step, all: *all };
        Ok(Plan { node, columns: plan_columns(columns), rows, cost })
    }

    fn values(&mut self, columns: &[RelColumn], rows: &[Vec<Expr>]) -> Result<Plan> {
        let lowered = rows
            .iter()
            .map(|row| row.iter().map(|expr| lower(expr, &[], &self.outer)).collect())
            .collect::<Result<Vec<Vec<Expr>>>>()?;
        let count = self.inputs.sizes.given_rows().unwrap_or(lowered.len()) as f64;
        Ok(Plan {
            node: Node::Values { rows: lowered },
            columns: plan_columns(columns),
            rows: count.max(1.0),
            cost: PlanCost { startup: 0.0, total: count * CPU_TUPLE },
        })
    }

    /// A scan of a table, a condition in it. It reads the columns that anyone needs.
    fn scan(&mut self, rel: &Rel, predicate: Option<&Expr>) -> Result<Plan> {
        let Rel::Scan { table, alias, columns, row_id } = rel else {
            return self.plan(rel);
        };
        let wanted: Vec<&(usize, RelColumn)> =
            columns.iter().filter(|(_, column)| self.used.contains(&column.id)).collect();
        let mut output: Vec<PlanColumn> = wanted
            .iter()
            .map(|(_, column)| PlanColumn {
                id: column.id,
                name: format!("{alias}.{}", column.name),
                data_type: column.data_type,
            })
            .collect();
        if let Some(id) = row_id {
            let name = format!("{alias}.ctid");
            output.push(PlanColumn { id: *id, name, data_type: DataType::Int8 });
        }
        let filter = predicate.map(|expr| lower(expr, &output, &self.outer)).transpose()?;
        let all_rows = cardinality::table_rows(table, self.inputs.sizes);
        let pages = f64::from(self.inputs.sizes.page_count(table));
        let tests = predicate.map_or(0.0, operator_count);
        let rows = predicate.map_or(all_rows, |expr| cardinality::filtered(all_rows, expr));
        let startup = if self.inputs.settings.enable_seqscan { 0.0 } else { DISABLED };
        let total = startup + pages * SEQ_PAGE + all_rows * (CPU_TUPLE + tests * CPU_OPERATOR);
        let node = Node::SeqScan {
            table: table.clone(),
            alias: alias.clone(),
            attributes: wanted.iter().map(|(at, _)| *at).collect(),
            with_row_id: row_id.is_some(),
            filter,
        };
        Ok(Plan { node, columns: output, rows, cost: PlanCost { startup, total } })
    }

    fn function(&mut self, rel: &Rel) -> Result<Plan> {
        let Rel::Function { function, args, alias, columns, ordinality } = rel else {
            return self.plan(rel);
        };
        let args =
            args.iter().map(|arg| lower(arg, &[], &self.outer)).collect::<Result<Vec<Expr>>>()?;
        let rows = series_rows(&args);
        let columns: Vec<RelColumn> = columns.iter().chain(ordinality).cloned().collect();
        let node = Node::FunctionScan {
            function: *function,
            args,
            alias: alias.clone(),
            with_ordinality: ordinality.is_some(),
        };
        let cost = PlanCost { startup: 0.0, total: rows * CPU_TUPLE };
        Ok(Plan { node, columns: plan_columns(&columns), rows, cost })
    }

    fn filter(&mut self, input: Plan, predicate: &Expr) -> Result<Plan> {
        let rows = cardinality::filtered(input.rows, predicate);
        let cost = after(&input, input.rows * operator_count(predicate) * CPU_OPERATOR);
        let predicate = lower(predicate, &input.columns, &self.outer)?;
        Ok(over(input, rows, cost, |input| Node::Filter { input, predicate }))
    }

    /// A Project of the columns that anyone needs; none at all where it would change nothing.
    fn project(&mut self, input: Plan, columns: &[(RelColumn, Expr)]) -> Result<Plan> {
        let wanted: Vec<&(RelColumn, Expr)> =
            columns.iter().filter(|(column, _)| self.used.contains(&column.id)).collect();
        let is_same = wanted.len() == input.columns.len()
            && wanted.iter().zip(&input.columns).all(|((column, expr), have)| {
                column.id == have.id
                    && matches!(expr, Expr::Column { place, .. } if *place == have.id)
            });
        if is_same {
            return Ok(input);
        }
        let exprs = wanted
            .iter()
            .map(|(_, expr)| lower(expr, &input.columns, &self.outer))
            .collect::<Result<Vec<Expr>>>()?;
        let operators: f64 = wanted.iter().map(|(_, expr)| operator_count(expr)).sum();
        let cost = PlanCost {
            startup: input.cost.startup,
            total: input.cost.total + input.rows * operators * CPU_OPERATOR,
        };
        let output = wanted.iter().map(|(column, _)| plan_column(column)).collect();
        let rows = input.rows;
        let node = Node::Project { input: Box::new(input), exprs };
        Ok(Plan { node, columns: output, rows, cost })
    }

    /// Parameters for the columns of `input` that something below needs.
    pub fn hand_down(&mut self, ids: &[ColumnId], input: &Plan) -> Result<Vec<(u16, usize)>> {
        ids.iter()
            .map(|id| Ok((self.outer.hand_down(*id)?, place_of(*id, &input.columns)?)))
            .collect()
    }

    fn apply(
        &mut self,
        input: &Rel,
        subquery: &Rel,
        ask: &Ask,
        column: &RelColumn,
    ) -> Result<Plan> {
        let input_ids = input.columns();
        let correlated: Vec<ColumnId> =
            free_columns(subquery).into_iter().filter(|id| input_ids.contains(id)).collect();
        let input = self.plan(input)?;
        let params = self.hand_down(&correlated, &input)?;
        let subplan = self.plan(subquery)?;
        let both = [input.columns.clone(), subplan.columns.clone()].concat();
        let ask = match ask {
            Ask::Scalar { value } => PlanAsk::Scalar(place_of(*value, &subplan.columns)?),
            Ask::Exists => PlanAsk::Exists,
            Ask::Any { compare } => PlanAsk::Any(lower(compare, &both, &self.outer)?),
            Ask::All { compare } => PlanAsk::All(lower(compare, &both, &self.outer)?),
        };
        let runs = if params.is_empty() { 1.0 } else { input.rows };
        let cost = PlanCost {
            startup: input.cost.startup,
            total: input.cost.total + runs * subplan.cost.total,
        };
        let rows = input.rows;
        let columns: Vec<PlanColumn> =
            input.columns.iter().cloned().chain([plan_column(column)]).collect();
        let (input, subplan) = (Box::new(input), Box::new(subplan));
        Ok(Plan { node: Node::Apply { input, subplan, ask, params }, columns, rows, cost })
    }

    fn aggregate(
        &mut self,
        input: Plan,
        keys: &[ColumnId],
        sets: Option<&[Vec<usize>]>,
        calls: &[AggregateCall],
    ) -> Result<Plan> {
        let places =
            keys.iter().map(|id| place_of(*id, &input.columns)).collect::<Result<Vec<_>>>()?;
        let mut lowered = Vec::new();
        for call in calls {
            lowered.push(PlanAggregate {
                aggregate: call.aggregate,
                args: self.lower_all(&call.args, &input.columns)?,
                distinct: call.distinct,
                filter: self.lower_all(call.filter.as_slice(), &input.columns)?.pop(),
                order: lower_keys(&call.order, &input.columns)?,
            });
        }
        let columns: Vec<PlanColumn> = places
            .iter()
            .map(|place| input.columns[*place].clone())
            .chain(calls.iter().map(|call| plan_column(&call.column)))
            .collect();
        let rows = if keys.is_empty() { 1.0 } else { cardinality::groups(input.rows, keys.len()) };
        let work = input.rows * CPU_OPERATOR * (keys.len() + calls.len()) as f64;
        let startup = input.cost.total + work;
        let cost = PlanCost { startup, total: startup + rows * CPU_TUPLE };
        let node = Node::Aggregate {
            input: Box::new(input),
            keys: places,
            sets: sets.map(<[Vec<usize>]>::to_vec),
            calls: lowered,
        };
        Ok(Plan { node, columns, rows, cost })
    }

    fn lower_all(&self, exprs: &[Expr], columns: &[PlanColumn]) -> Result<Vec<Expr>> {
        exprs.iter().map(|expr| lower(expr, columns, &self.outer)).collect()
    }

    fn window(
        &mut self,
        input: Plan,
        calls: &[WindowCall],
        partition: &[ColumnId],
        order: &[SortKey],
    ) -> Result<Plan> {
        let columns = &input.columns;
        let mut keys = Vec::new();
        for id in partition {
            let place = place_of(*id, columns)?;
            let data_type = columns[place].data_type;
            keys.push(PlanSortKey { place, data_type, descending: false, nulls_first: false });
        }
        let order = lower_keys(order, columns)?;
        keys.extend(order.iter().copied());
        let input = if keys.is_empty() { input } else { sort(input, keys) };
        let partition =
            partition.iter().map(|id| place_of(*id, &input.columns)).collect::<Result<Vec<_>>>()?;
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
        let rows = input.rows;
        let cost = after(&input, rows * CPU_OPERATOR * calls.len() as f64);
        let node = Node::Window { input: Box::new(input), partition, order, calls: lowered };
        Ok(Plan { node, columns, rows, cost })
    }

    fn limit(
        &mut self,
        mut input: Plan,
        limit: Option<&Expr>,
        offset: Option<&Expr>,
        ties: Option<&[SortKey]>,
    ) -> Result<Plan> {
        let count = limit.and_then(constant_count);
        let skipped = offset.map_or(Some(0), constant_count);
        let ties = ties.map(|keys| lower_keys(keys, &input.columns)).transpose()?;
        let bound = count.zip(skipped).map(|(count, skipped)| count.saturating_add(skipped));
        if let (Some(bound), None) = (bound, &ties) {
            bound_sort(&mut input, bound);
        }
        let limit = limit.map(|expr| lower(expr, &[], &self.outer)).transpose()?;
        let offset = offset.map(|expr| lower(expr, &[], &self.outer)).transpose()?;
        let rows = match count {
            Some(count) => input.rows.min((count as f64).max(1.0)),
            None => input.rows,
        };
        let share = (rows / input.rows.max(1.0)).min(1.0);
        let cost = PlanCost {
            startup: input.cost.startup,
            total: input.cost.startup + share * (input.cost.total - input.cost.startup),
        };
        Ok(over(input, rows, cost, |input| Node::Limit { input, limit, offset, ties }))
    }
}

/// A sort below a limit keeps only that many rows; what lies between changes no order and no count.
fn bound_sort(plan: &mut Plan, bound: u64) {
    match &mut plan.node {
        Node::Sort { top, .. } => *top = Some(bound),
        Node::Project { input, .. } => bound_sort(input, bound),
        _ => {}
    }
}

fn sort(input: Plan, keys: Vec<PlanSortKey>) -> Plan {
    let rows = input.rows;
    let compared = rows * rows.max(2.0).log2() * 2.0 * CPU_OPERATOR;
    let startup = input.cost.total + compared;
    let cost = PlanCost { startup, total: startup + rows * CPU_OPERATOR };
    over(input, rows, cost, |input| Node::Sort { input, keys, top: None })
}

fn set_operation(op: SetOp, all: bool, left: Plan, right: Plan, columns: &[RelColumn]) -> Plan {
    let both = left.rows + right.rows;
    let rows = match op {
        SetOp::Union => both,
        SetOp::Intersect | SetOp::Except => left.rows,
    };
    let cost = PlanCost {
        startup: left.cost.startup,
        total: left.cost.total + right.cost.total + both * CPU_TUPLE,
    };
    let node = Node::SetOperation { op, all, left: Box::new(left), right: Box::new(right) };
    Plan { node, columns: plan_columns(columns), rows, cost }
}

/// The plan handing on those columns in that order.
fn arrange(plan: Plan, ids: &[ColumnId]) -> Result<Plan> {
    if plan.columns.iter().map(|column| column.id).eq(ids.iter().copied()) {
        return Ok(plan);
    }
    let mut exprs = Vec::new();
    let mut columns = Vec::new();
    for id in ids {
        let place = place_of(*id, &plan.columns)?;
        let column = plan.columns[place].clone();
        exprs.push(Expr::Column { place, data_type: column.data_type });
        columns.push(column);
    }
    let (rows, cost) = (plan.rows, plan.cost);
    Ok(Plan { node: Node::Project { input: Box::new(plan), exprs }, columns, rows, cost })
}

/// A node over one input that hands on the input's columns.
fn over(input: Plan, rows: f64, cost: PlanCost, node: impl FnOnce(Box<Plan>) -> Node) -> Plan {
    let columns = input.columns.clone();
    Plan { node: node(Box::new(input)), columns, rows, cost }
}

fn after(input: &Plan, work: f64) -> PlanCost {
    PlanCost { startup: input.cost.startup, total: input.cost.total + work }
}

fn plan_column(column: &RelColumn) -> PlanColumn {
    PlanColumn { id: column.id, name: column.name.clone(), data_type: column.data_type }
}

fn plan_columns(columns: &[RelColumn]) -> Vec<PlanColumn> {
    columns.iter().map(plan_column).collect()
}

/// Operators and functions in an expression: what the planner charges for.
fn operator_count(expr: &Expr) -> f64 {
    let own = match expr {
        Expr::Call { .. } | Expr::InList { .. } | Expr::IsDistinct { .. } => 1.0,
        _ => 0.0,
    };
    own + expr.children().into_iter().map(operator_count).sum::<f64>()
}

fn constant_count(expr: &Expr) -> Option<u64> {
    match expr {
        Expr::Const { value: Value::Int8(count), .. } => u64::try_from(*count).ok(),
        Expr::Const { value: Value::Int4(count), .. } => u64::try_from(*count).ok(),
        Expr::Cast { arg, .. } => constant_count(arg),
        _ => None,
    }
}

/// Rows of `generate_series` where its bounds are constants; else PostgreSQL's 1,000.
fn series_rows(args: &[Expr]) -> f64 {
    let number = |at: usize| -> Option<f64> {
        match args.get(at)? {
            Expr::Const { value: Value::Int4(number), .. } => Some(f64::from(*number)),
            Expr::Const { value: Value::Int8(number), .. } => Some(*number as f64),
            _ => None,
        }
    };
    let step = if args.len() == 3 { number(2) } else { Some(1.0) };
    match (number(0), number(1), step) {
        (Some(start), Some(stop), Some(step)) if step != 0.0 => {
            ((stop - start) / step + 1.0).floor().max(1.0)
        }
        _ => 1_000.0,
    }
}
