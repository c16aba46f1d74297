//! The relational tree to a physical plan: ways to run each node, the cheapest of the whole made a
//! plan.
//!
//! Joins, filters and scans are `paths`' own; here is what stands above them.

use std::collections::{BTreeMap, BTreeSet};

use model::base::error::Result;
use model::trace::event::plan::RowsMade;
use model::types::value::Value;

use super::cardinality::clamp;
use super::cardinality::columns::Columns;
use super::cardinality::groups::groups;
use super::cost::Costs;
use super::lower::{place_of, Outer};
use super::paths::path::{satisfies, Path, PathKind, PathRef};
use super::paths::set::PathSet;
use super::physical::{Node, Plan, PlanCost};
use super::rewrite::rewrite;
use super::rules::parts::operator_count;
use super::settings::PlanInputs;
use super::story::weigh::Story;
use super::usage::used_columns;
use crate::expr::bound::Expr;
use crate::sql::algebra::{Ask, ColumnId, Rel, RelColumn, SetOp, SortKey};
use crate::sql::free::free_columns;
use crate::sql::statement::{Query, Statement};

/// Rows that scanning a query of WITH is taken to give where it is not known yet.
const ROWS_OF_ROUND: f64 = 10.0;
/// Rounds that a recursion is taken to need (`set_recursive_union`).
const ROUNDS: f64 = 10.0;
/// Rows of a function about which nothing is known.
const SERIES_ROWS: f64 = 1_000.0;

/// Turns one statement's tree into a plan.
pub struct Planner<'a> {
    /// Sizes and settings.
    pub inputs: PlanInputs<'a>,
    /// Which columns are columns of tables.
    pub columns: Columns,
    /// Columns that anyone needs.
    pub used: BTreeSet<ColumnId>,
    /// Columns handed down to subplans.
    pub outer: Outer,
    /// Rows of the queries of WITH.
    ctes: BTreeMap<usize, f64>,
    /// What was tried, where someone wants to know.
    pub story: Option<Story>,
}

/// What the node above can use.
#[derive(Clone, Debug, Default)]
pub struct Want {
    /// An order.
    pub order: Vec<SortKey>,
    /// How many rows it will ask for, if not all.
    pub rows: Option<f64>,
}

/// The plan of a query or a change; `None` for statements that have none.
pub fn plan(
    statement: &Statement,
    inputs: PlanInputs<'_>,
    param_count: usize,
) -> Result<Option<Plan>> {
    let outer = Outer::after(param_count)?;
    let (columns, used, ctes) = (Columns::new(inputs.params), BTreeSet::new(), BTreeMap::new());
    let story = inputs.story.map(|_| Story::default());
    let mut planner = Planner { inputs, columns, used, outer, ctes, story };
    let plan = match statement {
        Statement::Query(query) => planner.query(query).map(Some),
        Statement::Insert(insert) | Statement::Copy(insert) => planner.insert(insert).map(Some),
        Statement::Update(update) => planner.update(update).map(Some),
        Statement::Delete(delete) => planner.delete(delete).map(Some),
        _ => Ok(None),
    };
    inputs.has_looked.set(planner.columns.has_looked());
    let plan = plan?;
    if let (Some(told), Some(story), Some(plan)) = (inputs.story, planner.story.take(), &plan) {
        told.replace(story.finish(plan));
    }
    Ok(plan)
}

