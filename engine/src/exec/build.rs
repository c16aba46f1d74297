//! A plan to operators.
//!
//! Operators are numbered in pre-order, in the order of [`Plan::children`]. Each one is built here
//! and wrapped in its pen ([`Instrumented`]); nothing else makes operators.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use model::base::error::{sqlstate, Error, Result};
use model::base::ids::OpId;
use model::types::data_type::DataType;

use super::aggregate::operator::Aggregate;
use super::apply::members::Members;
use super::apply::operator::{Apply, Source};
use super::apply::question::Question;
use super::compute::{Exprs, Predicate};
use super::cte::{CteScan, CteSource, With, WorkingTable};
use super::distinct::Distinct;
use super::filter::Filter;
use super::fixed::Fixed;
use super::function_scan::FunctionScan;
use super::given::Given;
use super::heap_reader::HeapReader;
use super::indexed::bitmap_heap::BitmapHeapScan;
use super::indexed::bitmap_index::{BitmapIndexScan, BitmapTogether, Together};
use super::indexed::index_scan::{IndexScan, ScanKind};
use super::indexed::open::OpenIndex;
use super::instrument::Instrumented;
use super::join::hash_inputs::HashInputs;
use super::join::hash_join::HashJoin;
use super::join::hash_side::HashSide;
use super::join::lateral::Lateral;
use super::join::merge_join::MergeJoin;
use super::join::nested_loop::NestedLoop;
use super::join::pairs::Pairing;
use super::kept_rows::KeptRows;
use super::limit::Limit;
use super::modify::delete::Delete;
use super::modify::insert::Insert;
use super::modify::operator::{Change, Modify};
use super::modify::update::Update;
use super::modify::upsert::Upsert;
use super::operator::Operator;
use super::project::Project;
use super::recursive_union::RecursiveUnion;
use super::root::{Announced, Root};
use super::seq_scan::SeqScan;
use super::set_operation::SetOperation;
use super::sort::operator::Sort;
use super::theory::operator::{Asked, TheoryScan};
use super::theory::subject::Subject;
use super::values::Values;
use super::window::operator::Window;
use crate::catalog::info::TableInfo;
use crate::expr::bound::Expr;
use crate::plan::physical::{values_name, GroupStrategy, Node, Plan, PlanAsk};
use crate::sql::algebra::SetFunction;

/// The operators of a plan, ready to step.
pub fn build(plan: &Plan) -> Result<Box<dyn Operator>> {
    build_with(plan, None)
}

/// The same where the plan leaves rows open that are given now.
pub fn build_with(plan: &Plan, given: Option<&Given>) -> Result<Box<dyn Operator>> {
    let fixed = Fixed::new(plan);
    let mut builder = Builder { announced: Vec::new(), fixed, given, ctes: BTreeMap::new() };
    let top = builder.build(plan, Place { parent: None, rewindable: false })?;
    Ok(Box::new(Root::new(top, builder.announced)))
}

struct Builder<'a> {
    announced: Vec<Announced>,
    fixed: Fixed,
    given: Option<&'a Given>,
    /// Where the rows under a number lie.
    ctes: BTreeMap<usize, CteSource>,
}

/// Where in the plan a node stands.
#[derive(Clone, Copy)]
struct Place {
    parent: Option<OpId>,
    /// Whether an operator above may rewind it.
    rewindable: bool,
}

impl Place {
    /// The same below an operator that starts it again and again.
    fn rewound(self) -> Place {
        Place { rewindable: true, ..self }
    }

    /// The same where what is fixed is kept instead of being rewound.
    fn kept_if(self, is_fixed: bool) -> Place {
        Place { rewindable: self.rewindable && !is_fixed, ..self }
    }
}

