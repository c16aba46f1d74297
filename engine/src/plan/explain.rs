//! A plan in the form of PostgreSQL's EXPLAIN, as text or as JSON. Times are simulated.
//!
//! ```text
//!   Seq Scan on orders  (cost=0.00..1986.00 rows=500 width=27) (actual time=.. rows=11 loops=1)
//!     Filter: (user_id = 42)
//!     Rows Removed by Filter: 99989
//!     Buffers: shared read=736
//! ```
//!
//! Nodes that PostgreSQL does not have are folded away: a Project is part of the node below it, and
//! so is a Filter, as its condition. A hash join's table is a line of its own, as in PostgreSQL.

use model::base::ids::OpId;
use model::trace::event::plan::PlanEvent;

use self::names::Scope;
use self::parts::Naming;
use self::shown::{Child, Detail, Ran, Shown, ShownCost, Totals};
use super::cardinality::value_bytes;
use super::index_condition::IndexCondition;
use super::physical::{Node, Plan, PlanConflict, PlanConflictUpdate};
use crate::catalog::info::TableInfo;
use crate::expr::bound::Expr;
use crate::sql::statement::{Explain, ExplainFormat};

mod json;
mod names;
mod parts;
mod shown;
mod story;
mod text;

/// What an operator really did.
#[derive(Clone, Copy, Debug, Default)]
pub struct Actual {
    /// How often it ran.
    pub loops: u64,
    /// Rows over all loops.
    pub rows: u64,
    /// Simulated nanoseconds until the first row, over all loops.
    pub nanos_first: u64,
    /// Simulated nanoseconds, over all loops.
    pub nanos_total: u64,
    /// Pages found in the pool, by it and what is below it.
    pub pages_hit: u64,
    /// Pages read from disk, by it and what is below it.
    pub pages_missed: u64,
    /// Rows that its filter dropped, over all loops.
    pub rows_removed: u64,
    /// Rows that a condition asked again dropped, over all loops.
    pub rows_rechecked_away: u64,
    /// Pages that a bitmap named row by row.
    pub heap_blocks_exact: u64,
    /// Pages that a bitmap named as a whole.
    pub heap_blocks_lossy: u64,
    /// Rows that an index-only scan looked up in the table, over all loops.
    pub heap_fetches: u64,
}

/// What every operator did, by number.
pub type Actuals<'a> = dyn Fn(OpId) -> Actual + 'a;

/// A plan as EXPLAIN shows it, in its format; with `actuals`, as EXPLAIN ANALYZE does. Lines of
/// text, or one document.
pub fn explain(
    (plan, story): (&Plan, &[PlanEvent]),
    options: &Explain,
    actuals: Option<&Actuals<'_>>,
    planning_nanos: u64,
) -> Vec<String> {
    let naming = if options.verbose { Naming::Full } else { Naming::Plain };
    let teller = Teller { options, actuals, naming, scope: Scope::new(plan) };
    let (shown, _) = teller.node(plan, 0, None);
    let totals = Totals {
        planning_nanos: options.summary.then_some(planning_nanos),
        execution_nanos: actuals
            .filter(|_| options.summary)
            .map(|actuals| actuals(OpId(0)).nanos_total),
    };
    let sections = story::sections(options, story);
    match options.format {
        ExplainFormat::Text => text::lines(&shown, totals, &sections),
        ExplainFormat::Json => vec![json::document(&shown, totals, &sections)],
    }
}

/// Tells what a plan does.
struct Teller<'a> {
    options: &'a Explain,
    actuals: Option<&'a Actuals<'a>>,
    naming: Naming,
    scope: Scope<'a>,
}

/// What nodes folded into the one below them leave for its lines.
#[derive(Clone, Copy)]
struct Folded<'a> {
    outermost: &'a Plan,
    op: u16,
    /// The condition of a Filter, the Filter's number, and what it filters.
    filter: Option<(&'a Expr, u16, &'a Plan)>,
}

