//! A plan as text, in the form of PostgreSQL's EXPLAIN. Times are simulated.
//!
//! ```text
//!   Seq Scan on orders  (cost=0.00..1986.00 rows=500 width=27) (actual time=.. rows=11 loops=1)
//!     Filter: (user_id = 42)
//!     Rows Removed by Filter: 99989
//!     Buffers: shared hit=0 read=736
//! ```
//!
//! Nodes that PostgreSQL does not have are folded away: a Project is part of the node below it, and
//! so is a Filter, as its condition. A hash join's table is a line of its own, as in PostgreSQL.

use model::base::ids::OpId;

use self::names::Scope;
use super::cardinality::value_bytes;
use super::index_condition::IndexCondition;
use super::physical::{Node, Plan};
use crate::catalog::info::TableInfo;
use crate::expr::bound::Expr;
use crate::sql::statement::Explain;

mod names;

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

/// The lines of a plan; with `actuals`, those of EXPLAIN ANALYZE.
pub fn lines(plan: &Plan, options: &Explain, actuals: Option<&Actuals<'_>>) -> Vec<String> {
    let scope = Scope::new(plan);
    let mut writer = Writer { options, actuals, scope, lines: Vec::new() };
    writer.node(plan, 0, 0, None);
    if let (Some(actuals), true) = (actuals, options.summary) {
        let total = actuals(OpId(0)).nanos_total;
        writer.lines.push(format!("Execution Time: {} ms (simulated)", millis(total)));
    }
    writer.lines
}

struct Writer<'a> {
    options: &'a Explain,
    actuals: Option<&'a Actuals<'a>>,
    scope: Scope<'a>,
    lines: Vec<String>,
}

/// What nodes folded into the one below them leave for its lines.
#[derive(Clone, Copy)]
struct Folded<'a> {
    outermost: &'a Plan,
    op: u16,
    /// The condition of a Filter, and the Filter's number.
    filter: Option<(&'a Expr, u16)>,
}

impl<'a> Writer<'a> {
    /// Writes a node numbered `op` and those below it; returns the next number.
    fn node(&mut self, plan: &'a Plan, op: u16, depth: usize, folded: Option<Folded<'a>>) -> u16 {
        let here = Folded { outermost: plan, op, filter: None };
        let folded = folded.unwrap_or(here);
        match &plan.node {
            Node::Project { input, .. } => {
                return self.node(input, op + 1, depth, Some(folded));
            }
            Node::Filter { input, predicate } if folded.filter.is_none() => {
                let folded = Folded { filter: Some((predicate, op)), ..folded };
                return self.node(input, op + 1, depth, Some(folded));
            }
            _ => {}
        }
        self.head(&plan.name(), plan, depth, folded);
        self.details(plan, op, depth, folded);
        let mut next = op + 1;
        for (label, child) in self.labelled_children(plan) {
            let mut child_depth = depth + 1;
            match label {
                Label::None => {}
                Label::Line(label) => {
                    self.lines.push(format!("{}{label}", " ".repeat(6 * child_depth - 4)));
                    child_depth += 1;
                }
                Label::Hash => {
                    let whole = Folded { outermost: child, op: next, filter: None };
                    self.head("Hash", child, child_depth, whole);
                    child_depth += 1;
                }
            }
            next = self.node(child, next, child_depth, None);
        }
        next
    }

    fn head(&mut self, name: &str, plan: &Plan, depth: usize, folded: Folded<'_>) {
        let top = folded.outermost;
        let mut line = indent(depth);
        line.push_str(name);
        if self.options.costs {
            let width: u32 = top.columns.iter().map(|column| value_bytes(column.data_type)).sum();
            // A table of hashed rows is there at once, or not at all.
            let startup = if name == "Hash" { plan.cost.total } else { top.cost.startup };
            line.push_str(&format!(
                "  (cost={startup:.2}..{:.2} rows={:.0} width={width})",
                top.cost.total, top.rows
            ));
        }
        if let Some(actuals) = self.actuals {
            let actual = actuals(OpId(folded.op));
            let loops = actual.loops.max(1);
            let rows = (actual.rows as f64 / loops as f64).round();
            if actual.loops == 0 {
                line.push_str(" (never executed)");
            } else if self.options.timing {
                line.push_str(&format!(
                    " (actual time={}..{} rows={rows:.0} loops={loops})",
                    millis(actual.nanos_first / loops),
                    millis(actual.nanos_total / loops)
                ));
            } else {
                line.push_str(&format!(" (actual rows={rows:.0} loops={loops})"));
            }
        }
        self.lines.push(line);
    }