impl Planner<'_> {
    fn query(&mut self, query: &Query) -> Result<Plan> {
        let ids: Vec<ColumnId> = query.columns.iter().map(|column| column.id).collect();
        self.whole(&query.rel, &ids)
    }

    /// The plan of a statement's whole tree, handing on `ids` in order.
    pub fn whole(&mut self, rel: &Rel, ids: &[ColumnId]) -> Result<Plan> {
        let rel = rewrite(rel.clone(), self.story.as_mut())?;
        used_columns(&rel, &mut self.used);
        self.used.extend(ids);
        self.columns.add(&rel, self.inputs.sizes);
        let paths = self.paths(&rel, &Want::default())?;
        let chosen = best(&paths, None);
        if let Some(story) = &mut self.story {
            story.note_chosen(chosen);
        }
        let plan = self.make(chosen)?;
        arrange(plan, ids)
    }

    /// The prices that hold.
    pub fn costs(&self) -> Costs<'_> {
        let page_bytes = f64::from(self.inputs.sizes.page_bytes());
        Costs { settings: self.inputs.settings, page_bytes }
    }

    /// Whether anyone needs a column.
    pub fn is_used(&self, id: ColumnId) -> bool {
        self.used.contains(&id)
    }

    /// Bytes of a row of those columns, as far as anyone needs them.
    pub fn width(&self, columns: &[RelColumn]) -> f64 {
        let used = columns.iter().filter(|column| self.is_used(column.id));
        used.map(|column| f64::from(self.columns.width(column.id, column.data_type))).sum()
    }

    /// The paths of a tree.
    pub fn paths<'r>(&mut self, rel: &'r Rel, want: &Want) -> Result<PathSet<'r>> {
        match rel {
            Rel::Scan { .. } | Rel::Filter { .. } | Rel::Join { .. } => {
                self.cluster_paths(rel, want)
            }
            other => self.node_paths(other, want),
        }
    }

    /// The paths of a node that is not taken apart.
    pub fn node_paths<'r>(&mut self, rel: &'r Rel, want: &Want) -> Result<PathSet<'r>> {
        match rel {
            Rel::Values { columns, rows } => {
                let count = self.inputs.sizes.given_rows().unwrap_or(rows.len()) as f64;
                let cost = PlanCost { startup: 0.0, total: self.costs().tuples(count) };
                Ok(self.leaf(rel, count.max(1.0), columns, cost))
            }
            Rel::Function { args, columns, .. } => {
                let rows = series_rows(args);
                let cost = PlanCost { startup: 0.0, total: self.costs().tuples(rows) };
                Ok(self.leaf(rel, rows, columns, cost))
            }
            Rel::CteScan { cte, columns, .. } => {
                let rows = self.ctes.get(cte).copied().unwrap_or(ROWS_OF_ROUND);
                let cost = PlanCost { startup: 0.0, total: self.costs().tuples(rows) };
                Ok(self.leaf(rel, rows, columns, cost))
            }
            Rel::Scan { .. } => Ok(self.scan_paths(rel, &[], &[], &BTreeSet::new())),
            // A condition that may not be taken apart.
            Rel::Filter { input, predicate } => {
                let paths = self.paths(input, want)?;
                Ok(self.filtered(&paths, std::slice::from_ref(predicate)))
            }
            Rel::Join { .. } => self.join_node(rel),
            Rel::Project { input, columns } => self.project(rel, input, columns, want),
            Rel::Apply { input, subquery, ask, .. } => {
                self.apply(rel, (input, subquery), ask, want)
            }
            Rel::Aggregate { .. } => self.aggregate(rel, want),
            Rel::Window { .. } => self.window(rel),
            Rel::Distinct { input, on } => self.distinct(input, on.as_deref(), want),
            Rel::Sort { input, keys } => self.sort(input, keys, want),
            Rel::Limit { input, limit, offset, .. } => {
                self.limit(rel, input, (limit.as_ref(), offset.as_ref()), want)
            }
            Rel::SetOperation { .. } => self.set_operation(rel),
            Rel::With { cte, query, body, .. } => self.with(rel, *cte, (query, body), want),
            Rel::RecursiveUnion { .. } => self.recursive_union(rel),
        }
    }

    fn leaf<'r>(
        &self,
        rel: &'r Rel,
        rows: f64,
        columns: &[RelColumn],
        cost: PlanCost,
    ) -> PathSet<'r> {
        let width = self.width(columns);
        PathSet::of(node(rel, Vec::new(), (rows, width), cost))
    }

    /// Columns from `input`'s order as they are called above a projection.
    fn project<'r>(
        &mut self,
        rel: &'r Rel,
        input: &'r Rel,
        columns: &'r [(RelColumn, Expr)],
        want: &Want,
    ) -> Result<PathSet<'r>> {
        let passed: Vec<(ColumnId, ColumnId)> = columns
            .iter()
            .filter_map(|(column, expr)| match expr {
                Expr::Column { place, .. } => Some((*place, column.id)),
                _ => None,
            })
            .collect();
        let below = |id: ColumnId| passed.iter().find(|(_, above)| *above == id).map(|it| it.0);
        let above = |id: ColumnId| passed.iter().find(|(below, _)| *below == id).map(|it| it.1);
        let inner = Want { order: renamed(&want.order, below), rows: want.rows };
        let inputs = self.paths(input, &inner)?;
        let made: Vec<RelColumn> = columns.iter().map(|(column, _)| column.clone()).collect();
        let width = self.width(&made);
        let used = columns.iter().filter(|(column, _)| self.is_used(column.id));
        let operators: f64 = used.map(|(_, expr)| operator_count(expr)).sum();
        let mut set = PathSet::default();
        for path in inputs.all() {
            let mut cost = path.cost;
            cost.total += self.costs().operators(operators, path.rows);
            let order = renamed(&path.order, above);
            set.add(Path { order, ..node(rel, vec![path.clone()], (path.rows, width), cost) });
        }
        Ok(set)
    }

    fn apply<'r>(
        &mut self,
        rel: &'r Rel,
        (input, subquery): (&'r Rel, &'r Rel),
        ask: &Ask,
        want: &Want,
    ) -> Result<PathSet<'r>> {
        let input_ids = input.columns();
        let is_correlated = free_columns(subquery).iter().any(|id| input_ids.contains(id));
        let rows = match ask {
            Ask::Exists => Some(1.0),
            Ask::Any { .. } | Ask::All { .. } | Ask::Scalar { .. } => None,
        };
        let inputs = self.paths(input, want)?;
        let subpaths = self.paths(subquery, &Want { order: Vec::new(), rows })?;
        let subpath = best(&subpaths, rows).clone();
        let once = super::paths::set::partial(&subpath, rows);
        let mut set = PathSet::default();
        for path in inputs.all() {
            let runs = if is_correlated { path.rows } else { 1.0 };
            let cost =
                PlanCost { startup: path.cost.startup, total: path.cost.total + runs * once };
            let below = vec![path.clone(), subpath.clone()];
            let made = node(rel, below, (path.rows, path.width), cost);
            set.add(Path { order: path.order.clone(), ..made });
        }
        Ok(set)
    }

    fn aggregate<'r>(&mut self, rel: &'r Rel, want: &Want) -> Result<PathSet<'r>> {
        let Rel::Aggregate { input, keys, sets, calls, instead } = rel else {
            return Ok(PathSet::default());
        };
        let order: Vec<SortKey> =
            want.order.iter().take_while(|key| keys.contains(&key.column)).cloned().collect();
        let inputs = self.paths(input, &Want { order, rows: None })?;
        let cheapest = best(&inputs, None).clone();
        let counts = (keys.len() as f64, calls.len() as f64);
        let sets_count = sets.as_ref().map_or(1.0, |sets| sets.len() as f64);
        let rows = match keys.is_empty() {
            true => sets_count,
            false => clamp(groups(keys, cheapest.rows, &self.columns) * sets_count),
        };
        let made: Vec<RelColumn> = calls.iter().map(|call| call.column.clone()).collect();
        let width = self.width(&made) + cheapest.width.min(8.0 * counts.0);
        let mut set = PathSet::default();
        let grouped = |input: &PathRef<'r>, sorted: bool, cost: PlanCost| Path {
            kind: PathKind::Groups { rel, input: input.clone(), sorted },
            rows,
            width,
            cost,
            order: match sorted {
                true => input.order.iter().take(keys.len()).cloned().collect(),
                false => Vec::new(),
            },
            outer: BTreeSet::new(),
            enforced: BTreeSet::new(),
        };
        let of = |path: &PathRef<'r>| (path.rows, rows);
        if keys.is_empty() || sets.is_some() {
            let mut cost = self.costs().hashed_groups(cheapest.cost, of(&cheapest), counts);
            if keys.is_empty() {
                let barred = self.costs().barred(self.inputs.settings.enable_hashagg);
                (cost.startup, cost.total) = (cost.startup - barred, cost.total - barred);
            }
            let mut set = PathSet::of(grouped(&cheapest, false, cost));
            if let Some(instead) = instead {
                let others = self.paths(instead, want)?;
                others.free().for_each(|path| set.add_shared(path.clone()));
                if let Some(story) = &mut self.story {
                    story.note_node(RowsMade::Grouped, &set);
                }
            }
            return Ok(set);
        }
        let cost = self.costs().hashed_groups(cheapest.cost, of(&cheapest), counts);
        set.add(grouped(&cheapest, false, cost));
        for path in self.grouped_inputs(&inputs, keys, want) {
            let cost = self.costs().sorted_groups(path.cost, of(&path), counts);
            set.add(grouped(&path, true, cost));
        }
        if let Some(story) = &mut self.story {
            story.note_node(RowsMade::Grouped, &set);
        }
        Ok(set)
    }

    /// Paths whose rows come with equal keys side by side.
    fn grouped_inputs<'r>(
        &self,
        inputs: &PathSet<'r>,
        keys: &[ColumnId],
        want: &Want,
    ) -> Vec<PathRef<'r>> {
        let mut found: Vec<PathRef<'r>> =
            inputs.free().filter(|path| is_grouped(&path.order, keys)).cloned().collect();
        // In the order that is wanted above, as far as it goes.
        let mut order: Vec<SortKey> =
            want.order.iter().take_while(|key| keys.contains(&key.column)).cloned().collect();
        for key in keys {
            if !order.iter().any(|have| have.column == *key) {
                let data_type = self.columns.type_of(*key);
                let (descending, nulls_first) = (false, false);
                order.push(SortKey { column: *key, data_type, descending, nulls_first });
            }
        }
        if let Some(cheapest) = inputs.cheapest() {
            found.push(PathRef::new(self.sorted(cheapest, &order, None)));
        }
        found
    }

    fn window<'r>(&mut self, rel: &'r Rel) -> Result<PathSet<'r>> {
        let Rel::Window { input, calls, partition, order } = rel else {
            return Ok(PathSet::default());
        };
        let mut keys: Vec<SortKey> = Vec::new();
        for id in partition {
            let data_type = self.columns.type_of(*id);
            keys.push(SortKey { column: *id, data_type, descending: false, nulls_first: false });
        }
        keys.extend(order.iter().cloned());
        let inputs = self.paths(input, &Want { order: keys.clone(), rows: None })?;
        let mut set = PathSet::default();
        let sorted = match keys.is_empty() {
            true => vec![best(&inputs, None).clone()],
            false => self.ordered(&inputs, &keys),
        };
        for path in sorted {
            let mut cost = path.cost;
            let count = calls.len() as f64;
            cost.total += self.costs().operators(count, path.rows) + self.costs().tuples(path.rows);
            let made = node(rel, vec![path.clone()], (path.rows, path.width + 8.0 * count), cost);
            set.add(Path { order: path.order.clone(), ..made });
        }
        Ok(set)
    }

    fn distinct<'r>(
        &mut self,
        input: &'r Rel,
        on: Option<&[ColumnId]>,
        want: &Want,
    ) -> Result<PathSet<'r>> {
        let all = input.columns();
        let keys: Vec<ColumnId> = on.map_or(all, <[ColumnId]>::to_vec);
        // DISTINCT ON takes the first rows as its input orders them.
        let order = if on.is_some() { Vec::new() } else { want.order.clone() };
        let inputs = self.paths(input, &Want { order, rows: None })?;
        let mut set = PathSet::default();
        for path in inputs.free() {
            let rows = groups(&keys, path.rows, &self.columns);
            let sorted = is_grouped(&path.order, &keys);
            let counts = (keys.len() as f64, 0.0);
            let cost = match sorted {
                true => self.costs().sorted_groups(path.cost, (path.rows, rows), counts),
                false => self.costs().hashed_groups(path.cost, (path.rows, rows), counts),
            };
            set.add(Path {
                kind: PathKind::Distinct { input: path.clone(), on: keys.clone(), sorted },
                rows,
                width: path.width,
                cost,
                order: path.order.clone(),
                outer: BTreeSet::new(),
                enforced: BTreeSet::new(),
            });
        }
        Ok(set)
    }

    fn sort<'r>(&mut self, input: &'r Rel, keys: &[SortKey], want: &Want) -> Result<PathSet<'r>> {
        let inputs = self.paths(input, &Want { order: keys.to_vec(), rows: want.rows })?;
        let mut set = PathSet::default();
        for path in inputs.free().filter(|path| satisfies(&path.order, keys)) {
            set.add_shared(path.clone());
        }
        if let Some(cheapest) = inputs.cheapest() {
            if !satisfies(&cheapest.order, keys) {
                set.add(self.sorted(cheapest, keys, want.rows));
            }
        }
        if let Some(story) = &mut self.story {
            story.note_node(RowsMade::Ordered, &set);
        }
        Ok(set)
    }

    /// A path put in order.
    pub fn sorted<'r>(&self, input: &PathRef<'r>, keys: &[SortKey], most: Option<f64>) -> Path<'r> {
        Path {
            cost: self.costs().sort(input.cost, input.rows, input.width, most),
            rows: input.rows,
            width: input.width,
            order: keys.to_vec(),
            outer: input.outer.clone(),
            enforced: input.enforced.clone(),
            kind: PathKind::Sort { input: input.clone() },
        }
    }

    fn limit<'r>(
        &mut self,
        rel: &'r Rel,
        input: &'r Rel,
        (limit, offset): (Option<&Expr>, Option<&Expr>),
        want: &Want,
    ) -> Result<PathSet<'r>> {
        let count = limit.and_then(constant_count);
        let skipped = offset.map_or(Some(0), constant_count);
        let asked = count.zip(skipped).map(|(count, skipped)| (count + skipped) as f64);
        let rows = asked.map(|asked| asked.max(1.0)).or(want.rows);
        let inputs = self.paths(input, &Want { order: want.order.clone(), rows })?;
        let path = best(&inputs, rows);
        let left = (path.rows - skipped.unwrap_or(0) as f64).max(1.0);
        let made = count.map_or(left, |count| left.min((count as f64).max(1.0)));
        let run = path.cost.total - path.cost.startup;
        let share = |rows: f64| (rows / path.rows.max(1.0)).clamp(0.0, 1.0);
        let startup = path.cost.startup + run * share(skipped.unwrap_or(0) as f64);
        let cost = PlanCost { startup, total: startup + run * share(made) };
        let limited = node(rel, vec![path.clone()], (made, path.width), cost);
        Ok(PathSet::of(Path { order: path.order.clone(), ..limited }))
    }

    fn set_operation<'r>(&mut self, rel: &'r Rel) -> Result<PathSet<'r>> {
        let Rel::SetOperation { op, all, left, right, columns, .. } = rel else {
            return Ok(PathSet::default());
        };
        let sides = [self.paths(left, &Want::default())?, self.paths(right, &Want::default())?];
        let [left, right] = sides.map(|side| best(&side, None).clone());
        let both = left.rows + right.rows;
        let rows = match op {
            SetOp::Union => both,
            SetOp::Intersect => left.rows.min(right.rows),
            SetOp::Except => left.rows,
        };
        let total = left.cost.total + right.cost.total;
        // A union of all passes rows on as they come.
        let startup = if *all && *op == SetOp::Union { left.cost.startup } else { total };
        let work = match (*op, *all) {
            (SetOp::Union, true) => 0.0,
            _ => self.costs().operators(columns.len() as f64, both) + self.costs().tuples(rows),
        };
        let cost = PlanCost { startup, total: total + work };
        let width = self.width(columns);
        Ok(PathSet::of(node(rel, vec![left, right], (clamp(rows), width), cost)))
    }

    fn with<'r>(
        &mut self,
        rel: &'r Rel,
        cte: usize,
        (query, body): (&'r Rel, &'r Rel),
        want: &Want,
    ) -> Result<PathSet<'r>> {
        let queries = self.paths(query, &Want::default())?;
        let query = best(&queries, None).clone();
        self.ctes.insert(cte, query.rows);
        let bodies = self.paths(body, want)?;
        let mut set = PathSet::default();
        for body in bodies.free() {
            let cost = PlanCost {
                startup: query.cost.startup + body.cost.startup,
                total: query.cost.total + body.cost.total,
            };
            let below = vec![query.clone(), body.clone()];
            let made = node(rel, below, (body.rows, body.width), cost);
            set.add(Path { order: body.order.clone(), ..made });
        }
        Ok(set)
    }

    fn recursive_union<'r>(&mut self, rel: &'r Rel) -> Result<PathSet<'r>> {
        let Rel::RecursiveUnion { cte, seed, step, columns, .. } = rel else {
            return Ok(PathSet::default());
        };
        let seeds = self.paths(seed, &Want::default())?;
        let seed = best(&seeds, None).clone();
        self.ctes.insert(*cte, clamp(ROUNDS * seed.rows));
        let steps = self.paths(step, &Want::default())?;
        let step = best(&steps, None).clone();
        let rows = clamp(seed.rows + ROUNDS * step.rows);
        let cost = PlanCost {
            startup: seed.cost.startup,
            total: seed.cost.total + ROUNDS * step.cost.total + self.costs().tuples(rows),
        };
        let width = self.width(columns);
        Ok(PathSet::of(node(rel, vec![seed, step], (rows, width), cost)))
    }
}

