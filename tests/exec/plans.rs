//! Plans and expressions in few words.

use std::sync::Arc;

use engine::catalog::info::TableInfo;
use engine::expr::bound::Expr;
use engine::expr::resolve::{resolve_aggregate, resolve_function, resolve_operator};
use engine::plan::physical::{
    Check, GroupStrategy, Node, Plan, PlanAggregate, PlanAsk, PlanColumn, PlanCost, PlanSortKey,
    PlanWindow,
};
use engine::sql::algebra::{
    Frame, FrameBound, FrameExclude, FrameUnit, JoinKind, SetFunction, SetOp, WindowFunction,
};
use model::types::data_type::DataType;
use model::types::text::from_text;
use model::types::value::Value;

use super::world::World;

pub const INT: DataType = DataType::Int4;
pub const BIGINT: DataType = DataType::Int8;
pub const TEXT: DataType = DataType::Text;

/// A node that hands on columns of those types.
pub fn plan(node: Node, types: &[DataType]) -> Plan {
    let column = |(id, data_type): (usize, &DataType)| PlanColumn {
        id,
        name: format!("c{id}"),
        data_type: *data_type,
    };
    let columns = types.iter().enumerate().map(column).collect();
    Plan { node, columns, rows: 1.0, cost: PlanCost::default() }
}

pub fn types(plan: &Plan) -> Vec<DataType> {
    plan.columns.iter().map(|column| column.data_type).collect()
}

/// The values of a row written as words; `-` is NULL.
pub fn parse(row: &str, types: &[DataType]) -> Vec<Value> {
    let words: Vec<&str> = row.split(' ').collect();
    assert_eq!(words.len(), types.len(), "{row}");
    let value = |(word, data_type): (&&str, &DataType)| match *word {
        "-" => Value::Null,
        word => from_text(word, *data_type).unwrap(),
    };
    words.iter().zip(types).map(value).collect()
}

/// Rows written as words.
pub fn rows(types: &[DataType], rows: &[&str]) -> Plan {
    let exprs = |row: &&str| {
        let values = parse(row, types).into_iter().zip(types);
        values.map(|(value, data_type)| Expr::Const { value, data_type: *data_type }).collect()
    };
    plan(Node::Values { rows: rows.iter().map(exprs).collect() }, types)
}

/// One row without columns.
pub fn unit() -> Plan {
    plan(Node::Values { rows: vec![Vec::new()] }, &[])
}

/// `generate_series(1, stop)` of integers.
pub fn series(stop: i32) -> Plan {
    series_of(vec![int(1), int(stop)], INT)
}

pub fn series_of(args: Vec<Expr>, data_type: DataType) -> Plan {
    let function = match data_type {
        DataType::Timestamp | DataType::TimestampTz => SetFunction::GenerateTimestamps,
        _ => SetFunction::GenerateSeries,
    };
    let alias = "generate_series".to_string();
    let node = Node::FunctionScan { function, args, alias, with_ordinality: false };
    plan(node, &[data_type])
}

/// A table with rows written as words.
pub fn table(world: &mut World, name: &str, types: &[DataType], rows: &[&str]) -> TableInfo {
    let names: Vec<String> = (0..types.len()).map(|number| format!("c{number}")).collect();
    let columns: Vec<(&str, DataType)> =
        names.iter().map(String::as_str).zip(types.iter().copied()).collect();
    let table = world.table(name, &columns);
    let rows: Vec<Vec<Value>> = rows.iter().map(|row| parse(row, types)).collect();
    world.fill(&table, &rows);
    table
}

/// A scan of all attributes.
pub fn scan(table: &TableInfo, filter: Option<Expr>) -> Plan {
    let types = table.data_types();
    let node = Node::SeqScan {
        table: Arc::new(table.clone()),
        alias: table.name.clone(),
        attributes: (0..types.len()).collect(),
        with_row_id: false,
        filter,
    };
    plan(node, &types)
}

/// A scan of all attributes with the row's place first: what UPDATE and DELETE take.
pub fn targets(table: &TableInfo, filter: Option<Expr>) -> Plan {
    let mut input = scan(table, filter);
    let width = table.columns.len();
    if let Node::SeqScan { with_row_id, .. } = &mut input.node {
        *with_row_id = true;
    }
    input.columns.push(PlanColumn { id: width, name: "ctid".into(), data_type: BIGINT });
    let mut exprs = vec![col(width, BIGINT)];
    exprs.extend(table.data_types().into_iter().enumerate().map(|(at, to)| col(at, to)));
    project(input, exprs)
}

/// INSERT of the input's rows.
pub fn insert(table: &TableInfo, input: Plan, checks: Vec<Check>) -> Plan {
    let table = Arc::new(table.clone());
    plan(
        Node::Insert { table, input: Box::new(input), checks, conflict: None, returning: None },
        &[],
    )
}

