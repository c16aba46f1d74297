//! A plan to operators.
//!
//! Operators are numbered in pre-order, in the order of [`Plan::children`]. Each one is built here
//! and wrapped in its pen ([`Instrumented`]); nothing else makes operators.

use std::collections::BTreeSet;

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::OpId;
use model::types::data_type::DataType;

use super::aggregate::operator::Aggregate;
use super::compute::{Exprs, Predicate};
use super::filter::Filter;
use super::function_scan::FunctionScan;
use super::heap_reader::HeapReader;
use super::instrument::Instrumented;
use super::limit::Limit;
use super::modify::delete::Delete;
use super::modify::insert::Insert;
use super::modify::operator::{Change, Modify};
use super::modify::update::Update;
use super::operator::Operator;
use super::project::Project;
use super::root::{Announced, Root};
use super::seq_scan::SeqScan;
use super::sort::Sort;
use super::values::Values;
use crate::catalog::info::TableInfo;
use crate::expr::bound::Expr;
use crate::plan::physical::{Node, Plan, PlanAsk};

/// The operators of a plan, ready to step.
pub fn build(plan: &Plan) -> Result<Box<dyn Operator>> {
    let mut builder = Builder { announced: Vec::new(), handed_down: BTreeSet::new() };
    note_params(plan, &mut builder.handed_down);
    let top = builder.build(plan, Place { parent: None, rewindable: false })?;
    Ok(Box::new(Root::new(top, builder.announced)))
}

struct Builder {
    announced: Vec<Announced>,
    /// Parameters that operators of this plan hand down.
    handed_down: BTreeSet<u16>,
}

/// Where in the plan a node stands.
#[derive(Clone, Copy)]
struct Place {
    parent: Option<OpId>,
    /// Whether an operator above may rewind it.
    rewindable: bool,
}

impl Builder {
    fn build(&mut self, plan: &Plan, place: Place) -> Result<Box<dyn Operator>> {
        let Ok(number) = u16::try_from(self.announced.len()) else {
            return Err(Error::Limit { what: "operators of a plan".into(), max: u16::MAX.into() });
        };
        let op = OpId(number);
        self.announced.push(Announced {
            op,
            parent: place.parent,
            name: plan.name(),
            rows_estimated: plan.rows as u64,
        });
        let below = Place { parent: Some(op), ..place };
        let inner = self.operator(plan, below)?;
        Ok(Box::new(Instrumented::new(op, inner, place.rewindable)))
    }

    fn operator(&mut self, plan: &Plan, below: Place) -> Result<Box<dyn Operator>> {
        Ok(match &plan.node {
            Node::Values { rows } => Box::new(Values::new(types(plan), rows)),
            Node::SeqScan { table, attributes, with_row_id, filter, .. } => {
                seq_scan(table, attributes, *with_row_id, filter.as_ref())
            }
            Node::FunctionScan { args, with_ordinality, .. } => {
                let data_type = plan.columns[0].data_type;
                Box::new(FunctionScan::new(args.clone(), data_type, *with_ordinality))
            }
            Node::Filter { input, predicate } => {
                let input = self.build(input, below)?;
                Box::new(Filter::new(input, Predicate::new(predicate.clone())))
            }
            Node::Project { input, exprs } => {
                let input = self.build(input, below)?;
                Box::new(Project::new(input, Exprs::new(exprs.clone())))
            }
            Node::Aggregate { input, keys, sets, calls } => {
                let built = self.build(input, below)?;
                Box::new(Aggregate::new(built, &types(input), keys, sets.as_deref(), calls))
            }
            Node::Sort { input, keys, top } => {
                let built = self.build(input, below)?;
                let sort = Sort::new(built, &types(input), keys.clone(), *top);
                Box::new(if self.is_fixed(input) { sort.keeping_rows() } else { sort })
            }
            Node::Insert { table, input, checks, returning } => {
                let insert = Insert::new(table.clone(), checks.clone());
                self.modify(input, below, Box::new(insert), returning.as_ref())?
            }
            Node::Update { table, input, checks, returning } => {
                let update = Update::new(table.clone(), checks.clone());
                self.modify(input, below, Box::new(update), returning.as_ref())?
            }
            Node::Delete { table, input, returning } => {
                let delete = Delete::new(table.clone());
                self.modify(input, below, Box::new(delete), returning.as_ref())?
            }
            Node::Limit { input, limit, offset, ties } => {
                let input = self.build(input, below)?;
                Box::new(Limit::new(input, limit.clone(), offset.clone(), ties.as_deref()))
            }
            _ => {
                let message = format!("operator {} is not supported", plan.name());
                return Err(Error::sql(sqlstate::FEATURE_NOT_SUPPORTED, message));
            }
        })
    }