    fn details(&mut self, plan: &'a Plan, op: u16, depth: usize, folded: Folded<'a>) {
        let mut said = self.conditions(plan);
        if let Some((filter, _)) = folded.filter {
            said.push(("Filter", self.scope.own(filter, plan)));
        }
        if let Some(actuals) = self.actuals {
            let own = actuals(OpId(op));
            let above = folded.filter.map_or(0, |(_, op)| actuals(OpId(op)).rows_removed);
            let average = |count: u64| (count as f64 / own.loops.max(1) as f64).round() as u64;
            said.extend(counted("Rows Removed by Index Recheck", average(own.rows_rechecked_away)));
            said.extend(counted("Rows Removed by Filter", average(own.rows_removed + above)));
            if matches!(plan.node, Node::IndexOnlyScan { .. }) {
                said.push(("Heap Fetches", own.heap_fetches.to_string()));
            }
            let blocks = [("exact", own.heap_blocks_exact), ("lossy", own.heap_blocks_lossy)];
            let blocks: Vec<String> = blocks
                .iter()
                .filter(|(_, count)| *count > 0)
                .map(|(word, count)| format!("{word}={count}"))
                .collect();
            if !blocks.is_empty() {
                said.push(("Heap Blocks", blocks.join(" ")));
            }
            let all = actuals(OpId(folded.op));
            if self.options.buffers && all.pages_hit + all.pages_missed > 0 {
                let pages = format!("shared hit={} read={}", all.pages_hit, all.pages_missed);
                said.push(("Buffers", pages));
            }
        }
        let margin = " ".repeat(6 * depth + 2);
        self.lines.extend(said.iter().map(|(label, text)| format!("{margin}{label}: {text}")));
    }

    /// What a node says of its keys and conditions.
    fn conditions(&self, plan: &Plan) -> Vec<(&'static str, String)> {
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
            Node::Sort { keys, input, .. } => said.push(("Sort Key", scope.order(keys, input))),
            Node::Aggregate { keys, input, .. } if !keys.is_empty() => {
                let names: Vec<String> =
                    keys.iter().map(|place| scope.column(input, *place)).collect();
                said.push(("Group Key", names.join(", ")));
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
        said
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
            Node::Apply { input, subplan, params, .. } => {
                let word = if params.is_empty() { "InitPlan" } else { "SubPlan" };
                let label = format!("{word} {}", self.scope.subplan_number(plan));
                vec![(Label::None, &**input), (Label::Line(label), &**subplan)]
            }
            Node::With { name, query, body, .. } => {
                vec![(Label::Line(format!("CTE {name}")), &**query), (Label::None, &**body)]
            }
            Node::HashJoin { left, right, .. } => {
                vec![(Label::None, &**left), (Label::Hash, &**right)]
            }
            _ => plan.children().into_iter().map(|child| (Label::None, child)).collect(),
        }
    }
}

/// What stands above a child.
enum Label {
    /// Nothing.
    None,
    /// A line of its own.
    Line(String),
    /// The table that holds its rows.
    Hash,
}

fn equalities(pairs: impl Iterator<Item = (String, String)>) -> String {
    let texts: Vec<String> = pairs.map(|(left, right)| format!("({left} = {right})")).collect();
    match texts.as_slice() {
        [only] => only.clone(),
        several => format!("({})", several.join(" AND ")),
    }
}

fn counted(label: &'static str, count: u64) -> Option<(&'static str, String)> {
    (count > 0).then(|| (label, count.to_string()))
}

/// PostgreSQL's: six more columns for each level, with an arrow.
fn indent(depth: usize) -> String {
    match depth {
        0 => String::new(),
        _ => format!("{}->  ", " ".repeat(6 * depth - 4)),
    }
}

fn millis(nanos: u64) -> String {
    format!("{:.3}", nanos as f64 / 1_000_000.0)
}