/// UPDATE of one column of the rows that pass the filter.
pub fn update(table: &TableInfo, filter: Option<Expr>, column: usize, to: Expr) -> Plan {
    let mut exprs = vec![col(0, BIGINT)];
    exprs.extend(table.data_types().into_iter().enumerate().map(|(at, data_type)| {
        if at == column {
            shifted(to.clone())
        } else {
            col(at + 1, data_type)
        }
    }));
    let input = Box::new(project(targets(table, filter), exprs));
    let table = Arc::new(table.clone());
    plan(Node::Update { table, input, checks: Vec::new(), returning: None }, &[])
}

/// The same expression where each column has one more before it.
fn shifted(mut expr: Expr) -> Expr {
    if let Expr::Column { place, .. } = &mut expr {
        *place += 1;
    }
    for child in expr.children_mut() {
        *child = shifted(child.clone());
    }
    expr
}

/// DELETE of the rows that pass the filter.
pub fn delete(table: &TableInfo, filter: Option<Expr>) -> Plan {
    let input = Box::new(targets(table, filter));
    plan(Node::Delete { table: Arc::new(table.clone()), input, returning: None }, &[])
}

pub fn filter(input: Plan, predicate: Expr) -> Plan {
    let types = types(&input);
    plan(Node::Filter { input: Box::new(input), predicate }, &types)
}

pub fn project(input: Plan, exprs: Vec<Expr>) -> Plan {
    let types: Vec<DataType> = exprs.iter().map(Expr::data_type).collect();
    plan(Node::Project { input: Box::new(input), exprs }, &types)
}

pub fn limit(input: Plan, limit: i64) -> Plan {
    limit_by(input, Some(bigint(limit)), None, None)
}

pub fn limit_by(
    input: Plan,
    limit: Option<Expr>,
    offset: Option<Expr>,
    ties: Option<Vec<PlanSortKey>>,
) -> Plan {
    let types = types(&input);
    plan(Node::Limit { input: Box::new(input), limit, offset, ties }, &types)
}

pub fn sort(input: Plan, keys: Vec<PlanSortKey>) -> Plan {
    sort_top(input, keys, None)
}

pub fn sort_top(input: Plan, keys: Vec<PlanSortKey>, top: Option<u64>) -> Plan {
    let types = types(&input);
    plan(Node::Sort { input: Box::new(input), keys, top }, &types)
}

pub fn asc(place: usize, data_type: DataType) -> PlanSortKey {
    PlanSortKey { place, data_type, descending: false, nulls_first: false }
}

pub fn desc(place: usize, data_type: DataType) -> PlanSortKey {
    PlanSortKey { place, data_type, descending: true, nulls_first: true }
}

pub fn aggregate(input: Plan, keys: &[usize], calls: Vec<PlanAggregate>) -> Plan {
    aggregate_sets(input, keys, None, calls)
}

pub fn aggregate_sets(
    input: Plan,
    keys: &[usize],
    sets: Option<Vec<Vec<usize>>>,
    calls: Vec<PlanAggregate>,
) -> Plan {
    let before = types(&input);
    let key_types = keys.iter().map(|&place| before[place]);
    let types: Vec<DataType> =
        key_types.chain(calls.iter().map(|call| call.aggregate.returns)).collect();
    plan(
        Node::Aggregate {
            strategy: GroupStrategy::Hashed,
            input: Box::new(input),
            keys: keys.to_vec(),
            sets,
            calls,
        },
        &types,
    )
}

/// A call of an aggregate on arguments of types that it takes as they are.
pub fn agg(name: &str, args: Vec<Expr>) -> PlanAggregate {
    let types: Vec<DataType> = args.iter().map(Expr::data_type).collect();
    let aggregate = resolve_aggregate(name, &types).unwrap().function;
    PlanAggregate {
        aggregate,
        args,
        distinct: false,
        filter: None,
        order: Vec::new(),
        told_keys: None,
    }
}

pub fn int(value: i32) -> Expr {
    Expr::Const { value: Value::Int4(value), data_type: INT }
}

pub fn bigint(value: i64) -> Expr {
    Expr::Const { value: Value::Int8(value), data_type: BIGINT }
}

pub fn text(value: &str) -> Expr {
    Expr::Const { value: Value::Text(value.into()), data_type: TEXT }
}

pub fn col(place: usize, data_type: DataType) -> Expr {
    Expr::Column { place, data_type }
}

/// An operator between two expressions of types that it takes as they are.
pub fn op(name: &str, left: Expr, right: Expr) -> Expr {
    let function =
        resolve_operator(name, Some(left.data_type()), right.data_type()).unwrap().function;
    let data_type = function.returns;
    Expr::Call { function, args: vec![left, right], data_type, position: None }
}

pub fn nested_loop(kind: JoinKind, left: Plan, right: Plan, on: Option<Expr>) -> Plan {
    let types = join_types(kind, &left, &right);
    let (left, right) = (Box::new(left), Box::new(right));
    plan(Node::NestedLoop { kind, left, right, on, params: Vec::new() }, &types)
}