impl<'a> Teller<'a> {
    /// A node numbered `op` with those below it, and the next number.
    fn node(&self, plan: &'a Plan, op: u16, folded: Option<Folded<'a>>) -> (Shown, u16) {
        let here = Folded { outermost: plan, op, filter: None };
        let folded = folded.unwrap_or(here);
        match &plan.node {
            Node::Project { input, .. } => return self.node(input, op + 1, Some(folded)),
            Node::Filter { input, predicate } if folded.filter.is_none() => {
                let folded = Folded { filter: Some((predicate, op, &**input)), ..folded };
                return self.node(input, op + 1, Some(folded));
            }
            Node::Apply { .. } | Node::With { .. } => {
                return self.with_subplan(plan, op, folded);
            }
            _ => {}
        }
        let mut shown = self.head(plan, folded);
        shown.details = self.details(plan, op, folded);
        let mut next = op + 1;
        for (label, child) in self.labelled_children(plan) {
            let at = next;
            let (node, after) = self.node(child, at, None);
            next = after;
            let is_hash = matches!(label, Label::Hash);
            let node = if is_hash { self.hash(child, at, node) } else { node };
            let relationship = match label {
                Label::Outer => "Outer",
                Label::Inner | Label::Hash => "Inner",
                Label::Member => "Member",
            };
            shown.children.push(Child { relationship, name: None, node });
        }
        (shown, next)
    }

    /// An Apply or a With: PostgreSQL shows the node that uses the other query, and that query
    /// below it under a name.
    fn with_subplan(&self, plan: &'a Plan, op: u16, folded: Folded<'a>) -> (Shown, u16) {
        let child = |relationship, name, node| Child { relationship, name: Some(name), node };
        match &plan.node {
            Node::Apply { input, subplan, .. } => {
                let (mut shown, next) = self.node(input, op + 1, Some(folded));
                let (query, next) = self.node(subplan, next, None);
                let (relationship, name) = self.scope.subplan_name(plan);
                let query = child(relationship, name, query);
                let inits = shown.children.iter().take_while(|it| it.is_init()).count();
                let place = if query.is_init() { inits } else { shown.children.len() };
                shown.children.insert(place, query);
                (shown, next)
            }
            Node::With { name, query, body, .. } => {
                let (query, next) = self.node(query, op + 1, None);
                let (mut shown, next) = self.node(body, next, Some(folded));
                shown.children.insert(0, child("InitPlan", format!("CTE {name}"), query));
                (shown, next)
            }
            _ => panic!("{} has no subplan", plan.name()),
        }
    }

    fn head(&self, plan: &Plan, folded: Folded<'_>) -> Shown {
        let top = folded.outermost;
        Shown {
            heading: parts::heading(plan, self.naming),
            parts: parts::parts(plan, self.naming),
            cost: self.cost(top, top.cost.startup),
            ran: self.ran(folded.op),
            details: Vec::new(),
            children: Vec::new(),
        }
    }

    /// The table of a hash join's rows: a line of its own, though no operator.
    fn hash(&self, rows: &Plan, op: u16, below: Shown) -> Shown {
        Shown {
            heading: "Hash".to_string(),
            parts: vec![("Node Type", "Hash".to_string())],
            // It is there at once, or not at all.
            cost: self.cost(rows, rows.cost.total),
            ran: self.ran(op),
            details: Vec::new(),
            children: vec![Child { relationship: "Outer", name: None, node: below }],
        }
    }

    fn cost(&self, plan: &Plan, startup: f64) -> Option<ShownCost> {
        let width = plan.columns.iter().map(|column| value_bytes(column.data_type)).sum();
        let (total, rows) = (plan.cost.total, plan.rows);
        self.options.costs.then_some(ShownCost { startup, total, rows, width })
    }

    fn ran(&self, op: u16) -> Option<Ran> {
        let actual = (self.actuals?)(OpId(op));
        let loops = actual.loops.max(1);
        let times = (actual.nanos_first / loops, actual.nanos_total / loops);
        Some(Ran {
            nanos: self.options.timing.then_some(times),
            rows: (actual.rows as f64 / loops as f64).round(),
            loops: actual.loops,
        })
    }

