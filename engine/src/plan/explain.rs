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
//! so is a Filter, as its condition.

use model::base::ids::OpId;

use super::cardinality::value_bytes;
use super::physical::{Node, Plan, PlanColumn, PlanSortKey};
use super::print::print;
use crate::expr::bound::Expr;
use crate::sql::statement::Explain;

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
}

/// What every operator did, by number.
pub type Actuals<'a> = dyn Fn(OpId) -> Actual + 'a;

/// The lines of a plan; with `actuals`, those of EXPLAIN ANALYZE.
pub fn lines(plan: &Plan, options: &Explain, actuals: Option<&Actuals<'_>>) -> Vec<String> {
    let mut writer = Writer { options, actuals, lines: Vec::new() };
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
    lines: Vec<String>,
}

/// What nodes folded into the one below them leave for its lines.
#[derive(Clone, Copy)]
struct Folded<'a> {
    outermost: &'a Plan,
    op: u16,
    filter: Option<&'a Expr>,
}

impl Writer<'_> {
    /// Writes a node numbered `op` and those below it; returns the next number.
    fn node(&mut self, plan: &Plan, op: u16, depth: usize, folded: Option<Folded<'_>>) -> u16 {
        let here = Folded { outermost: plan, op, filter: None };
        let folded = folded.unwrap_or(here);
        match &plan.node {
            Node::Project { input, .. } => {
                return self.node(input, op + 1, depth, Some(folded));
            }
            Node::Filter { input, predicate } if folded.filter.is_none() => {
                let folded = Folded { filter: Some(predicate), ..folded };
                return self.node(input, op + 1, depth, Some(folded));
            }
            _ => {}
        }
        self.head(plan, depth, folded);
        self.details(plan, depth, folded);
        let mut next = op + 1;
        for (label, child) in labelled_children(plan) {
            let mut child_depth = depth + 1;
            if let Some(label) = label {
                self.lines.push(format!("{}{label}", " ".repeat(6 * child_depth - 4)));
                child_depth += 1;
            }
            next = self.node(child, next, child_depth, None);
        }
        next
    }

    fn head(&mut self, plan: &Plan, depth: usize, folded: Folded<'_>) {
        let top = folded.outermost;
        let mut line = indent(depth);
        line.push_str(&plan.name());
        if self.options.costs {
            let width: u32 = top.columns.iter().map(|column| value_bytes(column.data_type)).sum();
            line.push_str(&format!(
                "  (cost={:.2}..{:.2} rows={:.0} width={width})",
                top.cost.startup, top.cost.total, top.rows
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

    fn details(&mut self, plan: &Plan, depth: usize, folded: Folded<'_>) {
        let mut say = |label: &str, text: String| {
            self.lines.push(format!("{}{label}: {text}", " ".repeat(6 * depth + 2)));
        };
        match &plan.node {
            Node::SeqScan { filter: Some(filter), .. } => {
                say("Filter", print(filter, &plan.columns));
            }
            Node::Sort { keys, input, .. } => say("Sort Key", keys_text(keys, &input.columns)),
            Node::Aggregate { keys, input, .. } if !keys.is_empty() => {
                let names: Vec<String> =
                    keys.iter().map(|place| input.columns[*place].name.clone()).collect();
                say("Group Key", names.join(", "));
            }
            Node::HashJoin { left, right, left_keys, right_keys, on, .. } => {
                let pairs: Vec<String> = left_keys
                    .iter()
                    .zip(right_keys)
                    .map(|(l, r)| {
                        format!("({} = {})", print(l, &left.columns), print(r, &right.columns))
                    })
                    .collect();
                say("Hash Cond", pairs.join(" AND "));
                if let Some(on) = on {
                    let both = [left.columns.clone(), right.columns.clone()].concat();
                    say("Join Filter", print(on, &both));
                }
            }
            Node::NestedLoop { left, right, on: Some(on), .. } => {
                let both = [left.columns.clone(), right.columns.clone()].concat();
                say("Join Filter", print(on, &both));
            }
            _ => {}
        }
        if let Some(filter) = folded.filter {
            say("Filter", print(filter, &plan.columns));
        }
        if let (Some(actuals), true) = (self.actuals, self.options.buffers) {
            let actual = actuals(OpId(folded.op));
            if actual.pages_hit + actual.pages_missed > 0 {
                say(
                    "Buffers",
                    format!("shared hit={} read={}", actual.pages_hit, actual.pages_missed),
                );
            }
        }
    }
}

fn labelled_children(plan: &Plan) -> Vec<(Option<String>, &Plan)> {
    match &plan.node {
        Node::Apply { input, subplan, params, .. } => {
            let label = if params.is_empty() { "InitPlan" } else { "SubPlan" };
            vec![(None, &**input), (Some(label.to_string()), &**subplan)]
        }
        Node::With { name, query, body, .. } => {
            vec![(Some(format!("CTE {name}")), &**query), (None, &**body)]
        }
        _ => plan.children().into_iter().map(|child| (None, child)).collect(),
    }
}

fn keys_text(keys: &[PlanSortKey], columns: &[PlanColumn]) -> String {
    let one = |key: &PlanSortKey| {
        let mut text = columns[key.place].name.clone();
        if key.descending {
            text.push_str(" DESC");
        }
        match (key.descending, key.nulls_first) {
            (false, true) => text.push_str(" NULLS FIRST"),
            (true, false) => text.push_str(" NULLS LAST"),
            _ => {}
        }
        text
    };
    keys.iter().map(one).collect::<Vec<String>>().join(", ")
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