impl Builder<'_> {
    fn build(&mut self, plan: &Plan, place: Place) -> Result<Box<dyn Operator>> {
        let Ok(number) = u16::try_from(self.announced.len()) else {
            return Err(Error::Limit { what: "operators of a plan".into(), max: u16::MAX.into() });
        };
        let op = OpId(number);
        self.announced.push(Announced {
            op,
            parent: place.parent,
            name: self.name(plan),
            rows_estimated: plan.rows as u64,
        });
        let below = Place { parent: Some(op), ..place };
        let inner = self.operator(plan, below)?;
        Ok(Box::new(Instrumented::new(op, inner, place.rewindable)))
    }

    /// What EXPLAIN calls a node, given rows counted.
    fn name(&self, plan: &Plan) -> String {
        match (&plan.node, self.given) {
            (Node::Values { rows }, Some(given)) if given.exprs(rows).is_some() => {
                values_name(given.rows.row_count()).to_string()
            }
            _ => plan.name(),
        }
    }

    fn values(&self, plan: &Plan, rows: &[Vec<Expr>]) -> Values {
        let given = self.given.and_then(|given| Values::given(given, rows));
        given.unwrap_or_else(|| Values::new(types(plan), rows))
    }

    fn operator(&mut self, plan: &Plan, below: Place) -> Result<Box<dyn Operator>> {
        match &plan.node {
            Node::Values { rows } => Ok(Box::new(self.values(plan, rows))),
            Node::SeqScan { table, attributes, with_row_id, filter, .. } => {
                Ok(seq_scan(table, attributes, *with_row_id, filter.as_ref()))
            }
            Node::FunctionScan {
                function: SetFunction::Theory { function, table, taken },
                args,
                with_ordinality,
                ..
            } => {
                let live: Vec<usize> = table.live_columns().map(|(at, _)| at).collect();
                let rows = seq_scan(table, &live, false, None);
                let subject = Subject { table: table.clone(), taken: taken.clone() };
                let call = Asked { function, args: args.clone(), counts: *with_ordinality };
                Ok(Box::new(TheoryScan::new(call, subject, rows)))
            }
            Node::FunctionScan { args, with_ordinality, .. } => {
                let data_type = plan.columns[0].data_type;
                Ok(Box::new(FunctionScan::new(args.clone(), data_type, *with_ordinality)))
            }
            Node::CteScan { cte, .. } => self.cte_scan(*cte),
            Node::IndexScan { .. }
            | Node::IndexOnlyScan { .. }
            | Node::BitmapHeapScan { .. }
            | Node::BitmapIndexScan { .. }
            | Node::BitmapAnd { .. }
            | Node::BitmapOr { .. } => self.indexed(plan, below),
            Node::NestedLoop { .. }
            | Node::HashJoin { .. }
            | Node::MergeJoin { .. }
            | Node::Apply { .. }
            | Node::SetOperation { .. }
            | Node::With { .. }
            | Node::RecursiveUnion { .. } => self.two_inputs(plan, below),
            Node::Insert { .. } | Node::Update { .. } | Node::Delete { .. } => {
                self.modify(plan, below)
            }
            _ => self.one_input(plan, below),
        }
    }

    /// What reads through indexes.
    fn indexed(&mut self, plan: &Plan, below: Place) -> Result<Box<dyn Operator>> {
        Ok(match &plan.node {
            Node::IndexScan {
                table,
                index,
                attributes,
                with_row_id,
                condition,
                direction,
                filter,
                ..
            } => filtered(filter.as_ref(), |filter| {
                let reader = reader(table, attributes, *with_row_id);
                let asked = (OpenIndex::new(table, index), condition.clone());
                Box::new(IndexScan::new(reader, asked, *direction, filter, ScanKind::Rows))
            }),
            Node::IndexOnlyScan {
                table, index, attributes, condition, direction, filter, ..
            } => filtered(filter.as_ref(), |filter| {
                let reader = reader(table, attributes, false);
                let asked = (OpenIndex::new(table, index), condition.clone());
                Box::new(IndexScan::new(reader, asked, *direction, filter, ScanKind::KeysOnly))
            }),
            Node::BitmapHeapScan {
                table, attributes, with_row_id, recheck, filter, input, ..
            } => {
                let input = self.build(input, below)?;
                let recheck = recheck.clone().map(Predicate::new);
                filtered(filter.as_ref(), |filter| {
                    let reader = reader(table, attributes, *with_row_id);
                    Box::new(BitmapHeapScan::new(reader, input, recheck, filter))
                })
            }
            Node::BitmapIndexScan { table, index, condition } => {
                let index = OpenIndex::new(table, index);
                Box::new(BitmapIndexScan::new(index, condition.clone()))
            }
            Node::BitmapAnd { inputs } | Node::BitmapOr { inputs } => {
                let how = match plan.node {
                    Node::BitmapAnd { .. } => Together::And,
                    _ => Together::Or,
                };
                let build = |input| self.build(input, below);
                let inputs = inputs.iter().map(build).collect::<Result<Vec<_>>>()?;
                Box::new(BitmapTogether::new(how, inputs))
            }
            _ => panic!("{} reads through no index", plan.name()),
        })
    }

    fn one_input(&mut self, plan: &Plan, below: Place) -> Result<Box<dyn Operator>> {
        let [input] = plan.children()[..] else { panic!("{} has one input", plan.name()) };
        let types = types(input);
        let is_fixed = self.fixed.is_fixed(input);
        let built = self.build(input, below)?;
        Ok(match &plan.node {
            Node::Filter { predicate, .. } => {
                Box::new(Filter::new(built, Predicate::new(predicate.clone())))
            }
            Node::Project { exprs, .. } => Box::new(Project::new(built, Exprs::new(exprs.clone()))),
            Node::Aggregate { keys, sets, calls, strategy, .. } => {
                let groups = Aggregate::new(built, &types, keys, sets.as_deref(), calls);
                Box::new(match strategy {
                    GroupStrategy::Hashed => groups,
                    GroupStrategy::Sorted => groups.of_sorted(),
                })
            }
            Node::Sort { keys, top, .. } => {
                let sort = Sort::new(built, &types, keys.clone(), *top);
                Box::new(if is_fixed { sort.keeping_rows() } else { sort })
            }
            Node::Distinct { on, .. } => Box::new(Distinct::new(built, &types, on.clone())),
            Node::Limit { limit, offset, ties, .. } => {
                Box::new(Limit::new(built, limit.clone(), offset.clone(), ties.as_deref()))
            }
            Node::Window { partition, order, calls, .. } => {
                Box::new(Window::new(built, &types, partition, order, calls))
            }
            _ => panic!("{} has one input", plan.name()),
        })
    }

    fn two_inputs(&mut self, plan: &Plan, below: Place) -> Result<Box<dyn Operator>> {
        match &plan.node {
            Node::NestedLoop { kind, left, right, on, params } => {
                let pairing = Pairing::new(*kind, on.clone(), types(left), right.columns.len());
                self.nested_loop((left, right), pairing, params, (plan, below))
            }
            Node::HashJoin { kind, left, right, left_keys, right_keys, on } => {
                let pairing = Pairing::new(*kind, on.clone(), types(left), right.columns.len());
                self.hash_join((left, left_keys), (right, right_keys), pairing, below)
            }
            Node::MergeJoin { kind, left, right, left_keys, right_keys, on } => {
                let pairing = Pairing::new(*kind, on.clone(), types(left), right.columns.len());
                let sides = (self.build(left, below)?, self.build(right, below)?);
                let keys = (left_keys.as_slice(), right_keys.as_slice());
                Ok(Box::new(MergeJoin::new(sides, &types(right), keys, pairing)))
            }
            Node::Apply { input, subplan, ask, params } => {
                self.apply((input, subplan), ask, params, (plan, below))
            }
            Node::SetOperation { op, all, left, right } => {
                let built_left = self.build(left, below)?;
                let built_right = self.build(right, below)?;
                let sides = (built_left, built_right);
                Ok(Box::new(SetOperation::new((*op, *all), sides, &types(left))))
            }
            Node::With { cte, query, body, .. } => self.with(*cte, (query, body), below),
            Node::RecursiveUnion { cte, seed, step, all } => {
                self.recursive_union(*cte, (seed, step), *all, below)
            }
            _ => panic!("{} has two inputs", plan.name()),
        }
    }

    fn modify(&mut self, plan: &Plan, below: Place) -> Result<Box<dyn Operator>> {
        let (input, change, returning): (_, Box<dyn Change>, _) = match &plan.node {
            Node::Insert { table, input, checks, conflict: None, returning } => {
                (input, Box::new(Insert::new(table.clone(), checks.clone())), returning)
            }
            Node::Insert { table, input, checks, conflict: Some(conflict), returning } => {
                let upsert = Upsert::new(table.clone(), checks.clone(), conflict.clone());
                (input, Box::new(upsert), returning)
            }
            Node::Update { table, input, checks, returning } => {
                (input, Box::new(Update::new(table.clone(), checks.clone())), returning)
            }
            Node::Delete { table, input, returning } => {
                (input, Box::new(Delete::new(table.clone())), returning)
            }
            _ => panic!("{} changes rows", plan.name()),
        };
        let input = self.build(input, below)?;
        Ok(Box::new(Modify::new(input, change, returning.clone().map(Exprs::new))))
    }

    fn nested_loop(
        &mut self,
        (left, right): (&Plan, &Plan),
        pairing: Pairing,
        params: &[(u16, usize)],
        (plan, below): (&Plan, Place),
    ) -> Result<Box<dyn Operator>> {
        let built_left = self.build(left, below)?;
        if !params.is_empty() {
            let built_right = self.build(right, below.rewound())?;
            let (right_types, params) = (types(right), params.to_vec());
            let sides = (built_left, built_right);
            return Ok(Box::new(Lateral::new(sides, &right_types, &types(plan), params, pairing)));
        }
        let is_fixed = self.fixed.is_fixed(right);
        let built_right = self.build(right, below.kept_if(is_fixed))?;
        let join = NestedLoop::new(built_left, built_right, &types(right), pairing);
        Ok(Box::new(if is_fixed { join.keeping_right() } else { join }))
    }

    fn hash_join(
        &mut self,
        (left, left_keys): (&Plan, &[Expr]),
        (right, right_keys): (&Plan, &[Expr]),
        pairing: Pairing,
        below: Place,
    ) -> Result<Box<dyn Operator>> {
        let is_fixed = self.fixed.is_fixed(right);
        let built_left = self.build(left, below)?;
        let built_right = self.build(right, below.kept_if(is_fixed))?;
        let key_types: Vec<DataType> = right_keys.iter().map(Expr::data_type).collect();
        let join = HashJoin::new(
            HashInputs::new(built_left, built_right),
            (types(left), types(right)),
            (Exprs::new(left_keys.to_vec()), Exprs::new(right_keys.to_vec())),
            pairing,
            HashSide::new(&types(right), &key_types),
        );
        Ok(Box::new(if is_fixed { join.keeping_right() } else { join }))
    }

    fn apply(
        &mut self,
        (input, subplan): (&Plan, &Plan),
        ask: &PlanAsk,
        params: &[(u16, usize)],
        (plan, below): (&Plan, Place),
    ) -> Result<Box<dyn Operator>> {
        let is_fixed = self.fixed.is_fixed(subplan);
        let built_input = self.build(input, below)?;
        let below = if params.is_empty() { below.kept_if(is_fixed) } else { below.rewound() };
        let built = self.build(subplan, below)?;
        let question = Question::new(ask);
        let source = match Members::new(ask, input.columns.len()) {
            _ if !params.is_empty() => {
                Source::Each { subplan: built, params: params.to_vec(), question }
            }
            Some(members) => Source::Hashed { subplan: built, members, is_built: false },
            None => {
                let rows = KeptRows::new(built, types(subplan));
                Source::Same { rows, question, answer: None }
            }
        };
        let data_type = plan.columns.last().map_or(DataType::Unknown, |column| column.data_type);
        let apply = Apply::new(built_input, data_type, source);
        Ok(Box::new(if is_fixed { apply.keeping_rows() } else { apply }))
    }

    fn with(
        &mut self,
        cte: usize,
        (query, body): (&Plan, &Plan),
        below: Place,
    ) -> Result<Box<dyn Operator>> {
        let is_fixed = self.fixed.is_fixed(query);
        let built = self.build(query, below.kept_if(is_fixed))?;
        let rows = Rc::new(RefCell::new(KeptRows::new(built, types(query))));
        self.fixed.note_query(cte, query);
        self.ctes.insert(cte, CteSource::Query(rows.clone()));
        let with = With::new(rows, self.build(body, below)?);
        let with = if is_fixed { with.keeping_rows() } else { with };
        let is_change =
            matches!(query.node, Node::Insert { .. } | Node::Update { .. } | Node::Delete { .. });
        Ok(Box::new(if is_change { with.changing_rows() } else { with }))
    }

    fn recursive_union(
        &mut self,
        cte: usize,
        (seed, step): (&Plan, &Plan),
        all: bool,
        below: Place,
    ) -> Result<Box<dyn Operator>> {
        let working = WorkingTable::default();
        let built_seed = self.build(seed, below)?;
        self.fixed.note_round(cte);
        self.ctes.insert(cte, CteSource::Round(working.clone()));
        let built_step = self.build(step, below.rewound())?;
        let union = RecursiveUnion::new(built_seed, built_step, working);
        Ok(Box::new(if all { union } else { union.each_once(&types(seed)) }))
    }

    fn cte_scan(&self, cte: usize) -> Result<Box<dyn Operator>> {
        let source = self.ctes.get(&cte).cloned().ok_or_else(|| {
            Error::sql(sqlstate::INTERNAL_ERROR, format!("no query has the number {cte}"))
        })?;
        Ok(Box::new(CteScan::new(source)))
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
    filtered(filter, |filter| {
        Box::new(SeqScan::new(reader(table, attributes, with_row_id), filter))
    })
}

fn reader(table: &TableInfo, attributes: &[usize], with_row_id: bool) -> HeapReader {
    let reader = HeapReader::new(table, attributes.to_vec());
    if with_row_id {
        reader.with_row_id()
    } else {
        reader
    }
}

/// A scan with its filter. A scan filters many rows in one go, which a condition that changes each
/// time must not be.
fn filtered(
    filter: Option<&Expr>,
    scan: impl FnOnce(Option<Predicate>) -> Box<dyn Operator>,
) -> Box<dyn Operator> {
    match filter.map(|filter| Predicate::new(filter.clone())) {
        Some(filter) if filter.is_volatile() => Box::new(Filter::new(scan(None), filter)),
        filter => scan(filter),
    }
}