    fn details(&self, plan: &'a Plan, op: u16, folded: Folded<'a>) -> Vec<(&'static str, Detail)> {
        let mut said = Vec::new();
        if self.options.verbose {
            said.extend(self.output(plan, folded.outermost));
        }
        said.extend(self.conditions(plan));
        if let Some((filter, _, filtered)) = folded.filter {
            let text = match is_scan(plan) {
                true => self.scope.own_of_scan(filter, filtered),
                false => self.scope.own(filter, filtered),
            };
            said.push(("Filter", Detail::Text(text)));
        }
        if let Some(actuals) = self.actuals {
            let own = actuals(OpId(op));
            let filter_op = folded.filter.map(|(_, op, _)| op);
            let above = filter_op.map_or(0, |op| actuals(OpId(op)).rows_removed);
            let average = |count: u64| (count as f64 / own.loops.max(1) as f64).round() as u64;
            said.extend(counted("Rows Removed by Index Recheck", average(own.rows_rechecked_away)));
            said.extend(counted("Rows Removed by Filter", average(own.rows_removed + above)));
            if matches!(plan.node, Node::IndexOnlyScan { .. }) {
                said.push(("Heap Fetches", Detail::Number(own.heap_fetches)));
            }
            let blocks = [("exact", own.heap_blocks_exact), ("lossy", own.heap_blocks_lossy)];
            let blocks: Vec<String> = blocks
                .iter()
                .filter(|(_, count)| *count > 0)
                .map(|(word, count)| format!("{word}={count}"))
                .collect();
            if !blocks.is_empty() {
                said.push(("Heap Blocks", Detail::Text(blocks.join(" "))));
            }
            if self.options.buffers {
                let all = actuals(OpId(folded.op));
                let (hit, missed) = (all.pages_hit, all.pages_missed);
                said.push(("Buffers", Detail::Pages { hit, missed }));
            }
        }
        said
    }

    /// The columns that a node hands on, under VERBOSE.
    fn output(&self, plan: &'a Plan, outermost: &'a Plan) -> Option<(&'static str, Detail)> {
        let scope = &self.scope;
        let items: Vec<String> = match (&plan.node, &outermost.node) {
            (
                Node::Insert { table, returning, .. }
                | Node::Update { table, returning, .. }
                | Node::Delete { table, returning, .. },
                _,
            ) => {
                let name = |at: usize| {
                    table.columns.get(at).map_or(String::new(), |column| column.name.clone())
                };
                let exprs = returning.iter().flatten();
                exprs.map(|expr| scope.of_table(expr, &name)).collect()
            }
            (_, Node::Project { input, exprs }) => {
                exprs.iter().map(|expr| scope.over(expr, &[input])).collect()
            }
            _ => (0..outermost.columns.len()).map(|at| scope.column(outermost, at)).collect(),
        };
        (!items.is_empty()).then_some(("Output", Detail::List(items)))
    }

    /// What a node says of its keys and conditions.
    fn conditions(&self, plan: &Plan) -> Vec<(&'static str, Detail)> {
        if let Some(keys) = self.keys(plan) {
            return vec![keys];
        }
        let scope = &self.scope;
        let mut said = Vec::new();
        match &plan.node {
            Node::SeqScan { filter: Some(filter), .. } => {
                said.push(("Filter", scope.of_scan(filter, &plan.columns)));
            }
            Node::IndexScan { table, condition, filter, .. }
            | Node::IndexOnlyScan { table, condition, filter, .. } => {
                said.extend(self.index_condition(table, condition));
                let filter = filter.as_ref();
                said.extend(filter.map(|it| ("Filter", scope.of_scan(it, &plan.columns))));
            }
            Node::BitmapIndexScan { table, condition, .. } => {
                said.extend(self.index_condition(table, condition));
            }
            Node::BitmapHeapScan { recheck, filter, .. } => {
                let lines = [("Recheck Cond", recheck), ("Filter", filter)];
                said.extend(lines.into_iter().filter_map(|(label, expr)| {
                    Some((label, scope.of_scan(expr.as_ref()?, &plan.columns)))
                }));
            }
            Node::Insert { conflict: Some(conflict), .. } => {
                return conflict_details(scope, conflict);
            }
            Node::HashJoin { left, right, left_keys, right_keys, on, .. } => {
                let pairs = left_keys.iter().zip(right_keys);
                let pairs = pairs.map(|(l, r)| (scope.over(l, &[left]), scope.over(r, &[right])));
                said.push(("Hash Cond", equalities(pairs)));
                let on = on.as_ref();
                said.extend(on.map(|on| ("Join Filter", scope.over(on, &[left, right]))));
            }
            Node::MergeJoin { left, right, left_keys, right_keys, on, .. } => {
                let pairs = left_keys.iter().zip(right_keys);
                let pairs =
                    pairs.map(|(l, r)| (scope.column(left, l.place), scope.column(right, r.place)));
                said.push(("Merge Cond", equalities(pairs)));
                let on = on.as_ref();
                said.extend(on.map(|on| ("Join Filter", scope.over(on, &[left, right]))));
            }
            Node::NestedLoop { left, right, on: Some(on), .. } => {
                said.push(("Join Filter", scope.over(on, &[left, right])));
            }
            _ => {}
        }
        said.into_iter().map(|(label, text)| (label, Detail::Text(text))).collect()
    }