/// The same where the left's first column is handed to the right as `$1`.
pub fn lateral(kind: JoinKind, left: Plan, right: Plan, on: Option<Expr>) -> Plan {
    let types = join_types(kind, &left, &right);
    let (left, right) = (Box::new(left), Box::new(right));
    plan(Node::NestedLoop { kind, left, right, on, params: vec![(1, 0)] }, &types)
}

/// A join by the first column of each side.
pub fn hash_join(kind: JoinKind, left: Plan, right: Plan, on: Option<Expr>) -> Plan {
    let types = join_types(kind, &left, &right);
    let left_keys = vec![col(0, left.columns[0].data_type)];
    let right_keys = vec![col(0, right.columns[0].data_type)];
    let (left, right) = (Box::new(left), Box::new(right));
    plan(Node::HashJoin { kind, left, right, left_keys, right_keys, on }, &types)
}

fn join_types(kind: JoinKind, left: &Plan, right: &Plan) -> Vec<DataType> {
    match kind {
        JoinKind::Semi | JoinKind::Anti => types(left),
        _ => [types(left), types(right)].concat(),
    }
}

/// One more column of that type; the input's first column is handed down as `$1` if `correlated`.
pub fn apply(input: Plan, subplan: Plan, ask: PlanAsk, correlated: bool) -> Plan {
    let data_type = match &ask {
        PlanAsk::Scalar(place) => subplan.columns[*place].data_type,
        _ => DataType::Bool,
    };
    let types = [types(&input), vec![data_type]].concat();
    let params = if correlated { vec![(1, 0)] } else { Vec::new() };
    let (input, subplan) = (Box::new(input), Box::new(subplan));
    plan(Node::Apply { input, subplan, ask, params }, &types)
}

/// `$1`
pub fn param(data_type: DataType) -> Expr {
    Expr::Param { number: 1, data_type }
}

pub fn distinct(input: Plan, on: &[usize]) -> Plan {
    let types = types(&input);
    plan(Node::Distinct { input: Box::new(input), on: on.to_vec() }, &types)
}

pub fn set_operation(op: SetOp, all: bool, left: Plan, right: Plan) -> Plan {
    let types = types(&left);
    let (left, right) = (Box::new(left), Box::new(right));
    plan(Node::SetOperation { op, all, left, right }, &types)
}

pub fn with(cte: usize, query: Plan, body: Plan) -> Plan {
    let types = types(&body);
    let (query, body) = (Box::new(query), Box::new(body));
    plan(Node::With { cte, name: format!("w{cte}"), query, body }, &types)
}

pub fn cte_scan(cte: usize, types: &[DataType]) -> Plan {
    plan(Node::CteScan { cte, alias: format!("w{cte}") }, types)
}

pub fn recursive_union(cte: usize, seed: Plan, step: Plan, all: bool) -> Plan {
    let types = types(&seed);
    let (seed, step) = (Box::new(seed), Box::new(step));
    plan(Node::RecursiveUnion { cte, seed, step, all }, &types)
}

pub fn window(
    input: Plan,
    partition: &[usize],
    order: &[PlanSortKey],
    calls: Vec<PlanWindow>,
) -> Plan {
    let before = types(&input);
    let made = calls.iter().map(|call| match call.function {
        WindowFunction::Aggregate(aggregate) => aggregate.returns,
        WindowFunction::PercentRank | WindowFunction::CumeDist => DataType::Float8,
        WindowFunction::Ntile => INT,
        WindowFunction::RowNumber | WindowFunction::Rank | WindowFunction::DenseRank => BIGINT,
        _ => call.args[0].data_type(),
    });
    let types: Vec<DataType> = before.iter().copied().chain(made).collect();
    let (partition, order) = (partition.to_vec(), order.to_vec());
    plan(Node::Window { input: Box::new(input), partition, order, calls }, &types)
}

/// The frame without a frame clause.
pub fn default_frame() -> Frame {
    Frame {
        unit: FrameUnit::Range,
        start: FrameBound::UnboundedPreceding,
        end: FrameBound::CurrentRow,
        exclude: FrameExclude::NoOthers,
    }
}

pub fn over(function: WindowFunction, args: Vec<Expr>, frame: Frame) -> PlanWindow {
    PlanWindow { function, args, filter: None, frame }
}

pub fn total_over(name: &str, args: Vec<Expr>, frame: Frame) -> PlanWindow {
    let aggregate = agg(name, args.clone()).aggregate;
    over(WindowFunction::Aggregate(aggregate), args, frame)
}

pub fn call(name: &str, args: Vec<Expr>) -> Expr {
    let types: Vec<DataType> = args.iter().map(Expr::data_type).collect();
    let function = resolve_function(name, &types).unwrap().function;
    Expr::Call { function, args, data_type: function.returns, position: None }
}
