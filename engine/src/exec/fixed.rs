//! Which parts of a plan give the same rows every time they start again.
//!
//! A part that asks for no parameter handed down by an operator, and reads no rows that change
//! between two starts, is fixed: what was made of its rows, a sort or a hash table, is kept.

use std::collections::{BTreeMap, BTreeSet};

use crate::expr::bound::Expr;
use crate::plan::physical::{Node, Plan, PlanAsk};

/// What is known of a plan before its operators are built.
#[derive(Default)]
pub struct Fixed {
    /// Parameters that operators hand down.
    handed_down: BTreeSet<u16>,
    /// Whether the rows under a number are the same every time.
    ctes: BTreeMap<usize, bool>,
}

impl Fixed {
    /// Looks through a whole plan.
    pub fn new(plan: &Plan) -> Fixed {
        let mut fixed = Fixed::default();
        note_params(plan, &mut fixed.handed_down);
        fixed
    }

    /// Notes that the rows under a number are made by that query from now on.
    pub fn note_query(&mut self, cte: usize, query: &Plan) {
        let is_fixed = self.is_fixed(query);
        self.ctes.insert(cte, is_fixed);
    }

    /// Notes that the rows under a number change from round to round.
    pub fn note_round(&mut self, cte: usize) {
        self.ctes.insert(cte, false);
    }

    /// Whether a plan gives the same rows after every rewind.
    pub fn is_fixed(&self, plan: &Plan) -> bool {
        !self.uses_param(plan) && !self.reads_changing_rows(plan, &mut Vec::new())
    }

    fn uses_param(&self, plan: &Plan) -> bool {
        let is_param = |expr: &Expr| match expr {
            Expr::Param { number, .. } => self.handed_down.contains(number),
            _ => false,
        };
        exprs(plan).into_iter().any(|expr| expr.any(&is_param))
            || plan.children().into_iter().any(|child| self.uses_param(child))
    }

    /// `own`: numbers of queries within the plan asked about, which are judged by themselves.
    fn reads_changing_rows(&self, plan: &Plan, own: &mut Vec<usize>) -> bool {
        match &plan.node {
            Node::CteScan { cte, .. } => {
                return !own.contains(cte) && !self.ctes.get(cte).copied().unwrap_or(false);
            }
            Node::With { cte, .. } | Node::RecursiveUnion { cte, .. } => own.push(*cte),
            _ => {}
        }
        plan.children().into_iter().any(|child| self.reads_changing_rows(child, own))
    }
}

/// Collects the parameters that operators hand down.
fn note_params(plan: &Plan, numbers: &mut BTreeSet<u16>) {
    if let Node::NestedLoop { params, .. } | Node::Apply { params, .. } = &plan.node {
        numbers.extend(params.iter().map(|(number, _)| *number));
    }
    plan.children().into_iter().for_each(|child| note_params(child, numbers));
}

/// The expressions of a node.
fn exprs(plan: &Plan) -> Vec<&Expr> {
    match &plan.node {
        Node::Values { rows } => rows.iter().flatten().collect(),
        Node::SeqScan { filter, .. } => filter.iter().collect(),
        Node::IndexScan { condition, filter, .. }
        | Node::IndexOnlyScan { condition, filter, .. } => {
            condition.values().into_iter().chain(filter).collect()
        }
        Node::BitmapHeapScan { recheck, filter, .. } => recheck.iter().chain(filter).collect(),
        Node::BitmapIndexScan { condition, .. } => condition.values(),
        Node::MergeJoin { on, .. } => on.iter().collect(),
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
        Node::BitmapAnd { .. }
        | Node::BitmapOr { .. }
        | Node::Apply { .. }
        | Node::Sort { .. }
        | Node::Distinct { .. }
        | Node::SetOperation { .. }
        | Node::With { .. }
        | Node::CteScan { .. }
        | Node::RecursiveUnion { .. } => Vec::new(),
    }
}