    /// What a node sorts or groups by.
    fn keys(&self, plan: &Plan) -> Option<(&'static str, Detail)> {
        match &plan.node {
            Node::Sort { keys, input, .. } => {
                let keys = keys.iter().map(|key| self.scope.order(&[*key], input));
                Some(("Sort Key", Detail::List(keys.collect())))
            }
            Node::Aggregate { keys, input, .. } if !keys.is_empty() => {
                let names = keys.iter().map(|place| self.scope.column(input, *place));
                Some(("Group Key", Detail::List(names.collect())))
            }
            _ => None,
        }
    }

    fn index_condition(
        &self,
        table: &TableInfo,
        condition: &IndexCondition,
    ) -> Option<(&'static str, String)> {
        let name = |place: usize| {
            table.columns.get(place).map_or(String::new(), |column| column.name.clone())
        };
        let clauses: Vec<String> =
            condition.clauses.iter().map(|clause| self.scope.of_table(clause, &name)).collect();
        match clauses.as_slice() {
            [] => None,
            [only] => Some(("Index Cond", only.clone())),
            several => Some(("Index Cond", format!("({})", several.join(" AND ")))),
        }
    }

    fn labelled_children(&self, plan: &'a Plan) -> Vec<(Label, &'a Plan)> {
        match &plan.node {
            Node::HashJoin { left, right, .. } => {
                vec![(Label::Outer, &**left), (Label::Hash, &**right)]
            }
            Node::BitmapAnd { .. } | Node::BitmapOr { .. } | Node::SetOperation { .. } => {
                plan.children().into_iter().map(|child| (Label::Member, child)).collect()
            }
            _ => {
                let labels = [Label::Outer, Label::Inner];
                labels.into_iter().zip(plan.children()).collect()
            }
        }
    }
}

/// What a child is to the node above it.
enum Label {
    /// The first, or the only one.
    Outer,
    /// The second.
    Inner,
    /// The second, of which a table is made.
    Hash,
    /// One of several of a kind.
    Member,
}

fn conflict_details(scope: &Scope<'_>, conflict: &PlanConflict) -> Vec<(&'static str, Detail)> {
    let resolution = if conflict.update.is_some() { "UPDATE" } else { "NOTHING" };
    let names = conflict.arbiters.iter().map(|key| key.name.clone()).collect();
    let mut said = vec![
        ("Conflict Resolution", Detail::Text(resolution.to_string())),
        ("Conflict Arbiter Indexes", Detail::List(names)),
    ];
    if let Some(PlanConflictUpdate { columns, condition: Some(condition), .. }) = &conflict.update {
        said.push(("Conflict Filter", Detail::Text(scope.of_scan(condition, columns))));
    }
    said
}

fn equalities(pairs: impl Iterator<Item = (String, String)>) -> String {
    let texts: Vec<String> = pairs.map(|(left, right)| format!("({left} = {right})")).collect();
    match texts.as_slice() {
        [only] => only.clone(),
        several => format!("({})", several.join(" AND ")),
    }
}

fn counted(label: &'static str, count: u64) -> Option<(&'static str, Detail)> {
    (count > 0).then_some((label, Detail::Number(count)))
}

/// Whether a node reads one table: its conditions leave the table's name out.
fn is_scan(plan: &Plan) -> bool {
    matches!(
        plan.node,
        Node::SeqScan { .. }
            | Node::IndexScan { .. }
            | Node::IndexOnlyScan { .. }
            | Node::BitmapHeapScan { .. }
    )
}