    fn modify(
        &mut self,
        input: &Plan,
        below: Place,
        change: Box<dyn Change>,
        returning: Option<&Vec<Expr>>,
    ) -> Result<Box<dyn Operator>> {
        let input = self.build(input, below)?;
        Ok(Box::new(Modify::new(input, change, returning.cloned().map(Exprs::new))))
    }

    /// Whether a plan gives the same rows after every rewind: nothing in it is handed down.
    fn is_fixed(&self, plan: &Plan) -> bool {
        !uses_param(plan, &self.handed_down)
    }
}

fn types(plan: &Plan) -> Vec<DataType> {
    plan.columns.iter().map(|column| column.data_type).collect()
}

fn seq_scan(
    table: &TableInfo,
    attributes: &[usize],
    with_row_id: bool,
    filter: Option<&Expr>,
) -> Box<dyn Operator> {
    let reader = HeapReader::new(table, attributes.to_vec());
    let reader = if with_row_id { reader.with_row_id() } else { reader };
    match filter.map(|filter| Predicate::new(filter.clone())) {
        // A page is filtered in one go, which a condition that changes each time must not be.
        Some(filter) if filter.is_volatile() => {
            Box::new(Filter::new(Box::new(SeqScan::new(reader, None)), filter))
        }
        filter => Box::new(SeqScan::new(reader, filter)),
    }
}

/// Collects the parameters that operators hand down.
fn note_params(plan: &Plan, numbers: &mut BTreeSet<u16>) {
    if let Node::NestedLoop { params, .. } | Node::Apply { params, .. } = &plan.node {
        numbers.extend(params.iter().map(|(number, _)| *number));
    }
    plan.children().into_iter().for_each(|child| note_params(child, numbers));
}

/// Whether a plan asks for any of those parameters.
fn uses_param(plan: &Plan, numbers: &BTreeSet<u16>) -> bool {
    let is_param =
        |expr: &Expr| matches!(expr, Expr::Param { number, .. } if numbers.contains(number));
    exprs(plan).into_iter().any(|expr| expr.any(&is_param))
        || plan.children().into_iter().any(|child| uses_param(child, numbers))
}

/// The expressions of a node.
fn exprs(plan: &Plan) -> Vec<&Expr> {
    match &plan.node {
        Node::Values { rows } => rows.iter().flatten().collect(),
        Node::SeqScan { filter, .. } => filter.iter().collect(),
        Node::FunctionScan { args, .. } => args.iter().collect(),
        Node::Filter { predicate, .. } => vec![predicate],
        Node::Project { exprs, .. } => exprs.iter().collect(),
        Node::NestedLoop { on, .. } => on.iter().collect(),
        Node::HashJoin { left_keys, right_keys, on, .. } => {
            left_keys.iter().chain(right_keys).chain(on).collect()
        }
        Node::Apply { ask: PlanAsk::Any(compare) | PlanAsk::All(compare), .. } => vec![compare],
        Node::Aggregate { calls, .. } => {
            calls.iter().flat_map(|call| call.args.iter().chain(&call.filter)).collect()
        }
        Node::Window { calls, .. } => {
            calls.iter().flat_map(|call| call.args.iter().chain(&call.filter)).collect()
        }
        Node::Limit { limit, offset, .. } => limit.iter().chain(offset).collect(),
        Node::Insert { checks, returning, .. } | Node::Update { checks, returning, .. } => {
            checks.iter().map(|check| &check.expr).chain(returning.iter().flatten()).collect()
        }
        Node::Delete { returning, .. } => returning.iter().flatten().collect(),
        Node::Apply { .. }
        | Node::Sort { .. }
        | Node::Distinct { .. }
        | Node::SetOperation { .. }
        | Node::With { .. }
        | Node::CteScan { .. }
        | Node::RecursiveUnion { .. } => Vec::new(),
    }
}