/// The cheapest path when that many rows are asked for.
pub fn best<'p, 'r>(paths: &'p PathSet<'r>, rows: Option<f64>) -> &'p PathRef<'r> {
    paths.cheapest_for(rows).expect("every tree has a path that asks for nothing from outside")
}

/// A path that is run as its node says.
pub fn node<'r>(
    rel: &'r Rel,
    inputs: Vec<PathRef<'r>>,
    (rows, width): (f64, f64),
    cost: PlanCost,
) -> Path<'r> {
    Path {
        kind: PathKind::Node(rel, inputs),
        rows,
        width,
        cost,
        order: Vec::new(),
        outer: BTreeSet::new(),
        enforced: BTreeSet::new(),
    }
}

/// An order in other names, as far as they reach.
fn renamed(order: &[SortKey], name: impl Fn(ColumnId) -> Option<ColumnId>) -> Vec<SortKey> {
    let mut made = Vec::new();
    for key in order {
        let Some(column) = name(key.column) else { break };
        made.push(SortKey { column, ..key.clone() });
    }
    made
}

/// Whether an order puts rows with equal keys side by side.
fn is_grouped(order: &[SortKey], keys: &[ColumnId]) -> bool {
    let distinct: BTreeSet<ColumnId> = keys.iter().copied().collect();
    order.len() >= distinct.len()
        && order[..distinct.len()].iter().all(|key| distinct.contains(&key.column))
}

/// The plan handing on those columns in that order.
pub fn arrange(plan: Plan, ids: &[ColumnId]) -> Result<Plan> {
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

/// A constant that counts rows.
pub fn constant_count(expr: &Expr) -> Option<u64> {
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
        _ => SERIES_ROWS,
    }
}
